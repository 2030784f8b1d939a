//! What follows from the kind of an institution: who signs for it, its year, its VAT.

use super::{InstitutionKind, Sector};
use crate::access::closed_list;
use crate::calendar::FinancialYearKind;

closed_list! {
    /// Who is the contracting party when an institution buys.
    ///
    /// What counts as a school is in section 123 of the Procurement Act 2023.
    LegalBuyer {
        /// The governing body of a maintained school.
        GoverningBody = "governing_body",
        /// The academy trust, as proprietor of the academy.
        AcademyTrust = "academy_trust",
        /// The council, for a pupil referral unit; a contract for one counts as a school's.
        Council = "council",
        /// The corporation of a further education college.
        FurtherEducationCorporation = "further_education_corporation",
        /// The proprietor of a special school approved under section 342 of the Education Act
        /// 1996.
        ApprovedProprietor = "approved_proprietor",
        /// Somebody who is not a school in the Act: private schools, universities.
        NotASchool = "not_a_school",
        /// It cannot be told from the register.
        NotKnown = "not_known",
    }
}

impl LegalBuyer {
    /// Whether its contracts are a school's in the Act; nothing where that is not known.
    pub const fn is_school_in_the_act(self) -> Option<bool> {
        match self {
            Self::GoverningBody
            | Self::AcademyTrust
            | Self::Council
            | Self::FurtherEducationCorporation
            | Self::ApprovedProprietor => Some(true),
            Self::NotASchool => Some(false),
            Self::NotKnown => None,
        }
    }
}

closed_list! {
    /// Whether an institution gets back the VAT it pays.
    VatPosition {
        /// The council reclaims it: Value Added Tax Act 1994, section 33. Not for building work
        /// that the governors of a voluntary-aided school pay for.
        Section33 = "section_33",
        /// The academy trust reclaims it: Value Added Tax Act 1994, section 33B.
        Section33B = "section_33b",
        /// VAT is a cost.
        NoRefund = "no_refund",
        /// It cannot be told from the register.
        NotKnown = "not_known",
    }
}

impl VatPosition {
    /// Whether VAT is no cost, so that prices are compared without it; nothing where that is
    /// not known.
    pub const fn recovers(self) -> Option<bool> {
        match self {
            Self::Section33 | Self::Section33B => Some(true),
            Self::NoRefund => Some(false),
            Self::NotKnown => None,
        }
    }
}

impl InstitutionKind {
    /// Who is the contracting party when it buys.
    pub const fn legal_buyer(self) -> LegalBuyer {
        match (self, self.sector()) {
            (Self::PupilReferralUnit, _) => LegalBuyer::Council,
            (Self::NonMaintainedSpecial, _) => LegalBuyer::ApprovedProprietor,
            (_, Sector::Maintained) => LegalBuyer::GoverningBody,
            (_, Sector::Academy) => LegalBuyer::AcademyTrust,
            (_, Sector::FurtherEducation) => LegalBuyer::FurtherEducationCorporation,
            (_, Sector::Independent | Sector::HigherEducation) => LegalBuyer::NotASchool,
            (_, Sector::Other) => LegalBuyer::NotKnown,
        }
    }

    /// When its financial year begins, where its kind settles that.
    pub const fn financial_year_kind(self) -> Option<FinancialYearKind> {
        match self.sector() {
            Sector::Maintained => Some(FinancialYearKind::AprilToMarch),
            Sector::Academy => Some(FinancialYearKind::SeptemberToAugust),
            Sector::FurtherEducation
            | Sector::HigherEducation
            | Sector::Independent
            | Sector::Other => None,
        }
    }

    /// Whether it gets back the VAT it pays.
    pub const fn vat_position(self) -> VatPosition {
        match (self, self.sector()) {
            (_, Sector::Maintained) => VatPosition::Section33,
            (_, Sector::Academy) => VatPosition::Section33B,
            (Self::NonMaintainedSpecial, _)
            | (_, Sector::FurtherEducation | Sector::HigherEducation | Sector::Independent) => {
                VatPosition::NoRefund
            }
            (_, Sector::Other) => VatPosition::NotKnown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_each_type_of_the_register() {
        let mut table = String::new();
        for kind in InstitutionKind::ALL {
            table.push_str(&format!(
                "{:>2} {:52}{:19}{:31}{:21}{}\n",
                kind.register_code(),
                kind.register_name(),
                kind.sector().code(),
                kind.legal_buyer().code(),
                kind.financial_year_kind().map_or("-", FinancialYearKind::code),
                kind.vat_position().code(),
            ));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_academy_is_bought_for_by_its_trust_and_reclaims_vat_itself() {
        for code in [
            "28", "33", "34", "35", "36", "38", "39", "40", "41", "42", "43", "44", "45", "46",
            "57",
        ] {
            let kind = InstitutionKind::from_register_code(code).unwrap();
            assert_eq!(kind.legal_buyer(), LegalBuyer::AcademyTrust, "{code}");
            assert_eq!(kind.vat_position(), VatPosition::Section33B, "{code}");
        }
    }

    #[test]
    fn a_contract_for_a_pupil_referral_unit_is_the_councils_and_counts_as_a_schools() {
        let buyer = InstitutionKind::PupilReferralUnit.legal_buyer();
        assert_eq!(buyer, LegalBuyer::Council);
        assert_eq!(buyer.is_school_in_the_act(), Some(true));
    }

    #[test]
    fn private_schools_and_universities_are_not_schools_in_the_act() {
        for code in ["10", "11", "29"] {
            let kind = InstitutionKind::from_register_code(code).unwrap();
            assert_eq!(kind.legal_buyer().is_school_in_the_act(), Some(false), "{code}");
            assert_eq!(kind.vat_position().recovers(), Some(false), "{code}");
        }
    }

    #[test]
    fn what_the_register_cannot_tell_stays_unknown() {
        let kind = InstitutionKind::Miscellaneous;
        assert_eq!(kind.legal_buyer().is_school_in_the_act(), None);
        assert_eq!(kind.vat_position().recovers(), None);
        assert_eq!(kind.financial_year_kind(), None);
    }
}
