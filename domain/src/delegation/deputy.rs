//! When an approver is away, and how much whoever stands in may approve.

use chrono::{Months, NaiveDate};

use crate::access::Role;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;
use crate::money::Pence;

/// The longest that somebody stands in: who is away for longer has left.
const LONGEST: Months = Months::new(12);

/// From which day to which somebody is away, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// The first day.
    pub first_on: NaiveDate,
    /// The last one.
    pub last_on: NaiveDate,
}

/// Reads a form: fields `first_on` and `last_on`.
///
/// # Errors
/// `InThePast` for a first day before today, `BeforeStart` for a last one before the first,
/// `MonthsAtMost` for one that lies too long after it.
pub fn read_away(first: &str, last: &str, today: NaiveDate) -> Result<Away, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    let first_on = parse_day(first)
        .and_then(|day| if day < today { Err(Problem::InThePast) } else { Ok(day) });
    let first_on = reading.take("first_on", first_on);
    let last_on = parse_day(last).and_then(|day| match first_on {
        Some(first_on) if day < first_on => Err(Problem::BeforeStart),
        Some(first_on) if first_on.checked_add_months(LONGEST).is_none_or(|end| day >= end) => {
            Err(Problem::MonthsAtMost { months: LONGEST.as_u32() })
        }
        Some(_) | None => Ok(day),
    });
    let read = first_on.zip(reading.take("last_on", last_on));
    reading.finish(read.map(|(first_on, last_on)| Away { first_on, last_on }))
}

/// Whether somebody who holds these roles of their own in a school may stand in for an approver.
/// Whoever only reads does not.
pub fn may_deputise(held: &[Role]) -> bool {
    held.iter().any(|role| *role != Role::Auditor)
}

/// The most that a deputy may approve: what was said, and never more than whoever they stand in
/// for. Nothing for no limit.
pub fn deputy_limit(said: Option<Pence>, own: Option<Pence>) -> Option<Pence> {
    match (said, own) {
        (Some(said), Some(own)) => Some(said.min(own)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn somebody_is_away_from_today_on_and_one_day_at_least() {
        let read = |first, last| read_away(first, last, day("2026-12-01"));
        let wrong = |field, problem| Err(vec![FieldProblem { field, problem }]);
        let away = |first, last| Ok(Away { first_on: day(first), last_on: day(last) });
        for (first, last, result) in [
            ("1 December 2026", "1 December 2026", away("2026-12-01", "2026-12-01")),
            ("2026-12-03", "2026-12-18", away("2026-12-03", "2026-12-18")),
            ("30 November 2026", "1 December 2026", wrong("first_on", Problem::InThePast)),
            ("2 December 2026", "1 December 2026", wrong("last_on", Problem::BeforeStart)),
            ("1 December 2026", "30 November 2027", away("2026-12-01", "2027-11-30")),
            (
                "1 December 2026",
                "1 December 2027",
                wrong("last_on", Problem::MonthsAtMost { months: 12 }),
            ),
            ("soon", "1 December 2026", wrong("first_on", Problem::NotADate)),
            ("2 December 2026", "", wrong("last_on", Problem::Missing)),
        ] {
            assert_eq!(read(first, last), result, "{first} to {last}");
        }
    }

    #[test]
    fn a_deputy_approves_no_more_than_whoever_is_away() {
        let pounds = |limit: Option<i32>| limit.map(Pence::pounds);
        for (said, own, limit) in [
            (None, None, None),
            (Some(500), None, Some(500)),
            (None, Some(500), Some(500)),
            (Some(400), Some(500), Some(400)),
            (Some(600), Some(500), Some(500)),
        ] {
            assert_eq!(deputy_limit(pounds(said), pounds(own)), pounds(limit), "{said:?} {own:?}");
        }
    }

    #[test]
    fn whoever_only_reads_stands_in_for_nobody() {
        assert!(may_deputise(&[Role::Finance]));
        assert!(may_deputise(&[Role::Auditor, Role::Buyer]));
        assert!(!may_deputise(&[Role::Auditor]));
        assert!(!may_deputise(&[]));
    }
}
