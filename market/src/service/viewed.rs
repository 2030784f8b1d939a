//! The services that somebody viewed last: theirs alone, to find one again.
//!
//! Noting one is a help and no part of the page: it is tried for a moment beside what the page reads, and
//! given up where the database has no time. It stands in no trail, which would tell what people look at.

use std::time::Duration as Span;

use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::id::{PersonId, ServiceId};
use sea_orm::{FromQueryResult, Value};

use super::among::{Among, first_among};
use super::audience::Audience;
use super::browse::ServiceSummary;
use crate::Market;
use crate::access::{Actor, Viewer};
use crate::audit::{self, Record, Who};
use crate::db::Reader;

/// How many are kept of one person.
pub const VIEWED_MAX: usize = 8;
/// How long noting one is tried.
const TRIED_FOR: Span = Span::from_millis(250);
/// Who opens a page again within so many minutes has not come back to it.
const AGAIN_AFTER_MINUTES: i64 = 10;

/// Notes that somebody signed in views a service that they may see. It never fails: what cannot be noted in
/// a moment is not.
pub async fn note_viewed(market: &Market, viewer: &Viewer, service: ServiceId) {
    let Some(actor) = viewer.signed_in() else { return };
    let noting = note(market, actor.person(), service);
    match tokio::time::timeout(TRIED_FOR, noting).await {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => tracing::warn!(%failure, "that a service was viewed was not noted"),
        Err(_) => tracing::info!("no time to note that a service was viewed"),
    }
}

async fn note(market: &Market, person: PersonId, service: ServiceId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        viewed_at: DateTime<Utc>,
    }
    let (now, person) = (market.now(), person.uuid());
    // Looked at without the writer's turn: most pages have nothing to note.
    let sql = "SELECT viewed_at FROM viewed_service WHERE person_id = $1 AND service_id = $2";
    let values = [person.into(), service.uuid().into()];
    let last: Option<Row> = market.db.read(|r| async move { r.sql_one(sql, values).await }).await?;
    let again = now - Duration::minutes(AGAIN_AFTER_MINUTES);
    if last.is_some_and(|last| last.viewed_at > again) {
        return Ok(());
    }
    market
        .db
        .write(|w| async move {
            let sql = "INSERT INTO viewed_service (person_id, service_id, viewed_at) \
                       VALUES ($1, $2, $3) ON CONFLICT (person_id, service_id) DO UPDATE \
                       SET viewed_at = excluded.viewed_at";
            let values: [Value; 3] = [person.into(), service.uuid().into(), now.into()];
            w.execute(sql, values).await?;
            let sql = format!(
                "DELETE FROM viewed_service WHERE person_id = $1 AND service_id NOT IN \
                 (SELECT service_id FROM viewed_service WHERE person_id = $1 \
                 ORDER BY viewed_at DESC, service_id LIMIT {VIEWED_MAX})"
            );
            w.execute(&sql, [person.into()]).await.map(|_| ())
        })
        .await
}

/// Those of them that an audience's list has, the last one first. One statement.
pub(super) async fn viewed(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    viewer: &Viewer,
) -> Result<Vec<ServiceSummary>, Failure> {
    let Some(actor) = viewer.signed_in() else { return Ok(Vec::new()) };
    first_among(market, r, audience, &Among::Viewed(actor.person()), VIEWED_MAX).await
}

/// Forgets which services somebody viewed last.
pub async fn forget_viewed(market: &Market, actor: &Actor) -> Result<(), Failure> {
    let person = actor.person();
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM viewed_service WHERE person_id = $1";
            if w.execute(sql, [person.uuid().into()]).await? == 0 {
                return Ok(());
            }
            let record = Record::new(None, Who::person(person), Deed::ForgetViewed, person);
            audit::record(market, &w, record).await
        })
        .await
}
