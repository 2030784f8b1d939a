//! Financial years: councils' and their schools' from April, academies' from September; and the calendar's,
//! by which some agreements run.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::access::closed_list;

closed_list! {
    /// When an organisation's financial year begins.
    FinancialYearKind {
        /// 1 April to 31 March: councils and the schools they maintain.
        AprilToMarch = "april_to_march",
        /// 1 September to 31 August: academies (Academy Trust Handbook).
        SeptemberToAugust = "september_to_august",
        /// 1 January to 31 December: the year of some agreements. No maintained school or academy
        /// keeps its books by it.
        JanuaryToDecember = "january_to_december",
    }
}

impl FinancialYearKind {
    /// The month in which the year begins, 1 to 12.
    const fn first_month(self) -> u32 {
        match self {
            Self::AprilToMarch => 4,
            Self::SeptemberToAugust => 9,
            Self::JanuaryToDecember => 1,
        }
    }
}

/// One financial year of one kind. Written on pages as `2026–27`; the calendar's as `2027`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FinancialYear {
    kind: FinancialYearKind,
    /// The calendar year in which it begins.
    begins_in: i32,
}

impl FinancialYear {
    /// The year of this kind that the day falls in.
    pub fn of(kind: FinancialYearKind, day: NaiveDate) -> Self {
        let begun = day.month() >= kind.first_month();
        Self { kind, begins_in: if begun { day.year() } else { day.year().saturating_sub(1) } }
    }

    /// Which kind of year it is.
    pub const fn kind(self) -> FinancialYearKind {
        self.kind
    }

    /// Its first day.
    pub fn first_on(self) -> NaiveDate {
        first_of_month(self.begins_in, self.kind.first_month())
    }

    /// Its last day.
    pub fn last_on(self) -> NaiveDate {
        let next = self.next().first_on();
        next.pred_opt().unwrap_or(next)
    }

    /// Whether the day falls in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(self.kind, day) == self
    }

    /// The year after it.
    pub const fn next(self) -> Self {
        Self { kind: self.kind, begins_in: self.begins_in.saturating_add(1) }
    }

    /// The year before it.
    pub const fn previous(self) -> Self {
        Self { kind: self.kind, begins_in: self.begins_in.saturating_sub(1) }
    }

    /// `2026–27`, or `2027` of the calendar's.
    pub fn label(self) -> String {
        self.to_string()
    }
}

/// The first of a month; at the ends of the calendar, some 262,000 years away, its first or last
/// day.
fn first_of_month(year: i32, month: u32) -> NaiveDate {
    let end = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(end)
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let begins_in = self.begins_in;
        if self.kind == FinancialYearKind::JanuaryToDecember {
            return write!(f, "{begins_in}");
        }
        let ends_in = begins_in.saturating_add(1).rem_euclid(100);
        write!(f, "{begins_in}\u{2013}{ends_in:02}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_maintained_school_and_an_academy_have_different_years() {
        let today = day("2026-06-15");
        let maintained = FinancialYear::of(FinancialYearKind::AprilToMarch, today);
        let academy = FinancialYear::of(FinancialYearKind::SeptemberToAugust, today);
        assert_eq!(maintained.label(), "2026–27");
        assert_eq!(
            (maintained.first_on(), maintained.last_on()),
            (day("2026-04-01"), day("2027-03-31"))
        );
        assert_eq!(academy.label(), "2025–26");
        assert_eq!((academy.first_on(), academy.last_on()), (day("2025-09-01"), day("2026-08-31")));
    }

    #[test]
    fn a_year_ends_the_day_before_the_next_begins() {
        let kind = FinancialYearKind::AprilToMarch;
        assert_eq!(FinancialYear::of(kind, day("2027-03-31")).label(), "2026–27");
        assert_eq!(FinancialYear::of(kind, day("2027-04-01")).label(), "2027–28");
        assert_eq!(FinancialYear::of(kind, day("1999-04-01")).label(), "1999–00");
        let calendar = FinancialYear::of(FinancialYearKind::JanuaryToDecember, day("2026-12-31"));
        assert_eq!((calendar.label(), calendar.last_on()), ("2026".to_owned(), day("2026-12-31")));
        assert_eq!(calendar.next().label(), "2027");
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_year(offset in 0_u64..20_000, first in 0_usize..3) {
            let kind = FinancialYearKind::ALL[first];
            let day = day("2000-01-01") + chrono::Days::new(offset);
            let year = FinancialYear::of(kind, day);
            prop_assert!(year.first_on() <= day && day <= year.last_on());
            prop_assert!(year.contains(day));
            prop_assert!(!year.next().contains(day) && !year.previous().contains(day));
            prop_assert_eq!(year.next().previous(), year);
            prop_assert_eq!(year.last_on().succ_opt().unwrap(), year.next().first_on());
        }
    }
}
