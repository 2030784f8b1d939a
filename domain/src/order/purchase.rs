//! Orders that one buyer places together: one decision, by what they come to together.

use chrono::{DateTime, Utc};

use super::approval::Gate;
use super::state::{AwaitingApproval, Content, Order, Placed};
use crate::calendar::london_day;
use crate::delegation::{ApprovalLevel, Approver, Chain, Next};
use crate::failure::Refusal;
use crate::id::PersonId;
use crate::money::{Gross, Pence};

/// What orders come to together, each rounded to its own pennies: what their invoices will add up to.
///
/// # Errors
/// `AmountTooLarge`.
pub fn together<'a>(contents: impl IntoIterator<Item = &'a Content>) -> Result<Gross, Refusal> {
    let mut sum = Pence::ZERO;
    for content in contents {
        let gross = content.totals().map_err(|_| Refusal::AmountTooLarge)?.gross.pence();
        sum = sum.plus(gross).map_err(|_| Refusal::AmountTooLarge)?;
    }
    Ok(Gross(sum))
}

/// New orders that pass one gate together: all of them binding at once, or all with an approver.
///
/// # Errors
/// As [`Order::place`] of any of them; `OrderState` where there is none.
pub fn place_together(
    contents: Vec<Content>,
    gate: impl Into<Gate>,
    now: DateTime<Utc>,
) -> Result<Vec<Order>, Refusal> {
    if contents.is_empty() {
        return Err(Refusal::OrderState);
    }
    let asks = gate.into().asks_first(together(&contents)?);
    contents.into_iter().map(|content| Order::begin(content, asks, now)).collect()
}

impl AwaitingApproval {
    /// What follows if somebody approves it, where it is judged by what it comes to together with others.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn next_of(&self, by: &Approver, chain: Chain, total: Gross) -> Result<Next, Refusal> {
        chain.approve(self.content.requester, self.awaits, &self.given, by, total)
    }

    /// As what somebody may approve it, where it is judged by what it comes to together with others.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn choose_of(
        &self,
        some: &[Approver],
        chain: Chain,
        total: Gross,
    ) -> Result<(Approver, Next), Refusal> {
        let mut against = Refusal::OtherLevel { level: self.awaits };
        for by in some {
            match self.next_of(by, chain, total) {
                Ok(next) => return Ok((*by, next)),
                Err(Refusal::OtherLevel { .. }) => {}
                Err(refusal) => against = refusal,
            }
        }
        Err(against)
    }
}

/// Orders that wait together: of one buyer, at one level, agreed to by the same people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    first: AwaitingApproval,
    rest: Vec<AwaitingApproval>,
    total: Gross,
}

impl Purchase {
    /// What waits of some orders.
    ///
    /// # Errors
    /// `OrderState` where none waits, or they do not wait for the same.
    pub fn of(orders: impl IntoIterator<Item = Order>) -> Result<Self, Refusal> {
        let waiting = orders.into_iter().filter_map(|order| match order {
            Order::AwaitingApproval(waiting) => Some(waiting),
            Order::SentBack(_)
            | Order::Declined(_)
            | Order::Placed(_)
            | Order::Completed(_)
            | Order::Cancelled(_) => None,
        });
        let mut waiting = waiting.collect::<Vec<_>>().into_iter();
        let first = waiting.next().ok_or(Refusal::OrderState)?;
        let rest: Vec<AwaitingApproval> = waiting.collect();
        let alike = |other: &AwaitingApproval| {
            other.content.requester == first.content.requester
                && other.awaits == first.awaits
                && other.given == first.given
        };
        if !rest.iter().all(alike) {
            return Err(Refusal::OrderState);
        }
        let total = together(std::iter::once(&first).chain(&rest).map(|one| &one.content))?;
        Ok(Self { first, rest, total })
    }

    /// What they come to together.
    pub const fn total(&self) -> Gross {
        self.total
    }

    /// How they wait: the first of them, since all wait alike.
    pub const fn waits(&self) -> &AwaitingApproval {
        &self.first
    }

