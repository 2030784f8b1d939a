//! Asking for a day a week over a term: which of the days can be had, and why not the others.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::free_days::FreeDays;
use super::notice::Notice;
use crate::access::closed_list;
use crate::calendar::SchoolDays;

closed_list! {
    /// What is said of a day that was asked for.
    DayAnswer {
        /// It can be had.
        Free = "free",
        /// Everybody who works that day is booked.
        Taken = "taken",
        /// Nobody works that day: a holiday, a closure, or nobody's working day.
        NobodyWorks = "nobody_works",
        /// Pupils are not at the school that asks.
        SchoolClosed = "school_closed",
        /// It is past, or inside the notice.
        TooSoon = "too_soon",
    }
}

/// A day that was asked for, with its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether it can be had.
    pub answer: DayAnswer,
}

/// Every day that was asked for, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// The days with their answers.
    pub days: Vec<ChosenDay>,
}

impl Choice {
    /// The days that can be had.
    pub fn free(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.days.iter().filter(|d| d.answer == DayAnswer::Free).map(|d| d.day)
    }

    /// The days that cannot, with the reason.
    pub fn not_free(&self) -> impl Iterator<Item = ChosenDay> + '_ {
        self.days.iter().filter(|d| d.answer != DayAnswer::Free).copied()
    }
}

/// Every such day of the week from one day to another, both included.
pub fn choose_days(
    pool: &FreeDays,
    school: &SchoolDays,
    weekday: Weekday,
    (from, to): (NaiveDate, NaiveDate),
    notice: Notice,
    today: NaiveDate,
) -> Choice {
    let earliest = notice.earliest(today);
    let answer = |day| {
        let count = pool.on(day);
        if day < earliest {
            DayAnswer::TooSoon
        } else if count.total == 0 {
            DayAnswer::NobodyWorks
        } else if school.closed(day).is_some() {
            DayAnswer::SchoolClosed
        } else if count.free == 0 {
            DayAnswer::Taken
        } else {
            DayAnswer::Free
        }
    };
    let days = from
        .iter_days()
        .take_while(|day| *day <= to)
        .filter(|day| day.weekday() == weekday)
        .map(|day| ChosenDay { day, answer: answer(day) })
        .collect();
    Choice { days }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{InsetDay, Terms};

    #[test]
    fn every_tuesday_of_a_month_is_answered_with_its_reason() {
        let on = |day| NaiveDate::from_ymd_opt(2026, 9, day).unwrap();
        // Tuesdays of September 2026: 1, 8, 15, 22, 29.
        let pool = FreeDays::of([
            (on(1), true),
            (on(8), true),
            (on(9), true),
            (on(15), false),
            (on(29), false),
            (on(29), true),
        ]);
        let inset = InsetDay { day: on(29), note: None };
        let school = SchoolDays::new(Terms::typical().clone(), Vec::new());
        let on_inset = SchoolDays::new(Terms::typical().clone(), vec![inset]);
        let asked = (on(1), on(30));
        let choice = choose_days(&pool, &school, Weekday::Tue, asked, Notice::days(5), on(1));
        let answers: Vec<_> =
            choice.days.iter().map(|chosen| (chosen.day.day(), chosen.answer.code())).collect();
        assert_eq!(
            answers,
            [(1, "too_soon"), (8, "free"), (15, "taken"), (22, "nobody_works"), (29, "free")]
        );
        assert_eq!(choice.free().collect::<Vec<_>>(), [on(8), on(29)]);
        assert_eq!(choice.not_free().count(), 3);
        let choice = choose_days(&pool, &on_inset, Weekday::Tue, asked, Notice::days(5), on(1));
        assert_eq!(choice.free().collect::<Vec<_>>(), [on(8)]);
        assert_eq!(choice.days.last().unwrap().answer, DayAnswer::SchoolClosed);
    }
}
