//! Patterns of days and halves.

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
    let (morning, afternoon) = (Halves::of(Some(Half::Morning)), Halves::of(Some(Half::Afternoon)));
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
        let read = TypedPattern { weeks: weeks.to_owned(), days, second_days }.read(&mut reading);
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
