//! One event for those who keep it: what it is, who comes, who waits.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::event::{Sitting, TypedEvent, write_sittings};
use domain::id::{EventId, OrderId, PlaceId, SittingId};
use domain::order::LineStateCode;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::keep::{Stored, StoredSitting, count, own, sittings};
use super::list::EventRow;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader, broken};
use crate::organisation;
use crate::service;

/// An event, as those see it who keep it.
#[derive(Debug, Clone)]
pub struct EventPage {
    /// What lists say of it.
    pub event: EventRow,
    /// What its service is called.
    pub service_title: String,
    /// Who delivers it.
    pub provider: String,
    /// The joining link.
    pub joining_link: Option<String>,
    /// The last day on which places are sold.
    pub closes_on: chrono::NaiveDate,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// When everybody was told when and where it is.
    pub told_at: Option<DateTime<Utc>>,
    /// Its sittings, in order.
    pub sittings: Vec<StoredSitting>,
    /// How many delegates are named.
    pub named: u32,
    /// Schools that wait for places, in the order of asking.
    pub waiting: Vec<WaitingRow>,
    /// The version that was read.
    pub version: i64,
}

/// A school that waits for places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRow {
    /// Its name.
    pub school: String,
    /// How many it wants.
    pub places: u32,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
    /// Until when they are offered to it, where they are.
    pub offered_until: Option<DateTime<Utc>>,
}

/// The most schools that wait that are shown.
const WAITING_MAX: usize = 200;

/// An event of the organisation acted for. Six statements.
pub async fn view_event(market: &Market, actor: &Actor, id: EventId) -> Result<EventPage, Failure> {
    market
        .db
        .read(|r| async move {
            let (stored, _) = own(&r, actor, id).await?;
            page(&r, stored).await
        })
        .await
}

async fn page(r: &Reader, stored: Stored) -> Result<EventPage, Failure> {
    #[derive(FromQueryResult)]
    struct Named {
        named: i64,
    }
    let service = service::find(r, stored.service).await?;
    let sql = "SELECT COUNT(name) AS named FROM event_place \
               WHERE event_id = $1 AND released_at IS NULL";
    let named: Option<Named> = r.sql_one(sql, [stored.id.uuid().into()]).await?;
    Ok(EventPage {
        service_title: service.terms.title,
        provider: organisation::by_id(r, stored.provider).await?.name,
        joining_link: stored.joining_link.clone(),
        closes_on: stored.closes_on,
        reason: stored.reason.clone(),
        told_at: stored.link_sent_at,
        sittings: sittings(r, stored.id).await?,
        named: named.map_or(0, |row| count(row.named)),
        waiting: waiting(r, stored.id).await?,
        version: stored.version,
        event: stored.into(),
    })
}

