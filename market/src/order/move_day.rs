//! Moving a booked day to another free one: at the price that was agreed, with what moving it late
//! costs shown first, and everybody told.

use chrono::{Days, NaiveDate};
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::day_in_words;
use domain::capacity::{Half, Slot};
use domain::id::{OrderId, OrderLineId, PractitionerId};
use domain::order::{LineState, OrderState};
use domain::{Failure, Pence, Problem, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::charge::{self, Late, costs, gross, must_be_agreed};
use super::load::{Stored, StoredLine, load};
use super::quote::taken;
use super::sale::{AHEAD_DAYS, Sale};
use super::store::save;
use super::turn::take_turn_as;
use super::{package, tell};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::{self, exchange_day};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, OrderTold, VisitTold};
use crate::person::{tell_each, who_may};

/// The most free days that are shown to choose from.
const SHOWN: usize = 100;

/// A booked day, and the days to which it can be moved.
#[derive(Debug, Clone)]
pub struct DayToMove {
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// The line that holds the day.
    pub line: OrderLineId,
    /// What is booked.
    pub what: String,
    /// The day as it is booked.
    pub day: NaiveDate,
    /// Which half of it; none for the whole day.
    pub half: Option<Half>,
    /// What moving it costs today, including VAT; nothing while it is free.
    pub charge: Pence,
    /// Until when it costs nothing, where it costs something today.
    pub free_until: Option<NaiveDate>,
    /// The free days to which it can be moved, the next first.
    pub days: Vec<NaiveDate>,
}

/// A day of an order with its order and what is sold now.
struct Booked {
    order: Stored,
    line: StoredLine,
    day: NaiveDate,
    who: PractitionerId,
    sale: Sale,
}

async fn booked(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    (order, line): (OrderId, OrderLineId),
) -> Result<Booked, Failure> {
    let order = load(r, permit.scope(), order).await?;
    let line = order.lines.iter().find(|one| one.id == line).cloned().ok_or(Failure::NotFound)?;
    let (Some(day), Some(who), Some((service, _))) = (line.day, line.practitioner, line.service)
    else {
        return Err(Failure::NotFound);
    };
    let is_open = order.order.state() == OrderState::Placed && line.state == LineState::Booked;
    if !is_open || day < market.today() {
        return Err(Refusal::OrderState.into());
    }
    let sale = Sale::load(market, r, service, permit.organisation()).await?;
    let sale = Sale { half: line.half, ..sale };
    Ok(Booked { order, line, day, who, sale })
}

/// A booked day of the school acted for, and where it can be moved.
///
/// # Errors
/// `NotFound` for what is no booked day of the school's; `Refused(OrderState)` where it is not booked
/// any more, or is past; or as the service is not sold to the school now.
pub async fn day_to_move(
    market: &Market,
    actor: &Actor,
    order: OrderId,
    line: OrderLineId,
) -> Result<DayToMove, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .read(|r| async move {
            let booked = booked(market, &r, permit, (order, line)).await?;
            let (sale, today) = (&booked.sale, market.today());
            let costs = costs(&r, &booked.order, &[&booked.line], today).await?;
            let earliest = sale.notice().earliest(today);
            let ahead = today.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(today);
            let year = sale.school.year_of(booked.day);
            let free = sale.free_days(&r, earliest, ahead.min(year.last_on())).await?;
            let can = |day: &NaiveDate| year.contains(*day) && *day != booked.day;
            let free = free.iter().filter(|(_, count)| count.free > 0).map(|(day, _)| day);
            Ok(DayToMove {
                order,
                reference: booked.order.reference.clone(),
                line,
                what: booked.line.thing().to_owned(),
                day: booked.day,
                half: booked.line.half,
                charge: gross(&costs)?,
                free_until: costs.first().map(|cost| cost.free_until),
                days: free.filter(can).take(SHOWN).collect(),
            })
        })
        .await
}

