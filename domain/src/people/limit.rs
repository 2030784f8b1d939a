//! Up to which amount somebody may order or approve alone, who may say so, and whose roles one may
//! change.

use crate::access::Role;
use crate::failure::{Problem, Refusal};
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

/// What somebody may approve, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Approves {
    Nothing,
    UpTo(Pence),
    Anything,
}

/// The most that somebody with these roles may approve.
fn approves(held: &[Held]) -> Approves {
    let approves = held.iter().filter(|own| matches!(own.role, Role::Approver | Role::Governor));
    let most = approves.map(|own| own.limit.map_or(Approves::Anything, Approves::UpTo)).max();
    most.unwrap_or(Approves::Nothing)
}

/// The most that somebody with these roles may let others spend: an approver as much as their own,
/// anybody else who looks after people what a first buyer gets. Nothing for no limit.
fn most(held: &[Held]) -> Option<Pence> {
    match approves(held) {
        Approves::Nothing => Some(FIRST_ORDER_LIMIT),
        Approves::UpTo(limit) => Some(limit),
        Approves::Anything => None,
    }
}

/// Whether somebody with these roles may change and end the roles of somebody else with those:
/// never where the other may approve more. Otherwise whoever approves a little could take the place
/// of whoever approves anything.
///
/// # Errors
/// `ApprovesMore`.
pub fn may_change(own: &[Held], theirs: &[Held]) -> Result<(), Refusal> {
    if approves(theirs) > approves(own) { Err(Refusal::ApprovesMore) } else { Ok(()) }
}

/// Whether a role is that of somebody who approves anything.
pub(super) fn approves_anything(held: &Held) -> bool {
    approves(&[*held]) == Approves::Anything
}

/// Whether a role may get this limit, given the roles that remain without an end beside it: somebody
/// is always left who approves anything, for nobody else could make another.
///
/// # Errors
/// `LastWithoutLimit`.
pub fn may_narrow(remaining: &[Held], now: Held, limit: Option<Pence>) -> Result<(), Problem> {
    let narrows = approves_anything(&now) && limit.is_some();
    if narrows && !remaining.iter().any(approves_anything) {
        return Err(Problem::LastWithoutLimit);
    }
    Ok(())
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
    use proptest::prelude::*;

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
    fn nobody_changes_the_roles_of_whoever_may_approve_more() {
        let head = held(Role::Approver, None);
        let deputy = held(Role::Approver, Some(1_000));
        let (buyer, office) = (held(Role::Buyer, Some(50_000)), held(Role::Administrator, None));
        let governor = held(Role::Governor, Some(20_000));
        for (own, theirs, allowed) in [
            (&[head][..], &[head][..], true),
            (&[head], &[deputy, office], true),
            (&[deputy], &[head], false),
            (&[deputy], &[office, head], false),
            (&[deputy], &[governor], false),
            (&[deputy, governor], &[governor], true),
            (&[deputy], &[deputy, buyer], true),
            (&[office], &[buyer], true),
            (&[office], &[buyer, deputy], false),
            (&[], &[office], true),
        ] {
            let refused = if allowed { Ok(()) } else { Err(Refusal::ApprovesMore) };
            assert_eq!(may_change(own, theirs), refused, "{own:?} changes {theirs:?}");
        }
    }

    fn any_roles() -> impl Strategy<Value = Vec<Held>> {
        let role = proptest::sample::select(Role::ALL.to_vec());
        let limit = proptest::option::of(0_i32..5);
        let one = (role, limit).prop_map(|(role, limit)| held(role, limit));
        proptest::collection::vec(one, 0..4)
    }

    proptest! {
        #[test]
        fn of_two_one_may_always_change_the_other(one in any_roles(), other in any_roles()) {
            let both = [may_change(&one, &other).is_ok(), may_change(&other, &one).is_ok()];
            prop_assert!(both.contains(&true));
        }

        #[test]
        fn whoever_may_change_somebody_may_let_them_spend_as_much(
            own in any_roles(),
            theirs in any_roles(),
        ) {
            if may_change(&own, &theirs).is_ok() {
                for role in theirs.iter().filter(|role| role.role == Role::Approver) {
                    prop_assert_eq!(may_set_limit(&own, role.limit, None), Ok(()));
                }
            }
        }
    }

    #[test]
    fn somebody_is_left_who_approves_anything() {
        let (head, deputy) = (held(Role::Approver, None), held(Role::Approver, Some(1_000)));
        let limit = Some(Pence::pounds(10));
        let last = Err(Problem::LastWithoutLimit);
        let governor = held(Role::Governor, None);
        assert_eq!(may_narrow(&[deputy], head, limit), last);
        assert_eq!(may_narrow(&[deputy, governor], head, limit), Ok(()), "the governors do");
        assert_eq!(may_narrow(&[deputy, head], head, limit), Ok(()));
        assert_eq!(may_narrow(&[deputy], head, None), Ok(()));
        assert_eq!(may_narrow(&[], deputy, limit), Ok(()), "where nobody did, nobody has to");
        assert_eq!(may_narrow(&[deputy], governor, limit), last);
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
