//! The provider answers what a school says is not right: gives in, or stands by it with a reason.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::dispute::{Decided, TypedAnswer};
use domain::id::{OrderId, OrderLineId};
use sea_orm::Value;
use serde_json::json;

use super::store::{End, carry_out, end, in_turn, line_of, settles, standing};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};

/// What the provider says of a dispute.
#[derive(Debug, Clone)]
pub struct AnswerDispute {
    /// The order.
    pub order: OrderId,
    /// Its line.
    pub line: OrderLineId,
    /// As typed.
    pub typed: TypedAnswer,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Answers for the provider acted for. Who gives in settles it: the line is booked again, not delivered, or
/// fewer. Who stands by it leaves it to the partnership's staff.
///
/// # Errors
/// `Invalid` on `answer`, `quantity` or `words`; `Refused(DisputeState)` where it is in no dispute, or was
/// stood by before.
pub async fn answer_dispute(
    market: &Market,
    actor: &Actor,
    command: AnswerDispute,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ConfirmDelivery)?;
    let command = &command;
    let contents = (command.order, command.line, &command.typed);
    let once = &Once::new(permit.person(), "answer_dispute", &command.key, &contents)?;
    market
        .db
        .write(
            |w| async move { once.answer(market, &w, answer(market, &w, permit, command)).await },
        )
        .await
}

async fn answer(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    command: &AnswerDispute,
) -> Result<(), Failure> {
    let order = in_turn(w, permit, command.order).await?;
    let line = line_of(&order, command.line)?;
    let kept = standing(w, line).await?;
    let (gives_in, words) = command.typed.read().map_err(Failure::Invalid)?;
    let by = permit.person();
    let said = match gives_in {
        None => {
            kept.dispute.stand_by(by)?;
            let sql = "UPDATE dispute SET state = 'stood_by', answer = $3, answered_by = $4, \
                       answered_at = $5, version = version + 1 \
                       WHERE id = $1 AND version = $2 AND state = 'open'";
            let values: [Value; 5] = [
                kept.id.uuid().into(),
                kept.version.into(),
                words.clone().into(),
                by.uuid().into(),
                market.now().into(),
            ];
            w.execute_one(sql, values).await?;
            tell::stood_by(market, w, &order, line, (&kept, words.as_deref())).await?;
            "stand_by"
        }
        Some(decided) => {
            give_in(market, w, permit, (&order, line, &kept), (decided, words.as_deref())).await?;
            decided.outcome().code()
        }
    };
    let record = Record::new(Some(order.partnership), permit, Deed::AnswerDispute, order.id)
        .party(order.school)
        .before(&json!({ "dispute": kept.dispute.state() }))?
        .after(&json!({ "what": line.description, "answer": said }))?;
    audit::record(market, w, record).await
}

type Of<'a> =
    (&'a super::super::Stored, &'a super::super::StoredLine, &'a super::store::StoredDispute);

async fn give_in(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (order, line, kept): Of<'_>,
    (decided, words): (Decided, Option<&str>),
) -> Result<(), Failure> {
    let (outcome, by) = (decided.outcome(), permit.person());
    kept.dispute.give_in(outcome)?;
    let how = settles(line, decided)?;
    let credit = carry_out(market, w, order, line, (how, by)).await?;
    end(market, w, kept, End { outcome, reason: None, answer: words, credit, by }).await?;
    tell::settled(market, w, order, line, (outcome, credit, words), false).await
}
