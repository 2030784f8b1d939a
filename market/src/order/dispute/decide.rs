//! The partnership's staff decide where a provider stands by what a school says is not right.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::dispute::{Less, TypedDecision};
use domain::id::{OrderId, OrderLineId};
use serde_json::json;

use super::store::{End, carry_out, end, in_turn, line_of, settles, standing};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};

/// What staff decide on a dispute.
#[derive(Debug, Clone)]
pub struct DecideDispute {
    /// The order.
    pub order: OrderId,
    /// Its line.
    pub line: OrderLineId,
    /// As typed.
    pub typed: TypedDecision,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Decides for the partnership acted for, once the provider stands by it or has had a week to answer: it
/// was delivered as said, not, or in part. Both are told why.
///
/// # Errors
/// `Invalid` on `decision`, `quantity`, `net` or `reason`; `Refused` with `ProviderAnswers`, `StoodByIt` or
/// `DisputeState`.
pub async fn decide_dispute(
    market: &Market,
    actor: &Actor,
    command: DecideDispute,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let command = &command;
    let contents = (command.order, command.line, &command.typed);
    let once = &Once::new(permit.person(), "decide_dispute", &command.key, &contents)?;
    market
        .db
        .write(
            |w| async move { once.answer(market, &w, decide(market, &w, permit, command)).await },
        )
        .await
}

async fn decide(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    command: &DecideDispute,
) -> Result<(), Failure> {
    let order = in_turn(w, permit, command.order).await?;
    let line = line_of(&order, command.line)?;
    let kept = standing(w, line).await?;
    let by_quantity = Less::by_quantity(&line.line()?);
    let (decided, reason) = command.typed.read(by_quantity).map_err(Failure::Invalid)?;
    let (outcome, by) = (decided.outcome(), permit.person());
    kept.dispute.decide(by, outcome, market.today())?;
    let how = settles(line, decided)?;
    let credit = carry_out(market, w, &order, line, (how, by)).await?;
    let reason = reason.as_str();
    end(market, w, &kept, End { outcome, reason: Some(reason), answer: None, credit, by }).await?;
    tell::settled(market, w, &order, line, (outcome, credit, Some(reason)), true).await?;
    let record = Record::new(Some(order.partnership), permit, Deed::DecideDispute, order.id)
        .party(order.school)
        .party(order.provider)
        .before(&json!({ "dispute": kept.dispute.state() }))?
        .after(&json!({
            "what": line.description,
            "decision": outcome,
            "credit_pence": credit.map(|net| net.pence().get()),
        }))?;
    audit::record(market, w, record).await
}
