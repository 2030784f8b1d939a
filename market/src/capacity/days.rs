//! The days of people: made ahead up to a horizon, taken away by leave, added one by one.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::capacity::{Cleared, Leave, Working, practitioner_days};
use domain::form::Reading;
use domain::id::{PoolDayId, PoolId, PractitionerId};
use domain::{Failure, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::offer::offer_days;
use super::pool;
use super::terms::partnership_of;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Engine, Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::term_dates::terms_of;

/// The table of days, for writing many at once.
mod table {
    use sea_orm::entity::prelude::*;

    /// One person's one day.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pool_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub pool_id: Uuid,
        pub practitioner_id: Uuid,
        pub day: Date,
        pub order_line_id: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The last day for which days are made: the end of the next school year (31 August).
pub(super) fn horizon(today: NaiveDate) -> NaiveDate {
    let ends = if today.month() >= 9 { today.year() + 2 } else { today.year() + 1 };
    NaiveDate::from_ymd_opt(ends, 8, 31).unwrap_or(today)
}

/// The day on which the horizon moves on.
fn next_school_year(today: NaiveDate) -> NaiveDate {
    let year = if today.month() >= 9 { today.year() + 1 } else { today.year() };
    NaiveDate::from_ymd_opt(year, 9, 1).unwrap_or(today)
}

#[derive(FromQueryResult)]
struct Person {
    id: Uuid,
    pattern: String,
    next_from: Option<NaiveDate>,
    next_pattern: Option<String>,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    cleared_until: Option<NaiveDate>,
}

/// The days of the week as they are stored.
pub(super) fn working(
    pattern: &str,
    next_from: Option<NaiveDate>,
    next_pattern: Option<&str>,
) -> Result<Working, Failure> {
    let read = |text: &str| serde_json::from_str(text).map_err(broken);
    let next = next_pattern.map(read).transpose()?;
    Ok(Working { now: read(pattern)?, next: next_from.zip(next) })
}

impl Person {
    /// The last day that is made for them.
    fn last_day(&self, today: NaiveDate) -> NaiveDate {
        let ends = [self.ends_on, self.cleared_until];
        ends.into_iter().flatten().fold(horizon(today), NaiveDate::min)
    }
}

#[derive(FromQueryResult)]
struct Away {
    practitioner_id: Uuid,
    first_on: NaiveDate,
    last_on: NaiveDate,
}

#[derive(FromQueryResult)]
struct Held {
    practitioner_id: Uuid,
    day: NaiveDate,
}

/// Makes the days of a pool's people from today up to the horizon: working days of theirs on which
/// school is in and they are not away. Days that are there already stay as they are; a day taken
/// out by hand stays out, since it was taken out as leave.
pub(crate) async fn extend(market: &Market, pool: PoolId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            materialise(market, &w, pool, None).await?;
            let again = next_school_year(market.today()).and_time(NaiveTime::MIN).and_utc();
            let key = format!("extend {pool} {}", next_school_year(market.today()));
            job::enqueue_at(market, &w, &Job::ExtendPool(pool), again, Some(key)).await
        })
        .await
}

/// Makes the days of one person or of all, within a transaction, and offers them to whoever waits.
pub(super) async fn materialise(
    market: &Market,
    w: &Writer,
    pool: PoolId,
    only: Option<PractitionerId>,
) -> Result<(), Failure> {
    let today = market.today();
    let people = people_of(w, pool, only, today).await?;
    let away = away_of(w, pool).await?;
    let held = held_of(w, pool, today).await?;
    let terms = terms_of(w, &[partnership_of(w, pool).await?]).await?;
    let mut rows = Vec::new();
    for person in people {
        let next = person.next_pattern.as_deref();
        let working = working(&person.pattern, person.next_from, next)?;
        let from = person.starts_on.max(today);
        let to = person.last_day(today);
        let leave: Vec<Leave> = away
            .iter()
            .filter(|row| row.practitioner_id == person.id)
            .filter_map(|row| Leave::new(row.first_on, row.last_on).ok())
            .collect();
        for day in practitioner_days(&working, from, to, &leave, |day| terms.week_of_term(day)) {
            if !held.contains(&(person.id, day)) {
                rows.push(row(market, pool, person.id, day));
            }
        }
    }
    let any = !rows.is_empty();
    w.insert_all(rows).await?;
    if any { Box::pin(offer_days(market, w, pool)).await } else { Ok(()) }
}

fn row(market: &Market, pool: PoolId, practitioner: Uuid, day: NaiveDate) -> table::ActiveModel {
    table::ActiveModel {
        id: Set(PoolDayId::from_uuid(market.ids.uuid()).uuid()),
        pool_id: Set(pool.uuid()),
        practitioner_id: Set(practitioner),
        day: Set(day),
        order_line_id: Set(None),
    }
}

async fn people_of(
    r: &Reader,
    pool: PoolId,
    only: Option<PractitionerId>,
    today: NaiveDate,
) -> Result<Vec<Person>, Failure> {
    // Whoever changes somebody's last day waits until their days are made, or is waited for.
    let lock = match r.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR SHARE",
    };
    let sql = format!(
        "SELECT id, pattern, next_from, next_pattern, starts_on, ends_on, cleared_until \
         FROM practitioner \
         WHERE pool_id = $1 AND (ends_on IS NULL OR ends_on >= $2) {lock}"
    );
    let people: Vec<Person> = r.sql_all(&sql, [pool.uuid().into(), today.into()]).await?;
    let wanted = |person: &Person| only.is_none_or(|id| id.uuid() == person.id);
    Ok(people.into_iter().filter(wanted).collect())
}

