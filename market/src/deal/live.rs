//! Watching a deal's meter move.

use domain::Failure;
use domain::deal::Meter;
use domain::id::DealId;

use super::stored::find_any;
use super::view::DealShown;
use crate::Market;

/// Leave to watch one deal: given to whoever may see its page, good for one connection.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    deal: DealId,
}

impl DealShown {
    /// Lets whoever was shown the deal watch it.
    pub const fn watch(&self) -> Watch {
        Watch { deal: self.id }
    }
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
