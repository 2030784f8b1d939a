//! Councils' areas by name: those of partnerships, and those that a service is delivered in.

use domain::Failure;
use domain::id::OrganisationId;
use domain::text::LaCode;
use sea_orm::{FromQueryResult, Value};

use super::browse::Area;
use super::stored::Stored;
use crate::db::{Reader, broken};

/// The areas of some partnerships. One statement; none where there is no partnership.
pub(super) async fn of_partnerships(
    r: &Reader,
    partnerships: &[OrganisationId],
) -> Result<Vec<Area>, Failure> {
    if partnerships.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=partnerships.len()).map(|n| format!("${n}")).collect();
    let of = format!(
        "SELECT DISTINCT la_code FROM partnership_area \
         WHERE partnership_id IN ({}) AND ends_on IS NULL",
        places.join(", ")
    );
    named(r, &of, partnerships.iter().map(|id| id.uuid().into()).collect()).await
}

/// The areas that a service names. One statement; none where it names none.
pub(super) async fn of_service(r: &Reader, service: &Stored) -> Result<Vec<Area>, Failure> {
    if service.terms.areas.is_empty() {
        return Ok(Vec::new());
    }
    let of = "SELECT la_code FROM service_area WHERE service_id = $1";
    named(r, of, vec![service.id.uuid().into()]).await
}

/// What some select gives as `la_code`, each with its council's name.
async fn named(r: &Reader, of: &str, values: Vec<Value>) -> Result<Vec<Area>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        la_code: String,
        la_name: Option<String>,
    }
    let sql = format!(
        "SELECT a.la_code, (SELECT s.la_name FROM register_school s \
         WHERE s.la_code = a.la_code LIMIT 1) AS la_name FROM ({of}) AS a ORDER BY a.la_code"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter()
        .map(|row| {
            let code = LaCode::parse(&row.la_code).map_err(|_| broken(&row.la_code))?;
            let name = row.la_name.unwrap_or_else(|| row.la_code.clone());
            Ok(Area { code, name })
        })
        .collect()
}
