//! Taking a day for an order line, and giving it back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::SchoolYear;
use domain::capacity::Suited;
use domain::id::{OrderLineId, PoolId, PractitionerId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::offer::{accept_day, offer_days};
use super::suited::suited;
use crate::Market;
use crate::db::{Engine, Parameters, Writer};
use crate::school::SchoolFacts;

#[derive(FromQueryResult)]
pub(super) struct Taken {
    practitioner_id: Uuid,
}

#[derive(FromQueryResult)]
struct Free {
    id: Uuid,
}

/// That whose day it is may work on it: no free day lies beyond their checks, but for one that was made
/// while they changed.
const CLEARED: &str = "NOT EXISTS (SELECT 1 FROM practitioner p \
    WHERE p.id = pool_day.practitioner_id AND p.cleared_until < pool_day.day)";

/// That somebody who was held for a school may still come on the day: they have not left, are not away, and
/// their checks count. Names the columns of whose day it is and of the day.
pub(super) fn may_come(who: &str, day: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM practitioner p WHERE p.id = {who} \
         AND (p.ends_on IS NULL OR p.ends_on >= {day}) \
         AND (p.cleared_until IS NULL OR p.cleared_until >= {day})) \
         AND NOT EXISTS (SELECT 1 FROM practitioner_leave v WHERE v.practitioner_id = {who} \
         AND v.first_on <= {day} AND v.last_on >= {day})"
    )
}

/// Takes one free day of a pool for an order line.
///
/// The update names one free row and holds only while it is free. Where it changed nothing,
/// another buyer was on that row: then the next free one is tried, and a row that another
/// transaction holds is waited for, since it may yet be given back. So nobody hears that none is
/// free while one is.
///
/// Whoever takes several days in one transaction takes them in the order of the calendar.
///
/// Gives whose day it is; nobody's when none is left.
pub(crate) async fn take_day(
    w: &Writer,
    (pool, suited): (PoolId, &Suited),
    day: NaiveDate,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    loop {
        if let Some(taken) = take_free(w, (pool, suited), day, line).await? {
            return Ok(Some(PractitionerId::from_uuid(taken.practitioner_id)));
        }
        if !wait_for_free(w, pool, day).await? {
            return Ok(None);
        }
    }
}

/// Takes the first free row that nobody else is on: of whoever comes to the school already, and last of
/// those who do not suit it. Of several who suit as well, the same person first each time, so that a school
/// that books every Tuesday meets one face.
pub(super) async fn take_free(
    w: &Writer,
    (pool, suited): (PoolId, &Suited),
    day: NaiveDate,
    line: OrderLineId,
) -> Result<Option<Taken>, Failure> {
    let lock = match w.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let mut parameters = Parameters::default();
    let (pool, day) = (parameters.bind(pool.uuid()), parameters.bind(day));
    let line = parameters.bind(line.uuid());
    let order = in_order(&mut parameters, suited);
    let sql = format!(
        "UPDATE pool_day SET order_line_id = {line} WHERE order_line_id IS NULL AND id = \
         (SELECT id FROM pool_day WHERE pool_id = {pool} AND day = {day} \
         AND order_line_id IS NULL AND {CLEARED} ORDER BY {order}practitioner_id LIMIT 1 {lock}) \
         RETURNING practitioner_id"
    );
    w.sql_one(&sql, parameters.values()).await
}

/// What free rows are ordered by before whose they are.
fn in_order(parameters: &mut Parameters, suited: &Suited) -> String {
    let ranks =
        [(&suited.first, 0), (&suited.last, 2)].into_iter().filter(|(who, _)| !who.is_empty());
    let ranks = ranks.map(|(who, rank)| {
        let who: Vec<String> = who.iter().map(|one| parameters.bind(one.uuid())).collect();
        format!("WHEN practitioner_id IN ({}) THEN {rank} ", who.join(", "))
    });
    match ranks.collect::<String>() {
        none if none.is_empty() => none,
        ranks => format!("CASE {ranks}ELSE 1 END, "),
    }
}

/// Takes a day of one person for an order line, where it is free and they may work on it.
pub(super) async fn take_day_of(
    w: &Writer,
    who: PractitionerId,
    day: NaiveDate,
    line: OrderLineId,
) -> Result<bool, Failure> {
    let sql = format!(
        "UPDATE pool_day SET order_line_id = $3 WHERE practitioner_id = $1 AND day = $2 \
         AND order_line_id IS NULL AND {CLEARED}"
    );
    let values = [who.uuid().into(), day.into(), line.uuid().into()];
    Ok(w.execute(&sql, values).await? == 1)
}

