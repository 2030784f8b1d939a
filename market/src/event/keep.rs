//! An event as it is stored, its sittings, and who may keep it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::event::{EventState, Sitting, Venue};
use domain::id::{EventId, OrganisationId, ServiceId, SittingId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::access::{Actor, Permit};
use crate::capacity::keeping;
use crate::db::{Parameters, Reader, broken};

/// An event with its parties.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: EventId,
    pub service: ServiceId,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub title: String,
    pub venue: Venue,
    pub address: Option<String>,
    pub joining_link: Option<String>,
    pub places: u32,
    pub taken: u32,
    pub closes_on: NaiveDate,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub state: EventState,
    pub reason: Option<String>,
    pub link_sent_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Stored {
    /// How many places are free.
    pub const fn free(&self) -> u32 {
        self.places.saturating_sub(self.taken)
    }
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    service_id: Uuid,
    partnership_id: Uuid,
    provider_id: Uuid,
    title: String,
    venue: String,
    address: Option<String>,
    joining_link: Option<String>,
    places: i64,
    taken: i64,
    closes_on: NaiveDate,
    first_on: NaiveDate,
    last_on: NaiveDate,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    state: String,
    reason: Option<String>,
    link_sent_at: Option<DateTime<Utc>>,
    version: i64,
}

pub(super) const COLUMNS: &str = "SELECT e.id, e.service_id, s.partnership_id, s.provider_id, \
    e.title, e.venue, e.address, e.joining_link, e.places, e.taken, e.closes_on, e.first_on, \
    e.last_on, e.starts_at, e.ends_at, e.state, e.reason, e.link_sent_at, e.version \
    FROM event e JOIN service s ON s.id = e.service_id";

pub(super) fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl TryFrom<Row> for Stored {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unknown = || broken(format!("an event of unknown kind or state: {}", row.id));
        Ok(Self {
            id: EventId::from_uuid(row.id),
            service: ServiceId::from_uuid(row.service_id),
            partnership: OrganisationId::from_uuid(row.partnership_id),
            provider: OrganisationId::from_uuid(row.provider_id),
            venue: Venue::from_code(&row.venue).ok_or_else(unknown)?,
            state: EventState::from_code(&row.state).ok_or_else(unknown)?,
            title: row.title,
            address: row.address,
            joining_link: row.joining_link,
            places: count(row.places),
            taken: count(row.taken),
            closes_on: row.closes_on,
            first_on: row.first_on,
            last_on: row.last_on,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            reason: row.reason,
            link_sent_at: row.link_sent_at,
            version: row.version,
        })
    }
}

/// An event by its id, whoever asks: the caller decides who may see it.
pub(crate) async fn find(r: &Reader, id: EventId) -> Result<Stored, Failure> {
    let row: Option<Row> =
        r.sql_one(&format!("{COLUMNS} WHERE e.id = $1"), [id.uuid().into()]).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// Events by their ids, in one statement.
pub(crate) async fn find_all(r: &Reader, ids: &[EventId]) -> Result<Vec<Stored>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let places: Vec<String> = ids.iter().map(|id| parameters.bind(id.uuid())).collect();
    let sql = format!("{COLUMNS} WHERE e.id IN ({})", places.join(", "));
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// An event that the actor's organisation delivers or sells, with the permit to keep it.
pub(super) async fn own(
    r: &Reader,
    actor: &Actor,
    id: EventId,
) -> Result<(Stored, Permit), Failure> {
    let stored = find(r, id).await?;
    let permit = keeping(actor, stored.partnership, stored.provider)?;
    Ok((stored, permit))
}

/// Leave to keep events at all, for whoever has not named one yet: as the partnership through which
/// they are sold, or as whoever delivers them.
pub(super) fn keeper(actor: &Actor) -> Result<Permit, Failure> {
    match actor.permit_own(Action::ManageServices) {
        Ok(permit) => Ok(permit),
        Err(_) => actor.permit_own(Action::ManagePool),
    }
}

/// A sitting as it is stored.
#[derive(Debug, Clone)]
pub struct StoredSitting {
    /// Its id.
    pub id: SittingId,
    /// When it is, and what it is about.
    pub sitting: Sitting,
    /// When it was ticked who came.
    pub attendance_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct SittingRow {
    id: Uuid,
    event_id: Uuid,
    title: Option<String>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    attendance_at: Option<DateTime<Utc>>,
}

/// The sittings of an event, in order.
pub(super) async fn sittings(r: &Reader, event: EventId) -> Result<Vec<StoredSitting>, Failure> {
    let found = sittings_of(r, &[event]).await?;
    Ok(found.into_iter().map(|(_, sitting)| sitting).collect())
}

/// The sittings of several events, in order, each with its event. One statement.
pub(super) async fn sittings_of(
    r: &Reader,
    events: &[EventId],
) -> Result<Vec<(EventId, StoredSitting)>, Failure> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let places: Vec<String> = events.iter().map(|id| parameters.bind(id.uuid())).collect();
    let sql = format!(
        "SELECT id, event_id, title, starts_at, ends_at, attendance_at FROM event_sitting \
         WHERE event_id IN ({}) ORDER BY starts_at",
        places.join(", ")
    );
    let rows: Vec<SittingRow> = r.sql_all(&sql, parameters.values()).await?;
    let stored = rows.into_iter().map(|row| {
        let sitting = Sitting { starts_at: row.starts_at, ends_at: row.ends_at, title: row.title };
        let id = SittingId::from_uuid(row.id);
        let stored = StoredSitting { id, sitting, attendance_at: row.attendance_at };
        (EventId::from_uuid(row.event_id), stored)
    });
    Ok(stored.collect())
}
