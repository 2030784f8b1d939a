//! The buyer's second try, after an order was sent back.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrderLineId, PersonId};
use domain::order::{Content, Line, LineState, OrderState, Subject};
use domain::saving::Stage;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Problem, Refusal};

use super::decide::free_lines;
use super::gate::{gate, must_be_open};
use super::load::{Stored, load};
use super::place::Placed;
use super::store::save;
use super::turn::take_turn_as;
use super::{place, saving};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};

/// Sends an order again after it was sent back: as it is, with fewer days, or with another number.
#[derive(Debug, Clone)]
pub struct Resubmit {
    /// The order.
    pub order: OrderId,
    /// The lines that stay; the days of the others are free again. An agreement stays whole.
    pub keep: Vec<OrderLineId>,
    /// The school's own number for the order.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// The buyer sends an order again, through the same gate as a new one: where they may go so far
/// alone it is placed at once, otherwise it waits for an approver again.
///
/// # Errors
/// `Refused(OrderState)` where it was not sent back; `TooSoon` where a day of it is past; `Invalid`
/// on `day` where nothing is left of it.
pub async fn resubmit(market: &Market, actor: &Actor, again: Resubmit) -> Result<Placed, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let again = &again;
    let contents = (again.order, &again.keep, &again.purchase_order_number);
    let once = &Once::new(permit.person(), "resubmit", &again.key, &contents)?;
    market
        .db
        .write(
            |w| async move { once.answer(market, &w, send_again(market, &w, permit, again)).await },
        )
        .await
}

async fn send_again(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    again: &Resubmit,
) -> Result<Placed, Failure> {
    take_turn_as(w, permit).await?;
    let before = load(w, permit.scope(), again.order).await?;
    if before.purchase.is_some() {
        return Err(Refusal::PartOfPurchase.into());
    }
    must_be_open(market, w, permit.organisation()).await?;
    let by = permit.person();
    let (content, dropped) = kept(&before, by, &again.keep)?;
    let service = before.lines.iter().find_map(|line| line.service).map(|(service, _)| service);
    let gate = gate(market, w, permit, (service, before.category())).await?;
    let after = before.order.clone().resubmit(content, gate, market.now())?;
    save(market, w, &before, &after, Some(by)).await?;
    set_number(w, before.id, by, again.purchase_order_number.as_ref()).await?;
    free_lines(market, w, &dropped, Some(by)).await?;
    let now = load(w, permit.scope(), again.order).await?;
    let waits = after.state() == OrderState::AwaitingApproval;
    if !waits {
        for line in now.lines.iter().filter(|line| !line.is_cancelled()) {
            saving::advance(market, w, line, Stage::Contracted, by).await?;
        }
    }
    place::send(market, w, &now).await?;
    let record = Record::new(Some(now.partnership), permit, Deed::ResubmitOrder, now.id)
        .before(&before.gross.to_string())?
        .after(&now.gross.to_string())?;
    audit::record(market, w, record).await?;
    Ok(Placed { order: now.id, reference: now.reference, needs_approval: waits })
}

/// What stays of an order, and what goes.
fn kept(
    before: &Stored,
    requester: PersonId,
    keep: &[OrderLineId],
) -> Result<(Content, Vec<OrderLineId>), Failure> {
    let booked = before.order.content().lines.iter().filter(|line| line.state == LineState::Booked);
    let whole =
        |line: &Line| matches!(line.subject, Subject::Agreement { .. } | Subject::Places { .. });
    let (stay, go): (Vec<_>, Vec<_>) =
        booked.cloned().partition(|line| whole(line) || keep.contains(&line.id));
    if stay.is_empty() {
        return Err(Failure::field("day", Problem::Missing));
    }
    let dropped = go.iter().map(|line| line.id).collect();
    Ok((Content { requester, lines: stay }, dropped))
}

/// Whoever sends it again is who asks now: they cannot approve it themselves.
pub(super) async fn set_number(
    w: &Writer,
    order: OrderId,
    requester: PersonId,
    number: Option<&PurchaseOrderNumber>,
) -> Result<(), Failure> {
    let sql = "UPDATE school_order SET purchase_order_number = $2, requested_by = $3 WHERE id = $1";
    let number = number.map(|number| number.as_str().to_owned());
    let values = [order.uuid().into(), number.into(), requester.uuid().into()];
    w.execute_one(sql, values).await
}
