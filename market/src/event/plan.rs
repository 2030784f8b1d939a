//! Planning an event of a service that is sold by the place, and changing it.

use chrono::{DateTime, Utc};
use domain::audit::Deed;
use domain::event::{EventState, ReadEvent, Sitting, TypedEvent};
use domain::id::{EventId, PersonId, ServiceId};
use domain::price::Unit;
use domain::{Failure, Problem, Refusal};
use sea_orm::Value;
use serde::Serialize;
use serde_json::json;

use super::keep::{Stored, StoredSitting, find, own, sittings};
use super::offer::offer_free;
use super::{ahead, hold, tell};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::keeping;
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::service;

/// An event to be planned.
#[derive(Debug, Clone)]
pub struct PlanEvent {
    /// The service of which it is one.
    pub service: ServiceId,
    /// As typed.
    pub typed: TypedEvent,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Plans an event of a service that is sold by the place.
///
/// # Errors
/// `NotFound` for another's service; `Refused(NotSoldByThePlace)`; `Invalid` on what cannot be used.
pub async fn plan_event(
    market: &Market,
    actor: &Actor,
    command: PlanEvent,
) -> Result<EventId, Failure> {
    let contents = (command.service, &command.typed);
    let once = &Once::new(actor.person(), "plan_event", &command.key, &contents)?;
    let (service, typed) = (command.service, &command.typed);
    market
        .db
        .write(|w| async move {
            let service = service::find(&w, service).await?;
            let permit = keeping(actor, service.partnership, service.provider)?;
            if service.terms.unit != Unit::Place {
                return Err(Refusal::NotSoldByThePlace.into());
            }
            let read = typed.read(&[], market.now()).map_err(Failure::Invalid)?;
            once.answer(market, &w, insert(market, &w, &permit, &service, &read)).await
        })
        .await
}

/// From when to when an event is, over all its sittings.
fn span(read: &ReadEvent) -> Result<(DateTime<Utc>, DateTime<Utc>), Failure> {
    let starts = read.sittings.iter().map(|sitting| sitting.starts_at).min();
    let ends = read.sittings.iter().map(|sitting| sitting.ends_at).max();
    starts.zip(ends).ok_or_else(|| Failure::field("sittings", Problem::Missing))
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    service: &service::Stored,
    read: &ReadEvent,
) -> Result<EventId, Failure> {
    let id = EventId::from_uuid(market.ids.uuid());
    insert_bare(market, w, (id, service.id, permit.person()), read).await?;
    follow_up(market, w, id).await?;
    let record = Record::new(Some(service.partnership), permit, Deed::PlanEvent, id);
    audit::record(market, w, record.after(&kept(read))?).await?;
    Ok(id)
}

/// Stores an event and its sittings.
pub(super) async fn insert_bare(
    market: &Market,
    w: &Writer,
    (id, service, by): (EventId, ServiceId, PersonId),
    read: &ReadEvent,
) -> Result<(), Failure> {
    let (starts_at, ends_at) = span(read)?;
    let sql = "INSERT INTO event (id, service_id, title, venue, address, joining_link, places, \
               taken, closes_on, first_on, last_on, starts_at, ends_at, state, planned_by, \
               planned_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12, 'planned', $13, $14, 1)";
    let values: [Value; 14] = [
        id.uuid().into(),
        service.uuid().into(),
        read.title.clone().into(),
        read.venue.code().into(),
        read.address.clone().into(),
        read.joining_link.clone().into(),
        i64::from(read.places).into(),
        read.closes_on.into(),
        read.first_on().into(),
        read.last_on().into(),
        starts_at.into(),
        ends_at.into(),
        by.uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    for sitting in &read.sittings {
        insert_sitting(market, w, id, sitting).await?;
    }
    Ok(())
}

async fn insert_sitting(
    market: &Market,
    w: &Writer,
    event: EventId,
    sitting: &Sitting,
) -> Result<(), Failure> {
    let sql = "INSERT INTO event_sitting (id, event_id, title, starts_at, ends_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let values: [Value; 5] = [
        market.ids.uuid().into(),
        event.uuid().into(),
        sitting.title.clone().into(),
        sitting.starts_at.into(),
        sitting.ends_at.into(),
    ];
    w.execute_one(sql, values).await
}

/// Asks for what is done of itself: the link is sent ahead, and at its end it has been held.
async fn follow_up(market: &Market, w: &Writer, id: EventId) -> Result<(), Failure> {
    let stored = find(w, id).await?;
    ahead::plan(market, w, &stored).await?;
    hold::plan(market, w, &stored).await
}

/// What the trail keeps of an event. The joining link is nobody's but that of those who come.
fn kept(read: &ReadEvent) -> impl Serialize + use<> {
    let days: Vec<String> = read.sittings.iter().map(|sitting| sitting.day().to_string()).collect();
    json!({
        "title": read.title, "places": read.places, "address": read.address,
        "days": days, "closes_on": read.closes_on
    })
}

fn kept_before(stored: &Stored, sittings: &[StoredSitting]) -> impl Serialize + use<> {
    let days: Vec<String> = sittings.iter().map(|one| one.sitting.day().to_string()).collect();
    json!({
        "title": stored.title, "places": stored.places, "address": stored.address,
        "days": days, "closes_on": stored.closes_on
    })
}

/// An event as it is to be from now on.
#[derive(Debug, Clone)]
pub struct ChangeEvent {
    /// Which.
    pub event: EventId,
    /// The version that was read.
    pub version: i64,
    /// As typed.
    pub typed: TypedEvent,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Changes an event. Where its days, its times or where it is are others than before, everybody who
/// has a place is told.
///
/// # Errors
/// `NotFound` for another's; `Refused(EventState)` where it is over; `Invalid` on `places` below those
/// that are taken, on `sittings` where one is missing to which people came; `ChangedMeanwhile`.
pub async fn change_event(
    market: &Market,
    actor: &Actor,
    command: ChangeEvent,
) -> Result<(), Failure> {
    let contents = (command.event, &command.typed);
    let once = &Once::new(actor.person(), "change_event", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let (stored, permit) = own(&w, actor, command.event).await?;
            let change = async {
                if stored.state != EventState::Planned {
                    return Err(Refusal::EventState.into());
                }
                let before = sittings(&w, stored.id).await?;
                let known: Vec<Sitting> = before.iter().map(|one| one.sitting.clone()).collect();
                let read = command.typed.read(&known, market.now()).map_err(Failure::Invalid)?;
                change(market, &w, &permit, (&stored, &before), (&read, command.version)).await
            };
            once.answer(market, &w, change).await
        })
        .await
}

async fn change(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (stored, before): (&Stored, &[StoredSitting]),
    (read, version): (&ReadEvent, i64),
) -> Result<(), Failure> {
    update(w, stored, read, version).await?;
    let moved = change_sittings(market, w, stored, before, read).await?
        || stored.venue != read.venue
        || stored.address != read.address;
    let new_link = read.joining_link.is_some() && read.joining_link != stored.joining_link;
    if new_link || moved {
        ahead::forget(w, stored.id).await?;
    }
    follow_up(market, w, stored.id).await?;
    offer_free(market, w, stored.id).await?;
    if moved {
        let now = find(w, stored.id).await?;
        tell::tell_all(market, w, &now, About::EventChanged).await?;
    }
    let record = Record::new(Some(stored.partnership), permit, Deed::ChangeEvent, stored.id)
        .before(&kept_before(stored, before))?
        .after(&kept(read))?;
    audit::record(market, w, record).await
}

/// Writes the event's own row, unless more places are taken than there would be.
async fn update(
    w: &Writer,
    stored: &Stored,
    read: &ReadEvent,
    version: i64,
) -> Result<(), Failure> {
    let (starts_at, ends_at) = span(read)?;
    let sql = "UPDATE event SET title = $3, venue = $4, address = $5, joining_link = $6, \
               places = $7, closes_on = $8, first_on = $9, last_on = $10, starts_at = $11, \
               ends_at = $12, version = version + 1 \
               WHERE id = $1 AND version = $2 AND state = 'planned' AND taken <= $7";
    let values: [Value; 12] = [
        stored.id.uuid().into(),
        version.into(),
        read.title.clone().into(),
        read.venue.code().into(),
        read.address.clone().into(),
        read.joining_link.clone().into(),
        i64::from(read.places).into(),
        read.closes_on.into(),
        read.first_on().into(),
        read.last_on().into(),
        starts_at.into(),
        ends_at.into(),
    ];
    if w.execute(sql, values).await? == 1 {
        return Ok(());
    }
    let now = find(w, stored.id).await?;
    if now.version == version && now.taken > read.places {
        let (min, max) = (i64::from(now.taken), i64::from(domain::event::PLACES_MAX));
        return Err(Failure::field("places", Problem::OutOfRange { min, max }));
    }
    Err(Failure::ChangedMeanwhile)
}

/// Brings the sittings to what was typed, and says whether any is at another time. One that begins at
/// the same time stays the same sitting; one to which people came stays there.
async fn change_sittings(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    before: &[StoredSitting],
    read: &ReadEvent,
) -> Result<bool, Failure> {
    let mut moved = false;
    for old in before {
        let new = read.sittings.iter().find(|new| new.starts_at == old.sitting.starts_at);
        let Some(new) = new else {
            if old.attendance_at.is_some() {
                let day = old.sitting.day();
                return Err(Failure::field("sittings", Problem::AttendanceTaken { day }));
            }
            let sql = "DELETE FROM event_sitting WHERE id = $1";
            w.execute_one(sql, [old.id.uuid().into()]).await?;
            moved = true;
            continue;
        };
        if *new != old.sitting {
            let sql = "UPDATE event_sitting SET title = $2, ends_at = $3 WHERE id = $1";
            let values: [Value; 3] =
                [old.id.uuid().into(), new.title.clone().into(), new.ends_at.into()];
            w.execute_one(sql, values).await?;
            moved |= new.ends_at != old.sitting.ends_at;
        }
    }
    let is_known = |new: &&Sitting| before.iter().any(|old| old.sitting.starts_at == new.starts_at);
    for new in read.sittings.iter().filter(|new| !is_known(new)) {
        insert_sitting(market, w, stored.id, new).await?;
        moved = true;
    }
    Ok(moved)
}
