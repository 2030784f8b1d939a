//! Placements: the same person at the same school on the same day of the week; and what they come to in the
//! school year after.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

use super::half::{Half, Halves, Slot};
use crate::calendar::{Term, TermName, every_weekday_in_term};
use crate::id::{OrganisationId, PractitionerId};

/// A booked day of somebody at a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BookedVisit {
    /// The school.
    pub school: OrganisationId,
    /// Who comes.
    pub who: PractitionerId,
    /// The day, or the half of it.
    pub slot: Slot,
}

/// A term in which somebody was at a school in at least half of its weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacedTerm {
    /// Which.
    pub name: TermName,
    /// How many days.
    pub days: u32,
    /// On how many such days of the week school was in.
    pub weeks: u32,
}

/// The same person at the same school on the same day of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The school.
    pub school: OrganisationId,
    /// Who comes.
    pub who: PractitionerId,
    /// On which day of the week.
    pub weekday: Weekday,
    /// In which half of it; none for whole days.
    pub half: Option<Half>,
    /// In which terms of the year, in their order.
    pub terms: Vec<PlacedTerm>,
}

impl Placement {
    /// How many days of the year.
    pub fn days(&self) -> u32 {
        self.terms.iter().map(|term| term.days).fold(0, u32::saturating_add)
    }

    fn is_of(&self, visit: &BookedVisit) -> bool {
        (self.school, self.who) == (visit.school, visit.who)
            && (self.weekday, self.half) == (visit.slot.day.weekday(), visit.slot.half)
    }

    /// Whether a booked day is one of it.
    pub fn holds(&self, visit: &BookedVisit, terms: &[Term]) -> bool {
        let named = |name: TermName| self.terms.iter().any(|term| term.name == name);
        self.is_of(visit)
            && terms.iter().any(|term| term.contains(visit.slot.day) && named(term.name))
    }
}

/// The placements of a school year, told from the days that were booked: at least every second week of a
/// term. In the order of school, person and day of the week.
pub fn placements(visits: &[BookedVisit], terms: &[Term]) -> Vec<Placement> {
    type Place = (OrganisationId, PractitionerId, u32, Option<Half>);
    let mut found: BTreeMap<Place, Vec<NaiveDate>> = BTreeMap::new();
    for visit in visits.iter().collect::<BTreeSet<_>>() {
        let Slot { day, half } = visit.slot;
        let weekday = day.weekday().num_days_from_monday();
        found.entry((visit.school, visit.who, weekday, half)).or_default().push(day);
    }
    let placement = |((school, who, _, half), days): (Place, Vec<_>)| {
        let weekday = days.first().map(NaiveDate::weekday)?;
        let terms: Vec<PlacedTerm> =
            terms.iter().filter_map(|term| placed(term, weekday, &days)).collect();
        (!terms.is_empty()).then_some(Placement { school, who, weekday, half, terms })
    };
    found.into_iter().filter_map(placement).collect()
}

fn placed(term: &Term, weekday: Weekday, days: &[NaiveDate]) -> Option<PlacedTerm> {
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let weeks = count(every_weekday_in_term(weekday, term.first_on, term).len());
    let days = count(days.iter().filter(|day| term.contains(**day)).count());
    let stands = days > 0 && days.saturating_mul(2) >= weeks;
    stands.then_some(PlacedTerm { name: term.name, days, weeks })
}

/// What a placement comes to in a term of the year after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextTerm {
    /// Which.
    pub name: TermName,
    /// The days on which the same person is free and the school is in.
    pub days: Vec<NaiveDate>,
    /// On how many such days the school is closed.
    pub closed: u32,
    /// On how many they do not work.
    pub away: u32,
    /// On how many somebody else has them, or is to have them by this very plan.
    pub taken: u32,
}

/// What a placement comes to in the year after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPlacement {
    /// As it was.
    pub placement: Placement,
    /// The terms that it had.
    pub terms: Vec<NextTerm>,
    /// The school that has some of its days by this very plan, as it had more of them.
    pub clashes_with: Option<OrganisationId>,
}

impl NextPlacement {
    /// Its days, in order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        self.terms.iter().flat_map(|term| term.days.iter().copied())
    }

    /// How many days it comes to.
    pub fn count(&self) -> u32 {
        u32::try_from(self.days().count()).unwrap_or(u32::MAX)
    }
}

