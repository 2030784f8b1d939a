//! Watching a deal's meter move.

use domain::Failure;
use domain::deal::Meter;
use domain::id::DealId;

use super::stored::{Standpoint, find_any, find_for};
use crate::Market;
use crate::access::Actor;

/// Leave to watch one deal: given to whoever may see its page, good for one connection.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    deal: DealId,
}

/// Lets somebody watch a deal.
///
/// # Errors
/// `NotFound` where there is no such deal for them.
pub async fn watch_deal(market: &Market, actor: &Actor, deal: DealId) -> Result<Watch, Failure> {
    let standpoint = &Standpoint::of(actor)?;
    let today = market.today();
    market.db.read(|r| async move { find_for(&r, standpoint, today, deal).await }).await?;
    Ok(Watch { deal })
}

impl Watch {
    /// Which deal.
    pub const fn deal(&self) -> DealId {
        self.deal
    }

    /// The meter as it stands: names no school, so one reading serves all who watch.
    pub async fn meter(&self, market: &Market) -> Result<Meter, Failure> {
        let deal = self.deal;
        let stored = market.db.read(|r| async move { find_any(&r, deal).await }).await?;
        Ok(stored.deal.meter())
    }
}
