//! The people of a pool: adding one, naming, leaving, and how full each is. For the provider and
//! the partnership's staff only: schools never learn their names here.

use chrono::NaiveDate;
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::capacity::{
    ClearanceKind, Cleared, Leave, TypedPattern, Utilisation, Working, WorkingPattern,
};
use domain::form::{Reading, optional};
use domain::id::{PersonId, PractitionerId, ServiceId};
use domain::{Failure, Problem, text};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::question::in_question;
use super::{clearance, days, half, ill, pool};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, broken};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};

/// Somebody to be added to the pool of a service.
#[derive(Debug, Clone)]
pub struct AddPractitioner {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The service.
    pub service: ServiceId,
    /// Field `name`: as staff and the provider know them.
    pub name: String,
    /// Fields `weeks`, `days` and `second_days`: the days of the week they work.
    pub pattern: TypedPattern,
    /// Field `starts_on`: from when; empty means today.
    pub starts_on: String,
    /// Field `ends_on`: the last day; empty means no end.
    pub ends_on: String,
}

struct Read {
    name: String,
    pattern: WorkingPattern,
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
}

impl AddPractitioner {
    fn read(&self, today: NaiveDate) -> Result<Read, Failure> {
        let mut reading = Reading::default();
        let name = reading.take("name", text::name(&self.name, 80));
        let pattern = self.pattern.read(&mut reading);
        let starts_on = reading.take("starts_on", optional(parse_day(&self.starts_on)));
        let ends_on = reading.take("ends_on", optional(parse_day(&self.ends_on)));
        let starts_on = starts_on.map(|day| day.unwrap_or(today));
        if let (Some(starts_on), Some(Some(ends_on))) = (starts_on, ends_on) {
            reading.take("ends_on", Leave::new(starts_on, ends_on));
        }
        let read = || {
            let (name, pattern) = (name?, pattern?);
            Some(Read { name, pattern, starts_on: starts_on?, ends_on: ends_on? })
        };
        reading.finish(read()).map_err(Failure::Invalid)
    }
}

