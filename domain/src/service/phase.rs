//! Which schools a service is made for.

use crate::access::closed_list;

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
