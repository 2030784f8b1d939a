//! What staff must settle before a supply has a VAT basis.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::basis::VatBasis;
use super::reason::VatReason;
use crate::access::closed_list;
use crate::failure::Refusal;

closed_list! {
    /// A fact about the supply on which its VAT turns.
    Question {
        /// Is counselling given as welfare by a charity, public body or state-regulated body?
        /// Counsellors are on no statutory register, so it is not exempt as health care
        /// (HMRC manual VATHLT2300).
        CounsellingAsWelfare = "counselling_as_welfare",
        /// Is the care given or wholly supervised by somebody on the Health and Care Professions
        /// register?
        RegisteredProfessional = "registered_professional",
        /// Is the education or training given by an eligible body?
        EligibleBody = "eligible_body",
        /// Are the staff teachers lent by one eligible body to another, or an agency's?
        WhoLendsStaff = "who_lends_staff",
        /// Does the vehicle carry ten people or more?
        SizeOfVehicle = "size_of_vehicle",
        /// Are the goods books and printed matter?
        KindOfGoods = "kind_of_goods",
        /// Nothing about it suggests an answer.
        AnyTreatment = "any_treatment",
    }
}

impl Question {
    /// The answers to choose from, the more usual first.
    pub const fn answers(self) -> &'static [VatReason] {
        use VatReason as R;
        match self {
            Self::CounsellingAsWelfare => &[
                R::Standard,
                R::Welfare,
                R::EligibleBodyEducation,
                R::SellerNotRegistered,
                R::StatutoryDuty,
            ],
            Self::RegisteredProfessional => &[
                R::RegisteredHealthProfessional,
                R::Welfare,
                R::Standard,
                R::SellerNotRegistered,
                R::StatutoryDuty,
            ],
            Self::EligibleBody => &[
                R::Standard,
                R::EligibleBodyEducation,
                R::PrivateTuition,
                R::SellerNotRegistered,
                R::StatutoryDuty,
            ],
            Self::WhoLendsStaff => {
                &[R::Standard, R::EligibleBodyTeachingStaff, R::SellerNotRegistered]
            }
            Self::SizeOfVehicle => &[R::PassengerTransport, R::Standard, R::SellerNotRegistered],
            Self::KindOfGoods => &[R::Standard, R::PrintedMatter, R::SellerNotRegistered],
            Self::AnyTreatment => R::ALL,
        }
    }
}

/// The VAT treatment of a service: settled, or still a question for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VatTreatment {
    /// Staff, or the law without doubt, have settled it.
    Settled(VatBasis),
    /// Nobody may be charged before this is answered.
    Ask(Question),
}

impl VatTreatment {
    /// The treatment that staff chose by its reason.
    pub fn settle(reason: VatReason, on: NaiveDate) -> Result<Self, Refusal> {
        reason.basis(on).map(Self::Settled)
    }

    /// The basis to charge by, or the refusal to sell.
    pub fn basis(self) -> Result<VatBasis, Refusal> {
        match self {
            Self::Settled(basis) => Ok(basis),
            Self::Ask(_) => Err(Refusal::VatNotSettled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::VatCategory;
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
    }

    #[test]
    fn an_open_question_refuses_a_basis_until_it_is_settled() {
        let open = VatTreatment::Ask(Question::CounsellingAsWelfare);
        assert_eq!(open.basis(), Err(Refusal::VatNotSettled));
        let settled = VatTreatment::settle(VatReason::Welfare, today()).unwrap();
        assert_eq!(settled.basis().unwrap().category(), VatCategory::Exempt);
    }

    #[test]
    fn counselling_is_never_offered_the_exemption_of_registered_health_care() {
        let offered = Question::CounsellingAsWelfare.answers();
        assert!(!offered.contains(&VatReason::RegisteredHealthProfessional));
        assert!(offered.contains(&VatReason::Welfare));
    }

    #[test]
    fn every_question_leaves_more_than_one_answer() {
        for question in Question::ALL {
            assert!(question.answers().len() > 1, "{question:?}");
        }
    }

    #[test]
    fn a_treatment_reads_back_as_stored() {
        for treatment in [
            VatTreatment::Ask(Question::EligibleBody),
            VatTreatment::settle(VatReason::Standard, today()).unwrap(),
        ] {
            let text = serde_json::to_string(&treatment).unwrap();
            assert_eq!(serde_json::from_str::<VatTreatment>(&text).unwrap(), treatment);
        }
    }
}
