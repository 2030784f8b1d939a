//! Cover: who of a pool can stand in on a day on which whoever is booked cannot come, and giving the
//! day to one of them in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::audit::Deed;
use domain::capacity::{Half, Halves, Slot, StandIn, propose, week_of};
use domain::id::{
    OrderId, OrderLineId, OrganisationId, PersonId, PoolId, PractitionerId, ServiceId,
};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::gone::keep_gone;
use super::half;
use super::offer::offer_days;
use super::pool::{self, Pool};
use super::question::{DayInQuestion, in_question};
use super::take::{release, take_day_of};
use super::tell::told;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::person::{Recipient, tell_each};
use crate::{Market, order};

/// A day in question, with those who can stand in, the most likely first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayToCover {
    /// The day, and whose it is.
    pub question: DayInQuestion,
    /// Who can stand in.
    pub stand_ins: Vec<StandIn>,
}

/// The days of a service's pool on which somebody has to stand in.
#[derive(Debug, Clone)]
pub struct CoverPage {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// The days, the next first.
    pub days: Vec<DayToCover>,
}

/// The days to cover of a service's pool, for whoever keeps it.
pub async fn days_to_cover(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<CoverPage, Failure> {
    market
        .db
        .read(|r| async move {
            let (service, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            let questions = in_question(&r, pool.id, None, market.today()).await?;
            let days = with_stand_ins(&r, pool.id, questions).await?;
            Ok(CoverPage { service: service.id, title: service.terms.title, days })
        })
        .await
}

#[derive(FromQueryResult)]
struct FreeRow {
    day: NaiveDate,
    practitioner_id: Uuid,
    display_name: String,
    morning: bool,
    afternoon: bool,
}

#[derive(FromQueryResult)]
struct BookedRow {
    day: NaiveDate,
    practitioner_id: Uuid,
}

#[derive(FromQueryResult)]
struct KnownRow {
    practitioner_id: Uuid,
    school_id: Uuid,
}

async fn with_stand_ins(
    r: &Reader,
    pool: PoolId,
    questions: Vec<DayInQuestion>,
) -> Result<Vec<DayToCover>, Failure> {
    let (Some(first), Some(last)) = (questions.first(), questions.last()) else {
        return Ok(Vec::new());
    };
    let (from, to) = (week_of(first.day).0, week_of(last.day).1);
    let between: [Value; 3] = [pool.uuid().into(), from.into(), to.into()];
    let sql = "SELECT d.day, d.practitioner_id, p.display_name, d.morning, d.afternoon FROM pool_day d \
               JOIN practitioner p ON p.id = d.practitioner_id WHERE d.pool_id = $1 \
               AND d.day >= $2 AND d.day <= $3 AND d.order_line_id IS NULL \
               AND (p.cleared_until IS NULL OR p.cleared_until >= d.day)";
    let free: Vec<FreeRow> = r.sql_all(sql, between.clone()).await?;
    let sql = "SELECT DISTINCT d.day, d.practitioner_id FROM pool_day d WHERE d.pool_id = $1 \
               AND d.day >= $2 AND d.day <= $3 AND d.order_line_id IS NOT NULL";
    let booked: Vec<BookedRow> = r.sql_all(sql, between).await?;
    let sql = "SELECT DISTINCT l.practitioner_id, o.school_id FROM practitioner p \
               JOIN order_line l ON l.practitioner_id = p.id JOIN school_order o ON o.id = l.order_id \
               WHERE p.pool_id = $1 AND l.state <> 'cancelled'";
    let known: Vec<KnownRow> = r.sql_all(sql, [pool.uuid().into()]).await?;
    let known: BTreeSet<(Uuid, Uuid)> =
        known.into_iter().map(|row| (row.practitioner_id, row.school_id)).collect();
    let mut in_week: BTreeMap<(Uuid, NaiveDate), u32> = BTreeMap::new();
    for row in booked {
        let count = in_week.entry((row.practitioner_id, week_of(row.day).0)).or_default();
        *count = count.saturating_add(1);
    }
    let stand_ins = |question: &DayInQuestion| {
        let has = |row: &FreeRow| {
            let halves = Halves { morning: row.morning, afternoon: row.afternoon };
            halves.has(question.half)
        };
        let of_day = free.iter().filter(|row| row.day == question.day && has(row));
        let of_day = of_day.map(|row| {
            let who = row.practitioner_id;
            StandIn {
                practitioner: PractitionerId::from_uuid(who),
                name: row.display_name.clone(),
                knows_school: known.contains(&(who, question.school_id.uuid())),
                booked_in_week: in_week.get(&(who, week_of(row.day).0)).copied().unwrap_or(0),
            }
        });
        propose(of_day.collect())
    };
    let days = questions
        .into_iter()
        .map(|question| DayToCover { stand_ins: stand_ins(&question), question });
    Ok(days.collect())
}

/// Somebody stands in on a booked day.
#[derive(Debug, Clone)]
pub struct GiveCover {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The line that holds the day.
    pub line: OrderLineId,
    /// Who stands in.
    pub to: PractitionerId,
}

/// Gives a booked day to somebody else of the pool who is free: the school and whoever stands in are
/// told. Nothing else of the order changes.
///
/// # Errors
/// `Refused` with `StandInNotFree` where they have the day no more, or `OrderState` where nobody is
/// booked on it any more; `NotFound` for somebody of another pool.
pub async fn give_cover(market: &Market, actor: &Actor, command: GiveCover) -> Result<(), Failure> {
    let (line, to) = (command.line, command.to);
    let once = &Once::new(actor.person(), "give_cover", &command.key, &(line, to))?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool_of_line(&w, actor, line).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let stand_in = somebody(&w, pool.id, to).await?;
            let held = held(market, &w, line).await?;
            hand_to(market, &w, &held, to).await?;
            // Where whoever was to come can work after all, their day is free.
            Box::pin(offer_days(market, &w, pool.id)).await?;
            tell(market, &w, &pool, &held, stand_in).await?;
            let record = Record::new(Some(pool.partnership), &permit, Deed::GiveCover, held.order)
                .party(held.school)
                .before(&json!({ "day": held.day, "who": held.practitioner }))?
                .after(&json!({ "day": held.day, "who": to }))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// The pool whose day a line holds, with the permit to keep it.
pub(crate) async fn pool_of_line(
    r: &Reader,
    actor: &Actor,
    line: OrderLineId,
) -> Result<(Pool, Permit), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        practitioner_id: Option<Uuid>,
    }
    let sql = "SELECT practitioner_id FROM order_line WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [line.uuid().into()]).await?;
    let who = row.and_then(|row| row.practitioner_id).ok_or(Failure::NotFound)?;
    pool::pool_of(r, actor, PractitionerId::from_uuid(who)).await
}

/// A booked day with its order.
struct HeldDay {
    line: OrderLineId,
    day: NaiveDate,
    half: Option<Half>,
    practitioner: PractitionerId,
    order: OrderId,
    school: OrganisationId,
    is_placed: bool,
}

async fn held(market: &Market, r: &Reader, line: OrderLineId) -> Result<HeldDay, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
        half: Option<String>,
        practitioner_id: Uuid,
        order_id: Uuid,
        school_id: Uuid,
        state: String,
    }
    let sql = "SELECT d.day, l.half, d.practitioner_id, o.id AS order_id, o.school_id, o.state \
               FROM pool_day d JOIN order_line l ON l.id = d.order_line_id \
               JOIN school_order o ON o.id = l.order_id \
               WHERE d.order_line_id = $1 AND l.state = 'booked' AND d.day >= $2";
    let row: Option<Row> = r.sql_one(sql, [line.uuid().into(), market.today().into()]).await?;
    let row = row.ok_or(Refusal::OrderState)?;
    Ok(HeldDay {
        line,
        day: row.day,
        half: half::read(row.half.as_deref())?,
        practitioner: PractitionerId::from_uuid(row.practitioner_id),
        order: OrderId::from_uuid(row.order_id),
        school: OrganisationId::from_uuid(row.school_id),
        is_placed: row.state == "placed",
    })
}