/// Moves a booked day of the school acted for.
#[derive(Debug, Clone)]
pub struct MoveDay {
    /// The order.
    pub order: OrderId,
    /// The line that holds the day.
    pub line: OrderLineId,
    /// Field `to`: the day to which it is moved.
    pub to: NaiveDate,
    /// What it costs including VAT, as it was shown: nothing, while it is free.
    pub agreed_charge: Pence,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Moves a booked day to another on which somebody is free: the same person where that is possible. The
/// price stays as it was agreed, so that the day stays in its financial year. What moving it late costs
/// becomes a line of its own, as with a late cancellation.
///
/// # Errors
/// `Invalid` on `to` for the day itself, one of another year, or one outside the package that it is of; `Refused` with `DayTaken`, `TooSoon`,
/// `OrderState`, `TooLateToCancel` where it costs something and nothing was agreed to, or `NotAsShown`.
pub async fn move_day(market: &Market, actor: &Actor, command: MoveDay) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let MoveDay { order, line, to, agreed_charge, key } = command;
    let contents = (order, line, to, agreed_charge);
    let once = &Once::new(permit.person(), "move_day", &key, &contents)?;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = Box::pin(carry_out(market, &w, permit, (order, line), (to, agreed_charge)));
            once.answer(market, &w, work).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    of: (OrderId, OrderLineId),
    (to, agreed): (NaiveDate, Pence),
) -> Result<(), Failure> {
    let today = market.today();
    let booked = booked(market, w, permit, of).await?;
    let Booked { order, line, day, who, sale } = &booked;
    if to == *day {
        return Err(Failure::field("to", Problem::NotAChoice));
    }
    if !sale.school.year_of(*day).contains(to) {
        return Err(Failure::field("to", Problem::OtherYear));
    }
    sale.notice().check(to, today)?;
    if let Some((first_on, last_on)) = package::runs(w, line).await?
        && !(first_on..=last_on).contains(&to)
    {
        return Err(Failure::field("to", Problem::OutsidePackage { first_on, last_on }));
    }
    let costs = costs(w, order, &[line], today).await?;
    must_be_agreed(&costs, agreed)?;
    let slot = Slot { day: to, half: line.half };
    let found =
        exchange_day(market, w, (sale.pool()?, &sale.school), line.id, (*who, slot)).await?;
    let Some(now) = found else { return Err(taken(market, w, sale, to, &[to]).await) };
    put(w, line, *day, (to, now)).await?;
    if now != *who {
        capacity::keep_gone(w, line.id, *who, *day).await?;
    }
    if !costs.is_empty() {
        let due = charge::enter(market, w, order, &costs, Late::Move).await?;
        let before = load(w, permit.scope(), order.id).await?;
        let after = before.order.clone();
        let after = due.iter().try_fold(after, |order, line| order.deliver(*line, today))?;
        save(market, w, &before, &after, Some(permit.person())).await?;
    }
    Box::pin(capacity::offer_days(market, w, sale.pool()?)).await?;
    tell_everybody(market, w, &booked, (to, now), agreed).await?;
    let record = Record::new(Some(order.partnership), permit, Deed::MoveDay, order.id)
        .party(order.school)
        .before(&json!({ "day": day, "who": who }))?
        .after(&json!({ "day": to, "who": now, "charge_pence": agreed.get() }))?;
    audit::record(market, w, record).await
}

/// Puts another day on a line, and whoever comes then.
async fn put(
    w: &Writer,
    line: &StoredLine,
    from: NaiveDate,
    (to, who): (NaiveDate, PractitionerId),
) -> Result<(), Failure> {
    let (before, after) = (day_in_words(from), day_in_words(to));
    if !line.description.contains(&before) {
        return Err(broken("a booked day whose line does not say it"));
    }
    let sql = "UPDATE order_line SET day = $3, first_on = $3, last_on = $3, practitioner_id = $4, \
               description = $5, version = version + 1 \
               WHERE id = $1 AND version = $2 AND state = 'booked'";
    let values: [Value; 5] = [
        line.id.uuid().into(),
        line.version.into(),
        to.into(),
        who.uuid().into(),
        line.description.replace(&before, &after).into(),
    ];
    w.execute_one(sql, values).await
}

async fn tell_everybody(
    market: &Market,
    w: &Writer,
    booked: &Booked,
    (to, now): (NaiveDate, PractitionerId),
    charge: Pence,
) -> Result<(), Failure> {
    let (order, from) = (&booked.order, booked.day);
    let told = tell::told(w, order).await?;
    let (what, school) = (booked.line.thing().to_owned(), told.school.clone());
    let told = OrderTold { charge_pence: charge.get(), ..told };
    let about = |path: String| About::DayMoved { order: told.clone(), from, to, path };
    let buyers = who_may(w, order.school, Action::PlaceOrder, market.today()).await?;
    tell_each(market, w, buyers, &about(format!("/orders/{}", order.id))).await?;
    tell::tell_provider(market, w, order, &about(format!("/bookings/{}", order.id))).await?;
    let visits = if now == booked.who {
        vec![(now, Some(from), Some(to))]
    } else {
        vec![(booked.who, Some(from), None), (now, None, Some(to))]
    };
    for (who, from, to) in visits {
        let (what, school) = (what.clone(), school.clone());
        let half = booked.line.half;
        let about = About::VisitMoved(VisitTold { what, school, from, to, half });
        capacity::tell_practitioner(market, w, who, &about).await?;
    }
    Ok(())
}