async fn waiting(r: &Reader, event: EventId) -> Result<Vec<WaitingRow>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school: String,
        places: i64,
        asked_at: DateTime<Utc>,
        offered_until: Option<DateTime<Utc>>,
        state: String,
    }
    let sql = format!(
        "SELECT o.name AS school, w.places, w.asked_at, w.offered_until, w.state \
         FROM event_waiting w JOIN organisation o ON o.id = w.school_id \
         WHERE w.event_id = $1 AND w.state IN ('waiting', 'offered') \
         ORDER BY w.asked_at, w.id LIMIT {WAITING_MAX}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [event.uuid().into()]).await?;
    let row = |row: Row| WaitingRow {
        school: row.school,
        places: count(row.places),
        asked_at: row.asked_at,
        offered_until: row.offered_until.filter(|_| row.state == "offered"),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// An event as it would be typed, with the version that was read: what a form that changes it holds.
pub async fn typed_event(
    market: &Market,
    actor: &Actor,
    id: EventId,
) -> Result<(TypedEvent, i64), Failure> {
    market
        .db
        .read(|r| async move {
            let (stored, _) = own(&r, actor, id).await?;
            let all = sittings(&r, id).await?;
            let all: Vec<Sitting> = all.into_iter().map(|one| one.sitting).collect();
            let typed = TypedEvent {
                title: stored.title,
                venue: stored.venue.code().to_owned(),
                address: stored.address.unwrap_or_default(),
                joining_link: stored.joining_link.unwrap_or_default(),
                places: stored.places.to_string(),
                closes_on: stored.closes_on.to_string(),
                sittings: write_sittings(&all),
            };
            Ok((typed, stored.version))
        })
        .await
}

/// A place at an event, with who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegateRow {
    /// The place.
    pub place: PlaceId,
    /// Which school has it.
    pub school: String,
    /// Who comes, where that has been said.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// By which order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// Whether the school's approver has not decided yet: the place is held.
    pub is_held: bool,
    /// The sittings to which they came.
    pub came: BTreeSet<SittingId>,
}

const PAGE: usize = 200;

/// The delegates of an event of the organisation acted for, by school: those named and those who are
/// not yet.
pub async fn delegates(
    market: &Market,
    actor: &Actor,
    event: EventId,
    asked: &PageAsked,
) -> Result<Page<DelegateRow>, Failure> {
    market
        .db
        .read(|r| async move {
            own(&r, actor, event).await?;
            rows(&r, event, asked).await
        })
        .await
}

pub(super) async fn rows(
    r: &Reader,
    event: EventId,
    asked: &PageAsked,
) -> Result<Page<DelegateRow>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        school: String,
        name: Option<String>,
        email: Option<String>,
        order_id: Uuid,
        reference: String,
        order_state: String,
        line_state: String,
    }
    let mut sql = "SELECT p.id, s.name AS school, p.name, p.email, o.id AS order_id, o.reference, \
                   o.state AS order_state, l.state AS line_state FROM event_place p \
                   JOIN organisation s ON s.id = p.school_id \
                   JOIN order_line l ON l.id = p.order_line_id \
                   JOIN school_order o ON o.id = l.order_id \
                   WHERE p.event_id = $1 AND p.released_at IS NULL"
        .to_owned();
    let mut values: Vec<Value> = vec![event.uuid().into()];
    if let Some(after) = asked.key() {
        let (school, id) = after.rsplit_once('.').ok_or(Failure::NotFound)?;
        let id: PlaceId = id.parse().map_err(|_| Failure::NotFound)?;
        values.extend([school.into(), id.uuid().into()]);
        sql.push_str(" AND (s.name, p.id) > ($2, $3)");
    }
    let size = asked.size(PAGE);
    sql.push_str(&format!(" ORDER BY s.name, p.id LIMIT {}", size + 1));
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let came = came(r, event).await?;
    let rows = rows.into_iter().map(|row| {
        let state = LineStateCode::from_code(&row.line_state)
            .ok_or_else(|| broken(format!("a stored state is not known: {}", row.line_state)))?;
        let own = came.iter().filter(|(place, _)| *place == row.id);
        Ok(DelegateRow {
            place: PlaceId::from_uuid(row.id),
            school: row.school,
            name: row.name,
            email: row.email,
            order: OrderId::from_uuid(row.order_id),
            reference: row.reference,
            is_held: state == LineStateCode::Booked
                && !matches!(row.order_state.as_str(), "placed" | "completed"),
            came: own.map(|(_, sitting)| *sitting).collect(),
        })
    });
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(rows, size, |row| format!("{}.{}", row.school, row.place)))
}

/// Who came to which sitting.
async fn came(r: &Reader, event: EventId) -> Result<Vec<(Uuid, SittingId)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        place_id: Uuid,
        sitting_id: Uuid,
    }
    let sql = "SELECT a.place_id, a.sitting_id FROM event_attendance a \
               JOIN event_sitting s ON s.id = a.sitting_id WHERE s.event_id = $1";
    let rows: Vec<Row> = r.sql_all(sql, [event.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| (row.place_id, SittingId::from_uuid(row.sitting_id))).collect())
}
