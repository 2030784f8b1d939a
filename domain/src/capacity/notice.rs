//! How far ahead a day has to be booked.

use chrono::{Days, NaiveDate};

use crate::failure::Refusal;

/// The notice a provider needs, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Notice(u16);

impl Notice {
    /// So many days.
    pub const fn days(days: u16) -> Self {
        Self(days)
    }

    /// The first day that can be booked today; without notice that is today.
    pub fn earliest(self, today: NaiveDate) -> NaiveDate {
        today.checked_add_days(Days::new(u64::from(self.0))).unwrap_or(NaiveDate::MAX)
    }

    /// The last day on which a day can be booked.
    pub fn last_chance(self, day: NaiveDate) -> NaiveDate {
        day.checked_sub_days(Days::new(u64::from(self.0))).unwrap_or(NaiveDate::MIN)
    }

    /// Refuses a day that is past or inside the notice.
    pub fn check(self, day: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
        let earliest = self.earliest(today);
        if day < earliest { Err(Refusal::TooSoon { earliest }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_inside_the_notice_is_refused_with_the_first_that_can_be_booked() {
        let on = |day| NaiveDate::from_ymd_opt(2026, 9, day).unwrap();
        let notice = Notice::days(5);
        let too_soon = Err(Refusal::TooSoon { earliest: on(6) });
        assert_eq!(notice.check(on(5), on(1)), too_soon);
        assert_eq!(notice.check(on(6), on(1)), Ok(()));
        assert_eq!(notice.last_chance(on(6)), on(1));
        assert_eq!(Notice::days(0).check(on(1), on(1)), Ok(()));
        assert!(Notice::days(0).check(on(1), on(2)).is_err());
    }
}
