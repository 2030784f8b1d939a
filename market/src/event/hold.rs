//! When the last sitting of an event is over, it has been held.

use domain::Failure;
use domain::audit::Deed;
use domain::event::EventState;
use domain::id::EventId;

use super::keep::{Stored, find};
use super::offer::end_all;
use super::tell;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::evaluation::ask_of_event;
use crate::job::{self, Job};
use crate::order;

/// Asks for the job that says so. One that ends at another time by then asks anew.
pub(super) async fn plan(market: &Market, w: &Writer, stored: &Stored) -> Result<(), Failure> {
    let key = format!("hold:{}:{}", stored.id, stored.version);
    job::enqueue_at(market, w, &Job::HoldEvent(stored.id), stored.ends_at, Some(key)).await
}

/// Says that an event was held whose last sitting is over: nobody waits for it any more, and those who
/// came are asked what they thought of it. One that is
/// not over, or will not be held, is left as it is.
pub(crate) async fn hold_event(market: &Market, event: EventId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let stored = find(&w, event).await?;
            if stored.state != EventState::Planned || market.now() < stored.ends_at {
                return Ok(());
            }
            let sql = "UPDATE event SET state = 'held', version = version + 1 \
                       WHERE id = $1 AND version = $2 AND state = 'planned'";
            w.execute_one(sql, [event.uuid().into(), stored.version.into()]).await?;
            end_all(&w, event).await?;
            let lines = tell::lines(&w, event).await?;
            order::deliver_held(market, &w, &lines).await?;
            ask_of_event(market, &w, &stored).await?;
            let record = Record::new(Some(stored.partnership), Who::JOB, Deed::HoldEvent, event)
                .after(&EventState::Held)?;
            audit::record(market, &w, record).await
        })
        .await
}
