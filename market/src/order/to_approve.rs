//! What somebody is asked to approve: one order, or several that were placed together.

use domain::delegation::{Approver, Chain, Next};
use domain::id::{OrganisationId, PersonId};
use domain::order::{AwaitingApproval, Purchase, together};
use domain::service::Category;
use domain::{Failure, Gross, Refusal};

use super::gate::chain_of;
use super::load::Stored;
use crate::Market;
use crate::db::Reader;

/// What waits for somebody's approval.
pub(super) struct ToApprove {
    pub school: OrganisationId,
    pub requester: PersonId,
    categories: Vec<Option<Category>>,
    /// How it waits: of several the first, since all wait alike.
    pub waiting: AwaitingApproval,
    /// What it comes to, all of it together.
    pub total: Gross,
}

impl ToApprove {
    /// One order.
    ///
    /// # Errors
    /// `OrderState` where it does not wait.
    pub fn one(order: &Stored) -> Result<Self, Refusal> {
        let waiting = order.order.waits()?.clone();
        Ok(Self {
            school: order.school,
            requester: order.requested_by,
            categories: vec![order.category()],
            total: together([&waiting.content])?,
            waiting,
        })
    }

    /// What waits of orders that were placed together.
    ///
    /// # Errors
    /// `OrderState` where none of them waits.
    pub fn together(orders: &[Stored]) -> Result<Self, Refusal> {
        let waiting: Vec<&Stored> =
            orders.iter().filter(|order| order.order.waits().is_ok()).collect();
        let first = waiting.first().ok_or(Refusal::OrderState)?;
        let purchase = Purchase::of(waiting.iter().map(|order| order.order.clone()))?;
        Ok(Self {
            school: first.school,
            requester: first.requested_by,
            categories: waiting.iter().map(|order| order.category()).collect(),
            waiting: purchase.waits().clone(),
            total: purchase.total(),
        })
    }

    /// Whether a person may approve it, and what follows.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn next(&self, by: &Approver, chain: Chain) -> Result<Next, Refusal> {
        self.waiting.next_of(by, chain, self.total)
    }

    /// As what somebody may approve it, and what follows.
    ///
    /// # Errors
    /// As [`Chain::approve`].
    pub fn choose(&self, some: &[Approver], chain: Chain) -> Result<(Approver, Next), Refusal> {
        self.waiting.choose_of(some, chain, self.total)
    }

    /// The levels of its school for it.
    pub async fn chain(&self, market: &Market, r: &Reader) -> Result<Chain, Failure> {
        let (chain, _) = chain_of(market, r, self.school, self.requester, &self.categories).await?;
        Ok(chain)
    }
}
