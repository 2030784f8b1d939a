//! Which days of a service are free. Four statements for a school, two for others; one more with the
//! days of the week.

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
            let (pool, notice) = days_sold(market, &r, viewer, service).await?;
            let days = counted(&r, pool, month.first(), month.last()).await?;
            Ok(CalendarMonth::of(month, &days, notice, market.today()))
        })
        .await
}

/// A month of a service's free days, with the days of the week on which somebody works for it, in the
/// order of the week.
///
/// # Errors
/// As [`free_days`].
pub async fn days_to_pick(
    market: &Market,
    viewer: &Viewer,
    service: ServiceId,
    month: YearMonth,
) -> Result<(CalendarMonth, Vec<Weekday>), Failure> {
    market
        .db
        .read(|r| async move {
            let (pool, notice) = days_sold(market, &r, viewer, service).await?;
            let days = counted(&r, pool, month.first(), month.last()).await?;
            let weekdays = weekdays(&r, pool, market.today()).await?;
            Ok((CalendarMonth::of(month, &days, notice, market.today()), weekdays))
        })
        .await
}

/// The pool whose days a service sells, for whoever may see it, and the notice it needs.
async fn days_sold(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
    service: ServiceId,
) -> Result<(PoolId, Notice), Failure> {
    let audience = service::audience(market, r, viewer).await?;
    let service = audience.may_see(service::find(r, service).await?)?;
    let pool = service.pool.ok_or(Failure::NotFound)?;
    Ok((pool, Notice::days(service.terms.notice_days)))
}

/// How far ahead days of the week are looked for: longer than any term.
const AHEAD: Days = Days::new(150);

async fn weekdays(r: &Reader, pool: PoolId, today: NaiveDate) -> Result<Vec<Weekday>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
    }
    let to = today.checked_add_days(AHEAD).unwrap_or(today);
    let sql = "SELECT DISTINCT day FROM pool_day WHERE pool_id = $1 AND day >= $2 AND day <= $3";
    let rows: Vec<Row> = r.sql_all(sql, [pool.uuid().into(), today.into(), to.into()]).await?;
    let mut days: Vec<Weekday> = rows.into_iter().map(|row| row.day.weekday()).collect();
    days.sort_unstable_by_key(Weekday::num_days_from_monday);
    days.dedup();
    Ok(days)
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
