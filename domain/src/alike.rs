//! Schools that are alike, and what they buy beside a service: said so that nobody's purchases can be
//! read out of it.
//!
//! The rule is that of schools' own prices in the market rate: nothing is said of fewer than
//! [`FEWEST_CONTRIBUTORS`] schools, and what is said is said anew only when what [`FEWEST_BUYERS`] schools
//! have bought is other than when it was said last, so that the difference of two sayings is nobody's. And
//! since here it is said of schools whom everybody in the area can count, nothing is said of a kind with
//! fewer than [`FEWEST_ALIKE`] of them: it never follows of a school that it is one of the five. No number
//! is ever told.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::id::{OrganisationId, ServiceId};
use crate::market_rate::{FEWEST_BUYERS, FEWEST_CONTRIBUTORS};
use crate::school::Phase;

/// The fewest schools of a kind in a partnership for anything to be said of it.
pub const FEWEST_ALIKE: usize = FEWEST_CONTRIBUTORS + FEWEST_BUYERS;
/// The most services that are kept beside one: some of them a school has already, or cannot see.
pub const KEPT_BESIDE: usize = 12;
/// The most services that are shown beside one.
pub const SHOWN_BESIDE: usize = 4;

/// Pupils of one form of entry in the seven years of a primary school, at 30 a class: the most of an
/// infant class (School Admissions (Infant Class Sizes) (England) Regulations 2012).
const PRIMARY_FORM: u32 = 7 * 30;
/// The same in the five years of a secondary school.
const SECONDARY_FORM: u32 = 5 * 30;

closed_list! {
    /// How big a school is among those of its phase.
    Size {
        /// A primary school of up to one form of entry; another of up to four.
        Small = "small",
        /// A primary school of up to two forms; another of up to eight.
        Middle = "middle",
        /// What is bigger.
        Large = "large",
    }
}

/// What makes schools alike: the same phase, and about the same size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    phase: Phase,
    size: Size,
}

impl Likeness {
    /// Of a school of a phase with so many pupils; none where either is not known, or where the phase
    /// says nothing, as of special schools.
    pub fn of(phase: Option<Phase>, pupils: Option<u32>) -> Option<Self> {
        let (phase, pupils) = (phase?, pupils?);
        let (phase, [small, middle]) = match phase {
            Phase::NotApplicable => return None,
            Phase::Primary | Phase::MiddleDeemedPrimary => {
                (Phase::Primary, [PRIMARY_FORM, 2 * PRIMARY_FORM])
            }
            Phase::Secondary | Phase::MiddleDeemedSecondary => {
                (Phase::Secondary, [4 * SECONDARY_FORM, 8 * SECONDARY_FORM])
            }
            Phase::Nursery | Phase::SixteenPlus | Phase::AllThrough => {
                (phase, [4 * SECONDARY_FORM, 8 * SECONDARY_FORM])
            }
        };
        let size = match pupils {
            pupils if pupils <= small => Size::Small,
            pupils if pupils <= middle => Size::Middle,
            _ => Size::Large,
        };
        Some(Self { phase, size })
    }

    /// How it is stored: `primary.middle`.
    pub fn code(self) -> String {
        format!("{}.{}", self.phase.code(), self.size.code())
    }

    /// Reads what [`code`](Self::code) writes.
    pub fn from_code(code: &str) -> Option<Self> {
        let (phase, size) = code.split_once('.')?;
        Some(Self { phase: Phase::from_code(phase)?, size: Size::from_code(size)? })
    }
}

/// What schools have bought, each service once.
pub type Bought = BTreeMap<OrganisationId, BTreeSet<ServiceId>>;

/// What schools of a kind in one partnership buy beside each service, with what has to be known to go
/// on from it. Only [`BoughtBeside::said`] is ever told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoughtBeside {
    /// Beside each service others, what most have bought first.
    said: BTreeMap<ServiceId, Vec<ServiceId>>,
    /// Whether anything was ever said: then what changed since is counted.
    said_before: bool,
    /// What each school had bought when it was last counted; who has bought nothing is left out.
    counted: Bought,
    /// Whose purchases have changed since something was said.
    changed: BTreeSet<OrganisationId>,
}

impl BoughtBeside {
    /// What is said beside each service, what most have bought first.
    pub const fn said(&self) -> &BTreeMap<ServiceId, Vec<ServiceId>> {
        &self.said
    }

    /// What is said next, of what every school of the kind has bought by now; of one that has bought
    /// nothing, nothing.
    #[must_use]
    pub fn next(self, mut schools: Bought) -> Self {
        let enough = schools.len() >= FEWEST_ALIKE;
        schools.retain(|_, services| !services.is_empty());
        let together = together(&schools);
        let said = if enough { beside(&together) } else { BTreeMap::new() };
        if !self.said_before {
            // Before anything was said there is nothing to take the difference to.
            let said_before = !said.is_empty();
            let counted = if said_before { schools } else { Bought::new() };
            return Self { said, said_before, counted, changed: BTreeSet::new() };
        }
        let mut changed = self.changed;
        let everybody: BTreeSet<_> = self.counted.keys().chain(schools.keys()).copied().collect();
        let other = |school: &OrganisationId| self.counted.get(school) != schools.get(school);
        changed.extend(everybody.into_iter().filter(other));
        if changed.len() >= FEWEST_BUYERS {
            return Self { said, said_before: true, counted: schools, changed: BTreeSet::new() };
        }
        // What was said stays, unless it is not so any more.
        let holds = |(one, others): (&ServiceId, &Vec<ServiceId>)| {
            let mut pairs = others.iter().map(|other| (*one, *other));
            pairs.all(|pair| together.get(&pair).is_some_and(|count| *count >= FEWEST_CONTRIBUTORS))
        };
        let said = if enough && self.said.iter().all(holds) { self.said } else { BTreeMap::new() };
        Self { said, said_before: true, counted: schools, changed }
    }
}

