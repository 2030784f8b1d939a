//! Placing an order: days are taken, and all of it is priced and ordered in one transaction, or not
//! at all.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::SchoolYear;
use domain::capacity::Suited;
use domain::delegation::ApprovalLevel;
use domain::id::{OrderId, OrderLineId, PractitionerId, PurchaseId, ServiceId};
use domain::order::{Content, Line, LineState, Order, Subject};
use domain::saving::Stage;
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence};
use serde::{Deserialize, Serialize};

use super::create::{Created, NewLine, NewOrder, create};
use super::gate::{Seen, gate};
use super::lapse::waits_until;
use super::load::{Stored, load};
use super::package::{self, TakenFrom};
use super::priced::{LineFor, PricedLine};
use super::quote::taken;
use super::sale::Sale;
use super::to_approve::ToApprove;
use super::turn::take_turn_as;
use super::wanted::Wanted;
use super::{saving, tell};
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity::{accept_day, note_refused, suited, take_day};
use crate::db::{Writer, broken};
use crate::event::{send_to_late_comers, take_places};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::{Market, baseline, saving as ledger};

/// Orders something of a service for the school acted for.
#[derive(Debug, Clone)]
pub struct PlaceOrder {
    /// The service.
    pub service: ServiceId,
    /// What is wanted of it.
    pub wanted: Wanted,
    /// The school's own number for the order.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What was shown above the button.
    pub seen: Seen,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// An order that has been placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// Whether an approver must decide before it is binding; the days are held until then.
    pub needs_approval: bool,
}

/// Orders it: all of it or nothing. Over the buyer's limit its days are held, and the order waits
/// for an approver.
///
/// # Errors
/// `Refused` with `DayTaken` and the nearest days that can be had, where another school was first;
/// `NotAsShown` where price, terms or what the button does have changed since; `TooManyHeld`; or as
/// what is wanted cannot be priced.
pub async fn place_order(
    market: &Market,
    actor: &Actor,
    command: PlaceOrder,
) -> Result<Placed, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let wanted = &command.wanted.tidy()?;
    let number = command.purchase_order_number.as_ref().map(PurchaseOrderNumber::as_str);
    let contents = (permit.organisation(), command.service, wanted, number);
    let once = &Once::new(permit.person(), "place_order", &command.key, &contents)?;
    let command = &command;
    let answer = market
        .db
        .write(|w| async move {
            let place = async {
                take_turn_as(&w, permit).await?;
                let sale = Sale::load(market, &w, command.service, permit.organisation()).await?;
                let sale = sale.wanting(market, &w, wanted).await?;
                place(market, &w, permit, &sale, wanted, command).await
            };
            once.answer(market, &w, place).await
        })
        .await;
    let of = (permit.organisation(), command.service, wanted.half());
    note_refused(market, of, wanted.days(), &answer).await?;
    answer
}

/// What holds for an order beside what is bought.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    /// The buyer's own number.
    pub number: Option<&'a PurchaseOrderNumber>,
    /// Until when it waits; none where it is binding at once.
    pub held_until: Option<DateTime<Utc>>,
    /// At which level somebody is asked; none where it is binding at once.
    pub awaits: Option<ApprovalLevel>,
    /// With which others it is placed.
    pub purchase: Option<PurchaseId>,
}

/// Stores an order with its lines, what it saves, and its entry in the trail.
pub(super) async fn keep(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (sale, held): (&Sale, &[Held]),
    terms: Terms<'_>,
) -> Result<Created, Failure> {
    let needs_approval = terms.awaits.is_some();
    let new = NewOrder {
        school: permit.organisation(),
        partnership: sale.partnership,
        seller: sale.seller.id,
        provider: sale.provider,
        purchase_order_number: terms.number.cloned(),
        requested_by: permit.person(),
        requested_through: permit.through(),
        held_until: terms.held_until,
        awaits: terms.awaits,
        purchase: terms.purchase,
        lines: held.iter().map(|held| new_line(sale, held)).collect::<Result<_, Failure>>()?,
    };
    let created = create(market, w, new).await?;
    package::open(w, sale, created.id, held.iter().map(|held| &held.priced)).await?;
    let stage = if needs_approval { Stage::Forecast } else { Stage::Contracted };
    record_savings(market, w, permit, sale, held, stage).await?;
    for held in held {
        send_to_late_comers(market, w, held.line).await?;
    }
    record(market, w, permit, sale, &created, needs_approval).await?;
    Ok(created)
}

/// What an order is to hold.
pub(super) fn content(permit: &Permit, sale: &Sale, held: &[Held]) -> Result<Content, Failure> {
    let lines = held.iter().map(|held| domain_line(sale, held)).collect::<Result<_, Failure>>()?;
    Ok(Content { requester: permit.person(), lines })
}

/// A line that will be, with the day that is taken for it.
pub(super) struct Held {
    line: OrderLineId,
    practitioner: Option<PractitionerId>,
    priced: PricedLine,
}

async fn place(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    sale: &Sale,
    wanted: &Wanted,
    command: &PlaceOrder,
) -> Result<Placed, Failure> {
    let held = Box::pin(hold(market, w, sale, wanted)).await?;
    let content = content(permit, sale, &held)?;
    let bought = (Some(sale.service), Some(sale.terms.category));
    let gate = gate(market, w, permit, bought).await?;
    let order = Order::place(content, gate, market.now())?;
    let awaits = order.waits().ok().map(|waiting| waiting.awaits);
    let needs_approval = awaits.is_some();
    let gross = order.content().totals()?.gross.pence();
    command.seen.must_hold(Seen { version: sale.version, gross, needs_approval })?;
    let terms = Terms {
        number: command.purchase_order_number.as_ref(),
        held_until: waits_until(market, &order),
        awaits,
        purchase: None,
    };
    let created = keep(market, w, permit, (sale, &held), terms).await?;
    send(market, w, &load(w, permit.scope(), created.id).await?).await?;
    let reference = created.reference.to_string();
    Ok(Placed { order: created.id, reference, needs_approval })
}

