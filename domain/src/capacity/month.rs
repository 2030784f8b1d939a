//! A month of the calendar, and its weeks as a page shows them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::failure::Problem;

/// A month of a year, written `2026-09`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth {
    first: NaiveDate,
}

impl YearMonth {
    /// A month from 1 to 12 of a year from 1900 to 2200; nothing for others.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let held = (1_900..=2_200).contains(&year);
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|_| held)?;
        Some(Self { first })
    }

    /// The month a day is in.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// Its first day.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let next = self.first.checked_add_months(Months::new(1));
        next.and_then(|next| next.pred_opt()).unwrap_or(self.first)
    }

    /// The month after.
    pub fn next(self) -> Self {
        Self { first: self.first.checked_add_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// The month before.
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// Whether the day is in it.
    pub fn holds(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for YearMonth {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (year, month) = text.trim().split_once('-').ok_or(Problem::NotADate)?;
        let digits = |s: &str, length| s.len() == length && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(Problem::NotADate);
        }
        let (year, month) = (year.parse().ok(), month.parse().ok());
        year.zip(month).and_then(|(y, m)| Self::new(y, m)).ok_or(Problem::NotADate)
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for YearMonth {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|_| format!("not a month: {text}"))
    }
}

/// The weeks of a month, each Monday to Sunday, with the days of the months beside it that fill
/// the first and the last week.
pub fn month_grid(month: YearMonth) -> Vec<[NaiveDate; 7]> {
    let before = u64::from(month.first().weekday().num_days_from_monday());
    let monday = month.first().checked_sub_days(Days::new(before)).unwrap_or(month.first());
    monday
        .iter_weeks()
        .take_while(|start| *start <= month.last())
        .map(|start| [0, 1, 2, 3, 4, 5, 6].map(|offset| start + Days::new(offset)))
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use proptest::prelude::*;

    use super::*;

    fn month(year: i32, month: u32) -> YearMonth {
        YearMonth::new(year, month).unwrap()
    }

    #[test]
    fn september_2026_runs_over_five_weeks_and_february_2027_over_four() {
        let grid = month_grid(month(2026, 9));
        assert_eq!(grid.len(), 5);
        assert_eq!(grid[0][0], NaiveDate::from_ymd_opt(2026, 8, 31).unwrap());
        assert_eq!(grid[4][6], NaiveDate::from_ymd_opt(2026, 10, 4).unwrap());
        assert_eq!(month_grid(month(2027, 2)).len(), 4);
        assert_eq!(month_grid(month(2026, 8)).len(), 6);
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        assert_eq!(month(2026, 12).next(), month(2027, 1));
        assert_eq!(month(2027, 1).previous(), month(2026, 12));
        assert_eq!(month(2028, 2).last().day(), 29);
    }

    #[test]
    fn a_month_is_read_as_written_and_nothing_else_is() {
        assert_eq!("2026-09".parse(), Ok(month(2026, 9)));
        for bad in ["2026-13", "2026-9", "202609", "0001-01", "+026-09", "", "9999-12"] {
            assert_eq!(bad.parse::<YearMonth>(), Err(Problem::NotADate), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_day_of_a_month_stands_once_in_its_grid_from_monday_to_sunday(
            year in 1_900_i32..=2_200, number in 1_u32..=12,
        ) {
            let month = month(year, number);
            let grid = month_grid(month);
            let days: Vec<NaiveDate> = grid.iter().flatten().copied().collect();
            let inside = days.iter().filter(|day| month.holds(**day)).count();
            prop_assert_eq!(inside, usize::try_from(month.last().day()).unwrap());
            prop_assert!(days.windows(2).all(|pair| pair[0].succ_opt() == Some(pair[1])));
            prop_assert!(grid.iter().all(|week| week[0].weekday() == Weekday::Mon));
            prop_assert_eq!(month.to_string().parse(), Ok(month));
        }
    }
}