/// Whether a row is free after all, once whoever was on it has ended.
async fn wait_for_free(w: &Writer, pool: PoolId, day: NaiveDate) -> Result<bool, Failure> {
    let lock = match w.engine() {
        // There is one writer: what it does not see free is taken.
        Engine::Sqlite => return Ok(false),
        Engine::Postgres => "FOR UPDATE",
    };
    let sql = format!(
        "SELECT id FROM pool_day WHERE pool_id = $1 AND day = $2 AND order_line_id IS NULL \
         AND {CLEARED} ORDER BY practitioner_id LIMIT 1"
    );
    let values = [pool.uuid().into(), day.into()];
    let Some(seen) = w.sql_one::<Free>(&sql, values).await? else { return Ok(false) };
    let sql = format!("SELECT id FROM pool_day WHERE id = $1 {lock}");
    w.sql_one::<Free>(&sql, [seen.id.into()]).await?;
    Ok(true)
}

/// Gives back the day that an order line holds; a line without one is fine. A day on which its
/// person is away, has left or is not cleared meanwhile is not offered again.
/// Gives the pool whose day it was.
pub(super) async fn release(w: &Writer, line: OrderLineId) -> Result<Option<PoolId>, Failure> {
    #[derive(FromQueryResult)]
    struct Released {
        id: Uuid,
        pool_id: Uuid,
    }
    let sql =
        "UPDATE pool_day SET order_line_id = NULL WHERE order_line_id = $1 RETURNING id, pool_id";
    let released: Option<Released> = w.sql_one(sql, [line.uuid().into()]).await?;
    let Some(released) = released else { return Ok(None) };
    let sql = "DELETE FROM pool_day WHERE id = $1 \
               AND (EXISTS (SELECT 1 FROM practitioner p WHERE p.id = pool_day.practitioner_id \
               AND (p.ends_on < pool_day.day OR p.cleared_until < pool_day.day)) \
               OR EXISTS (SELECT 1 FROM practitioner_leave l \
               WHERE l.practitioner_id = pool_day.practitioner_id \
               AND l.first_on <= pool_day.day AND l.last_on >= pool_day.day))";
    w.execute(sql, [released.id.into()]).await?;
    Ok(Some(PoolId::from_uuid(released.pool_id)))
}

/// Gives back the days that order lines hold, and offers them to whoever waits; lines without one are
/// fine.
pub(crate) async fn release_days(
    market: &Market,
    w: &Writer,
    lines: &[OrderLineId],
) -> Result<(), Failure> {
    let mut pools = BTreeSet::new();
    for line in lines {
        pools.extend(release(w, *line).await?);
    }
    for pool in pools {
        Box::pin(offer_days(market, w, pool)).await?;
    }
    Ok(())
}

/// Gives back the day that a line holds and takes another for it: one that is offered to the school,
/// one of the same person, or anybody's. What was given back is still to be offered. Gives whose day it
/// is now; nobody's where none is free, and then nothing may be committed.
pub(crate) async fn exchange_day(
    market: &Market,
    w: &Writer,
    (pool, school): (PoolId, &SchoolFacts),
    line: OrderLineId,
    (who, day): (PractitionerId, NaiveDate),
) -> Result<Option<PractitionerId>, Failure> {
    release(w, line).await?;
    let id = school.organisation;
    if let Some(held) = accept_day(market, w, (pool, day), id, line).await? {
        return Ok(Some(held));
    }
    if take_day_of(w, who, day, line).await? {
        return Ok(Some(who));
    }
    let suited = suited(w, pool, (id, school.phase), SchoolYear::of(day)).await?;
    take_day(w, (pool, &suited), day, line).await
}

/// Puts a day that one line holds under another, in one statement: nobody finds it free.
pub(crate) async fn hand_over_day(
    w: &Writer,
    from: OrderLineId,
    to: OrderLineId,
) -> Result<(), Failure> {
    let sql = "UPDATE pool_day SET order_line_id = $2 WHERE order_line_id = $1";
    w.execute_one(sql, [from.uuid().into(), to.uuid().into()]).await
}
