//! What stands in a calendar: bookings from two months ago on, with those that were cancelled. It says
//! what is booked, and never a price, a note or a joining link; a school's says nobody's name, since it
//! is shown to all of its staff.

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::Failure;
use domain::calendar::{Entry, EntryStatus, EntryTime};
use domain::id::{OrderId, OrganisationId, PersonId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::link::CalendarKind;
use crate::Market;
use crate::db::{Reader, broken};
use crate::order::thing_of;
use crate::organisation;
use crate::person::{digest_of, who_may};

/// For how long what is past, or was cancelled, stays in a calendar.
const KEPT: Days = Days::new(60);

/// A calendar to be read elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Whose bookings it has.
    pub kind: CalendarKind,
    /// For whom.
    pub of: String,
    /// What stands in it, by day.
    pub entries: Vec<Entry>,
}

/// Reads the calendar behind a secret address, for whoever has it.
///
/// # Errors
/// `NotFound` for an address that was never made or was withdrawn, or whose person may read it no more.
pub async fn read_calendar(market: &Market, secret: &str) -> Result<Calendar, Failure> {
    #[derive(FromQueryResult)]
    struct Link {
        person_id: Uuid,
        organisation_id: Uuid,
        kind: String,
    }
    let digest = &digest_of(secret);
    market
        .db
        .read(|r| async move {
            let sql = "SELECT person_id, organisation_id, kind FROM calendar_link \
                       WHERE token_hash = $1";
            let link: Option<Link> = r.sql_one(sql, [digest.clone().into()]).await?;
            let link = link.ok_or(Failure::NotFound)?;
            let kind = CalendarKind::from_code(&link.kind)
                .ok_or_else(|| broken("a calendar of no known kind"))?;
            let person = PersonId::from_uuid(link.person_id);
            let of = OrganisationId::from_uuid(link.organisation_id);
            let may = who_may(&r, of, kind.action(), market.today()).await?;
            if !may.iter().any(|one| one.person() == person) {
                return Err(Failure::NotFound);
            }
            let today = market.today();
            let from = today.checked_sub_days(KEPT).unwrap_or(today);
            let mut entries = booked_for(&r, kind, (of, person), from).await?;
            match kind {
                CalendarKind::School => {
                    let dates = "p.school_id = $1 AND s.ends_at >= $2";
                    let from = from.and_time(chrono::NaiveTime::MIN).and_utc();
                    let values = vec![of.uuid().into(), from.into()];
                    entries.extend(sittings(&r, dates, values).await?);
                }
                CalendarKind::Provider => {}
                CalendarKind::Own => entries.extend(gone(&r, (of, person), from).await?),
            }
            Ok(Calendar { kind, of: organisation::by_id(&r, of).await?.name, entries })
        })
        .await
}

/// What stands in a calendar of one order: its days and the dates of its events, as its school's
/// calendar has them, so that whoever has both sees each once.
pub(crate) async fn entries_of_order(
    r: &Reader,
    school: OrganisationId,
    order: OrderId,
) -> Result<Vec<Entry>, Failure> {
    let values: Vec<Value> = vec![school.uuid().into(), order.uuid().into()];
    let whose = "o.school_id = $1 AND o.id = $2 AND l.day IS NOT NULL";
    let mut entries = booked(r, CalendarKind::School, whose, values.clone()).await?;
    let dates = "p.school_id = $1 AND e.id IN (SELECT x.event_id FROM event_place x \
                 JOIN order_line l ON l.id = x.order_line_id WHERE l.order_id = $2)";
    entries.extend(sittings(r, dates, values).await?);
    Ok(entries)
}

#[derive(FromQueryResult)]
struct Booked {
    id: Uuid,
    day: NaiveDate,
    half: Option<String>,
    description: String,
    reference: String,
    school: String,
    provider: String,
    practitioner: Option<String>,
    state: String,
    order_state: String,
    sequence: i64,
}

async fn booked_for(
    r: &Reader,
    kind: CalendarKind,
    (of, person): (OrganisationId, PersonId),
    from: NaiveDate,
) -> Result<Vec<Entry>, Failure> {
    let mut values: Vec<Value> = vec![of.uuid().into(), from.into()];
    let whose = match kind {
        CalendarKind::School => "o.school_id = $1 AND l.day >= $2",
        CalendarKind::Provider => "o.provider_id = $1 AND l.day >= $2",
        CalendarKind::Own => {
            values.push(person.uuid().into());
            "o.provider_id = $1 AND l.day >= $2 AND pr.person_id = $3"
        }
    };
    booked(r, kind, whose, values).await
}

