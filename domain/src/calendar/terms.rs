//! School terms: what "every Tuesday this term" means.

use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::bank_holidays::{Nation, is_bank_holiday};
use super::working_days::is_weekday;
use crate::access::closed_list;

closed_list! {
    /// Which of the three terms of a school year.
    TermName {
        /// September to December.
        Autumn = "autumn",
        /// January to Easter.
        Spring = "spring",
        /// Easter to July.
        Summer = "summer",
    }
}

/// From a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySpan {
    /// The first day of it.
    pub first_on: NaiveDate,
    /// The last day of it.
    pub last_on: NaiveDate,
}

impl DaySpan {
    /// Whether the day is in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.first_on <= day && day <= self.last_on
    }
}

/// One term of one school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Which of the three.
    pub name: TermName,
    /// The first school day, INSET days included.
    pub first_on: NaiveDate,
    /// The last school day.
    pub last_on: NaiveDate,
    /// The holiday in the middle.
    pub half_term: DaySpan,
}

impl Term {
    /// Whether the day lies between the term's first and last, half-term included.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.first_on <= day && day <= self.last_on
    }

    /// Whether school is in on the day: a weekday of the term that is neither in half-term nor a
    /// bank holiday in England.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        self.contains(day)
            && is_weekday(day)
            && !self.half_term.contains(day)
            && !is_bank_holiday(day, Nation::England)
    }

    fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.last_on;
        self.first_on.iter_days().take_while(move |day| *day <= last)
    }
}

/// The school days of the term on that weekday, from the day on: every Tuesday this term.
pub fn every_weekday_in_term(weekday: Weekday, from: NaiveDate, term: &Term) -> Vec<NaiveDate> {
    term.days()
        .filter(|day| *day >= from && day.weekday() == weekday && term.is_school_day(*day))
        .collect()
}

/// The terms of an area, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Term>", into = "Vec<Term>")]
pub struct Terms(Vec<Term>);

/// Why terms cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermsProblem {
    /// A term ends before it begins.
    #[error("a term ends before it begins")]
    EndsBeforeItBegins,
    /// Half-term is not within its term.
    #[error("half-term is not within its term")]
    HalfTermOutside,
    /// A term begins before the one before it has ended.
    #[error("a term begins before the one before it has ended")]
    Overlap,
}

const TYPICAL: &str = include_str!("typical-terms.csv");

impl Terms {
    /// Takes terms that are in order, do not overlap, and have their half-terms within them.
    pub fn new(terms: Vec<Term>) -> Result<Self, TermsProblem> {
        for term in &terms {
            if term.last_on < term.first_on {
                return Err(TermsProblem::EndsBeforeItBegins);
            }
            let half_term = term.half_term;
            let ordered = half_term.first_on <= half_term.last_on;
            if !ordered || !term.contains(half_term.first_on) || !term.contains(half_term.last_on) {
                return Err(TermsProblem::HalfTermOutside);
            }
        }
        if terms.is_sorted_by(|earlier, later| earlier.last_on < later.first_on) {
            Ok(Self(terms))
        } else {
            Err(TermsProblem::Overlap)
        }
    }

    /// Terms as a typical English council sets them, September 2025 to July 2028.
    ///
    /// Nobody's official calendar: a sensible start that an area replaces with its own. Academies
    /// and voluntary-aided and foundation schools may set their own terms (Education Act 2002,
    /// section 32).
    pub fn typical() -> &'static Self {
        static TERMS: OnceLock<Terms> = OnceLock::new();
        // A test proves that every line is read and that the terms are valid.
        TERMS.get_or_init(|| {
            Self(TYPICAL.lines().filter(|l| !l.starts_with('#')).filter_map(read_line).collect())
        })
    }

    /// All of them.
    pub fn all(&self) -> &[Term] {
        &self.0
    }

    /// The term the day lies in, half-term included; nothing in the holidays.
    pub fn term_of(&self, day: NaiveDate) -> Option<&Term> {
        self.0.iter().find(|term| term.contains(day))
    }

    /// The first term that begins after the day.
    pub fn next_term(&self, day: NaiveDate) -> Option<&Term> {
        self.0.iter().find(|term| term.first_on > day)
    }

    /// The number of a school day's week within its term, from 1: weeks of holiday are not counted.
    /// Nothing for days on which school is not in.
    pub fn week_of_term(&self, day: NaiveDate) -> Option<u32> {
        let term = self.term_of(day).filter(|term| term.is_school_day(day))?;
        let last = day.week(Weekday::Mon).first_day();
        let mondays = term.first_on.week(Weekday::Mon).first_day().iter_weeks();
        let taught =
            |monday: &NaiveDate| monday.iter_days().take(7).any(|one| term.is_school_day(one));
        let weeks = mondays.take_while(|monday| *monday <= last).filter(taught).count();
        u32::try_from(weeks).ok()
    }

    /// Whether school is in on the day.
    pub fn is_school_day(&self, day: NaiveDate) -> bool {
        self.term_of(day).is_some_and(|term| term.is_school_day(day))
    }

    /// The school days from one day to another, both included.
    pub fn school_days(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let wanted = DaySpan { first_on: from, last_on: to };
        self.0
            .iter()
            .flat_map(|term| term.days().filter(|day| term.is_school_day(*day)))
            .filter(|day| wanted.contains(*day))
            .collect()
    }
}

