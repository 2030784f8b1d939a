//! Leaving a deal before it closes.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::DealId;

use super::savings;
use super::stored::{Standpoint, find_for, lock_open};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::change::{self, Topic};
use crate::idempotency::{Once, RequestKey};

/// The school leaves.
#[derive(Debug, Clone)]
pub struct LeaveDeal {
    /// Which deal.
    pub deal: DealId,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Takes the actor's school out of a deal that is still open. Its expected saving is taken back.
///
/// # Errors
/// `Refused(NotCommitted)` where it is not in; `Refused(DealClosed)` from the closing time on: then
/// what was signed stands.
pub async fn leave_deal(market: &Market, actor: &Actor, leave: LeaveDeal) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::CommitToDeal)?;
    let standpoint = &Standpoint::of(actor)?;
    let id = leave.deal;
    let contents = (id, permit.organisation());
    let once = &Once::new(permit.person(), "leave_deal", &leave.key, &contents)?;
    market
        .db
        .write(|w| async move {
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            once.keep(&w, &()).await?;
            lock_open(&w, id).await?;
            let stored = find_for(&w, standpoint, market.today(), id).await?;
            let school = permit.scope().organisation();
            let now = market.now();
            stored.deal.clone().leave(school, now)?;
            let sql = "UPDATE commitment SET withdrawn_at = $3, withdrawn_by = $4 \
                       WHERE deal_id = $1 AND school_id = $2 AND withdrawn_at IS NULL";
            let values: [sea_orm::Value; 4] =
                [id.uuid().into(), school.uuid().into(), now.into(), permit.person().uuid().into()];
            w.execute_one(sql, values).await?;
            for signed in stored.signed.iter().filter(|signed| signed.school == school) {
                savings::take_back(market, &w, signed.commitment, Some(permit.person())).await?;
            }
            change::touch(&w, Topic::Deal(id)).await?;
            let entry = Record::new(Some(stored.partnership), permit, Deed::LeaveDeal, id);
            audit::record(market, &w, entry.before(&school)?).await
        })
        .await
}