/// Whoever stands in, with the account they have.
#[derive(FromQueryResult)]
struct Somebody {
    display_name: String,
    person_id: Option<Uuid>,
    person: Option<String>,
    email: Option<String>,
}

async fn somebody(r: &Reader, pool: PoolId, who: PractitionerId) -> Result<Somebody, Failure> {
    let sql = "SELECT p.display_name, p.person_id, x.name AS person, x.email FROM practitioner p \
               LEFT JOIN person x ON x.id = p.person_id WHERE p.id = $1 AND p.pool_id = $2";
    let found: Option<Somebody> = r.sql_one(sql, [who.uuid().into(), pool.uuid().into()]).await?;
    found.ok_or(Failure::NotFound)
}

/// Takes the day of whoever stands in and gives the other back, under the same line.
async fn hand_to(
    market: &Market,
    w: &Writer,
    held: &HeldDay,
    to: PractitionerId,
) -> Result<(), Failure> {
    release(w, held.line).await?;
    let slot = Slot { day: held.day, half: held.half };
    if !take_day_of(market, w, to, slot, held.line).await? {
        return Err(Refusal::StandInNotFree.into());
    }
    order::stand_in(w, held.line, (held.practitioner, to)).await?;
    keep_gone(w, held.line, held.practitioner, held.day).await
}

async fn tell(
    market: &Market,
    w: &Writer,
    pool: &Pool,
    held: &HeldDay,
    stand_in: Somebody,
) -> Result<(), Failure> {
    let pool = told(w, pool.id).await?;
    if held.is_placed {
        order::tell_school(market, w, held.order, |order| About::StandInComes {
            order,
            day: held.day,
            name: stand_in.display_name.clone(),
        })
        .await?;
    }
    let (Some(person), Some(name), Some(email)) =
        (stand_in.person_id, stand_in.person, stand_in.email)
    else {
        return Ok(());
    };
    let about = About::YouStandIn {
        day: held.day,
        half: held.half,
        what: pool.name,
        school: order::school_of(w, held.order).await?,
    };
    let one = Recipient::new(PersonId::from_uuid(person), name, email);
    tell_each(market, w, [one], &about).await
}