impl TryFrom<Vec<Term>> for Terms {
    type Error = TermsProblem;

    fn try_from(terms: Vec<Term>) -> Result<Self, TermsProblem> {
        Self::new(terms)
    }
}

impl From<Terms> for Vec<Term> {
    fn from(terms: Terms) -> Self {
        terms.0
    }
}

fn read_line(line: &str) -> Option<Term> {
    let mut cells = line.split(',');
    let name = TermName::from_code(cells.next()?)?;
    let mut day = || cells.next()?.parse::<NaiveDate>().ok();
    Some(Term {
        name,
        first_on: day()?,
        last_on: day()?,
        half_term: DaySpan { first_on: day()?, last_on: day()? },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_typical_terms_are_read_whole_and_valid() {
        let terms = Terms::typical();
        assert_eq!(terms.all().len(), TYPICAL.lines().filter(|l| !l.starts_with('#')).count());
        assert_eq!(Terms::new(terms.all().to_vec()).as_ref(), Ok(terms));
        for term in terms.all() {
            assert!(term.is_school_day(term.first_on) && term.is_school_day(term.last_on));
        }
    }

    #[test]
    fn a_typical_school_year_has_190_days_of_teaching_and_5_inset_days() {
        for year in 2025..2028 {
            let from = day(&format!("{year}-09-01"));
            let to = day(&format!("{}-08-31", year + 1));
            assert_eq!(Terms::typical().school_days(from, to).len(), 195, "{year}");
        }
    }

    #[test]
    fn the_term_of_a_day_and_the_next_one() {
        let terms = Terms::typical();
        let name = |term: Option<&Term>| term.map(|term| term.name);
        assert_eq!(name(terms.term_of(day("2026-10-28"))), Some(TermName::Autumn));
        assert_eq!(name(terms.term_of(day("2026-12-24"))), None);
        assert_eq!(name(terms.next_term(day("2026-12-24"))), Some(TermName::Spring));
        assert_eq!(name(terms.next_term(day("2027-01-04"))), Some(TermName::Summer));
        assert_eq!(terms.next_term(day("2028-07-22")), None);
    }

    #[test]
    fn school_is_out_on_weekends_in_half_term_and_on_bank_holidays() {
        let terms = Terms::typical();
        assert!(terms.is_school_day(day("2027-05-04")));
        for out in ["2027-05-01", "2027-05-03", "2027-06-01", "2027-08-10"] {
            assert!(!terms.is_school_day(day(out)), "{out}");
        }
    }

    #[test]
    fn every_tuesday_this_term_leaves_out_half_term_and_days_gone_by() {
        let term = Terms::typical().term_of(day("2027-01-12")).unwrap();
        let days = every_weekday_in_term(Weekday::Tue, day("2027-01-12"), term);
        let days: Vec<String> = days.iter().map(ToString::to_string).collect();
        assert_eq!(
            days,
            [
                "2027-01-12",
                "2027-01-19",
                "2027-01-26",
                "2027-02-02",
                "2027-02-09",
                "2027-02-23",
                "2027-03-02",
                "2027-03-09",
                "2027-03-16",
                "2027-03-23",
            ]
        );
    }

    #[test]
    fn every_monday_leaves_out_bank_holidays() {
        let summer = Terms::typical().term_of(day("2027-05-10")).unwrap();
        let days = every_weekday_in_term(Weekday::Mon, summer.first_on, summer);
        assert!(!days.contains(&day("2027-05-03")) && days.contains(&day("2027-05-10")));
    }

    #[test]
    fn terms_out_of_order_are_refused() {
        let [autumn, spring, ..] = Terms::typical().all() else { panic!("two terms at least") };
        assert_eq!(Terms::new(vec![*spring, *autumn]), Err(TermsProblem::Overlap));
        let backwards = Term { last_on: day("2025-08-01"), ..*autumn };
        assert_eq!(Terms::new(vec![backwards]), Err(TermsProblem::EndsBeforeItBegins));
        let outside = Term { half_term: spring.half_term, ..*autumn };
        assert_eq!(Terms::new(vec![outside]), Err(TermsProblem::HalfTermOutside));
    }

    #[test]
    fn terms_are_checked_when_they_are_loaded() {
        let json = serde_json::to_string(Terms::typical()).unwrap();
        assert_eq!(&serde_json::from_str::<Terms>(&json).unwrap(), Terms::typical());
        let swapped = json.replace("2025-12-19", "2025-08-19");
        assert!(serde_json::from_str::<Terms>(&swapped).is_err());
    }
}
