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

impl Utilisation {
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
    fn a_pool_without_days_is_neither_full_nor_empty() {
        assert_eq!(Utilisation::default().basis_points(), None);
        let idle = Utilisation { booked: 0, available: 40 };
        assert_eq!(idle.basis_points(), Some(BasisPoints::new(0)));
    }
}
