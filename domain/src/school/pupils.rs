//! How many pupils a school has, by whom that is said, and whether it is likely.

use crate::access::closed_list;

closed_list! {
    /// Who says how many pupils there are. None is ever overwritten: what is said later stands
    /// beside it.
    CountSource {
        /// The national register, by its census.
        Register = "register",
        /// The school itself.
        School = "school",
        /// A partnership that needs a number while nobody else has said one: an estimate, which
        /// prices nothing but that partnership's own membership.
        Partnership = "partnership",
    }
}

/// The most pupils a school can have; the largest in England has under 6,000, colleges more.
pub const MOST_PUPILS: u32 = 100_000;

/// Whether a number needs no word of explanation: there are pupils, and not half as many more or
/// fewer than were counted last.
pub fn is_likely(pupils: u32, last: Option<u32>) -> bool {
    let near = |last: u32| u64::from(pupils.abs_diff(last)) * 2 <= u64::from(last);
    pupils > 0 && last.is_none_or(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_at_all_and_half_more_or_fewer_are_unlikely() {
        for (pupils, last, likely) in [
            (1, None, true),
            (0, None, false),
            (0, Some(0), false),
            (412, Some(412), true),
            (618, Some(412), true),
            (619, Some(412), false),
            (206, Some(412), true),
            (205, Some(412), false),
            (MOST_PUPILS, Some(u32::MAX), false),
        ] {
            assert_eq!(is_likely(pupils, last), likely, "{pupils} after {last:?}");
        }
    }
}
