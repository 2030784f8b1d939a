//! The control test: how much of what a partnership does is for those who control it.

use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::money::{BasisPoints, Overflow, Pence};

/// Over how many financial years it is looked at, the one that runs included. The Act leaves how it
/// is measured to regulations, of which there are none.
pub const YEARS: usize = 3;

closed_list! {
    /// Which exemption the test is for.
    Arrangement {
        /// Authorities buy from the company that they control together (Schedule 2, paragraph 2):
        /// more than 80 per cent of its activities are for them.
        Vertical = "vertical",
        /// Authorities work together without a company (paragraph 3): no more than 20 per cent of
        /// the activities are for anything but their public functions.
        Horizontal = "horizontal",
    }
}

closed_list! {
    /// How the test comes out.
    ControlState {
        /// Well clear of the edge: more than 85 per cent.
        Clear = "clear",
        /// It passes, and is near the edge.
        Near = "near",
        /// It does not pass.
        Fails = "fails",
    }
}

/// What was done for members and for others, in money excluding VAT. Neither is below nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Activity {
    members: Pence,
    others: Pence,
}

impl Activity {
    /// Nothing at all.
    pub const NONE: Self = Self { members: Pence::ZERO, others: Pence::ZERO };

    /// So much for members, so much for others; nothing where one of them is below nothing.
    pub const fn new(members: Pence, others: Pence) -> Option<Self> {
        if members.is_negative() || others.is_negative() {
            return None;
        }
        Some(Self { members, others })
    }

    /// For members.
    pub const fn members(self) -> Pence {
        self.members
    }

    /// For others.
    pub const fn others(self) -> Pence {
        self.others
    }

    /// All of it.
    ///
    /// # Errors
    /// `Overflow` for more than can be counted.
    pub fn all(self) -> Result<Pence, Overflow> {
        self.members.plus(self.others)
    }

