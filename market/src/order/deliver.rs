//! The provider says that something was delivered, or takes that back the same day.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrderLineId};
use domain::order::{LineStateCode, OrderState};

use super::dispute::tell_at_five;
use super::load::{Stored, load, load_any};
use super::store::save;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record, Who};
use crate::db::Writer;

/// Names a line of an order that the provider acted for delivers.
#[derive(Debug, Clone, Copy)]
pub struct LineOfOrder {
    /// The order.
    pub order: OrderId,
    /// The line.
    pub line: OrderLineId,
}

/// Confirms that a line was delivered. Saying so twice is saying so once.
///
/// # Errors
/// `Refused` with `BeforeItsDay` for a day, or a year of a contract, that has not begun, or `OrderState` where the line is cancelled or the order is not
/// binding.
pub async fn confirm_delivery(
    market: &Market,
    actor: &Actor,
    what: LineOfOrder,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ConfirmDelivery)?;
    let permit = &permit;
    market
        .db
        .write(|w| async move {
            let before = load(&w, permit.scope(), what.order).await?;
            let line = line_of(&before, what.line)?;
            if line.state.code() == LineStateCode::Delivered {
                return Ok(());
            }
            let after = before.order.clone().deliver(what.line, market.today())?;
            save(market, &w, &before, &after, Some(permit.person())).await?;
            tell_at_five(market, &w, before.school).await?;
            record(market, &w, permit, Deed::ConfirmDelivery, &before, line.description.clone())
                .await
        })
        .await
}

/// Takes a confirmation back, on the day it was given and before the line is on an invoice.
///
/// # Errors
/// `Refused(OrderState)` where it is too late for that.
pub async fn undo_delivery(
    market: &Market,
    actor: &Actor,
    what: LineOfOrder,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ConfirmDelivery)?;
    let permit = &permit;
    market
        .db
        .write(|w| async move {
            let before = load(&w, permit.scope(), what.order).await?;
            let line = line_of(&before, what.line)?;
            let after = before.order.clone().undo_delivery(what.line, market.today())?;
            save(market, &w, &before, &after, Some(permit.person())).await?;
            record(market, &w, permit, Deed::UndoDelivery, &before, line.description.clone()).await
        })
        .await
}

/// What an event was for has been delivered once that was held: the lines that have places of it, of
/// orders that bind, and that nobody confirmed before.
pub(crate) async fn deliver_held(
    market: &Market,
    w: &Writer,
    lines: &[(OrderId, OrderLineId)],
) -> Result<(), Failure> {
    for (order, line) in lines {
        let before = load_any(w, *order).await?;
        let is_booked = line_of(&before, *line)?.state.code() == LineStateCode::Booked;
        if before.order.state() != OrderState::Placed || !is_booked {
            continue;
        }
        let after = before.order.clone().deliver(*line, market.today())?;
        save(market, w, &before, &after, None).await?;
        tell_at_five(market, w, before.school).await?;
        let record =
            Record::new(Some(before.partnership), Who::JOB, Deed::ConfirmDelivery, before.id)
                .party(before.school)
                .after(&line_of(&before, *line)?.description)?;
        audit::record(market, w, record).await?;
    }
    Ok(())
}

fn line_of(stored: &Stored, line: OrderLineId) -> Result<&super::StoredLine, Failure> {
    stored.lines.iter().find(|kept| kept.id == line).ok_or(Failure::NotFound)
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    deed: Deed,
    before: &Stored,
    what: String,
) -> Result<(), Failure> {
    let record = Record::new(Some(before.partnership), permit, deed, before.id)
        .party(before.school)
        .after(&what)?;
    audit::record(market, w, record).await
}
