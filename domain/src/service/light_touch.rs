//! Whether the Procurement Act's light touch regime covers a service, by its CPV code.
//!
//! From the Procurement Regulations 2024 (SI 2024/692), Schedule 1. Only codes that schools use
//! are held: of others it is said that they are not known here, never that they are not covered.

use crate::text::Cpv;

/// How the light touch regime stands towards a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LightTouch {
    /// Table 1: light touch.
    Covered,
    /// Table 1, and the contract may be reserved to public service mutuals (section 33).
    CoveredAndReservable,
    /// Table 2: light touch inside defence and security contracts only, so never for schools.
    DefenceOnly,
    /// In neither table.
    NotCovered,
    /// The code is not held here.
    NotKnown,
}

impl LightTouch {
    /// Whether the regime applies to a school's contract; nothing where that is not known.
    pub const fn applies(self) -> Option<bool> {
        match self {
            Self::Covered | Self::CoveredAndReservable => Some(true),
            Self::DefenceOnly | Self::NotCovered => Some(false),
            Self::NotKnown => None,
        }
    }

    /// The provision it rests on.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Covered => "Procurement Regulations 2024 (SI 2024/692), Schedule 1, Table 1",
            Self::CoveredAndReservable => {
                "Procurement Regulations 2024 (SI 2024/692), Schedule 1, Table 1; \
                 Procurement Act 2023, section 33"
            }
            Self::DefenceOnly => "Procurement Regulations 2024 (SI 2024/692), Schedule 1, Table 2",
            Self::NotCovered => {
                "Procurement Regulations 2024 (SI 2024/692), Schedule 1: not listed"
            }
            Self::NotKnown => {
                "Procurement Regulations 2024 (SI 2024/692), Schedule 1: to be looked up"
            }
        }
    }
}

/// Table 1, reservable to public service mutuals.
const RESERVABLE: &[&str] = &[
    "75121000", "79624000", "79625000", "80110000", "80310000", "80340000", "80511000", "80521000",
    "80522000", "85000000", "85100000", "85121270", "85140000", "85141000", "85142000", "85147000",
    "85300000", "85311300", "85312000", "85312110", "85312300", "85312310", "85312320", "85312400",
    "92600000",
];

/// Table 1, the rest of what schools buy.
const COVERED: &[&str] = &[
    "55320000", "55510000", "55512000", "55520000", "55523100", "55524000", "79100000", "79110000",
    "79111000", "79140000", "79710000", "79711000", "79713000", "79950000", "79951000", "79952000",
    "80000000", "80100000", "80200000", "80400000", "80410000", "80500000", "80590000",
];

/// Table 2.
const DEFENCE_ONLY: &[&str] = &[
    "79600000", "79610000", "79612000", "79620000", "79621000", "79630000", "79631000", "79634000",
    "79635000",
];

/// In neither table, as looked up.
const NOT_COVERED: &[&str] = &[
    "09310000", "66510000", "72000000", "77310000", "79211110", "79414000", "90911200", "90919300",
];

/// How the light touch regime stands towards a code.
pub fn light_touch(cpv: &Cpv) -> LightTouch {
    let code = cpv.as_str();
    if RESERVABLE.contains(&code) {
        LightTouch::CoveredAndReservable
    } else if COVERED.contains(&code) {
        LightTouch::Covered
    } else if DEFENCE_ONLY.contains(&code) {
        LightTouch::DefenceOnly
    } else if NOT_COVERED.contains(&code) {
        LightTouch::NotCovered
    } else {
        LightTouch::NotKnown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counselling_and_catering_are_light_touch_and_supply_staff_and_hr_are_not() {
        let of = |code| light_touch(&Cpv::parse(code).unwrap()).applies();
        assert_eq!(of("85312320"), Some(true));
        assert_eq!(of("55524000"), Some(true));
        assert_eq!(of("79620000"), Some(false));
        assert_eq!(of("79414000"), Some(false));
        assert_eq!(of("66510000"), Some(false));
        assert_eq!(of("03113100"), None);
    }

    #[test]
    fn no_code_stands_in_two_tables() {
        let all = [RESERVABLE, COVERED, DEFENCE_ONLY, NOT_COVERED].concat();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|code| Cpv::parse(code).is_ok()));
    }
}
