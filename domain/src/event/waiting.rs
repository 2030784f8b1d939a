//! The waiting list of a full event: in the order of asking, whoever's wish fits is offered.

use chrono::{DateTime, Duration, Utc};

/// How long an offer stands.
const OFFER: Duration = Duration::hours(48);

/// A school that waits for places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting<Id> {
    /// Which.
    pub id: Id,
    /// How many places it wants.
    pub places: u32,
}

/// The first in the order of asking whose wish fits into what is free. Whoever wants more than that
/// keeps their place in the list.
pub fn first_that_fits<Id: Copy>(waiting: &[Waiting<Id>], free: u32) -> Option<Waiting<Id>> {
    waiting.iter().find(|one| one.places > 0 && one.places <= free).copied()
}

/// Until when an offer stands: two days, and never longer than places are sold; none where that is
/// over, so that nobody is offered what they cannot take.
pub fn offered_until(now: DateTime<Utc>, closes_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (now < closes_at).then(|| (now + OFFER).min(closes_at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn who_asked_first_is_offered_first_and_a_smaller_wish_does_not_wait_for_a_larger() {
        let waiting = [(1, 4), (2, 2), (3, 2), (4, 1)].map(|(id, places)| Waiting { id, places });
        let offered = |free| first_that_fits(&waiting, free).map(|one| one.id);
        assert_eq!(
            [0, 1, 2, 3, 4, 9].map(offered),
            [None, Some(4), Some(2), Some(2), Some(1), Some(1)]
        );
    }

    #[test]
    fn an_offer_ends_when_places_are_sold_no_more() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2027-01-10T09:00:00Z");
        let until = |closes| offered_until(now, at(closes)).map(|until| until.to_rfc3339());
        assert_eq!(until("2027-02-01T00:00:00Z").unwrap(), "2027-01-12T09:00:00+00:00");
        assert_eq!(until("2027-01-11T00:00:00Z").unwrap(), "2027-01-11T00:00:00+00:00");
        assert_eq!(until("2027-01-10T09:00:00Z"), None);
    }

    proptest! {
        #[test]
        fn nobody_is_passed_over_whose_wish_fits(wishes in prop::collection::vec(1..9_u32, 0..12), free in 0..9_u32) {
            let waiting: Vec<Waiting<usize>> =
                wishes.iter().enumerate().map(|(id, places)| Waiting { id, places: *places }).collect();
            let offered = first_that_fits(&waiting, free).map(|one| one.id);
            prop_assert_eq!(offered, wishes.iter().position(|wish| *wish <= free));
        }
    }
}
