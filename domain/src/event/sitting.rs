//! The sittings of an event: one line each, with its day, its times and what it is about.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::calendar::{
    day_in_words, london_day, london_instant, london_time, parse_day, parse_time, time_in_words,
};
use crate::failure::Problem;
use crate::text;

/// The most sittings of one event: two school years of weeks.
pub const SITTINGS_MAX: usize = 80;

/// One dated part of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// What it is about, where that is said.
    pub title: Option<String>,
}

impl Sitting {
    /// The day in London.
    pub fn day(&self) -> NaiveDate {
        london_day(self.starts_at)
    }

    /// How many minutes it takes.
    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}

/// Reads sittings, one on a line: `12 January 2027, 9:30 to 15:30, Module 1`. The times are those of
/// London; what follows them is what it is about. They come in the order of their beginning.
///
/// # Errors
/// `Missing`; `TooMany`; `OnLines` with what is wrong on which.
pub fn read_sittings(text: &str) -> Result<Vec<Sitting>, Problem> {
    let lines: Vec<(usize, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return Err(Problem::Missing);
    }
    if lines.len() > SITTINGS_MAX {
        return Err(Problem::TooMany { most: i64::try_from(SITTINGS_MAX).unwrap_or(i64::MAX) });
    }
    let (mut found, mut wrong): (Vec<Sitting>, Vec<(usize, Problem)>) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        match read_line(line) {
            Ok(sitting) if found.iter().any(|other| other.starts_at == sitting.starts_at) => {
                wrong.push((number, Problem::AlreadyUsed));
            }
            Ok(sitting) => found.push(sitting),
            Err(problem) => wrong.push((number, problem)),
        }
    }
    found.sort_by_key(|sitting| sitting.starts_at);
    if wrong.is_empty() { Ok(found) } else { Err(Problem::OnLines(wrong)) }
}

fn read_line(line: &str) -> Result<Sitting, Problem> {
    let parts: Vec<&str> = line.split(',').collect();
    let times = parts.iter().enumerate().find_map(|(place, part)| Some((place, times(part)?)));
    let Some((place, (start, end))) = times else {
        // Whichever is not there is what has to be told.
        let day = parse_day(parts.first().copied().unwrap_or_default());
        return Err(day.err().unwrap_or(Problem::NotATime));
    };
    let day = parse_day(&parts.get(..place).unwrap_or_default().join(" "));
    let day = day.map_err(|_| Problem::NotADate)?;
    let title = parts.get(place + 1..).unwrap_or_default().join(",");
    let title = text::optional_line(&title, 120)?;
    let at = |time| london_instant(day, time).ok_or(Problem::NotATime);
    let (starts_at, ends_at) = (at(start?)?, at(end?)?);
    if ends_at <= starts_at {
        return Err(Problem::BeforeStart);
    }
    Ok(Sitting { starts_at, ends_at, title })
}

/// Two times of day, where a part of a line says from when to when.
#[allow(clippy::type_complexity, reason = "two of the same")]
fn times(part: &str) -> Option<(Result<NaiveTime, Problem>, Result<NaiveTime, Problem>)> {
    let (from, to) =
        [" to ", " until ", "-", "\u{2013}"].iter().find_map(|between| part.split_once(between))?;
    let (from, to) = (parse_time(from), parse_time(to));
    // `12-1-2027` has a line between its parts as well.
    (from.is_ok() || to.is_ok()).then_some((from, to))
}

/// Sittings as they are typed.
pub fn write_sittings(sittings: &[Sitting]) -> String {
    let line = |sitting: &Sitting| {
        let time = |at| london_time(at).format("%H:%M").to_string();
        let day = sitting.day().format("%-d %B %Y");
        let title = sitting.title.as_ref().map(|title| format!(", {title}")).unwrap_or_default();
        format!("{day}, {} to {}{title}", time(sitting.starts_at), time(sitting.ends_at))
    };
    sittings.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl Sitting {
    /// `Tuesday 12 January 2027, 9:30am to 3:30pm`.
    pub fn when(&self) -> String {
        let time = |at| time_in_words(london_time(at));
        format!("{}, {} to {}", day_in_words(self.day()), time(self.starts_at), time(self.ends_at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitting_is_read_from_its_line_in_the_time_of_london() {
        let text = "12 July 2027, 9:30 to 15:30, Module 2: reading, and words\n\n\
                    Tuesday 12 January 2027, 9.30am - 12 noon\n";
        let found = read_sittings(text).unwrap();
        let seen: Vec<(String, Option<&str>)> =
            found.iter().map(|one| (one.when(), one.title.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("Tuesday 12 January 2027, 9:30am to midday".to_owned(), None),
                (
                    "Monday 12 July 2027, 9:30am to 3:30pm".to_owned(),
                    Some("Module 2: reading, and words")
                ),
            ]
        );
        assert_eq!(found[1].starts_at.to_string(), "2027-07-12 08:30:00 UTC");
        assert_eq!(found[1].minutes(), 360);
    }

    #[test]
    fn what_is_written_reads_back() {
        let text = "12 January 2027, 09:30 to 12:00\n12 July 2027, 09:30 to 15:30, Module 2";
        let found = read_sittings(text).unwrap();
        assert_eq!(write_sittings(&found), text);
    }

    #[test]
    fn what_is_wrong_is_said_by_its_line() {
        let text = "12 January 2027\n30 February 2027, 9:00 to 10:00\n12 1 2027, 9:00 to 25:00\n\
                    12 1 2027, 10:00 to 9:00\n13/1/2027, 9:00 to 10:00\n13 1 2027, 9:00 to 11:00\n\
                    12-1-2027";
        let problem = read_sittings(text).unwrap_err();
        let wrong = vec![
            (1, Problem::NotATime),
            (2, Problem::NotADate),
            (3, Problem::NotATime),
            (4, Problem::BeforeStart),
            (6, Problem::AlreadyUsed),
            (7, Problem::NotATime),
        ];
        assert_eq!(problem, Problem::OnLines(wrong));
        assert_eq!(read_sittings(" \n"), Err(Problem::Missing));
        let many = "x\n".repeat(SITTINGS_MAX + 1);
        assert_eq!(read_sittings(&many), Err(Problem::TooMany { most: 80 }));
    }

    #[test]
    fn an_hour_that_clocks_leave_out_is_no_time() {
        let wrong = Problem::OnLines(vec![(1, Problem::NotATime)]);
        assert_eq!(read_sittings("28 March 2027, 1:30 to 4:00"), Err(wrong));
    }
}
