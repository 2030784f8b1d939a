//! The groups that somebody keeps, as a tree, and one of them with its members.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::keep::{MEMBERS, find, keeping, read_kind, viewing};
use super::seat::{GroupSeat, organisations, seats};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, like_part};

/// The most members that are offered to be put into a group at a time.
const FOUND_MAX: usize = 200;

/// The members of a group and of all groups within it that the keeper `$1` has, on a day `$2`; `{}`
/// is the place of the group.
pub(crate) const INSIDE: &str = "(WITH RECURSIVE inside (id) AS (SELECT g.organisation_id \
    FROM school_group g WHERE g.organisation_id = {} AND g.keeper_id = $1 \
    UNION SELECT g.organisation_id FROM school_group g JOIN inside ON g.parent_id = inside.id) \
    SELECT t.child_id FROM tie t JOIN inside ON inside.id = t.parent_id WHERE t.kind = 'group' \
    AND t.starts_on <= $2 AND (t.ends_on IS NULL OR t.ends_on >= $2))";

/// A group in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// The groups within which it lies, the outermost first.
    pub within: Vec<String>,
    /// How many are in it itself.
    pub members: u64,
    /// How many people sit on it.
    pub people: u64,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    kind: String,
    parent_id: Option<Uuid>,
    members: i64,
    people: i64,
}

/// The groups of the partnership or association acted for: each under the one within which it lies,
/// by name. One statement.
pub async fn groups(market: &Market, actor: &Actor) -> Result<Vec<Group>, Failure> {
    let permit = viewing(actor)?;
    let sql = format!(
        "SELECT g.organisation_id AS id, o.name, g.kind, g.parent_id, (SELECT COUNT(*) FROM tie t \
         WHERE t.parent_id = g.organisation_id AND t.kind = 'group' AND t.ends_on IS NULL \
         AND t.child_id IN {MEMBERS}) AS members, (SELECT COUNT(*) FROM group_seat s \
         WHERE s.group_id = g.organisation_id AND s.ends_on IS NULL) AS people FROM school_group g \
         JOIN organisation o ON o.id = g.organisation_id \
         WHERE g.keeper_id = $1 AND g.ends_on IS NULL ORDER BY o.name, o.id"
    );
    let values = [permit.organisation().uuid().into(), market.today().into()];
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_whole(&sql, values).await }).await?;
    let mut by_parent: BTreeMap<Option<Uuid>, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        by_parent.entry(row.parent_id).or_default().push(row);
    }
    let mut found = Vec::with_capacity(rows.len());
    below(&by_parent, None, &[], &mut found)?;
    Ok(found)
}

/// Adds the groups within one, each followed by those within it.
fn below(
    by_parent: &BTreeMap<Option<Uuid>, Vec<&Row>>,
    parent: Option<Uuid>,
    within: &[String],
    found: &mut Vec<Group>,
) -> Result<(), Failure> {
    for row in by_parent.get(&parent).into_iter().flatten() {
        found.push(Group {
            id: OrganisationId::from_uuid(row.id),
            name: row.name.clone(),
            kind: read_kind(&row.kind)?,
            within: within.to_vec(),
            members: u64::try_from(row.members).unwrap_or(0),
            people: u64::try_from(row.people).unwrap_or(0),
        });
        let deeper: Vec<String> = within.iter().cloned().chain([row.name.clone()]).collect();
        below(by_parent, Some(row.id), &deeper, found)?;
    }
    Ok(())
}

/// Who is looked for, to be put into a group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberSought {
    /// A part of the name.
    pub words: String,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupPage {
    /// Its organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// The version read, to change it by.
    pub version: i64,
    /// Who sits on it, the chair first, and then who sat on it.
    pub seats: Vec<GroupSeat>,
    /// For whom somebody may sit on it, by name; none for those who may not enter anybody.
    pub sits_for: Vec<(OrganisationId, String)>,
    /// Who is in it, by name.
    pub members: Vec<GroupMember>,
    /// Who was in it, the last first.
    pub left: Vec<GroupMember>,
    /// Members of its keeper who are not in it, by name; none for those who may not put them there.
    pub others: Vec<GroupMember>,
    /// Whether whoever looks may change it.
    pub may_keep: bool,
}

