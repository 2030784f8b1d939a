//! Who is told of an event, and what.

use domain::Failure;
use domain::id::{EventId, OrderId, OrderLineId, PersonId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::keep::{Stored, sittings};
use crate::Market;
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::{About, EventTold, Mail};

/// An event in the words of a message, without what only those may know who have a place.
pub(super) async fn told(r: &Reader, stored: &Stored) -> Result<EventTold, Failure> {
    let sittings = sittings(r, stored.id).await?;
    Ok(EventTold {
        event: stored.id,
        order: None,
        title: stored.title.clone(),
        sittings: sittings.into_iter().map(|one| one.sitting.when()).collect(),
        address: stored.address.clone(),
        joining_link: None,
    })
}

/// Tells one person, unless their address was erased.
pub(super) async fn tell_person(
    market: &Market,
    w: &Writer,
    person: PersonId,
    about: &About,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        email: Option<String>,
    }
    let sql = "SELECT name, email FROM person WHERE id = $1";
    let row: Option<Row> = w.sql_one(sql, [person.uuid().into()]).await?;
    let Some(Row { name, email: Some(to) }) = row else { return Ok(()) };
    job::enqueue(market, w, &Job::SendMail(Mail { to, name, about: about.clone() })).await
}

/// An order with places of an event, and who asked for it.
pub(super) struct Buyer {
    pub order: OrderId,
    pub person: PersonId,
}

/// Everybody who asked for places of an event that stand, once for each order; only those of binding
/// orders who were not told when and where it is, where asked.
pub(super) async fn buyers(
    r: &Reader,
    event: EventId,
    only_new: bool,
) -> Result<Vec<Buyer>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        requested_by: Uuid,
    }
    let new =
        if only_new { "AND p.told_at IS NULL AND o.state IN ('placed', 'completed')" } else { "" };
    let sql = format!(
        "SELECT DISTINCT o.id, o.requested_by FROM event_place p \
         JOIN order_line l ON l.id = p.order_line_id JOIN school_order o ON o.id = l.order_id \
         WHERE p.event_id = $1 AND p.released_at IS NULL {new} ORDER BY o.id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [event.uuid().into()]).await?;
    let buyer = |row: Row| Buyer {
        order: OrderId::from_uuid(row.id),
        person: PersonId::from_uuid(row.requested_by),
    };
    Ok(rows.into_iter().map(buyer).collect())
}

/// The lines by which orders have places of an event that stand.
pub(super) async fn lines(
    r: &Reader,
    event: EventId,
) -> Result<Vec<(OrderId, OrderLineId)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        order_id: Uuid,
        id: Uuid,
    }
    let sql = "SELECT DISTINCT l.order_id, l.id FROM event_place p \
               JOIN order_line l ON l.id = p.order_line_id \
               WHERE p.event_id = $1 AND p.released_at IS NULL ORDER BY l.order_id, l.id";
    let rows: Vec<Row> = r.sql_all(sql, [event.uuid().into()]).await?;
    let line = |row: Row| (OrderId::from_uuid(row.order_id), OrderLineId::from_uuid(row.id));
    Ok(rows.into_iter().map(line).collect())
}

/// A delegate who has an address.
pub(super) struct Addressed {
    pub name: String,
    pub email: String,
}

/// The delegates of an event who have an address; only those who were not sent the link, where asked.
pub(super) async fn delegates(
    r: &Reader,
    event: EventId,
    only_new: bool,
) -> Result<Vec<Addressed>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        email: String,
    }
    let new = if only_new { "AND p.link_sent_at IS NULL" } else { "" };
    let sql = format!(
        "SELECT p.name, p.email FROM event_place p \
         JOIN order_line l ON l.id = p.order_line_id JOIN school_order o ON o.id = l.order_id \
         WHERE p.event_id = $1 AND p.released_at IS NULL AND p.email IS NOT NULL \
         AND p.name IS NOT NULL AND o.state IN ('placed', 'completed') {new} ORDER BY p.id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [event.uuid().into()]).await?;
    let one = |row: Row| Addressed { name: row.name, email: row.email };
    Ok(rows.into_iter().map(one).collect())
}

/// Tells everybody who has a place, or asked for one: buyers with the way to their order, delegates
/// who have an address.
pub(super) async fn tell_all(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    about: impl Fn(EventTold) -> About,
) -> Result<(), Failure> {
    let told = told(w, stored).await?;
    for buyer in buyers(w, stored.id, false).await? {
        let about = about(EventTold { order: Some(buyer.order), ..told.clone() });
        tell_person(market, w, buyer.person, &about).await?;
    }
    for delegate in delegates(w, stored.id, false).await? {
        let mail = Mail { to: delegate.email, name: delegate.name, about: about(told.clone()) };
        job::enqueue(market, w, &Job::SendMail(mail)).await?;
    }
    Ok(())
}
