//! Taking a day of a pool for an order line, and giving it back.

use chrono::NaiveDate;
use domain::id::{OrderLineId, PoolDayId, PoolId, PractitionerId};
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, Writer};

#[derive(FromQueryResult)]
struct Taken {
    id: Uuid,
    practitioner_id: Uuid,
}

#[derive(FromQueryResult)]
struct Day {
    day: Option<NaiveDate>,
}

/// Takes one free person's day for an order line.
///
/// The row is taken by an update that names it as free, so that two takers never both have it.
/// Whoever loses the race for one row asks again while another row of that day is free.
///
/// # Errors
/// `Refused(DayTaken)` with the next free day where nobody is free.
pub(crate) async fn take_day(
    w: &Writer,
    pool: PoolId,
    day: NaiveDate,
    line: OrderLineId,
) -> Result<(PoolDayId, PractitionerId), Failure> {
    let sql = "UPDATE pool_day SET order_line_id = $1 \
               WHERE id = (SELECT id FROM pool_day WHERE pool_id = $2 AND day = $3 \
                   AND order_line_id IS NULL ORDER BY practitioner_id LIMIT 1) \
               AND order_line_id IS NULL RETURNING id, practitioner_id";
    loop {
        let values = [line.uuid().into(), pool.uuid().into(), day.into()];
        if let Some(taken) = w.sql_one::<Taken>(sql, values).await? {
            let practitioner = PractitionerId::from_uuid(taken.practitioner_id);
            return Ok((PoolDayId::from_uuid(taken.id), practitioner));
        }
        // Each round that finds nothing free any more ends; a lost race means that somebody else
        // has taken a row, so there are never more rounds than rows.
        let next_free = next_free_day(w, pool, day).await?;
        if next_free != Some(day) {
            return Err(Refusal::DayTaken { day, next_free }.into());
        }
    }
}

/// The first free day of a pool from a day on.
pub(crate) async fn next_free_day(
    r: &Reader,
    pool: PoolId,
    from: NaiveDate,
) -> Result<Option<NaiveDate>, Failure> {
    let sql = "SELECT MIN(day) AS day FROM pool_day \
               WHERE pool_id = $1 AND day >= $2 AND order_line_id IS NULL";
    let row: Option<Day> = r.sql_one(sql, [pool.uuid().into(), from.into()]).await?;
    Ok(row.and_then(|row| row.day))
}

/// Gives back the day that an order line holds, if it holds one.
pub(crate) async fn release_day(w: &Writer, line: OrderLineId) -> Result<(), Failure> {
    let sql = "UPDATE pool_day SET order_line_id = NULL WHERE order_line_id = $1";
    w.execute(sql, [line.uuid().into()]).await.map(|_| ())
}
