//! The days on which one person works.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::half::{Half, Halves};
use crate::failure::Problem;
use crate::form::Reading;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The days of the week on which somebody works, or the halves of them: the same every week of term, or
/// others in every second one. Stored as a list, `["Mon","Thu am"]`, or as two, `[["Mon"],["Thu"]]`: of the
/// first, third and further odd weeks of a term, and of the even ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct WorkingPattern {
    odd: [Halves; 7],
    even: [Halves; 7],
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Stored {
    Every(Vec<String>),
    ByTurns([Vec<String>; 2]),
}

impl WorkingPattern {
    /// Monday to Friday.
    pub const FULL_WEEK: Self = {
        let (on, off) = (Halves::WHOLE, Halves::NONE);
        Self::every([on, on, on, on, on, off, off])
    };

    const fn every(week: [Halves; 7]) -> Self {
        Self { odd: week, even: week }
    }

    /// The days named, whole and in any order, every week.
    pub fn of(days: &[Weekday]) -> Self {
        Self::every(whole(days))
    }

    /// Some days in the first, third and further odd weeks of a term, and others in the even ones.
    pub fn by_turns(odd: &[Weekday], even: &[Weekday]) -> Self {
        Self { odd: whole(odd), even: whole(even) }
    }

    /// Reads names of days in English, short or long, with their half where it is one: `Tue`, `tuesday`,
    /// `Wed am`, `thu afternoon`. At least one is needed.
    pub fn parse<S: AsRef<str>>(names: &[S]) -> Result<Self, Problem> {
        if names.is_empty() { Err(Problem::Missing) } else { read(names).map(Self::every) }
    }

    /// Whether other days are worked in every second week of a term.
    pub fn alternates(self) -> bool {
        self.odd != self.even
    }

    /// What of a day is worked in a week of a term, counted from 1.
    pub fn works(self, week: u32, day: Weekday) -> Halves {
        let days = if week % 2 == 1 { self.odd } else { self.even };
        let mut worked = WEEK.into_iter().zip(days);
        worked.find(|(one, _)| *one == day).map_or(Halves::NONE, |(_, halves)| halves)
    }

    /// Whether it is a day of work in any week, whole or half.
    pub fn ever_works(self, day: Weekday) -> bool {
        !self.works(1, day).and(self.works(2, day)).is_none()
    }

    /// What is worked in the odd weeks of a term, Monday first.
    pub fn odd(self) -> impl Iterator<Item = (Weekday, Halves)> {
        worked(self.odd)
    }

    /// What is worked in the even weeks of a term, Monday first.
    pub fn even(self) -> impl Iterator<Item = (Weekday, Halves)> {
        worked(self.even)
    }
}

fn whole(days: &[Weekday]) -> [Halves; 7] {
    WEEK.map(|day| if days.contains(&day) { Halves::WHOLE } else { Halves::NONE })
}

fn worked(week: [Halves; 7]) -> impl Iterator<Item = (Weekday, Halves)> {
    WEEK.into_iter().zip(week).filter(|(_, halves)| !halves.is_none())
}

/// A day that is named twice has what either names of it.
fn read<S: AsRef<str>>(names: &[S]) -> Result<[Halves; 7], Problem> {
    let mut week = [Halves::NONE; 7];
    for name in names {
        let (day, halves) = read_one(name.as_ref()).ok_or(Problem::NotAChoice)?;
        let at = WEEK.into_iter().zip(&mut week).find(|(one, _)| *one == day);
        let (_, known) = at.ok_or(Problem::NotAChoice)?;
        *known = known.and(halves);
    }
    Ok(week)
}

fn read_one(name: &str) -> Option<(Weekday, Halves)> {
    let name = name.trim();
    let (day, half) = match name.rsplit_once(' ') {
        Some((day, half)) => match half.to_lowercase().as_str() {
            "am" | "morning" => (day, Some(Half::Morning)),
            "pm" | "afternoon" => (day, Some(Half::Afternoon)),
            _ => return None,
        },
        None => (name, None),
    };
    Some((day.trim().parse().ok()?, Halves::of(half)))
}

