//! The school year, and its dates as an area or a school types them.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::reading::parse_day;
use super::terms::{DaySpan, Term, TermName, Terms, TermsProblem};
use crate::failure::{FieldProblem, Problem};
use crate::form::Reading;

/// One school year: from the first term after July to the end of July (Education Act 1996,
/// section 579). Written on pages as `2026–27`, in addresses as `2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SchoolYear {
    begins_in: i32,
}

/// The month with which a school year begins: some areas begin at the end of August.
const FIRST_MONTH: u32 = 8;

impl SchoolYear {
    /// The school year that the day falls in.
    pub fn of(day: NaiveDate) -> Self {
        let begun = day.month() >= FIRST_MONTH;
        Self { begins_in: if begun { day.year() } else { day.year().saturating_sub(1) } }
    }

    /// The year that begins in a calendar year, from 2000 to 2198.
    pub fn beginning_in(year: i32) -> Option<Self> {
        (2000..=2198).contains(&year).then_some(Self { begins_in: year })
    }

    /// The calendar year in which it begins.
    pub const fn begins_in(self) -> i32 {
        self.begins_in
    }

    /// 1 August.
    pub fn first_on(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.begins_in, FIRST_MONTH, 1).unwrap_or_default()
    }

    /// 31 July.
    pub fn last_on(self) -> NaiveDate {
        let next = self.next().first_on();
        next.pred_opt().unwrap_or(next)
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self { begins_in: self.begins_in.saturating_add(1) }
    }

    /// From its first day to its last.
    pub fn span(self) -> DaySpan {
        DaySpan { first_on: self.first_on(), last_on: self.last_on() }
    }

    /// Its terms among those of several years.
    pub fn terms_of(self, terms: &Terms) -> Vec<Term> {
        let own = |term: &&Term| self.span().contains(term.first_on);
        terms.all().iter().filter(own).copied().collect()
    }
}

impl fmt::Display for SchoolYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{2013}{:02}", self.begins_in, self.next().begins_in.rem_euclid(100))
    }
}

/// The dates of one term as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedTermDates {
    /// The first day of school.
    pub first_on: String,
    /// The first day of half-term.
    pub half_first_on: String,
    /// The last day of half-term.
    pub half_last_on: String,
    /// The last day of school.
    pub last_on: String,
}

/// The fields of each term's dates: first day, half-term from and to, last day.
pub const TERM_FIELDS: [(TermName, [&str; 4]); 3] = [
    (
        TermName::Autumn,
        ["autumn_first_on", "autumn_half_first_on", "autumn_half_last_on", "autumn_last_on"],
    ),
    (
        TermName::Spring,
        ["spring_first_on", "spring_half_first_on", "spring_half_last_on", "spring_last_on"],
    ),
    (
        TermName::Summer,
        ["summer_first_on", "summer_half_first_on", "summer_half_last_on", "summer_last_on"],
    ),
];

/// Reads the three terms of a school year, autumn first, each date beside its own field.
///
/// # Errors
/// For each field: a day that cannot be read, one outside the school year, one before the date that
/// must come first.
pub fn read_terms(
    year: SchoolYear,
    typed: &[TypedTermDates; 3],
) -> Result<Terms, Vec<FieldProblem>> {
    let mut reading = Reading::default();
    let mut terms = Vec::new();
    let mut latest: Option<NaiveDate> = None;
    for ((name, fields), typed) in TERM_FIELDS.into_iter().zip(typed) {
        let texts = [&typed.first_on, &typed.half_first_on, &typed.half_last_on, &typed.last_on];
        let mut days = Vec::new();
        for (place, (field, text)) in fields.into_iter().zip(texts).enumerate() {
            let Some(day) = reading.take(field, parse_day(text)) else { continue };
            // One day of half-term is one; a term does not begin on the last day of another.
            let too_early = latest.is_some_and(|earlier| match place {
                2 => day < earlier,
                _ => day <= earlier,
            });
            if !year.span().contains(day) {
                reading.wrong(field, Problem::OutsideSchoolYear);
            } else if too_early {
                reading.wrong(field, Problem::BeforeStart);
            } else {
                latest = Some(day);
                days.push(day);
            }
        }
        if let [first_on, half_first, half_last, last_on] = days[..] {
            let half_term = DaySpan { first_on: half_first, last_on: half_last };
            terms.push(Term { name, first_on, last_on, half_term });
        }
    }
    let whole = terms.len() == TERM_FIELDS.len();
    let terms = whole.then(|| Terms::new(terms).map_err(told)).transpose();
    match terms {
        Ok(terms) => reading.finish(terms),
        Err(problem) => {
            reading.all_wrong(vec![problem]);
            reading.finish(None)
        }
    }
}

/// What is wrong with terms each of whose dates comes after the one before: nothing, as a rule.
fn told(problem: TermsProblem) -> FieldProblem {
    let field = match problem {
        TermsProblem::EndsBeforeItBegins => "autumn_last_on",
        TermsProblem::HalfTermOutside => "autumn_half_first_on",
        TermsProblem::Overlap => "spring_first_on",
    };
    FieldProblem { field, problem: Problem::BeforeStart }
}

