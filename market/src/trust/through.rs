//! Who acts for a school through its trust, as the school sees it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Role;
use domain::calendar::london_day;
use domain::id::{OrganisationId, TieId};
use domain::organisation::OrganisationKind;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, broken};

/// Everybody `p` who acts for schools `t.child_id` on a day `$2` through a trust that they agreed
/// to, with the role held there, `h`.
pub(crate) const PEOPLE_THROUGH: &str = "tie t JOIN acting_right a \
    ON a.organisation_id = t.parent_id AND a.starts_on <= $2 \
    AND (a.ends_on IS NULL OR a.ends_on >= $2) \
    JOIN role_holding h ON h.person_id = a.person_id AND h.organisation_id = a.organisation_id \
    AND h.role = a.role AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2) \
    JOIN person p ON p.id = a.person_id \
    WHERE t.kind IN ('trust', 'federation') AND t.agreed_at IS NOT NULL AND t.starts_on <= $2 \
    AND (t.ends_on IS NULL OR t.ends_on >= $2)";

/// Whether a trust acts for a school at this moment, as the school has agreed.
pub(crate) async fn acts_for(
    r: &Reader,
    trust: OrganisationId,
    school: OrganisationId,
) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Tie {
        #[allow(dead_code, reason = "that there is one says it")]
        id: Uuid,
    }
    let sql = "SELECT id FROM tie WHERE parent_id = $1 AND child_id = $2 \
               AND kind IN ('trust', 'federation') AND agreed_at IS NOT NULL AND ended_at IS NULL";
    let tie: Option<Tie> = r.sql_one(sql, [trust.uuid().into(), school.uuid().into()]).await?;
    Ok(tie.is_some())
}

/// A trust or federation that a school is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThroughTrust {
    /// The tie.
    pub tie: TieId,
    /// The trust's name.
    pub name: String,
    /// Trust or federation.
    pub kind: OrganisationKind,
    /// Since when the school is in it.
    pub starts_on: NaiveDate,
    /// Since when its people may act for the school; nothing where the school has not agreed.
    pub agreed_on: Option<NaiveDate>,
    /// Who may, by name.
    pub people: Vec<ThroughPerson>,
}

/// Somebody who acts for a school through its trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThroughPerson {
    /// Their name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The most they may order or approve alone, including VAT; nothing for no limit.
    pub limit: Option<Pence>,
}

#[derive(FromQueryResult)]
struct TieRow {
    id: Uuid,
    kind: String,
    name: String,
    starts_on: NaiveDate,
    agreed_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct PersonRow {
    tie_id: Uuid,
    name: String,
    role: String,
    order_limit_pence: Option<i64>,
}

/// The trust and federation of a school on a day, with who acts for it through them. Two statements.
pub(crate) async fn through_of(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<ThroughTrust>, Failure> {
    let sql = "SELECT t.id, t.kind, o.name, t.starts_on, t.agreed_at FROM tie t \
               JOIN organisation o ON o.id = t.parent_id WHERE t.child_id = $1 \
               AND t.kind IN ('trust', 'federation') AND t.starts_on <= $2 \
               AND (t.ends_on IS NULL OR t.ends_on >= $2) ORDER BY o.name, t.id";
    let values = [school.uuid().into(), today.into()];
    let ties: Vec<TieRow> = r.sql_all(sql, values.clone()).await?;
    let sql = format!(
        "SELECT t.id AS tie_id, p.name, h.role, h.order_limit_pence FROM {PEOPLE_THROUGH} \
         AND t.child_id = $1 ORDER BY p.name, h.id"
    );
    let people: Vec<PersonRow> = r.sql_all(&sql, values).await?;
    let read = |row: &PersonRow| {
        Ok(ThroughPerson {
            name: row.name.clone(),
            role: Role::from_code(&row.role).ok_or_else(|| broken("a stored role is not known"))?,
            limit: row.order_limit_pence.map(Pence::new),
        })
    };
    ties.into_iter()
        .map(|tie| {
            let own = people.iter().filter(|row| row.tie_id == tie.id).map(read);
            Ok(ThroughTrust {
                people: own.collect::<Result<_, Failure>>()?,
                tie: TieId::from_uuid(tie.id),
                kind: OrganisationKind::from_code(&tie.kind)
                    .ok_or_else(|| broken("a tie of unknown kind"))?,
                name: tie.name,
                starts_on: tie.starts_on,
                agreed_on: tie.agreed_at.map(london_day),
            })
        })
        .collect()
}
