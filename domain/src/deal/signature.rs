//! What a signature binds a school to at most, and whether its quantity fits the school.

use crate::money::{Net, Overflow, Pence};

use super::closing::cost;
use super::steps::price_at;
use super::terms::Terms;

impl Terms {
    /// The most a unit can cost a school that signs up for so many: others may leave until the deal
    /// closes, but it goes ahead only with its least number of schools, each with one at least, and
    /// with its least quantity.
    pub fn dearest_with(&self, quantity: u32) -> Net {
        let others = self.quorum().schools.unwrap_or(1).saturating_sub(1);
        let least = u64::from(quantity).saturating_add(u64::from(others));
        price_at(self.steps(), least.max(self.quorum().quantity.unwrap_or(0)))
    }

    /// The most that the whole contract can cost such a school, excluding VAT. Where the contract is
    /// no whole number of years a penny is in it: the total is rounded once and then shared.
    pub fn most_for(&self, quantity: u32) -> Result<Net, Overflow> {
        let most = self.whole_contract(cost(self.dearest_with(quantity), u64::from(quantity))?)?;
        let shared_penny = i64::from(!self.months().is_multiple_of(12));
        most.pence().plus(Pence::new(shared_penny)).map(Net)
    }
}

/// Whether a quantity is so far from the number a school is known by that whoever signs must say
/// why: by more than a fifth. Rolls move by a few in a hundred a year; a slip of the finger, or the
/// number of another school, is further off than that.
pub fn is_far_off(quantity: u32, known: u32) -> bool {
    u64::from(quantity.abs_diff(known)).saturating_mul(5) > u64::from(known)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::{Commitment, Commitments, Outcome, ProposedTerms, Quorum, Step, Unit};
    use super::*;
    use crate::id::OrganisationId;
    use crate::money::BasisPoints;

    fn terms(quorum: Quorum, months: u16) -> Terms {
        let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
        Terms::new(ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 1_450), step(300, 1_277), step(600, 1_121)],
            quorum,
            closes_at: "2026-06-20T16:00:00Z".parse().unwrap(),
            fee: BasisPoints::new(0),
            starts_on: "2026-09-01".parse().unwrap(),
            months,
        })
        .unwrap()
    }

    #[test]
    fn the_dearest_price_is_that_of_the_least_with_which_the_deal_goes_ahead() {
        let dearest = |schools, least, quantity| {
            let quorum = Quorum { schools, quantity: least };
            terms(quorum, 12).dearest_with(quantity).pence().get()
        };
        assert_eq!(dearest(None, None, 299), 1_450);
        assert_eq!(dearest(None, None, 300), 1_277);
        assert_eq!(dearest(Some(3), None, 298), 1_277);
        assert_eq!(dearest(Some(3), None, 297), 1_450);
        assert_eq!(dearest(Some(3), Some(600), 10), 1_121);
    }

    #[test]
    fn a_fifth_more_or_less_is_near_and_beyond_it_is_far() {
        for (quantity, far) in [(336, false), (335, true), (504, false), (505, true), (420, false)]
        {
            assert_eq!(is_far_off(quantity, 420), far, "{quantity}");
        }
        assert!(is_far_off(2, 1));
        assert!(is_far_off(1, 0));
    }

    proptest! {
        #[test]
        fn whoever_else_is_in_no_school_pays_more_than_it_was_told(
            quantities in proptest::collection::vec(1_u32..400, 1..8),
            schools in proptest::option::of(1_u32..6),
            least in proptest::option::of(1_u64..900),
            months in 1_u16..=60,
        ) {
            let terms = terms(Quorum { schools, quantity: least }, months);
            let mut commitments = Commitments::none();
            for (number, quantity) in (1_u128..).zip(&quantities) {
                let school = OrganisationId::from_uuid(Uuid::from_u128(number));
                commitments.add(school, Commitment::new(*quantity).unwrap()).unwrap();
            }
            if let Outcome::Met(award) = Outcome::of(&terms, &commitments).unwrap() {
                for call_off in award.call_offs {
                    prop_assert!(call_off.net <= terms.most_for(call_off.quantity).unwrap());
                    prop_assert!(award.unit_price <= terms.dearest_with(call_off.quantity));
                }
            }
        }
    }
}
