//! Days that come free are offered to those who wait, by the declared rule; an offer that nobody takes
//! in time passes on.
//!
//! An offer holds its day as an order line would, under an id of its own, so that whatever asks whether
//! a day is free needs to know nothing of offers. Whoever frees a day offers it in the same transaction
//! and has the pool's lock from then on; whoever joins the list has it before looking for a free day:
//! so nobody waits while a day is free.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{SchoolYear, london_instant};
use domain::capacity::{DayWish, Half, Notice, Slot, WaitsForDay, next_for_day};
use domain::event::offered_until;
use domain::id::{OrderLineId, OrganisationId, PoolId, PractitionerId, ServiceId, WaitingId};
use domain::service::State;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::calendar::Sold;
use super::half;
use super::renewal::{held_for, take_held};
use super::share::{Shares, StoredWish, wishes};
use super::suited::suited;
use super::take::{hand_over_day, may_come, release, take_free};
use super::tell::told;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Engine, Reader, Writer, broken};
use crate::job::{self, Job};
use crate::mail::{About, DayTold};
use crate::person::{tell_each, who_may};
use crate::school::facts;
use crate::service;

/// Waits until no other transaction frees days of a pool or joins its list, and has it until this one
/// ends.
pub(super) async fn lock(w: &Writer, pool: PoolId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Locked {
        #[allow(dead_code, reason = "a row must have a column")]
        id: Uuid,
    }
    match w.engine() {
        // There is one writer.
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = "SELECT id FROM pool WHERE id = $1 FOR NO KEY UPDATE";
            w.sql_one::<Locked>(sql, [pool.uuid().into()]).await.map(|_| ())
        }
    }
}

/// How many people have a day free, or half of it, and can work.
#[derive(FromQueryResult)]
struct Free {
    day: NaiveDate,
    whole: i64,
    mornings: i64,
    afternoons: i64,
}

impl Free {
    /// Whether somebody has what is asked for.
    const fn has(&self, half: Option<Half>) -> bool {
        let beside = match half {
            None => 0,
            Some(Half::Morning) => self.mornings,
            Some(Half::Afternoon) => self.afternoons,
        };
        self.whole + beside > 0
    }

    /// Counts what was taken: of a broken day first, as it is taken; else a whole day is broken.
    const fn take(&mut self, half: Option<Half>) {
        match half {
            Some(Half::Morning) if self.mornings > 0 => self.mornings -= 1,
            Some(Half::Afternoon) if self.afternoons > 0 => self.afternoons -= 1,
            Some(Half::Morning) => {
                (self.whole, self.afternoons) = (self.whole - 1, self.afternoons + 1);
            }
            Some(Half::Afternoon) => {
                (self.whole, self.mornings) = (self.whole - 1, self.mornings + 1);
            }
            None => self.whole -= 1,
        }
    }
}

/// What is free of a pool from a day on and can be worked.
async fn free_from(r: &Reader, pool: PoolId, from: NaiveDate) -> Result<Vec<Free>, Failure> {
    let sql = "SELECT d.day, COUNT(CASE WHEN d.morning AND d.afternoon THEN 1 END) AS whole, \
               COUNT(CASE WHEN NOT d.afternoon THEN 1 END) AS mornings, \
               COUNT(CASE WHEN NOT d.morning THEN 1 END) AS afternoons FROM pool_day d \
               JOIN practitioner p ON p.id = d.practitioner_id \
               WHERE d.pool_id = $1 AND d.day >= $2 AND d.order_line_id IS NULL \
               AND (p.cleared_until IS NULL OR p.cleared_until >= d.day) \
               GROUP BY d.day ORDER BY d.day";
    r.sql_all(sql, [pool.uuid().into(), from.into()]).await
}

/// The first free day that would do for a wish, and can still be booked.
pub(super) async fn first_free(
    r: &Reader,
    pool: PoolId,
    (wish, half): (DayWish, Option<Half>),
    earliest: NaiveDate,
) -> Result<Option<NaiveDate>, Failure> {
    let free = free_from(r, pool, wish.first_on().max(earliest)).await?;
    let free = free.into_iter().filter(|free| free.has(half)).map(|free| free.day);
    Ok(free.into_iter().find(|day| wish.fits(*day)))
}

/// Until when a day that is offered now is held: two days, and never longer than it can be booked; none
/// where that is over.
fn held_until(now: DateTime<Utc>, notice: Notice, day: NaiveDate) -> Option<DateTime<Utc>> {
    let closes = notice.last_chance(day).succ_opt()?;
    offered_until(now, london_instant(closes, NaiveTime::MIN)?)
}

