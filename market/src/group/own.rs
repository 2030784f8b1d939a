//! The groups that a school is in.

use chrono::NaiveDate;
use domain::Failure;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use sea_orm::FromQueryResult;

use super::keep::read_kind;
use crate::db::Reader;

/// A group that a school is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnGroup {
    /// Its name.
    pub name: String,
    /// What kind of group it is.
    pub kind: GroupKind,
    /// Who keeps it.
    pub keeper: String,
    /// The group within which it lies.
    pub within: Option<String>,
    /// Since when the school is in it.
    pub since: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    name: String,
    kind: String,
    keeper: String,
    within: Option<String>,
    since: NaiveDate,
}

/// The groups that an organisation is in on a day, by name.
pub(crate) async fn groups_of(
    r: &Reader,
    member: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<OwnGroup>, Failure> {
    let sql = "SELECT o.name, g.kind, k.name AS keeper, a.name AS within, t.starts_on AS since \
               FROM tie t JOIN school_group g ON g.organisation_id = t.parent_id \
               JOIN organisation o ON o.id = t.parent_id JOIN organisation k ON k.id = g.keeper_id \
               LEFT JOIN organisation a ON a.id = g.parent_id \
               WHERE t.child_id = $1 AND t.kind = 'group' AND t.starts_on <= $2 \
               AND (t.ends_on IS NULL OR t.ends_on >= $2) ORDER BY k.name, o.name, o.id LIMIT 100";
    let rows: Vec<Row> = r.sql_all(sql, [member.uuid().into(), today.into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(OwnGroup {
                kind: read_kind(&row.kind)?,
                name: row.name,
                keeper: row.keeper,
                within: row.within,
                since: row.since,
            })
        })
        .collect()
}
