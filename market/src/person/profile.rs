//! A person's own name, and where they are signed in.

use chrono::{DateTime, Utc};
use domain::audit::Deed;
use domain::id::SessionId;
use domain::{Failure, text};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};

/// Changes the actor's name, up to 120 characters. What was signed keeps the name it was signed in.
///
/// # Errors
/// `Invalid` on `name`.
pub async fn rename(market: &Market, actor: &Actor, name: &str) -> Result<(), Failure> {
    let name = text::name(name, 120).map_err(|problem| Failure::field("name", problem))?;
    let (person, name) = (actor.person, &name);
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE person SET name = $2, version = version + 1 WHERE id = $1";
            w.execute_one(sql, [person.uuid().into(), name.clone().into()]).await?;
            let who = Who::person(person);
            let entry = Record::new(None, who, Deed::RenamePerson, person)
                .personal("name_before", actor.name.clone())
                .personal("name", name.clone());
            audit::record(market, &w, entry).await
        })
        .await
}

/// A session of the actor's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The session.
    pub session: SessionId,
    /// The browser and the system, in a few words.
    pub device: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, to within ten minutes.
    pub last_seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_this_one: bool,
}

/// Where the actor is signed in, the newest use first.
pub async fn sessions(market: &Market, actor: &Actor) -> Result<Vec<OpenSession>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        device: String,
        created_at: DateTime<Utc>,
        last_seen_at: DateTime<Utc>,
    }
    let (person, now) = (actor.person, market.now());
    let rows: Vec<Row> = market
        .db
        .read(|r| async move {
            let sql = "SELECT id, device, created_at, last_seen_at FROM session \
                       WHERE person_id = $1 AND expires_at > $2 AND second_factor <> 'owed' \
                       ORDER BY last_seen_at DESC, id DESC LIMIT 100";
            r.sql_all(sql, [person.uuid().into(), now.into()]).await
        })
        .await?;
    let open = |row: Row| OpenSession {
        session: SessionId::from_uuid(row.id),
        device: row.device,
        began_at: row.created_at,
        last_seen_at: row.last_seen_at,
        is_this_one: row.id == actor.session.uuid(),
    };
    Ok(rows.into_iter().map(open).collect())
}

/// Ends one session of the actor's.
///
/// # Errors
/// `NotFound` where it is no session of theirs.
pub async fn end_session(
    market: &Market,
    actor: &Actor,
    session: SessionId,
) -> Result<(), Failure> {
    let person = actor.person;
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM session WHERE id = $1 AND person_id = $2";
            if w.execute(sql, [session.uuid().into(), person.uuid().into()]).await? == 0 {
                return Err(Failure::NotFound);
            }
            let who = Who::person(person);
            audit::record(market, &w, Record::new(None, who, Deed::EndSession, session)).await
        })
        .await
}
