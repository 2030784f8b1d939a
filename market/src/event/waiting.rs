//! A school puts itself on the waiting list of a full event, and takes itself off it.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::event::DELEGATES_MAX;
use domain::id::{EventId, OrganisationId, WaitingId};
use domain::{Failure, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::for_school::price_of_place;
use super::keep::{Stored, count, find};
use super::offer::offer_free;
use super::take::{give_back, must_be_sold};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::order::take_turn_as;
use crate::service;

/// A wish for places of a full event.
#[derive(Debug, Clone)]
pub struct JoinWaitingList {
    /// Of which event.
    pub event: EventId,
    /// How many places.
    pub places: u32,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Puts the school acted for on the waiting list of an event that has fewer places than it wants.
///
/// # Errors
/// `Invalid` on `places`; `Refused` with `PlacesFree` where nobody needs to wait, `WaitsAlready`,
/// `PlacesClosed`, `EventCancelled`, or because the school cannot buy the service.
pub async fn join_waiting_list(
    market: &Market,
    actor: &Actor,
    command: JoinWaitingList,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (permit.organisation(), command.event, command.places);
    let once = &Once::new(permit.person(), "join_waiting_list", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let stored = may_wait(market, &w, permit, command.event).await?;
            once.answer(market, &w, join(market, &w, permit, &stored, command.places)).await
        })
        .await
}

/// The event, where the school may buy its service.
async fn may_wait(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    event: EventId,
) -> Result<Stored, Failure> {
    let stored = find(r, event).await?;
    let service = service::find(r, stored.service).await?;
    price_of_place(market, r, permit, &service).await?;
    Ok(stored)
}

async fn join(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    stored: &Stored,
    places: u32,
) -> Result<(), Failure> {
    let max = i64::try_from(DELEGATES_MAX).unwrap_or(i64::MAX).min(i64::from(stored.places));
    if places == 0 || i64::from(places) > max {
        return Err(Failure::field("places", Problem::OutOfRange { min: 1, max }));
    }
    must_be_sold(stored, market.now())?;
    if stored.free() >= places {
        return Err(Refusal::PlacesFree { left: stored.free() }.into());
    }
    if own_wish(w, stored.id, permit.organisation()).await?.is_some() {
        return Err(Refusal::WaitsAlready.into());
    }
    let sql = "INSERT INTO event_waiting (id, event_id, school_id, places, state, asked_by, \
               asked_at) VALUES ($1, $2, $3, $4, 'waiting', $5, $6)";
    let values: [Value; 6] = [
        market.ids.uuid().into(),
        stored.id.uuid().into(),
        permit.organisation().uuid().into(),
        i64::from(places).into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.claim(sql, values).await?;
    let record = Record::new(Some(stored.partnership), permit, Deed::JoinWaitingList, stored.id)
        .after(&json!({"event": stored.title, "places": places}))?;
    audit::record(market, w, record).await
}

/// What a school wants of an event that it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Its place in the list.
    pub id: WaitingId,
    /// How many places.
    pub places: u32,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
    /// Until when they are offered to it, where they are.
    pub offered_until: Option<DateTime<Utc>>,
}

/// What a school wants of an event, where it waits for it.
pub(crate) async fn own_wish(
    r: &Reader,
    event: EventId,
    school: OrganisationId,
) -> Result<Option<Wish>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        places: i64,
        asked_at: DateTime<Utc>,
        offered_until: Option<DateTime<Utc>>,
        state: String,
    }
    let sql = "SELECT id, places, asked_at, offered_until, state FROM event_waiting \
               WHERE event_id = $1 AND school_id = $2 AND state IN ('waiting', 'offered')";
    let row: Option<Row> = r.sql_one(sql, [event.uuid().into(), school.uuid().into()]).await?;
    Ok(row.map(|row| Wish {
        id: WaitingId::from_uuid(row.id),
        places: count(row.places),
        asked_at: row.asked_at,
        offered_until: row.offered_until.filter(|_| row.state == "offered"),
    }))
}

/// Takes the school acted for off the waiting list of an event; what it was offered passes on. One that
/// does not wait has nothing to leave.
pub async fn leave_waiting_list(
    market: &Market,
    actor: &Actor,
    event: EventId,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let stored = find(&w, event).await?;
            let wish = own_wish(&w, event, permit.organisation()).await?;
            let Some(wish) = wish else { return Ok(()) };
            let sql = "UPDATE event_waiting SET state = 'left' \
                       WHERE id = $1 AND state IN ('waiting', 'offered')";
            w.execute_one(sql, [wish.id.uuid().into()]).await?;
            if wish.offered_until.is_some() {
                give_back(&w, event, wish.places).await?;
                offer_free(market, &w, event).await?;
            }
            let deed = Deed::LeaveWaitingList;
            let record = Record::new(Some(stored.partnership), permit, deed, event)
                .after(&json!({"event": stored.title, "places": wish.places}))?;
            audit::record(market, &w, record).await
        })
        .await
}
