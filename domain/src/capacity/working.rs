//! The days on which one person works.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::failure::Problem;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The days of the week on which somebody works. Stored as a list: `["Mon","Thu"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Weekday>", into = "Vec<Weekday>")]
pub struct WorkingPattern([bool; 7]);

impl WorkingPattern {
    /// Monday to Friday.
    pub const FULL_WEEK: Self = Self([true, true, true, true, true, false, false]);

    /// The days named, in any order.
    pub fn of(days: &[Weekday]) -> Self {
        Self(WEEK.map(|day| days.contains(&day)))
    }

    /// Reads names of days in English, short or long: `Tue`, `tuesday`. At least one is needed.
    pub fn parse<S: AsRef<str>>(names: &[S]) -> Result<Self, Problem> {
        if names.is_empty() {
            return Err(Problem::Missing);
        }
        let read = |name: &S| name.as_ref().trim().parse().map_err(|_| Problem::NotAChoice);
        let days: Vec<Weekday> = names.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self::of(&days))
    }

    /// Whether it is a day of work.
    pub fn works(self, day: Weekday) -> bool {
        self.days().any(|worked| worked == day)
    }

    /// The days worked, Monday first.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().zip(self.0).filter_map(|(day, worked)| worked.then_some(day))
    }

    /// How many days of a week are worked.
    pub fn days_per_week(self) -> usize {
        self.days().count()
    }
}

impl From<Vec<Weekday>> for WorkingPattern {
    fn from(days: Vec<Weekday>) -> Self {
        Self::of(&days)
    }
}

impl From<WorkingPattern> for Vec<Weekday> {
    fn from(pattern: WorkingPattern) -> Self {
        pattern.days().collect()
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

/// The days somebody works between two days, both included: those of the pattern without leave
/// and without days on which nobody works.
pub fn practitioner_days(
    pattern: WorkingPattern,
    from: NaiveDate,
    to: NaiveDate,
    leave: &[Leave],
    closed: impl Fn(NaiveDate) -> bool,
) -> Vec<NaiveDate> {
    from.iter_days()
        .take_while(|day| *day <= to)
        .filter(|day| pattern.works(day.weekday()))
        .filter(|day| !leave.iter().any(|away| away.covers(*day)) && !closed(*day))
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

    fn year(days: &[Weekday], leave: &[Leave]) -> usize {
        let pattern = WorkingPattern::of(days);
        practitioner_days(pattern, day(2025, 9, 1), day(2026, 8, 30), leave, closed).len()
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
        assert_eq!(pattern.days().collect::<Vec<_>>(), [Mon, Thu]);
        let text = serde_json::to_string(&pattern).unwrap();
        assert_eq!(text, r#"["Mon","Thu"]"#);
        assert_eq!(serde_json::from_str::<WorkingPattern>(&text).unwrap(), pattern);
        assert_eq!(WorkingPattern::parse(&["Moonday"]), Err(Problem::NotAChoice));
        assert_eq!(WorkingPattern::parse::<&str>(&[]), Err(Problem::Missing));
        assert_eq!(WorkingPattern::FULL_WEEK.days_per_week(), 5);
        assert!(WorkingPattern::FULL_WEEK.works(Wed) && WorkingPattern::FULL_WEEK.works(Fri));
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
            let pattern = WorkingPattern::of(&days);
            let (from, to) = (day(2025, 9, 1), day(2026, 8, 30));
            let all = practitioner_days(pattern, from, to, &[away], closed);
            prop_assert!(all.is_sorted());
            for on in all {
                prop_assert!(days.contains(&on.weekday()) && !away.covers(on) && !closed(on));
            }
        }
    }
}