async fn away_of(r: &Reader, pool: PoolId) -> Result<Vec<Away>, Failure> {
    let sql = "SELECT l.practitioner_id, l.first_on, l.last_on FROM practitioner_leave l \
               JOIN practitioner p ON p.id = l.practitioner_id WHERE p.pool_id = $1";
    r.sql_all(sql, [pool.uuid().into()]).await
}

async fn held_of(
    r: &Reader,
    pool: PoolId,
    from: NaiveDate,
) -> Result<HashSet<(Uuid, NaiveDate)>, Failure> {
    let sql = "SELECT practitioner_id, day FROM pool_day WHERE pool_id = $1 AND day >= $2";
    let held: Vec<Held> = r.sql_all(sql, [pool.uuid().into(), from.into()]).await?;
    Ok(held.into_iter().map(|row| (row.practitioner_id, row.day)).collect())
}

/// Days on which somebody is away.
#[derive(Debug, Clone)]
pub struct SetLeave {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `first_on`: the first day away.
    pub first_on: String,
    /// Field `last_on`: the last day away; empty means one day.
    pub last_on: String,
}

/// Takes somebody's days away for a time, and gives the days that schools have booked in it:
/// those stand until they are moved or cancelled.
///
/// # Errors
/// `Invalid` for days that cannot be read or end before they begin.
pub async fn set_leave(
    market: &Market,
    actor: &Actor,
    command: SetLeave,
) -> Result<Vec<NaiveDate>, Failure> {
    let leave = read_leave(&command)?;
    let practitioner = command.practitioner;
    let once = &Once::new(actor.person(), "set_leave", &command.key, &(practitioner, &leave))?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let sql = "INSERT INTO practitioner_leave (practitioner_id, first_on, last_on) \
                       VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            let between: [sea_orm::Value; 3] =
                [practitioner.uuid().into(), leave.first().into(), leave.last().into()];
            w.execute(sql, between.clone()).await?;
            let sql = "DELETE FROM pool_day WHERE practitioner_id = $1 AND day >= $2 \
                       AND day <= $3 AND order_line_id IS NULL";
            w.execute(sql, between.clone()).await?;
            let sql = "SELECT practitioner_id, day FROM pool_day WHERE practitioner_id = $1 \
                       AND day >= $2 AND day <= $3 ORDER BY day";
            let booked: Vec<Held> = w.sql_all(sql, between).await?;
            let record = Record::new(Some(pool.partnership), &permit, Deed::SetLeave, practitioner)
                .after(&leave)?;
            audit::record(market, &w, record).await?;
            let booked: Vec<NaiveDate> = booked.into_iter().map(|row| row.day).collect();
            once.keep(&w, &booked).await?;
            Ok(booked)
        })
        .await
}

fn read_leave(command: &SetLeave) -> Result<Leave, Failure> {
    let mut reading = Reading::default();
    let first = reading.take("first_on", parse_day(&command.first_on));
    let last = reading.take("last_on", domain::form::optional(parse_day(&command.last_on)));
    let leave = match (first, last) {
        (Some(first), Some(last)) => {
            reading.take("last_on", Leave::new(first, last.unwrap_or(first)))
        }
        _ => None,
    };
    reading.finish(leave).map_err(Failure::Invalid)
}

/// From when to when somebody works in a pool.
#[derive(FromQueryResult)]
pub(super) struct Term {
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    cleared_until: Option<NaiveDate>,
}

impl Term {
    /// Until when they are cleared.
    fn cleared(&self) -> Cleared {
        Cleared::from_last_day(self.cleared_until)
    }
}

/// From when to when a practitioner works.
pub(super) async fn term_of(r: &Reader, practitioner: PractitionerId) -> Result<Term, Failure> {
    let sql = "SELECT starts_on, ends_on, cleared_until FROM practitioner WHERE id = $1";
    r.sql_one(sql, [practitioner.uuid().into()]).await?.ok_or(Failure::NotFound)
}

/// A day to be added to somebody's days, whatever their usual days are.
#[derive(Debug, Clone)]
pub struct AddDay {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `day`.
    pub day: String,
}

/// Adds a day on which somebody works; one that is there already is fine.
///
/// # Errors
/// `Invalid` on `day` for one that cannot be read, is past, or on which they do not work here.
pub async fn add_day(market: &Market, actor: &Actor, command: AddDay) -> Result<(), Failure> {
    let day = parse_day(&command.day).map_err(|problem| Failure::field("day", problem))?;
    if day < market.today() {
        return Err(Failure::field("day", Problem::InThePast));
    }
    let practitioner = command.practitioner;
    let once = &Once::new(actor.person(), "add_day", &command.key, &(practitioner, day))?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let term = term_of(&w, practitioner).await?;
            if day < term.starts_on || term.ends_on.is_some_and(|last| last < day) {
                return Err(Failure::field("day", Problem::NotWorking));
            }
            if !term.cleared().covers(day) {
                return Err(Failure::field("day", Problem::NotCleared));
            }
            once.keep(&w, &()).await?;
            let sql = "INSERT INTO pool_day (id, pool_id, practitioner_id, day) \
                       VALUES ($1, $2, $3, $4) ON CONFLICT (practitioner_id, day) DO NOTHING";
            let values: [sea_orm::Value; 4] = [
                PoolDayId::from_uuid(market.ids.uuid()).uuid().into(),
                pool.id.uuid().into(),
                practitioner.uuid().into(),
                day.into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Ok(());
            }
            let record = Record::new(Some(pool.partnership), &permit, Deed::AddDay, practitioner)
                .after(&day)?;
            audit::record(market, &w, record).await?;
            Box::pin(offer_days(market, &w, pool.id)).await
        })
        .await
}
