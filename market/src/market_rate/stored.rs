//! Price points as stored, and the columns that lists show.

use chrono::{DateTime, Utc};
use domain::id::{PricePointId, ServiceId};
use domain::market_rate::{MarketRate, PricePoint};
use domain::price::Unit;
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};

use crate::db::{Parameters, Reader, Writer, broken};

#[derive(FromQueryResult)]
struct Row {
    point: String,
}

/// The most outside prices that one service is compared with.
const POINTS_MAX: usize = 500;

/// The outside prices of a service that stand, in the unit it is sold in now.
pub(crate) async fn points(
    r: &Reader,
    service: ServiceId,
    unit: Unit,
) -> Result<Vec<PricePoint>, Failure> {
    let sql = format!(
        "SELECT point FROM price_point WHERE service_id = $1 AND withdrawn_at IS NULL \
         ORDER BY seen_on DESC, id LIMIT {POINTS_MAX}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [service.uuid().into()]).await?;
    let points = rows.iter().map(|row| serde_json::from_str(&row.point).map_err(broken));
    let points: Vec<PricePoint> = points.collect::<Result<_, Failure>>()?;
    Ok(points.into_iter().filter(|point| point.unit == unit).collect())
}

/// Outside prices by their ids, those that were taken back with the time of it: latest first.
pub(crate) async fn points_by_id(
    r: &Reader,
    ids: &[PricePointId],
) -> Result<Vec<(PricePoint, Option<DateTime<Utc>>)>, Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        point: String,
        withdrawn_at: Option<DateTime<Utc>>,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let places: Vec<String> = ids.iter().map(|id| parameters.bind(id.uuid())).collect();
    let sql = format!(
        "SELECT point, withdrawn_at FROM price_point WHERE id IN ({}) ORDER BY seen_on DESC, id",
        places.join(", ")
    );
    let kept: Vec<Kept> = r.sql_all(&sql, parameters.values()).await?;
    let read =
        |kept: Kept| Ok((serde_json::from_str(&kept.point).map_err(broken)?, kept.withdrawn_at));
    kept.into_iter().map(read).collect()
}

/// Works the market rate out again, and keeps what lists show of it.
pub(crate) async fn refresh(w: &Writer, service: ServiceId, unit: Unit) -> Result<(), Failure> {
    let points = points(w, service, unit).await?;
    let rate = MarketRate::of(&points, None, ComparisonBasis::Net)?;
    let sql = "UPDATE service SET market_points = $2, market_lower_net_pence = $3, \
               market_median_net_pence = $4, market_upper_net_pence = $5 WHERE id = $1";
    let quartile = |pence: Option<Pence>| pence.map(Pence::get);
    let values: [Value; 5] = [
        service.uuid().into(),
        i64::try_from(points.len()).unwrap_or(i64::MAX).into(),
        quartile(rate.distribution.map(|found| found.lower_quartile)).into(),
        quartile(rate.distribution.map(|found| found.median)).into(),
        quartile(rate.distribution.map(|found| found.upper_quartile)).into(),
    ];
    w.execute_one(sql, values).await
}
