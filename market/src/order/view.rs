//! One order, as each of its parties may see it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::id::{DealId, InvoiceId, OrderId, OrderLineId, PersonId, ServiceId};
use domain::order::{LineState, Order, OrderState};
use domain::price::Unit;
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Net};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::already::{BookedAlready, booked_already};
use super::approval::{self, ApprovalAsked, ApprovalGiven};
use super::list::{Side, viewings};
use super::load::{Stored, StoredLine, load};
use super::parties::{Moved, parties};
use super::saving::OrderSaving;
use crate::access::{Actor, Permit};
use crate::db::Reader;
use crate::{Market, saving as ledger};

/// An order as it is shown.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// The order.
    pub id: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// The day on which it is looked at.
    pub today: NaiveDate,
    /// Where it is in its life.
    pub state: OrderState,
    /// From which side it is looked at.
    pub side: Side,
    /// Which version is shown: what is decided on is what was seen.
    pub version: i64,
    /// Who buys.
    pub school: String,
    /// Through which partnership.
    pub partnership: String,
    /// Who invoices.
    pub seller: String,
    /// Who delivers.
    pub provider: String,
    /// What is bought, without its days.
    pub what: String,
    /// The service, where it is one.
    pub service: Option<ServiceId>,
    /// The deal that it follows from, where it does, and what of its contract is ordered.
    pub contract: Option<ContractOrdered>,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// What the lines that count come to, by VAT group; all lines, where none counts any more.
    pub totals: InvoiceTotals,
    /// Who asked for it.
    pub requested_by: String,
    /// Through which trust or federation, where they acted for the school through one.
    pub requested_through: Option<String>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who decided on it, if somebody had to; not for the provider.
    pub decided_by: Option<String>,
    /// Why it was sent back or declined; not for the provider.
    pub reason: Option<String>,
    /// Until when it can wait undecided, where it does.
    pub held_until: Option<DateTime<Utc>>,
    /// When it lapsed because nobody decided.
    pub lapsed_at: Option<DateTime<Utc>>,
    /// Where the rest of it went, or where it is from.
    pub moved: Vec<Moved>,
    /// Its lines.
    pub lines: Vec<ViewedLine>,
    /// What happened to it, the oldest first.
    pub timeline: Vec<Event>,
    /// What it saves; not for the provider.
    pub saving: Option<OrderSaving>,
    /// Whether whoever looks may decide on it now.
    pub can_decide: bool,
    /// Whether the viewer could decide, had they given a code beside their password.
    pub must_set_up_code: bool,
    /// Whether it waits for an approver and is their own request.
    pub is_own_request: bool,
    /// How it waits for approval, where it does; for the school.
    pub asked: Option<ApprovalAsked>,
    /// Days of it that the school has of the same service in other orders, for whoever decides on it.
    pub already: Vec<BookedAlready>,
    /// Who has approved it since it was asked for last; not for the provider.
    pub approvals: Vec<ApprovalGiven>,
    /// Whether they may send it again.
    pub can_resubmit: bool,
    /// Whether they may cancel the whole of it now, for nothing.
    pub can_cancel: bool,
}

/// The contract of a deal, as an order has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContractOrdered {
    /// The deal.
    pub deal: DealId,
    /// The first day of the lines that count.
    pub first_on: NaiveDate,
    /// The last one.
    pub last_on: NaiveDate,
    /// How many lines count: one for each year.
    pub lines: usize,
}

/// A line as it is shown.
#[derive(Debug, Clone)]
pub struct ViewedLine {
    /// The line.
    pub id: OrderLineId,
    /// What it buys.
    pub description: String,
    /// The day booked.
    pub day: Option<NaiveDate>,
    /// Who is booked: for the provider only. A headteacher must not learn who meets whom.
    pub practitioner: Option<String>,
    /// How many.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// What one costs, excluding VAT.
    pub unit_net: Net,
    /// What the line comes to, excluding VAT.
    pub net: Net,
    /// How VAT applies.
    pub vat: VatBasis,
    /// What became of it.
    pub state: LineState,
    /// The invoice it is on, with its number.
    pub invoice: Option<(InvoiceId, String)>,
    /// The last day on which cancelling it costs nothing.
    pub free_until: Option<NaiveDate>,
    /// Whether whoever looks may cancel it alone, for nothing.
    pub can_cancel: bool,
}

impl ViewedLine {
    /// Whether cancelling it costs nothing today.
    fn is_free(&self, today: NaiveDate) -> bool {
        self.free_until.is_some_and(|until| today <= until)
    }
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// What: the name under which it stands in the audit trail.
    pub action: String,
    /// Who did it.
    pub by: Option<String>,
    /// What the trail notes of it.
    pub note: Option<String>,
}

