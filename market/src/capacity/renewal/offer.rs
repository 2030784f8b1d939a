//! Offering schools their placements for the next school year: their days are held until a day.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{SchoolYear, TermName, london_instant, parse_day};
use domain::capacity::{NextPlacement, Slot};
use domain::form::optional;
use domain::id::{OrderLineId, OrganisationId, PractitionerId, RenewalId, ServiceId};
use domain::service::State;
use domain::{Failure, Problem, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::super::half;
use super::super::offer::lock;
use super::super::pool::{self, Pool};
use super::super::take::take_day_of;
use super::plan::{SchoolNextYear, rolled};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, Job};
use crate::mail::{About, RenewalTold};
use crate::person::{tell_each, who_may};
use crate::service::Stored;

/// For how many days such an offer stands, unless another last day is given: three weeks, so that a head and
/// a governors' meeting can decide.
pub const RENEWAL_DAYS: u64 = 21;
/// For how many days it can stand at most: longer, and others would be kept from days that nobody wants.
pub const RENEWAL_DAYS_MAX: u64 = 90;

/// Schools that are offered their placements for the next school year.
#[derive(Debug, Clone)]
pub struct OfferRenewals {
    /// The service.
    pub service: ServiceId,
    /// Field `school`: which schools.
    pub schools: Vec<OrganisationId>,
    /// Field `until`: the last day on which they can take them; empty for three weeks from today.
    pub until: String,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// How many schools were offered how many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Offered {
    /// Schools.
    pub schools: u32,
    /// Days that are held for them.
    pub days: u32,
}

/// Offers schools their placements for the next school year, and holds the days. What somebody else has by
/// then is left out.
///
/// # Errors
/// `Invalid` on `school` where none is chosen, or on `until`; `Refused(NotOnSale)`; `NotFound` for whoever
/// does not keep the pool.
pub async fn offer_renewals(
    market: &Market,
    actor: &Actor,
    command: OfferRenewals,
) -> Result<Offered, Failure> {
    let OfferRenewals { service, schools, until, key } = &command;
    let contents = (service, schools, until);
    let once = &Once::new(actor.person(), "offer_renewals", key, &contents)?;
    let last_on = last_day(market, until)?;
    if schools.is_empty() {
        return Err(Failure::field("school", Problem::Missing));
    }
    market
        .db
        .write(|w| async move {
            let (service, pool, permit) = pool::own_pool(&w, actor, *service).await?;
            let offer = async {
                lock(&w, pool.id).await?;
                if service.lifecycle.state() != State::Live {
                    return Err(Refusal::NotOnSale.into());
                }
                let page = rolled(&w, &service, pool.id, market.today()).await?;
                let mut offered = Offered { schools: 0, days: 0 };
                if !page.schools.iter().any(|one| schools.contains(&one.school)) {
                    return Err(Failure::field("school", Problem::NotAChoice));
                }
                let chosen = page.schools.iter().filter(|one| schools.contains(&one.school));
                for school in chosen.filter(|one| one.can_be_offered()) {
                    let of = Of { market, w: &w, permit: &permit, service: &service, pool: &pool };
                    let days = of.offer(school, page.to, last_on).await?;
                    if days > 0 {
                        offered.schools += 1;
                        offered.days += days;
                    }
                }
                Ok(offered)
            };
            once.answer(market, &w, offer).await
        })
        .await
}

/// The last day on which schools can take what is offered.
fn last_day(market: &Market, typed: &str) -> Result<NaiveDate, Failure> {
    let wrong = |problem| Failure::field("until", problem);
    let today = market.today();
    let after = |days| today.checked_add_days(Days::new(days)).unwrap_or(today);
    let day = optional(parse_day(typed)).map_err(wrong)?.unwrap_or_else(|| after(RENEWAL_DAYS));
    if day < today {
        return Err(wrong(Problem::InThePast));
    }
    if day > after(RENEWAL_DAYS_MAX) {
        return Err(wrong(Problem::TooLate { latest: after(RENEWAL_DAYS_MAX) }));
    }
    Ok(day)
}

