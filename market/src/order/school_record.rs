//! Who comes by an order, for the school's single central record; and when and where the school
//! expects them.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::form::Reading;
use domain::id::OrderId;
use domain::order::OrderState;
use domain::{Failure, text};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;

use super::list::{Side, viewings};
use super::load::{Stored, load};
use super::parties::parties;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::{Visitor, visitors};
use crate::db::Reader;
use crate::idempotency::{Once, RequestKey};

/// What a school enters in its single central record of an order.
#[derive(Debug, Clone)]
pub struct SchoolRecord {
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// Which school.
    pub school: String,
    /// Who delivers, and confirms the checks.
    pub provider: String,
    /// What is booked.
    pub what: String,
    /// Who comes.
    pub visitors: Vec<Visitor>,
    /// When and where they are expected.
    pub visit: Visit,
    /// The version of that; 0 before anything was said.
    pub version: i64,
    /// Whether whoever looks may say when and where.
    pub can_say: bool,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

/// When and where whoever comes is expected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct Visit {
    /// When, in the school's words.
    pub arrival: Option<String>,
    /// Where, in the school's words.
    pub room: Option<String>,
}

/// The people of a binding order, for the school that booked them and its partnership: before it is
/// binding, nobody is named.
///
/// # Errors
/// `NotFound` where it is somebody else's, is not binding, or has no days.
pub async fn school_record(
    market: &Market,
    actor: &Actor,
    id: OrderId,
) -> Result<SchoolRecord, Failure> {
    let viewings: Vec<(Permit, Side)> =
        viewings(actor).into_iter().filter(|(_, side)| *side != Side::Provider).collect();
    let viewings = &viewings;
    market
        .db
        .read(|r| async move {
            let (stored, side) = found(&r, viewings, id).await?;
            must_name(&stored)?;
            let parties = parties(&r, &stored).await?;
            let (visit, version) = visit(&r, id).await?;
            Ok(SchoolRecord {
                order: id,
                what: stored.lines.first().map_or_else(String::new, |line| line.thing().to_owned()),
                reference: stored.reference,
                school: parties.school,
                provider: parties.provider,
                visitors: visitors(&r, id).await?,
                visit,
                version,
                can_say: side == Side::School && actor.can(Action::PlaceOrder),
                today: market.today(),
            })
        })
        .await
}

async fn found(
    r: &Reader,
    viewings: &[(Permit, Side)],
    id: OrderId,
) -> Result<(Stored, Side), Failure> {
    let mut refused = Failure::NotAllowed;
    for (permit, side) in viewings {
        match load(r, permit.scope(), id).await {
            Err(Failure::NotFound) => refused = Failure::NotFound,
            stored => return Ok((stored?, *side)),
        }
    }
    Err(refused)
}

/// Names stand where days are booked, and nowhere before.
fn must_name(stored: &Stored) -> Result<(), Failure> {
    let binding = matches!(stored.order.state(), OrderState::Placed | OrderState::Completed);
    let has_days = stored.lines.iter().any(|line| line.day.is_some() && !line.is_cancelled());
    if binding && has_days { Ok(()) } else { Err(Failure::NotFound) }
}

async fn visit(r: &Reader, id: OrderId) -> Result<(Visit, i64), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        arrival: Option<String>,
        room: Option<String>,
        version: i64,
    }
    let sql = "SELECT arrival, room, version FROM order_visit WHERE order_id = $1";
    let row: Option<Row> = r.sql_one(sql, [id.uuid().into()]).await?;
    Ok(row.map_or((Visit::default(), 0), |row| {
        (Visit { arrival: row.arrival, room: row.room }, row.version)
    }))
}

/// When and where a school expects whoever comes.
#[derive(Debug, Clone)]
pub struct SayVisit {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The order.
    pub order: OrderId,
    /// The version that was shown; 0 before anything was said.
    pub version: i64,
    /// Field `arrival`.
    pub arrival: String,
    /// Field `room`.
    pub room: String,
}

/// Says when and where whoever comes is expected. Nothing about pupils may stand there, which the page
/// says.
///
/// # Errors
/// `ChangedMeanwhile` where somebody else said something since the page was shown.
pub async fn say_visit(market: &Market, actor: &Actor, say: SayVisit) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let visit = &read(&say)?;
    let contents = (say.order, visit);
    let once = &Once::new(permit.person(), "say_visit", &say.key, &contents)?;
    let (id, version) = (say.order, say.version);
    market
        .db
        .write(|w| async move {
            let stored = load(&w, permit.scope(), id).await?;
            must_name(&stored)?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let (before, _) = self::visit(&w, id).await?;
            let values: Vec<Value> =
                vec![id.uuid().into(), visit.arrival.clone().into(), visit.room.clone().into()];
            if version == 0 {
                let sql = "INSERT INTO order_visit (order_id, arrival, room, version) \
                           VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING";
                w.execute_one(sql, values).await?;
            } else {
                let sql = "UPDATE order_visit SET arrival = $2, room = $3, version = version + 1 \
                           WHERE order_id = $1 AND version = $4";
                let versioned = values.into_iter().chain([version.into()]);
                w.execute_one(sql, versioned).await?;
            }
            let record = Record::new(Some(stored.partnership), permit, Deed::SayVisit, id)
                .before(&before)?
                .after(visit)?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

fn read(say: &SayVisit) -> Result<Visit, Failure> {
    let mut reading = Reading::default();
    let arrival = reading.take("arrival", text::optional_line(&say.arrival, 80));
    let room = reading.take("room", text::optional_line(&say.room, 80));
    let read = arrival.zip(room).map(|(arrival, room)| Visit { arrival, room });
    reading.finish(read).map_err(Failure::Invalid)
}
