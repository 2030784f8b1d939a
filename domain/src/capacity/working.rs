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
mod tests {
    use Weekday::{Fri, Mon, Thu, Tue, Wed};
    use proptest::prelude::*;

    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    /// Thirteen weeks without school from 1 September 2025, and the one bank holiday in term.
    fn closed(on: NaiveDate) -> bool {
        let weeks = [
            (2025, 10, 27),
            (2025, 12, 22),
            (2025, 12, 29),
            (2026, 2, 16),
            (2026, 3, 30),
            (2026, 4, 6),
            (2026, 5, 25),
            (2026, 7, 20),
            (2026, 7, 27),
            (2026, 8, 3),
            (2026, 8, 10),
            (2026, 8, 17),
            (2026, 8, 24),
        ];
        let in_week = |(y, m, d)| (0..7).contains(&(on - day(y, m, d)).num_days());
        weeks.into_iter().any(in_week) || on == day(2026, 5, 4)
    }

    /// The weeks counted through: enough where every week is the same.
    fn week(on: NaiveDate) -> Option<u32> {
        let weeks = (on - day(2025, 9, 1)).num_weeks();
        (!closed(on)).then(|| u32::try_from(weeks).unwrap() + 1)
    }

    fn year(days: &[Weekday], leave: &[Leave]) -> usize {
        let working = Working::always(WorkingPattern::of(days));
        practitioner_days(&working, day(2025, 9, 1), day(2026, 8, 30), leave, week).len()
    }

    #[test]
    fn thirteen_counsellors_over_39_weeks_have_the_days_counted_by_hand() {
        // 52 weeks less 13 are 39. By hand, before the bank holiday on Monday 4 May:
        //   4 × five days  = 4 × 195 = 780, less 4 Mondays
        //   3 × Mon, Tue, Wed = 3 × 117 = 351, less 3 Mondays
        //   3 × Tue, Thu   = 3 × 78  = 234
        //   2 × Fri        = 2 × 39  = 78
        //   1 × Mon, Fri   = 78, less 1 Monday
        // 780 + 351 + 234 + 78 + 78 − 8 = 1,513.
        let patterns: [(usize, &[Weekday]); 5] = [
            (4, &[Mon, Tue, Wed, Thu, Fri]),
            (3, &[Mon, Tue, Wed]),
            (3, &[Tue, Thu]),
            (2, &[Fri]),
            (1, &[Mon, Fri]),
        ];
        assert_eq!(patterns.iter().map(|(people, _)| people).sum::<usize>(), 13);
        let total: usize = patterns.iter().map(|(people, days)| people * year(days, &[])).sum();
        assert_eq!(total, 1_513);
    }

    #[test]
    fn leave_takes_only_days_that_would_have_been_worked() {
        // Monday 8 to Sunday 21 September: two weeks, four days of somebody on Tuesdays and
        // Thursdays; and a week of half-term that takes nothing.
        let away = Leave::new(day(2025, 9, 8), day(2025, 9, 21)).unwrap();
        let half_term = Leave::new(day(2025, 10, 27), day(2025, 10, 31)).unwrap();
        assert_eq!(year(&[Tue, Thu], &[away, half_term]), 78 - 4);
        assert_eq!(year(&[Tue, Thu], &[away, away]), 78 - 4);
    }

    #[test]
    fn leave_does_not_end_before_it_begins() {
        let backwards = Leave::new(day(2025, 9, 2), day(2025, 9, 1));
        assert_eq!(backwards, Err(Problem::BeforeStart));
    }

