//! What is typed: what is shared, its cost and days; a school's days; an end.

use chrono::{Days, Months, NaiveDate};
use serde::Serialize;

use super::{
    ANSWER_DAYS_MAX, COST_PARTS_MAX, CostKind, CostPart, NOTICE_DAYS_MAX, SHARERS_MAX, SharedKind,
    SharingTerms, SplitBy, StatedBy, YEARS_MAX,
};
use crate::calendar::{DaySpan, parse_day};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice, whole_number};
use crate::money::Net;
use crate::price::parse_pounds;
use crate::text;

/// The names of the fields of a cost's parts, in pairs.
pub const COST_FIELDS: [(&str, &str); COST_PARTS_MAX] = [
    ("cost_label_1", "cost_net_1"),
    ("cost_label_2", "cost_net_2"),
    ("cost_label_3", "cost_net_3"),
    ("cost_label_4", "cost_net_4"),
    ("cost_label_5", "cost_net_5"),
];

/// The names of the fields of schools' weights, in the order of the schools.
pub const WEIGHT_FIELDS: [&str; SHARERS_MAX] = [
    "weight_1",
    "weight_2",
    "weight_3",
    "weight_4",
    "weight_5",
    "weight_6",
    "weight_7",
    "weight_8",
    "weight_9",
    "weight_10",
    "weight_11",
    "weight_12",
];

/// The largest part of a cost, in pounds: ten million.
const COST_POUNDS_MAX: i64 = 10_000_000;

/// What is to be shared as it was typed. Fields are named as here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedSharing {
    /// What it is: a code of [`SharedKind`].
    pub kind: String,
    /// The same in a line.
    pub title: String,
    /// The same in plain words.
    pub description: String,
    /// What the cost is made of: labels and pounds, in the fields of [`COST_FIELDS`].
    pub cost: [(String, String); COST_PARTS_MAX],
    /// How often it comes: a code of [`CostKind`].
    pub cost_kind: String,
    /// How it is split: a code of [`SplitBy`].
    pub split: String,
    /// The first day.
    pub first_on: String,
    /// The last day; the first where it is left open and the cost comes once.
    pub last_on: String,
    /// Days of notice.
    pub notice_days: String,
    /// For which time statements are: a code of [`StatedBy`].
    pub stated_by: String,
    /// The last day for answers.
    pub answer_by: String,
}

