//! Who must agree to an order before it is placed.

use crate::delegation::{ApprovalLevel, Chain};
use crate::money::{Gross, Pence};

/// For how many days what somebody ordered alone counts towards their limit for the same service:
/// a purchase cut in pieces is still one purchase. A month, since that is how long a pause has to
/// be before the next order is a decision of its own.
pub const WINDOW_DAYS: i64 = 30;

/// How far somebody may go alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    limit: Option<Pence>,
    used: Pence,
}

impl Allowance {
    /// A limit including VAT, none being no limit, with what has been used of it already: what was
    /// ordered alone of the same service within the last [`WINDOW_DAYS`].
    pub const fn new(limit: Option<Pence>, used: Pence) -> Self {
        Self { limit, used }
    }

    /// The limit; none is no limit.
    pub const fn limit(self) -> Option<Pence> {
        self.limit
    }

    /// What has been used of it.
    pub const fn used(self) -> Pence {
        self.used
    }

    /// Whether it covers so much more: together with what was used, exactly the limit is inside it.
    pub fn covers(self, total: Gross) -> bool {
        let together = self.used.plus(total.pence());
        self.limit.is_none_or(|limit| together.is_ok_and(|together| together <= limit))
    }
}

/// What an order passes before it is placed: how far its buyer goes alone, and who is asked above
/// that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// How far the buyer goes alone.
    pub allowance: Allowance,
    /// The school's levels.
    pub chain: Chain,
}

impl Gate {
    /// Who is asked first about so much; nobody where it is binding at once.
    pub fn asks_first(self, total: Gross) -> Option<ApprovalLevel> {
        self.chain.begins_at(self.allowance, total)
    }
}

impl From<Allowance> for Gate {
    /// The gate of a school that has laid nothing down: one limit, and one level above it.
    fn from(allowance: Allowance) -> Self {
        Self { allowance, chain: Chain::default() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gross(pence: i64) -> Gross {
        Gross(Pence::new(pence))
    }

    #[test]
    fn an_order_of_exactly_the_limit_needs_nobody_else() {
        let fresh = |limit| Allowance::new(limit, Pence::ZERO);
        let limit = Some(Pence::pounds(500));
        assert!(fresh(limit).covers(gross(50_000)));
        assert!(!fresh(limit).covers(gross(50_001)));
        assert!(fresh(None).covers(gross(i64::MAX)));
    }

    #[test]
    fn what_was_ordered_before_counts() {
        let left_a_pound = Allowance::new(Some(Pence::pounds(500)), Pence::pounds(499));
        assert!(left_a_pound.covers(gross(100)));
        assert!(!left_a_pound.covers(gross(101)));
        let beyond_64_bits = Allowance::new(Some(Pence::new(i64::MAX)), Pence::new(i64::MAX));
        assert!(!beyond_64_bits.covers(gross(1)));
    }

    proptest! {
        #[test]
        fn however_a_purchase_is_split_no_more_than_the_limit_is_ordered_alone(
            limit in 0_i64..1_000_000,
            pieces in proptest::collection::vec(1_i64..300_000, 1..30),
        ) {
            let mut alone = Pence::ZERO;
            for piece in pieces {
                let allowance = Allowance::new(Some(Pence::new(limit)), alone);
                if allowance.covers(gross(piece)) {
                    alone = alone.plus(Pence::new(piece)).unwrap();
                }
            }
            prop_assert!(alone <= Pence::new(limit));
        }
    }
}