/// The booked days for which a condition holds.
async fn booked(
    r: &Reader,
    kind: CalendarKind,
    whose: &str,
    values: Vec<Value>,
) -> Result<Vec<Entry>, Failure> {
    let sql = format!(
        "SELECT l.id, l.day, l.half, l.description, o.reference, s.name AS school, v.name AS provider, \
         pr.display_name AS practitioner, l.state, o.state AS order_state, \
         l.version + o.version - 2 AS sequence \
         FROM order_line l JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id JOIN organisation v ON v.id = o.provider_id \
         LEFT JOIN practitioner pr ON pr.id = l.practitioner_id \
         WHERE {whose} ORDER BY l.day, l.id"
    );
    let rows: Vec<Booked> = r.sql_whole(&sql, values).await?;
    Ok(rows.into_iter().map(|row| entry(kind, row)).collect())
}

fn entry(kind: CalendarKind, row: Booked) -> Entry {
    let status = match (row.state.as_str(), row.order_state.as_str()) {
        ("cancelled", _) | (_, "cancelled" | "declined") => EntryStatus::Cancelled,
        (_, "awaiting_approval" | "sent_back") => EntryStatus::Tentative,
        _ => EntryStatus::Confirmed,
    };
    let half = row.half.map_or_else(String::new, |half| format!(" ({half})"));
    let what = format!("{}{half}", thing_of(&row.description, true));
    let (summary, description) = match kind {
        CalendarKind::School => (what, format!("By {}. Order {}.", row.provider, row.reference)),
        CalendarKind::Provider => {
            let who = row.practitioner.map_or_else(String::new, |name| format!(": {name}"));
            let summary = format!("{}{who}{half}", row.school);
            (summary, format!("{what}. Order {}.", row.reference))
        }
        CalendarKind::Own => {
            (format!("{}{half}", row.school), format!("{what}. Order {}.", row.reference))
        }
    };
    Entry {
        uid: row.id.to_string(),
        sequence: u64::try_from(row.sequence).unwrap_or_default(),
        status,
        time: EntryTime::Day(row.day),
        summary,
        description,
    }
}

/// Days on which somebody else comes now.
async fn gone(
    r: &Reader,
    (of, person): (OrganisationId, PersonId),
    from: NaiveDate,
) -> Result<Vec<Entry>, Failure> {
    #[derive(FromQueryResult)]
    struct Gone {
        id: Uuid,
        day: NaiveDate,
        school: String,
        reference: String,
        sequence: i64,
    }
    let sql = "SELECT l.id, g.day, s.name AS school, o.reference, g.sequence FROM calendar_gone g \
         JOIN practitioner p ON p.id = g.practitioner_id JOIN order_line l ON l.id = g.order_line_id \
         JOIN school_order o ON o.id = l.order_id JOIN organisation s ON s.id = o.school_id \
         WHERE p.person_id = $1 AND o.provider_id = $2 AND g.day >= $3 \
         AND l.practitioner_id <> g.practitioner_id ORDER BY g.day, l.id";
    let values = [person.uuid().into(), of.uuid().into(), from.into()];
    let rows: Vec<Gone> = r.sql_whole(sql, values).await?;
    let entry = |row: Gone| Entry {
        uid: row.id.to_string(),
        sequence: u64::try_from(row.sequence).unwrap_or_default(),
        status: EntryStatus::Cancelled,
        time: EntryTime::Day(row.day),
        summary: row.school,
        description: format!("Somebody else comes. Order {}.", row.reference),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The dates of events at which a school has places, or had, for which a condition holds.
async fn sittings(r: &Reader, which: &str, values: Vec<Value>) -> Result<Vec<Entry>, Failure> {
    #[derive(FromQueryResult)]
    struct Sitting {
        id: Uuid,
        title: String,
        starts_at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
        state: String,
        version: i64,
        places: i64,
        released: i64,
    }
    let sql = format!(
        "SELECT s.id, e.title, s.starts_at, s.ends_at, e.state, e.version, COUNT(*) AS places, \
         COUNT(p.released_at) AS released FROM event_place p JOIN event e ON e.id = p.event_id \
         JOIN event_sitting s ON s.event_id = e.id WHERE {which} \
         GROUP BY s.id, e.title, s.starts_at, s.ends_at, e.state, e.version \
         ORDER BY s.starts_at, s.id"
    );
    let rows: Vec<Sitting> = r.sql_whole(&sql, values).await?;
    let entry = |row: Sitting| {
        let held = row.places - row.released;
        let gone = held == 0 || row.state == "cancelled";
        Entry {
            uid: row.id.to_string(),
            // Places that are taken, given back and taken again each count.
            sequence: u64::try_from(row.version + row.places + row.released).unwrap_or_default(),
            status: if gone { EntryStatus::Cancelled } else { EntryStatus::Confirmed },
            time: EntryTime::Between(row.starts_at, row.ends_at),
            description: match held {
                0 => String::new(),
                1 => "1 place.".to_owned(),
                many => format!("{many} places."),
            },
            summary: row.title,
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}
