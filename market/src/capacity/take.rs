//! Taking a day for an order line, and giving it back.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::SchoolYear;
use domain::capacity::{Halves, Slot, Suited};
use domain::id::{OrderLineId, PoolDayId, PoolId, PractitionerId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::half::has;
use super::offer::{accept_day, offer_days};
use super::suited::suited;
use crate::Market;
use crate::db::{Engine, Parameters, Writer};
use crate::school::SchoolFacts;

#[derive(FromQueryResult)]
struct Taken {
    practitioner_id: Uuid,
}

/// A row of somebody's day.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    pool_id: Uuid,
    practitioner_id: Uuid,
    day: NaiveDate,
    morning: bool,
    afternoon: bool,
}

impl Row {
    fn halves(&self) -> Halves {
        Halves { morning: self.morning, afternoon: self.afternoon }
    }
}

const COLUMNS: &str = "id, pool_id, practitioner_id, day, morning, afternoon";

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

/// Takes one free day of a pool, or half of one, for an order line.
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
    market: &Market,
    w: &Writer,
    (pool, suited): (PoolId, &Suited),
    slot: Slot,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    loop {
        if let Some(taken) = take_free(market, w, (pool, suited), slot, line).await? {
            return Ok(Some(taken));
        }
        if !wait_for_free(w, pool, slot).await? {
            return Ok(None);
        }
    }
}

/// Takes the first free row that nobody else is on: of whoever comes to the school already, and last of
/// those who do not suit it. Of several who suit as well, the same person first each time, so that a school
/// that books every Tuesday meets one face. Of a day that is broken already the other half goes before
/// half of a whole one.
pub(super) async fn take_free(
    market: &Market,
    w: &Writer,
    (pool, suited): (PoolId, &Suited),
    slot: Slot,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    let lock = match w.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let mut parameters = Parameters::default();
    let (pool, day) = (parameters.bind(pool.uuid()), parameters.bind(slot.day));
    let line_place = slot.half.is_none().then(|| parameters.bind(line.uuid()));
    let order = in_order(&mut parameters, suited);
    let has = has("pool_day", slot.half);
    let free = format!(
        "FROM pool_day WHERE pool_id = {pool} AND day = {day} AND order_line_id IS NULL AND {has} \
         AND {CLEARED} ORDER BY {order}{BROKEN_FIRST}, practitioner_id LIMIT 1 {lock}"
    );
    let Some(line_place) = line_place else {
        let sql = format!("SELECT {COLUMNS} {free}");
        let found: Option<Row> = w.sql_one(&sql, parameters.values()).await?;
        let Some(found) = found else { return Ok(None) };
        return take_half(market, w, &found, slot, line).await;
    };
    let sql = format!(
        "UPDATE pool_day SET order_line_id = {line_place} WHERE order_line_id IS NULL AND {has} \
         AND id = (SELECT id {free}) RETURNING practitioner_id"
    );
    let taken: Option<Taken> = w.sql_one(&sql, parameters.values()).await?;
    Ok(taken.map(|taken| PractitionerId::from_uuid(taken.practitioner_id)))
}

/// Before whole days those of which a half is gone.
const BROKEN_FIRST: &str = "CASE WHEN morning AND afternoon THEN 1 ELSE 0 END";

/// Takes half of a free row, and leaves the other half in a row of its own. Gives nobody where the row is
/// not as it was any more.
async fn take_half(
    market: &Market,
    w: &Writer,
    row: &Row,
    slot: Slot,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    let asked = Halves::of(slot.half);
    let sql = "UPDATE pool_day SET order_line_id = $2, morning = $3, afternoon = $4 \
               WHERE id = $1 AND order_line_id IS NULL AND morning = $5 AND afternoon = $6";
    let values: [Value; 6] = [
        row.id.into(),
        line.uuid().into(),
        asked.morning.into(),
        asked.afternoon.into(),
        row.morning.into(),
        row.afternoon.into(),
    ];
    if w.execute(sql, values).await? == 0 {
        return Ok(None);
    }
    let left = row.halves().without(asked);
    if !left.is_none() {
        let sql = "INSERT INTO pool_day (id, pool_id, practitioner_id, day, morning, afternoon) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [Value; 6] = [
            PoolDayId::from_uuid(market.ids.uuid()).uuid().into(),
            row.pool_id.into(),
            row.practitioner_id.into(),
            row.day.into(),
            left.morning.into(),
            left.afternoon.into(),
        ];
        w.execute_one(sql, values).await?;
    }
    Ok(Some(PractitionerId::from_uuid(row.practitioner_id)))
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