impl TypedSharing {
    /// Reads it. Schools answer tomorrow at the earliest and before it begins, so that it begins the day after
    /// tomorrow; it runs up to [`YEARS_MAX`] years.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn read(&self, today: NaiveDate) -> Result<SharingTerms, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let kind = reading.take("kind", choice(&self.kind, SharedKind::from_code));
        let title = reading.take("title", text::name(&self.title, 120));
        let description = reading.take("description", text::paragraph(&self.description, 2_000));
        let cost = self.cost(&mut reading);
        let cost_kind = reading.take("cost_kind", choice(&self.cost_kind, CostKind::from_code));
        let split = reading.take("split", choice(&self.split, SplitBy::from_code));
        let span = self.span(cost_kind, today, &mut reading);
        let notice = whole_number(&self.notice_days, NOTICE_DAYS_MAX);
        let notice_days = reading.take("notice_days", notice);
        let stated_by = reading.take("stated_by", choice(&self.stated_by, StatedBy::from_code));
        let first = span.map_or(NaiveDate::MAX, |span| span.first_on);
        let answer_by = read_answer_by(&self.answer_by, today, first);
        let answer_by = reading.take("answer_by", answer_by);
        let read = (|| {
            Some(SharingTerms {
                kind: kind?,
                title: title?,
                description: description?,
                cost: cost?,
                cost_kind: cost_kind?,
                split: split?,
                span: span?,
                notice_days: notice_days?,
                stated_by: stated_by?,
                answer_by: answer_by?,
            })
        })();
        reading.finish(read)
    }

    fn cost(&self, reading: &mut Reading) -> Option<Vec<CostPart>> {
        let mut parts = Vec::new();
        let mut wrong = false;
        for (place, ((label_field, net_field), (label, net))) in
            COST_FIELDS.into_iter().zip(&self.cost).enumerate()
        {
            if place > 0 && label.trim().is_empty() && net.trim().is_empty() {
                continue;
            }
            let label = reading.take(label_field, text::line(label, 80));
            let range = Problem::OutOfRange { min: 1, max: COST_POUNDS_MAX };
            let fits = |net: &Net| {
                let pence = net.pence().get();
                pence > 0 && pence <= COST_POUNDS_MAX * 100
            };
            let net = parse_pounds(net).map(Net);
            let net = net.and_then(|net| if fits(&net) { Ok(net) } else { Err(range) });
            let net = reading.take(net_field, net);
            wrong |= label.is_none() || net.is_none();
            parts.extend(label.zip(net).map(|(label, net)| CostPart { label, net }));
        }
        (!wrong).then_some(parts)
    }

    fn span(
        &self,
        cost_kind: Option<CostKind>,
        today: NaiveDate,
        reading: &mut Reading,
    ) -> Option<DaySpan> {
        let first = parse_day(&self.first_on).and_then(|day| {
            let earliest = today + Days::new(2);
            if day < earliest { Err(Problem::TooEarly { earliest }) } else { Ok(day) }
        });
        let first = reading.take("first_on", first);
        let once = cost_kind == Some(CostKind::OneOff) && self.last_on.trim().is_empty();
        let last = match first {
            Some(first) if once => Ok(first),
            _ => parse_day(&self.last_on),
        };
        let last = reading.take("last_on", last);
        let (first_on, last_on) = first.zip(last)?;
        let latest = first_on
            .checked_add_months(Months::new(12 * YEARS_MAX))
            .and_then(|day| day.pred_opt())
            .unwrap_or(last_on);
        let fits = match last_on {
            day if day < first_on => Err(Problem::BeforeStart),
            day if day > latest => Err(Problem::TooLate { latest }),
            day => Ok(day),
        };
        let last_on = reading.take("last_on", fits)?;
        Some(DaySpan { first_on, last_on })
    }
}

/// Reads the last day for answers: tomorrow at the earliest, and before the first day of what is shared.
///
/// # Errors
/// `NotADate`, `TooEarly`, `AfterFirst`, `TooLate`.
pub fn read_answer_by(
    text: &str,
    today: NaiveDate,
    first: NaiveDate,
) -> Result<NaiveDate, Problem> {
    let (earliest, latest) = (today + Days::new(1), today + Days::new(ANSWER_DAYS_MAX));
    match parse_day(text)? {
        day if day < earliest => Err(Problem::TooEarly { earliest }),
        day if day >= first => Err(Problem::AfterFirst { first }),
        day if day > latest => Err(Problem::TooLate { latest }),
        day => Ok(day),
    }
}

/// Reads the last day of what ends early: after the notice that was agreed, and before it ends anyway.
///
/// # Errors
/// `NotADate`, `TooEarly`, `TooLate`.
pub fn read_end(
    text: &str,
    today: NaiveDate,
    notice_days: u16,
    ends_on: NaiveDate,
) -> Result<NaiveDate, Problem> {
    let earliest = today + Days::new(u64::from(notice_days));
    match parse_day(text)? {
        day if day < earliest => Err(Problem::TooEarly { earliest }),
        day if day >= ends_on => {
            Err(Problem::TooLate { latest: ends_on.pred_opt().unwrap_or(ends_on) })
        }
        day => Ok(day),
    }
}

/// Reads how many days a school would have, in hundredths of a day.
///
/// # Errors
/// `Missing`, `NotANumber`, `OutOfRange`.
pub fn read_weight(text: &str) -> Result<u32, Problem> {
    hundredths(text, 36_600)
}

