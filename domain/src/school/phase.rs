//! The phase of education, as the register says it or as kind and ages tell.

use serde::{Deserialize, Serialize};

use super::kind::plain;
use super::{InstitutionKind, Sector};
use crate::access::closed_list;

closed_list! {
    /// Which years of childhood a school teaches.
    Phase {
        /// The register gives none: special schools, pupil referral units, private schools.
        NotApplicable = "not_applicable",
        /// Up to 5.
        Nursery = "nursery",
        /// Up to 11.
        Primary = "primary",
        /// Middle school that counts as primary.
        MiddleDeemedPrimary = "middle_deemed_primary",
        /// From 11.
        Secondary = "secondary",
        /// Middle school that counts as secondary.
        MiddleDeemedSecondary = "middle_deemed_secondary",
        /// From 16.
        SixteenPlus = "sixteen_plus",
        /// From the primary years to 16 or later.
        AllThrough = "all_through",
    }
}

/// How the phase is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhaseBasis {
    /// The register says so.
    Register,
    /// The register does not say; every institution of the kind has it.
    Kind,
    /// The register does not say; the ages it gives leave no other.
    Ages,
}

/// A phase and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPhase {
    /// The phase.
    pub phase: Phase,
    /// How it is known.
    pub basis: PhaseBasis,
}

impl Phase {
    /// Reads the register's code, `0` to `7`.
    pub fn from_register_code(code: &str) -> Option<Self> {
        Some(match code.trim() {
            "0" | "00" => Self::NotApplicable,
            code => match code.trim_start_matches('0') {
                "1" => Self::Nursery,
                "2" => Self::Primary,
                "3" => Self::MiddleDeemedPrimary,
                "4" => Self::Secondary,
                "5" => Self::MiddleDeemedSecondary,
                "6" => Self::SixteenPlus,
                "7" => Self::AllThrough,
                _ => return None,
            },
        })
    }

    /// Reads the register's name, whatever its capitals and hyphens.
    pub fn from_register_name(name: &str) -> Option<Self> {
        Some(match plain(name).as_str() {
            "not applicable" => Self::NotApplicable,
            "nursery" => Self::Nursery,
            "primary" => Self::Primary,
            "middle deemed primary" => Self::MiddleDeemedPrimary,
            "secondary" => Self::Secondary,
            "middle deemed secondary" => Self::MiddleDeemedSecondary,
            "16 plus" => Self::SixteenPlus,
            "all through" => Self::AllThrough,
            _ => return None,
        })
    }

    /// The phase that the statutory ages leave no doubt about. `high` is the age by which pupils
    /// have left: 11 for a primary school.
    ///
    /// A middle school counts as primary when more of its years are below 11 than above
    /// (Education (Middle School) (England) Regulations 2002).
    pub const fn from_ages(low: u8, high: u8) -> Option<Self> {
        if low >= high || high > 25 {
            return None;
        }
        Some(match (low, high) {
            (0..=4, 0..=5) => Self::Nursery,
            (0..=8, 6..=11) | (0..=7, 12) => Self::Primary,
            (8..=10, 12..=14) if 11 - low > high - 11 => Self::MiddleDeemedPrimary,
            (8..=10, 12..=14) => Self::MiddleDeemedSecondary,
            (0..=7, 16..) => Self::AllThrough,
            (16.., _) => Self::SixteenPlus,
            (10..=15, 16..) | (11..=15, _) => Self::Secondary,
            _ => return None,
        })
    }
}

/// The phase of an institution of which the register says so much; nothing if it cannot be told.
pub(super) fn known_phase(
    stated: Option<Phase>,
    kind: Option<InstitutionKind>,
    ages: Option<(u8, u8)>,
) -> Option<KnownPhase> {
    if let Some(phase) = stated {
        return Some(KnownPhase { phase, basis: PhaseBasis::Register });
    }
    if let Some(phase) = kind.and_then(phase_of_kind) {
        return Some(KnownPhase { phase, basis: PhaseBasis::Kind });
    }
    let (low, high) = ages?;
    let phase = Phase::from_ages(low, high)?;
    Some(KnownPhase { phase, basis: PhaseBasis::Ages })
}