/// Shows an order to one of its parties.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn view_order(market: &Market, actor: &Actor, id: OrderId) -> Result<OrderView, Failure> {
    let viewings = &viewings(actor);
    market
        .db
        .read(|r| async move {
            let (stored, side) = from_a_side(&r, viewings, id).await?;
            let parties = parties(&r, &stored).await?;
            let mut lines = viewed_lines(&r, &stored, side).await?;
            let timeline = timeline(&r, id, side).await?;
            let saving = match side {
                Side::Provider => None,
                Side::School | Side::Partnership => {
                    OrderSaving::of(&ledger::live_entries_of_order(&r, id).await?)?
                }
            };
            let buys = side == Side::School && actor.can(Action::PlaceOrder);
            let today = market.today();
            let state = stored.order.state();
            let can_cancel = buys && can_cancel(&mut lines, state, today);
            let waits = side == Side::School
                && state == OrderState::AwaitingApproval
                && actor.can(Action::ApproveOrder);
            let is_own_request = stored.requested_by == actor.person();
            let asked = match side {
                Side::School => approval::waits(market, &r, actor, &stored).await?,
                Side::Partnership | Side::Provider => None,
            };
            // What nobody was asked about nobody approved.
            let was_asked = stored.decided_at.is_some() || stored.order.waits().is_ok();
            let approvals = if was_asked && side != Side::Provider {
                approval::shown(&r, &stored).await?
            } else {
                Vec::new()
            };
            let already =
                if waits && !is_own_request { already(&r, &stored).await? } else { Vec::new() };
            let (decided_by, reason) = decision(&r, &stored.order, side).await?;
            let moved = parties.moved();
            Ok(OrderView {
                id,
                today,
                state,
                side,
                version: stored.version,
                school: parties.school,
                partnership: parties.partnership,
                seller: parties.seller,
                provider: parties.provider,
                what: stored.lines.first().map_or_else(String::new, |line| line.thing().to_owned()),
                contract: contract(&stored),
                service: stored.lines.first().and_then(|line| line.service).map(|(id, _)| id),
                purchase_order_number: stored.purchase_order_number.clone(),
                totals: totals(&stored)?,
                requested_by: parties.requested_by,
                requested_through: parties.requested_through,
                requested_at: stored.requested_at,
                decided_by,
                reason,
                held_until: stored.held_until,
                lapsed_at: stored.lapsed_at,
                moved,
                lines,
                timeline,
                saving,
                can_decide: waits && !is_own_request,
                must_set_up_code: actor.must_set_up_code(Action::ApproveOrder),
                is_own_request: waits && is_own_request,
                asked,
                already,
                approvals,
                can_resubmit: buys && state == OrderState::SentBack,
                can_cancel,
                reference: stored.reference,
            })
        })
        .await
}

/// Days of an order that its school has of the same service in other orders.
async fn already(r: &Reader, stored: &Stored) -> Result<Vec<BookedAlready>, Failure> {
    let Some((service, _)) = stored.lines.iter().find_map(|line| line.service) else {
        return Ok(Vec::new());
    };
    let live = stored.lines.iter().filter(|line| !line.is_cancelled());
    let days: Vec<NaiveDate> = live.filter_map(|line| line.day).collect();
    let mut found = booked_already(r, (stored.school, service), &days).await?;
    found.retain(|one| one.order != stored.id);
    Ok(found)
}

/// The order from the first side from which it is there.
async fn from_a_side(
    r: &Reader,
    viewings: &[(Permit, Side)],
    id: OrderId,
) -> Result<(Stored, Side), Failure> {
    let mut refused = Failure::NotAllowed;
    for (permit, side) in viewings {
        match load(r, permit.scope(), id).await {
            Ok(stored) => return Ok((stored, *side)),
            Err(Failure::NotFound) => refused = Failure::NotFound,
            Err(failure) => return Err(failure),
        }
    }
    Err(refused)
}

/// Says of each line whether it can be cancelled alone, and whether the whole of it can be cancelled
/// for nothing.
fn can_cancel(lines: &mut [ViewedLine], state: OrderState, today: NaiveDate) -> bool {
    let free = |line: &ViewedLine| line.state == LineState::Booked && line.is_free(today);
    for line in lines.iter_mut() {
        line.can_cancel = state == OrderState::Placed && free(line);
    }
    let live = |line: &&ViewedLine| !matches!(line.state, LineState::Cancelled { .. });
    match state {
        OrderState::AwaitingApproval | OrderState::SentBack => true,
        OrderState::Placed => lines.iter().filter(live).all(free),
        OrderState::Declined | OrderState::Completed | OrderState::Cancelled => false,
    }
}

