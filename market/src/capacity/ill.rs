//! "I'm ill today": said in two taps by whoever it is, or by whoever keeps the pool. It frees nothing:
//! booked days are put to the question, and free ones are not offered.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::capacity::Leave;
use domain::id::{PersonId, PractitionerId, ServiceId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::pool::{self, Pool};
use super::question::{DayInQuestion, WhyInQuestion, in_question};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;

/// Somebody who can be said to be ill, for whoever says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayBeIll {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Of which pool.
    pub pool: String,
    /// A service of that pool.
    pub service: Option<ServiceId>,
    /// Whether it is whoever looks.
    pub is_own: bool,
    /// Whether they are away today, as somebody has said.
    pub is_away: bool,
    /// The schools to which they come today.
    pub today_at: Vec<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    display_name: String,
    pool: String,
    service_id: Option<Uuid>,
    person_id: Option<Uuid>,
    away: i64,
    school: Option<String>,
}

/// Those of the provider acted for who can be said to be ill: everybody, for whoever keeps its pools;
/// else whoever looks, in each pool they are of.
pub async fn may_be_ill(market: &Market, actor: &Actor) -> Result<Vec<MayBeIll>, Failure> {
    let permit = actor.permit_own(Action::ViewBookings)?;
    let (provider, person) = (permit.organisation(), actor.person());
    let all = actor.can(Action::ManagePool);
    let today = market.today();
    let narrowed = if all { "" } else { "AND p.person_id = $3" };
    let sql = &format!(
        "SELECT p.id, p.display_name, x.name AS pool, p.person_id, \
         (SELECT s.id FROM service s WHERE s.pool_id = x.id ORDER BY s.number LIMIT 1) \
         AS service_id, \
         CAST((SELECT COUNT(*) FROM practitioner_leave v WHERE v.practitioner_id = p.id \
         AND v.first_on <= $2 AND v.last_on >= $2) AS BIGINT) AS away, s.name AS school \
         FROM practitioner p JOIN pool x ON x.id = p.pool_id \
         LEFT JOIN pool_day d ON d.practitioner_id = p.id AND d.day = $2 \
         AND d.order_line_id IS NOT NULL \
         LEFT JOIN order_line l ON l.id = d.order_line_id \
         LEFT JOIN school_order o ON o.id = l.order_id \
         LEFT JOIN organisation s ON s.id = o.school_id \
         WHERE x.provider_id = $1 AND p.starts_on <= $2 \
         AND (p.ends_on IS NULL OR p.ends_on >= $2) {narrowed} \
         ORDER BY p.display_name, p.id, d.afternoon, s.name"
    );
    let mut values: Vec<Value> = vec![provider.uuid().into(), today.into()];
    if !all {
        values.push(person.uuid().into());
    }
    let values = &values;
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let mut found: Vec<MayBeIll> = Vec::new();
    for row in rows {
        let practitioner = PractitionerId::from_uuid(row.id);
        // Whoever is at two schools today has a row for each half of the day.
        match found.last_mut().filter(|one| one.practitioner == practitioner) {
            Some(one) => one.today_at.extend(row.school),
            None => found.push(MayBeIll {
                practitioner,
                name: row.display_name,
                pool: row.pool,
                service: row.service_id.map(ServiceId::from_uuid),
                is_own: row.person_id == Some(person.uuid()),
                is_away: row.away > 0,
                today_at: row.school.into_iter().collect(),
            }),
        }
    }
    Ok(found)
}

/// Somebody is ill, from today on.
#[derive(Debug, Clone)]
pub struct ReportIll {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `last_on`: the last day, as far as is known; empty means today alone.
    pub last_on: String,
}

/// Says that somebody is ill from today on, and gives the days that schools have booked in that time.
/// The schools are told at once that somebody else may come, and never why.
///
/// # Errors
/// `Invalid` on `last_on` for a day before today; `NotFound` for whoever is neither the person nor
/// keeps the pool.
pub async fn report_ill(
    market: &Market,
    actor: &Actor,
    command: ReportIll,
) -> Result<Vec<NaiveDate>, Failure> {
    let (today, practitioner) = (market.today(), command.practitioner);
    let wrong = |problem| Failure::field("last_on", problem);
    let last = domain::form::optional(parse_day(&command.last_on)).map_err(wrong)?;
    let away = Leave::new(today, last.unwrap_or(today)).map_err(|_| wrong(Problem::InThePast))?;
    let away = &away;
    let once = &Once::new(actor.person(), "report_ill", &command.key, &(practitioner, away))?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool_or_own(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            take_out(&w, practitioner, *away).await?;
            let mut booked = in_question(&w, pool.id, Some(practitioner), away.first()).await?;
            booked.retain(|one| one.why == WhyInQuestion::Ill && away.covers(one.day));
            tell(market, &w, &pool, &booked).await?;
            let record =
                Record::new(Some(pool.partnership), &permit, Deed::ReportIll, practitioner)
                    .after(away)?;
            audit::record(market, &w, record).await?;
            let days = days_of(&booked);
            once.keep(&w, &days).await?;
            Ok(days)
        })
        .await
}

