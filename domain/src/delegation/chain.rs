//! Who must agree to an order, one after the other, and whether somebody may.

use super::ApprovalLevel;
use crate::failure::Refusal;
use crate::id::PersonId;
use crate::money::{Gross, Pence};
use crate::order::Allowance;

/// Somebody who agrees, or has agreed, to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approver {
    /// Who.
    pub person: PersonId,
    /// At which level.
    pub level: ApprovalLevel,
    /// The most they may approve, including VAT; none is no limit.
    pub limit: Option<Pence>,
    /// For whom they stand in, where they do.
    pub deputy_of: Option<PersonId>,
}

impl Approver {
    /// Somebody by a role of their own.
    pub const fn own(person: PersonId, level: ApprovalLevel, limit: Option<Pence>) -> Self {
        Self { person, level, limit, deputy_of: None }
    }

    fn is(&self, person: PersonId) -> bool {
        self.person == person || self.deputy_of == Some(person)
    }

    /// Whether one of them stands in for the other, or both for one: two eyes, not four.
    fn is_as_one_with(&self, other: &Self) -> bool {
        self.is(other.person) || other.deputy_of.is_some_and(|of| self.is(of))
    }

    fn reaches(&self, amount: Pence) -> Result<(), Refusal> {
        match self.limit {
            Some(limit) if amount > limit => Err(Refusal::OverLimit { limit }),
            Some(_) | None => Ok(()),
        }
    }
}

/// How far those go who approve at the head's level, without whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// There is nobody.
    Nobody,
    /// The highest of their limits, including VAT.
    UpTo(Pence),
    /// One of them has none.
    #[default]
    NoLimit,
}

impl Reach {
    /// The highest of some limits, of which none is no limit.
    pub fn of(limits: impl IntoIterator<Item = Option<Pence>>) -> Self {
        limits.into_iter().fold(Self::Nobody, |reach, limit| match (reach, limit) {
            (Self::NoLimit, _) | (_, None) => Self::NoLimit,
            (Self::Nobody, Some(limit)) => Self::UpTo(limit),
            (Self::UpTo(reach), Some(limit)) => Self::UpTo(reach.max(limit)),
        })
    }

    /// The amount above which it does not go.
    const fn end(self) -> Option<Pence> {
        match self {
            Self::Nobody => Some(Pence::ZERO),
            Self::UpTo(limit) => Some(limit),
            Self::NoLimit => None,
        }
    }
}

/// The levels of a school as they stand for one order. By default there is one level, as where
/// nothing was laid down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Chain {
    /// Above which amount the scheme asks for the governors.
    pub governors_above: Option<Pence>,
    /// How far the head's level goes.
    pub head: Reach,
    /// Whether somebody approves for the governors.
    pub governors: bool,
}

/// What follows on an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The school is bound.
    Binding,
    /// The governors are asked.
    Governors,
}

impl Chain {
    /// The amount above which the governors approve as well: what the scheme says, and where
    /// somebody approves for them whatever no head may approve.
    pub fn governors_from(self) -> Option<Pence> {
        let beyond_heads = self.head.end().filter(|_| self.governors);
        match (self.governors_above, beyond_heads) {
            (Some(laid_down), Some(end)) => Some(laid_down.min(end)),
            (one, other) => one.or(other),
        }
    }

    fn needs_governors(self, total: Pence) -> bool {
        self.governors_from().is_some_and(|from| total > from)
    }

    /// Whether so much goes on to the governors once somebody at the head's level has agreed.
    pub fn passes_on(self, by: &Approver, total: Gross) -> bool {
        let from = self.governors_from().filter(|from| total.pence() > *from);
        by.level == ApprovalLevel::Head && from.is_some_and(|from| by.reaches(from).is_ok())
    }

    /// Who is asked first about an order; nobody where whoever orders may go so far alone. What
    /// the governors approve above a sum nobody orders alone, in one piece or in several.
    pub fn begins_at(self, allowance: Allowance, total: Gross) -> Option<ApprovalLevel> {
        if allowance.covers(total) {
            let whole = Allowance::new(self.governors_above, allowance.used());
            return (!whole.covers(total)).then_some(ApprovalLevel::Governors);
        }
        let skips_head = self.head == Reach::Nobody && self.needs_governors(total.pence());
        Some(if skips_head { ApprovalLevel::Governors } else { ApprovalLevel::Head })
    }