/// How many schools have bought both of two services, in either order.
fn together(schools: &Bought) -> BTreeMap<(ServiceId, ServiceId), usize> {
    let mut together = BTreeMap::new();
    for services in schools.values() {
        for one in services {
            for other in services.iter().filter(|other| *other != one) {
                *together.entry((*one, *other)).or_insert(0) += 1;
            }
        }
    }
    together
}

/// What enough have bought beside each, most first.
fn beside(
    together: &BTreeMap<(ServiceId, ServiceId), usize>,
) -> BTreeMap<ServiceId, Vec<ServiceId>> {
    let mut ranked: Vec<(&(ServiceId, ServiceId), &usize)> =
        together.iter().filter(|(_, count)| **count >= FEWEST_CONTRIBUTORS).collect();
    ranked.sort_by_key(|(pair, count)| (std::cmp::Reverse(**count), **pair));
    let mut beside: BTreeMap<ServiceId, Vec<ServiceId>> = BTreeMap::new();
    for ((one, other), _) in ranked {
        let others = beside.entry(*one).or_default();
        if others.len() < KEPT_BESIDE {
            others.push(*other);
        }
    }
    beside
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn school(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    fn service(number: u128) -> ServiceId {
        ServiceId::from_uuid(Uuid::from_u128(number))
    }

    /// So many schools of which the first ones have bought the first two services.
    fn of(schools: u128, buyers: u128) -> Bought {
        let both = || BTreeSet::from([service(1), service(2)]);
        let bought = |number| if number <= buyers { both() } else { BTreeSet::new() };
        (1..=schools).map(|number| (school(number), bought(number))).collect()
    }

    fn is_said(next: &BoughtBeside) -> bool {
        next.said().get(&service(1)) == Some(&vec![service(2)])
    }

    #[test]
    fn schools_are_alike_in_phase_and_forms_of_entry() {
        let code = |phase, pupils| Likeness::of(Some(phase), Some(pupils)).map(Likeness::code);
        let primary = |pupils| code(Phase::Primary, pupils).unwrap();
        assert_eq!(primary(210), "primary.small");
        assert_eq!(primary(211), "primary.middle");
        assert_eq!(primary(420), "primary.middle");
        assert_eq!(primary(421), "primary.large");
        assert_eq!(code(Phase::MiddleDeemedPrimary, 1).unwrap(), "primary.small");
        assert_eq!(code(Phase::Secondary, 1_200).unwrap(), "secondary.middle");
        assert_eq!(code(Phase::NotApplicable, 90), None);
        assert_eq!(Likeness::of(None, Some(210)), None);
        assert_eq!(Likeness::of(Some(Phase::Primary), None), None);
        let middle = Likeness::of(Some(Phase::Secondary), Some(900)).unwrap();
        assert_eq!(Likeness::from_code(&middle.code()), Some(middle));
    }

    #[test]
    fn of_four_schools_nothing_is_said_and_of_five_what_they_buy_beside() {
        assert!(!is_said(&BoughtBeside::default().next(of(20, 4))));
        assert!(is_said(&BoughtBeside::default().next(of(20, 5))));
        let beside_other = BoughtBeside::default().next(of(20, 5));
        assert_eq!(beside_other.said().get(&service(2)), Some(&vec![service(1)]));
    }

    #[test]
    fn where_few_schools_are_alike_nothing_is_said_however_many_buy() {
        assert!(!is_said(&BoughtBeside::default().next(of(7, 7))));
        assert!(is_said(&BoughtBeside::default().next(of(8, 5))));
    }

    #[test]
    fn what_one_or_two_schools_change_is_told_by_no_difference() {
        let first = BoughtBeside::default().next(of(20, 5));
        let third = service(3);
        let buys_third = |buyers: u128| {
            let mut bought = of(20, 5);
            for number in 1..=buyers {
                bought.get_mut(&school(number)).unwrap().insert(third);
            }
            bought
        };
        // Four had the third before anything was said of it: the fifth alone brings nothing.
        let four = first.next(buys_third(4));
        assert!(four.changed.is_empty(), "four have changed: it is said anew, without the third");
        let five = four.clone().next(buys_third(5));
        assert_eq!(five.said(), four.said());
        let mut more = buys_third(5);
        for number in 6..=7 {
            more.get_mut(&school(number)).unwrap().insert(third);
        }
        let seven = five.next(more);
        assert_eq!(seven.said().get(&service(1)), Some(&vec![service(2), third]));
    }

    #[test]
    fn what_is_not_so_any_more_is_said_no_more_and_nothing_else_until_three_have_changed() {
        let said = BoughtBeside::default().next(of(20, 5));
        let fallen = said.next(of(20, 4));
        assert!(fallen.said().is_empty());
        let back = fallen.next(of(20, 5));
        assert!(back.said().is_empty(), "one school alone shows nothing by coming back");
        assert!(is_said(&back.next(of(20, 8))));
    }

    #[test]
    fn no_more_are_kept_than_can_be_asked_for() {
        let all: BTreeSet<ServiceId> = (1..=40).map(service).collect();
        let schools: Bought = (1..=9).map(|number| (school(number), all.clone())).collect();
        let next = BoughtBeside::default().next(schools);
        assert!(next.said().values().all(|others| others.len() == KEPT_BESIDE));
    }
}
