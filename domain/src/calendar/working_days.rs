//! Working days: by the Procurement Act's count of the whole United Kingdom, and by England's own.

use chrono::{Datelike, NaiveDate, Weekday};

use super::bank_holidays::{
    Nation, bank_holidays_are_known, is_bank_holiday, is_bank_holiday_anywhere,
};
use crate::access::closed_list;

closed_list! {
    /// Whose bank holidays do not count as working days.
    WorkingDays {
        /// Those of any part of the United Kingdom: procurement time limits.
        UnitedKingdom = "united_kingdom",
        /// Those of England: payment terms, notice of a booking.
        England = "england",
    }
}

impl WorkingDays {
    /// Whether the day is a working day by this count.
    pub fn contains(self, day: NaiveDate) -> bool {
        match self {
            Self::UnitedKingdom => is_working_day_uk(day),
            Self::England => is_working_day_england(day),
        }
    }
}

/// Not a Saturday, a Sunday or a bank holiday in any part of the United Kingdom (Procurement Act
/// 2023, section 123).
///
/// Right only where [`bank_holidays_are_known`].
pub fn is_working_day_uk(day: NaiveDate) -> bool {
    is_weekday(day) && !is_bank_holiday_anywhere(day)
}

/// Not a Saturday, a Sunday or a bank holiday in England.
///
/// Right only where [`bank_holidays_are_known`].
pub fn is_working_day_england(day: NaiveDate) -> bool {
    is_weekday(day) && !is_bank_holiday(day, Nation::England)
}

/// Monday to Friday.
pub(super) fn is_weekday(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The so-many-th working day after the day; for none, the day itself.
///
/// Nothing where the count leaves the years whose bank holidays are known: a time limit is
/// never told by guess.
pub fn add_working_days(day: NaiveDate, count: u16, by: WorkingDays) -> Option<NaiveDate> {
    let mut reached = day;
    for _ in 0..count {
        reached = reached.succ_opt()?;
        while !by.contains(reached) {
            reached = reached.succ_opt()?;
        }
        if !bank_holidays_are_known(reached) {
            return None;
        }
    }
    Some(reached)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_holiday_in_scotland_alone_is_no_working_day_for_procurement() {
        let world_cup = day("2026-06-15");
        assert!(!is_working_day_uk(world_cup));
        assert!(is_working_day_england(world_cup));
    }

    #[test]
    fn weekends_are_no_working_days() {
        for text in ["2026-06-13", "2026-06-14"] {
            assert!(!is_working_day_uk(day(text)) && !is_working_day_england(day(text)));
        }
    }

    #[test]
    fn eight_working_days_over_christmas_differ_by_count() {
        let from = day("2026-12-23");
        // After it: 24, 29, 30, 31 December and 4 to 7 January in England; 4 January 2027 is a
        // substitute holiday in Scotland.
        assert_eq!(add_working_days(from, 8, WorkingDays::England), Some(day("2027-01-07")));
        assert_eq!(add_working_days(from, 8, WorkingDays::UnitedKingdom), Some(day("2027-01-08")));
        assert_eq!(add_working_days(from, 0, WorkingDays::England), Some(from));
    }

    #[test]
    fn no_time_limit_is_told_beyond_the_known_years() {
        assert_eq!(
            add_working_days(day("2028-12-28"), 1, WorkingDays::England),
            Some(day("2028-12-29"))
        );
        assert_eq!(add_working_days(day("2028-12-29"), 1, WorkingDays::England), None);
    }

    proptest! {
        #[test]
        fn so_many_working_days_lie_between(offset in 0_u64..1_500, count in 0_u16..40) {
            let from = day("2024-01-01") + chrono::Days::new(offset);
            let to = add_working_days(from, count, WorkingDays::UnitedKingdom).unwrap();
            let between = from.iter_days().skip(1).take_while(|d| *d <= to);
            prop_assert_eq!(between.filter(|d| is_working_day_uk(*d)).count(), usize::from(count));
        }
    }
}
