//! A provider's bookings, day by day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::london_day;
use domain::capacity::Half;
use domain::dispute::{DisputeState, Said, no_show_in_time, said};
use domain::id::{OrderId, OrderLineId};
use domain::order::{LineStateCode, OrderState};
use domain::price::Unit;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::thing_of;
use super::load::party;
use crate::Market;
use crate::access::Actor;
use crate::capacity::half;
use crate::db::{Page, PageAsked, broken};

/// How many bookings stand on one page.
const PAGE: usize = 50;

/// Which bookings are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BookingsWhen {
    /// Days that have come and are not confirmed yet.
    #[default]
    ToConfirm,
    /// Days to come.
    Coming,
    /// What was delivered, the latest first.
    Delivered,
    /// What schools say is not right.
    Disputed,
}

/// A page of bookings.
#[derive(Debug, Clone, Default)]
pub struct BookingsAsked {
    /// Which.
    pub when: BookingsWhen,
    /// Which page.
    pub page: PageAsked,
}

/// One booked day, or another line to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// The order.
    pub order: OrderId,
    /// Its line.
    pub line: OrderLineId,
    /// What people quote for the order.
    pub reference: String,
    /// The day booked; nothing for what is not booked by the day.
    pub day: Option<NaiveDate>,
    /// Which half of it; none for the whole day.
    pub half: Option<Half>,
    /// The first and the last day that it is for: a day, or a year of a contract.
    pub span: Option<(NaiveDate, NaiveDate)>,
    /// Who is booked.
    pub practitioner: Option<String>,
    /// Which school.
    pub school: String,
    /// What it booked.
    pub what: String,
    /// How many, where it is sold by number.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// From when the school would like it, where it is bound to no day.
    pub wished_on: Option<NaiveDate>,
    /// A note of the school's.
    pub note: Option<String>,
    /// What became of it.
    pub state: LineStateCode,
    /// Whether the school's approver has not decided yet: the day is held.
    pub is_held: bool,
    /// Whether it can be confirmed now.
    pub can_confirm: bool,
    /// Whether its confirmation can be taken back still.
    pub can_undo: bool,
    /// What the school has said of its delivery.
    pub said: Option<Said>,
    /// Whether it can be said now that somebody came and could not work.
    pub can_say_no_show: bool,
}

#[derive(FromQueryResult)]
struct Row {
    order_id: Uuid,
    id: Uuid,
    reference: String,
    day: Option<NaiveDate>,
    half: Option<String>,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
    practitioner: Option<String>,
    school: String,
    description: String,
    months: Option<i64>,
    quantity: i64,
    unit: String,
    wished_on: Option<NaiveDate>,
    note: Option<String>,
    state: String,
    order_state: String,
    delivered_at: Option<DateTime<Utc>>,
    agreed_at: Option<DateTime<Utc>>,
    dispute_state: Option<String>,
}