/// The days in question, each once: its halves may be booked by two schools.
fn days_of(booked: &[DayInQuestion]) -> Vec<NaiveDate> {
    let days: BTreeSet<NaiveDate> = booked.iter().map(|one| one.day).collect();
    days.into_iter().collect()
}

/// The free days are not offered; the booked ones stand, and are in question.
async fn take_out(w: &Writer, who: PractitionerId, away: Leave) -> Result<(), Failure> {
    let values: [Value; 3] = [who.uuid().into(), away.first().into(), away.last().into()];
    let sql = "INSERT INTO practitioner_leave (practitioner_id, first_on, last_on, ill) \
               VALUES ($1, $2, $3, true) \
               ON CONFLICT (practitioner_id, first_on, last_on) DO UPDATE SET ill = true";
    w.execute(sql, values.clone()).await?;
    let sql = "DELETE FROM pool_day WHERE practitioner_id = $1 AND day >= $2 AND day <= $3 \
               AND order_line_id IS NULL";
    w.execute(sql, values).await.map(|_| ())
}

/// The pool of somebody, for whoever keeps it and for the person themselves.
async fn pool_or_own(
    r: &Reader,
    actor: &Actor,
    practitioner: PractitionerId,
) -> Result<(Pool, Permit), Failure> {
    #[derive(FromQueryResult)]
    struct Own {
        person_id: Option<Uuid>,
    }
    let refused = match pool::pool_of(r, actor, practitioner).await {
        Err(refused @ (Failure::NotAllowed | Failure::NotFound)) => refused,
        known => return known,
    };
    let sql = "SELECT person_id FROM practitioner WHERE id = $1";
    let own: Option<Own> = r.sql_one(sql, [practitioner.uuid().into()]).await?;
    let is_own = own.and_then(|own| own.person_id) == Some(actor.person().uuid());
    let pool = pool::find(r, practitioner).await?;
    match actor.permit(Action::ViewBookings, pool.provider) {
        Ok(permit) if is_own => Ok((pool, permit)),
        Ok(_) | Err(_) => Err(refused),
    }
}

/// Tells those who keep the pool, and each school of its own days.
async fn tell(
    market: &Market,
    w: &Writer,
    pool: &Pool,
    booked: &[DayInQuestion],
) -> Result<(), Failure> {
    let Some(first) = booked.first() else { return Ok(()) };
    let told = tell::told(w, pool.id).await?;
    let about = About::CoverNeeded {
        name: first.name.clone(),
        pool: told.name.clone(),
        days: days_of(booked),
        path: told.path("/cover"),
    };
    tell::tell_keepers(market, w, &told, &about).await?;
    let placed = booked.iter().filter(|one| !one.is_held);
    let days = placed.map(|one| (one.school_id, one.day));
    tell::tell_schools(market, w, &told, days).await.map(|_| ())
}

/// Whose account somebody of a pool has, so that they say themselves that they are ill.
#[derive(Debug, Clone)]
pub struct LinkPractitioner {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Who.
    pub practitioner: PractitionerId,
    /// Field `person`: whose account; empty for nobody's.
    pub person: String,
}

/// Says whose account somebody of a pool has.
///
/// # Errors
/// `Invalid` on `person` for whoever does not act for the provider.
pub async fn link_practitioner(
    market: &Market,
    actor: &Actor,
    command: LinkPractitioner,
) -> Result<(), Failure> {
    let practitioner = command.practitioner;
    let not_a_choice = || Failure::field("person", Problem::NotAChoice);
    let person: Option<PersonId> = match command.person.trim() {
        "" => None,
        typed => Some(typed.parse().map_err(|_| not_a_choice())?),
    };
    let contents = (practitioner, person);
    let once = &Once::new(actor.person(), "link_practitioner", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let all = accounts(market, &w, &pool).await?;
            if let Some(person) = person
                && all.iter().all(|(known, _)| *known != person)
            {
                return Err(Failure::field("person", Problem::NotAChoice));
            }
            let sql = "UPDATE practitioner SET person_id = $2, version = version + 1 WHERE id = $1";
            let values = [practitioner.uuid().into(), person.map(PersonId::uuid).into()];
            w.execute_one(sql, values).await?;
            let record =
                Record::new(Some(pool.partnership), &permit, Deed::LinkPractitioner, practitioner)
                    .after(&serde_json::json!({ "account": person }))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// Those who act for a pool's provider today, by name: whose account somebody of it can have.
pub(super) async fn accounts(
    market: &Market,
    r: &Reader,
    pool: &Pool,
) -> Result<Vec<(PersonId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct Account {
        id: Uuid,
        name: String,
    }
    let sql = "SELECT DISTINCT p.id, p.name FROM role_holding h JOIN person p ON p.id = h.person_id \
               WHERE h.organisation_id = $1 AND h.starts_on <= $2 \
               AND (h.ends_on IS NULL OR h.ends_on >= $2) \
               AND h.role IN ('practitioner', 'provider_manager') ORDER BY p.name, p.id";
    let values: [Value; 2] = [pool.provider.uuid().into(), market.today().into()];
    let rows: Vec<Account> = r.sql_all(sql, values).await?;
    Ok(rows.into_iter().map(|row| (PersonId::from_uuid(row.id), row.name)).collect())
}