    /// Whether a person may approve them as each of some, and what follows, by what they come to
    /// together.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn choose(&self, some: &[Approver], chain: Chain) -> Result<(Approver, Next), Refusal> {
        self.first.choose_of(some, chain, self.total)
    }

    /// Makes all of them binding, or has all of them wait for the governors.
    ///
    /// # Errors
    /// As [`Chain::approve`]; `TooSoon` where a day of any of them is past.
    pub fn approve(
        self,
        by: Approver,
        chain: Chain,
        now: DateTime<Utc>,
    ) -> Result<Vec<Order>, Refusal> {
        let next = self.first.next_of(&by, chain, self.total)?;
        self.each(|mut one| {
            one.content.none_has_passed(london_day(now))?;
            one.given.push(by);
            Ok(match next {
                Next::Governors => Order::AwaitingApproval(AwaitingApproval {
                    awaits: ApprovalLevel::Governors,
                    ..one
                }),
                Next::Binding => Order::Placed(Placed {
                    content: one.content,
                    placed_at: now,
                    approved_by: Some(by.person),
                }),
            })
        })
    }

    /// Gives all of them back to the buyer to change.
    ///
    /// # Errors
    /// `OwnRequest`.
    pub fn send_back(self, approver: PersonId, reason: &str) -> Result<Vec<Order>, Refusal> {
        self.each(|one| one.send_back(approver, reason.to_owned()).map(Order::SentBack))
    }

    /// Refuses all of them for good.
    ///
    /// # Errors
    /// `OwnRequest`.
    pub fn decline(self, approver: PersonId, reason: &str) -> Result<Vec<Order>, Refusal> {
        self.each(|one| one.decline(approver, reason.to_owned()).map(Order::Declined))
    }

    fn each(
        self,
        change: impl FnMut(AwaitingApproval) -> Result<Order, Refusal>,
    ) -> Result<Vec<Order>, Refusal> {
        std::iter::once(self.first).chain(self.rest).map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::{OrderLineId, ServiceVersionId};
    use crate::money::Net;
    use crate::order::{Allowance, Line, LineState, OrderState, Subject};
    use crate::vat::VatReason;

    fn now() -> DateTime<Utc> {
        "2027-01-20T09:00:00Z".parse().unwrap()
    }

    fn person(number: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(number))
    }

    /// An order of one thing for so many pence without VAT, which adds a fifth.
    fn content(pence: i64) -> Content {
        let net = Net(Pence::new(pence));
        let line = Line {
            id: OrderLineId::from_uuid(Uuid::from_u128(7)),
            subject: Subject::Units { service: ServiceVersionId::from_uuid(Uuid::from_u128(5)) },
            quantity: 1,
            unit_price: net,
            net,
            vat: VatReason::Standard.basis(now().date_naive()).unwrap(),
            state: LineState::Booked,
            disputed: false,
        };
        Content { requester: person(1), lines: vec![line] }
    }

    fn up_to(pounds: i32) -> Allowance {
        Allowance::new(Some(Pence::pounds(pounds)), Pence::ZERO)
    }

    fn head(limit: Option<i32>) -> Approver {
        Approver::own(person(2), ApprovalLevel::Head, limit.map(Pence::pounds))
    }

    fn states(orders: &[Order]) -> Vec<OrderState> {
        orders.iter().map(Order::state).collect()
    }

    #[test]
    fn orders_that_each_lie_within_the_limit_wait_together_above_it() {
        let three = || vec![content(20_000), content(20_000), content(20_000)];
        let alone = place_together(three(), up_to(720), now()).unwrap();
        assert_eq!(states(&alone), [OrderState::Placed; 3]);
        let waiting = place_together(three(), up_to(719), now()).unwrap();
        assert_eq!(states(&waiting), [OrderState::AwaitingApproval; 3]);
        let purchase = Purchase::of(waiting).unwrap();
        assert_eq!(purchase.total(), Gross(Pence::pounds(720)));
        // Each of them would be within an approver's limit of £500; together they are not.
        let over = purchase.clone().approve(head(Some(500)), Chain::default(), now());
        assert_eq!(over, Err(Refusal::OverLimit { limit: Pence::pounds(500) }));
        let own = Approver { person: person(1), ..head(None) };
        assert_eq!(
            purchase.clone().approve(own, Chain::default(), now()),
            Err(Refusal::OwnRequest)
        );
        let agreed = purchase.approve(head(None), Chain::default(), now()).unwrap();
        assert_eq!(states(&agreed), [OrderState::Placed; 3]);
    }

    #[test]
    fn the_governors_are_asked_by_what_they_come_to_together() {
        let waiting = place_together(vec![content(50_000), content(50_000)], up_to(0), now());
        let chain = Chain { governors_above: Some(Pence::pounds(1_000)), ..Chain::default() };
        let purchase = Purchase::of(waiting.unwrap()).unwrap();
        let goes_on = purchase.approve(head(None), chain, now()).unwrap();
        assert_eq!(states(&goes_on), [OrderState::AwaitingApproval; 2]);
        let with_governors = Purchase::of(goes_on).unwrap();
        assert_eq!(with_governors.waits().awaits, ApprovalLevel::Governors);
        let chair = Approver::own(person(3), ApprovalLevel::Governors, None);
        let bound = with_governors.approve(chair, chain, now()).unwrap();
        assert_eq!(states(&bound), [OrderState::Placed; 2]);
    }

    #[test]
    fn all_are_sent_back_or_declined_and_orders_that_do_not_wait_alike_are_no_purchase() {
        let waiting = || place_together(vec![content(1), content(2)], up_to(0), now()).unwrap();
        let purchase = || Purchase::of(waiting()).unwrap();
        let back = purchase().send_back(person(2), "Too much").unwrap();
        assert_eq!(states(&back), [OrderState::SentBack; 2]);
        let gone = purchase().decline(person(2), "No").unwrap();
        assert_eq!(states(&gone), [OrderState::Declined; 2]);
        assert_eq!(purchase().decline(person(1), "No"), Err(Refusal::OwnRequest));
        assert_eq!(Purchase::of(back), Err(Refusal::OrderState));
        assert_eq!(place_together(Vec::new(), up_to(5), now()), Err(Refusal::OrderState));
        let other = Content { requester: person(9), ..content(3) };
        let others = place_together(vec![other], up_to(0), now()).unwrap();
        let mixed = waiting().into_iter().chain(others);
        assert_eq!(Purchase::of(mixed), Err(Refusal::OrderState));
    }

    proptest! {
        #[test]
        fn together_is_the_sum_of_each_and_all_of_them_bind_or_none(
            amounts in proptest::collection::vec(1_i64..500_000, 1..20),
            limit in 0_i32..20_000,
        ) {
            let contents: Vec<Content> = amounts.iter().map(|pence| content(*pence)).collect();
            let sum = together(&contents).unwrap().pence();
            let each: i64 = contents
                .iter()
                .map(|one| one.totals().unwrap().gross.pence().get())
                .sum();
            prop_assert_eq!(sum.get(), each);
            let placed = place_together(contents, up_to(limit), now()).unwrap();
            let binds = sum <= Pence::pounds(limit);
            let state = if binds { OrderState::Placed } else { OrderState::AwaitingApproval };
            prop_assert!(placed.iter().all(|order| order.state() == state));
        }
    }
}
