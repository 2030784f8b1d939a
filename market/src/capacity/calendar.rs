//! Which days of a service are free: one statement, and one more with the days of the week.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::Failure;
use domain::capacity::{CalendarMonth, DayCount, FreeDays, Notice, YearMonth};
use domain::id::PoolId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Parameters, Reader};
use crate::service::ServiceDetail;

/// A month of the free days of a service, for whoever sees the service. It says how many people are
/// free and never who: a headteacher must not learn which member of staff meets which counsellor.
///
/// # Errors
/// `NotFound` where no days of people are sold.
pub async fn free_days(
    market: &Market,
    service: &ServiceDetail,
    month: YearMonth,
) -> Result<CalendarMonth, Failure> {
    let pool = service.stored.pool.ok_or(Failure::NotFound)?;
    market.db.read(|r| async move { drawn(market, &r, service, (pool, month)).await }).await
}

/// The same, with the days of the week on which somebody works for the service, in the order of the
/// week.
///
/// # Errors
/// As [`free_days`].
pub async fn days_to_pick(
    market: &Market,
    service: &ServiceDetail,
    month: YearMonth,
) -> Result<(CalendarMonth, Vec<Weekday>), Failure> {
    let pool = service.stored.pool.ok_or(Failure::NotFound)?;
    market
        .db
        .read(|r| async move {
            let month = drawn(market, &r, service, (pool, month)).await?;
            Ok((month, weekdays(&r, pool, market.today()).await?))
        })
        .await
}

async fn drawn(
    market: &Market,
    r: &Reader,
    service: &ServiceDetail,
    (pool, month): (PoolId, YearMonth),
) -> Result<CalendarMonth, Failure> {
    let days = counted(r, pool, month.first(), month.last()).await?;
    let notice = Notice::days(service.terms().notice_days);
    Ok(CalendarMonth::of(month, &days, notice, market.today()))
}

/// How far ahead days of the week are looked for: longer than any term.
const AHEAD: Days = Days::new(150);

/// The days of the week on which somebody of a pool works.
pub(super) async fn weekdays(
    r: &Reader,
    pool: PoolId,
    today: NaiveDate,
) -> Result<Vec<Weekday>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
    }
    let to = today.checked_add_days(AHEAD).unwrap_or(today);
    // From each day to the next, however many people work on it.
    let sql = "WITH RECURSIVE worked (day) AS ( \
               SELECT MIN(day) FROM pool_day WHERE pool_id = $1 AND day >= $2 \
               UNION ALL \
               SELECT (SELECT MIN(day) FROM pool_day WHERE pool_id = $1 AND day > worked.day) \
               FROM worked WHERE day < $3) \
               SELECT day FROM worked WHERE day <= $3";
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
               COUNT(*) - COUNT(order_line_id) AS free \
               FROM pool_day WHERE pool_id = $1 AND day >= $2 AND day <= $3 GROUP BY day";
    let rows: Vec<Row> = r.sql_all(sql, [pool.uuid().into(), from.into(), to.into()]).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(FreeDays::counted(
        rows.into_iter()
            .map(|row| (row.day, DayCount { free: count(row.free), total: count(row.total) })),
    ))
}

/// The same of several pools, each between two days, both included. One statement.
pub(crate) async fn free_in(
    r: &Reader,
    spans: &[(PoolId, NaiveDate, NaiveDate)],
) -> Result<BTreeMap<PoolId, FreeDays>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        pool_id: Uuid,
        day: NaiveDate,
        free: i64,
        total: i64,
    }
    if spans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut parameters = Parameters::default();
    let of_span = spans.iter().map(|(pool, from, to)| {
        let (pool, from) = (parameters.bind(pool.uuid()), parameters.bind(*from));
        format!("(pool_id = {pool} AND day >= {from} AND day <= {})", parameters.bind(*to))
    });
    let of_span = of_span.collect::<Vec<_>>().join(" OR ");
    let sql = format!(
        "SELECT pool_id, day, COUNT(*) AS total, COUNT(*) - COUNT(order_line_id) AS free \
         FROM pool_day WHERE {of_span} GROUP BY pool_id, day"
    );
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let mut by_pool: BTreeMap<PoolId, Vec<(NaiveDate, DayCount)>> = BTreeMap::new();
    for row in rows {
        let counted = DayCount { free: count(row.free), total: count(row.total) };
        by_pool.entry(PoolId::from_uuid(row.pool_id)).or_default().push((row.day, counted));
    }
    Ok(by_pool.into_iter().map(|(pool, days)| (pool, FreeDays::counted(days))).collect())
}
