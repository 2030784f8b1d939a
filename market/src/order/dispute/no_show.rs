//! The provider says that somebody came on a booked day and could not work.

use domain::access::Action;
use domain::audit::Deed;
use domain::dispute::{TypedNoShow, no_show_in_time};
use domain::id::{OrderId, OrderLineId};
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::super::charge::{self, Late, costs, gross};
use super::super::decide::free_lines;
use super::super::load::{Stored, load};
use super::super::store::save;
use super::store::{in_turn, line_of};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};

/// A visit in vain.
#[derive(Debug, Clone)]
pub struct SayNoShow {
    /// The order.
    pub order: OrderId,
    /// The line of the day.
    pub line: OrderLineId,
    /// As typed.
    pub typed: TypedNoShow,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Says for the provider acted for that they came and could not work: the day is not delivered, and costs
/// what cancelling it on that day would have by the terms, as a line of its own. The school is told, and
/// may say that it is not right.
///
/// # Errors
/// `Invalid` on `kind` or `words`; `Refused` with `NoShowTime`, or `OrderState` for what is not booked.
pub async fn say_no_show(
    market: &Market,
    actor: &Actor,
    command: SayNoShow,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ConfirmDelivery)?;
    let command = &command;
    let contents = (command.order, command.line, &command.typed);
    let once = &Once::new(permit.person(), "say_no_show", &command.key, &contents)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, say(market, &w, permit, command)).await })
        .await
}

async fn say(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    command: &SayNoShow,
) -> Result<(), Failure> {
    let was = in_turn(w, permit, command.order).await?;
    let (line, today, by) = (line_of(&was, command.line)?, market.today(), permit.person());
    let day = line.day.ok_or(Refusal::NoShowTime)?;
    if !no_show_in_time(day, today) {
        return Err(Refusal::NoShowTime.into());
    }
    // What has been delivered or cancelled is not paid for twice.
    was.order.clone().cancel_line(line.id, today)?;
    let read = command.typed.read().map_err(Failure::Invalid)?;
    let costs = costs(w, &was, &[line], day).await?;
    let due = charge::enter(market, w, &was, &costs, Late::NoShow).await?;
    let before: Stored = load(w, permit.scope(), command.order).await?;
    let after = due.iter().try_fold(before.order.clone(), |order, due| order.deliver(*due, today));
    let after = after?.cancel_line(line.id, today)?;
    save(market, w, &before, &after, Some(by)).await?;
    free_lines(market, w, &[line.id], Some(by)).await?;
    let sql = "UPDATE order_line SET no_show = $2, no_show_words = $3 \
               WHERE id = $1 AND state = 'cancelled'";
    let values: [Value; 3] =
        [line.id.uuid().into(), read.kind.code().into(), read.words.clone().into()];
    w.execute_one(sql, values).await?;
    let charge = gross(&costs)?;
    tell::came_in_vain(market, w, &was, line, (read.kind, read.words, charge)).await?;
    let record = Record::new(Some(was.partnership), permit, Deed::SayNoShow, was.id)
        .party(was.school)
        .after(&json!({ "day": day, "kind": read.kind, "charge_pence": charge.get() }))?;
    audit::record(market, w, record).await
}
