//! Approving an order that is over the buyer's limit, sending it back or declining it; and the
//! buyer's second try.

use domain::access::Action;
use domain::id::{OrderId, OrderLineId, PersonId};
use domain::order::{Content, LineState, Order, OrderState};
use domain::saving::Stage;
use domain::text::{self, PurchaseOrderNumber};
use domain::{Failure, Problem, Refusal};

use super::load::{Stored, load};
use super::place::Placed;
use super::quote::limit_of;
use super::store::save;
use super::{place, saving, tell};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::release_day;
use crate::db::Writer;
use crate::mail::About;

/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// What an approver says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The school is bound.
    Approve,
    /// The buyer is to change something; the days stay held.
    SendBack {
        /// What, in the approver's words.
        reason: String,
    },
    /// It will not be bought; the days are free again.
    Decline {
        /// Why, in the approver's words.
        reason: String,
    },
}

/// Decides on an order of the school acted for, as it was shown.
#[derive(Debug, Clone)]
pub struct DecideOrder {
    /// The order.
    pub order: OrderId,
    /// The version that was shown: what is approved is what was seen.
    pub version: i64,
    /// What was decided.
    pub decision: Decision,
}

/// Decides on an order that waits for approval.
///
/// # Errors
/// `Refused` with `OwnRequest`, `OverLimit`, `OrderState`, or `TooSoon` where a day has passed
/// meanwhile; `ChangedMeanwhile` where it is not as it was shown.
pub async fn decide_order(
    market: &Market,
    actor: &Actor,
    decide: DecideOrder,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ApproveOrder)?;
    let decision = read(decide.decision)?;
    let (permit, decision) = (&permit, &decision);
    market
        .db
        .write(|w| async move {
            let before = load(&w, permit.scope(), decide.order).await?;
            if before.order.state() == OrderState::AwaitingApproval
                && before.version != decide.version
            {
                return Err(Failure::ChangedMeanwhile);
            }
            let after = apply(market, actor, permit.person(), &before, decision)?;
            save(market, &w, &before, &after, permit.person()).await?;
            match &after {
                Order::Placed(_) => approved(market, &w, permit, &before).await?,
                Order::Declined(_) => free(market, &w, &before, permit.person()).await?,
                Order::AwaitingApproval(_)
                | Order::SentBack(_)
                | Order::Completed(_)
                | Order::Cancelled(_) => {}
            }
            tell_requester(market, &w, &before, &after, decision).await?;
            record(market, &w, permit, &before, &after, decision).await
        })
        .await
}

fn read(decision: Decision) -> Result<Decision, Failure> {
    let reason = |typed: &str| {
        text::paragraph(typed, REASON_MAX).map_err(|problem| Failure::field("reason", problem))
    };
    Ok(match decision {
        Decision::Approve => Decision::Approve,
        Decision::SendBack { reason: typed } => Decision::SendBack { reason: reason(&typed)? },
        Decision::Decline { reason: typed } => Decision::Decline { reason: reason(&typed)? },
    })
}

fn apply(
    market: &Market,
    actor: &Actor,
    approver: PersonId,
    before: &Stored,
    decision: &Decision,
) -> Result<Order, Failure> {
    let order = before.order.clone();
    Ok(match decision {
        Decision::Approve => {
            let limit = limit_of(actor, Action::ApproveOrder);
            let order = order.approve(approver, limit, market.now())?;
            // Held since the buyer asked in time: only a day that has passed cannot be had.
            let earliest = market.today();
            let passed = before.lines.iter().filter(|line| !line.is_cancelled());
            if passed.filter_map(|line| line.day).any(|day| day < earliest) {
                return Err(Refusal::TooSoon { earliest }.into());
            }
            order
        }
        Decision::SendBack { reason } => order.send_back(approver, reason.clone())?,
        Decision::Decline { reason } => order.decline(approver, reason.clone())?,
    })
}

async fn approved(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    before: &Stored,
) -> Result<(), Failure> {
    for line in before.lines.iter().filter(|line| !line.is_cancelled()) {
        saving::advance(market, w, line, Stage::Contracted, permit.person()).await?;
    }
    let told = tell::told(w, before).await?;
    tell::tell_provider(market, w, before.provider, &About::BookingReceived(told)).await
}

/// Gives the days back and takes the savings back: nothing of the order will come to pass.
pub(super) async fn free(
    market: &Market,
    w: &Writer,
    before: &Stored,
    by: PersonId,
) -> Result<(), Failure> {
    let lines: Vec<OrderLineId> =
        before.lines.iter().filter(|line| !line.is_cancelled()).map(|line| line.id).collect();
    free_lines(market, w, &lines, by).await
}

