//! The days from which and until which somebody sits somewhere: on a company's board, on a committee.

use chrono::NaiveDate;

use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;

/// A day that is not to come.
pub(crate) fn past_day(text: &str, today: NaiveDate) -> Result<NaiveDate, Problem> {
    let day = parse_day(text)?;
    if day > today { Err(Problem::InTheFuture) } else { Ok(day) }
}

/// Reads the last day of something that began on a day: the day before it where it was entered by
/// mistake.
///
/// # Errors
/// What is wrong with it, on `ends_on`.
pub fn read_end(
    text: &str,
    mistaken: bool,
    starts_on: NaiveDate,
    today: NaiveDate,
) -> Result<NaiveDate, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    let day = if mistaken {
        starts_on.pred_opt().ok_or(Problem::NotADate)
    } else {
        past_day(text, today)
            .and_then(|day| if day < starts_on { Err(Problem::BeforeStart) } else { Ok(day) })
    };
    let day = reading.take("ends_on", day);
    reading.finish(day)
}

/// Whether what ended was entered by mistake: its last day lies before its first.
pub fn never_was(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> bool {
    ends_on.is_some_and(|last| last < starts_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_not_before_its_start_unless_it_never_held() {
        let (start, today) = ("2025-04-01".parse().unwrap(), "2026-11-22".parse().unwrap());
        let early = read_end("31/3/2025", false, start, today).unwrap_err();
        assert_eq!(early, [FieldProblem { field: "ends_on", problem: Problem::BeforeStart }]);
        assert_eq!(read_end("1/4/2025", false, start, today), Ok(start));
        let mistake = read_end("", true, start, today).unwrap();
        assert!(never_was(start, Some(mistake)));
        assert!(!never_was(start, Some(start)) && !never_was(start, None));
    }
}
