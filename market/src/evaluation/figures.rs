//! The two figures: the share of heads who rate the support good or better, and the share of delegates
//! who agree that it informed their practice; each with how many answered.

use domain::Failure;
use domain::evaluation::{EvaluationKind, FAVOURABLE_FROM, Satisfaction};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::Reader;
use crate::service::ServiceDetail;

/// The two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// What heads answered.
    pub heads: Satisfaction,
    /// What delegates answered.
    pub delegates: Satisfaction,
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    answers: i64,
    favourable: i64,
}

/// The answers to one question to a partnership, `$1`, as a value in SQL: how many, and how many of them
/// favourable.
pub(crate) fn counted(kind: EvaluationKind) -> (String, String) {
    let of = |further: &str| {
        format!(
            "(SELECT COUNT(*) FROM evaluation WHERE partnership_id = $1 AND kind = '{}' \
             AND score IS NOT NULL{further})",
            kind.code()
        )
    };
    (of(""), of(&format!(" AND score >= {FAVOURABLE_FROM}")))
}

/// The figures over the answers to a service.
async fn figures(r: &Reader, service: Uuid) -> Result<Figures, Failure> {
    let sql = format!(
        "SELECT kind, COUNT(*) AS answers, \
         CAST(SUM(CASE WHEN score >= {FAVOURABLE_FROM} THEN 1 ELSE 0 END) AS bigint) AS favourable \
         FROM evaluation WHERE service_id = $1 AND score IS NOT NULL GROUP BY kind"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [service.into()]).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or_default();
    let of = |kind: EvaluationKind| {
        let row = rows.iter().find(|row| row.kind == kind.code());
        row.map_or_else(Satisfaction::default, |row| Satisfaction {
            answers: count(row.answers),
            favourable: count(row.favourable),
        })
    };
    Ok(Figures { heads: of(EvaluationKind::Head), delegates: of(EvaluationKind::Delegate) })
}

/// The figures of a service. The service tells that the viewer may see it. One statement.
pub async fn figures_of_service(
    market: &Market,
    service: &ServiceDetail,
) -> Result<Figures, Failure> {
    let id = service.id().uuid();
    market.db.read(|r| async move { figures(&r, id).await }).await
}
