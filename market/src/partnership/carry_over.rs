//! Memberships that go over to the school that took the place of another: the one ends, the other
//! begins, on the same level.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{MembershipId, OrganisationId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer, broken};

/// A membership that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMembership {
    /// Which one.
    pub id: MembershipId,
    /// Of which partnership.
    pub partnership: OrganisationId,
    /// What that is called.
    pub name: String,
    /// On which level.
    pub level: String,
    /// Whether the school that takes its place is a member already, or will be.
    pub has_own: bool,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    tier: Uuid,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    name: String,
    level: String,
    has_own: i64,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    tier_id: Uuid,
}

/// A school's memberships of today and those to come, beside those of the school that takes its
/// place.
pub(crate) async fn live_memberships(
    r: &Reader,
    school: OrganisationId,
    successor: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<Vec<LiveMembership>, Failure> {
    let sql = "SELECT m.id, m.partnership_id, p.name, t.name AS level, m.starts_on, m.ends_on, \
               m.tier_id, CAST(CASE WHEN EXISTS (SELECT 1 FROM membership s \
                 WHERE s.organisation_id = $2 AND s.partnership_id = m.partnership_id \
                 AND (s.ends_on IS NULL OR s.ends_on >= $3)) THEN 1 ELSE 0 END AS bigint) AS has_own \
               FROM membership m JOIN organisation p ON p.id = m.partnership_id \
               JOIN tier t ON t.id = m.tier_id WHERE m.organisation_id = $1 \
               AND (m.ends_on IS NULL OR m.ends_on >= $3) ORDER BY p.name, m.starts_on, m.id";
    let values: [Value; 3] =
        [school.uuid().into(), successor.map(OrganisationId::uuid).into(), today.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    Ok(rows
        .into_iter()
        .map(|row| LiveMembership {
            id: MembershipId::from_uuid(row.id),
            partnership: OrganisationId::from_uuid(row.partnership_id),
            name: row.name,
            level: row.level,
            has_own: row.has_own > 0,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            tier: row.tier_id,
        })
        .collect())
}

/// Ends memberships and begins those of the other school, unless it has its own.
pub(crate) async fn carry_over_memberships(
    market: &Market,
    w: &Writer,
    memberships: &[LiveMembership],
    successor: OrganisationId,
) -> Result<(), Failure> {
    let today = market.today();
    let yesterday = today.pred_opt().ok_or_else(|| broken("a day without one before it"))?;
    for live in memberships {
        if live.starts_on >= today && !live.has_own {
            // It has no past to keep.
            let sql = "UPDATE membership SET organisation_id = $2 WHERE id = $1";
            w.execute_one(sql, [live.id.uuid().into(), successor.uuid().into()]).await?;
            continue;
        }
        let sql = "UPDATE membership SET ends_on = $2 WHERE id = $1";
        let last = yesterday.max(live.starts_on);
        w.execute_one(sql, [live.id.uuid().into(), last.into()]).await?;
        if live.has_own {
            continue;
        }
        let sql = "INSERT INTO membership \
                   (id, partnership_id, organisation_id, tier_id, starts_on, ends_on) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [Value; 6] = [
            market.ids.uuid().into(),
            live.partnership.uuid().into(),
            successor.uuid().into(),
            live.tier.into(),
            today.into(),
            live.ends_on.into(),
        ];
        w.execute(sql, values).await?;
    }
    Ok(())
}
