//! How many people of a pool are free on each day.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::notice::Notice;
use crate::failure::Refusal;

/// How many of a day's people are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct DayCount {
    /// People who are free.
    pub free: u32,
    /// People who work that day.
    pub total: u32,
}

/// The free days of a pool. Days on which nobody works do not stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FreeDays(BTreeMap<NaiveDate, DayCount>);

impl FreeDays {
    /// Counts people's days: each with whether it is free.
    pub fn of(days: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        let mut counts: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
        for (day, is_free) in days {
            let count = counts.entry(day).or_default();
            count.total = count.total.saturating_add(1);
            count.free = count.free.saturating_add(u32::from(is_free));
        }
        Self(counts)
    }

    /// Takes days already counted, such as by the database.
    pub fn counted(days: impl IntoIterator<Item = (NaiveDate, DayCount)>) -> Self {
        Self(days.into_iter().filter(|(_, count)| count.total > 0).collect())
    }

    /// The count of a day; nought of nought where nobody works.
    pub fn on(&self, day: NaiveDate) -> DayCount {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// Every day on which somebody works, in order.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, DayCount)> {
        self.0.iter().map(|(day, count)| (*day, *count))
    }

    /// The first free day from one on.
    pub fn next_free(&self, from: NaiveDate) -> Option<NaiveDate> {
        self.0.range(from..).find(|(_, count)| count.free > 0).map(|(day, _)| *day)
    }

    /// The first free day of the same day of the week from one on: what somebody who asked for a
    /// Tuesday most likely wants instead.
    pub fn next_free_weekday(&self, weekday: Weekday, from: NaiveDate) -> Option<NaiveDate> {
        self.0
            .range(from..)
            .find(|(day, count)| day.weekday() == weekday && count.free > 0)
            .map(|(day, _)| *day)
    }

    /// Refuses a day that is too soon or taken, with the next that can be had.
    pub fn check(&self, day: NaiveDate, notice: Notice, today: NaiveDate) -> Result<(), Refusal> {
        notice.check(day, today)?;
        if self.on(day).free > 0 {
            return Ok(());
        }
        Err(Refusal::DayTaken { day, next_free: self.next_free(day) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, day).unwrap()
    }

    fn pool() -> FreeDays {
        FreeDays::of([
            (on(8), true),
            (on(8), false),
            (on(9), false),
            (on(10), true),
            (on(15), true),
        ])
    }

    #[test]
    fn free_days_are_counted_of_all() {
        assert_eq!(pool().on(on(8)), DayCount { free: 1, total: 2 });
        assert_eq!(pool().on(on(9)), DayCount { free: 0, total: 1 });
        assert_eq!(pool().on(on(11)), DayCount::default());
        assert_eq!(pool().iter().count(), 4);
    }

    #[test]
    fn who_comes_too_late_is_offered_the_next_free_day() {
        let notice = Notice::days(2);
        let check = |day| pool().check(on(day), notice, on(6));
        assert_eq!(check(8), Ok(()));
        assert_eq!(check(7), Err(Refusal::TooSoon { earliest: on(8) }));
        assert_eq!(check(9), Err(Refusal::DayTaken { day: on(9), next_free: Some(on(10)) }));
        assert_eq!(check(16), Err(Refusal::DayTaken { day: on(16), next_free: None }));
        assert_eq!(pool().next_free_weekday(Weekday::Tue, on(9)), Some(on(15)));
    }

    #[test]
    fn a_pool_reads_back_as_stored_and_keeps_no_empty_days() {
        let text = serde_json::to_string(&pool()).unwrap();
        assert_eq!(serde_json::from_str::<FreeDays>(&text).unwrap(), pool());
        let counted = FreeDays::counted([(on(8), DayCount::default())]);
        assert_eq!(counted, FreeDays::default());
    }
}
