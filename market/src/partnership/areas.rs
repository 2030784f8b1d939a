//! The councils' areas that a partnership works in: dated, ended and never removed.

use std::collections::HashMap;

use domain::Failure;
use domain::id::OrganisationId;
use domain::school::Area;
use domain::text::LaCode;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer, broken, places};

/// The areas that a partnership works in now.
pub(super) async fn of(r: &Reader, partnership: OrganisationId) -> Result<Vec<LaCode>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        la_code: String,
    }
    let sql = "SELECT la_code FROM partnership_area WHERE partnership_id = $1 \
               AND ends_on IS NULL ORDER BY la_code";
    let rows: Vec<Row> = r.sql_all(sql, [partnership.uuid().into()]).await?;
    let unknown = |_| broken("a stored area is not known");
    rows.iter().map(|row| LaCode::parse(&row.la_code).map_err(unknown)).collect()
}

/// The areas that each of some partnerships works in now.
pub(crate) async fn of_each(
    r: &Reader,
    partnerships: &[Uuid],
) -> Result<HashMap<Uuid, Vec<&'static Area>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        partnership_id: Uuid,
        la_code: String,
    }
    let mut found: HashMap<Uuid, Vec<&'static Area>> = HashMap::new();
    if partnerships.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT partnership_id, la_code FROM partnership_area WHERE ends_on IS NULL \
         AND partnership_id IN {} ORDER BY la_code",
        places(1, partnerships.len())
    );
    let values: Vec<Value> = partnerships.iter().map(|id| (*id).into()).collect();
    let areas: Vec<Row> = r.sql_all(&sql, values).await?;
    for row in areas {
        let code = LaCode::parse(&row.la_code).map_err(|_| broken("a stored area has no code"))?;
        found.entry(row.partnership_id).or_default().extend(Area::by_code(&code));
    }
    Ok(found)
}

/// Begins those of the areas that are new today, and ends those that are not among them.
pub(super) async fn set(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    areas: &[LaCode],
) -> Result<(), Failure> {
    let held = of(w, partnership).await?;
    let today = market.today();
    let yesterday = today.pred_opt().ok_or_else(|| broken("a day without one before it"))?;
    for given_up in held.iter().filter(|area| !areas.contains(area)) {
        let sql = "UPDATE partnership_area SET ends_on = $3 \
                   WHERE partnership_id = $1 AND la_code = $2 AND ends_on IS NULL";
        let values = [partnership.uuid().into(), given_up.as_str().into(), yesterday.into()];
        w.execute_one(sql, values).await?;
    }
    let mut new: Vec<&LaCode> = areas.iter().filter(|area| !held.contains(area)).collect();
    new.sort();
    new.dedup();
    if new.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO partnership_area (partnership_id, la_code, starts_on) VALUES {} \
         ON CONFLICT (partnership_id, la_code, starts_on) DO UPDATE SET ends_on = NULL",
        places(new.len(), 3)
    );
    let row = |area: &&LaCode| -> [Value; 3] {
        [partnership.uuid().into(), area.as_str().into(), today.into()]
    };
    w.execute(&sql, new.iter().flat_map(row).collect::<Vec<_>>()).await.map(|_| ())
}