    /// Whether somebody may approve an order that waits at a level, to which others have agreed
    /// before, and what follows. Nobody agrees to their own request, nobody twice, and no deputy
    /// in the place of whoever asked or agreed.
    ///
    /// # Errors
    /// `OwnRequest`, `ApprovedBefore`, `OtherLevel`, `OverLimit`.
    pub fn approve(
        self,
        requester: PersonId,
        awaits: ApprovalLevel,
        given: &[Approver],
        by: &Approver,
        total: Gross,
    ) -> Result<Next, Refusal> {
        if by.is(requester) {
            return Err(Refusal::OwnRequest);
        }
        if given.iter().any(|earlier| earlier.is_as_one_with(by)) {
            return Err(Refusal::ApprovedBefore);
        }
        if by.level != awaits {
            return Err(Refusal::OtherLevel { level: awaits });
        }
        let total = total.pence();
        match (awaits, self.governors_from()) {
            (ApprovalLevel::Head, Some(from)) if total > from => {
                by.reaches(from).map(|()| Next::Governors)
            }
            _ => by.reaches(total).map(|()| Next::Binding),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::ApprovalLevel::{Governors, Head};
    use super::*;

    const ASKS: u128 = 1;

    fn person(number: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(number))
    }

    fn pounds(pounds: i32) -> Gross {
        Gross(Pence::pounds(pounds))
    }

    fn own(number: u128, level: ApprovalLevel, limit: Option<i32>) -> Approver {
        Approver::own(person(number), level, limit.map(Pence::pounds))
    }

    fn deputy(number: u128, of: u128, level: ApprovalLevel) -> Approver {
        Approver { deputy_of: Some(person(of)), ..own(number, level, None) }
    }

    fn chain(above: Option<i32>, head: Reach, governors: bool) -> Chain {
        Chain { governors_above: above.map(Pence::pounds), head, governors }
    }

    #[test]
    fn who_is_asked_first() {
        let up_to = |limit| Reach::UpTo(Pence::pounds(limit));
        let none = Reach::NoLimit;
        for (chain, limit, used, total, first) in [
            // Nothing laid down: the buyer's limit and one approver.
            (chain(None, none, false), Some(2_000), 0, 2_000, None),
            (chain(None, none, false), Some(2_000), 0, 2_001, Some(Head)),
            (chain(None, up_to(500), false), Some(0), 0, 2_001, Some(Head)),
            (chain(None, Reach::Nobody, false), Some(0), 0, 2_001, Some(Head)),
            // Buyer, head, governors.
            (chain(Some(10_000), none, true), Some(2_000), 0, 2_000, None),
            (chain(Some(10_000), none, true), Some(2_000), 0, 10_001, Some(Head)),
            // Whoever orders without a limit asks the governors, in one piece or in two.
            (chain(Some(10_000), none, true), None, 0, 10_000, None),
            (chain(Some(10_000), none, true), None, 0, 10_001, Some(Governors)),
            (chain(Some(10_000), none, true), None, 6_000, 6_000, Some(Governors)),
            // A head who asks above their own limit, and nobody else at their level.
            (chain(None, Reach::Nobody, true), Some(5_000), 0, 5_001, Some(Governors)),
            (chain(Some(0), Reach::Nobody, false), Some(0), 0, 1, Some(Governors)),
        ] {
            let allowance = Allowance::new(limit.map(Pence::pounds), Pence::pounds(used));
            let told = format!("{chain:?} {limit:?} {total}");
            assert_eq!(chain.begins_at(allowance, pounds(total)), first, "{told}");
        }
    }

    #[test]
    fn who_may_agree_and_what_follows() {
        let up_to = |limit| Reach::UpTo(Pence::pounds(limit));
        let three = chain(Some(10_000), Reach::NoLimit, true);
        let limited = chain(None, up_to(5_000), true);
        let over = |limit| Err(Refusal::OverLimit { limit: Pence::pounds(limit) });
        let other = |level| Err(Refusal::OtherLevel { level });
        let (head, chair) = (own(2, Head, None), own(3, Governors, None));
        for (chain, awaits, given, by, total, result) in [
            (three, Head, vec![], head, 10_000, Ok(Next::Binding)),
            (three, Head, vec![], head, 10_001, Ok(Next::Governors)),
            (three, Head, vec![], own(2, Head, Some(9_999)), 10_001, over(9_999)),
            (three, Head, vec![], own(2, Head, Some(10_000)), 10_001, Ok(Next::Governors)),
            (three, Head, vec![], chair, 10_001, other(Head)),
            (three, Governors, vec![head], chair, 10_001, Ok(Next::Binding)),
            (three, Governors, vec![head], own(4, Head, None), 10_001, other(Governors)),
            (three, Governors, vec![head], own(3, Governors, Some(9_000)), 10_001, over(9_000)),
            (limited, Head, vec![], own(2, Head, Some(5_000)), 5_000, Ok(Next::Binding)),
            (limited, Head, vec![], own(2, Head, Some(5_000)), 5_001, Ok(Next::Governors)),
            // Nobody for themselves, nobody twice, whoever stands in for whom.
            (three, Head, vec![], own(ASKS, Head, None), 1, Err(Refusal::OwnRequest)),
            (three, Head, vec![], deputy(4, ASKS, Head), 1, Err(Refusal::OwnRequest)),
            (
                three,
                Governors,
                vec![head],
                own(2, Governors, None),
                1,
                Err(Refusal::ApprovedBefore),
            ),
            (
                three,
                Governors,
                vec![head],
                deputy(4, 2, Governors),
                1,
                Err(Refusal::ApprovedBefore),
            ),
            (
                three,
                Governors,
                vec![deputy(4, 2, Head)],
                own(2, Governors, None),
                1,
                Err(Refusal::ApprovedBefore),
            ),
            (
                three,
                Governors,
                vec![deputy(4, 2, Head)],
                deputy(5, 2, Governors),
                1,
                Err(Refusal::ApprovedBefore),
            ),
            (three, Governors, vec![deputy(4, 2, Head)], chair, 20_000, Ok(Next::Binding)),
        ] {
            let told = format!("{by:?} after {given:?}, {total} at {awaits:?}");
            let outcome = chain.approve(person(ASKS), awaits, &given, &by, pounds(total));
            assert_eq!(outcome, result, "{told}");
        }
    }

    fn somebody() -> impl Strategy<Value = Approver> {
        let level = prop_oneof![Just(Head), Just(Governors)];
        let limit = proptest::option::of(0_i64..3_000);
        (0_u128..5, level, limit, proptest::option::of(0_u128..5)).prop_map(
            |(number, level, limit, of)| Approver {
                person: person(number),
                level,
                limit: limit.map(Pence::new),
                deputy_of: of.filter(|of| *of != number).map(person),
            },
        )
    }

    proptest! {
        #[test]
        fn no_chain_binds_by_whoever_asks_nor_above_all_who_agreed(
            above in proptest::option::of(0_i64..3_000),
            governors in any::<bool>(),
            alone in proptest::option::of(0_i64..3_000),
            total in 1_i64..4_000,
            tries in proptest::collection::vec(somebody(), 0..12),
        ) {
            let (asks, total) = (person(ASKS), Gross(Pence::new(total)));
            let heads = tries.iter().filter(|one| one.level == Head && one.person != asks);
            let chain = Chain {
                governors_above: above.map(Pence::new),
                head: Reach::of(heads.map(|one| one.limit)),
                governors,
            };
            let allowance = Allowance::new(alone.map(Pence::new), Pence::ZERO);
            let mut given: Vec<Approver> = Vec::new();
            let mut waits = chain.begins_at(allowance, total);
            if waits.is_none() {
                prop_assert!(alone.is_none_or(|limit| total.pence() <= Pence::new(limit)));
                prop_assert!(above.is_none_or(|above| total.pence() <= Pence::new(above)));
            }
            let began = waits;
            for by in tries {
                let Some(level) = waits else { break };
                match chain.approve(asks, level, &given, &by, total) {
                    Ok(Next::Binding) => waits = None,
                    Ok(Next::Governors) => waits = Some(Governors),
                    Err(_) => continue,
                }
                given.push(by);
            }
            if began.is_some() && waits.is_none() {
                let (last, before) = given.split_last().unwrap();
                prop_assert!(last.limit.is_none_or(|limit| total.pence() <= limit));
                prop_assert!(given.iter().all(|one| !one.is(asks)));
                prop_assert!(before.iter().all(|one| !one.is_as_one_with(last)));
                if above.is_some_and(|above| total.pence() > Pence::new(above)) {
                    prop_assert_eq!(last.level, Governors);
                }
            }
        }
    }
}