/// Gives some lines' days back, and takes their savings back.
pub(super) async fn free_lines(
    market: &Market,
    w: &Writer,
    lines: &[OrderLineId],
    by: PersonId,
) -> Result<(), Failure> {
    for line in lines {
        release_day(w, *line).await?;
        saving::take_back(market, w, *line, by).await?;
    }
    Ok(())
}

async fn tell_requester(
    market: &Market,
    w: &Writer,
    before: &Stored,
    after: &Order,
    decision: &Decision,
) -> Result<(), Failure> {
    let reason = match decision {
        Decision::Approve => None,
        Decision::SendBack { reason } | Decision::Decline { reason } => Some(reason.clone()),
    };
    let order = tell::told(w, before).await?;
    let about = About::OrderDecided { order, state: after.state().code().to_owned(), reason };
    tell::tell_person(market, w, before.requested_by, &about).await
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    before: &Stored,
    after: &Order,
    decision: &Decision,
) -> Result<(), Failure> {
    let action = match decision {
        Decision::Approve => "approve_order",
        Decision::SendBack { .. } => "send_back_order",
        Decision::Decline { .. } => "decline_order",
    };
    let record = Record::new(Some(before.partnership), permit, action, before.id)
        .before(&before.order.state())?
        .after(&after.state())?;
    audit::record(market, w, record).await
}

/// Sends an order again after it was sent back: as it is, with fewer days, or with another number.
#[derive(Debug, Clone)]
pub struct Resubmit {
    /// The order.
    pub order: OrderId,
    /// The lines that stay; the days of the others are free again.
    pub keep: Vec<OrderLineId>,
    /// The school's own number for the order.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
}

/// The buyer sends an order again. Inside their limit now, it is placed at once.
///
/// # Errors
/// `Refused(OrderState)` where it was not sent back.
pub async fn resubmit(market: &Market, actor: &Actor, again: Resubmit) -> Result<Placed, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let (permit, again) = (&permit, &again);
    market
        .db
        .write(|w| async move {
            let before = load(&w, permit.scope(), again.order).await?;
            let (content, dropped) = kept(&before, permit.person(), &again.keep)?;
            let limit = limit_of(actor, Action::PlaceOrder);
            let after = before.order.clone().resubmit(content, limit, market.now())?;
            save(market, &w, &before, &after, permit.person()).await?;
            set_number(&w, before.id, permit.person(), again).await?;
            free_lines(market, &w, &dropped, permit.person()).await?;
            let now = load(&w, permit.scope(), again.order).await?;
            let waits = after.state() == OrderState::AwaitingApproval;
            if !waits {
                for line in now.lines.iter().filter(|line| !line.is_cancelled()) {
                    saving::advance(market, &w, line, Stage::Contracted, permit.person()).await?;
                }
            }
            let told = tell::told(&w, &now).await?;
            let buyer = permit.person();
            place::send(market, &w, now.school, now.provider, buyer, waits, told).await?;
            let record = Record::new(Some(now.partnership), permit, "resubmit_order", now.id)
                .before(&before.gross.to_string())?
                .after(&now.gross.to_string())?;
            audit::record(market, &w, record).await?;
            Ok(Placed { order: now.id, reference: now.reference, needs_approval: waits })
        })
        .await
}

/// What stays of an order, and what goes.
fn kept(
    before: &Stored,
    requester: PersonId,
    keep: &[OrderLineId],
) -> Result<(Content, Vec<OrderLineId>), Failure> {
    let booked = before.order.content().lines.iter().filter(|line| line.state == LineState::Booked);
    let (stay, go): (Vec<_>, Vec<_>) = booked.cloned().partition(|line| keep.contains(&line.id));
    if stay.is_empty() {
        return Err(Failure::field("day", Problem::Missing));
    }
    let dropped = go.iter().map(|line| line.id).collect();
    Ok((Content { requester, lines: stay }, dropped))
}

/// Whoever sends it again is who asks now: they cannot approve it themselves.
async fn set_number(
    w: &Writer,
    order: OrderId,
    requester: PersonId,
    again: &Resubmit,
) -> Result<(), Failure> {
    let sql = "UPDATE school_order SET purchase_order_number = $2, requested_by = $3 WHERE id = $1";
    let number = again.purchase_order_number.as_ref().map(|number| number.as_str().to_owned());
    let values = [order.uuid().into(), number.into(), requester.uuid().into()];
    w.execute_one(sql, values).await
}
