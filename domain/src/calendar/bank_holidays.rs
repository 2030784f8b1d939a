//! Bank holidays of all nations of the United Kingdom: dated data, kept in `bank-holidays.csv`.

use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};

use crate::access::closed_list;

closed_list! {
    /// A nation of the United Kingdom.
    Nation {
        /// England.
        England = "E",
        /// Wales.
        Wales = "W",
        /// Scotland.
        Scotland = "S",
        /// Northern Ireland.
        NorthernIreland = "N",
    }
}

/// A bank holiday, or the substitute day of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankHoliday {
    /// The day on which it is kept.
    pub day: NaiveDate,
    /// Where it is kept.
    pub nations: Vec<Nation>,
    /// What it is called.
    pub name: &'static str,
}

const DATA: &str = include_str!("bank-holidays.csv");

/// All bank holidays known, by day.
pub fn bank_holidays() -> &'static [BankHoliday] {
    static HOLIDAYS: OnceLock<Vec<BankHoliday>> = OnceLock::new();
    HOLIDAYS.get_or_init(|| {
        // A test proves that every line is read and that the lines are in order.
        DATA.lines().filter(|line| !line.starts_with('#')).filter_map(read_line).collect()
    })
}

fn read_line(line: &'static str) -> Option<BankHoliday> {
    let mut cells = line.splitn(3, ',');
    let day = cells.next()?.parse().ok()?;
    let letters = cells.next()?;
    let nations: Option<Vec<Nation>> = letters
        .char_indices()
        .map(|(at, c)| Nation::from_code(letters.get(at..at + c.len_utf8())?))
        .collect();
    Some(BankHoliday { day, nations: nations?, name: cells.next()? })
}

fn on(day: NaiveDate) -> Option<&'static BankHoliday> {
    let holidays = bank_holidays();
    let at = holidays.binary_search_by_key(&day, |holiday| holiday.day).ok()?;
    holidays.get(at)
}

/// Whether bank holidays of that day's year are in the data. They are fixed by proclamation
/// (Banking and Financial Dealings Act 1971, section 1), so years to come cannot be worked out.
pub fn bank_holidays_are_known(day: NaiveDate) -> bool {
    let holidays = bank_holidays();
    match (holidays.first(), holidays.last()) {
        (Some(first), Some(last)) => (first.day.year()..=last.day.year()).contains(&day.year()),
        _ => false,
    }
}

/// Whether the day is a bank holiday in the nation.
///
/// Outside the years of the data ([`bank_holidays_are_known`]) the answer is no.
pub fn is_bank_holiday(day: NaiveDate, nation: Nation) -> bool {
    on(day).is_some_and(|holiday| holiday.nations.contains(&nation))
}

/// Whether the day is a bank holiday in any part of the United Kingdom.
pub(super) fn is_bank_holiday_anywhere(day: NaiveDate) -> bool {
    on(day).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_data_is_read_and_in_order() {
        let lines = DATA.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(bank_holidays().len(), lines);
        assert!(bank_holidays().is_sorted_by(|a, b| a.day < b.day));
        assert!(bank_holidays().iter().all(|holiday| !holiday.nations.is_empty()));
    }

    #[test]
    fn england_has_eight_bank_holidays_a_year_and_the_others_their_own() {
        for (nation, counts) in [
            (Nation::England, [8, 8, 8, 8, 8]),
            (Nation::Wales, [8, 8, 8, 8, 8]),
            (Nation::Scotland, [9, 9, 10, 9, 9]),
            (Nation::NorthernIreland, [10, 10, 10, 10, 10]),
        ] {
            for (year, count) in (2024..).zip(counts) {
                let found = bank_holidays()
                    .iter()
                    .filter(|h| h.day.year() == year && h.nations.contains(&nation))
                    .count();
                assert_eq!(found, count, "{nation:?} {year}");
            }
        }
    }

    #[test]
    fn holidays_differ_between_nations() {
        assert!(is_bank_holiday(day("2027-03-29"), Nation::England));
        assert!(!is_bank_holiday(day("2027-03-29"), Nation::Scotland));
        assert!(is_bank_holiday(day("2026-06-15"), Nation::Scotland));
        assert!(!is_bank_holiday(day("2026-06-15"), Nation::England));
        assert!(is_bank_holiday(day("2027-07-12"), Nation::NorthernIreland));
    }

    #[test]
    fn no_bank_holiday_falls_on_a_weekend_since_substitutes_are_listed() {
        for holiday in bank_holidays() {
            assert!(holiday.day.weekday().number_from_monday() <= 5, "{}", holiday.day);
        }
    }

    #[test]
    fn years_without_data_are_said_to_be_unknown() {
        assert!(bank_holidays_are_known(day("2024-01-01")));
        assert!(bank_holidays_are_known(day("2028-12-31")));
        assert!(!bank_holidays_are_known(day("2023-12-31")));
        assert!(!bank_holidays_are_known(day("2029-01-01")));
    }
}
