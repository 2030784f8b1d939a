//! How full a pool is: days booked of days available.

use serde::{Deserialize, Serialize};

use super::free_days::DayCount;
use crate::money::BasisPoints;

/// Days booked of days available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Utilisation {
    /// Days that are booked.
    pub booked: u32,
    /// Days that are worked, booked or not.
    pub available: u32,
}

/// What a pool's fullness tells whoever keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolSignal {
    /// So few days are free that schools find none on the day they want.
    ShortOfDays,
    /// Neither too few nor too many.
    InBalance,
    /// More days are free than are booked.
    DaysToSpare,
}

/// From this share on a pool is short of days, in basis points: a house rule, as is the next.
const SHORT_FROM: u32 = 9_000;
/// Below this share a pool has days to spare.
const SPARE_BELOW: u32 = 5_000;

/// What weeks tell together; nothing where no day is worked. A pool with no day free in half of its
/// weeks or more is short of days, however many are free in the others: a school that needs one
/// then finds none.
pub fn signal(weeks: impl IntoIterator<Item = Utilisation>) -> Option<PoolSignal> {
    let mut together = Utilisation::default();
    let (mut open, mut full) = (0_u32, 0_u32);
    for week in weeks {
        together.booked = together.booked.saturating_add(week.booked);
        together.available = together.available.saturating_add(week.available);
        open = open.saturating_add(u32::from(week.available > 0));
        full = full.saturating_add(u32::from(week.is_full()));
    }
    let share = together.signal()?;
    Some(if full.saturating_mul(2) >= open { PoolSignal::ShortOfDays } else { share })
}

impl Utilisation {
    fn signal(self) -> Option<PoolSignal> {
        Some(match self.basis_points()?.get() {
            SHORT_FROM.. => PoolSignal::ShortOfDays,
            SPARE_BELOW.. => PoolSignal::InBalance,
            _ => PoolSignal::DaysToSpare,
        })
    }

    /// Whether days are worked and all of them are booked.
    pub const fn is_full(self) -> bool {
        self.available > 0 && self.booked >= self.available
    }

    /// Sums the counts of days.
    pub fn of(days: impl IntoIterator<Item = DayCount>) -> Self {
        days.into_iter().fold(Self::default(), |sum, day| Self {
            booked: sum.booked.saturating_add(day.total.saturating_sub(day.free)),
            available: sum.available.saturating_add(day.total),
        })
    }

    /// The share that is booked, rounded half up; nothing where no day is worked.
    pub fn basis_points(self) -> Option<BasisPoints> {
        let (booked, available) = (u64::from(self.booked), u64::from(self.available));
        let rounded = (booked * 10_000 + available / 2).checked_div(available)?;
        u32::try_from(rounded).ok().map(BasisPoints::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_days_booked_of_three_are_two_thirds() {
        let day = |free, total| DayCount { free, total };
        let full = Utilisation::of([day(1, 2), day(0, 1)]);
        assert_eq!(full, Utilisation { booked: 2, available: 3 });
        assert_eq!(full.basis_points(), Some(BasisPoints::new(6_667)));
    }

    #[test]
    fn a_pool_that_is_full_in_half_of_its_weeks_is_short_of_days() {
        let week = |booked| Utilisation { booked, available: 2 };
        let told = |weeks: &[u32]| signal(weeks.iter().map(|booked| week(*booked)));
        assert_eq!(told(&[1, 2, 2, 2, 1, 0]), Some(PoolSignal::ShortOfDays));
        assert_eq!(told(&[1, 2, 2, 1, 1, 1]), Some(PoolSignal::InBalance));
        assert_eq!(told(&[0, 0, 2, 2, 0, 0]), Some(PoolSignal::DaysToSpare));
        // A holiday is no week in which anybody looks for a day.
        let holiday = Utilisation::default();
        assert_eq!(signal([week(2), holiday, holiday]), Some(PoolSignal::ShortOfDays));
        assert_eq!(signal([holiday]), None);
    }

    #[test]
    fn a_pool_is_short_of_days_from_nine_tenths_and_has_days_to_spare_below_half() {
        let signal = |booked| Utilisation { booked, available: 10 }.signal();
        assert_eq!(signal(10), Some(PoolSignal::ShortOfDays));
        assert_eq!(signal(9), Some(PoolSignal::ShortOfDays));
        assert_eq!(signal(8), Some(PoolSignal::InBalance));
        assert_eq!(signal(5), Some(PoolSignal::InBalance));
        assert_eq!(signal(4), Some(PoolSignal::DaysToSpare));
        assert_eq!(Utilisation::default().signal(), None);
        assert!(Utilisation { booked: 2, available: 2 }.is_full());
        assert!(!Utilisation::default().is_full());
    }

    #[test]
    fn a_pool_without_days_is_neither_full_nor_empty() {
        assert_eq!(Utilisation::default().basis_points(), None);
        let idle = Utilisation { booked: 0, available: 40 };
        assert_eq!(idle.basis_points(), Some(BasisPoints::new(0)));
    }
}
