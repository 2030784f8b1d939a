//! The events that an order is for, as its parties see them: with the joining link for those who have
//! places, who comes, and who came.

use chrono::NaiveDate;
use domain::Failure;
use domain::event::{EventState, Sitting, Venue};
use domain::id::{EventId, OrderId, OrderLineId, PlaceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::keep::{Stored, find, sittings_of};
use crate::Market;
use crate::db::Reader;

/// An event that an order is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedEvent {
    /// Which.
    pub event: EventId,
    /// The line of the order by which it has places.
    pub line: OrderLineId,
    /// What it is called.
    pub title: String,
    /// In a room or online.
    pub venue: Venue,
    /// Where.
    pub address: Option<String>,
    /// Its sittings, in order.
    pub sittings: Vec<Sitting>,
    /// The link by which people join, where the order is binding.
    pub joining_link: Option<String>,
    /// What became of it.
    pub state: EventState,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// The places, in order.
    pub places: Vec<OrderedPlace>,
    /// Whether it can still be said who comes: until its first day.
    pub can_name: bool,
}

/// A place that an order has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedPlace {
    /// Which.
    pub id: PlaceId,
    /// Who comes, where that has been said.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Whether they came to any of it.
    pub came: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    event_id: Uuid,
    order_line_id: Uuid,
    name: Option<String>,
    email: Option<String>,
    came: i64,
}

/// Until when it can be said who comes.
pub(super) fn can_name(stored: &Stored, today: NaiveDate) -> bool {
    stored.state == EventState::Planned && today <= stored.first_on
}

/// The events of an order with the places that stand. Who asks is a party to it.
pub(crate) async fn of_order(
    market: &Market,
    r: &Reader,
    order: OrderId,
    is_binding: bool,
) -> Result<Vec<OrderedEvent>, Failure> {
    let sql = "SELECT p.id, p.event_id, p.order_line_id, p.name, p.email, \
               (SELECT COUNT(*) FROM event_attendance a WHERE a.place_id = p.id) AS came \
               FROM event_place p JOIN order_line l ON l.id = p.order_line_id \
               WHERE l.order_id = $1 AND p.released_at IS NULL ORDER BY p.order_line_id, p.position";
    let rows: Vec<Row> = r.sql_all(sql, [order.uuid().into()]).await?;
    let mut found: Vec<OrderedEvent> = Vec::new();
    for row in rows {
        let line = OrderLineId::from_uuid(row.order_line_id);
        if found.last().is_none_or(|last| last.line != line) {
            let stored = find(r, EventId::from_uuid(row.event_id)).await?;
            found.push(ordered(market, r, stored, line, is_binding).await?);
        }
        if let Some(last) = found.last_mut() {
            last.places.push(OrderedPlace {
                id: PlaceId::from_uuid(row.id),
                name: row.name,
                email: row.email,
                came: row.came > 0,
            });
        }
    }
    Ok(found)
}

async fn ordered(
    market: &Market,
    r: &Reader,
    stored: Stored,
    line: OrderLineId,
    is_binding: bool,
) -> Result<OrderedEvent, Failure> {
    let sittings = sittings_of(r, &[stored.id]).await?;
    Ok(OrderedEvent {
        event: stored.id,
        line,
        can_name: can_name(&stored, market.today()),
        title: stored.title,
        venue: stored.venue,
        address: stored.address,
        sittings: sittings.into_iter().map(|(_, one)| one.sitting).collect(),
        joining_link: stored.joining_link.filter(|_| is_binding),
        state: stored.state,
        reason: stored.reason,
        places: Vec::new(),
    })
}
