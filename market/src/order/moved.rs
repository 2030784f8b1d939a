//! Moving what is not delivered of an order to the school that took the place of the one that
//! ordered it: the same lines at the same prices, in a new order in the same state.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::audit::Deed;
use domain::delegation::ApprovalLevel;
use domain::id::{OrderId, OrderLineId, OrganisationId, PersonId};
use domain::order::{Fate, Order, OrderState, Placed, SentBack, fate};
use domain::text::PurchaseOrderNumber;
use domain::vat::invoice_totals;
use domain::{Failure, Pence, Refusal};
use sea_orm::FromQueryResult;
use serde_json::json;
use uuid::Uuid;

use super::cancel::bound_by;
use super::create::{NewLine, NewOrder, create};
use super::lapse::waits_until;
use super::load::{Stored, StoredLine, load};
use super::store::save;
use super::to_approve::ToApprove;
use super::{package, saving, tell};
use crate::Market;
use crate::access::Permit;
use crate::audit::{self, Record};
use crate::baseline;
use crate::capacity::hand_over_day;
use crate::db::{Reader, Writer, broken};
use crate::event::hand_over_places;
use crate::mail::About;
use crate::school::SchoolFacts;

/// The most open orders that are looked at: a school has a few dozen.
const OPEN_MAX: u32 = 500;

/// An order of which something is not delivered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    /// The order.
    pub id: OrderId,
    /// Its reference.
    pub reference: String,
    /// Where it is in its life.
    pub state: OrderState,
    /// What is bought, without its days.
    pub what: String,
    /// Which version was read.
    pub version: i64,
    /// Whether its open lines move, or why not.
    pub fate: Fate,
    /// How many lines that is.
    pub lines: u64,
    /// How many other lines it has that are owed, and stay.
    pub staying: u64,
    /// The first day of them, where they are for a time.
    pub first_day: Option<NaiveDate>,
    /// What they come to, including VAT.
    pub gross: Pence,
}

/// The orders of a school of which something is not delivered, the oldest first.
pub(crate) async fn open_orders(
    r: &Reader,
    scope: &Scope,
    began: NaiveDate,
) -> Result<Vec<OpenOrder>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = format!(
        "SELECT o.id FROM school_order o WHERE o.school_id = $1 \
         AND o.state IN ('awaiting_approval', 'sent_back', 'placed') AND EXISTS \
         (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.state = 'booked') \
         ORDER BY o.id LIMIT {OPEN_MAX}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [scope.organisation().uuid().into()]).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let stored = load(r, scope, OrderId::from_uuid(row.id)).await?;
        open.extend(told(stored, began)?);
    }
    Ok(open)
}

/// An order of a school of which something is not delivered, whenever it is for, and why that cannot be
/// cancelled at no cost; nothing where nothing of it is open.
pub(crate) async fn open_order(
    r: &Reader,
    scope: &Scope,
    id: OrderId,
    today: NaiveDate,
) -> Result<Option<(OpenOrder, Option<Refusal>)>, Failure> {
    let stored = load(r, scope, id).await?;
    let bound = bound_by(r, &stored, today).await?;
    Ok(told(stored, NaiveDate::MIN)?.map(|open| (open, bound)))
}

/// An order by what becomes of its open lines: what moves before what cannot.
fn told(stored: Stored, began: NaiveDate) -> Result<Option<OpenOrder>, Failure> {
    let state = stored.order.state();
    let lines = &stored.order.content().lines;
    let of = |wanted: Fate| -> Vec<OrderLineId> {
        let fits = lines.iter().filter(|line| fate(state, line, began) == wanted);
        fits.map(|line| line.id).collect()
    };
    let found = [Fate::Moves, Fate::CallOff, Fate::Earlier].into_iter().find_map(|wanted| {
        let ids = of(wanted);
        (!ids.is_empty()).then_some((wanted, ids))
    });
    let Some((fate, ids)) = found else { return Ok(None) };
    let open: Vec<&StoredLine> =
        stored.lines.iter().filter(|line| ids.contains(&line.id)).collect();
    let owed = stored.lines.iter().filter(|line| !line.is_cancelled()).count();
    let totals = invoice_totals(open.iter().map(|line| (line.net, line.vat)))?;
    let what = open.first().map_or_else(String::new, |line| line.thing().to_owned());
    let count = |many: usize| u64::try_from(many).unwrap_or(u64::MAX);
    Ok(Some(OpenOrder {
        id: stored.id,
        state,
        what,
        version: stored.version,
        fate,
        lines: count(open.len()),
        staying: count(owed.saturating_sub(open.len())),
        first_day: open.iter().filter_map(|line| line.span).map(|(first, _)| first).min(),
        gross: totals.gross.pence(),
        reference: stored.reference,
    }))
}

/// Where an order goes, and since when what is booked is the other school's.
pub(crate) struct Receiving<'a> {
    /// The school that took the place of the one that ordered.
    pub school: &'a SchoolFacts,
    /// What is booked for a day before this one stays.
    pub began: NaiveDate,
}

