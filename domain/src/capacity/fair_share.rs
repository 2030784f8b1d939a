//! The waiting list of a pool: which days a school wishes for, and who is offered one that comes free.
//!
//! The declared rule: the school that holds the fewest days of the pool in that school year, for its
//! number of pupils, comes first; of equals the one that has waited longest.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::calendar::{FinancialYear, FinancialYearKind, parse_day};
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, choice};

/// The days that would do for a school that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayWish {
    first_on: NaiveDate,
    last_on: NaiveDate,
    weekday: Option<Weekday>,
}

/// The first and the last day of the school year, from September to August, in which a day lies.
pub fn school_year(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let year = FinancialYear::of(FinancialYearKind::SeptemberToAugust, day);
    (year.first_on(), year.last_on())
}

impl DayWish {
    /// One certain day.
    pub const fn day(day: NaiveDate) -> Self {
        Self { first_on: day, last_on: day, weekday: None }
    }

    /// Any such day of the week from today to the end of the school year.
    pub fn any(weekday: Weekday, today: NaiveDate) -> Self {
        Self { first_on: today, last_on: school_year(today).1, weekday: Some(weekday) }
    }

    /// As it is stored: from a day to a day, on one day of the week or on any.
    pub const fn stored(first: NaiveDate, last: NaiveDate, weekday: Option<Weekday>) -> Self {
        Self { first_on: first, last_on: last, weekday }
    }

    /// As it is typed: field `which` is `day`, with the day in field `day`, or a day of the week in
    /// English.
    ///
    /// # Errors
    /// What is wrong in which field.
    pub fn read(which: &str, day: &str, today: NaiveDate) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let read = if which == "day" {
            let day = reading.take("day", parse_day(day));
            if day.is_some_and(|day| day < today) {
                reading.wrong("day", Problem::InThePast);
            }
            day.map(Self::day)
        } else {
            let weekday = choice(which, |text| text.parse::<Weekday>().ok());
            reading.take("which", weekday).map(|weekday| Self::any(weekday, today))
        };
        reading.finish(read)
    }

    /// The first day that would do, as far as the day of the week goes as well.
    pub const fn first_on(self) -> NaiveDate {
        self.first_on
    }

    /// The last day on which it is any use.
    pub const fn last_on(self) -> NaiveDate {
        self.last_on
    }

    /// On which day of the week, where any such day would do.
    pub const fn weekday(self) -> Option<Weekday> {
        self.weekday
    }

    /// Whether a day would do.
    pub fn fits(self, day: NaiveDate) -> bool {
        self.first_on <= day
            && day <= self.last_on
            && self.weekday.is_none_or(|weekday| weekday == day.weekday())
    }
}

/// How many days of a pool a school holds in a school year, and for how many pupils.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Days booked, held or offered.
    pub days: u32,
    /// Its pupils, where they are known.
    pub pupils: Option<u32>,
}

impl Share {
    /// The smaller share first. Whoever holds nothing has no share, however many pupils it has; whose
    /// number of pupils is not known comes after those whose is, once it holds a day.
    fn cmp(self, other: Self) -> Ordering {
        let known = |share: Self| share.pupils.filter(|pupils| *pupils > 0);
        match (self.days, other.days) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            _ => {}
        }
        match (known(self), known(other)) {
            (Some(own), Some(others)) => {
                let left = u64::from(self.days) * u64::from(others);
                left.cmp(&(u64::from(other.days) * u64::from(own)))
            }
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.days.cmp(&other.days),
        }
    }
}

/// A school that waits for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitsForDay<Id> {
    /// Which; of two that asked at the same moment the lower comes first.
    pub id: Id,
    /// Which days would do.
    pub wish: DayWish,
    /// What it holds in the school year of the last of them.
    pub share: Share,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
}

/// Puts those who wait into the order in which they are offered days, as it stands now: this school
/// year's before the next one's.
pub fn in_fair_order<Id: Ord + Copy>(waiting: &mut [WaitsForDay<Id>]) {
    waiting.sort_by(|one, other| {
        let year = |waits: &WaitsForDay<Id>| school_year(waits.wish.last_on);
        let by_year = year(one).cmp(&year(other));
        by_year.then_with(|| fairer(one, other))
    });
}

/// Who is offered a day that came free; nobody where it is no use to any.
pub fn next_for_day<Id: Ord + Copy>(waiting: &[WaitsForDay<Id>], day: NaiveDate) -> Option<Id> {
    let fitting = waiting.iter().filter(|waits| waits.wish.fits(day));
    fitting.min_by(|one, other| fairer(one, other)).map(|waits| waits.id)
}

