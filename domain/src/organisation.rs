//! What kinds of organisation there are.

use crate::access::closed_list;

closed_list! {
    /// What kind of organisation it is.
    OrganisationKind {
        /// A school, college or other institution of the register.
        School = "school",
        /// An academy trust.
        Trust = "trust",
        /// A federation of maintained schools.
        Federation = "federation",
        /// A council.
        Council = "council",
        /// A firm, practitioner or charity that delivers.
        Provider = "provider",
        /// An education partnership.
        Partnership = "partnership",
        /// A group within a partnership or county.
        Group = "group",
        /// An association of partnerships.
        Association = "association",
        /// Whoever keeps this installation running.
        Installation = "installation",
    }
}
