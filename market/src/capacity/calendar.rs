//! Which days of a service are free: one statement, and one more with the days of the week.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::Failure;
use domain::capacity::{CalendarMonth, DayCount, FreeDays, Half, Notice, YearMonth};
use domain::id::PoolId;
use sea_orm::FromQueryResult;

use super::half::has;
use crate::Market;
use crate::db::{Parameters, Reader, broken};
use crate::service::ServiceDetail;

/// A month of the free days of a service, for whoever sees the service. It says how many people are
/// free and never who: a headteacher must not learn which member of staff meets which counsellor.
///
/// # Errors
/// `NotFound` where no days of people are sold.
pub async fn free_days(
    market: &Market,
    service: &ServiceDetail,
    (half, month): (Option<Half>, YearMonth),
) -> Result<CalendarMonth, Failure> {
    let pool = service.stored.pool.ok_or(Failure::NotFound)?;
    market.db.read(|r| async move { drawn(market, &r, service, (pool, half, month)).await }).await
}

/// The same, with the days of the week on which somebody works for the service, in the order of the
/// week.
///
/// # Errors
/// As [`free_days`].
pub async fn days_to_pick(
    market: &Market,
    service: &ServiceDetail,
    (half, month): (Option<Half>, YearMonth),
) -> Result<(CalendarMonth, Vec<Weekday>), Failure> {
    let pool = service.stored.pool.ok_or(Failure::NotFound)?;
    market
        .db
        .read(|r| async move {
            let month = drawn(market, &r, service, (pool, half, month)).await?;
            Ok((month, weekdays(&r, pool, market.today()).await?))
        })
        .await
}

async fn drawn(
    market: &Market,
    r: &Reader,
    service: &ServiceDetail,
    (pool, half, month): (PoolId, Option<Half>, YearMonth),
) -> Result<CalendarMonth, Failure> {
    let days = counted(r, (pool, half), month.first(), month.last()).await?;
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

/// Who works, of whom those are counted who are free. For a whole day, whoever works in the morning: nobody
/// who works in the afternoon alone has one.
fn counts(half: Option<Half>) -> (String, String) {
    let works = has("pool_day", half.or(Some(Half::Morning)));
    let free = format!("order_line_id IS NULL AND {}", has("pool_day", half));
    (works, format!("COUNT(*) AS total, COUNT(CASE WHEN {free} THEN 1 END) AS free"))
}

/// The free days of a pool, or halves of them, between two days, both included.
pub(crate) async fn counted(
    r: &Reader,
    (pool, half): (PoolId, Option<Half>),
    from: NaiveDate,
    to: NaiveDate,
) -> Result<FreeDays, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
        free: i64,
        total: i64,
    }
    let (works, counts) = counts(half);
    let sql = format!(
        "SELECT day, {counts} FROM pool_day \
         WHERE pool_id = $1 AND day >= $2 AND day <= $3 AND {works} GROUP BY day"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [pool.uuid().into(), from.into(), to.into()]).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(FreeDays::counted(
        rows.into_iter()
            .map(|row| (row.day, DayCount { free: count(row.free), total: count(row.total) })),
    ))
}

/// A pool, and what is sold of its people's days.
pub(crate) type Sold = (PoolId, Option<Half>);

/// The same of several pools, each between two days, both included. One statement.
pub(crate) async fn free_in(
    r: &Reader,
    spans: &[(Sold, NaiveDate, NaiveDate)],
) -> Result<BTreeMap<Sold, FreeDays>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        place: i64,
        day: NaiveDate,
        free: i64,
        total: i64,
    }
    if spans.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut parameters = Parameters::default();
    let of_span = spans.iter().enumerate().map(|(place, ((pool, half), from, to))| {
        let (pool, from) = (parameters.bind(pool.uuid()), parameters.bind(*from));
        let (to, (works, counts)) = (parameters.bind(*to), counts(*half));
        format!(
            "SELECT CAST({place} AS BIGINT) AS place, day, {counts} FROM pool_day WHERE pool_id = {pool} \
             AND day >= {from} AND day <= {to} AND {works} GROUP BY day"
        )
    });
    let sql = of_span.collect::<Vec<_>>().join(" UNION ALL ");
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let mut by_pool: BTreeMap<Sold, BTreeMap<NaiveDate, DayCount>> = BTreeMap::new();
    for row in rows {
        let span = usize::try_from(row.place).ok().and_then(|place| spans.get(place));
        let (sold, _, _) = span.ok_or_else(|| broken("a count of no span"))?;
        let counted = DayCount { free: count(row.free), total: count(row.total) };
        by_pool.entry(*sold).or_default().insert(row.day, counted);
    }
    Ok(by_pool.into_iter().map(|(sold, days)| (sold, FreeDays::counted(days))).collect())
}
