//! A school puts itself on the waiting list of a pool for a day on which nobody is free, and takes
//! itself off it; whoever keeps the pool sees the list in order.

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use domain::access::Action;
use domain::audit::Deed;
use domain::capacity::{DayWish, Half, Share, WaitsForDay, in_fair_order};
use domain::id::{OrderLineId, OrganisationId, PoolId, ServiceId, WaitingId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::calendar::weekdays;
use super::offer::{first_free, lock, offer_days};
use super::share::{Shares, StoredWish, number_of, wishes};
use super::take::release;
use super::{half, pool, unmet};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::order::{DaySale, take_turn_as};

/// The most wishes for days of a pool that a school can have at once: one for each day of a month.
pub const WISHES_MAX: u32 = 20;

/// A wish for a day on which nobody of a pool is free.
#[derive(Debug, Clone)]
pub struct JoinDayList {
    /// Of which service.
    pub service: ServiceId,
    /// Field `which`: `day`, or a day of the week in English.
    pub which: String,
    /// Field `day`: the day, where one certain day is wished for.
    pub day: String,
    /// Field `half`: which half of the day, where halves are sold.
    pub half: Option<Half>,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Puts the school acted for on the waiting list of a pool.
///
/// # Errors
/// `Invalid` on `which` or `day`; `Refused` with `DayFree` where nobody needs to wait, `WaitsAlready`,
/// `TooManyWishes`, `TooSoon`, or because the school cannot buy the day.
pub async fn join_day_list(
    market: &Market,
    actor: &Actor,
    command: JoinDayList,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let JoinDayList { service, which, day, half, key } = &command;
    let contents = (permit.organisation(), service, which, day, half);
    let once = &Once::new(permit.person(), "join_day_list", key, &contents)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sale = DaySale::load(market, &w, permit, *service).await?;
            let sale = sale.of(*half);
            let wish = DayWish::read(which, day, market.today()).map_err(Failure::Invalid)?;
            once.answer(market, &w, join(market, &w, permit, (&sale, *service), wish)).await
        })
        .await
}

async fn join(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (sale, service): (&DaySale, ServiceId),
    wish: DayWish,
) -> Result<(), Failure> {
    let (today, school) = (market.today(), permit.organisation());
    let earliest = sale.notice.earliest(today);
    let first = if wish.weekday().is_some() { earliest } else { wish.first_on() };
    sale.can_be_bought(first)?;
    lock(w, sale.pool).await?;
    if let Some(day) = first_free(w, sale.pool, (wish, sale.half), earliest).await? {
        return Err(Refusal::DayFree { day }.into());
    }
    let own = wishes(w, sale.pool, Some(school), today).await?;
    let same = |other: &StoredWish| {
        let one = (other.wish.weekday(), other.wish.last_on(), other.half);
        one == (wish.weekday(), wish.last_on(), sale.half)
    };
    if own.iter().any(same) {
        return Err(Refusal::WaitsAlready.into());
    }
    if own.len() >= usize::try_from(WISHES_MAX).unwrap_or(usize::MAX) {
        return Err(Refusal::TooManyWishes { most: WISHES_MAX }.into());
    }
    let sql = "INSERT INTO pool_waiting (id, pool_id, service_id, school_id, first_on, last_on, \
               weekday, state, asked_by, asked_at, half) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10)";
    let values: [Value; 10] = [
        market.ids.uuid().into(),
        sale.pool.uuid().into(),
        service.uuid().into(),
        school.uuid().into(),
        wish.first_on().into(),
        wish.last_on().into(),
        number_of(wish.weekday()).into(),
        permit.person().uuid().into(),
        market.now().into(),
        half::stored(sale.half),
    ];
    w.claim(sql, values).await?;
    if wish.weekday().is_none() {
        unmet::note_wish(market, w, (sale.pool, school), wish.first_on()).await?;
    }
    let after = said(&sale.title, wish);
    let record = Record::new(Some(sale.partnership), permit, Deed::JoinWaitingList, sale.pool)
        .after(&after)?;
    audit::record(market, w, record).await
}

/// A wish as the trail keeps it.
fn said(title: &str, wish: DayWish) -> serde_json::Value {
    match wish.weekday() {
        Some(weekday) => {
            let weekday = weekday.to_string();
            json!({"service": title, "weekday": weekday, "until": wish.last_on()})
        }
        None => json!({"service": title, "day": wish.last_on()}),
    }
}

