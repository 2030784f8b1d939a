//! Taking places for an order line, and giving them back.

use chrono::{DateTime, NaiveTime, Utc};
use domain::calendar::london_instant;
use domain::event::{Delegate, EventState};
use domain::id::{EventId, OrderLineId, OrganisationId};
use domain::text::Email;
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::keep::{Stored, count, find};
use super::offer::{self, offer_free};
use super::waiting::own_wish;
use crate::Market;
use crate::db::{Reader, Writer, broken};

/// The end of the last day on which places are sold.
pub(super) fn closes_at(stored: &Stored) -> Result<DateTime<Utc>, Failure> {
    let next = stored.closes_on.succ_opt().unwrap_or(stored.closes_on);
    let closes = london_instant(next, NaiveTime::MIN).ok_or_else(|| broken("no such midnight"))?;
    Ok(closes.min(stored.starts_at))
}

/// Whether places of it are sold now.
pub(crate) fn must_be_sold(stored: &Stored, now: DateTime<Utc>) -> Result<(), Failure> {
    match stored.state {
        EventState::Cancelled => Err(Refusal::EventCancelled.into()),
        EventState::Planned if now < closes_at(stored)? => Ok(()),
        EventState::Planned | EventState::Held => {
            Err(Refusal::PlacesClosed { on: stored.closes_on }.into())
        }
    }
}

/// Whether so many places can be had by a school: those that are free, and those that it is offered.
///
/// # Errors
/// `Refused(NotEnoughPlaces)`.
pub(crate) async fn must_have(
    r: &Reader,
    event: EventId,
    school: OrganisationId,
    count: u32,
) -> Result<(), Failure> {
    let free = find(r, event).await?.free();
    let wish = own_wish(r, event, school).await?.filter(|wish| wish.offered_until.is_some());
    let left = free.saturating_add(wish.map_or(0, |wish| wish.places));
    if count <= left { Ok(()) } else { Err(Refusal::NotEnoughPlaces { left }.into()) }
}

/// Takes places of an event for the lines of an order of a school, with those of its delegates that are named
/// already: all of them or none. What was offered to the school off the waiting list is taken first.
///
/// # Errors
/// `Refused` with `NotEnoughPlaces` and how many are left, `EventCancelled`, or `PlacesClosed`.
pub(crate) async fn take_places(
    market: &Market,
    w: &Writer,
    event: EventId,
    (lines, school): (&[(OrderLineId, u32)], OrganisationId),
    delegates: &[Delegate],
) -> Result<(), Failure> {
    let quantity = lines.iter().fold(0, |sum: u32, (_, count)| sum.saturating_add(*count));
    let stored = find(w, event).await?;
    must_be_sold(&stored, market.now())?;
    let offered = offer::accept(market, w, event, school, quantity).await?;
    let sql = "UPDATE event SET taken = taken + $2 \
               WHERE id = $1 AND state = 'planned' AND taken + $2 <= places";
    if w.execute(sql, [event.uuid().into(), i64::from(quantity).into()]).await? == 0 {
        let free = find(w, event).await?.free();
        return Err(Refusal::NotEnoughPlaces { left: free }.into());
    }
    let mut delegates = delegates.iter();
    for (line, count) in lines {
        for position in 1..=*count {
            insert(market, w, event, (*line, school), position, delegates.next()).await?;
        }
    }
    if offered > quantity {
        offer_free(market, w, event).await?;
    }
    Ok(())
}

async fn insert(
    market: &Market,
    w: &Writer,
    event: EventId,
    (line, school): (OrderLineId, OrganisationId),
    position: u32,
    delegate: Option<&Delegate>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO event_place (id, event_id, order_line_id, school_id, position, name, \
               email, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [Value; 8] = [
        market.ids.uuid().into(),
        event.uuid().into(),
        line.uuid().into(),
        school.uuid().into(),
        i64::from(position).into(),
        delegate.map(|delegate| delegate.name.clone()).into(),
        delegate
            .and_then(|delegate| delegate.email.as_ref())
            .map(|email| Email::as_str(email).to_owned())
            .into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

/// Gives back the places that an order line holds, and offers them to whoever waits; a line without
/// any is fine. Who was to come is not kept.
pub(crate) async fn release_places(
    market: &Market,
    w: &Writer,
    line: OrderLineId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Released {
        event_id: Uuid,
    }
    let sql = "UPDATE event_place SET released_at = $2, name = NULL, email = NULL \
               WHERE order_line_id = $1 AND released_at IS NULL RETURNING event_id";
    let values = [line.uuid().into(), market.now().into()];
    let released: Vec<Released> = w.sql_all(sql, values).await?;
    let Some(first) = released.first() else { return Ok(()) };
    let event = EventId::from_uuid(first.event_id);
    let many = i64::try_from(released.len()).map_err(broken)?;
    give_back(w, event, count(many)).await?;
    offer_free(market, w, event).await
}

/// Lowers the number of places held.
pub(super) async fn give_back(w: &Writer, event: EventId, places: u32) -> Result<(), Failure> {
    let sql = "UPDATE event SET taken = taken - $2 WHERE id = $1";
    w.execute_one(sql, [event.uuid().into(), i64::from(places).into()]).await
}

/// Puts the places that one line holds under another, of the school that took the place of the first:
/// nobody finds them free.
pub(crate) async fn hand_over_places(
    w: &Writer,
    from: OrderLineId,
    (to, school): (OrderLineId, OrganisationId),
) -> Result<(), Failure> {
    let sql = "UPDATE event_place SET order_line_id = $2, school_id = $3 \
               WHERE order_line_id = $1 AND released_at IS NULL";
    let values = [from.uuid().into(), to.uuid().into(), school.uuid().into()];
    w.execute(sql, values).await.map(|_| ())
}
