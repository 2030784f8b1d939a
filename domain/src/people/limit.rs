//! Up to which amount somebody may order or approve alone, and who may say so.

use crate::access::Role;
use crate::failure::Problem;
use crate::form::optional;
use crate::money::Pence;
use crate::price::parse_pounds;

/// The most a school's first buyer may order alone, including VAT: under it, an approver's time
/// costs a school more than the slip it would find. The school can change it.
pub const FIRST_ORDER_LIMIT: Pence = Pence::pounds(2_000);

/// A role that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// The most its holder may order or approve alone, including VAT; nothing for no limit.
    pub limit: Option<Pence>,
}

/// Whether a role spends, and so has a limit.
pub const fn has_limit(role: Role) -> bool {
    matches!(role, Role::Buyer | Role::Approver | Role::Governor)
}

/// Reads a limit in pounds. A buyer always has one; an approver's may be left empty for none.
pub fn read_limit(role: Role, typed: &str) -> Result<Option<Pence>, Problem> {
    if role == Role::Buyer {
        parse_pounds(typed).map(Some)
    } else if has_limit(role) {
        optional(parse_pounds(typed))
    } else {
        Ok(None)
    }
}

/// The most that somebody with these roles may let others spend: an approver as much as their own,
/// anybody else who looks after people what a first buyer gets. Nothing for no limit.
fn most(held: &[Held]) -> Option<Pence> {
    let approves = held.iter().filter(|own| matches!(own.role, Role::Approver | Role::Governor));
    approves.map(|own| own.limit).reduce(larger).unwrap_or(Some(FIRST_ORDER_LIMIT))
}

fn larger(one: Option<Pence>, other: Option<Pence>) -> Option<Pence> {
    Some(one?.max(other?))
}

/// Whether somebody with these roles may set a limit for a role. `own` is the limit they have in
/// it, where it is their own: nobody raises what they may spend themselves.
///
/// # Errors
/// `AboveYourOwn` with the most they may let others spend; `OwnLimit`.
pub fn may_set_limit(
    held: &[Held],
    limit: Option<Pence>,
    own: Option<Option<Pence>>,
) -> Result<(), Problem> {
    let within = |most: Option<Pence>| match (limit, most) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(limit), Some(most)) => limit <= most,
    };
    if let Some(own) = own
        && !within(own)
    {
        return Err(Problem::OwnLimit);
    }
    match most(held) {
        most if within(most) => Ok(()),
        most => Err(Problem::AboveYourOwn { most: most.unwrap_or_default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(role: Role, limit: Option<i32>) -> Held {
        Held { role, limit: limit.map(Pence::pounds) }
    }

    #[test]
    fn a_buyer_always_has_a_limit_and_others_who_do_not_spend_have_none() {
        assert_eq!(read_limit(Role::Buyer, " "), Err(Problem::Missing));
        assert_eq!(read_limit(Role::Buyer, "£1,500"), Ok(Some(Pence::pounds(1_500))));
        assert_eq!(read_limit(Role::Approver, ""), Ok(None));
        assert_eq!(read_limit(Role::Approver, "lots"), Err(Problem::NotMoney));
        assert_eq!(read_limit(Role::Finance, "5"), Ok(None));
    }

    #[test]
    fn nobody_lets_others_spend_more_than_they_may_themselves() {
        let head = [held(Role::Approver, None)];
        let deputy = [held(Role::Approver, Some(10_000))];
        let office = [held(Role::Administrator, None)];
        let above = |most| Err(Problem::AboveYourOwn { most: Pence::pounds(most) });
        for (who, limit, result) in [
            (&head, None, Ok(())),
            (&deputy, Some(10_000), Ok(())),
            (&deputy, Some(10_001), above(10_000)),
            (&deputy, None, above(10_000)),
            (&office, Some(2_000), Ok(())),
            (&office, Some(2_001), above(2_000)),
        ] {
            assert_eq!(may_set_limit(who, limit.map(Pence::pounds), None), result, "{limit:?}");
        }
    }

    #[test]
    fn nobody_raises_what_they_may_spend_themselves() {
        let both = [held(Role::Administrator, None), held(Role::Buyer, Some(500))];
        let own = Some(Some(Pence::pounds(500)));
        assert_eq!(may_set_limit(&both, Some(Pence::pounds(501)), own), Err(Problem::OwnLimit));
        assert_eq!(may_set_limit(&both, Some(Pence::pounds(400)), own), Ok(()));
        let head = [held(Role::Approver, None)];
        assert_eq!(may_set_limit(&head, Some(Pence::pounds(400)), Some(None)), Ok(()));
    }
}