    #[test]
    fn a_pattern_is_read_from_names_and_stored_as_a_list() {
        let pattern = WorkingPattern::parse(&["thursday", "Mon", "mon"]).unwrap();
        let whole = Halves::WHOLE;
        assert_eq!(pattern.odd().collect::<Vec<_>>(), [(Mon, whole), (Thu, whole)]);
        let text = serde_json::to_string(&pattern).unwrap();
        assert_eq!(text, r#"["Mon","Thu"]"#);
        assert_eq!(serde_json::from_str::<WorkingPattern>(&text).unwrap(), pattern);
        assert_eq!(WorkingPattern::parse(&["Moonday"]), Err(Problem::NotAChoice));
        assert_eq!(WorkingPattern::parse::<&str>(&[]), Err(Problem::Missing));
        assert_eq!(WorkingPattern::FULL_WEEK.odd().count(), 5);
        let full = WorkingPattern::FULL_WEEK;
        assert_eq!((full.works(1, Wed), full.works(2, Fri)), (whole, whole));
    }

    #[test]
    fn halves_of_days_are_read_stored_and_worked() {
        let pattern = WorkingPattern::parse(&["Wed am", "mon", "thu afternoon"]).unwrap();
        let text = serde_json::to_string(&pattern).unwrap();
        assert_eq!(text, r#"["Mon","Wed am","Thu pm"]"#);
        assert_eq!(serde_json::from_str::<WorkingPattern>(&text).unwrap(), pattern);
        assert!(serde_json::from_str::<WorkingPattern>(r#"["Someday"]"#).is_err());
        let (morning, afternoon) =
            (Halves::of(Some(Half::Morning)), Halves::of(Some(Half::Afternoon)));
        assert_eq!((pattern.works(1, Wed), pattern.works(2, Thu)), (morning, afternoon));
        let both = WorkingPattern::parse(&["Wed am", "wednesday pm"]).unwrap();
        assert_eq!(both, WorkingPattern::of(&[Wed]), "two halves are the day");
        assert_eq!(WorkingPattern::parse(&["Wed noon"]), Err(Problem::NotAChoice));
        let working = Working::always(pattern);
        let days = practitioner_days(&working, day(2025, 9, 1), day(2025, 9, 4), &[], week);
        let known = [(1, Halves::WHOLE), (3, morning), (4, afternoon)];
        assert_eq!(days, known.map(|(number, halves)| (day(2025, 9, number), halves)));
    }

    #[test]
    fn other_days_in_every_second_week_are_read_stored_and_worked() {
        let typed = |weeks: &str, days: &[&str], second: &[&str]| {
            let text = |days: &[&str]| days.iter().map(|day| (*day).to_owned()).collect();
            let (days, second_days) = (text(days), text(second));
            let mut reading = Reading::default();
            let read =
                TypedPattern { weeks: weeks.to_owned(), days, second_days }.read(&mut reading);
            reading.finish(read)
        };
        let pattern = typed("two", &["Mon"], &["Tue", "Wed"]).unwrap();
        let text = serde_json::to_string(&pattern).unwrap();
        assert_eq!(text, r#"[["Mon"],["Tue","Wed"]]"#);
        assert_eq!(serde_json::from_str::<WorkingPattern>(&text).unwrap(), pattern);
        assert_eq!(typed("same", &["Mon"], &["Tue"]).unwrap(), WorkingPattern::of(&[Mon]));
        let only_even = typed("two", &[], &["Fri"]).unwrap();
        let worked = [1, 2, 3].map(|week| !only_even.works(week, Fri).is_none());
        assert_eq!(worked, [false, true, false]);
        assert_eq!(typed("two", &[], &[]).unwrap_err()[0].field, "days");
        assert_eq!(typed("two", &["Mon"], &["Noday"]).unwrap_err()[0].field, "second_days");
        // The first week is from 1 September: Mondays of the 1st and 15th, the others between.
        let working = Working::always(pattern);
        let days = practitioner_days(&working, day(2025, 9, 1), day(2025, 9, 19), &[], week);
        let known = [1, 9, 10, 15].map(|number| (day(2025, 9, number), Halves::WHOLE));
        assert_eq!(days, known);
    }

    #[test]
    fn other_days_hold_from_their_day_and_what_was_to_come_gives_way() {
        let [mon, tue, wed] = [Mon, Tue, Wed].map(|one| WorkingPattern::of(&[one]));
        let (today, later) = (day(2025, 9, 10), day(2025, 10, 1));
        let changed = Working::always(mon).changed(later, tue, today);
        assert_eq!((changed.on(day(2025, 9, 30)), changed.on(later)), (mon, tue));
        let again = changed.changed(day(2025, 11, 1), wed, today);
        assert_eq!((again.on(later), again.on(day(2025, 11, 1))), (mon, wed));
        assert_eq!(changed.changed(day(2025, 11, 1), wed, later).on(later), tue, "it has begun");
        assert_eq!(changed.changed(today, wed, today), Working::always(wed));
    }

    proptest! {
        #[test]
        fn nobody_works_on_a_day_off_on_leave_or_closed(
            worked in proptest::collection::vec(any::<bool>(), 7),
            start in 0_u64..400, length in 0_u64..60,
        ) {
            let days: Vec<Weekday> =
                WEEK.into_iter().zip(&worked).filter(|(_, w)| **w).map(|(d, _)| d).collect();
            let first = day(2025, 9, 1) + chrono::Days::new(start);
            let away = Leave::new(first, first + chrono::Days::new(length)).unwrap();
            let working = Working::always(WorkingPattern::of(&days));
            let (from, to) = (day(2025, 9, 1), day(2026, 8, 30));
            let all = practitioner_days(&working, from, to, &[away], week);
            prop_assert!(all.is_sorted_by_key(|(on, _)| *on));
            for (on, halves) in all {
                prop_assert_eq!(halves, Halves::WHOLE);
                prop_assert!(days.contains(&on.weekday()) && !away.covers(on) && !closed(on));
            }
        }
    }
}