/// A member of a group, or one who could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMember {
    /// The school or partnership.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Since when it is in the group; nothing for one who is not.
    pub since: Option<NaiveDate>,
    /// Its last day there, where it has left.
    pub until: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct MemberRow {
    id: Uuid,
    name: String,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl From<MemberRow> for GroupMember {
    fn from(row: MemberRow) -> Self {
        let organisation = OrganisationId::from_uuid(row.id);
        Self { organisation, name: row.name, since: row.since, until: row.until }
    }
}

/// A group of the partnership or association acted for.
///
/// # Errors
/// `NotFound` for another's, and one that has ended.
pub async fn group(
    market: &Market,
    actor: &Actor,
    id: OrganisationId,
    sought: &MemberSought,
) -> Result<GroupPage, Failure> {
    let permit = &viewing(actor)?;
    let may_keep = keeping(actor).is_ok();
    market
        .db
        .read(|r| async move {
            let found = find(&r, permit, id).await?;
            let values: Vec<Value> =
                vec![permit.organisation().uuid().into(), market.today().into(), id.uuid().into()];
            let in_it = format!("t.ends_on IS NULL AND o.id IN {MEMBERS} ORDER BY o.name, o.id");
            let gone = format!("t.ends_on IS NOT NULL AND {EVER} ORDER BY t.ends_on DESC, t.id");
            let today = market.today();
            Ok(GroupPage {
                seats: seats(&r, id).await?,
                sits_for: if may_keep {
                    organisations(&r, permit, today).await?
                } else {
                    Vec::new()
                },
                members: in_group(&r, &in_it, values.clone()).await?,
                left: in_group(&r, &gone, values.clone()).await?,
                others: if may_keep { others(&r, values, sought).await? } else { Vec::new() },
                id: found.id,
                name: found.name,
                kind: found.kind,
                version: found.version,
                may_keep,
            })
        })
        .await
}

/// Uses the keeper and the day where a statement needs neither, so that both have the same places.
const EVER: &str = "EXISTS (SELECT 1 FROM school_group k WHERE k.organisation_id = t.parent_id \
    AND k.keeper_id = $1 AND k.starts_on <= $2)";

async fn in_group(
    r: &Reader,
    which: &str,
    values: Vec<Value>,
) -> Result<Vec<GroupMember>, Failure> {
    let sql = format!(
        "SELECT o.id, o.name, t.starts_on AS since, t.ends_on AS until FROM tie t \
         JOIN organisation o ON o.id = t.child_id \
         WHERE t.parent_id = $3 AND t.kind = 'group' AND {which}"
    );
    let rows: Vec<MemberRow> = r.sql_whole(&sql, values).await?;
    Ok(rows.into_iter().map(GroupMember::from).collect())
}

async fn others(
    r: &Reader,
    mut values: Vec<Value>,
    sought: &MemberSought,
) -> Result<Vec<GroupMember>, Failure> {
    values.push(like_part(&sought.words.trim().to_lowercase()).into());
    let sql = format!(
        "SELECT o.id, o.name, NULL AS since, NULL AS until FROM organisation o \
         WHERE o.id IN {MEMBERS} AND lower(o.name) LIKE $4 ESCAPE '\\' \
         AND NOT EXISTS (SELECT 1 FROM tie t WHERE t.parent_id = $3 AND t.child_id = o.id \
         AND t.ends_on IS NULL) ORDER BY o.name, o.id LIMIT {FOUND_MAX}"
    );
    let rows: Vec<MemberRow> = r.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(GroupMember::from).collect())
}
