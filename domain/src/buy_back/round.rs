//! A partnership's round: for which year, from when on, and how far a school has come in it.

use chrono::{DateTime, Datelike, Duration, Months, NaiveDate, Utc};

use crate::access::closed_list;
use crate::calendar::parse_day;
use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;

/// The months with whose first day a year of services can begin: the calendar's, that of councils and
/// the schools they maintain, that of academies and of the school year.
const BEGINNINGS: [u32; 3] = [1, 4, 9];

/// For how many months after its year began a school can still renew.
pub const LATE_MONTHS: u32 = 3;

/// A school is reminded once in so many days, and no more.
pub const REMIND_AFTER_DAYS: i64 = 7;

closed_list! {
    /// How far a school has come in a buy-back.
    Progress {
        /// Nobody of the school has looked through its services yet.
        NotBegun = "not_begun",
        /// Something is chosen, and nothing is sent.
        Begun = "begun",
        /// It is sent, and an approver has to decide, or sent it back.
        Waiting = "waiting",
        /// It is ordered.
        Renewed = "renewed",
        /// It is decided, and nothing had to be ordered.
        Stopped = "stopped",
    }
}

impl Progress {
    /// Whether the school has still to decide something.
    pub const fn is_open(self) -> bool {
        match self {
            Self::NotBegun | Self::Begun => true,
            Self::Waiting | Self::Renewed | Self::Stopped => false,
        }
    }
}

/// A round, by its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// The first day of the year for which it is.
    pub begins_on: NaiveDate,
    /// The first day on which schools see next year's prices and can renew.
    pub opens_on: NaiveDate,
}

impl Round {
    /// The first and the last day of the year that ends before it: what was bought then is renewed.
    pub fn year_before(self) -> (NaiveDate, NaiveDate) {
        let first = self.begins_on.checked_sub_months(Months::new(12)).unwrap_or(self.begins_on);
        (first, self.begins_on.pred_opt().unwrap_or(first))
    }

    /// The last day on which a school can renew.
    pub fn last_on(self) -> NaiveDate {
        let end = self.begins_on.checked_add_months(Months::new(LATE_MONTHS));
        end.and_then(|end| end.pred_opt()).unwrap_or(self.begins_on)
    }

    /// Whether schools can renew on a day.
    pub fn is_open(self, on: NaiveDate) -> bool {
        (self.opens_on..=self.last_on()).contains(&on)
    }
}

/// The years for which a round can be set: those that begin within a year from today, the next first.
pub fn coming_years(today: NaiveDate) -> Vec<NaiveDate> {
    let until = today.checked_add_months(Months::new(12)).unwrap_or(today);
    let years = [today.year(), today.year().saturating_add(1)];
    let days = years.into_iter().flat_map(|year| {
        BEGINNINGS.into_iter().filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 1))
    });
    days.filter(|day| *day > today && *day <= until).collect()
}

/// A round as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRound {
    /// Field `begins_on`: one of the coming years.
    pub begins_on: String,
    /// Field `opens_on`.
    pub opens_on: String,
}

impl TypedRound {
    /// Reads it.
    ///
    /// # Errors
    /// Each field that is no such day; a day of opening that is past, or not before the year.
    pub fn read(&self, today: NaiveDate) -> Result<Round, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let begins_on = parse_day(&self.begins_on).and_then(|day| {
            if coming_years(today).contains(&day) { Ok(day) } else { Err(Problem::NotAChoice) }
        });
        let begins_on = reading.take("begins_on", begins_on);
        let opens_on = parse_day(&self.opens_on).and_then(|day| match begins_on {
            _ if day < today => Err(Problem::InThePast),
            Some(first) if day >= first => Err(Problem::AfterFirst { first }),
            Some(_) | None => Ok(day),
        });
        let opens_on = reading.take("opens_on", opens_on);
        let round = begins_on.zip(opens_on);
        reading.finish(round.map(|(begins_on, opens_on)| Round { begins_on, opens_on }))
    }
}

/// Whether a school can be reminded at an instant, that was reminded last at another.
pub fn may_remind(last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last.is_none_or(|last| now - last >= Duration::days(REMIND_AFTER_DAYS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_years_to_come_are_those_of_january_april_and_september() {
        let told = |today: &str| -> Vec<String> {
            coming_years(day(today)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(told("2026-11-23"), ["2027-01-01", "2027-04-01", "2027-09-01"]);
        assert_eq!(told("2027-01-01"), ["2027-04-01", "2027-09-01", "2028-01-01"]);
        assert_eq!(told("2027-04-02"), ["2027-09-01", "2028-01-01", "2028-04-01"]);
    }

    #[test]
    fn it_opens_before_its_year_and_ends_three_months_into_it() {
        let round = Round { begins_on: day("2027-04-01"), opens_on: day("2027-01-11") };
        assert_eq!(round.year_before(), (day("2026-04-01"), day("2027-03-31")));
        let open = |on: &str| round.is_open(day(on));
        assert!(!open("2027-01-10") && open("2027-01-11"));
        assert!(open("2027-06-30") && !open("2027-07-01"));
    }

    #[test]
    fn a_round_is_read_with_both_days_or_with_all_that_is_wrong() {
        let typed = |begins: &str, opens: &str| TypedRound {
            begins_on: begins.to_owned(),
            opens_on: opens.to_owned(),
        };
        let today = day("2026-11-23");
        let read = typed("2027-04-01", "2027-01-11").read(today);
        assert_eq!(read, Ok(Round { begins_on: day("2027-04-01"), opens_on: day("2027-01-11") }));
        assert!(typed("2027-04-01", "2026-11-23").read(today).is_ok());
        let wrong = |begins, opens| -> Vec<(&str, Problem)> {
            let problems = typed(begins, opens).read(today).unwrap_err();
            problems.into_iter().map(|one| (one.field, one.problem)).collect()
        };
        let first = day("2027-04-01");
        assert_eq!(
            wrong("2027-04-01", "2027-04-01"),
            [("opens_on", Problem::AfterFirst { first })]
        );
        assert_eq!(
            wrong("2027-05-01", "2026-11-22"),
            [("begins_on", Problem::NotAChoice), ("opens_on", Problem::InThePast)]
        );
    }

    #[test]
    fn a_school_is_reminded_once_in_seven_days() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let now = at("2027-02-08T09:00:00Z");
        assert!(may_remind(None, now));
        assert!(may_remind(Some(at("2027-02-01T09:00:00Z")), now));
        assert!(!may_remind(Some(at("2027-02-01T09:00:01Z")), now));
    }
}
