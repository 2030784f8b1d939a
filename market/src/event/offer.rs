//! The waiting list: places that come free are offered, in the order of asking, to the first school
//! whose wish fits; an offer that nobody takes in time passes on.

use chrono::{DateTime, Utc};
use domain::audit::Deed;
use domain::event::{Waiting, first_that_fits, offered_until};
use domain::id::{EventId, OrganisationId, PersonId, WaitingId};
use domain::{Failure, event::EventState};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::keep::{Stored, count, find};
use super::take::{closes_at, give_back};
use super::tell;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer};
use crate::job::{self, Job};
use crate::mail::About;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    school_id: Uuid,
    places: i64,
    asked_by: Uuid,
}

/// The most schools of a list that are looked at when places come free: each offered one leaves it.
const LOOKED_AT: usize = 500;

async fn waiting(r: &Reader, event: EventId) -> Result<Vec<Row>, Failure> {
    let sql = format!(
        "SELECT id, school_id, places, asked_by FROM event_waiting \
         WHERE event_id = $1 AND state = 'waiting' ORDER BY asked_at, id LIMIT {LOOKED_AT}"
    );
    r.sql_all(&sql, [event.uuid().into()]).await
}

/// Offers what is free of an event to those who wait, as long as somebody's wish fits.
pub(super) async fn offer_free(market: &Market, w: &Writer, event: EventId) -> Result<(), Failure> {
    loop {
        let rows = waiting(w, event).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let stored = find(w, event).await?;
        let list: Vec<Waiting<Uuid>> =
            rows.iter().map(|row| Waiting { id: row.id, places: count(row.places) }).collect();
        let Some(first) = first_that_fits(&list, stored.free()) else { return Ok(()) };
        let until = offered_until(market.now(), closes_at(&stored)?);
        let until = until.filter(|_| stored.state == EventState::Planned);
        let Some((row, until)) = rows.iter().find(|row| row.id == first.id).zip(until) else {
            return Ok(());
        };
        let sql = "UPDATE event SET taken = taken + $2 \
                   WHERE id = $1 AND state = 'planned' AND taken + $2 <= places";
        let values = [event.uuid().into(), i64::from(first.places).into()];
        // Whoever was first has the places; what is left is looked at again when it changes.
        if w.execute(sql, values).await? == 0 {
            return Ok(());
        }
        offer(market, w, &stored, row, until).await?;
    }
}

async fn offer(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    row: &Row,
    until: DateTime<Utc>,
) -> Result<(), Failure> {
    let id = WaitingId::from_uuid(row.id);
    let sql = "UPDATE event_waiting SET state = 'offered', offered_until = $2 \
               WHERE id = $1 AND state = 'waiting'";
    w.execute_one(sql, [row.id.into(), until.into()]).await?;
    let key = format!("offer:{id}:{}", until.timestamp());
    job::enqueue_at(market, w, &Job::EndOffer(id), until, Some(key)).await?;
    let about = About::PlacesOffered {
        event: tell::told(w, stored).await?,
        places: count(row.places),
        until,
    };
    tell::tell_person(market, w, PersonId::from_uuid(row.asked_by), &about).await?;
    let after = json!({"places": row.places, "until": until});
    record(market, w, stored, Deed::OfferPlaces, row.school_id, &after).await
}

async fn record(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    deed: Deed,
    school: Uuid,
    after: &serde_json::Value,
) -> Result<(), Failure> {
    let record = Record::new(Some(stored.partnership), Who::JOB, deed, stored.id)
        .party(OrganisationId::from_uuid(school))
        .after(after)?;
    audit::record(market, w, record).await
}

/// A school takes places: what it was offered is given up for them, in the same transaction, and one
/// that got as many as it waited for waits no more. Gives how many it was offered.
pub(super) async fn accept(
    market: &Market,
    w: &Writer,
    event: EventId,
    school: OrganisationId,
    quantity: u32,
) -> Result<u32, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        places: i64,
    }
    let sql = "UPDATE event_waiting SET state = 'taken' WHERE event_id = $1 AND school_id = $2 \
               AND state = 'offered' AND offered_until > $3 RETURNING places";
    let values = [event.uuid().into(), school.uuid().into(), market.now().into()];
    let held: Option<Held> = w.sql_one(sql, values).await?;
    let sql = "UPDATE event_waiting SET state = 'taken' \
               WHERE event_id = $1 AND school_id = $2 AND state = 'waiting' AND places <= $3";
    let values = [event.uuid().into(), school.uuid().into(), i64::from(quantity).into()];
    w.execute(sql, values).await?;
    let held = held.map_or(0, |held| count(held.places));
    if held > 0 {
        give_back(w, event, held).await?;
    }
    Ok(held)
}

/// Ends an offer that nobody took in time, and passes its places on. One that was taken, or still
/// stands, is left as it is.
pub(crate) async fn end_offer(market: &Market, id: WaitingId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Ended {
        event_id: Uuid,
        school_id: Uuid,
        places: i64,
        asked_by: Uuid,
    }
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE event_waiting SET state = 'passed' \
                       WHERE id = $1 AND state = 'offered' AND offered_until <= $2 \
                       RETURNING event_id, school_id, places, asked_by";
            let ended: Option<Ended> =
                w.sql_one(sql, [id.uuid().into(), market.now().into()]).await?;
            let Some(ended) = ended else { return Ok(()) };
            let event = EventId::from_uuid(ended.event_id);
            let stored = find(&w, event).await?;
            give_back(&w, event, count(ended.places)).await?;
            let about = About::OfferEnded { event: tell::told(&w, &stored).await? };
            tell::tell_person(market, &w, PersonId::from_uuid(ended.asked_by), &about).await?;
            let after = json!({"places": ended.places});
            record(market, &w, &stored, Deed::EndOffer, ended.school_id, &after).await?;
            offer_free(market, &w, event).await
        })
        .await
}

/// Ends every wish and offer for an event that is over or will not be held; its places are given back.
pub(super) async fn end_all(w: &Writer, event: EventId) -> Result<Vec<PersonId>, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        places: i64,
    }
    #[derive(FromQueryResult)]
    struct Asked {
        asked_by: Uuid,
    }
    let sql = "SELECT COALESCE(SUM(places), 0) AS places FROM event_waiting \
               WHERE event_id = $1 AND state = 'offered'";
    // PostgreSQL sums whole numbers into another kind of number.
    let sql = format!("SELECT CAST(places AS bigint) AS places FROM ({sql}) held");
    let held: Option<Held> = w.sql_one(&sql, [event.uuid().into()]).await?;
    let sql = "UPDATE event_waiting SET state = 'passed' \
               WHERE event_id = $1 AND state IN ('waiting', 'offered') RETURNING asked_by";
    let asked: Vec<Asked> = w.sql_all(sql, [event.uuid().into()]).await?;
    let held = held.map_or(0, |held| count(held.places));
    if held > 0 {
        give_back(w, event, held).await?;
    }
    Ok(asked.into_iter().map(|row| PersonId::from_uuid(row.asked_by)).collect())
}
