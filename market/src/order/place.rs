//! Booking days: taken, priced and ordered in one transaction, or not at all.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::day_in_words;
use domain::id::{OrderId, OrderLineId, PractitionerId, ServiceId};
use domain::order::{Content, Line, LineState, Order, Subject};
use domain::saving::Stage;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence};
use serde::{Deserialize, Serialize};

use super::create::{Created, NewLine, NewOrder, create};
use super::gate::{Seen, gate};
use super::lapse::waits_until;
use super::load::{Stored, load};
use super::quote::taken;
use super::sale::{PricedDay, Sale, tidy};
use super::turn::take_turn_as;
use super::{saving, tell};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::take_day;
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::{Market, baseline, saving as ledger};

/// Books days of a service for the school acted for.
#[derive(Debug, Clone)]
pub struct PlaceBooking {
    /// The service.
    pub service: ServiceId,
    /// The days, in any order.
    pub days: Vec<NaiveDate>,
    /// The school's own number for the order.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What was shown above the button.
    pub seen: Seen,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// A booking that has been made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// Whether an approver must decide before it is binding; the days are held until then.
    pub needs_approval: bool,
}

/// Books the days: all of them or none. Over the buyer's limit they are held, and the order waits
/// for an approver.
///
/// # Errors
/// `Refused` with `DayTaken` and the nearest days that can be had, where another school was first;
/// `NotAsShown` where price, terms or what the button does have changed since; `TooManyHeld`.
pub async fn place_booking(
    market: &Market,
    actor: &Actor,
    booking: PlaceBooking,
) -> Result<Placed, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let days = tidy(&booking.days)?;
    let number = booking.purchase_order_number.as_ref().map(PurchaseOrderNumber::as_str);
    let contents = (permit.organisation(), booking.service, &days, number);
    let once = Once::new(permit.person(), "place_booking", &booking.key, &contents)?;
    let (permit, days, once, booking) = (&permit, &days, &once, &booking);
    market
        .db
        .write(|w| async move {
            let place = async {
                take_turn_as(&w, permit).await?;
                let sale = Sale::load(market, &w, booking.service, permit.organisation()).await?;
                place(market, &w, permit, &sale, days, booking).await
            };
            once.answer(market, &w, place).await
        })
        .await
}

/// A day that is taken for the line that it will be.
struct Held {
    line: OrderLineId,
    practitioner: PractitionerId,
    priced: PricedDay,
}

async fn place(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    sale: &Sale,
    days: &[NaiveDate],
    booking: &PlaceBooking,
) -> Result<Placed, Failure> {
    for day in days {
        sale.notice().check(*day, market.today())?;
    }
    let held = hold(market, w, sale, days).await?;
    let lines = held.iter().map(|held| domain_line(sale, held)).collect();
    let content = Content { requester: permit.person(), lines };
    let bought = (Some(sale.service), Some(sale.terms.category));
    let gate = gate(market, w, permit, bought).await?;
    let order = Order::place(content, gate, market.now())?;
    let awaits = order.waits().ok().map(|waiting| waiting.awaits);
    let needs_approval = awaits.is_some();
    let gross = order.content().totals()?.gross.pence();
    booking.seen.must_hold(Seen { version: sale.version, gross, needs_approval })?;
    let new = NewOrder {
        school: permit.organisation(),
        partnership: sale.partnership,
        seller: sale.seller.id,
        provider: sale.provider,
        purchase_order_number: booking.purchase_order_number.clone(),
        requested_by: permit.person(),
        requested_through: permit.through(),
        held_until: waits_until(market, &order),
        awaits,
        lines: held.iter().map(|held| new_line(sale, held)).collect::<Result<_, Failure>>()?,
    };
    let created = create(market, w, new).await?;
    let stage = if needs_approval { Stage::Forecast } else { Stage::Contracted };
    record_savings(market, w, permit, sale, &held, stage).await?;
    send(market, w, &load(w, permit.scope(), created.id).await?).await?;
    record(market, w, permit, sale, &created, needs_approval).await?;
    let reference = created.reference.to_string();
    Ok(Placed { order: created.id, reference, needs_approval })
}

/// Takes the days in their order, which is the order of locks.
async fn hold(
    market: &Market,
    w: &Writer,
    sale: &Sale,
    days: &[NaiveDate],
) -> Result<Vec<Held>, Failure> {
    let mut held = Vec::with_capacity(days.len());
    for priced in sale.price(days)? {
        let line = OrderLineId::from_uuid(market.ids.uuid());
        let Some(practitioner) = take_day(w, sale.pool, priced.day, line).await? else {
            return Err(taken(market, w, sale, priced.day, days).await);
        };
        held.push(Held { line, practitioner, priced });
    }
    Ok(held)
}

fn domain_line(sale: &Sale, held: &Held) -> Line {
    Line {
        id: held.line,
        subject: Subject::Day {
            service: sale.version,
            practitioner: held.practitioner,
            on: held.priced.day,
        },
        quantity: 1,
        unit_price: held.priced.unit_net,
        net: held.priced.net,
        vat: sale.vat,
        state: LineState::Booked,
    }
}

fn new_line(sale: &Sale, held: &Held) -> Result<NewLine, Failure> {
    Ok(NewLine {
        id: held.line,
        service: Some((sale.service, sale.version)),
        deal: None,
        category: sale.terms.category.code().to_owned(),
        description: format!("{}, {}", sale.terms.title, day_in_words(held.priced.day)),
        day: Some((held.priced.day, held.practitioner)),
        span: Some((held.priced.day, held.priced.day)),
        unit: sale.terms.unit.code(),
        quantity: 1,
        unit_net: held.priced.unit_net,
        net: held.priced.net,
        working: serde_json::to_string(&held.priced.working).map_err(broken)?,
        vat: sale.vat,
    })
}

/// Enters what each day saves. A day that takes the place of one paid for before counts that spend.
async fn record_savings(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    sale: &Sale,
    held: &[Held],
    stage: Stage,
) -> Result<(), Failure> {
    let mut against = saving::against(w, permit.scope(), sale).await?;
    for held in held {
        let (line, day) = (held.line, held.priced.day);
        let Some(measure) = against.measure(sale, day) else { continue };
        if let Some(statement) = measure.statement {
            let year = sale.school.year_of(day).first_on();
            baseline::count_units(w, statement, line, day, year).await?;
        }
        let entry = saving::entry(market, sale, &measure, line, &held.priced, stage)?;
        ledger::write(market, w, &entry, Some(permit.person())).await?;
    }
    Ok(())
}

/// Tells whoever has to know of an order that was sent in: the approvers of what waits for them;
/// the buyer and the provider of what is binding.
pub(super) async fn send(market: &Market, w: &Writer, order: &Stored) -> Result<(), Failure> {
    let (buyer, told) = (order.requested_by, tell::told(w, order).await?);
    if let Ok(waiting) = order.order.waits() {
        return tell::ask_approvers(market, w, order, waiting, told).await;
    }
    tell::tell_person(market, w, buyer, &About::OrderPlaced(told.clone())).await?;
    tell::tell_provider(market, w, order, &About::BookingReceived(told)).await
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    sale: &Sale,
    created: &Created,
    needs_approval: bool,
) -> Result<(), Failure> {
    let action = if needs_approval { Deed::AskForApproval } else { Deed::PlaceBooking };
    let what = format!("{}: {}", created.reference, Pence::new(created.gross_pence));
    let record = Record::new(Some(sale.partnership), permit, action, created.id).after(&what)?;
    audit::record(market, w, record).await
}
