//! What the register says of a school that closed.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::OrganisationId;
use domain::school::{LinkKind, RegisterEntry, Standing, goes_on};
use domain::text::Urn;
use sea_orm::FromQueryResult;

use crate::db::{Reader, broken};
use crate::school::area::entries;
use crate::school::page::links;

/// An open school that took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// Since when, where the register says it.
    pub since: Option<NaiveDate>,
    pub(super) entry: RegisterEntry,
}

/// What the register says of a school that it has closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// Its number.
    pub urn: Urn,
    /// When, where the register says it.
    pub on: Option<NaiveDate>,
    /// The open school that took its place, where there is one.
    pub successor: Option<Successor>,
    /// Whether it has been handed over.
    pub done: bool,
}

/// The open schools that the register names in the place of one, by the day of the link.
pub(super) async fn successors(
    r: &Reader,
    urn: &Urn,
    today: NaiveDate,
) -> Result<Vec<Successor>, Failure> {
    let links = links(r, urn).await?;
    let linked: Vec<_> = links.iter().filter(|link| link.kind == LinkKind::Successor).collect();
    let urns: Vec<&Urn> = linked.iter().map(|link| &link.urn).collect();
    let entries = entries(r, &urns).await?;
    let found = linked.iter().filter_map(|link| {
        let entry = entries.iter().find(|entry| entry.urn == link.urn)?;
        goes_on(entry.standing(today)).then(|| Successor {
            urn: link.urn.clone(),
            name: entry.name.clone(),
            since: link.since,
            entry: entry.clone(),
        })
    });
    Ok(found.collect())
}

/// What the register says of a school, where it has closed it, and whether the school has ever left a
/// trust. One statement for a school that is open.
pub(crate) async fn closing_of(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<(Option<Closing>, bool), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        entry: Option<String>,
        done: i64,
        has_left: i64,
    }
    let sql = "SELECT CASE WHEN s.status IN ('closed', 'not_known') THEN s.entry END AS entry, \
               CAST(CASE WHEN EXISTS (SELECT 1 FROM school_succession x \
                 WHERE x.school_id = o.id) THEN 1 ELSE 0 END AS bigint) AS done, \
               CAST(CASE WHEN EXISTS (SELECT 1 FROM tie t WHERE t.child_id = o.id \
                 AND t.kind IN ('trust', 'federation') AND t.ended_at IS NOT NULL) \
                 THEN 1 ELSE 0 END AS bigint) AS has_left \
               FROM organisation o LEFT JOIN register_school s ON s.urn = o.urn WHERE o.id = $1";
    let row: Option<Row> = r.sql_one(sql, [school.uuid().into()]).await?;
    let Some(row) = row else { return Ok((None, false)) };
    let has_left = row.has_left > 0;
    let Some(entry) = row.entry else { return Ok((None, has_left)) };
    let entry: RegisterEntry = serde_json::from_str(&entry).map_err(broken)?;
    if entry.standing(today) != Standing::Closed {
        return Ok((None, has_left));
    }
    let successor = successors(r, &entry.urn, today).await?.into_iter().next();
    let closing = Closing { urn: entry.urn, on: entry.closed_on, successor, done: row.done > 0 };
    Ok((Some(closing), has_left))
}