/// Reads `2`, `2.5` or `33.33 %` in hundredths, above nought and up to a most.
pub(super) fn hundredths(text: &str, most: u32) -> Result<u32, Problem> {
    let text = text.trim().trim_end_matches('%').trim_end();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || part.len() > 2 {
        return Err(Problem::NotANumber);
    }
    let range = || Problem::OutOfRange { min: 1, max: i64::from(most / 100) };
    let part: u32 = format!("{part:0<2}").parse().map_err(|_| Problem::NotANumber)?;
    let whole: u32 = whole.parse().map_err(|_| range())?;
    whole
        .checked_mul(100)
        .and_then(|read| read.checked_add(part))
        .filter(|read| (1..=most).contains(read))
        .ok_or_else(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;

    fn typed() -> TypedSharing {
        let text = |text: &str| text.to_owned();
        let mut cost: [(String, String); COST_PARTS_MAX] = Default::default();
        cost[0] = (text("Salary"), text("41,000"));
        cost[1] = (text("On-costs"), text("11,480.50"));
        TypedSharing {
            kind: text("staff"),
            title: text("School business manager"),
            description: text("Two days at each of us."),
            cost,
            cost_kind: text("yearly"),
            split: text("days"),
            first_on: text("4 January 2027"),
            last_on: text("31 August 2028"),
            notice_days: text("90"),
            stated_by: text("term"),
            answer_by: text("11 December 2026"),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn wrong(typed: &TypedSharing) -> Vec<FieldProblem> {
        typed.read(day("2026-11-23")).unwrap_err()
    }

    fn problem(field: &'static str, problem: Problem) -> Vec<FieldProblem> {
        vec![FieldProblem { field, problem }]
    }

    #[test]
    fn what_it_costs_is_the_sum_of_what_it_is_made_of() {
        let terms = typed().read(day("2026-11-23")).unwrap();
        assert_eq!(terms.total(), Ok(Net(Pence::new(5_248_050))));
        let mut free = typed();
        free.cost[1].1 = "0".to_owned();
        let range = Problem::OutOfRange { min: 1, max: COST_POUNDS_MAX };
        assert_eq!(wrong(&free), problem("cost_net_2", range));
        let none = TypedSharing { cost: Default::default(), ..typed() };
        let fields: Vec<_> = wrong(&none).into_iter().map(|one| one.field).collect();
        assert_eq!(fields, ["cost_label_1", "cost_net_1"]);
    }

    #[test]
    fn it_runs_five_years_at_most_and_answers_come_before_it_begins() {
        let long = TypedSharing { last_on: "4 January 2032".to_owned(), ..typed() };
        let latest = day("2032-01-03");
        assert_eq!(wrong(&long), problem("last_on", Problem::TooLate { latest }));
        let late = TypedSharing { answer_by: "5 January 2027".to_owned(), ..typed() };
        let first = day("2027-01-04");
        assert_eq!(wrong(&late), problem("answer_by", Problem::AfterFirst { first }));
        let open = TypedSharing { last_on: String::new(), ..typed() };
        assert_eq!(wrong(&open), problem("last_on", Problem::Missing));
        let once = TypedSharing { cost_kind: "one_off".to_owned(), ..open };
        let span = once.read(day("2026-11-23")).unwrap().span;
        assert_eq!(span, DaySpan { first_on: first, last_on: first });
    }

    #[test]
    fn an_early_end_keeps_the_notice() {
        let read = |text: &str| read_end(text, day("2027-02-01"), 30, day("2027-07-31"));
        assert_eq!(read("2027-03-02"), Err(Problem::TooEarly { earliest: day("2027-03-03") }));
        assert_eq!(read("2027-03-03"), Ok(day("2027-03-03")));
        assert_eq!(read("2027-07-31"), Err(Problem::TooLate { latest: day("2027-07-30") }));
    }
}
