//! What the buyer does with orders that were placed together, while nobody has agreed to them: sends
//! them again after they were sent back, or takes them back.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::PurchaseId;
use domain::order::{Content, OrderState, place_together};
use domain::saving::Stage;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Refusal};

use super::decide::version_of;
use super::place::{PlacedTogether, send};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::order::cancel::cancel_undecided;
use crate::order::gate::{gate_of, must_be_open};
use crate::order::load::{Stored, load_together};
use crate::order::resubmit::set_number;
use crate::order::saving;
use crate::order::store::save;
use crate::order::turn::take_turn_as;

/// Sends a purchase again after it was sent back, as it is.
#[derive(Debug, Clone)]
pub struct SendPurchaseAgain {
    /// The purchase.
    pub purchase: PurchaseId,
    /// The version that was shown.
    pub version: i64,
    /// The school's own number for all of it.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// The buyer sends all that was sent back of a purchase again, through the same gate as at first.
///
/// # Errors
/// `Refused(OrderState)` where nothing of it was sent back; `TooSoon` where a day of it is past;
/// `ChangedMeanwhile` where it is not as it was shown.
pub async fn send_purchase_again(
    market: &Market,
    actor: &Actor,
    again: SendPurchaseAgain,
) -> Result<PlacedTogether, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let again = &again;
    let contents = (again.purchase, again.version, &again.purchase_order_number);
    let once = &Once::new(permit.person(), "send_purchase_again", &again.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let work = send_again(market, &w, permit, again);
            once.answer(market, &w, work).await
        })
        .await
}

async fn send_again(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    again: &SendPurchaseAgain,
) -> Result<PlacedTogether, Failure> {
    take_turn_as(w, permit).await?;
    let back =
        of_state(w, permit, (again.purchase, again.version), &[OrderState::SentBack]).await?;
    must_be_open(market, w, permit.organisation()).await?;
    let requester = permit.person();
    let live = |order: &Stored| Content {
        requester,
        lines: order.order.content().lines.iter().filter(|line| line.is_live()).cloned().collect(),
    };
    let service = |order: &Stored| order.lines.iter().find_map(|line| line.service);
    let services: Vec<_> = back.iter().filter_map(service).map(|(service, _)| service).collect();
    let categories: Vec<_> = back.iter().map(Stored::category).collect();
    let gate = gate_of(market, w, permit, (&services, &categories)).await?;
    let after = place_together(back.iter().map(live).collect(), gate, market.now())?;
    for (before, after) in back.iter().zip(&after) {
        save(market, w, before, after, Some(requester)).await?;
        set_number(w, before.id, requester, again.purchase_order_number.as_ref()).await?;
    }
    let all = load_together(w, permit.scope(), again.purchase).await?;
    let sent = |order: &Stored| back.iter().any(|before| before.id == order.id);
    let now: Vec<Stored> = all.into_iter().filter(sent).collect();
    let needs_approval = after.iter().any(|order| order.waits().is_ok());
    for (before, now) in back.iter().zip(&now) {
        if !needs_approval {
            for line in now.lines.iter().filter(|line| !line.is_cancelled()) {
                saving::advance(market, w, line, Stage::Contracted, requester).await?;
            }
        }
        let record = Record::new(Some(now.partnership), permit, Deed::ResubmitOrder, now.id)
            .before(&before.gross.to_string())?
            .after(&now.gross.to_string())?;
        audit::record(market, w, record).await?;
    }
    send(market, w, again.purchase, &now).await?;
    Ok(PlacedTogether { purchase: again.purchase, needs_approval })
}

/// The orders of a purchase in one of some states, as it was shown.
async fn of_state(
    w: &Writer,
    permit: &Permit,
    (purchase, version): (PurchaseId, i64),
    states: &[OrderState],
) -> Result<Vec<Stored>, Failure> {
    let all = load_together(w, permit.scope(), purchase).await?;
    let seen = version_of(&all);
    let those: Vec<Stored> =
        all.into_iter().filter(|order| states.contains(&order.order.state())).collect();
    match those.len() {
        0 => Err(Refusal::OrderState.into()),
        _ if seen != version => Err(Failure::ChangedMeanwhile),
        _ => Ok(those),
    }
}

/// Takes a purchase back on which nobody has decided.
#[derive(Debug, Clone)]
pub struct CancelPurchase {
    /// The purchase.
    pub purchase: PurchaseId,
    /// The version that was shown.
    pub version: i64,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Takes back all that waits of a purchase, or was sent back: it costs nothing, and nothing is bought.
///
/// # Errors
/// `Refused(OrderState)` where all of it is decided; `ChangedMeanwhile` where it is not as it was shown.
pub async fn cancel_purchase(
    market: &Market,
    actor: &Actor,
    cancel: CancelPurchase,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (cancel.purchase, cancel.version);
    let once = &Once::new(permit.person(), "cancel_purchase", &cancel.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let work = async {
                take_turn_as(&w, permit).await?;
                let states = [OrderState::AwaitingApproval, OrderState::SentBack];
                for order in of_state(&w, permit, contents, &states).await? {
                    cancel_undecided(market, &w, permit, order.id).await?;
                }
                Ok(())
            };
            once.answer(market, &w, work).await
        })
        .await
}