/// What offering to one school needs.
struct Of<'a> {
    market: &'a Market,
    w: &'a Writer,
    permit: &'a Permit,
    service: &'a Stored,
    pool: &'a Pool,
}

/// Whose day it is, or half of one, and in which term.
type Planned = BTreeMap<(Slot, PractitionerId), TermName>;

fn planned(placements: &[NextPlacement]) -> Planned {
    let mut planned = Planned::new();
    for one in placements {
        for term in &one.terms {
            let slot = |day: &NaiveDate| Slot { day: *day, half: one.placement.half };
            let days = term.days.iter().map(|day| ((slot(day), one.placement.who), term.name));
            planned.extend(days);
        }
    }
    planned
}

impl Of<'_> {
    /// Holds a school's days, in the order of the calendar, and tells it. Gives how many.
    async fn offer(
        &self,
        school: &SchoolNextYear,
        year: SchoolYear,
        last_on: NaiveDate,
    ) -> Result<u32, Failure> {
        let Self { market, w, permit, service, pool } = *self;
        let id = RenewalId::from_uuid(market.ids.uuid());
        let next = last_on.succ_opt().and_then(|next| london_instant(next, NaiveTime::MIN));
        let until = next.ok_or_else(|| broken(last_on))?;
        let mut taken = Vec::new();
        // A day before the offer ends could be taken by nobody else until it is past.
        let ahead =
            planned(&school.placements).into_iter().filter(|((slot, _), _)| slot.day > last_on);
        for ((slot, who), term) in ahead {
            let held_as = OrderLineId::from_uuid(market.ids.uuid());
            if take_day_of(market, w, who, slot, held_as).await? {
                taken.push((who, slot, term, held_as));
            }
        }
        if taken.is_empty() {
            return Ok(0);
        }
        let sql = "INSERT INTO renewal (id, pool_id, service_id, school_id, partnership_id, \
                   year_starts_on, state, offered_by, offered_at, offered_until) \
                   VALUES ($1, $2, $3, $4, $5, $6, 'offered', $7, $8, $9)";
        let values: [Value; 9] = [
            id.uuid().into(),
            pool.id.uuid().into(),
            service.id.uuid().into(),
            school.school.uuid().into(),
            pool.partnership.uuid().into(),
            year.first_on().into(),
            permit.person().uuid().into(),
            market.now().into(),
            until.into(),
        ];
        w.claim(sql, values).await?;
        for (who, slot, term, held_as) in &taken {
            let sql = "INSERT INTO renewal_day \
                       (renewal_id, practitioner_id, day, term, state, held_as, half) \
                       VALUES ($1, $2, $3, $4, 'held', $5, $6)";
            let values: [Value; 6] = [
                id.uuid().into(),
                who.uuid().into(),
                slot.day.into(),
                term.code().into(),
                held_as.uuid().into(),
                half::stored(slot.half),
            ];
            w.execute_one(sql, values).await?;
        }
        job::enqueue_at(market, w, &Job::EndRenewal(id), until, Some(format!("renewal:{id}")))
            .await?;
        let days = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        self.tell(school.school, (year, days), last_on).await?;
        let record = Record::new(Some(pool.partnership), permit, Deed::OfferRenewal, pool.id)
            .party(school.school)
            .after(&json!({"service": service.terms.title, "days": days, "until": last_on}))?;
        audit::record(market, w, record).await?;
        Ok(days)
    }

    async fn tell(
        &self,
        school: OrganisationId,
        (year, days): (SchoolYear, u32),
        until: NaiveDate,
    ) -> Result<(), Failure> {
        let Self { market, w, service, .. } = *self;
        let told = RenewalTold {
            service: service.id,
            title: service.terms.title.clone(),
            year: year.begins_in(),
            days,
        };
        let buyers = who_may(w, school, Action::PlaceOrder, market.today()).await?;
        tell_each(market, w, buyers, &About::RenewalOffered { told, until }).await
    }
}
