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

/// How the coming weeks of a pool stand for a school that needs a day: what is booked, and nothing of
/// what will be wanted, which [`Advice`](super::Advice) tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeeksAhead {
    /// So few days are free that schools find none on the day they want.
    HardToFind,
    /// Some are.
    SomeFree,
    /// More days are free than are booked.
    MostFree,
}

/// From this share on a day is hard to find, in basis points: a house rule, as is the next.
const HARD_FROM: u32 = 9_000;
/// Below this share most are free.
const MOST_FREE_BELOW: u32 = 5_000;

/// What weeks tell together; nothing where no day is worked. Where no day is free in half of the
/// weeks or more a day is hard to find, however many are free in the others: a school that needs one
/// then finds none.
pub fn weeks_ahead(weeks: impl IntoIterator<Item = Utilisation>) -> Option<WeeksAhead> {
    let mut together = Utilisation::default();
    let (mut open, mut full) = (0_u32, 0_u32);
    for week in weeks {
        together.booked = together.booked.saturating_add(week.booked);
        together.available = together.available.saturating_add(week.available);
        open = open.saturating_add(u32::from(week.available > 0));
        full = full.saturating_add(u32::from(week.is_full()));
    }
    let share = together.weeks_ahead()?;
    Some(if full.saturating_mul(2) >= open { WeeksAhead::HardToFind } else { share })
}

impl Utilisation {
    fn weeks_ahead(self) -> Option<WeeksAhead> {
        Some(match self.basis_points()?.get() {
            HARD_FROM.. => WeeksAhead::HardToFind,
            MOST_FREE_BELOW.. => WeeksAhead::SomeFree,
            _ => WeeksAhead::MostFree,
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
    fn a_day_is_hard_to_find_where_half_of_the_weeks_are_full() {
        let week = |booked| Utilisation { booked, available: 2 };
        let told = |weeks: &[u32]| weeks_ahead(weeks.iter().map(|booked| week(*booked)));
        assert_eq!(told(&[1, 2, 2, 2, 1, 0]), Some(WeeksAhead::HardToFind));
        assert_eq!(told(&[1, 2, 2, 1, 1, 1]), Some(WeeksAhead::SomeFree));
        assert_eq!(told(&[0, 0, 2, 2, 0, 0]), Some(WeeksAhead::MostFree));
        // A holiday is no week in which anybody looks for a day.
        let holiday = Utilisation::default();
        assert_eq!(weeks_ahead([week(2), holiday, holiday]), Some(WeeksAhead::HardToFind));
        assert_eq!(weeks_ahead([holiday]), None);
    }

    #[test]
    fn a_day_is_hard_to_find_from_nine_tenths_and_most_are_free_below_half() {
        let told = |booked| Utilisation { booked, available: 10 }.weeks_ahead();
        assert_eq!(told(10), Some(WeeksAhead::HardToFind));
        assert_eq!(told(9), Some(WeeksAhead::HardToFind));
        assert_eq!(told(8), Some(WeeksAhead::SomeFree));
        assert_eq!(told(5), Some(WeeksAhead::SomeFree));
        assert_eq!(told(4), Some(WeeksAhead::MostFree));
        assert_eq!(Utilisation::default().weeks_ahead(), None);
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
