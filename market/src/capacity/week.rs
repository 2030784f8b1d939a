//! A provider's week: who is where on which day.

use chrono::{Days, NaiveDate};
use domain::Failure;
use domain::access::{Action, Role};
use domain::capacity::{Half, week_of};
use domain::id::OrderId;
use domain::order::{LineStateCode, OrderState};
use domain::price::Unit;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::half;
use crate::Market;
use crate::access::Actor;
use crate::db::broken;

/// A week of a provider's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Its Sunday.
    pub sunday: NaiveDate,
    /// Whether it is the week of whoever looks alone.
    pub is_own: bool,
    /// Who is where, by day and then by name.
    pub visits: Vec<Visit>,
}

/// Somebody at a school on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The day.
    pub day: NaiveDate,
    /// Who.
    pub who: String,
    /// At which school.
    pub school: String,
    /// For what.
    pub what: String,
    /// Whether it is half a day.
    pub is_half: bool,
    /// Which half, where that was said.
    pub half: Option<Half>,
    /// When they are expected, in the school's words.
    pub arrival: Option<String>,
    /// Where, in the school's words.
    pub room: Option<String>,
    /// Who booked it at the school.
    pub booked_by: String,
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// What became of it.
    pub state: LineStateCode,
    /// Whether the school's approver has not decided yet.
    pub is_held: bool,
}

#[derive(FromQueryResult)]
struct Row {
    day: NaiveDate,
    who: String,
    school: String,
    what: String,
    unit: String,
    half: Option<String>,
    arrival: Option<String>,
    room: Option<String>,
    booked_by: String,
    order_id: Uuid,
    reference: String,
    state: String,
    order_state: String,
}

/// The week of a day, of the provider acted for. A practitioner sees their own.
pub async fn week(market: &Market, actor: &Actor, day: NaiveDate) -> Result<Week, Failure> {
    let permit = actor.permit_own(Action::ViewBookings)?;
    let is_own = is_practitioner(actor);
    let (monday, _) = week_of(day);
    let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(monday);
    let mut values: Vec<Value> =
        vec![permit.organisation().uuid().into(), monday.into(), sunday.into()];
    let narrowed = if is_own { "AND p.person_id = $4" } else { "" };
    values.extend(is_own.then(|| Value::from(actor.person().uuid())));
    let sql = &format!(
        "SELECT l.day, p.display_name AS who, s.name AS school, x.name AS what, l.unit, l.half, v.arrival, \
         v.room, b.name AS booked_by, o.id AS order_id, o.reference, l.state, \
         o.state AS order_state FROM order_line l \
         JOIN school_order o ON o.id = l.order_id JOIN practitioner p ON p.id = l.practitioner_id \
         JOIN pool x ON x.id = p.pool_id JOIN organisation s ON s.id = o.school_id \
         JOIN person b ON b.id = o.requested_by LEFT JOIN order_visit v ON v.order_id = o.id \
         WHERE x.provider_id = $1 AND l.day >= $2 AND l.day <= $3 AND l.state <> 'cancelled' \
         {narrowed} ORDER BY l.day, p.display_name, CASE l.half WHEN 'afternoon' THEN 1 ELSE 0 END, l.id"
    );
    let values = &values;
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let visits = rows.into_iter().map(visit).collect::<Result<_, Failure>>()?;
    Ok(Week { monday, sunday, is_own, visits })
}

/// Whether whoever looks delivers days and does nothing else for the provider.
fn is_practitioner(actor: &Actor) -> bool {
    let roles = actor.acting_for().map(|acting| acting.roles.as_slice()).unwrap_or_default();
    let mut sees = roles.iter().filter(|held| held.allows(Action::ViewBookings)).peekable();
    sees.peek().is_some() && sees.all(|held| held.role == Role::Practitioner)
}

fn visit(row: Row) -> Result<Visit, Failure> {
    let state = LineStateCode::from_code(&row.state)
        .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?;
    Ok(Visit {
        day: row.day,
        who: row.who,
        school: row.school,
        what: row.what,
        is_half: row.unit == Unit::HalfDay.code(),
        half: half::read(row.half.as_deref())?,
        arrival: row.arrival,
        room: row.room,
        booked_by: row.booked_by,
        order: OrderId::from_uuid(row.order_id),
        reference: row.reference,
        is_held: row.order_state != OrderState::Placed.code() && state == LineStateCode::Booked,
        state,
    })
}
