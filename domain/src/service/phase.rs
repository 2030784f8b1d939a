//! Which schools a service is made for.

use crate::access::closed_list;
use crate::school::Phase;

closed_list! {
    /// A phase or kind of school that a service is made for.
    PhaseServed {
        /// Nursery schools and classes.
        Nursery = "nursery",
        /// Primary schools.
        Primary = "primary",
        /// Secondary schools.
        Secondary = "secondary",
        /// Special schools.
        Special = "special",
        /// Pupil referral units and other alternative provision.
        AlternativeProvision = "alternative_provision",
        /// Sixth forms and colleges.
        SixteenPlus = "sixteen_plus",
    }
}

impl PhaseServed {
    /// What a school of a phase of the register is served as: one through all ages as either, one for
    /// which the register gives none as a special school or alternative provision.
    pub const fn of(phase: Phase) -> &'static [Self] {
        match phase {
            Phase::Nursery => &[Self::Nursery],
            Phase::Primary | Phase::MiddleDeemedPrimary => &[Self::Primary],
            Phase::Secondary | Phase::MiddleDeemedSecondary => &[Self::Secondary],
            Phase::SixteenPlus => &[Self::SixteenPlus],
            Phase::AllThrough => &[Self::Primary, Self::Secondary],
            Phase::NotApplicable => &[Self::Special, Self::AlternativeProvision],
        }
    }
}
