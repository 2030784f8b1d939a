//! Which days of a service are free. Four statements for a school, two for others.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::Failure;
use domain::capacity::{CalendarMonth, DayCount, FreeDays, Notice, YearMonth};
use domain::id::{PoolId, ServiceId};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::access::Viewer;
use crate::db::Reader;
use crate::service;

/// A month of a service's free days, for whoever may see the service. It says how many people are
/// free and never who: a headteacher must not learn which member of staff meets which counsellor.
///
/// # Errors
/// `NotFound` where the viewer may not see the service, or no days of people are sold.
pub async fn free_days(
    market: &Market,
    viewer: &Viewer,
    service: ServiceId,
    month: YearMonth,
) -> Result<CalendarMonth, Failure> {
    market
        .db
        .read(|r| async move {
            let audience = service::audience(market, &r, viewer).await?;
            let service = audience.may_see(service::find(&r, service).await?)?;
            let pool = service.pool.ok_or(Failure::NotFound)?;
            let days = counted(&r, pool, month.first(), month.last()).await?;
            let notice = Notice::days(service.terms.notice_days);
            Ok(CalendarMonth::of(month, &days, notice, market.today()))
        })
        .await
}

/// How far ahead days of the week are looked for: longer than any term.
const AHEAD: Days = Days::new(150);

/// The days of the week on which somebody works for a service, in the order of the week, for whoever
/// may see it.
///
/// # Errors
/// As [`free_days`].
pub async fn weekdays(
    market: &Market,
    viewer: &Viewer,
    service: ServiceId,
) -> Result<Vec<Weekday>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
    }
    market
        .db
        .read(|r| async move {
            let audience = service::audience(market, &r, viewer).await?;
            let service = audience.may_see(service::find(&r, service).await?)?;
            let pool = service.pool.ok_or(Failure::NotFound)?;
            let from = market.today();
            let to = from.checked_add_days(AHEAD).unwrap_or(from);
            let sql = "SELECT DISTINCT day FROM pool_day \
                       WHERE pool_id = $1 AND day >= $2 AND day <= $3";
            let rows: Vec<Row> =
                r.sql_all(sql, [pool.uuid().into(), from.into(), to.into()]).await?;
            let mut days: Vec<Weekday> = rows.into_iter().map(|row| row.day.weekday()).collect();
            days.sort_unstable_by_key(Weekday::num_days_from_monday);
            days.dedup();
            Ok(days)
        })
        .await
}

/// The free days of a pool between two days, both included.
pub(crate) async fn counted(
    r: &Reader,
    pool: PoolId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<FreeDays, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
        free: i64,
        total: i64,
    }
    let sql = "SELECT day, COUNT(*) AS total, \
               CAST(SUM(CASE WHEN order_line_id IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS free \
               FROM pool_day WHERE pool_id = $1 AND day >= $2 AND day <= $3 GROUP BY day";
    let rows: Vec<Row> = r.sql_all(sql, [pool.uuid().into(), from.into(), to.into()]).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(FreeDays::counted(
        rows.into_iter()
            .map(|row| (row.day, DayCount { free: count(row.free), total: count(row.total) })),
    ))
}
