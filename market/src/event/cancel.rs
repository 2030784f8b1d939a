//! Cancelling an event: nobody is charged, and everybody is told.

use domain::audit::Deed;
use domain::event::EventState;
use domain::id::EventId;
use domain::{Failure, Refusal, text};
use serde_json::json;

use super::keep::{Stored, own};
use super::offer::end_all;
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, EventTold};
use crate::order;

/// An event that will not be held.
#[derive(Debug, Clone)]
pub struct CancelEvent {
    /// Which.
    pub event: EventId,
    /// Why, as those who would have come are told it.
    pub reason: String,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Cancels an event. Who has a place, or waits for one, is told why.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `reason`; `Refused(EventState)` where it is over.
pub async fn cancel_event(
    market: &Market,
    actor: &Actor,
    command: CancelEvent,
) -> Result<(), Failure> {
    let contents = (command.event, &command.reason);
    let once = &Once::new(actor.person(), "cancel_event", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let (stored, permit) = own(&w, actor, command.event).await?;
            let reason = text::line(&command.reason, 500);
            let reason = &reason.map_err(|problem| Failure::field("reason", problem))?;
            once.answer(market, &w, cancel(market, &w, &permit, &stored, reason)).await
        })
        .await
}

async fn cancel(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    stored: &Stored,
    reason: &str,
) -> Result<(), Failure> {
    if stored.state != EventState::Planned {
        return Err(Refusal::EventState.into());
    }
    let sql = "UPDATE event SET state = 'cancelled', reason = $3, version = version + 1 \
               WHERE id = $1 AND version = $2 AND state = 'planned'";
    let values = [stored.id.uuid().into(), stored.version.into(), reason.into()];
    w.execute_one(sql, values).await?;
    let about = |event: EventTold| About::EventCancelled { event, reason: reason.to_owned() };
    tell::tell_all(market, w, stored, about).await?;
    let lines = tell::lines(w, stored.id).await?;
    order::cancel_with_event(market, w, permit, &lines).await?;
    let told = tell::told(w, stored).await?;
    for person in end_all(w, stored.id).await? {
        tell::tell_person(market, w, person, &about(told.clone())).await?;
    }
    let record = Record::new(Some(stored.partnership), permit, Deed::CancelEvent, stored.id)
        .after(&json!({"title": stored.title, "reason": reason}))?;
    audit::record(market, w, record).await
}