/// Takes a day of one person, or half of one, for an order line, where it is free and they may work on it.
pub(super) async fn take_day_of(
    market: &Market,
    w: &Writer,
    who: PractitionerId,
    slot: Slot,
    line: OrderLineId,
) -> Result<bool, Failure> {
    let lock = match w.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE",
    };
    let free = format!(
        "practitioner_id = $1 AND day = $2 AND order_line_id IS NULL AND {} AND {CLEARED}",
        has("pool_day", slot.half)
    );
    let of: [Value; 2] = [who.uuid().into(), slot.day.into()];
    if slot.half.is_some() {
        let sql = format!("SELECT {COLUMNS} FROM pool_day WHERE {free} {lock}");
        let Some(found) = w.sql_one::<Row>(&sql, of).await? else { return Ok(false) };
        return Ok(take_half(market, w, &found, slot, line).await?.is_some());
    }
    let sql = format!("UPDATE pool_day SET order_line_id = $3 WHERE {free}");
    Ok(w.execute(&sql, of.into_iter().chain([line.uuid().into()])).await? == 1)
}

/// Whether a row is free after all, once whoever was on it has ended.
async fn wait_for_free(w: &Writer, pool: PoolId, slot: Slot) -> Result<bool, Failure> {
    let lock = match w.engine() {
        // There is one writer: what it does not see free is taken.
        Engine::Sqlite => return Ok(false),
        Engine::Postgres => "FOR UPDATE",
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM pool_day WHERE pool_id = $1 AND day = $2 AND order_line_id IS NULL \
         AND {} AND {CLEARED} ORDER BY practitioner_id LIMIT 1",
        has("pool_day", slot.half)
    );
    let values = [pool.uuid().into(), slot.day.into()];
    let Some(seen) = w.sql_one::<Row>(&sql, values).await? else { return Ok(false) };
    let sql = format!("SELECT {COLUMNS} FROM pool_day WHERE id = $1 {lock}");
    w.sql_one::<Row>(&sql, [seen.id.into()]).await?;
    Ok(true)
}

/// Gives back the day that an order line holds; a line without one is fine. A day on which its
/// person is away, has left or is not cleared meanwhile is not offered again.
/// Half of a day whose other half is free becomes a whole day again. Gives the pool whose day it was.
pub(super) async fn release(w: &Writer, line: OrderLineId) -> Result<Option<PoolId>, Failure> {
    lock_halves(w, line).await?;
    let sql = format!(
        "UPDATE pool_day SET order_line_id = NULL WHERE order_line_id = $1 RETURNING {COLUMNS}"
    );
    let released: Option<Row> = w.sql_one(&sql, [line.uuid().into()]).await?;
    let Some(released) = released else { return Ok(None) };
    let sql = "DELETE FROM pool_day WHERE id = $1 \
               AND (EXISTS (SELECT 1 FROM practitioner p WHERE p.id = pool_day.practitioner_id \
               AND (p.ends_on < pool_day.day OR p.cleared_until < pool_day.day)) \
               OR EXISTS (SELECT 1 FROM practitioner_leave l \
               WHERE l.practitioner_id = pool_day.practitioner_id \
               AND l.first_on <= pool_day.day AND l.last_on >= pool_day.day))";
    if w.execute(sql, [released.id.into()]).await? == 0 && released.halves() != Halves::WHOLE {
        make_whole(w, &released).await?;
    }
    Ok(Some(PoolId::from_uuid(released.pool_id)))
}

/// Has both halves of a line's day, so that of two lines that give theirs back at once the second sees
/// that the other is free.
async fn lock_halves(w: &Writer, line: OrderLineId) -> Result<(), Failure> {
    match w.engine() {
        // There is one writer.
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = format!(
                "SELECT {COLUMNS} FROM pool_day WHERE NOT (morning AND afternoon) \
                 AND (practitioner_id, day) IN (SELECT practitioner_id, day FROM pool_day \
                 WHERE order_line_id = $1) ORDER BY id FOR UPDATE"
            );
            w.sql_all::<Row>(&sql, [line.uuid().into()]).await.map(|_| ())
        }
    }
}

/// Puts the other half, where it is free, to a free half.
async fn make_whole(w: &Writer, half: &Row) -> Result<(), Failure> {
    let sql = "DELETE FROM pool_day WHERE practitioner_id = $1 AND day = $2 AND id <> $3 \
               AND order_line_id IS NULL";
    let values = [half.practitioner_id.into(), half.day.into(), half.id.into()];
    if w.execute(sql, values).await? == 0 {
        return Ok(());
    }
    let sql = "UPDATE pool_day SET morning = true, afternoon = true WHERE id = $1";
    w.execute_one(sql, [half.id.into()]).await
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
    (who, slot): (PractitionerId, Slot),
) -> Result<Option<PractitionerId>, Failure> {
    release(w, line).await?;
    let id = school.organisation;
    if let Some(held) = accept_day(market, w, (pool, slot), id, line).await? {
        return Ok(Some(held));
    }
    if take_day_of(market, w, who, slot, line).await? {
        return Ok(Some(who));
    }
    let suited = suited(w, pool, (id, school.phase), SchoolYear::of(slot.day)).await?;
    take_day(market, w, (pool, &suited), slot, line).await
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