/// As it is stored and typed: `Wed`, `Wed am`, `Wed pm`.
fn name_of((day, halves): (Weekday, Halves)) -> String {
    match halves {
        Halves { morning: true, afternoon: false } => format!("{day} am"),
        Halves { morning: false, afternoon: true } => format!("{day} pm"),
        Halves { .. } => day.to_string(),
    }
}

impl TryFrom<Stored> for WorkingPattern {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let week = |days: Vec<String>| read(&days).map_err(|_| format!("no days: {days:?}"));
        Ok(match stored {
            Stored::Every(days) => Self::every(week(days)?),
            Stored::ByTurns([odd, even]) => Self { odd: week(odd)?, even: week(even)? },
        })
    }
}

impl From<WorkingPattern> for Stored {
    fn from(pattern: WorkingPattern) -> Self {
        let odd = pattern.odd().map(name_of).collect();
        if pattern.alternates() {
            Self::ByTurns([odd, pattern.even().map(name_of).collect()])
        } else {
            Self::Every(odd)
        }
    }
}

/// Days of the week as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TypedPattern {
    /// Field `weeks`: `two` where other days are worked in every second week; the same otherwise.
    pub weeks: String,
    /// Field `days`: the days of every week, or of the odd ones: `Wed`, or `Wed am` and `Wed pm` for halves.
    pub days: Vec<String>,
    /// Field `second_days`: the days of the even weeks.
    pub second_days: Vec<String>,
}

impl TypedPattern {
    /// The same days every week.
    pub fn every<S: Into<String>>(days: impl IntoIterator<Item = S>) -> Self {
        Self { days: days.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Reads them. Somebody who comes every second week has no days in the others.
    ///
    /// # Errors
    /// On `days` or `second_days`: `Missing` where no day is worked at all, `NotAChoice`.
    pub fn read(&self, reading: &mut Reading) -> Option<WorkingPattern> {
        if self.weeks != "two" {
            return reading.take("days", WorkingPattern::parse(&self.days));
        }
        let none = self.days.is_empty() && self.second_days.is_empty();
        let odd = if none { Err(Problem::Missing) } else { read(&self.days) };
        let odd = reading.take("days", odd);
        let even = reading.take("second_days", read(&self.second_days));
        odd.zip(even).map(|(odd, even)| WorkingPattern { odd, even })
    }
}

/// The days of the week on which somebody works now, and from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Working {
    /// Until that day, or for ever.
    pub now: WorkingPattern,
    /// From when on others, and which.
    pub next: Option<(NaiveDate, WorkingPattern)>,
}

impl Working {
    /// The same for ever.
    pub const fn always(pattern: WorkingPattern) -> Self {
        Self { now: pattern, next: None }
    }

    /// Those that hold on a day.
    pub fn on(&self, day: NaiveDate) -> WorkingPattern {
        self.next.filter(|(from, _)| *from <= day).map_or(self.now, |(_, next)| next)
    }

    /// Other days from a day on: what was to come after today gives way.
    pub fn changed(&self, from: NaiveDate, to: WorkingPattern, today: NaiveDate) -> Self {
        let now = self.on(today);
        if from <= today { Self::always(to) } else { Self { now, next: Some((from, to)) } }
    }
}

/// Days on which somebody is away, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Leave {
    first: NaiveDate,
    last: NaiveDate,
}

impl Leave {
    /// From the first to the last day away.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, Problem> {
        if last < first { Err(Problem::BeforeStart) } else { Ok(Self { first, last }) }
    }

    /// The first day away.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day away.
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// Whether the day is one of them.
    pub fn covers(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }
}

/// What somebody works between two days, both included: what their pattern has, without leave.
/// `week_of_term` gives the number of a day's week within its term; nothing for days on which nobody works.
pub fn practitioner_days(
    working: &Working,
    from: NaiveDate,
    to: NaiveDate,
    leave: &[Leave],
    week_of_term: impl Fn(NaiveDate) -> Option<u32>,
) -> Vec<(NaiveDate, Halves)> {
    from.iter_days()
        .take_while(|day| *day <= to)
        .filter(|day| working.on(*day).ever_works(day.weekday()))
        .filter(|day| !leave.iter().any(|away| away.covers(*day)))
        .filter_map(|day| {
            let halves = working.on(day).works(week_of_term(day)?, day.weekday());
            (!halves.is_none()).then_some((day, halves))
        })
        .collect()
}

#[cfg(test)]
mod tests;
