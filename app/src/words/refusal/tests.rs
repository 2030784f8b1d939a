use chrono::NaiveDate;

use super::*;

#[test]
fn the_days_to_be_had_instead_are_called_what_they_are() {
    let on = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let advice = |days: &[NaiveDate]| {
        refusal(&Refusal::DayTaken { day: on(11, 30), instead: days.to_vec() }).1
    };
    assert_eq!(advice(&[on(12, 7)]), "The next Monday that is free is 7 December 2026.");
    assert_eq!(advice(&[on(12, 8)]), "The nearest free day is Tuesday 8 December 2026.");
    assert_eq!(
        advice(&[on(12, 7), on(11, 26), on(12, 1)]),
        "Free instead: Monday 7 December 2026, Thursday 26 November 2026 or Tuesday 1 December 2026."
    );
    assert!(advice(&[]).starts_with("There are no more free days."));
}
