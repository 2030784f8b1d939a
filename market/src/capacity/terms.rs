//! A pool follows the term dates of its area.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::Terms;
use domain::id::{OrganisationId, PoolId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::days::materialise;
use crate::Market;
use crate::db::{Reader, Writer, broken, places};

/// Days named in one statement: fewer than what either database takes.
const AT_ONCE: usize = 500;

/// Takes away free days that were school days and are none now, and offers those that have become
/// ones. What is booked stands, and so does what was added by hand in holidays.
pub(crate) async fn follow_terms(
    market: &Market,
    w: &Writer,
    pool: PoolId,
    (before, after): (&Terms, &Terms),
) -> Result<(), Failure> {
    let was = school_days(before);
    let is = school_days(after);
    let gone: Vec<NaiveDate> =
        was.difference(&is).copied().filter(|day| *day >= market.today()).collect();
    for days in gone.chunks(AT_ONCE) {
        let sql = format!(
            "DELETE FROM pool_day WHERE day IN {} AND pool_id = ${} AND order_line_id IS NULL",
            places(1, days.len()),
            days.len() + 1
        );
        let values = days.iter().map(|day| Value::from(*day));
        let values = values.chain([pool.uuid().into()]);
        w.execute(&sql, values.collect::<Vec<Value>>()).await?;
    }
    materialise(market, w, pool, None).await
}

fn school_days(terms: &Terms) -> BTreeSet<NaiveDate> {
    let (Some(first), Some(last)) = (terms.all().first(), terms.all().last()) else {
        return BTreeSet::new();
    };
    terms.school_days(first.first_on, last.last_on).into_iter().collect()
}

/// The partnership that a pool sells through: its term dates are those of the pool.
pub(super) async fn partnership_of(r: &Reader, pool: PoolId) -> Result<OrganisationId, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        partnership_id: Uuid,
    }
    let sql = "SELECT partnership_id FROM pool WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [pool.uuid().into()]).await?;
    let row = row.ok_or_else(|| broken(format!("no pool {pool}")))?;
    Ok(OrganisationId::from_uuid(row.partnership_id))
}