/// What of a deal's contract is ordered.
fn contract(stored: &Stored) -> Option<ContractOrdered> {
    let deal = stored.lines.iter().find_map(|line| line.deal)?;
    let spans = counted(stored).filter_map(|line| line.span);
    let (first, last): (Vec<_>, Vec<_>) = spans.unzip();
    let (first_on, last_on) = (first.into_iter().min()?, last.into_iter().max()?);
    Some(ContractOrdered { deal, first_on, last_on, lines: counted(stored).count() })
}

/// The lines that count; all of them, where none counts any more.
fn counted(stored: &Stored) -> impl Iterator<Item = &StoredLine> {
    let any = stored.lines.iter().any(|line| !line.is_cancelled());
    stored.lines.iter().filter(move |line| !any || !line.is_cancelled())
}

fn totals(stored: &Stored) -> Result<InvoiceTotals, Failure> {
    Ok(invoice_totals(counted(stored).map(|line| (line.net, line.vat)))?)
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

/// Who decided and why: the school's own business, and its partnership's.
async fn decision(
    r: &Reader,
    order: &Order,
    side: Side,
) -> Result<(Option<String>, Option<String>), Failure> {
    let (by, reason): (Option<PersonId>, Option<&String>) = match order {
        Order::SentBack(order) => (Some(order.by), Some(&order.reason)),
        Order::Declined(order) => (Some(order.by), Some(&order.reason)),
        Order::Placed(order) => (order.approved_by, None),
        Order::Completed(order) => (order.approved_by, None),
        Order::AwaitingApproval(_) | Order::Cancelled(_) => (None, None),
    };
    let (Some(by), true) = (by, side != Side::Provider) else { return Ok((None, None)) };
    let sql = "SELECT name FROM person WHERE id = $1";
    let name: Option<Name> = r.sql_one(sql, [by.uuid().into()]).await?;
    Ok((name.map(|found| found.name), reason.cloned()))
}

#[derive(FromQueryResult)]
struct Beside {
    id: Uuid,
    practitioner: Option<String>,
    invoice_id: Option<Uuid>,
    number: Option<String>,
}

async fn viewed_lines(r: &Reader, stored: &Stored, side: Side) -> Result<Vec<ViewedLine>, Failure> {
    let sql = "SELECT l.id, pr.display_name AS practitioner, i.id AS invoice_id, i.number \
               FROM order_line l LEFT JOIN practitioner pr ON pr.id = l.practitioner_id \
               LEFT JOIN invoice_line il ON il.order_line_id = l.id \
               LEFT JOIN invoice i ON i.id = il.invoice_id \
               WHERE l.order_id = $1";
    let beside: Vec<Beside> = r.sql_all(sql, [stored.id.uuid().into()]).await?;
    // Lines of one order are of one version: its terms are read once.
    let cancellation = match stored.lines.iter().find_map(|line| line.service) {
        Some((_, version)) => Some(super::cancel::cancellation(r, version).await?),
        None => None,
    };
    let viewed = |line: &StoredLine| {
        let found = beside.iter().find(|row| row.id == line.id.uuid());
        let invoice = found.and_then(|row| row.invoice_id.zip(row.number.clone()));
        let free_until = cancellation.as_ref().filter(|_| line.deal.is_none());
        ViewedLine {
            id: line.id,
            description: line.description.clone(),
            day: line.day,
            practitioner: found
                .filter(|_| side == Side::Provider)
                .and_then(|row| row.practitioner.clone()),
            quantity: line.quantity,
            unit: line.unit,
            unit_net: line.unit_net,
            net: line.net,
            vat: line.vat,
            state: line.state,
            invoice: invoice.map(|(id, number)| (InvoiceId::from_uuid(id), number)),
            free_until: free_until.zip(line.day).map(|(rule, day)| rule.free_until(day)),
            can_cancel: false,
        }
    };
    Ok(stored.lines.iter().map(viewed).collect())
}

#[derive(FromQueryResult)]
struct EventRow {
    at: DateTime<Utc>,
    action: String,
    name: Option<String>,
    after_change: Option<String>,
}

/// What a provider may know of an order's life.
const FOR_PROVIDERS: [&str; 5] =
    ["place_booking", "confirm_delivery", "undo_delivery", "cancel_order", "move_order"];

async fn timeline(r: &Reader, order: OrderId, side: Side) -> Result<Vec<Event>, Failure> {
    let sql = "SELECT a.at, a.action, p.name, a.after_change FROM audit_entry a \
               LEFT JOIN person p ON p.id = a.person_id WHERE a.subject = $1 ORDER BY a.id";
    let rows: Vec<EventRow> = r.sql_all(sql, [order.to_string().into()]).await?;
    let shown = rows
        .into_iter()
        .filter(|row| side != Side::Provider || FOR_PROVIDERS.contains(&row.action.as_str()));
    Ok(shown
        .map(|row| Event {
            at: row.at,
            action: row.action,
            by: row.name,
            note: row.after_change.and_then(|note| serde_json::from_str(&note).ok()),
        })
        .collect())
}
