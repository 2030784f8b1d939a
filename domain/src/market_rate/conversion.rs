//! Bringing a quoted price to the unit of the service, with the working to be shown.

use serde::{Deserialize, Serialize};

use crate::failure::{FieldProblem, Problem};
use crate::money::{Overflow, Pence};

/// How a quoted price becomes one of the service's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Conversion {
    /// It is quoted in the service's unit.
    SameUnit,
    /// Quoted for a session; a day holds so many (1 to 20).
    SessionsPerDay {
        /// Sessions in a day.
        sessions: u32,
    },
    /// Quoted for an hour; a day holds so many minutes (60 to 720).
    HoursPerDay {
        /// Minutes of work in a day: 390 for six and a half hours.
        minutes: u32,
    },
    /// Quoted for a year of so many days a week; brought to one day.
    YearToDay {
        /// Days in a week (1 to 5).
        days_per_week: u32,
        /// Weeks in the year (1 to 52).
        weeks: u32,
    },
    /// Quoted for a length of time other than ours (5 to 720 minutes each).
    Lengths {
        /// The minutes quoted for.
        quoted_minutes: u32,
        /// The minutes of ours.
        our_minutes: u32,
    },
}

/// A conversion with its numbers: `£14,500.00 × 1 ÷ 78 = £185.90`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversionWorking {
    /// What was done.
    pub conversion: Conversion,
    /// The amount as quoted, on the side of VAT that is compared.
    pub quoted: Pence,
    /// What it was multiplied by.
    pub multiplied_by: u32,
    /// What the product was divided by.
    pub divided_by: u32,
    /// What it comes to, rounded half away from zero to the penny.
    pub result: Pence,
}

impl Conversion {
    /// The kinds, as forms name them.
    pub const KINDS: &'static [&'static str] =
        &["same_unit", "sessions_per_day", "hours_per_day", "year_to_day", "lengths"];

    /// What an amount is multiplied and divided by.
    const fn ratio(self) -> (u32, u32) {
        match self {
            Self::SameUnit => (1, 1),
            Self::SessionsPerDay { sessions } => (sessions, 1),
            Self::HoursPerDay { minutes } => (minutes, 60),
            Self::YearToDay { days_per_week, weeks } => (1, days_per_week.saturating_mul(weeks)),
            Self::Lengths { quoted_minutes, our_minutes } => (our_minutes, quoted_minutes),
        }
    }

    /// Converts an amount.
    pub fn apply(self, quoted: Pence) -> Result<ConversionWorking, Overflow> {
        let (multiplied_by, divided_by) = self.ratio();
        let result = quoted.fraction(i64::from(multiplied_by), i64::from(divided_by))?;
        Ok(ConversionWorking { conversion: self, quoted, multiplied_by, divided_by, result })
    }

    /// What makes no sense in it, by field of its form.
    pub fn problem(self) -> Option<FieldProblem> {
        let within = |field, value: u32, min: u32, max: u32| {
            (!(min..=max).contains(&value)).then_some(FieldProblem {
                field,
                problem: Problem::OutOfRange { min: i64::from(min), max: i64::from(max) },
            })
        };
        match self {
            Self::SameUnit => None,
            Self::SessionsPerDay { sessions } => within("sessions", sessions, 1, 20),
            Self::HoursPerDay { minutes } => within("minutes", minutes, 60, 720),
            Self::YearToDay { days_per_week, weeks } => {
                within("days_per_week", days_per_week, 1, 5)
                    .or_else(|| within("weeks", weeks, 1, 52))
            }
            Self::Lengths { quoted_minutes, our_minutes } => {
                within("quoted_minutes", quoted_minutes, 5, 720)
                    .or_else(|| within("our_minutes", our_minutes, 5, 720))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_days_a_week_for_a_year_of_39_weeks_come_to_a_day() {
        let year = Conversion::YearToDay { days_per_week: 2, weeks: 39 };
        let working = year.apply(Pence::pounds(14_500)).unwrap();
        assert_eq!(working.result, Pence::new(18_590));
        assert_eq!((working.multiplied_by, working.divided_by), (1, 78));
    }

    #[test]
    fn sessions_hours_and_lengths_come_to_ours() {
        let of = |conversion: Conversion, pounds| {
            conversion.apply(Pence::pounds(pounds)).unwrap().result
        };
        assert_eq!(of(Conversion::SameUnit, 218), Pence::pounds(218));
        assert_eq!(of(Conversion::SessionsPerDay { sessions: 5 }, 34), Pence::pounds(170));
        assert_eq!(of(Conversion::HoursPerDay { minutes: 390 }, 120), Pence::pounds(780));
        let lengths = Conversion::Lengths { quoted_minutes: 45, our_minutes: 60 };
        assert_eq!(of(lengths, 85), Pence::new(11_333));
    }

    #[test]
    fn numbers_that_make_no_sense_are_named() {
        for (conversion, field) in [
            (Conversion::SessionsPerDay { sessions: 0 }, "sessions"),
            (Conversion::HoursPerDay { minutes: 6 }, "minutes"),
            (Conversion::YearToDay { days_per_week: 6, weeks: 39 }, "days_per_week"),
            (Conversion::YearToDay { days_per_week: 2, weeks: 0 }, "weeks"),
            (Conversion::Lengths { quoted_minutes: 0, our_minutes: 60 }, "quoted_minutes"),
        ] {
            assert_eq!(conversion.problem().map(|problem| problem.field), Some(field));
        }
        assert_eq!(Conversion::SameUnit.problem(), None);
        assert!(Conversion::YearToDay { days_per_week: 2, weeks: 0 }.apply(Pence::ZERO).is_err());
    }

    #[test]
    fn every_kind_reads_back_under_its_name() {
        for (kind, conversion) in Conversion::KINDS.iter().zip([
            Conversion::SameUnit,
            Conversion::SessionsPerDay { sessions: 5 },
            Conversion::HoursPerDay { minutes: 390 },
            Conversion::YearToDay { days_per_week: 2, weeks: 39 },
            Conversion::Lengths { quoted_minutes: 45, our_minutes: 60 },
        ]) {
            let text = serde_json::to_string(&conversion).unwrap();
            assert!(text.contains(&format!("\"kind\":\"{kind}\"")), "{text}");
            assert_eq!(serde_json::from_str::<Conversion>(&text).unwrap(), conversion);
        }
    }
}
