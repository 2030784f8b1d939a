//! What becomes of a day that is held for the next school year: it is ordered, or it comes free.

use chrono::{NaiveDate, NaiveTime};
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{SchoolYear, london_instant};
use domain::capacity::Slot;
use domain::id::{OrderLineId, OrganisationId, PoolId, PractitionerId, RenewalId, ServiceId};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::super::calendar::Sold;
use super::super::half;
use super::super::offer::{lock, offer_days};
use super::super::take::{hand_over_day, may_come, release};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken};
use crate::mail::{About, RenewalTold};
use crate::order::take_turn_as;
use crate::person::{tell_each, who_may};
use crate::service;

#[derive(FromQueryResult)]
struct Row {
    pool_id: Uuid,
    service_id: Uuid,
    school_id: Uuid,
    partnership_id: Uuid,
    year_starts_on: NaiveDate,
    state: String,
}

const SELECT: &str = "SELECT pool_id, service_id, school_id, partnership_id, year_starts_on, state \
                      FROM renewal WHERE id = $1";

/// The days of a pool that are held for a school for the next school year, by people who may come.
pub(in super::super) async fn held_for(
    r: &Reader,
    (pool, half): Sold,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<NaiveDate>, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        day: NaiveDate,
    }
    let sql = format!(
        "SELECT x.day FROM renewal n JOIN renewal_day x ON x.renewal_id = n.id \
         WHERE n.pool_id = $1 AND n.school_id = $2 AND n.state = 'offered' \
         AND n.offered_until > $3 AND x.state = 'held' AND {} AND {}",
        half::is("x.half", "$4"),
        may_come("x.practitioner_id", "x.day")
    );
    // An offer ends with a day in London.
    let begun = london_instant(today, NaiveTime::MIN).ok_or_else(|| broken(today))?;
    let values: [Value; 4] =
        [pool.uuid().into(), school.uuid().into(), begun.into(), half::key(half).into()];
    let rows: Vec<Held> = r.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| row.day).collect())
}

/// A school orders a day that is held for it: the day is put under the line of its order. Gives whose day
/// it is, where one was held and whoever was to come still may: otherwise the day is taken like any other.
pub(in super::super) async fn take_held(
    market: &Market,
    w: &Writer,
    (pool, slot): (PoolId, Slot),
    school: OrganisationId,
    line: OrderLineId,
) -> Result<Option<PractitionerId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        renewal_id: Uuid,
        practitioner_id: Uuid,
        held_as: Uuid,
    }
    let sql = format!(
        "SELECT x.renewal_id, x.practitioner_id, x.held_as FROM renewal n \
         JOIN renewal_day x ON x.renewal_id = n.id WHERE n.pool_id = $1 AND n.school_id = $2 \
         AND n.state = 'offered' AND n.offered_until > $3 AND x.day = $4 AND x.state = 'held' \
         AND {} AND {} ORDER BY x.practitioner_id LIMIT 1",
        half::is("x.half", "$5"),
        may_come("x.practitioner_id", "x.day")
    );
    let values: [Value; 5] = [
        pool.uuid().into(),
        school.uuid().into(),
        market.now().into(),
        slot.day.into(),
        half::key(slot.half).into(),
    ];
    let Some(held) = w.sql_one::<Found>(&sql, values).await? else { return Ok(None) };
    let sql = "UPDATE renewal_day SET state = 'ordered', held_as = NULL \
               WHERE renewal_id = $1 AND day = $2 AND state = 'held' AND held_as = $3";
    // Where it ended at this moment, the day is taken like any other.
    if w.execute(sql, [held.renewal_id.into(), slot.day.into(), held.held_as.into()]).await? == 0 {
        return Ok(None);
    }
    hand_over_day(w, OrderLineId::from_uuid(held.held_as), line).await?;
    let sql = "UPDATE renewal SET state = 'taken', ended_at = $2 WHERE id = $1 AND state = 'offered' \
               AND NOT EXISTS (SELECT 1 FROM renewal_day x WHERE x.renewal_id = $1 \
               AND x.state = 'held')";
    w.execute(sql, [held.renewal_id.into(), market.now().into()]).await?;
    Ok(Some(PractitionerId::from_uuid(held.practitioner_id)))
}

/// The school acted for does not want what is left of an offer: its days come free. One that has ended has
/// nothing to decline.
///
/// # Errors
/// `NotFound` where it is no offer to the school.
pub async fn decline_renewal(
    market: &Market,
    actor: &Actor,
    renewal: RenewalId,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let row: Option<Row> = w.sql_one(SELECT, [renewal.uuid().into()]).await?;
            let own = |row: &Row| row.school_id == permit.organisation().uuid();
            let row = row.filter(own).ok_or(Failure::NotFound)?;
            if row.state != "offered" {
                return Ok(());
            }
            let freed = free(market, &w, renewal, &row, "declined").await?;
            let chain = Some(OrganisationId::from_uuid(row.partnership_id));
            let pool = PoolId::from_uuid(row.pool_id);
            let record = Record::new(chain, permit, Deed::DeclineRenewal, pool)
                .after(&json!({ "days": freed }))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Ends an offer whose time is over: what was not ordered comes free. One that ended before is left as it
/// is.
pub(crate) async fn end_renewal(market: &Market, renewal: RenewalId) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let sql = format!("{SELECT} AND state = 'offered' AND offered_until <= $2");
            let values = [renewal.uuid().into(), market.now().into()];
            let Some(row) = w.sql_one::<Row>(&sql, values).await? else { return Ok(()) };
            let freed = free(market, &w, renewal, &row, "passed").await?;
            let school = OrganisationId::from_uuid(row.school_id);
            let service = service::find(&w, ServiceId::from_uuid(row.service_id)).await?;
            let told = RenewalTold {
                service: service.id,
                title: service.terms.title,
                year: SchoolYear::of(row.year_starts_on).begins_in(),
                days: freed,
            };
            let buyers = who_may(&w, school, Action::PlaceOrder, market.today()).await?;
            tell_each(market, &w, buyers, &About::RenewalEnded(told)).await?;
            let chain = Some(OrganisationId::from_uuid(row.partnership_id));
            let pool = PoolId::from_uuid(row.pool_id);
            let record = Record::new(chain, Who::JOB, Deed::EndOffer, pool)
                .party(school)
                .after(&json!({ "days": freed }))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// Frees what is held of an offer, and offers it to whoever waits. Gives how many days came free.
async fn free(
    market: &Market,
    w: &Writer,
    renewal: RenewalId,
    row: &Row,
    state: &str,
) -> Result<u32, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        held_as: Uuid,
    }
    let pool = PoolId::from_uuid(row.pool_id);
    lock(w, pool).await?;
    let sql = "UPDATE renewal SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'offered'";
    let values: [Value; 3] = [renewal.uuid().into(), state.into(), market.now().into()];
    w.execute_one(sql, values).await?;
    let sql =
        "SELECT held_as FROM renewal_day WHERE renewal_id = $1 AND state = 'held' ORDER BY day";
    let held: Vec<Held> = w.sql_all(sql, [renewal.uuid().into()]).await?;
    for one in &held {
        let sql = "UPDATE renewal_day SET state = 'freed', held_as = NULL \
                   WHERE renewal_id = $1 AND held_as = $2";
        w.execute_one(sql, [renewal.uuid().into(), one.held_as.into()]).await?;
        release(w, OrderLineId::from_uuid(one.held_as)).await?;
    }
    Box::pin(offer_days(market, w, pool)).await?;
    Ok(u32::try_from(held.len()).unwrap_or(u32::MAX))
}
