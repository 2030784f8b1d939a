//! Whether a shareholder is a public authority, and why.

use crate::access::closed_list;
use crate::school::{InstitutionKind, LegalBuyer, Sector};

closed_list! {
    /// What kind of shareholder it is.
    HolderKind {
        /// A school of the register.
        School = "school",
        /// An academy trust.
        Trust = "trust",
        /// A council.
        Council = "council",
        /// Anybody else: a charity, a firm, a person.
        Other = "other",
    }
}

closed_list! {
    /// Whether it is a public authority. One shareholder that is none, and nobody controls the
    /// company in the sense of the Act (Schedule 2, paragraph 2(3)).
    Authority {
        /// It is one.
        Public = "public",
        /// It is none.
        NotPublic = "not_public",
        /// Nobody has said, and the register cannot tell.
        NotKnown = "not_known",
    }
}

closed_list! {
    /// Why it is a public authority or is none.
    Grounds {
        /// A maintained school, whose governing body buys.
        GoverningBody = "governing_body",
        /// An academy, whose trust buys; or a trust itself.
        AcademyTrust = "academy_trust",
        /// A council, or what a council runs itself.
        Council = "council",
        /// A college, whose corporation buys.
        FurtherEducation = "further_education",
        /// A private school.
        PrivateProprietor = "private_proprietor",
        /// The register does not tell.
        RegisterCannotTell = "register_cannot_tell",
        /// Staff said so, with a reason.
        Stated = "stated",
    }
}

impl Grounds {
    /// What follows for a school of this kind, from who buys for it.
    pub const fn of_school(kind: Option<InstitutionKind>) -> Self {
        let Some(kind) = kind else { return Self::RegisterCannotTell };
        match (kind.legal_buyer(), kind.sector()) {
            (LegalBuyer::GoverningBody, _) => Self::GoverningBody,
            (LegalBuyer::AcademyTrust, _) => Self::AcademyTrust,
            (LegalBuyer::Council, _) => Self::Council,
            (LegalBuyer::FurtherEducationCorporation, _) => Self::FurtherEducation,
            (LegalBuyer::NotASchool, Sector::Independent) => Self::PrivateProprietor,
            // A charity that the Secretary of State approved, a university: the facts decide.
            (LegalBuyer::ApprovedProprietor | LegalBuyer::NotASchool | LegalBuyer::NotKnown, _) => {
                Self::RegisterCannotTell
            }
        }
    }

    /// What follows for a shareholder that is no school.
    pub const fn of_kind(kind: HolderKind) -> Self {
        match kind {
            HolderKind::Trust => Self::AcademyTrust,
            HolderKind::Council => Self::Council,
            HolderKind::School | HolderKind::Other => Self::RegisterCannotTell,
        }
    }

    /// Whether that makes it a public authority.
    pub const fn authority(self) -> Authority {
        match self {
            Self::GoverningBody | Self::AcademyTrust | Self::Council | Self::FurtherEducation => {
                Authority::Public
            }
            Self::PrivateProprietor => Authority::NotPublic,
            Self::RegisterCannotTell | Self::Stated => Authority::NotKnown,
        }
    }
}

/// The kinds of school that are public authorities, as the register tells.
pub fn public_kinds() -> impl Iterator<Item = InstitutionKind> {
    let is_public =
        |kind: &InstitutionKind| Grounds::of_school(Some(*kind)).authority() == Authority::Public;
    InstitutionKind::ALL.iter().copied().filter(is_public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_kind_of_school_is_as_a_shareholder() {
        let mut table = String::new();
        for kind in InstitutionKind::ALL {
            let grounds = Grounds::of_school(Some(*kind));
            let authority = grounds.authority().code();
            table.push_str(&format!(
                "{:52}{authority:12}{}\n",
                kind.register_name(),
                grounds.code()
            ));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn whoever_is_not_in_the_register_is_never_taken_for_an_authority_unasked() {
        assert_eq!(Grounds::of_school(None).authority(), Authority::NotKnown);
        assert_eq!(Grounds::of_kind(HolderKind::Other).authority(), Authority::NotKnown);
        assert_eq!(Grounds::of_kind(HolderKind::Council).authority(), Authority::Public);
        assert!(public_kinds().all(|kind| kind.sector() != Sector::Independent));
    }
}
