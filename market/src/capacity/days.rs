//! The days of people: made ahead up to a horizon, taken away by leave, added one by one.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::capacity::{Cleared, Half, Halves, Leave, Slot, Working, practitioner_days};
use domain::form::{Reading, choice, optional};
use domain::id::{PoolDayId, PoolId, PractitionerId};
use domain::{Failure, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::offer::{self, offer_days};
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

    /// One person's one day, or half of one.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pool_day")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub pool_id: Uuid,
        pub practitioner_id: Uuid,
        pub day: Date,
        pub order_line_id: Option<Uuid>,
        pub morning: bool,
        pub afternoon: bool,
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
struct There {
    practitioner_id: Uuid,
    day: NaiveDate,
    morning: bool,
    afternoon: bool,
}

#[derive(FromQueryResult)]
struct Booked {
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
    let there = there(w, pool, today).await?;
    let terms = terms_of(w, &[partnership_of(w, pool).await?]).await?;
    let mut rows = Vec::new();
    let mut any = false;
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
        let week_of_term = |day| terms.week_of_term(day);
        for (day, works) in practitioner_days(&working, from, to, &leave, week_of_term) {
            let Some(known) = there.get(&(person.id, day)) else {
                rows.push(row(market, (pool, person.id), day, works));
                continue;
            };
            any |= add_halves(market, w, (pool, person.id), day, works.without(*known)).await?;
        }
    }
    any |= !rows.is_empty();
    w.insert_all(rows).await?;
    if any { Box::pin(offer_days(market, w, pool)).await } else { Ok(()) }
}

fn row(
    market: &Market,
    (pool, practitioner): (PoolId, Uuid),
    day: NaiveDate,
    halves: Halves,
) -> table::ActiveModel {
    table::ActiveModel {
        id: Set(PoolDayId::from_uuid(market.ids.uuid()).uuid()),
        pool_id: Set(pool.uuid()),
        practitioner_id: Set(practitioner),
        day: Set(day),
        order_line_id: Set(None),
        morning: Set(halves.morning),
        afternoon: Set(halves.afternoon),
    }
}

/// Adds halves to a day of somebody's that is there in part: to its free half, or beside a booked one. Says
/// whether there were any to add.
async fn add_halves(
    market: &Market,
    w: &Writer,
    (pool, practitioner): (PoolId, Uuid),
    day: NaiveDate,
    halves: Halves,
) -> Result<bool, Failure> {
    if halves.is_none() {
        return Ok(false);
    }
    let sql = "UPDATE pool_day SET morning = true, afternoon = true WHERE practitioner_id = $1 \
               AND day = $2 AND order_line_id IS NULL";
    if w.execute(sql, [practitioner.into(), day.into()]).await? == 0 {
        w.insert_all(vec![row(market, (pool, practitioner), day, halves)]).await?;
    }
    Ok(true)
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

/// What is there of each day of a pool's people, booked or free.
async fn there(
    r: &Reader,
    pool: PoolId,
    from: NaiveDate,
) -> Result<HashMap<(Uuid, NaiveDate), Halves>, Failure> {
    let sql = "SELECT practitioner_id, day, morning, afternoon FROM pool_day \
               WHERE pool_id = $1 AND day >= $2";
    let rows: Vec<There> = r.sql_all(sql, [pool.uuid().into(), from.into()]).await?;
    let mut there: HashMap<(Uuid, NaiveDate), Halves> = HashMap::with_capacity(rows.len());
    for row in rows {
        let known = there.entry((row.practitioner_id, row.day)).or_default();
        *known = known.and(Halves { morning: row.morning, afternoon: row.afternoon });
    }
    Ok(there)
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
            let sql = "SELECT DISTINCT day FROM pool_day WHERE practitioner_id = $1 \
                       AND day >= $2 AND day <= $3 ORDER BY day";
            let booked: Vec<Booked> = w.sql_all(sql, between).await?;
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
    let last = reading.take("last_on", optional(parse_day(&command.last_on)));
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
    /// Field `half`: `morning` or `afternoon`; empty for the whole day.
    pub half: String,
}

/// Adds a day on which somebody works, or half of one; what is there already is fine.
///
/// # Errors
/// `Invalid` on `day` for one that cannot be read, is past, or on which they do not work here; on `half`.
pub async fn add_day(market: &Market, actor: &Actor, command: AddDay) -> Result<(), Failure> {
    let day = parse_day(&command.day).map_err(|problem| Failure::field("day", problem))?;
    if day < market.today() {
        return Err(Failure::field("day", Problem::InThePast));
    }
    let half = optional(choice(&command.half, Half::from_code));
    let half = half.map_err(|problem| Failure::field("half", problem))?;
    let practitioner = command.practitioner;
    let contents = (practitioner, day, half);
    let once = &Once::new(actor.person(), "add_day", &command.key, &contents)?;
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
            offer::lock(&w, pool.id).await?;
            let there = there(&w, pool.id, day).await?;
            let known = there.get(&(practitioner.uuid(), day)).copied().unwrap_or_default();
            let missing = Halves::of(half).without(known);
            let whose = (pool.id, practitioner.uuid());
            if !add_halves(market, &w, whose, day, missing).await? {
                return Ok(());
            }
            let record = Record::new(Some(pool.partnership), &permit, Deed::AddDay, practitioner)
                .after(&Slot { day, half })?;
            audit::record(market, &w, record).await?;
            Box::pin(offer_days(market, &w, pool.id)).await
        })
        .await
}
