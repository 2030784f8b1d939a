//! Opening a deal to the schools, and taking it back.

use domain::access::Action;
use domain::audit::Deed;
use domain::deal::DealState;
use domain::id::DealId;
use domain::{Failure, text};

use super::stored::{find_own, lock_open, write_ended};
use super::{close, savings, tell};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::change::{self, Topic};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::partnership::seller_of;

/// Opening a draft.
#[derive(Debug, Clone)]
pub struct OpenDeal {
    /// Which.
    pub deal: DealId,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Opens a draft: from now on its terms are frozen, and it closes by itself at its time.
///
/// # Errors
/// `Refused(DealClosed)` where its closing time has passed; `Refused(DealStillOpen)` where it is
/// open already; `ChangedMeanwhile`.
pub async fn open_deal(market: &Market, actor: &Actor, command: OpenDeal) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageDeals)?;
    let id = command.deal;
    let once = &Once::new(permit.person(), "open_deal", &command.key, &id)?;
    market
        .db
        .write(|w| async move {
            let open = async {
                let stored = find_own(&w, permit, id).await?;
                let now = market.now();
                let open = stored.deal.open(now)?;
                let seller = seller_of(&w, stored.partnership).await?.id;
                let sql = "UPDATE deal SET state = 'open', opened_at = $3, seller_id = $4, \
                           version = version + 1 \
                           WHERE id = $1 AND version = $2 AND state = 'draft'";
                let values: [sea_orm::Value; 4] =
                    [id.uuid().into(), stored.version.into(), now.into(), seller.uuid().into()];
                w.execute_one(sql, values).await?;
                close::plan(market, &w, id, open.terms().closes_at()).await?;
                change::touch(&w, Topic::Deal(id)).await?;
                let entry = Record::new(Some(stored.partnership), permit, Deed::OpenDeal, id)
                    .after(open.terms())?;
                audit::record(market, &w, entry).await
            };
            once.answer(market, &w, open).await
        })
        .await
}

/// Taking a deal back.
#[derive(Debug, Clone)]
pub struct WithdrawDeal {
    /// Which.
    pub deal: DealId,
    /// Why, in words that every school that signed up will read; up to 1,000 characters.
    pub reason: String,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Takes a deal back before its closing time. Whoever signed up is told why, and owes nothing.
///
/// # Errors
/// `Invalid` on `reason`; `Refused(DealClosed)` after the closing time.
pub async fn withdraw_deal(
    market: &Market,
    actor: &Actor,
    command: WithdrawDeal,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageDeals)?;
    let WithdrawDeal { deal, reason, key } = &command;
    let once = &Once::new(permit.person(), "withdraw_deal", key, &(deal, reason))?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, withdraw(market, &w, permit, *deal, reason)).await
        })
        .await
}

async fn withdraw(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: DealId,
    reason: &str,
) -> Result<(), Failure> {
    lock_open(w, id).await?;
    let stored = find_own(w, permit, id).await?;
    let reason = text::paragraph(reason, 1_000);
    let reason = &reason.map_err(|problem| Failure::field("reason", problem))?;
    let before = stored.deal.state();
    let now = market.now();
    let withdrawn = stored.deal.clone().withdraw(now)?;
    write_ended(w, &stored, &withdrawn, now, Some(reason)).await?;
    for signed in &stored.signed {
        savings::take_back(market, w, signed.commitment, Some(permit.person())).await?;
    }
    if before == DealState::Open {
        tell::withdrawn(market, w, &stored, reason).await?;
    }
    change::touch(w, Topic::Deal(id)).await?;
    let entry = Record::new(Some(stored.partnership), permit, Deed::WithdrawDeal, id)
        .parties(stored.schools())
        .before(&before.code())?
        .after(reason)?;
    audit::record(market, w, entry).await
}