    /// This and that together.
    ///
    /// # Errors
    /// `Overflow` for more than can be counted.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        Ok(Self {
            members: self.members.plus(other.members)?,
            others: self.others.plus(other.others)?,
        })
    }

    /// Whether there was none.
    pub const fn is_none(self) -> bool {
        self.members.is_zero() && self.others.is_zero()
    }

    /// What share is for members, cut off after the second place: never shown higher than it is.
    /// Nothing where there was no activity.
    pub fn for_members(self) -> Option<BasisPoints> {
        let (members, others) = self.wide();
        let points = (members * 10_000).checked_div(members + others)?;
        u32::try_from(points).ok().map(BasisPoints::new)
    }

    /// How the test comes out, to the penny; nothing where there was no activity.
    pub fn state(self, arrangement: Arrangement) -> Option<ControlState> {
        if self.is_none() {
            return None;
        }
        let (members, others) = self.wide();
        // More than 80 of 100 for members: more than four times what is for others.
        let passes = match arrangement {
            Arrangement::Vertical => members > 4 * others,
            Arrangement::Horizontal => members >= 4 * others,
        };
        // More than 85 of 100.
        let is_clear = 3 * members > 17 * others;
        Some(match (passes, is_clear) {
            (false, _) => ControlState::Fails,
            (true, false) => ControlState::Near,
            (true, true) => ControlState::Clear,
        })
    }

    /// How much more could have been done for others before the test fails; nothing where it fails
    /// already, or nothing was done.
    pub fn room(self, arrangement: Arrangement) -> Option<Pence> {
        if self.state(arrangement)? == ControlState::Fails {
            return None;
        }
        let (members, others) = self.wide();
        let most = match arrangement {
            Arrangement::Vertical => (members - 1) / 4,
            Arrangement::Horizontal => members / 4,
        };
        i64::try_from(most - others).ok().map(Pence::new)
    }

    fn wide(self) -> (i128, i128) {
        (i128::from(self.members.get()), i128::from(self.others.get()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn activity(members: i64, others: i64) -> Activity {
        Activity::new(Pence::new(members), Pence::new(others)).unwrap()
    }

    #[test]
    fn exactly_eighty_percent_fails_and_a_penny_more_passes() {
        let state = |members, others| activity(members, others).state(Arrangement::Vertical);
        assert_eq!(state(80, 20), Some(ControlState::Fails));
        assert_eq!(state(8_000_001, 2_000_000), Some(ControlState::Near));
        assert_eq!(state(8_000_000, 2_000_001), Some(ControlState::Fails));
        assert_eq!(state(85, 15), Some(ControlState::Near));
        assert_eq!(state(8_500_001, 1_500_000), Some(ControlState::Clear));
        assert_eq!(state(0, 1), Some(ControlState::Fails));
        assert_eq!(state(1, 0), Some(ControlState::Clear));
    }

    #[test]
    fn without_a_company_exactly_twenty_percent_for_others_is_allowed() {
        let state = |members, others| activity(members, others).state(Arrangement::Horizontal);
        assert_eq!(state(80, 20), Some(ControlState::Near));
        assert_eq!(state(8_000_000, 2_000_001), Some(ControlState::Fails));
        assert_eq!(state(86, 14), Some(ControlState::Clear));
    }

    #[test]
    fn without_activity_there_is_no_figure() {
        assert_eq!(Activity::NONE.for_members(), None);
        assert_eq!(Activity::NONE.state(Arrangement::Vertical), None);
        assert_eq!(Activity::NONE.room(Arrangement::Vertical), None);
    }

    #[test]
    fn nothing_is_below_nothing() {
        assert_eq!(Activity::new(Pence::new(-1), Pence::ZERO), None);
        assert_eq!(Activity::new(Pence::ZERO, Pence::new(-1)), None);
    }

    #[test]
    fn the_share_is_cut_off_and_never_shown_higher_than_it_is() {
        assert_eq!(activity(2, 1).for_members(), Some(BasisPoints::new(6_666)));
        assert_eq!(activity(9_999_999, 1).for_members(), Some(BasisPoints::new(9_999)));
        assert_eq!(activity(1, 0).for_members(), Some(BasisPoints::new(10_000)));
    }

    fn amounts() -> impl Strategy<Value = (i64, i64)> {
        let amount = prop_oneof![0..200_i64, 0..1_000_000_000_000_i64];
        (amount.clone(), amount)
    }

    proptest! {
        #[test]
        fn the_share_lies_between_nothing_and_the_whole((members, others) in amounts()) {
            if let Some(points) = activity(members, others).for_members() {
                prop_assert!(points.get() <= 10_000);
            }
        }

        #[test]
        fn more_for_members_never_lowers_the_share_nor_worsens_the_state(
            (members, others) in amounts(), more in 0..1_000_000_000_i64
        ) {
            let (before, after) = (activity(members, others), activity(members + more, others));
            prop_assert!(after.for_members() >= before.for_members());
            for arrangement in Arrangement::ALL {
                if before.state(*arrangement).is_some() {
                    prop_assert!(after.state(*arrangement) <= before.state(*arrangement));
                }
            }
        }

        #[test]
        fn the_parts_come_to_the_whole_to_the_penny((a, b) in amounts(), (c, d) in amounts()) {
            let (one, other) = (activity(a, b), activity(c, d));
            let together = one.plus(other).unwrap();
            let all = one.all().unwrap().plus(other.all().unwrap()).unwrap();
            prop_assert_eq!(together.all().unwrap(), all);
            prop_assert_eq!(together.members().plus(together.others()).unwrap(), all);
        }

        #[test]
        fn what_room_there_is_just_passes_and_a_penny_more_fails((members, others) in amounts()) {
            for arrangement in Arrangement::ALL {
                if let Some(room) = activity(members, others).room(*arrangement) {
                    let full = others + room.get();
                    let fails = Some(ControlState::Fails);
                    prop_assert!(room.get() >= 0);
                    prop_assert_ne!(activity(members, full).state(*arrangement), fails);
                    prop_assert_eq!(activity(members, full + 1).state(*arrangement), fails);
                }
            }
        }
    }
}