/// What is on sale by those who wait: the notice of each service, where it is sold now.
async fn notices(
    r: &Reader,
    wishes: &[StoredWish],
) -> Result<BTreeMap<ServiceId, (String, Notice)>, Failure> {
    let services: BTreeSet<ServiceId> = wishes.iter().map(|wish| wish.service).collect();
    let mut notices = BTreeMap::new();
    for id in services {
        let service = service::find(r, id).await?;
        if service.lifecycle.state() == State::Live {
            let notice = Notice::days(service.terms.notice_days);
            notices.insert(id, (service.terms.title, notice));
        }
    }
    Ok(notices)
}

/// Offers what is free of a pool to those who wait, as long as it is of use to anybody.
pub(crate) async fn offer_days(market: &Market, w: &Writer, pool: PoolId) -> Result<(), Failure> {
    lock(w, pool).await?;
    let (today, now) = (market.today(), market.now());
    let all = wishes(w, pool, None, today).await?;
    if all.iter().all(|wish| wish.offer.is_some()) {
        return Ok(());
    }
    let notices = notices(w, &all).await?;
    let mut shares = Shares::load(w, pool, &all, today).await?;
    let mut waiting: Vec<&StoredWish> = all.iter().filter(|wish| wish.offer.is_none()).collect();
    for mut free in free_from(w, pool, today).await? {
        let day = free.day;
        loop {
            let can = |wish: &&&StoredWish| {
                let notice = notices.get(&wish.service);
                free.has(wish.half)
                    && notice.and_then(|(_, notice)| held_until(now, *notice, day)).is_some()
            };
            let list: Vec<WaitsForDay<WaitingId>> =
                waiting.iter().filter(can).map(|wish| shares.waits(wish)).collect();
            let Some(next) = next_for_day(&list, day) else { break };
            let Some(at) = waiting.iter().position(|wish| wish.id == next) else { break };
            let wish = waiting.remove(at);
            let Some((title, notice)) = notices.get(&wish.service) else { break };
            let Some(until) = held_until(now, *notice, day) else { break };
            // Whoever is on the last free row offers it again, should it stay free.
            if !offer(market, w, (pool, title), wish, (day, until)).await? {
                break;
            }
            free.take(wish.half);
            shares.add(wish.school, day);
        }
    }
    Ok(())
}

async fn offer(
    market: &Market,
    w: &Writer,
    (pool, title): (PoolId, &str),
    wish: &StoredWish,
    (day, until): (NaiveDate, DateTime<Utc>),
) -> Result<bool, Failure> {
    let held_as = OrderLineId::from_uuid(market.ids.uuid());
    let phase = facts(w, wish.school, market.today()).await?.phase;
    let suited = suited(w, pool, (wish.school, phase), SchoolYear::of(day)).await?;
    let slot = Slot { day, half: wish.half };
    if take_free(market, w, (pool, &suited), slot, held_as).await?.is_none() {
        return Ok(false);
    }
    let sql = "UPDATE pool_waiting SET state = 'offered', offered_on = $2, offered_until = $3, \
               held_as = $4 WHERE id = $1 AND state = 'waiting'";
    let values: [Value; 4] =
        [wish.id.uuid().into(), day.into(), until.into(), held_as.uuid().into()];
    w.execute_one(sql, values).await?;
    let key = format!("offer:{}:{}", wish.id, until.timestamp());
    job::enqueue_at(market, w, &Job::EndDayOffer(wish.id), until, Some(key)).await?;
    let (title, half) = (title.to_owned(), wish.half);
    let told = DayTold { service: wish.service, title, day, half };
    let about = About::DayOffered { told, until };
    let buyers = who_may(w, wish.school, Action::PlaceOrder, market.today()).await?;
    tell_each(market, w, buyers, &about).await?;
    let after = json!({"day": day, "half": wish.half, "until": until});
    record(market, w, pool, (Deed::OfferDay, wish.school), &after).await?;
    Ok(true)
}

async fn record(
    market: &Market,
    w: &Writer,
    pool: PoolId,
    (deed, school): (Deed, OrganisationId),
    after: &serde_json::Value,
) -> Result<(), Failure> {
    let partnership = told(w, pool).await?.partnership();
    let record = Record::new(Some(partnership), Who::JOB, deed, pool).party(school).after(after)?;
    audit::record(market, w, record).await
}