fn fairer<Id: Ord>(one: &WaitsForDay<Id>, other: &WaitsForDay<Id>) -> Ordering {
    let by_share = one.share.cmp(other.share);
    by_share.then(one.asked_at.cmp(&other.asked_at)).then_with(|| one.id.cmp(&other.id))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(minutes: i64) -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
    }

    fn waits(id: u32, days: u32, pupils: Option<u32>, minutes: i64) -> WaitsForDay<u32> {
        let wish = DayWish::any(Weekday::Tue, day("2026-11-23"));
        WaitsForDay { id, wish, share: Share { days, pupils }, asked_at: at(minutes) }
    }

    #[test]
    fn the_smallest_share_comes_first_then_whoever_has_waited_longest() {
        let mut list = vec![
            // Ten days for 400 pupils are less than four for 100.
            waits(1, 4, Some(100), 0),
            waits(2, 10, Some(400), 9),
            // Nothing is nothing, whoever has it: the one that waits longer is first.
            waits(3, 0, None, 5),
            waits(4, 0, Some(900), 6),
            // Of equal shares, and of a number that is not known.
            waits(5, 5, Some(200), 3),
            waits(6, 1, None, 1),
            waits(7, 1, Some(0), 2),
        ];
        assert_eq!(next_for_day(&list, day("2026-12-08")), Some(3));
        assert_eq!(next_for_day(&list, day("2026-12-09")), None, "no Tuesday");
        in_fair_order(&mut list);
        let order: Vec<u32> = list.iter().map(|waits| waits.id).collect();
        assert_eq!(order, [3, 4, 5, 2, 1, 6, 7]);
    }

    #[test]
    fn a_wish_is_for_one_day_or_for_any_of_a_week_day_in_the_school_year() {
        let today = day("2026-11-23");
        let one = DayWish::read("day", "8 12 2026", today).unwrap();
        assert_eq!(one, DayWish::day(day("2026-12-08")));
        assert!(one.fits(day("2026-12-08")) && !one.fits(day("2026-12-15")));
        let any = DayWish::read("tuesday", "", today).unwrap();
        assert_eq!((any.last_on(), any.weekday()), (day("2027-08-31"), Some(Weekday::Tue)));
        assert!(any.fits(day("2026-12-15")) && !any.fits(day("2026-12-16")));
        assert!(!any.fits(day("2027-09-07")) && !any.fits(day("2026-11-17")));
        for (which, typed) in [("day", ""), ("day", "22 11 2026"), ("", "8 12 2026"), ("x", "")] {
            assert!(DayWish::read(which, typed, today).is_err(), "{which} {typed}");
        }
    }

    fn lists() -> impl Strategy<Value = Vec<WaitsForDay<u32>>> {
        let one = (0..5_u32, prop::option::of(0..4_u32), 0..4_i64);
        prop::collection::vec(one, 0..9).prop_map(|rows| {
            let numbered = (0..).zip(rows);
            numbered.map(|(id, (days, pupils, minutes))| waits(id, days, pupils, minutes)).collect()
        })
    }

    proptest! {
        #[test]
        fn the_first_of_the_order_is_offered_and_the_order_does_not_turn_on_how_it_was_read(mut list in lists(), turn in 0..9_usize) {
            let tuesday = day("2026-12-08");
            let offered = next_for_day(&list, tuesday);
            let mut turned = list.clone();
            turned.rotate_left(turn.min(list.len()));
            in_fair_order(&mut list);
            in_fair_order(&mut turned);
            prop_assert_eq!(&list, &turned);
            prop_assert_eq!(offered, list.first().map(|waits| waits.id));
        }

        #[test]
        fn whoever_gets_days_never_overtakes_and_nobody_waits_for_ever(list in lists()) {
            // Each that is offered a day holds one more: within so many days as all can hold before
            // it, everybody who knows its pupils has had one.
            let mut list: Vec<_> = list.into_iter().filter(|one| one.share.pupils.is_some_and(|pupils| pupils > 0)).collect();
            let mut had = std::collections::BTreeSet::new();
            for _ in 0..200 {
                let Some(next) = next_for_day(&list, day("2026-12-08")) else { break };
                had.insert(next);
                for one in list.iter_mut().filter(|one| one.id == next) {
                    one.share.days += 1;
                }
            }
            prop_assert_eq!(had.len(), list.len());
        }
    }
}
