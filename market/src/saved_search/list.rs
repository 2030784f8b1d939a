//! The searches that somebody keeps for their school.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::id::SavedSearchId;
use domain::saved_search::Criteria;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::broken;

/// A search that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Which.
    pub id: SavedSearchId,
    /// What its owner calls it.
    pub name: String,
    /// What is sought.
    pub criteria: Criteria,
    /// Since when it is kept.
    pub saved_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    criteria: String,
    saved_at: DateTime<Utc>,
}

impl TryFrom<Row> for SavedSearch {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: SavedSearchId::from_uuid(row.id),
            name: row.name,
            criteria: serde_json::from_str(&row.criteria).map_err(broken)?,
            saved_at: row.saved_at,
        })
    }
}

const SELECT: &str =
    "SELECT id, name, criteria, saved_at FROM saved_search WHERE person_id = $1 AND school_id = $2";

/// The actor's searches for the school acted for, by name. There are few: nobody keeps more than
/// [`SEARCHES_MAX`](domain::saved_search::SEARCHES_MAX).
pub async fn saved_searches(market: &Market, actor: &Actor) -> Result<Vec<SavedSearch>, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let own: [Value; 2] = [permit.person().uuid().into(), permit.organisation().uuid().into()];
    let sql = format!("{SELECT} ORDER BY name, id");
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, own).await }).await?;
    rows.into_iter().map(SavedSearch::try_from).collect()
}

/// One of them.
///
/// # Errors
/// `NotFound` where it is not theirs, or not any more.
pub async fn view_search(
    market: &Market,
    actor: &Actor,
    search: SavedSearchId,
) -> Result<SavedSearch, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let (person, school) = (permit.person().uuid(), permit.organisation().uuid());
    let own: [Value; 3] = [person.into(), school.into(), search.uuid().into()];
    let sql = format!("{SELECT} AND id = $3");
    let row: Option<Row> = market.db.read(|r| async move { r.sql_one(&sql, own).await }).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}