/// Prices what is wanted, and takes the days of it in their order, which is the order of locks.
pub(super) async fn hold(
    market: &Market,
    w: &Writer,
    sale: &Sale,
    wanted: &Wanted,
) -> Result<Vec<Held>, Failure> {
    let priced = sale.price(wanted)?;
    let suited = match wanted.days() {
        [] => Suited::default(),
        days => suited_for(w, sale, days).await?,
    };
    let mut held = Vec::with_capacity(priced.len());
    let mut places = Vec::new();
    for priced in priced {
        let line = OrderLineId::from_uuid(market.ids.uuid());
        let practitioner = match (&priced.what, wanted) {
            (LineFor::Day(slot), Wanted::Days(days) | Wanted::HalfDays { days, .. }) => {
                let (pool, school) = (sale.pool()?, sale.school.organisation);
                let mut taken_by =
                    Box::pin(accept_day(market, w, (pool, *slot), school, line)).await?;
                if taken_by.is_none() {
                    taken_by = take_day(market, w, (pool, &suited), *slot, line).await?;
                }
                if taken_by.is_none() {
                    return Err(taken(market, w, sale, slot.day, days).await);
                }
                taken_by
            }
            (LineFor::Places(_), _) => {
                places.push((line, priced.quantity));
                None
            }
            (LineFor::Day(_) | LineFor::Quantity { .. } | LineFor::Agreement(_), _) => None,
        };
        held.push(Held { line, practitioner, priced });
    }
    if let Wanted::Places { event, delegates, .. } = wanted {
        let of = (places.as_slice(), sale.school.organisation);
        take_places(market, w, *event, of, delegates).await?;
    }
    Ok(held)
}

/// Who of the pool suits the school, in the school year of the first of the days.
async fn suited_for(w: &Writer, sale: &Sale, days: &[NaiveDate]) -> Result<Suited, Failure> {
    let Some(first) = days.first() else { return Ok(Suited::default()) };
    let school = (sale.school.organisation, sale.school.phase);
    suited(w, sale.pool()?, school, SchoolYear::of(*first)).await
}

fn domain_line(sale: &Sale, held: &Held) -> Result<Line, Failure> {
    let service = sale.version;
    let subject = match (&held.priced.what, held.practitioner) {
        (LineFor::Day(slot), Some(practitioner)) => {
            Subject::Day { service, practitioner, on: slot.day }
        }
        (LineFor::Day(_), None) => return Err(broken("a day of nobody")),
        (LineFor::Quantity { .. }, _) => Subject::Units { service },
        (LineFor::Places(places), _) => {
            Subject::Places { service, first_on: places.first_on, last_on: places.last_on }
        }
        (LineFor::Agreement(part), _) => {
            Subject::Agreement { service, first_on: part.first_on, last_on: part.last_on }
        }
    };
    Ok(Line {
        id: held.line,
        subject,
        quantity: held.priced.quantity,
        unit_price: held.priced.unit_net,
        net: held.priced.net,
        vat: sale.vat,
        state: LineState::Booked,
        disputed: false,
    })
}

fn new_line(sale: &Sale, held: &Held) -> Result<NewLine, Failure> {
    let priced = &held.priced;
    let (slot, months, wished_on, note) = match &priced.what {
        LineFor::Day(slot) => (Some(*slot), None, None, None),
        LineFor::Agreement(part) => (None, Some(part.months), None, None),
        LineFor::Places(_) => (None, None, None, None),
        LineFor::Quantity { wished_on, note } => (None, None, *wished_on, note.clone()),
    };
    Ok(NewLine {
        id: held.line,
        service: Some((sale.service, sale.version)),
        deal: None,
        category: sale.terms.category.code().to_owned(),
        description: priced.description(&sale.terms.title)?,
        day: slot.zip(held.practitioner),
        span: priced.span(),
        months,
        wished_on,
        note,
        charge_for: None,
        package: priced.package.map(|package| TakenFrom {
            package,
            service: sale.service,
            count: priced.quantity,
        }),
        unit: sale.terms.unit.code(),
        quantity: priced.quantity,
        unit_net: priced.unit_net,
        net: priced.net,
        working: serde_json::to_string(&priced.working).map_err(broken)?,
        vat: sale.vat,
    })
}

/// Enters what each line saves. One that takes the place of what was paid for before counts that
/// spend.
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
        let (line, priced) = (held.line, &held.priced);
        let Some(measure) = against.measure(sale, priced)? else { continue };
        if let Some((statement, counted)) = measure.statement {
            let year = sale.school.year_of(priced.counts_on(sale.today)).first_on();
            baseline::count_line(w, statement, line, counted, year).await?;
        }
        let entry = saving::entry(market, sale, &measure, line, priced, stage)?;
        ledger::write(market, w, &entry, Some(permit.person())).await?;
    }
    Ok(())
}

/// Tells whoever has to know of an order that was sent in: the approvers of what waits for them;
/// the buyer and the provider of what is binding.
pub(super) async fn send(market: &Market, w: &Writer, order: &Stored) -> Result<(), Failure> {
    let (buyer, told) = (order.requested_by, tell::told(w, order).await?);
    if order.order.waits().is_ok() {
        return tell::ask_approvers(market, w, &ToApprove::one(order)?, told).await;
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
