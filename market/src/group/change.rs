//! Adding a group, renaming and ending it.

use domain::audit::Deed;
use domain::group::{DEPTH_MAX, GroupKind};
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use domain::{Failure, Problem, Refusal, text};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::keep::{find, keeping};
use super::sit::rise;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::organisation::{self, NewOrganisation};

/// A group to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AddGroup {
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// The group within which it lies, if any.
    pub parent: Option<OrganisationId>,
}

/// Adds a group to those that the actor's organisation keeps.
///
/// # Errors
/// `Invalid` on `name` for one that another of its groups has, on `parent` for a group that is not
/// its own, or that lies too deep.
pub async fn add_group(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: AddGroup,
) -> Result<OrganisationId, Failure> {
    let permit = keeping(actor)?;
    let name = text::name(&command.name, 120).map_err(|problem| Failure::field("name", problem))?;
    let once = Once::new(permit.person(), "add_group", key, &command)?;
    let (permit, once, command, name) = (&permit, &once, &command, &name);
    market
        .db
        .write(|w| async move {
            if let Some(done) = once.earlier(market, &w).await? {
                return Ok(done);
            }
            organisation::one_at_a_time(&w, permit.organisation()).await?;
            refuse_taken(&w, permit, None, name).await?;
            if let Some(parent) = command.parent {
                let not_a_choice = || Failure::field("parent", Problem::NotAChoice);
                find(&w, permit, parent).await.map_err(|_| not_a_choice())?;
                if depth_of(&w, parent).await? >= DEPTH_MAX {
                    return Err(not_a_choice());
                }
            }
            let new = NewOrganisation { kind: OrganisationKind::Group, name, urn: None };
            let id = organisation::create(market, &w, new).await?;
            let sql = "INSERT INTO school_group \
                       (organisation_id, keeper_id, parent_id, kind, starts_on, version) \
                       VALUES ($1, $2, $3, $4, $5, 1)";
            let values: [Value; 5] = [
                id.uuid().into(),
                permit.organisation().uuid().into(),
                command.parent.map(OrganisationId::uuid).into(),
                command.kind.code().into(),
                market.today().into(),
            ];
            w.execute_one(sql, values).await?;
            let after = json!({"name": name, "kind": command.kind, "within": command.parent});
            let record = about(&w, permit, Deed::AddGroup, id).await?.after(&after)?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// Another name for a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameGroup {
    /// The group.
    pub group: OrganisationId,
    /// The version that was read.
    pub version: i64,
    /// Its name from now on.
    pub name: String,
}

/// Renames a group.
///
/// # Errors
/// `NotFound` for another's group; `Invalid` on `name`; `ChangedMeanwhile`.
pub async fn rename_group(
    market: &Market,
    actor: &Actor,
    command: RenameGroup,
) -> Result<(), Failure> {
    let permit = &keeping(actor)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let found = find(&w, permit, command.group).await?;
            let name = text::name(&command.name, 120);
            let name = name.map_err(|problem| Failure::field("name", problem))?;
            organisation::one_at_a_time(&w, permit.organisation()).await?;
            refuse_taken(&w, permit, Some(found.id), &name).await?;
            raise(&w, found.id, command.version, None).await?;
            let sql = "UPDATE organisation SET name = $2, version = version + 1 WHERE id = $1";
            w.execute_one(sql, [found.id.uuid().into(), name.clone().into()]).await?;
            let record = about(&w, permit, Deed::RenameGroup, found.id)
                .await?
                .before(&json!({"name": found.name}))?
                .after(&json!({"name": name}))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// A group to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndGroup {
    /// The group.
    pub group: OrganisationId,
    /// The version that was read.
    pub version: i64,
}

/// Ends a group today. Who was in it stays known.
///
/// # Errors
/// `NotFound` for another's group; `Refused(GroupsWithin)`; `ChangedMeanwhile`.
pub async fn end_group(market: &Market, actor: &Actor, command: EndGroup) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Within {
        groups: i64,
    }
    let permit = &keeping(actor)?;
    market
        .db
        .write(|w| async move {
            let found = find(&w, permit, command.group).await?;
            organisation::one_at_a_time(&w, permit.organisation()).await?;
            let sql = "SELECT COUNT(*) AS groups FROM school_group \
                       WHERE parent_id = $1 AND ends_on IS NULL";
            let within: Option<Within> = w.sql_one(sql, [found.id.uuid().into()]).await?;
            if within.is_some_and(|within| within.groups > 0) {
                return Err(Refusal::GroupsWithin.into());
            }
            raise(&w, found.id, command.version, Some(market.today())).await?;
            let sql = "UPDATE tie SET ends_on = CASE WHEN starts_on > $2 THEN starts_on ELSE $2 END, \
                       ended_at = $3 WHERE parent_id = $1 AND kind = 'group' AND ends_on IS NULL";
            let values = [found.id.uuid().into(), market.today().into(), market.now().into()];
            w.execute(sql, values).await?;
            rise(market, &w, permit, found.id).await?;
            let record = about(&w, permit, Deed::EndGroup, found.id)
                .await?
                .after(&json!({"name": found.name, "last_day": market.today()}))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// An entry in the chain of whoever keeps the group.
pub(super) async fn about(
    r: &Reader,
    permit: &Permit,
    deed: Deed,
    subject: impl ToString,
) -> Result<Record<'static>, Failure> {
    let chain = organisation::chain_of(r, permit.organisation()).await?;
    Ok(Record::new(chain, permit, deed, subject))
}

/// Raises a group's version, and ends it where a day is given.
async fn raise(
    w: &Writer,
    group: OrganisationId,
    version: i64,
    ends_on: Option<chrono::NaiveDate>,
) -> Result<(), Failure> {
    let sql = "UPDATE school_group SET version = version + 1, ends_on = $3 \
               WHERE organisation_id = $1 AND version = $2 AND ends_on IS NULL";
    w.execute_one(sql, [group.uuid().into(), version.into(), ends_on.into()]).await
}

async fn refuse_taken(
    r: &Reader,
    permit: &Permit,
    own: Option<OrganisationId>,
    name: &str,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Taken {
        taken: i64,
    }
    let sql = "SELECT COUNT(*) AS taken FROM school_group g \
               JOIN organisation o ON o.id = g.organisation_id WHERE g.keeper_id = $1 \
               AND g.ends_on IS NULL AND lower(o.name) = lower($2) AND o.id <> $3";
    let own = own.map_or(Uuid::nil(), OrganisationId::uuid);
    let values = [permit.organisation().uuid().into(), name.into(), own.into()];
    let taken: Option<Taken> = r.sql_one(sql, values).await?;
    match taken {
        Some(Taken { taken: 1.. }) => Err(Failure::field("name", Problem::AlreadyUsed)),
        _ => Ok(()),
    }
}

/// How deep a group lies: one for a group by itself.
async fn depth_of(r: &Reader, group: OrganisationId) -> Result<usize, Failure> {
    #[derive(FromQueryResult)]
    struct Depth {
        depth: i64,
    }
    let sql = "WITH RECURSIVE above (id, parent_id) AS (SELECT organisation_id, parent_id \
               FROM school_group WHERE organisation_id = $1 UNION SELECT g.organisation_id, \
               g.parent_id FROM school_group g JOIN above ON g.organisation_id = above.parent_id) \
               SELECT COUNT(*) AS depth FROM above";
    let depth: Option<Depth> = r.sql_one(sql, [group.uuid().into()]).await?;
    Ok(depth.and_then(|found| usize::try_from(found.depth).ok()).unwrap_or(DEPTH_MAX))
}
