//! Two days ahead everybody who has a place is told when and where it is, with the joining link: once.

use chrono::{DateTime, Days, NaiveTime, Utc};
use domain::Failure;
use domain::calendar::london_instant;
use domain::event::{EventState, Venue};
use domain::id::{EventId, OrderLineId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::keep::{Stored, find};
use super::tell;
use crate::Market;
use crate::db::{Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, EventTold, Mail};

/// How many days ahead.
const DAYS: u64 = 2;
/// At which hour in London.
const HOUR: u32 = 8;

/// When it is sent: in the morning two days ahead, or at once where that is past.
fn sent_at(stored: &Stored, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    let day = stored.first_on.checked_sub_days(Days::new(DAYS)).unwrap_or(stored.first_on);
    let hour = NaiveTime::from_hms_opt(HOUR, 0, 0).ok_or_else(|| broken("no such hour"))?;
    let at = london_instant(day, hour).ok_or_else(|| broken("no such morning"))?;
    Ok(at.max(now))
}

/// Asks for the job that sends it. Each version of an event asks anew: what has been sent is not sent
/// again.
pub(super) async fn plan(market: &Market, w: &Writer, stored: &Stored) -> Result<(), Failure> {
    let at = sent_at(stored, market.now())?;
    let key = format!("ahead:{}:{}", stored.id, stored.version);
    job::enqueue_at(market, w, &Job::SendAhead(stored.id), at, Some(key)).await
}

/// What was sent holds no more: it is sent again.
pub(super) async fn forget(w: &Writer, event: EventId) -> Result<(), Failure> {
    for sql in [
        "UPDATE event SET link_sent_at = NULL WHERE id = $1",
        "UPDATE event_place SET told_at = NULL, link_sent_at = NULL WHERE event_id = $1",
    ] {
        w.execute(sql, [event.uuid().into()]).await?;
    }
    Ok(())
}

/// Whoever took a place by a line, or named a delegate of it, after it was sent is sent it too.
pub(crate) async fn send_to_late_comers(
    market: &Market,
    w: &Writer,
    line: OrderLineId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Sent {
        event_id: Uuid,
    }
    let sql = "SELECT e.id AS event_id FROM event e JOIN event_place p ON p.event_id = e.id \
               WHERE p.order_line_id = $1 AND e.link_sent_at IS NOT NULL LIMIT 1";
    let sent: Option<Sent> = w.sql_one(sql, [line.uuid().into()]).await?;
    match sent {
        Some(sent) => {
            job::enqueue(market, w, &Job::SendAhead(EventId::from_uuid(sent.event_id))).await
        }
        None => Ok(()),
    }
}

/// Sends it to those who were not sent it yet, each with a place that stands: to buyers for their
/// orders, and to delegates who have an address. An event online whose link nobody entered waits for
/// that; one that is over or cancelled is left alone.
pub(crate) async fn send_ahead(market: &Market, event: EventId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let stored = find(&w, event).await?;
            let waits_for_link = stored.venue == Venue::Online && stored.joining_link.is_none();
            let now = market.now();
            let is_early = now < sent_at(&stored, now)?;
            let is_over = stored.state != EventState::Planned || stored.ends_at <= now;
            if is_over || waits_for_link || is_early {
                return Ok(());
            }
            send(market, &w, &stored).await
        })
        .await
}

async fn send(market: &Market, w: &Writer, stored: &Stored) -> Result<(), Failure> {
    let told = tell::told(w, stored).await?;
    let told = EventTold { joining_link: stored.joining_link.clone(), ..told };
    for buyer in tell::buyers(w, stored.id, true).await? {
        let told = EventTold { order: Some(buyer.order), ..told.clone() };
        tell::tell_person(market, w, buyer.person, &About::EventAhead(told)).await?;
    }
    for delegate in tell::delegates(w, stored.id, true).await? {
        let about = About::EventAhead(told.clone());
        let mail = Mail { to: delegate.email, name: delegate.name, about };
        job::enqueue(market, w, &Job::SendMail(mail)).await?;
    }
    let now = market.now();
    let sql = "UPDATE event_place SET told_at = COALESCE(told_at, $2), \
               link_sent_at = CASE WHEN email IS NULL THEN NULL ELSE COALESCE(link_sent_at, $2) END \
               WHERE event_id = $1 AND released_at IS NULL AND order_line_id IN \
               (SELECT l.id FROM order_line l JOIN school_order o ON o.id = l.order_id \
               WHERE o.state IN ('placed', 'completed'))";
    w.execute(sql, [stored.id.uuid().into(), now.into()]).await?;
    let sql = "UPDATE event SET link_sent_at = COALESCE(link_sent_at, $2) WHERE id = $1";
    w.execute_one(sql, [stored.id.uuid().into(), now.into()]).await
}