/// The phase the register gives to every institution of the kind, if it is one and the same.
fn phase_of_kind(kind: InstitutionKind) -> Option<Phase> {
    use InstitutionKind as K;
    let is_sixteen_plus = matches!(
        kind,
        K::FurtherEducation
            | K::SixthFormCentre
            | K::AcademySixteenPlusConverter
            | K::AcademySixteenPlusSponsorLed
            | K::FreeSchoolSixteenPlus
    );
    if kind == K::NurserySchool {
        Some(Phase::Nursery)
    } else if is_sixteen_plus {
        Some(Phase::SixteenPlus)
    } else if kind == K::SpecialPostSixteen {
        // The register has both 16 plus and none here.
        None
    } else {
        let is_without = kind.is_special()
            || kind.is_alternative_provision()
            || matches!(kind.sector(), Sector::Independent | Sector::HigherEducation);
        is_without.then_some(Phase::NotApplicable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_of_the_register_agree() {
        for (code, name, phase) in [
            ("0", "Not applicable", Phase::NotApplicable),
            ("1", "Nursery", Phase::Nursery),
            ("2", "Primary", Phase::Primary),
            ("3", "Middle deemed primary", Phase::MiddleDeemedPrimary),
            ("4", "Secondary", Phase::Secondary),
            ("5", "Middle Deemed Secondary", Phase::MiddleDeemedSecondary),
            ("6", "16 plus", Phase::SixteenPlus),
            ("7", "All-through", Phase::AllThrough),
        ] {
            assert_eq!(Phase::from_register_code(code), Some(phase));
            assert_eq!(Phase::from_register_name(name), Some(phase));
        }
        assert_eq!(Phase::from_register_code("8"), None);
        assert_eq!(Phase::from_register_code(""), None);
        assert_eq!(Phase::from_register_name("All Through"), Some(Phase::AllThrough));
    }

    #[test]
    fn ages_tell_the_phase_where_they_leave_no_doubt() {
        for (low, high, phase) in [
            (2, 5, Some(Phase::Nursery)),
            (3, 11, Some(Phase::Primary)),
            (4, 7, Some(Phase::Primary)),
            (7, 11, Some(Phase::Primary)),
            (3, 12, Some(Phase::Primary)),
            (8, 12, Some(Phase::MiddleDeemedPrimary)),
            (9, 13, Some(Phase::MiddleDeemedSecondary)),
            (10, 14, Some(Phase::MiddleDeemedSecondary)),
            (11, 16, Some(Phase::Secondary)),
            (11, 18, Some(Phase::Secondary)),
            (11, 13, Some(Phase::Secondary)),
            (10, 19, Some(Phase::Secondary)),
            (14, 19, Some(Phase::Secondary)),
            (16, 19, Some(Phase::SixteenPlus)),
            (4, 18, Some(Phase::AllThrough)),
            (5, 13, None),
            (9, 16, None),
            (11, 11, None),
            (12, 3, None),
            (0, 99, None),
        ] {
            assert_eq!(Phase::from_ages(low, high), phase, "{low} to {high}");
        }
    }

    #[test]
    fn what_the_register_says_goes_before_what_ages_tell() {
        let school = Some(InstitutionKind::Community);
        let stated = known_phase(Some(Phase::AllThrough), school, Some((4, 11))).unwrap();
        assert_eq!((stated.phase, stated.basis), (Phase::AllThrough, PhaseBasis::Register));
        let told = known_phase(None, school, Some((4, 11))).unwrap();
        assert_eq!((told.phase, told.basis), (Phase::Primary, PhaseBasis::Ages));
        assert_eq!(known_phase(None, school, None), None);
    }

    #[test]
    fn a_special_school_has_no_phase_whatever_its_ages() {
        let known = known_phase(None, Some(InstitutionKind::CommunitySpecial), Some((4, 11)));
        let known = known.unwrap();
        assert_eq!((known.phase, known.basis), (Phase::NotApplicable, PhaseBasis::Kind));
    }
}