/// A school takes a day: one that it was offered, off the waiting list or for the next school year, is put
/// under the line of its order. A wish for that very day waits no more. Gives whose day it is, where it was offered.
pub(crate) async fn accept_day(
    market: &Market,
    w: &Writer,
    (pool, slot): (PoolId, Slot),
    school: OrganisationId,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        id: Uuid,
        held_as: Uuid,
    }
    #[derive(FromQueryResult)]
    struct Whose {
        practitioner_id: Uuid,
    }
    let whose: [Value; 2] = [pool.uuid().into(), school.uuid().into()];
    let at: [Value; 2] = [slot.day.into(), half::key(slot.half).into()];
    let sql = format!(
        "UPDATE pool_waiting SET state = 'taken' WHERE pool_id = $1 AND school_id = $2 \
         AND state = 'waiting' AND weekday = 0 AND last_on = $3 AND {}",
        half::is("half", "$4")
    );
    w.execute(&sql, whose.clone().into_iter().chain(at.clone())).await?;
    let sql = format!(
        "SELECT w.id, w.held_as FROM pool_waiting w JOIN pool_day d ON d.order_line_id = w.held_as \
         WHERE w.pool_id = $1 AND w.school_id = $2 AND w.state = 'offered' AND w.offered_on = $3 \
         AND w.offered_until > $5 AND {} AND {} ORDER BY w.offered_until, w.id LIMIT 1",
        half::is("w.half", "$4"),
        may_come("d.practitioner_id", "d.day")
    );
    let values = whose.into_iter().chain(at).chain([market.now().into()]);
    let Some(held) = w.sql_one::<Held>(&sql, values).await? else {
        return take_held(market, w, (pool, slot), school, line).await;
    };
    let sql = "UPDATE pool_waiting SET state = 'taken', held_as = NULL \
               WHERE id = $1 AND state = 'offered' AND held_as = $2";
    // Where it ended at this moment, the day is taken like any other.
    if w.execute(sql, [held.id.into(), held.held_as.into()]).await? == 0 {
        return Ok(None);
    }
    hand_over_day(w, OrderLineId::from_uuid(held.held_as), line).await?;
    let sql = "SELECT practitioner_id FROM pool_day WHERE order_line_id = $1";
    let whose: Option<Whose> = w.sql_one(sql, [line.uuid().into()]).await?;
    let whose = whose.ok_or_else(|| broken("an offer without a day"))?;
    Ok(Some(PractitionerId::from_uuid(whose.practitioner_id)))
}

/// The days of a pool that are held for a school, as they are sold.
pub(crate) async fn offered_to(
    r: &Reader,
    (pool, half): Sold,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<NaiveDate>, Failure> {
    let all = wishes(r, pool, Some(school), today).await?;
    let all = all.into_iter().filter(|wish| wish.half == half);
    let offered = all.filter_map(|wish| wish.offer).map(|offer| offer.day);
    Ok(offered.chain(held_for(r, (pool, half), school, today).await?).collect())
}

/// Ends an offer that nobody took in time, and passes its day on. One that was taken, or still stands,
/// is left as it is.
pub(crate) async fn end_day_offer(market: &Market, id: WaitingId) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Due {
        pool_id: Uuid,
        service_id: Uuid,
        school_id: Uuid,
        offered_on: NaiveDate,
        half: Option<String>,
        held_as: Uuid,
    }
    market
        .db
        .write(|w| async move {
            let sql = "SELECT pool_id, service_id, school_id, offered_on, half, held_as \
                       FROM pool_waiting WHERE id = $1 AND state = 'offered' AND offered_until <= $2";
            let due: Option<Due> = w.sql_one(sql, [id.uuid().into(), market.now().into()]).await?;
            let Some(due) = due else { return Ok(()) };
            let sql = "UPDATE pool_waiting SET state = 'passed', held_as = NULL \
                       WHERE id = $1 AND state = 'offered' AND held_as = $2";
            if w.execute(sql, [id.uuid().into(), due.held_as.into()]).await? == 0 {
                return Ok(());
            }
            let (pool, school) =
                (PoolId::from_uuid(due.pool_id), OrganisationId::from_uuid(due.school_id));
            release(&w, OrderLineId::from_uuid(due.held_as)).await?;
            let service = service::find(&w, ServiceId::from_uuid(due.service_id)).await?;
            let title = service.terms.title;
            let half = half::read(due.half.as_deref())?;
            let told = DayTold { service: service.id, title, day: due.offered_on, half };
            let buyers = who_may(&w, school, Action::PlaceOrder, market.today()).await?;
            tell_each(market, &w, buyers, &About::DayOfferEnded(told)).await?;
            let after = json!({"day": due.offered_on});
            record(market, &w, pool, (Deed::EndOffer, school), &after).await?;
            Box::pin(offer_days(market, &w, pool)).await
        })
        .await
}