/// Bookings of the provider acted for.
pub async fn bookings(
    market: &Market,
    actor: &Actor,
    asked: BookingsAsked,
) -> Result<Page<Booking>, Failure> {
    let permit = actor.permit_own(Action::ViewBookings)?;
    let today = market.today();
    // Lines without a day come before every day.
    let no_day = NaiveDate::default();
    let (which, order, beyond) = match asked.when {
        BookingsWhen::ToConfirm => (
            "l.state = 'booked' AND o.state = 'placed' \
             AND COALESCE(l.first_on, l.wished_on, $3) <= $2",
            "ASC",
            ">",
        ),
        BookingsWhen::Coming => (
            "l.state = 'booked' AND o.state IN ('placed', 'awaiting_approval', 'sent_back') \
             AND COALESCE(l.first_on, l.wished_on, $3) > $2",
            "ASC",
            ">",
        ),
        BookingsWhen::Delivered => {
            ("l.state IN ('delivered', 'invoiced') AND COALESCE(l.first_on, $3) <= $2", "DESC", "<")
        }
        BookingsWhen::Disputed => ("l.disputed_in IS NOT NULL AND $2 = $2 AND $3 = $3", "ASC", ">"),
    };
    // Of charges for visits in vain only what is not right is for whoever delivers to see to.
    let charges =
        if asked.when == BookingsWhen::Disputed { "1 = 1" } else { "l.charge_for IS NULL" };
    let mut sql = format!(
        "SELECT l.order_id, l.id, o.reference, l.day, l.half, l.first_on, l.last_on, pr.display_name AS practitioner, \
         s.name AS school, l.description, l.months, l.quantity, l.unit, l.wished_on, l.note, l.state, o.state AS order_state, l.delivered_at, l.agreed_at, dp.state AS dispute_state \
         FROM order_line l JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id \
         LEFT JOIN practitioner pr ON pr.id = l.practitioner_id \
         LEFT JOIN dispute dp ON dp.id = l.dispute_id \
         WHERE o.{} = $1 AND {charges} AND {which}",
        party(permit.scope())?
    );
    let mut values: Vec<Value> =
        vec![permit.organisation().uuid().into(), today.into(), no_day.into()];
    if let Some(after) = asked.page.key() {
        let (day, line) = read_key(after).ok_or(Failure::NotFound)?;
        values.extend([Value::from(day), line.uuid().into()]);
        sql.push_str(&format!(
            " AND (COALESCE(l.first_on, l.wished_on, $3), l.id) {beyond} ($4, $5)"
        ));
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(
        " ORDER BY COALESCE(l.first_on, l.wished_on, $3) {order}, l.id {order} LIMIT {}",
        size + 1
    ));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let may_confirm = actor.can(Action::ConfirmDelivery);
    let bookings = rows.into_iter().map(|row| booking(row, today, may_confirm));
    let bookings = bookings.collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(bookings, size, |booking| {
        let first = booking.span.map(|(first, _)| first).or(booking.wished_on).unwrap_or(no_day);
        format!("{first}.{}", booking.line)
    }))
}

fn read_key(key: &str) -> Option<(NaiveDate, OrderLineId)> {
    let (day, line) = key.split_once('.')?;
    Some((day.parse().ok()?, line.parse().ok()?))
}

fn booking(row: Row, today: NaiveDate, may_confirm: bool) -> Result<Booking, Failure> {
    let state = LineStateCode::from_code(&row.state)
        .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?;
    let is_placed = row.order_state == OrderState::Placed.code();
    let has_come = row.first_on.is_none_or(|first| first <= today);
    let delivered_on = row.delivered_at.map(london_day);
    let said_today = delivered_on == Some(today);
    let dispute = row.dispute_state.as_deref().and_then(DisputeState::from_code);
    let said = delivered_on.map(|on| said(on, row.agreed_at.is_some(), dispute, today));
    let disputed = said.is_some_and(Said::is_disputed);
    let in_time = row.day.is_some_and(|day| no_show_in_time(day, today));
    let can_confirm = may_confirm && is_placed && has_come && state == LineStateCode::Booked;
    Ok(Booking {
        order: OrderId::from_uuid(row.order_id),
        line: OrderLineId::from_uuid(row.id),
        reference: row.reference,
        what: thing_of(&row.description, row.day.is_some() || row.months.is_some()).to_owned(),
        quantity: u32::try_from(row.quantity).map_err(broken)?,
        unit: Unit::from_code(&row.unit)
            .ok_or_else(|| broken(format!("a stored unit is not known: {}", row.unit)))?,
        wished_on: row.wished_on,
        note: row.note,
        day: row.day,
        half: half::read(row.half.as_deref())?,
        span: row.first_on.zip(row.last_on),
        practitioner: row.practitioner,
        school: row.school,
        is_held: !is_placed && state == LineStateCode::Booked,
        can_confirm,
        can_undo: may_confirm
            && is_placed
            && said_today
            && state == LineStateCode::Delivered
            && !disputed,
        said,
        can_say_no_show: can_confirm && in_time,
        state,
    })
}
