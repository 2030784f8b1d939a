//! What schools have laid down, as it is kept.

use chrono::{DateTime, Utc};
use domain::delegation::{DelegationRule, Scheme};
use domain::id::{DelegationRuleId, OrganisationId, PersonId};
use domain::service::Category;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::db::{Reader, Writer, broken};

/// Something laid down, as it is kept.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub revision: i64,
    pub category: Option<String>,
    pub alone_pence: Option<i64>,
    pub governors_above_pence: Option<i64>,
    pub set_at: DateTime<Utc>,
    pub set_by: String,
}

impl Row {
    pub fn category(&self) -> Result<Option<Category>, Failure> {
        let read = |code: &String| {
            Category::from_code(code).ok_or_else(|| broken(format!("no category: {code}")))
        };
        self.category.as_ref().map(read).transpose()
    }

    pub fn rule(&self) -> DelegationRule {
        DelegationRule {
            alone: self.alone_pence.map(Pence::new),
            governors_above: self.governors_above_pence.map(Pence::new),
        }
    }
}

/// Everything that a school ever laid down, the first before the last.
pub(super) async fn history(r: &Reader, school: OrganisationId) -> Result<Vec<Row>, Failure> {
    let sql = "SELECT d.revision, d.category, d.alone_pence, d.governors_above_pence, \
               d.set_at, p.name AS set_by FROM delegation_rule d JOIN person p ON p.id = d.set_by \
               WHERE d.school_id = $1 ORDER BY d.revision";
    r.sql_all(sql, [school.uuid().into()]).await
}

/// What holds of all that was laid down, and the revision it is at.
pub(super) fn holding(rows: &[Row]) -> Result<(Scheme, i64), Failure> {
    let mut scheme = Scheme::default();
    for row in rows {
        scheme.set(row.category()?, row.rule());
    }
    Ok((scheme, rows.last().map_or(0, |row| row.revision)))
}

/// What holds in a school today.
pub(crate) async fn scheme(r: &Reader, school: OrganisationId) -> Result<Scheme, Failure> {
    holding(&history(r, school).await?).map(|(scheme, _)| scheme)
}

/// Whether a school's scheme asks for its governors.
pub(crate) async fn needs_governors(r: &Reader, school: OrganisationId) -> Result<bool, Failure> {
    scheme(r, school).await.map(|scheme| scheme.needs_governors())
}

/// Lays something down after a revision.
///
/// # Errors
/// `ChangedMeanwhile` where that revision has a next one already.
pub(super) async fn lay_down(
    market: &Market,
    w: &Writer,
    school: OrganisationId,
    by: PersonId,
    (after, category, rule): (i64, Option<Category>, DelegationRule),
) -> Result<DelegationRuleId, Failure> {
    let id = DelegationRuleId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO delegation_rule (id, school_id, revision, category, alone_pence, \
               governors_above_pence, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
               ON CONFLICT (school_id, revision) DO NOTHING";
    let values: [sea_orm::Value; 8] = [
        id.uuid().into(),
        school.uuid().into(),
        after.saturating_add(1).into(),
        category.map(|category| category.code().to_owned()).into(),
        rule.alone.map(Pence::get).into(),
        rule.governors_above.map(Pence::get).into(),
        by.uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await.map(|()| id)
}