/// Takes a wish of the school acted for off the waiting list of a pool; a day that was offered passes
/// on. A wish that does not wait any more has nothing to leave.
///
/// # Errors
/// `NotFound` where it is no wish of the school's for that service.
pub async fn leave_day_list(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
    waiting: WaitingId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        pool_id: Uuid,
        held_as: Option<Uuid>,
        first_on: NaiveDate,
        last_on: NaiveDate,
        state: String,
        name: String,
        partnership_id: Uuid,
    }
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let sql = "SELECT w.pool_id, w.held_as, w.first_on, w.last_on, w.state, x.name, \
                       x.partnership_id FROM pool_waiting w JOIN pool x ON x.id = w.pool_id \
                       WHERE w.id = $1 AND w.school_id = $2 AND w.service_id = $3";
            let school = permit.organisation().uuid();
            let values = [waiting.uuid().into(), school.into(), service.uuid().into()];
            let row: Row = w.sql_one(sql, values).await?.ok_or(Failure::NotFound)?;
            if row.state != "waiting" && row.state != "offered" {
                return Ok(());
            }
            let sql = "UPDATE pool_waiting SET state = 'left', held_as = NULL \
                       WHERE id = $1 AND state = $2";
            w.execute_one(sql, [waiting.uuid().into(), row.state.into()]).await?;
            let pool = PoolId::from_uuid(row.pool_id);
            if let Some(held_as) = row.held_as {
                release(&w, OrderLineId::from_uuid(held_as)).await?;
                Box::pin(offer_days(market, &w, pool)).await?;
            }
            let chain = Some(OrganisationId::from_uuid(row.partnership_id));
            let record =
                Record::new(chain, permit, Deed::LeaveWaitingList, pool).after(&json!({
                    "service": row.name, "first_on": row.first_on, "last_on": row.last_on,
                }))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// A wish of the school acted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnDayWish {
    /// Which.
    pub id: WaitingId,
    /// Which days would do.
    pub wish: DayWish,
    /// Which half of them; none for whole days.
    pub half: Option<Half>,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
    /// Its turn in the whole list as it stands now, from 1; none while a day is held for it.
    pub turn: Option<usize>,
    /// The day that is held for it, and until when.
    pub offer: Option<(NaiveDate, DateTime<Utc>)>,
}

/// The waiting list of a pool, for a school.
#[derive(Debug, Clone)]
pub struct DayListForSchool {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// The school's own wishes, in the order of asking.
    pub own: Vec<OwnDayWish>,
    /// Its share in this school year.
    pub share: Share,
    /// On which days of the week somebody works.
    pub weekdays: Vec<Weekday>,
    /// Whether half days are sold.
    pub by_halves: bool,
}

/// The waiting list of a service's pool, for the school acted for, which may buy it.
///
/// # Errors
/// `Refused` where the school cannot buy the service, or it is not sold by the day.
pub async fn day_list_for_school(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<DayListForSchool, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let (today, school) = (market.today(), permit.organisation());
    market
        .db
        .read(|r| async move {
            let sale = DaySale::load(market, &r, permit, service).await?;
            let all = wishes(&r, sale.pool, None, today).await?;
            let shares = Shares::load(&r, sale.pool, &all, today).await?;
            let order = in_order(&all, &shares);
            let own = all.iter().filter(|wish| (wish.school, wish.service) == (school, service));
            let own = own.map(|wish| OwnDayWish {
                id: wish.id,
                wish: wish.wish,
                half: wish.half,
                asked_at: wish.asked_at,
                turn: order.iter().position(|id| *id == wish.id).map(|before| before + 1),
                offer: wish.offer.map(|offer| (offer.day, offer.until)),
            });
            Ok(DayListForSchool {
                service,
                own: own.collect(),
                share: shares.of(school, today),
                weekdays: weekdays(&r, sale.pool, today).await?,
                by_halves: sale.by_halves(),
                title: sale.title,
            })
        })
        .await
}

/// Those to whom nothing is offered yet, whoever is next first.
fn in_order(all: &[StoredWish], shares: &Shares) -> Vec<WaitingId> {
    let waiting = all.iter().filter(|wish| wish.offer.is_none());
    let mut list: Vec<WaitsForDay<WaitingId>> = waiting.map(|wish| shares.waits(wish)).collect();
    in_fair_order(&mut list);
    list.into_iter().map(|waits| waits.id).collect()
}

/// A school that waits for a day of a pool, for whoever keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingForDay {
    /// Which wish.
    pub id: WaitingId,
    /// What the school is called.
    pub school: String,
    /// Which days would do.
    pub wish: DayWish,
    /// Which half of them; none for whole days.
    pub half: Option<Half>,
    /// Since when it waits.
    pub asked_at: DateTime<Utc>,
    /// What it holds in the school year of the wish: the reason for its turn.
    pub share: Share,
    /// The day that is held for it, and until when.
    pub offer: Option<(NaiveDate, DateTime<Utc>)>,
}

/// The waiting list of a pool, for whoever keeps it.
#[derive(Debug, Clone)]
pub struct DayList {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Those for whom a day is held, then those who wait, whoever is next first.
    pub rows: Vec<WaitingForDay>,
}

/// The waiting list of a service's pool in order, with the reason, for whoever keeps it.
pub async fn day_list(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<DayList, Failure> {
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let (service, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            let all = wishes(&r, pool.id, None, today).await?;
            let shares = Shares::load(&r, pool.id, &all, today).await?;
            let offered = all.iter().filter(|wish| wish.offer.is_some()).map(|wish| wish.id);
            let order = offered.chain(in_order(&all, &shares));
            let found = order.filter_map(|id| all.iter().find(|wish| wish.id == id));
            let row = |wish: &StoredWish| WaitingForDay {
                id: wish.id,
                school: wish.name.clone(),
                wish: wish.wish,
                half: wish.half,
                asked_at: wish.asked_at,
                share: shares.of(wish.school, wish.wish.last_on()),
                offer: wish.offer.map(|offer| (offer.day, offer.until)),
            };
            let rows = found.map(row).collect();
            Ok(DayList { service: service.id, title: service.terms.title, rows })
        })
        .await
}
