//! What becomes of an order's line when whoever is booked cannot come: somebody stands in, or the day
//! is not delivered and costs nothing.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrderLineId, OrganisationId, PractitionerId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::decide::free_lines;
use super::load::load_any;
use super::store::save;
use super::tell;
use super::turn::take_turn;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::capacity::pool_of_line;
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, OrderTold};
use crate::organisation;
use crate::person::{tell_each, who_may};

/// A booked day that will not be delivered.
#[derive(Debug, Clone)]
pub struct NotDelivered {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The line that holds it.
    pub line: OrderLineId,
}

/// Says, for whoever delivers, that a booked day will not be delivered: its line is cancelled, costs
/// nothing, and the school is told.
///
/// # Errors
/// `Refused(OrderState)` for what is not binding, delivered or cancelled; `NotFound` for whoever does
/// not keep the pool.
pub async fn not_delivered(
    market: &Market,
    actor: &Actor,
    command: NotDelivered,
) -> Result<(), Failure> {
    let line = command.line;
    let once = &Once::new(actor.person(), "not_delivered", &command.key, &line)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool_of_line(&w, actor, line).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let (order, school) = order_of(&w, line).await?;
            take_turn(&w, school).await?;
            let before = load_any(&w, order).await?;
            let day = before.lines.iter().find(|one| one.id == line).and_then(|one| one.day);
            let day: NaiveDate = day.ok_or(Failure::NotFound)?;
            let after = before.order.clone().cancel_line(line, market.today())?;
            save(market, &w, &before, &after, Some(permit.person())).await?;
            free_lines(market, &w, &[line], Some(permit.person())).await?;
            let told = tell::told(&w, &before).await?;
            let about = About::DayNotDelivered(OrderTold { days: vec![day], ..told });
            let people = who_may(&w, school, Action::PlaceOrder, market.today()).await?;
            tell_each(market, &w, people, &about).await?;
            let record = Record::new(Some(pool.partnership), &permit, Deed::NotDelivered, order)
                .party(school)
                .after(&serde_json::json!({ "day": day }))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

async fn order_of(r: &Reader, line: OrderLineId) -> Result<(OrderId, OrganisationId), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        school_id: Uuid,
    }
    let sql = "SELECT o.id, o.school_id FROM order_line l JOIN school_order o ON o.id = l.order_id \
               WHERE l.id = $1";
    let row: Option<Row> = r.sql_one(sql, [line.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    Ok((OrderId::from_uuid(row.id), OrganisationId::from_uuid(row.school_id)))
}

/// Puts somebody else on a booked line.
pub(crate) async fn stand_in(
    w: &Writer,
    line: OrderLineId,
    (from, to): (PractitionerId, PractitionerId),
) -> Result<(), Failure> {
    let sql = "UPDATE order_line SET practitioner_id = $3, version = version + 1 \
               WHERE id = $1 AND practitioner_id = $2 AND state = 'booked'";
    let values: [Value; 3] = [line.uuid().into(), from.uuid().into(), to.uuid().into()];
    match w.execute(sql, values).await? {
        1 => Ok(()),
        _ => Err(Refusal::OrderState.into()),
    }
}

/// Tells those who buy for an order's school something of it.
pub(crate) async fn tell_school(
    market: &Market,
    w: &Writer,
    order: OrderId,
    about: impl Fn(OrderTold) -> About,
) -> Result<(), Failure> {
    let stored = load_any(w, order).await?;
    let about = about(tell::told(w, &stored).await?);
    let people = who_may(w, stored.school, Action::PlaceOrder, market.today()).await?;
    tell_each(market, w, people, &about).await
}

/// The name of an order's school.
pub(crate) async fn school_of(r: &Reader, order: OrderId) -> Result<String, Failure> {
    let stored = load_any(r, order).await?;
    Ok(organisation::by_id(r, stored.school).await?.name)
}
