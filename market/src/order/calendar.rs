//! The days and dates of one order, to be put into somebody's own calendar.

use domain::Failure;
use domain::calendar::Entry;
use domain::id::OrderId;

use super::list::viewings;
use super::view::from_a_side;
use crate::Market;
use crate::access::Actor;
use crate::calendar_link::entries_of_order;

/// An order as a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderCalendar {
    /// What people quote for the order.
    pub reference: String,
    /// Its booked days and the dates of its events; none where it has neither.
    pub entries: Vec<Entry>,
}

/// The calendar of an order, for everybody who may see the order. Nobody who comes is named in it, and
/// no price.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn order_calendar(
    market: &Market,
    actor: &Actor,
    id: OrderId,
) -> Result<OrderCalendar, Failure> {
    let viewings = &viewings(actor);
    market
        .db
        .read(|r| async move {
            let (stored, _) = from_a_side(&r, viewings, id).await?;
            let entries = entries_of_order(&r, stored.school, id).await?;
            Ok(OrderCalendar { reference: stored.reference, entries })
        })
        .await
}
