//! Days that a school asked for and on which nobody was free: noted once for each school and day, so
//! that whoever keeps the pool knows what it lacks. Nobody's name is kept with it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Terms;
use domain::capacity::{Choice, DayAnswer, Half, TermKey};
use domain::id::{OrganisationId, PoolId, ServiceId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::calendar::counted;
use crate::Market;
use crate::db::{Reader, Writer};
use crate::service;

/// Notes the days that could not be had where an order was refused for it; any other answer passes by.
pub(crate) async fn note_refused<T>(
    market: &Market,
    (school, service, half): (OrganisationId, ServiceId, Option<Half>),
    asked: &[NaiveDate],
    answer: &Result<T, Failure>,
) -> Result<(), Failure> {
    match answer {
        Err(Failure::Refused(Refusal::DayTaken { .. })) => {
            note(market, (school, service, half), asked).await
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Notes the days that could not be had where every such day of the week was asked for.
pub(crate) async fn note_taken(
    market: &Market,
    of: (OrganisationId, ServiceId, Option<Half>),
    choice: &Choice,
) -> Result<(), Failure> {
    let unmet = |answer| matches!(answer, DayAnswer::Taken | DayAnswer::NobodyWorks);
    let days = choice.not_free().filter(|one| unmet(one.answer)).map(|one| one.day);
    let days: Vec<NaiveDate> = days.collect();
    if days.is_empty() { Ok(()) } else { note(market, of, &days).await }
}

async fn note(
    market: &Market,
    (school, service, half): (OrganisationId, ServiceId, Option<Half>),
    asked: &[NaiveDate],
) -> Result<(), Failure> {
    let terms = Terms::typical();
    let of_school = asked.iter().copied().filter(|day| terms.is_school_day(*day));
    let days: &Vec<NaiveDate> = &of_school.collect();
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(()) };
    market
        .db
        .write(|w| async move {
            let Some(pool) = service::find(&w, service).await?.pool else { return Ok(()) };
            let free = counted(&w, (pool, half), *first, *last).await?;
            for day in days.iter().filter(|day| free.on(**day).free == 0) {
                insert(market, &w, (pool, school), *day).await?;
            }
            Ok(())
        })
        .await
}

/// Notes a certain day for which a school waits now: whether it asked before or not, nobody was free.
pub(super) async fn note_wish(
    market: &Market,
    w: &Writer,
    of: (PoolId, OrganisationId),
    day: NaiveDate,
) -> Result<(), Failure> {
    if Terms::typical().is_school_day(day) { insert(market, w, of, day).await } else { Ok(()) }
}

async fn insert(
    market: &Market,
    w: &Writer,
    (pool, school): (PoolId, OrganisationId),
    day: NaiveDate,
) -> Result<(), Failure> {
    let sql = "INSERT INTO unmet_ask (pool_id, school_id, day, asked_at) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (pool_id, school_id, day) DO NOTHING";
    let values: [Value; 4] =
        [pool.uuid().into(), school.uuid().into(), day.into(), market.now().into()];
    w.execute(sql, values).await.map(|_| ())
}

/// By term, the days that schools asked for in vain, between two days. A school that booked a day of
/// the pool since, within a fortnight of the one it asked for, found another.
pub(super) async fn by_term(
    r: &Reader,
    pool: PoolId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(TermKey, u32)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        day: NaiveDate,
        asked_at: DateTime<Utc>,
    }
    #[derive(FromQueryResult)]
    struct Booked {
        school_id: Uuid,
        day: NaiveDate,
        requested_at: DateTime<Utc>,
    }
    const FORTNIGHT: i64 = 14;
    let between: [Value; 3] = [pool.uuid().into(), from.into(), to.into()];
    let sql = "SELECT school_id, day, asked_at FROM unmet_ask \
               WHERE pool_id = $1 AND day >= $2 AND day <= $3 ORDER BY day";
    let asked: Vec<Row> = r.sql_all(sql, between.clone()).await?;
    let sql = "SELECT DISTINCT o.school_id, d.day, o.requested_at FROM pool_day d \
               JOIN order_line l ON l.id = d.order_line_id JOIN school_order o ON o.id = l.order_id \
               JOIN unmet_ask u ON u.pool_id = d.pool_id AND u.school_id = o.school_id \
               WHERE d.pool_id = $1 AND d.day >= $2 AND d.day <= $3 \
               AND o.requested_at >= u.asked_at";
    let booked: Vec<Booked> = r.sql_all(sql, between).await?;
    let found_another = |ask: &Row| {
        booked.iter().any(|one| {
            one.school_id == ask.school_id
                && one.requested_at >= ask.asked_at
                && (one.day - ask.day).num_days().abs() <= FORTNIGHT
        })
    };
    let mut terms: BTreeMap<TermKey, u32> = BTreeMap::new();
    for ask in asked.iter().filter(|ask| !found_another(ask)) {
        let Some(term) = Terms::typical().term_of(ask.day) else { continue };
        let count = terms.entry(TermKey::of(term)).or_default();
        *count = count.saturating_add(1);
    }
    Ok(terms.into_iter().collect())
}