/// Moves what is not delivered of an order of the permit's school. Whoever calls has the turn of
/// both schools. Gives the partnership through which it was bought.
///
/// # Errors
/// `Refused(OrderState)` where nothing of it moves; `TooManyHeld` where the other school would hold
/// too much undecided.
pub(crate) async fn move_order(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
    to: &Receiving<'_>,
) -> Result<OrganisationId, Failure> {
    let before = load(w, permit.scope(), id).await?;
    let (stays, moved) = before.order.clone().hand_over(to.began, market.today())?;
    save(market, w, &before, &stays, Some(permit.person())).await?;
    let lines: Vec<&StoredLine> =
        before.lines.iter().filter(|line| moved.contains(&line.id)).collect();
    let (new, pairs) = anew(market, w, &before, &lines, to.school.organisation).await?;
    let created = create(market, w, new).await?;
    as_it_was(w, &before, created.id).await?;
    note(market, w, permit, id, created.id).await?;
    package::hand_over(w, id, created.id).await?;
    for (line, new) in &pairs {
        if line.day.is_some() {
            hand_over_day(w, line.id, *new).await?;
        }
        hand_over_places(w, line.id, (*new, to.school.organisation)).await?;
        baseline::move_units(market, w, line.id, *new).await?;
        saving::hand_over(market, w, line.id, *new, to.school, permit.person()).await?;
    }
    record(market, w, permit, &before, (created.id, to.school.organisation)).await?;
    send(market, w, &before, created.id).await?;
    Ok(before.partnership)
}

/// The new order, with which old line each of its lines takes the place of.
async fn anew<'a>(
    market: &Market,
    r: &Reader,
    before: &Stored,
    lines: &[&'a StoredLine],
    school: OrganisationId,
) -> Result<(NewOrder, Vec<(&'a StoredLine, OrderLineId)>), Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        id: Uuid,
        category: String,
        price_working: String,
    }
    let sql = "SELECT id, category, price_working FROM order_line WHERE order_id = $1";
    let kept: Vec<Kept> = r.sql_all(sql, [before.id.uuid().into()]).await?;
    let mut pairs = Vec::with_capacity(lines.len());
    let mut made = Vec::with_capacity(lines.len());
    for line in lines {
        let kept = kept.iter().find(|kept| kept.id == line.id.uuid());
        let kept = kept.ok_or_else(|| broken("a line of an order vanished"))?;
        let id = OrderLineId::from_uuid(market.ids.uuid());
        pairs.push((*line, id));
        made.push(NewLine {
            id,
            service: line.service,
            deal: None,
            category: kept.category.clone(),
            description: line.description.clone(),
            day: line.slot().zip(line.practitioner),
            span: line.span,
            months: line.months,
            wished_on: line.wished_on,
            note: line.note.clone(),
            charge_for: None,
            package: line.taken_from(),
            unit: line.unit.code(),
            quantity: line.quantity,
            unit_net: line.unit_net,
            net: line.net,
            working: kept.price_working.clone(),
            vat: line.vat,
        });
    }
    let number = before.purchase_order_number.as_deref().map(PurchaseOrderNumber::parse);
    let number = number.transpose().map_err(|_| broken("a stored order number does not read"))?;
    let new = NewOrder {
        school,
        partnership: before.partnership,
        seller: before.seller,
        provider: before.provider,
        purchase_order_number: number,
        requested_by: before.requested_by,
        requested_through: None,
        // What moves is decided by itself: the school that takes it over placed nothing together.
        purchase: None,
        held_until: waits_until(market, &before.order),
        // Whoever approves for the new school has agreed to nothing yet.
        awaits: before.order.waits().ok().map(|_| ApprovalLevel::Head),
        lines: made,
    };
    Ok((new, pairs))
}

/// Who asked for it when, who decided and why stand in the new order as in the old one: nothing is
/// decided anew by moving it.
async fn as_it_was(w: &Writer, before: &Stored, new: OrderId) -> Result<(), Failure> {
    let (state, decided_by, reason) = match &before.order {
        Order::SentBack(SentBack { by, reason, .. }) => {
            (OrderState::SentBack, Some(*by), Some(reason.clone()))
        }
        Order::Placed(Placed { approved_by, .. }) => (OrderState::Placed, *approved_by, None),
        Order::AwaitingApproval(_)
        | Order::Declined(_)
        | Order::Completed(_)
        | Order::Cancelled(_) => (before.order.state(), None, None),
    };
    let sql = "UPDATE school_order SET state = $2, requested_at = $3, decided_by = $4, \
               decided_at = $5, reason = $6 WHERE id = $1";
    let values: [sea_orm::Value; 6] = [
        new.uuid().into(),
        state.code().into(),
        before.requested_at.into(),
        decided_by.map(PersonId::uuid).into(),
        before.decided_at.filter(|_| decided_by.is_some()).into(),
        reason.into(),
    ];
    w.execute_one(sql, values).await
}

async fn note(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    before: OrderId,
    new: OrderId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO moved_order (order_id, new_order_id, school_id, moved_at) \
               VALUES ($1, $2, $3, $4)";
    let values: [sea_orm::Value; 4] = [
        before.uuid().into(),
        new.uuid().into(),
        permit.organisation().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

/// Stands in the trail of either order.
async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    before: &Stored,
    (new, school): (OrderId, OrganisationId),
) -> Result<(), Failure> {
    for (subject, other) in [(before.id, json!({"to": new})), (new, json!({"from": before.id}))] {
        let record = Record::new(Some(before.partnership), permit, Deed::MoveOrder, subject)
            .parties([before.school, school])
            .after(&other)?;
        audit::record(market, w, record).await?;
    }
    Ok(())
}

/// Whoever delivers a binding order is told whose it is now; whoever may decide on one that waits is
/// asked.
async fn send(market: &Market, w: &Writer, before: &Stored, new: OrderId) -> Result<(), Failure> {
    let from = tell::told(w, before).await?;
    let now = super::load::load_any(w, new).await?;
    let told = tell::told(w, &now).await?;
    match &now.order {
        Order::Placed(_) => {
            let about =
                About::BookingMoved { order: told, before: from.reference, school: from.school };
            tell::tell_provider(market, w, &now, &about).await
        }
        Order::AwaitingApproval(_) => {
            tell::ask_approvers(market, w, &ToApprove::one(&now)?, told).await
        }
        Order::SentBack(_) | Order::Declined(_) | Order::Completed(_) | Order::Cancelled(_) => {
            Ok(())
        }
    }
}
