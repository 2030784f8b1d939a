//! Who of a pool a school is given, where several are free: one face for each school, then people who work
//! in schools of its phase and have room for one more.

use super::profile::Profile;
use crate::id::PractitionerId;
use crate::school::Phase;
use crate::service::PhaseServed;

/// Somebody of a pool, with what speaks for and against sending them to a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayCome {
    /// Who.
    pub practitioner: PractitionerId,
    /// What they can do.
    pub profile: Profile,
    /// Whether they come to the school in this school year.
    pub comes: bool,
    /// To how many different schools they go in this school year.
    pub schools: u32,
}

/// The people of a pool by how well they suit a school. Whoever is in neither list suits it as well as
/// anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suited {
    /// They come to it already.
    pub first: Vec<PractitionerId>,
    /// They work in schools of other phases, or go to as many as they can: only where nobody else is free.
    pub last: Vec<PractitionerId>,
}

impl Suited {
    /// For a school of a phase; where none is known, every phase suits.
    pub fn to(phase: Option<Phase>, people: impl IntoIterator<Item = MayCome>) -> Self {
        let mut suited = Self::default();
        for one in people {
            if one.comes {
                suited.first.push(one.practitioner);
            } else if !one.profile.works_in(phase) || !one.profile.has_room(one.schools) {
                suited.last.push(one.practitioner);
            }
        }
        suited
    }
}

impl Profile {
    /// Whether somebody works in schools of a phase.
    pub fn works_in(&self, phase: Option<Phase>) -> bool {
        let served = phase.map(PhaseServed::of);
        self.phases.is_empty()
            || served.is_none_or(|served| served.iter().any(|one| self.phases.contains(one)))
    }

    /// Whether somebody who goes to so many schools can go to one more.
    pub fn has_room(&self, schools: u32) -> bool {
        self.schools_most.is_none_or(|most| schools < most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn one(number: u128, comes: bool, schools: u32, profile: Profile) -> MayCome {
        let practitioner = PractitionerId::from_uuid(Uuid::from_u128(number));
        MayCome { practitioner, profile, comes, schools }
    }

    fn of_phases(phases: &[PhaseServed]) -> Profile {
        Profile { phases: phases.to_vec(), ..Profile::default() }
    }

    fn numbers(ids: &[PractitionerId]) -> Vec<u128> {
        ids.iter().map(|id| id.uuid().as_u128()).collect()
    }

    #[test]
    fn whoever_comes_is_first_and_other_phases_and_full_lists_are_last() {
        let full = Profile { schools_most: Some(3), ..Profile::default() };
        let people = [
            one(1, false, 0, of_phases(&[PhaseServed::Secondary])),
            one(2, false, 3, full.clone()),
            one(3, true, 4, full.clone()),
            one(4, false, 2, full),
            one(5, false, 9, of_phases(&[PhaseServed::Nursery, PhaseServed::Primary])),
            one(6, true, 1, of_phases(&[PhaseServed::Secondary])),
        ];
        let suited = Suited::to(Some(Phase::Primary), people);
        assert_eq!((numbers(&suited.first), numbers(&suited.last)), (vec![3, 6], vec![1, 2]));
    }

    #[test]
    fn a_school_through_all_ages_is_served_by_either_and_one_without_a_phase_by_all() {
        let primary = of_phases(&[PhaseServed::Primary]);
        assert!(primary.works_in(Some(Phase::AllThrough)) && primary.works_in(None));
        assert!(primary.works_in(Some(Phase::MiddleDeemedPrimary)));
        assert!(!primary.works_in(Some(Phase::Secondary)));
        assert!(!primary.works_in(Some(Phase::NotApplicable)));
        assert!(of_phases(&[PhaseServed::Special]).works_in(Some(Phase::NotApplicable)));
    }

    proptest! {
        #[test]
        fn nobody_is_named_twice_and_somebody_without_a_profile_never_last(
            people in prop::collection::vec((any::<bool>(), 0_u32..5), 0..9)
        ) {
            let people = people.iter().zip(1..);
            let people = people.map(|((comes, schools), n)| one(n, *comes, *schools, Profile::default()));
            let suited = Suited::to(Some(Phase::Secondary), people.clone());
            prop_assert_eq!(suited.first.len(), people.filter(|one| one.comes).count());
            prop_assert!(suited.last.is_empty());
        }
    }
}
