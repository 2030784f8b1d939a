//! Who must agree to an order before it is placed.

use crate::failure::Refusal;
use crate::id::PersonId;
use crate::money::{Gross, Pence};

/// Whether somebody else must approve: the order, VAT included, is over the buyer's limit.
/// An order of exactly the limit is inside it. Without a limit the buyer decides alone.
pub fn approval_needed(total: Gross, limit: Option<Pence>) -> bool {
    limit.is_some_and(|limit| total.pence() > limit)
}

/// Whether this person may approve this order: it is not their own, and inside their limit.
pub fn may_approve(
    requester: PersonId,
    approver: PersonId,
    limit: Option<Pence>,
    total: Gross,
) -> Result<(), Refusal> {
    if requester == approver {
        return Err(Refusal::OwnRequest);
    }
    match limit {
        Some(limit) if total.pence() > limit => Err(Refusal::OverLimit { limit }),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(number: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn an_order_of_exactly_the_limit_needs_nobody_else() {
        let limit = Some(Pence::pounds(500));
        assert!(!approval_needed(Gross(Pence::new(50_000)), limit));
        assert!(approval_needed(Gross(Pence::new(50_001)), limit));
        assert!(!approval_needed(Gross(Pence::new(i64::MAX)), None));
    }

    #[test]
    fn nobody_approves_their_own_request_whatever_their_limit() {
        let total = Gross(Pence::pounds(1));
        assert_eq!(may_approve(person(1), person(1), None, total), Err(Refusal::OwnRequest));
        assert_eq!(may_approve(person(1), person(2), None, total), Ok(()));
    }

    #[test]
    fn an_approver_has_a_limit_too() {
        let limit = Pence::pounds(10_000);
        let refused = Err(Refusal::OverLimit { limit });
        let approve =
            |pence| may_approve(person(1), person(2), Some(limit), Gross(Pence::new(pence)));
        assert_eq!(approve(1_000_000), Ok(()));
        assert_eq!(approve(1_000_001), refused);
    }
}
