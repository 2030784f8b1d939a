//! Reading a day however a person in England types it.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::failure::Problem;

/// Reads a day: `2027-01-12`, `12/1/2027`, `12.1.27`, `12 January 2027`, `12 Jan 27`,
/// `Tuesday 12 January 2027`, `12th January, 2027`.
///
/// The day comes before the month. Two digits of a year mean this century. Years run from 1900 to
/// 2199: anything else is a slip of the finger. A weekday that does not fit the day is refused.
pub fn parse_day(text: &str) -> Result<NaiveDate, Problem> {
    let mut parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "-/.,".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    let Some(first) = parts.first() else {
        return Err(Problem::Missing);
    };
    let weekday = if first.chars().all(char::is_alphabetic) {
        let weekday = parse_weekday(first).ok_or(Problem::NotADate)?;
        parts.remove(0);
        Some(weekday)
    } else {
        None
    };
    let [first, middle, last] = parts.as_slice() else {
        return Err(Problem::NotADate);
    };
    let (day, year) =
        if number(first, 4).is_some() && first.len() == 4 { (last, first) } else { (first, last) };
    let day = number(without_ordinal(day), 2).ok_or(Problem::NotADate)?;
    let month = parse_month(middle).ok_or(Problem::NotADate)?;
    let year = parse_year(year).ok_or(Problem::NotADate)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or(Problem::NotADate)?;
    match weekday {
        Some(weekday) if weekday != date.weekday() => Err(Problem::NotADate),
        _ => Ok(date),
    }
}

/// A whole number of at most so many digits and nothing else.
fn number(text: &str, most_digits: usize) -> Option<u32> {
    let digits = text.len() <= most_digits && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// `12th` without its letters.
fn without_ordinal(text: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text)
}

fn parse_year(text: &str) -> Option<i32> {
    let year = match text.len() {
        2 => 2000 + number(text, 2)?,
        4 => number(text, 4)?,
        _ => return None,
    };
    i32::try_from(year).ok().filter(|year| (1900..=2199).contains(year))
}

/// A month by its number, its name, or at least three letters of its name.
fn parse_month(text: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Some(month) = number(text, 2) {
        return Some(month);
    }
    let text = text.to_lowercase();
    (1..).zip(NAMES).find(|(_, name)| text.len() >= 3 && name.starts_with(&text)).map(|(n, _)| n)
}

fn parse_weekday(text: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    let text = text.to_lowercase();
    NAMES.iter().find(|(name, _)| text.len() >= 3 && name.starts_with(&text)).map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{day_in_words, short_day};
    use super::*;

    #[test]
    fn a_day_is_read_however_it_is_typed() {
        let expected = NaiveDate::from_ymd_opt(2027, 1, 12).unwrap();
        for text in [
            "2027-01-12",
            "12/1/2027",
            "12/01/27",
            "12.1.2027",
            "12-01-2027",
            " 12  January 2027 ",
            "12 Jan 27",
            "12 january, 2027",
            "12th Jan 2027",
            "Tuesday 12 January 2027",
            "Tue, 12 Jan 2027",
        ] {
            assert_eq!(parse_day(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        assert_eq!(parse_day("  "), Err(Problem::Missing));
        for text in [
            "soon",
            "Tuesday",
            "12",
            "12/1",
            "31/2/2027",
            "1/13/2027",
            "29 February 2027",
            "Monday 12 January 2027",
            "12 J 2027",
            "12/1/1066",
            "12/1/202",
            "+1/1/2027",
            "20270112",
            "12/1/2027 10",
        ] {
            assert_eq!(parse_day(text), Err(Problem::NotADate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back_as_it_was_written(offset in 0_u64..5_844) {
            // 2020 to 2035 whole: 16 years of which four are leap years.
            let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
            let day = first + chrono::Days::new(offset);
            for text in [
                day_in_words(day),
                short_day(day),
                day.to_string(),
                day.format("%-d/%-m/%Y").to_string(),
                day.format("%d-%m-%y").to_string(),
            ] {
                prop_assert_eq!(parse_day(&text), Ok(day), "{}", text);
            }
        }

        #[test]
        fn reading_a_day_never_panics(text in any::<String>()) {
            let _ = parse_day(&text);
        }
    }
}
