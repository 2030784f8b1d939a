//! Telling of the end of somebody's checks: before it to whoever keeps the pool, and once it has come
//! also to the schools that have booked days after it.

use chrono::NaiveDate;
use domain::Failure;
use domain::audit::Deed;
use domain::id::{OrganisationId, PoolId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::tell::{self, tell_keepers, tell_schools};
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::job::ClearanceEnd;
use crate::mail::About;

#[derive(FromQueryResult)]
struct Whose {
    display_name: String,
    pool_id: Uuid,
}

#[derive(FromQueryResult)]
struct Booked {
    day: NaiveDate,
    school_id: Uuid,
}

/// Tells of an end once, and not at all where it holds no more: a check was renewed, or somebody left.
pub(crate) async fn tell_of_clearance(market: &Market, end: ClearanceEnd) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let Some(whose) = whose(market, &w, end).await? else { return Ok(()) };
            if !first(market, &w, end).await? {
                return Ok(());
            }
            let booked = booked_after(market, &w, end).await?;
            let told = tell::told(&w, PoolId::from_uuid(whose.pool_id)).await?;
            let about = About::ClearanceEnds {
                name: whose.display_name,
                pool: told.name.clone(),
                until: end.until,
                ended: end.days_before == 0,
                days: booked.iter().map(|one| one.day).collect(),
                path: told.path(format_args!("/{}", end.practitioner)),
            };
            tell_keepers(market, &w, &told, &about).await?;
            if end.days_before > 0 {
                return Ok(());
            }
            let days = booked.iter().map(|one| (OrganisationId::from_uuid(one.school_id), one.day));
            let schools = tell_schools(market, &w, &told, days).await?;
            let chain = Some(told.partnership());
            let record = Record::new(chain, Who::JOB, Deed::ClearanceEnded, end.practitioner)
                .parties(schools)
                .after(&serde_json::json!({ "valid_until": end.until }))?;
            audit::record(market, &w, record).await
        })
        .await
}

async fn whose(market: &Market, w: &Writer, end: ClearanceEnd) -> Result<Option<Whose>, Failure> {
    let sql = "SELECT p.display_name, p.pool_id FROM practitioner p WHERE p.id = $1 \
               AND p.cleared_until = $2 AND (p.ends_on IS NULL OR p.ends_on >= $3)";
    let values: [Value; 3] =
        [end.practitioner.uuid().into(), end.until.into(), market.today().into()];
    w.sql_one(sql, values).await
}

/// Whether nobody has told of it before.
async fn first(market: &Market, w: &Writer, end: ClearanceEnd) -> Result<bool, Failure> {
    let sql = "INSERT INTO clearance_told (practitioner_id, cleared_until, days_before, told_at) \
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let values: [Value; 4] = [
        end.practitioner.uuid().into(),
        end.until.into(),
        i64::from(end.days_before).into(),
        market.now().into(),
    ];
    Ok(w.execute(sql, values).await? == 1)
}

async fn booked_after(
    market: &Market,
    w: &Writer,
    end: ClearanceEnd,
) -> Result<Vec<Booked>, Failure> {
    let sql = "SELECT d.day, o.school_id FROM pool_day d JOIN order_line l ON l.id = d.order_line_id \
               JOIN school_order o ON o.id = l.order_id WHERE d.practitioner_id = $1 \
               AND d.day > $2 AND d.day >= $3 AND l.state = 'booked' ORDER BY d.day";
    let values: [Value; 3] =
        [end.practitioner.uuid().into(), end.until.into(), market.today().into()];
    w.sql_all(sql, values).await
}
