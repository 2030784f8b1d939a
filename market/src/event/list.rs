//! The events that somebody keeps.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Capacity;
use domain::event::{EventState, Venue};
use domain::id::{EventId, ServiceId};
use sea_orm::Value;

use super::keep::{COLUMNS, Row, Stored, keeper};
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked};

/// Which of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventsWhen {
    /// Those to come, the next first.
    #[default]
    Coming,
    /// Those that are over or cancelled, the last first.
    Past,
}

/// Asks for a page of the events.
#[derive(Debug, Clone, Default)]
pub struct EventsAsked {
    /// Which.
    pub when: EventsWhen,
    /// Which page.
    pub page: PageAsked,
}

/// An event in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Which.
    pub id: EventId,
    /// Of which service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// In a room or online.
    pub venue: Venue,
    /// Where.
    pub address: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// How many places there are.
    pub places: u32,
    /// How many are taken.
    pub taken: u32,
    /// What became of it.
    pub state: EventState,
}

impl From<Stored> for EventRow {
    fn from(stored: Stored) -> Self {
        Self {
            id: stored.id,
            service: stored.service,
            title: stored.title,
            venue: stored.venue,
            address: stored.address,
            starts_at: stored.starts_at,
            ends_at: stored.ends_at,
            places: stored.places,
            taken: stored.taken,
            state: stored.state,
        }
    }
}

const PAGE: usize = 30;

/// The events that the organisation acted for sells or delivers. One statement.
pub async fn events(
    market: &Market,
    actor: &Actor,
    asked: EventsAsked,
) -> Result<Page<EventRow>, Failure> {
    let permit = keeper(actor)?;
    let party = match permit.scope().capacity() {
        Capacity::Partnership => "s.partnership_id",
        Capacity::Provider => "s.provider_id",
        Capacity::School | Capacity::Itself | Capacity::Installation => {
            return Err(Failure::NotFound);
        }
    };
    let (which, order, beyond) = match asked.when {
        EventsWhen::Coming => ("e.state = 'planned'", "ASC", ">"),
        EventsWhen::Past => ("e.state <> 'planned'", "DESC", "<"),
    };
    let mut sql = format!("{COLUMNS} WHERE {party} = $1 AND {which}");
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(after) = asked.page.key() {
        let (at, id) = read_key(after).ok_or(Failure::NotFound)?;
        values.extend([Value::from(at), id.uuid().into()]);
        sql.push_str(&format!(" AND (e.starts_at, e.id) {beyond} ($2, $3)"));
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(" ORDER BY e.starts_at {order}, e.id {order} LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(|row| Stored::try_from(row).map(EventRow::from));
    let rows = rows.collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(rows, size, |row| format!("{}.{}", row.starts_at.timestamp_micros(), row.id)))
}

fn read_key(key: &str) -> Option<(DateTime<Utc>, EventId)> {
    let (at, id) = key.split_once('.')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}