/// What is known of somebody's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOf {
    /// They do not work.
    Away,
    /// They work, and are free.
    Free,
    /// They work, and somebody has the day.
    Taken,
}

/// Rolls placements forward into the terms of the year after: the same person, the same day of the week, in
/// the terms that it had. Where two want the same day of somebody, the one that had more days has it, then
/// the school that comes first. In the order in which the placements were given.
pub fn roll_forward(
    placements: &[Placement],
    next: &[Term],
    day_of: impl Fn(PractitionerId, Slot) -> DayOf,
    is_in: impl Fn(OrganisationId, NaiveDate) -> bool,
) -> Vec<NextPlacement> {
    let mut turn: Vec<(usize, &Placement)> = placements.iter().enumerate().collect();
    turn.sort_by_key(|(place, one)| (std::cmp::Reverse(one.days()), one.school, *place));
    let mut promised: BTreeMap<(PractitionerId, NaiveDate), Vec<(Halves, OrganisationId)>> =
        BTreeMap::new();
    let mut rolled: Vec<(usize, NextPlacement)> = Vec::with_capacity(placements.len());
    for (place, one) in turn {
        let mut clashes_with = None;
        let had = |name: TermName| one.terms.iter().any(|term| term.name == name);
        let mut terms = Vec::new();
        for term in next.iter().filter(|term| had(term.name)) {
            let mut rolls =
                NextTerm { name: term.name, days: Vec::new(), closed: 0, away: 0, taken: 0 };
            for day in every_weekday_in_term(one.weekday, term.first_on, term) {
                let asked = Halves::of(one.half);
                let known = promised.entry((one.who, day)).or_default();
                let other = known.iter().find(|(halves, _)| halves.overlap(asked));
                let slot = Slot { day, half: one.half };
                match (is_in(one.school, day), day_of(one.who, slot), other) {
                    (false, _, _) => rolls.closed += 1,
                    (true, DayOf::Away, _) => rolls.away += 1,
                    (true, DayOf::Taken, _) => rolls.taken += 1,
                    (true, DayOf::Free, Some((_, school))) => {
                        clashes_with = Some(*school);
                        rolls.taken += 1;
                    }
                    (true, DayOf::Free, None) => {
                        known.push((asked, one.school));
                        rolls.days.push(day);
                    }
                }
            }
            terms.push(rolls);
        }
        rolled.push((place, NextPlacement { placement: one.clone(), terms, clashes_with }));
    }
    rolled.sort_by_key(|(place, _)| *place);
    rolled.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::calendar::{SchoolYear, Terms};

    fn school(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    fn who(number: u128) -> PractitionerId {
        PractitionerId::from_uuid(Uuid::from_u128(number))
    }

    fn year(begins_in: i32) -> Vec<Term> {
        SchoolYear::beginning_in(begins_in).unwrap().terms_of(Terms::typical())
    }

    fn tuesdays(term: &Term) -> Vec<NaiveDate> {
        every_weekday_in_term(Weekday::Tue, term.first_on, term)
    }

    /// Every so many Tuesdays of a term.
    fn visits(of: u128, by: u128, term: &Term, every: usize, from: usize) -> Vec<BookedVisit> {
        let days = tuesdays(term).into_iter().skip(from).step_by(every);
        days.map(|day| BookedVisit { school: school(of), who: who(by), slot: Slot::whole(day) })
            .collect()
    }

    #[test]
    fn half_of_the_weeks_of_a_term_is_a_placement_and_less_is_none() {
        let terms = year(2026);
        let weeks = tuesdays(&terms[0]).len();
        let all = visits(1, 9, &terms[0], 1, 0);
        let half = weeks.div_ceil(2);
        let found = placements(&all[..half], &terms);
        let [one] = &found[..] else { panic!("one placement") };
        assert_eq!((one.school, one.who, one.weekday), (school(1), who(9), Weekday::Tue));
        assert_eq!(one.terms.iter().map(|term| term.name).collect::<Vec<_>>(), [terms[0].name]);
        assert_eq!(usize::try_from(one.days()).unwrap(), half);
        assert_eq!(placements(&all[..(weeks - 1) / 2], &terms), []);
        // The same day twice is one day.
        assert_eq!(placements(&[&all[..1]; 30].concat(), &terms), []);
    }

    #[test]
    fn it_rolls_into_the_terms_that_it_had_on_days_on_which_both_are_there() {
        let (terms, next) = (year(2026), year(2027));
        let found = placements(&visits(1, 9, &terms[0], 1, 0), &terms);
        let all = tuesdays(&next[0]);
        let (closed, away, taken) = (all[0], all[1], all[2]);
        let day_of = |_, slot: Slot| match slot.day {
            day if day == away => DayOf::Away,
            day if day == taken => DayOf::Taken,
            _ => DayOf::Free,
        };
        let rolled = roll_forward(&found, &next, day_of, |_, day| day != closed);
        let [term] = &rolled[0].terms[..] else { panic!("one term") };
        assert_eq!((term.closed, term.away, term.taken), (1, 1, 1));
        assert_eq!(term.days, all[3..]);
        assert_eq!(rolled[0].clashes_with, None);
    }

    #[test]
    fn of_two_who_share_somebodys_tuesdays_the_one_that_had_more_has_them() {
        let (terms, next) = (year(2026), year(2027));
        let few = visits(1, 9, &terms[0], 2, 0);
        let more = visits(2, 9, &terms[0], 1, 0);
        let found = placements(&[few, more].concat(), &terms);
        let rolled = roll_forward(&found, &next, |_, _| DayOf::Free, |_, _| true);
        assert_eq!(rolled.len(), 2);
        assert_eq!((rolled[0].placement.school, rolled[0].count()), (school(1), 0));
        assert_eq!(rolled[0].clashes_with, Some(school(2)));
        assert_eq!(rolled[1].days().collect::<Vec<_>>(), tuesdays(&next[0]));
    }

    #[test]
    fn two_schools_have_a_half_each_of_one_day_and_never_the_same_one() {
        let (terms, next) = (year(2026), year(2027));
        let half = |of: u128, half| {
            let mut all = visits(of, 9, &terms[0], 1, 0);
            for visit in &mut all {
                visit.slot.half = half;
            }
            all
        };
        let (morning, afternoon) = (Some(Half::Morning), Some(Half::Afternoon));
        let rolled = |all: &[Vec<BookedVisit>]| {
            let found = placements(&all.concat(), &terms);
            roll_forward(&found, &next, |_, _| DayOf::Free, |_, _| true)
        };
        let both = rolled(&[half(1, morning), half(2, afternoon)]);
        assert_eq!(both.len(), 2);
        assert!(both.iter().all(|one| one.count() > 0 && one.clashes_with.is_none()));
        for other in [morning, None] {
            let clash = rolled(&[half(1, morning), half(2, other)]);
            assert_eq!(clash.iter().filter(|one| one.clashes_with == Some(school(1))).count(), 1);
            assert_eq!(clash.iter().filter(|one| one.count() > 0).count(), 1);
        }
    }

    proptest! {
        #[test]
        fn nobodys_day_is_promised_twice_and_each_is_of_its_term_and_weekday(
            booked in proptest::collection::vec((1_u128..5, 1_u128..4, 0_usize..3, 1_usize..4, 0_usize..3), 1..12),
            away in 0_u32..7,
            closed in 0_u32..7,
        ) {
            let (terms, next) = (year(2026), year(2027));
            let all: Vec<BookedVisit> = booked
                .into_iter()
                .flat_map(|(of, by, term, every, from)| visits(of, by, &terms[term], every, from))
                .collect();
            let found = placements(&all, &terms);
            let day_of = |_, slot: Slot| if slot.day.day() % 7 == away { DayOf::Away } else { DayOf::Free };
            let is_in = |_, day: NaiveDate| day.day() % 7 != closed;
            let rolled = roll_forward(&found, &next, day_of, is_in);
            prop_assert_eq!(rolled.len(), found.len());
            let mut seen = BTreeSet::new();
            for one in &rolled {
                for term in &one.terms {
                    let whole = next.iter().find(|next| next.name == term.name).unwrap();
                    let weeks = tuesdays(whole).len();
                    let counted = term.days.len() + usize::try_from(term.closed + term.away + term.taken).unwrap();
                    prop_assert_eq!(counted, weeks, "every week is accounted for");
                    for day in &term.days {
                        prop_assert!(whole.contains(*day) && day.weekday() == Weekday::Tue);
                        prop_assert!(day.day() % 7 != away && day.day() % 7 != closed);
                        prop_assert!(seen.insert((one.placement.who, *day)), "promised twice");
                    }
                }
            }
        }
    }
}
