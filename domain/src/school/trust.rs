//! What kind of trust stands behind a school.

use serde::{Deserialize, Serialize};

use super::GroupKind;
use crate::access::closed_list;

closed_list! {
    /// What kind of trust it is.
    TrustKind {
        /// A foundation trust behind maintained schools (Education Act 2002, section 23A).
        Foundation = "foundation",
        /// It runs one academy.
        SingleAcademy = "single_academy",
        /// It runs several academies.
        MultiAcademy = "multi_academy",
    }
}

impl TrustKind {
    /// The kind of a group of the register; none for a federation, which is no trust.
    pub const fn of_group(kind: GroupKind) -> Option<Self> {
        match kind {
            GroupKind::Federation => None,
            GroupKind::Trust => Some(Self::Foundation),
            GroupKind::MultiAcademyTrust => Some(Self::MultiAcademy),
            GroupKind::SingleAcademyTrust => Some(Self::SingleAcademy),
        }
    }
}

/// What the register says of the trust behind a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustBehind {
    /// What kind of trust; none where the register names an umbrella trust only.
    pub kind: Option<TrustKind>,
    /// Whether an umbrella trust binds it to others as well.
    pub umbrella: bool,
}

impl TrustBehind {
    /// Reads the register's flag (`TrustSchoolFlag`), which joins two by a tilde; none where it names
    /// no trust.
    pub fn from_flag(flag: &str) -> Option<Self> {
        let mut behind = Self { kind: None, umbrella: false };
        for part in flag.split('~') {
            match part.trim().to_lowercase().as_str() {
                "supported by a trust" => behind.kind = Some(TrustKind::Foundation),
                "supported by a single-academy trust" => {
                    behind.kind = Some(TrustKind::SingleAcademy);
                }
                "supported by a multi-academy trust" => behind.kind = Some(TrustKind::MultiAcademy),
                "supported by an umbrella trust" => behind.umbrella = true,
                _ => {}
            }
        }
        (behind.kind.is_some() || behind.umbrella).then_some(behind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_the_register_is_read() {
        let behind = |kind, umbrella| Some(TrustBehind { kind, umbrella });
        for (flag, read) in [
            ("Supported by a trust", behind(Some(TrustKind::Foundation), false)),
            ("Supported by a single-academy trust", behind(Some(TrustKind::SingleAcademy), false)),
            (
                "Supported by a multi-academy trust~Supported by an umbrella trust",
                behind(Some(TrustKind::MultiAcademy), true),
            ),
            ("Supported by an umbrella trust", behind(None, true)),
            ("Supported by a federation", None),
            ("Not supported by a trust", None),
            ("Not applicable", None),
            ("", None),
        ] {
            assert_eq!(TrustBehind::from_flag(flag), read, "{flag}");
        }
    }
}