/// A school day without pupils: staff train, or the building is closed to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsetDay {
    /// When.
    pub day: NaiveDate,
    /// What staff do on it, where the school says.
    pub note: Option<String>,
}

/// INSET days of a year in a maintained school: five of the 195 days on which teachers are at school
/// (School Teachers' Pay and Conditions Document, paragraph 50). An academy may have other numbers.
pub const USUAL_INSET_DAYS: usize = 5;

/// When a school is open to pupils: its terms, without its INSET days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolDays {
    terms: Terms,
    inset: Vec<InsetDay>,
}

/// Why pupils are not at school on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed<'a> {
    /// It is no day of a term, or a bank holiday.
    Holiday,
    /// Staff train.
    Inset(&'a InsetDay),
}

impl SchoolDays {
    /// The days of a school with these terms and INSET days.
    pub const fn new(terms: Terms, inset: Vec<InsetDay>) -> Self {
        Self { terms, inset }
    }

    /// Its terms.
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Why pupils are not there on the day; nothing where they are.
    pub fn closed(&self, day: NaiveDate) -> Option<Closed<'_>> {
        if let Some(inset) = self.inset.iter().find(|inset| inset.day == day) {
            return Some(Closed::Inset(inset));
        }
        // Of a day beyond all terms that are known, nothing is known.
        let known = self.terms.all().last().is_some_and(|last| day <= last.last_on);
        (known && !self.terms.is_school_day(day)).then_some(Closed::Holiday)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn typed(terms: &[Term]) -> [TypedTermDates; 3] {
        [0, 1, 2].map(|at: usize| TypedTermDates {
            first_on: terms[at].first_on.to_string(),
            half_first_on: terms[at].half_term.first_on.to_string(),
            half_last_on: terms[at].half_term.last_on.to_string(),
            last_on: terms[at].last_on.to_string(),
        })
    }

    fn year() -> SchoolYear {
        SchoolYear::beginning_in(2026).unwrap()
    }

    #[test]
    fn a_school_year_runs_from_august_to_july() {
        assert_eq!(SchoolYear::of(day("2026-07-31")).begins_in(), 2025);
        assert_eq!(SchoolYear::of(day("2026-08-01")), year());
        assert_eq!((year().first_on(), year().last_on()), (day("2026-08-01"), day("2027-07-31")));
        assert_eq!(year().to_string(), "2026\u{2013}27");
        assert_eq!(SchoolYear::beginning_in(1850), None);
    }

    #[test]
    fn what_the_typical_terms_say_is_read_as_typed() {
        for begins_in in 2025..2028 {
            let year = SchoolYear::beginning_in(begins_in).unwrap();
            let terms = year.terms_of(Terms::typical());
            assert_eq!(terms.len(), 3);
            assert_eq!(read_terms(year, &typed(&terms)).unwrap().all(), terms);
        }
    }

    #[test]
    fn what_is_wrong_is_told_beside_its_date() {
        let mut wrong = typed(&year().terms_of(Terms::typical()));
        wrong[0].half_last_on = "2026-10-20".to_owned();
        wrong[1].first_on = "soon".to_owned();
        wrong[2].last_on = "2027-08-20".to_owned();
        let problems = read_terms(year(), &wrong).unwrap_err();
        let told: Vec<_> = problems.into_iter().map(|one| (one.field, one.problem)).collect();
        assert_eq!(
            told,
            [
                ("autumn_half_last_on", Problem::BeforeStart),
                ("spring_first_on", Problem::NotADate),
                ("summer_last_on", Problem::OutsideSchoolYear),
            ]
        );
    }

    #[test]
    fn pupils_are_away_in_holidays_and_on_inset_days() {
        let inset = InsetDay { day: day("2027-02-12"), note: Some("Safeguarding".to_owned()) };
        let days = SchoolDays::new(Terms::typical().clone(), vec![inset.clone()]);
        assert_eq!(days.closed(day("2027-02-11")), None);
        assert_eq!(days.closed(day("2027-02-12")), Some(Closed::Inset(&inset)));
        assert_eq!(days.closed(day("2027-02-16")), Some(Closed::Holiday));
        assert_eq!(days.closed(day("2040-02-16")), None, "nobody knows yet");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_as_terms_in_order_or_told(
            offsets in prop::collection::vec(0_u64..420, 12)
        ) {
            let on = |at: usize| {
                let from = year().first_on();
                from.checked_add_days(chrono::Days::new(offsets[at])).unwrap().to_string()
            };
            let typed = [0, 1, 2].map(|at: usize| TypedTermDates {
                first_on: on(at * 4),
                half_first_on: on(at * 4 + 1),
                half_last_on: on(at * 4 + 2),
                last_on: on(at * 4 + 3),
            });
            match read_terms(year(), &typed) {
                Ok(terms) => {
                    prop_assert_eq!(terms.all().len(), 3);
                    prop_assert!(terms.all().iter().all(|term| year().span().contains(term.last_on)));
                }
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }
    }
}
