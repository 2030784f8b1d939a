//! For how long a role is given.

use chrono::NaiveDate;
use serde::Serialize;

use crate::failure::{FieldProblem, Problem};

/// The days of a role that is given for a time; nothing is said of either where it is given for
/// good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RoleDays {
    /// The first day, where it does not begin at once.
    pub first: Option<NaiveDate>,
    /// The last day, where there is one.
    pub last: Option<NaiveDate>,
}

impl RoleDays {
    /// Whether a role may be given for these days.
    ///
    /// # Errors
    /// `InThePast` on `starts` or `until`, `BeforeStart` on `until`.
    pub fn check(self, today: NaiveDate) -> Result<(), Vec<FieldProblem>> {
        let wrong = |field, problem| Err(vec![FieldProblem { field, problem }]);
        if self.first.is_some_and(|first| first < today) {
            wrong("starts", Problem::InThePast)
        } else if self.is_over(today) {
            wrong("until", Problem::InThePast)
        } else if self.last.is_some_and(|last| last < self.begins(today)) {
            wrong("until", Problem::BeforeStart)
        } else {
            Ok(())
        }
    }

    /// On which day the role begins for whoever takes it on a day.
    pub fn begins(self, today: NaiveDate) -> NaiveDate {
        self.first.map_or(today, |first| first.max(today))
    }

    /// Whether the last day has passed.
    pub fn is_over(self, today: NaiveDate) -> bool {
        self.last.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_given_for_days_to_come_in_their_order() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let today = day("2026-11-23").unwrap();
        for (first, last, wrong) in [
            ("", "", None),
            ("2026-11-23", "2026-11-23", None),
            ("2027-01-04", "", None),
            ("2026-11-22", "", Some(("starts", Problem::InThePast))),
            ("", "2026-11-22", Some(("until", Problem::InThePast))),
            ("2027-01-04", "2027-01-03", Some(("until", Problem::BeforeStart))),
        ] {
            let days = RoleDays { first: day(first), last: day(last) };
            let found = days.check(today).err().map(|mut problems| problems.remove(0));
            assert_eq!(found.map(|one| (one.field, one.problem)), wrong, "{first} {last}");
        }
        let later = RoleDays { first: day("2026-11-22"), last: None };
        assert_eq!(later.begins(today), today, "whoever takes it late begins late");
    }
}
