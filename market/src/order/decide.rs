//! Approving an order that is over the buyer's limit, one level after the other; sending it back or
//! declining it.

use domain::access::Action;
use domain::audit::Deed;
use domain::delegation::Approver;
use domain::id::{OrderId, OrderLineId, PersonId};
use domain::order::{Order, OrderState};
use domain::saving::Stage;
use domain::{Failure, Refusal, text};
use serde::Serialize;
use serde_json::json;

use super::gate::{chain, must_be_open};
use super::load::{Stored, load};
use super::store::save;
use super::to_approve::ToApprove;
use super::turn::take_turn_as;
use super::{approval, saving, tell};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::release_days;
use crate::db::{Reader, Writer};
use crate::event::{release_places, send_to_late_comers};
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, OrderTold};
use crate::{Market, delegation};

/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// What an approver says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Decides on an order that waits for approval.
///
/// # Errors
/// `Refused` with `OwnRequest`, `ApprovedBefore`, `OtherLevel`, `OverLimit`, `OrderState`, or `TooSoon`
/// where a day has passed meanwhile; `ChangedMeanwhile` where it is not as it was shown.
pub async fn decide_order(
    market: &Market,
    actor: &Actor,
    decide: DecideOrder,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ApproveOrder)?;
    let decision = &read(decide.decision)?;
    let contents = (decide.order, decide.version, decision);
    let once = &Once::new(permit.person(), "decide_order", &decide.key, &contents)?;
    let (id, version, _) = contents;
    market
        .db
        .write(|w| async move {
            let decide = async {
                take_turn_as(&w, permit).await?;
                let before = load(&w, permit.scope(), id).await?;
                let waits = before.order.state() == OrderState::AwaitingApproval;
                if before.purchase.is_some() {
                    return Err(Refusal::PartOfPurchase.into());
                }
                if waits && before.version != version {
                    return Err(Failure::ChangedMeanwhile);
                }
                carry_out(market, &w, (actor, permit), &before, decision).await
            };
            once.answer(market, &w, decide).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    before: &Stored,
    decision: &Decision,
) -> Result<(), Failure> {
    let (after, by) = apply(market, w, actor, before, decision).await?;
    enter(market, w, permit, (before, &after), (decision, by)).await?;
    if after.waits().is_ok() {
        let now = load(w, permit.scope(), before.id).await?;
        let told = tell::told(w, before).await?;
        tell::ask_approvers(market, w, &ToApprove::one(&now)?, told).await?;
    }
    let told = tell::told(w, before).await?;
    tell_requester(market, w, before.requested_by, (told, after.state()), decision).await
}

/// Writes down what was decided on one order: its state, who agreed, what follows for its days, its
/// savings and whoever delivers, and its entry in the trail.
pub(super) async fn enter(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (before, after): (&Stored, &Order),
    (decision, by): (&Decision, Option<Approver>),
) -> Result<(), Failure> {
    if matches!(after, Order::Placed(_)) {
        must_be_open(market, w, before.school).await?;
    }
    save(market, w, before, after, Some(permit.person())).await?;
    if let Some(by) = by {
        approval::keep(market, w, before, &by).await?;
    }
    match after {
        Order::Placed(_) => approved(market, w, permit, before).await?,
        Order::Declined(_) => free(market, w, before, Some(permit.person())).await?,
        Order::AwaitingApproval(_)
        | Order::SentBack(_)
        | Order::Completed(_)
        | Order::Cancelled(_) => {}
    }
    audit::record(market, w, record(permit, before, after, (decision, by))?).await
}

pub(super) fn read(decision: Decision) -> Result<Decision, Failure> {
    let reason = |typed: &str| {
        text::paragraph(typed, REASON_MAX).map_err(|problem| Failure::field("reason", problem))
    };
    Ok(match decision {
        Decision::Approve => Decision::Approve,
        Decision::SendBack { reason: typed } => Decision::SendBack { reason: reason(&typed)? },
        Decision::Decline { reason: typed } => Decision::Decline { reason: reason(&typed)? },
    })
}

/// The order as it is after a decision; and as what somebody approved it, where they did.
async fn apply(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    before: &Stored,
    decision: &Decision,
) -> Result<(Order, Option<Approver>), Failure> {
    let (order, person) = (before.order.clone(), actor.person());
    Ok(match decision {
        Decision::Approve => {
            let waiting = order.waits()?;
            let (school, requester) = (before.school, before.requested_by);
            let (chain, _) = chain(market, r, school, requester, before.category()).await?;
            let (by, _) = waiting.choose(&delegation::stands_for(actor), chain)?;
            (order.approve(by, chain, market.now())?, Some(by))
        }
        Decision::SendBack { reason } => (order.send_back(person, reason.clone())?, None),
        Decision::Decline { reason } => (order.decline(person, reason.clone())?, None),
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
        send_to_late_comers(market, w, line.id).await?;
    }
    let told = tell::told(w, before).await?;
    tell::tell_provider(market, w, before, &About::BookingReceived(told)).await
}

/// Gives the days back and takes the savings back: nothing of the order will come to pass.
pub(super) async fn free(
    market: &Market,
    w: &Writer,
    before: &Stored,
    by: Option<PersonId>,
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
    by: Option<PersonId>,
) -> Result<(), Failure> {
    Box::pin(release_days(market, w, lines)).await?;
    for line in lines {
        release_places(market, w, *line).await?;
        saving::take_back(market, w, *line, by).await?;
    }
    Ok(())
}

pub(super) async fn tell_requester(
    market: &Market,
    w: &Writer,
    requester: PersonId,
    (order, state): (OrderTold, OrderState),
    decision: &Decision,
) -> Result<(), Failure> {
    let reason = match decision {
        Decision::Approve => None,
        Decision::SendBack { reason } | Decision::Decline { reason } => Some(reason.clone()),
    };
    let about = About::OrderDecided { order, state: state.code().to_owned(), reason };
    tell::tell_person(market, w, requester, &about).await
}

fn record(
    permit: &Permit,
    before: &Stored,
    after: &Order,
    (decision, by): (&Decision, Option<Approver>),
) -> Result<Record<'static>, Failure> {
    let action = match decision {
        Decision::Approve => Deed::ApproveOrder,
        Decision::SendBack { .. } => Deed::SendBackOrder,
        Decision::Decline { .. } => Deed::DeclineOrder,
    };
    let record = Record::new(Some(before.partnership), permit, action, before.id)
        .before(&before.order.state())?;
    let deputy_of = by.and_then(|by| by.deputy_of);
    let awaits = after.waits().ok().map(|waiting| waiting.awaits);
    match (deputy_of, awaits) {
        (None, None) => record.after(&after.state()),
        (deputy_of, awaits) => record.after(&json!({
            "state": after.state(),
            "deputy_of": deputy_of,
            "waits_for": awaits,
        })),
    }
}
