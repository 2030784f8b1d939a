//! Who pays for a service, at a glance.

use super::rule::PriceRule;
use super::working::Working;
use crate::money::{Net, Overflow, Pence};

/// Who pays for one of a service, as it was worked out for a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoPays {
    /// Nobody: it costs no school anything.
    Nobody,
    /// It is in the membership: members pay nothing, and others do.
    Membership,
    /// So many a year are in the membership, of which some may be used; then the school pays.
    FirstInMembership(u32),
    /// The partnership pays this much of one.
    PartlyPartnership(Net),
    /// The school pays.
    School,
}

impl WhoPays {
    /// Who pays one, as it was worked out under a rule.
    ///
    /// # Errors
    /// `Overflow` where the working cannot be added up.
    pub fn of(rule: &PriceRule, working: &Working) -> Result<Self, Overflow> {
        if let Some(paid) = working.subsidy()? {
            return Ok(Self::PartlyPartnership(paid));
        }
        let included = rule.included(working.standing);
        if included > 0 {
            return Ok(Self::FirstInMembership(included));
        }
        if working.total()? != Net(Pence::ZERO) {
            return Ok(Self::School);
        }
        // What others have for nothing too is in nobody's membership.
        let others_free = rule.by.rates().iter().all(|rates| {
            rates.non_member.as_ref().is_some_and(|rate| rate.on(working.on).pence().is_zero())
        });
        Ok(if working.standing.is_member() && !others_free {
            Self::Membership
        } else {
            Self::Nobody
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BasisPoints;
    use crate::price::BuyerStanding;
    use crate::price::{Allowance, PriceKind, Rate, Rates, Subsidy, quote};

    fn rates(member: i32, other: Option<i32>) -> Rates {
        let pounds = |amount| Rate::of(Net(Pence::pounds(amount)));
        Rates {
            member: pounds(member),
            associate: None,
            non_member: other.map(pounds),
            other_member: None,
        }
    }

    fn rule(member: i32, other: Option<i32>) -> PriceRule {
        let rule = PriceRule::per_unit(Net(Pence::ZERO));
        PriceRule { by: PriceKind::PerUnit { rates: rates(member, other) }, ..rule }
    }

    fn pays(rule: &PriceRule, standing: BuyerStanding) -> WhoPays {
        let quote = quote(rule, standing, None, 1, "2026-11-23".parse().unwrap()).unwrap();
        WhoPays::of(rule, &quote.working).unwrap()
    }

    #[test]
    fn who_pays_follows_from_what_one_comes_to_and_from_what_others_pay() {
        let (full, other) = (BuyerStanding::Full, BuyerStanding::NonMember);
        assert_eq!(pays(&rule(240, Some(310)), full), WhoPays::School);
        assert_eq!(pays(&rule(0, Some(310)), full), WhoPays::Membership);
        assert_eq!(pays(&rule(0, None), full), WhoPays::Membership);
        assert_eq!(pays(&rule(0, Some(310)), other), WhoPays::School);
        assert_eq!(pays(&rule(0, Some(0)), full), WhoPays::Nobody);
        assert_eq!(pays(&rule(0, Some(0)), other), WhoPays::Nobody);
    }

    #[test]
    fn an_allowance_and_a_subsidy_are_said_with_their_amount() {
        let (full, other) = (BuyerStanding::Full, BuyerStanding::NonMember);
        let allowance = Some(Allowance { full: 5, associate: 0 });
        let some = PriceRule { allowance, ..rule(240, Some(310)) };
        assert_eq!(pays(&some, full), WhoPays::FirstInMembership(5));
        assert_eq!(pays(&some, other), WhoPays::School);
        let subsidy = Some(Subsidy { share: BasisPoints::new(7_500), most: None, until: None });
        let part = PriceRule { subsidy, ..rule(600, Some(600)) };
        assert_eq!(pays(&part, full), WhoPays::PartlyPartnership(Net(Pence::pounds(450))));
        assert_eq!(pays(&part, other), WhoPays::School);
    }
}
