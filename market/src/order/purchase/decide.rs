//! Deciding on orders that were placed together: all of them, or none.

use domain::Failure;
use domain::access::Action;
use domain::delegation::Approver;
use domain::id::PurchaseId;
use domain::order::{Order, Purchase};

use crate::access::{Actor, Permit};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::order::decide::{Decision, enter, read, tell_requester};
use crate::order::load::{Stored, load_together};
use crate::order::tell;
use crate::order::to_approve::ToApprove;
use crate::order::turn::take_turn_as;
use crate::{Market, delegation};

/// Decides on a purchase of the school acted for, as it was shown.
#[derive(Debug, Clone)]
pub struct DecidePurchase {
    /// The purchase.
    pub purchase: PurchaseId,
    /// The version that was shown: what is approved is what was seen.
    pub version: i64,
    /// What was decided.
    pub decision: Decision,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Which state orders are in together: it rises with every change of any of them.
pub(super) fn version_of(orders: &[Stored]) -> i64 {
    orders.iter().map(|order| order.version).fold(0, i64::saturating_add)
}

/// Decides on all that waits of a purchase, by what it comes to together.
///
/// # Errors
/// `Refused` with `OwnRequest`, `ApprovedBefore`, `OtherLevel`, `OverLimit`, `OrderState`, or `TooSoon`
/// where a day has passed meanwhile; `ChangedMeanwhile` where it is not as it was shown.
pub async fn decide_purchase(
    market: &Market,
    actor: &Actor,
    decide: DecidePurchase,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ApproveOrder)?;
    let decision = &read(decide.decision)?;
    let contents = (decide.purchase, decide.version, decision);
    let once = &Once::new(permit.person(), "decide_purchase", &decide.key, &contents)?;
    let (id, version, _) = contents;
    market
        .db
        .write(|w| async move {
            let decide = async {
                take_turn_as(&w, permit).await?;
                let all = load_together(&w, permit.scope(), id).await?;
                let seen = version_of(&all);
                let waiting: Vec<Stored> =
                    all.into_iter().filter(|order| order.order.waits().is_ok()).collect();
                if !waiting.is_empty() && seen != version {
                    return Err(Failure::ChangedMeanwhile);
                }
                carry_out(market, &w, (actor, permit), (id, &waiting), decision).await
            };
            once.answer(market, &w, decide).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    (id, before): (PurchaseId, &[Stored]),
    decision: &Decision,
) -> Result<(), Failure> {
    let (after, by) = apply(market, w, actor, before, decision).await?;
    let told = tell::told_together(w, id, before).await?;
    for (before, after) in before.iter().zip(&after) {
        enter(market, w, permit, (before, after), (decision, by)).await?;
    }
    let Some((first, now)) = before.first().zip(after.first()) else { return Ok(()) };
    if now.waits().is_ok() {
        let all = load_together(w, permit.scope(), id).await?;
        tell::ask_approvers(market, w, &ToApprove::together(&all)?, told.clone()).await?;
    }
    tell_requester(market, w, first.requested_by, (told, now.state()), decision).await
}

/// The orders as they are after a decision, in their order; and as what somebody approved them.
async fn apply(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    before: &[Stored],
    decision: &Decision,
) -> Result<(Vec<Order>, Option<Approver>), Failure> {
    let purchase = Purchase::of(before.iter().map(|order| order.order.clone()))?;
    let person = actor.person();
    Ok(match decision {
        Decision::Approve => {
            let chain = ToApprove::together(before)?.chain(market, w).await?;
            let (by, _) = purchase.choose(&delegation::stands_for(actor), chain)?;
            (purchase.approve(by, chain, market.now())?, Some(by))
        }
        Decision::SendBack { reason } => (purchase.send_back(person, reason)?, None),
        Decision::Decline { reason } => (purchase.decline(person, reason)?, None),
    })
}
