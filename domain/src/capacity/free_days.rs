//! How many people of a pool are free on each day.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

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

    /// The same for whoever somebody is held for on some of the days.
    pub fn and_held(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        for day in days {
            if let Some(count) = self.0.get_mut(&day) {
                count.free = count.free.saturating_add(1).min(count.total);
            }
        }
        self
    }

    /// The count of a day; nought of nought where nobody works.
    pub fn on(&self, day: NaiveDate) -> DayCount {
        self.0.get(&day).copied().unwrap_or_default()
    }

    /// Every day on which somebody works, in order.
    pub fn iter(&self) -> impl Iterator<Item = (NaiveDate, DayCount)> {
        self.0.iter().map(|(day, count)| (*day, *count))
    }

    /// Up to three days to be had in the place of one that is taken, of those that can be asked for.
    /// What is most likely wanted comes first: the same day of the week within four weeks, else the
    /// next day. Then the nearest ones in their order, one before and one after where there are such.
    pub fn instead_of(&self, taken: NaiveDate, can: impl Fn(NaiveDate) -> bool) -> Vec<NaiveDate> {
        let free: Vec<NaiveDate> = self
            .iter()
            .filter(|(day, count)| count.free > 0 && can(*day))
            .map(|(day, _)| day)
            .collect();
        let far = |day: NaiveDate| (day - taken).num_days().abs();
        let later = || free.iter().copied().filter(|day| *day > taken);
        let near = |day: &NaiveDate| far(*day) <= NEAR_DAYS;
        let same = later().filter(near).find(|day| day.weekday() == taken.weekday());
        let before = free.iter().copied().rfind(|day| *day < taken).filter(near);
        let mut nearest: Vec<NaiveDate> = free.iter().copied().filter(near).collect();
        nearest.sort_by_key(|day| far(*day));
        let mut found: Vec<NaiveDate> = Vec::with_capacity(INSTEAD);
        for day in same
            .or_else(|| later().next())
            .into_iter()
            .chain(before)
            .chain(later().find(near))
            .chain(nearest)
        {
            if found.len() < INSTEAD && !found.contains(&day) {
                found.push(day);
            }
        }
        if let Some((_, others)) = found.split_first_mut() {
            others.sort_unstable();
        }
        found
    }
}

/// How many days are offered in the place of one.
const INSTEAD: usize = 3;
/// How many days away a day is still near.
const NEAR_DAYS: i64 = 28;

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
        let held = pool().and_held([on(9), on(11)]);
        assert_eq!(held.on(on(9)), DayCount { free: 1, total: 1 });
        assert_eq!(held.on(on(11)), DayCount::default());
        assert_eq!(pool().iter().count(), 4);
    }

    #[test]
    fn who_comes_too_late_is_offered_the_nearest_days_before_and_after() {
        let instead = |day| pool().instead_of(on(day), |_| true);
        // The 9th is a Wednesday and nobody works on the next: the day after, the one before.
        assert_eq!(instead(9), [on(10), on(8), on(15)]);
        let tuesdays = FreeDays::of([1, 3, 7, 9, 15, 16, 22].map(|day| (on(day), true)));
        // The Tuesday after first, then the nearest on either side.
        assert_eq!(tuesdays.instead_of(on(8), |_| true), [on(15), on(7), on(9)]);
        // What cannot be asked for is not offered, and of the rest the nearest are.
        assert_eq!(tuesdays.instead_of(on(8), |day| day > on(8)), [on(15), on(9), on(16)]);
        assert_eq!(tuesdays.instead_of(on(23), |day| day < on(8)), [on(7), on(1), on(3)]);
        // A day far off is better than none; one long past is not.
        let far = on(8) - chrono::Days::new(60);
        assert_eq!(tuesdays.instead_of(far, |_| true), [on(1)]);
        assert_eq!(tuesdays.instead_of(on(8) + chrono::Days::new(60), |_| true), []);
    }

    #[test]
    fn a_pool_reads_back_as_stored_and_keeps_no_empty_days() {
        let text = serde_json::to_string(&pool()).unwrap();
        assert_eq!(serde_json::from_str::<FreeDays>(&text).unwrap(), pool());
        let counted = FreeDays::counted([(on(8), DayCount::default())]);
        assert_eq!(counted, FreeDays::default());
    }
}
