//! A school says that what was confirmed is right, or that it is not.

use domain::access::Action;
use domain::audit::Deed;
use domain::dispute::{Outcome, Said, TypedDispute};
use domain::id::{DisputeId, OrderId, OrderLineId};
use domain::order::{LineState, Settle};
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::super::load::{Stored, StoredLine, load};
use super::super::store::save;
use super::super::turn::take_turn_as;
use super::store::{End, carry_out, end, line_of, said_of, standing};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};

/// Says of lines of an order that they are right.
#[derive(Debug, Clone)]
pub struct AgreeDelivery {
    /// The order.
    pub order: OrderId,
    /// One line; without one, every line of which nothing was said yet.
    pub line: Option<OrderLineId>,
}

/// Says for the school acted for that what was confirmed is right. Where it said otherwise before, that is
/// taken back. Saying so twice is saying so once.
///
/// # Errors
/// `Refused(OrderState)` where nothing is confirmed, or it was settled in another way.
pub async fn agree_delivery(
    market: &Market,
    actor: &Actor,
    command: AgreeDelivery,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let order = load(&w, permit.scope(), command.order).await?;
            let lines: Vec<&StoredLine> = match command.line {
                Some(line) => vec![line_of(&order, line)?],
                None => order.lines.iter().filter(|line| is_open(market, line)).collect(),
            };
            if lines.is_empty() || lines.iter().all(|line| line.is_agreed) {
                return if lines.is_empty() { Err(Refusal::OrderState.into()) } else { Ok(()) };
            }
            agree(market, &w, permit, &order, &lines).await
        })
        .await
}

/// Whether nothing was said of it yet, and something could be.
fn is_open(market: &Market, line: &StoredLine) -> bool {
    let undisputed = line.dispute.is_none();
    let said = said_of(line, None, market.today());
    undisputed && said.is_some_and(Said::may_dispute)
}

async fn agree(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    order: &Stored,
    lines: &[&StoredLine],
) -> Result<(), Failure> {
    for line in lines {
        let settled = line.dispute.is_some() && !line.is_disputed;
        if said_of(line, None, market.today()).is_none() || settled {
            return Err(Refusal::OrderState.into());
        }
    }
    match lines {
        [line] if line.is_disputed => withdraw(market, w, permit, order, line).await?,
        // The order's version says that nobody invoiced it or took it back meanwhile.
        _ => save(market, w, order, &order.order, Some(permit.person())).await?,
    }
    for line in lines {
        let sql = "UPDATE order_line SET agreed_at = $2, agreed_by = $3, version = version + 1 \
                   WHERE id = $1 AND state IN ('delivered', 'invoiced') AND disputed_in IS NULL";
        let values: [Value; 3] =
            [line.id.uuid().into(), market.now().into(), permit.person().uuid().into()];
        w.execute_one(sql, values).await?;
        let record = Record::new(Some(order.partnership), permit, Deed::AgreeDelivery, order.id)
            .party(order.provider)
            .after(&json!({ "what": line.description }))?;
        audit::record(market, w, record).await?;
    }
    Ok(())
}

/// It was right after all.
async fn withdraw(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    order: &Stored,
    line: &StoredLine,
) -> Result<(), Failure> {
    let kept = standing(w, line).await?;
    kept.dispute.withdraw()?;
    carry_out(market, w, order, line, (Settle::Stands, permit.person())).await?;
    let (outcome, by) = (Outcome::Withdrawn, permit.person());
    end(market, w, &kept, End { outcome, reason: None, answer: None, credit: None, by }).await?;
    tell::withdrawn(market, w, order, line).await
}

/// Says that a line is not right.
#[derive(Debug, Clone)]
pub struct DisputeDelivery {
    /// The order.
    pub order: OrderId,
    /// Its line.
    pub line: OrderLineId,
    /// As typed.
    pub typed: TypedDispute,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Says for the school acted for that what was confirmed is not right: it comes onto no invoice until that
/// is settled. What is on one already stays there.
///
/// # Errors
/// `Invalid` on `kind` or `words`; `Refused` with `TooLateToDispute`, `Disputed`, `AgreedBefore`, or
/// `OrderState` where nothing is confirmed.
pub async fn dispute_delivery(
    market: &Market,
    actor: &Actor,
    command: DisputeDelivery,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let DisputeDelivery { order, line, typed, key } = &command;
    let once = &Once::new(permit.person(), "dispute_delivery", key, &(order, line, typed))?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = dispute(market, &w, permit, (*order, *line), typed);
            once.answer(market, &w, work).await
        })
        .await
}

async fn dispute(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (order, line): (OrderId, OrderLineId),
    typed: &TypedDispute,
) -> Result<(), Failure> {
    let before = load(w, permit.scope(), order).await?;
    let kept = line_of(&before, line)?;
    if said_of(kept, None, market.today()).is_none() {
        return Err(Refusal::OrderState.into());
    }
    if kept.is_agreed || (kept.dispute.is_some() && !kept.is_disputed) {
        return Err(Refusal::AgreedBefore.into());
    }
    let after = before.order.clone().dispute(kept.id, market.today())?;
    let read = typed.read().map_err(Failure::Invalid)?;
    save(market, w, &before, &after, Some(permit.person())).await?;
    let id = DisputeId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO dispute (id, order_id, order_line_id, kind, words, raised_by, raised_at, \
               state, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', 1)";
    let values: [Value; 7] = [
        id.uuid().into(),
        before.id.uuid().into(),
        kept.id.uuid().into(),
        read.kind.code().into(),
        read.words.clone().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let sql = "UPDATE order_line SET dispute_id = $2, disputed_in = state, version = version + 1 \
               WHERE id = $1 AND version = $3 AND state IN ('delivered', 'invoiced') \
               AND disputed_in IS NULL AND agreed_at IS NULL";
    let values: [Value; 3] = [kept.id.uuid().into(), id.uuid().into(), kept.version.into()];
    w.execute_one(sql, values).await?;
    tell::raised(market, w, &before, kept, (read.kind, &read.words)).await?;
    let invoiced = matches!(kept.state, LineState::Invoiced { .. });
    let record = Record::new(Some(before.partnership), permit, Deed::DisputeDelivery, before.id)
        .party(before.provider)
        .after(&json!({ "what": kept.description, "kind": read.kind, "invoiced": invoiced }))?;
    audit::record(market, w, record).await
}
