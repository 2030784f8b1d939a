//! Groups of schools, or of partnerships, within those that keep them.

use crate::access::closed_list;

closed_list! {
    /// What kind of group it is.
    GroupKind {
        /// A part of an area whose schools lie near each other.
        Locality = "locality",
        /// A county with its partnerships.
        County = "county",
        /// A part of a county.
        Quadrant = "quadrant",
        /// A group that decides or advises.
        Committee = "committee",
        /// A part of another group or of a board.
        SubGroup = "sub_group",
        /// Those who do the same work.
        Network = "network",
    }
}

/// How deep groups may lie in each other: county, quadrant, partnership, locality and one more.
pub const DEPTH_MAX: usize = 5;
