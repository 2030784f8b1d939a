//! Saving a search, renaming it, removing it. What somebody seeks is theirs alone: the trail says that it was
//! done, and has no word of it, since nothing could take that out again.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::SavedSearchId;
use domain::saved_search::{Criteria, SEARCHES_MAX, read_name};
use domain::{Failure, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::broken;

/// A search to be kept.
#[derive(Debug, Clone)]
pub struct SaveSearch {
    /// Field `name`: what its owner calls it.
    pub name: String,
    /// What is sought.
    pub criteria: Criteria,
}

/// Keeps a search for the school acted for. Saving the same again gives it its new name: sending it twice is
/// sending it once.
///
/// # Errors
/// `Invalid` on `name`, or on `q` where it narrows nothing; `Refused(TooManySearches)` after 20 of one
/// person.
pub async fn save_search(
    market: &Market,
    actor: &Actor,
    save: SaveSearch,
) -> Result<SavedSearchId, Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        id: Uuid,
    }
    #[derive(FromQueryResult)]
    struct Rows {
        rows: i64,
    }
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let name = read_name(&save.name).map_err(|problem| Failure::field("name", problem))?;
    let criteria = save.criteria.tidy();
    if criteria.is_blank() {
        return Err(Failure::field("q", Problem::Missing));
    }
    let (name, criteria) = (&name, &serde_json::to_string(&criteria).map_err(broken)?);
    let (school, person) = (permit.organisation().uuid(), permit.person().uuid());
    market
        .db
        .write(|w| async move {
            // One of a person's windows after the other, so that no two of them pass the limit.
            let sql = "UPDATE person SET version = version WHERE id = $1";
            w.execute_one(sql, [person.into()]).await?;
            let sql = "INSERT INTO saved_search \
                       (id, person_id, school_id, name, criteria, saved_at, told_until) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7) \
                       ON CONFLICT (person_id, school_id, criteria) DO UPDATE SET name = excluded.name \
                       RETURNING id";
            let values: [Value; 7] = [
                market.ids.uuid().into(),
                person.into(),
                school.into(),
                name.as_str().into(),
                criteria.as_str().into(),
                market.now().into(),
                market.today().into(),
            ];
            let kept: Option<Kept> = w.sql_one(sql, values).await?;
            let kept = kept.ok_or_else(|| broken("a search was not kept"))?;
            let sql = "SELECT COUNT(*) AS rows FROM saved_search WHERE person_id = $1";
            let counted: Option<Rows> = w.sql_one(sql, [person.into()]).await?;
            if counted.as_ref().is_some_and(|counted| counted.rows > i64::from(SEARCHES_MAX)) {
                return Err(Refusal::TooManySearches { most: SEARCHES_MAX }.into());
            }
            let id = SavedSearchId::from_uuid(kept.id);
            let count = counted.map(|counted| counted.rows);
            let record = Record::new(None, Who::person(permit.person()), Deed::SaveSearch, id)
                .after(&json!({ "searches": count }))?;
            audit::record(market, &w, record).await?;
            Ok(id)
        })
        .await
}

/// A search to be called otherwise.
#[derive(Debug, Clone)]
pub struct RenameSearch {
    /// Which.
    pub search: SavedSearchId,
    /// Field `name`: what its owner calls it from now on.
    pub name: String,
}

/// What a search was called.
#[derive(FromQueryResult)]
struct SavedAs {
    name: String,
}

/// Gives one of the actor's searches for the school acted for another name.
///
/// # Errors
/// `Invalid` on `name`; `NotFound` where it is not theirs, or not any more.
pub async fn rename_search(
    market: &Market,
    actor: &Actor,
    rename: RenameSearch,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let RenameSearch { search, name } = rename;
    let name = &read_name(&name).map_err(|problem| Failure::field("name", problem))?;
    market
        .db
        .write(|w| async move {
            let own = || -> [Value; 3] {
                let school = permit.organisation().uuid();
                [search.uuid().into(), permit.person().uuid().into(), school.into()]
            };
            let sql = "SELECT name FROM saved_search \
                       WHERE id = $1 AND person_id = $2 AND school_id = $3";
            let before: Option<SavedAs> = w.sql_one(sql, own()).await?;
            let before = before.ok_or(Failure::NotFound)?.name;
            if before == *name {
                return Ok(());
            }
            let sql = "UPDATE saved_search SET name = $4 \
                       WHERE id = $1 AND person_id = $2 AND school_id = $3";
            let values = own().into_iter().chain([name.as_str().into()]);
            w.execute_one(sql, values).await?;
            let who = Who::person(permit.person());
            let record = Record::new(None, who, Deed::RenameSearch, search);
            audit::record(market, &w, record).await
        })
        .await
}

/// Removes one of the actor's searches for the school acted for.
///
/// # Errors
/// `NotFound` where it is not theirs, or not any more.
pub async fn remove_search(
    market: &Market,
    actor: &Actor,
    search: SavedSearchId,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    market
        .db
        .write(|w| async move {
            let sql = "DELETE FROM saved_search \
                       WHERE id = $1 AND person_id = $2 AND school_id = $3";
            let school = permit.organisation().uuid();
            let values: [Value; 3] =
                [search.uuid().into(), permit.person().uuid().into(), school.into()];
            if w.execute(sql, values).await? == 0 {
                return Err(Failure::NotFound);
            }
            let who = Who::person(permit.person());
            let record = Record::new(None, who, Deed::RemoveSearch, search);
            audit::record(market, &w, record).await
        })
        .await
}