/// Adds somebody to the pool of a service, with their days up to the end of the next school year.
pub async fn add_practitioner(
    market: &Market,
    actor: &Actor,
    command: AddPractitioner,
) -> Result<PractitionerId, Failure> {
    let read = &command.read(market.today())?;
    let AddPractitioner { key: _, service, name, pattern, starts_on, ends_on } = &command;
    let contents = (service, name, pattern, starts_on, ends_on);
    let once = &Once::new(actor.person(), "add_practitioner", &command.key, &contents)?;
    let service = command.service;
    market
        .db
        .write(|w| async move {
            let (_, pool, permit) = pool::own_pool(&w, actor, service).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let names = [read.name.clone()];
            let dates = (read.starts_on, read.ends_on);
            let ids = pool::insert_people(market, &w, pool.id, &names, read.pattern, dates).await?;
            let id = *ids.first().ok_or_else(|| broken("nobody was added"))?;
            days::materialise(market, &w, pool.id, Some(id)).await?;
            // The job makes the days of later school years.
            let key = Some(format!("extend {} first", pool.id));
            job::enqueue_at(market, &w, &Job::ExtendPool(pool.id), market.now(), key).await?;
            let record = Record::new(Some(pool.partnership), &permit, Deed::AddPractitioner, id)
                .after(&read.pattern)?
                .personal("name", read.name.clone());
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// Another name for somebody.
#[derive(Debug, Clone)]
pub struct RenamePractitioner {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `name`.
    pub name: String,
}

/// Gives somebody of a pool another name.
pub async fn rename_practitioner(
    market: &Market,
    actor: &Actor,
    command: RenamePractitioner,
) -> Result<(), Failure> {
    let name = text::name(&command.name, 80).map_err(|problem| Failure::field("name", problem))?;
    let (name, practitioner) = (&name, command.practitioner);
    let contents = (practitioner, name);
    let once = &Once::new(actor.person(), "rename_practitioner", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            once.keep(&w, &()).await?;
            let sql = "UPDATE practitioner SET display_name = $2, version = version + 1 \
                       WHERE id = $1";
            w.execute_one(sql, [practitioner.uuid().into(), name.as_str().into()]).await?;
            let chain = Some(pool.partnership);
            let record = Record::new(chain, &permit, Deed::RenamePractitioner, practitioner)
                .personal("name", name.clone());
            audit::record(market, &w, record).await
        })
        .await
}

/// Somebody's last day.
#[derive(Debug, Clone)]
pub struct EndPractitioner {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `ends_on`.
    pub ends_on: String,
}

/// Sets the last day of somebody of a pool, and gives the days after it that schools have booked:
/// those stand until they are moved or cancelled.
///
/// # Errors
/// `Invalid` on `ends_on` for a day before their first.
pub async fn end_practitioner(
    market: &Market,
    actor: &Actor,
    command: EndPractitioner,
) -> Result<Vec<NaiveDate>, Failure> {
    #[derive(FromQueryResult)]
    struct Booked {
        day: NaiveDate,
    }
    let ends_on =
        parse_day(&command.ends_on).map_err(|problem| Failure::field("ends_on", problem))?;
    let practitioner = command.practitioner;
    let contents = (practitioner, ends_on);
    let once = &Once::new(actor.person(), "end_practitioner", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let term = days::term_of(&w, practitioner).await?;
            if ends_on < term.starts_on {
                return Err(Failure::field("ends_on", Problem::BeforeStart));
            }
            let after: [Value; 2] = [practitioner.uuid().into(), ends_on.into()];
            let sql = "UPDATE practitioner SET ends_on = $2, version = version + 1 WHERE id = $1";
            w.execute_one(sql, after.clone()).await?;
            let sql = "DELETE FROM pool_day WHERE practitioner_id = $1 AND day > $2 \
                       AND order_line_id IS NULL";
            w.execute(sql, after.clone()).await?;
            // A later last day than before brings days back.
            days::materialise(market, &w, pool.id, Some(practitioner)).await?;
            let sql = "SELECT DISTINCT day FROM pool_day WHERE practitioner_id = $1 AND day > $2 \
                       ORDER BY day";
            let booked: Vec<Booked> = w.sql_all(sql, after).await?;
            let chain = Some(pool.partnership);
            let record =
                Record::new(chain, &permit, Deed::EndPractitioner, practitioner).after(&ends_on)?;
            audit::record(market, &w, record).await?;
            let booked: Vec<NaiveDate> = booked.into_iter().map(|row| row.day).collect();
            once.keep(&w, &booked).await?;
            Ok(booked)
        })
        .await
}

/// The people of a service's pool, as their page shows them.
#[derive(Debug, Clone)]
pub struct PoolPage {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Which checks are asked of everybody; nothing where nobody has said.
    pub asked: Option<Vec<ClearanceKind>>,
    /// Which checks are asked, as a rule, for such a service.
    pub suggested: &'static [ClearanceKind],
    /// Everybody, by name.
    pub people: Vec<PersonDays>,
    /// Those who act for the provider, by name: whose accounts people of the pool can have.
    pub accounts: Vec<(PersonId, String)>,
    /// How many booked days somebody has to cover.
    pub to_cover: usize,
}

/// Somebody of a pool, with how full their days from today on are.
#[derive(Debug, Clone)]
pub struct PersonDays {
    /// Who.
    pub id: PractitionerId,
    /// Their name.
    pub name: String,
    /// The days of the week they work.
    pub working: Working,
    /// Their first day.
    pub starts_on: NaiveDate,
    /// Their last day, where there is one.
    pub ends_on: Option<NaiveDate>,
    /// Whose account they have.
    pub account: Option<PersonId>,
    /// Until when their checks count.
    pub cleared: Cleared,
    /// Days booked of days worked, from today on.
    pub utilisation: Utilisation,
    /// When they are away, from today on.
    pub leave: Vec<Leave>,
}

/// The people of a service's pool, for the provider and the partnership's staff. Six statements.
pub async fn view_pool(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<PoolPage, Failure> {
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let (service, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            let values: [Value; 2] = [pool.id.uuid().into(), today.into()];
            let people = people(&r, values.clone()).await?;
            let people = with_leave(&r, people, values).await?;
            let asked = clearance::asked(&r, pool.id).await?;
            let suggested = ClearanceKind::suggested(service.terms.category);
            let accounts = ill::accounts(market, &r, &pool).await?;
            let to_cover = in_question(&r, pool.id, None, today).await?.len();
            Ok(PoolPage {
                service: service.id,
                title: service.terms.title,
                asked,
                suggested,
                people,
                accounts,
                to_cover,
            })
        })
        .await
}

async fn people(r: &Reader, values: [Value; 2]) -> Result<Vec<PersonDays>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        display_name: String,
        pattern: String,
        next_from: Option<NaiveDate>,
        next_pattern: Option<String>,
        starts_on: NaiveDate,
        ends_on: Option<NaiveDate>,
        cleared_until: Option<NaiveDate>,
        person_id: Option<Uuid>,
        booked: i64,
        available: i64,
    }
    const PERSON: &str = "p.id, p.display_name, p.pattern, p.next_from, p.next_pattern, p.starts_on, \
                          p.ends_on, p.cleared_until, p.person_id";
    let sql = format!(
        "SELECT {PERSON}, {} AS booked, {} AS available FROM practitioner p LEFT JOIN pool_day d \
         ON d.practitioner_id = p.id AND d.day >= $2 \
         WHERE p.pool_id = $1 AND (p.ends_on IS NULL OR p.ends_on >= $2) \
         GROUP BY {PERSON} ORDER BY p.display_name, p.id",
        half::halves("d", "d.order_line_id IS NOT NULL"),
        half::halves("d", "d.id IS NOT NULL"),
    );
    let mut rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.sort_by_cached_key(|row| text::sort_key(&row.display_name));
    rows.into_iter()
        .map(|row| {
            Ok(PersonDays {
                id: PractitionerId::from_uuid(row.id),
                name: row.display_name,
                working: days::working(&row.pattern, row.next_from, row.next_pattern.as_deref())?,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                account: row.person_id.map(PersonId::from_uuid),
                cleared: Cleared::from_last_day(row.cleared_until),
                utilisation: Utilisation {
                    booked: half::days(row.booked),
                    available: half::days(row.available),
                },
                leave: Vec::new(),
            })
        })
        .collect()
}

async fn with_leave(
    r: &Reader,
    mut people: Vec<PersonDays>,
    values: [Value; 2],
) -> Result<Vec<PersonDays>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        practitioner_id: Uuid,
        first_on: NaiveDate,
        last_on: NaiveDate,
    }
    let sql = "SELECT l.practitioner_id, l.first_on, l.last_on FROM practitioner_leave l \
               JOIN practitioner p ON p.id = l.practitioner_id \
               WHERE p.pool_id = $1 AND l.last_on >= $2 ORDER BY l.first_on";
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    for row in rows {
        let person = people.iter_mut().find(|person| person.id.uuid() == row.practitioner_id);
        if let (Some(person), Ok(leave)) = (person, Leave::new(row.first_on, row.last_on)) {
            person.leave.push(leave);
        }
    }
    Ok(people)
}
