//! A trust's first page: its schools.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::OrganisationId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;

/// The schools of the trust acted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustHome {
    /// Those of today and to come, by name.
    pub schools: Vec<TrustSchool>,
    /// Those that have left, the last first.
    pub left: Vec<TrustSchool>,
}

/// A school of a trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustSchool {
    /// The school.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its number in the register.
    pub urn: Option<String>,
    /// Since when it is in the trust.
    pub starts_on: NaiveDate,
    /// Its last day in it, where it has one.
    pub ends_on: Option<NaiveDate>,
    /// Whether the school agreed that the trust acts for it.
    pub agreed: bool,
    /// Whether the actor may act for it now, by the right they have in the trust.
    pub may_act: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    urn: Option<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    agreed: i64,
}

/// The schools of the trust or federation acted for. One statement.
pub async fn trust_home(market: &Market, actor: &Actor) -> Result<TrustHome, Failure> {
    let permit = actor.permit_own(Action::ViewSchool)?;
    let (own, today) = (permit.organisation(), market.today());
    let sql = "SELECT o.id, o.name, o.urn, t.starts_on, t.ends_on, \
         CAST(CASE WHEN t.agreed_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS agreed \
         FROM tie t JOIN organisation o ON o.id = t.child_id WHERE t.parent_id = $1 \
         AND t.kind IN ('trust', 'federation') ORDER BY o.name, t.starts_on";
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_whole(sql, [own.uuid().into()]).await }).await?;
    let (mut schools, mut left) = (Vec::new(), Vec::new());
    for row in rows {
        let organisation = OrganisationId::from_uuid(row.id);
        let has_left = row.ends_on.is_some_and(|last| last < today);
        let school = TrustSchool {
            organisation,
            name: row.name,
            urn: row.urn,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            agreed: row.agreed == 1,
            may_act: !has_left
                && actor.may_act_for().iter().any(|acting| {
                    let through = acting.through.as_ref().map(|through| through.organisation);
                    acting.organisation == organisation && through == Some(own)
                }),
        };
        if has_left { left.push(school) } else { schools.push(school) }
    }
    left.sort_by_key(|school| std::cmp::Reverse(school.ends_on));
    Ok(TrustHome { schools, left })
}
