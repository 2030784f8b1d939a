//! One order, as each of its parties may see it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::id::{DealId, OrderId, PersonId, PurchaseId, ServiceId};
use domain::order::{Order, OrderState};
use domain::vat::{InvoiceTotals, invoice_totals};
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;

use super::already::{OrderedAlready, ordered_already};
use super::approval::{self, ApprovalAsked, ApprovalGiven};
use super::list::{Side, viewings};
use super::load::{Stored, StoredLine, load};
use super::package::{self, BoughtPart};
use super::parties::{Moved, parties};
use super::saving::OrderSaving;
use super::timeline::{Event, timeline};
use super::to_approve::ToApprove;
use super::viewed::{ViewedLine, can_cancel, late_charges, viewed_lines};
use crate::access::{Actor, Permit};
use crate::db::Reader;
use crate::event::{self, OrderedEvent};
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
    /// With which others it was placed together, where it was; for the school.
    pub purchase: Option<PurchaseId>,
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
    /// The events at which it has places.
    pub events: Vec<OrderedEvent>,
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
    /// What is in the package that it bought, and what of that is taken; not for the provider.
    pub package: Vec<BoughtPart>,
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
    /// What the school has of the same service at the same time in other orders, for whoever decides
    /// on it.
    pub already: Vec<OrderedAlready>,
    /// Who has approved it since it was asked for last; not for the provider.
    pub approvals: Vec<ApprovalGiven>,
    /// Whether they may send it again.
    pub can_resubmit: bool,
    /// Whether they may cancel the whole of it now, for nothing.
    pub can_cancel: bool,
    /// What they pay for cancelling the whole of it now, including VAT, where that is not free.
    pub late_charge: Option<Pence>,
    /// Whether whoever looks may say for the school what it thinks of a delivery.
    pub can_agree: bool,
    /// Whether they may answer for the provider.
    pub can_answer: bool,
    /// Whether they may decide for the partnership.
    pub can_settle: bool,
}

impl OrderView {
    /// Whether days of people are ordered.
    pub fn is_by_day(&self) -> bool {
        self.lines.iter().any(|line| line.day.is_some())
    }

    /// Whether it is an agreement for a year.
    pub fn is_agreement(&self) -> bool {
        self.lines.iter().any(|line| line.months.is_some())
    }
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
            let events = events(market, &r, &stored).await?;
            let mut lines = viewed_lines(&r, &stored, side, market.today()).await?;
            let timeline = timeline(&r, id, side).await?;
            let saving = saved(&r, id, side).await?;
            let buys = side == Side::School && actor.can(Action::PlaceOrder);
            let today = market.today();
            let state = stored.order.state();
            // What was placed together is decided together, on its own page.
            let alone = stored.purchase.is_none() || !is_undecided(state);
            let package = package::bought(&r, &stored).await?;
            let unused = package.iter().all(|part| part.used == 0);
            let can_cancel = buys && alone && unused && can_cancel(&mut lines, state, today);
            let costs = (buys && alone && unused && !can_cancel, today);
            let late_charge = late_charges(&r, &stored, &mut lines, costs).await?;
            let may = side == Side::School && alone && actor.can(Action::ApproveOrder);
            let waits = may && state == OrderState::AwaitingApproval;
            let is_own_request = stored.requested_by == actor.person();
            let asked = asked(market, &r, actor, (&stored, side)).await?;
            let approvals = approvals(&r, &stored, side).await?;
            let already = already(&r, &stored, waits && !is_own_request).await?;
            let (decided_by, reason) = decision(&r, &stored.order, side).await?;
            let moved = parties.moved();
            Ok(OrderView {
                id,
                today,
                state,
                side,
                version: stored.version,
                purchase: stored.purchase.filter(|_| side == Side::School),
                school: parties.school,
                partnership: parties.partnership,
                seller: parties.seller,
                provider: parties.provider,
                what: stored.lines.first().map_or_else(String::new, |line| line.thing().to_owned()),
                contract: contract(&stored),
                service: stored.lines.first().and_then(|line| line.service).map(|(id, _)| id),
                purchase_order_number: stored.purchase_order_number.clone(),
                totals: totals(&stored)?,
                events,
                requested_by: parties.requested_by,
                requested_through: parties.requested_through,
                requested_at: stored.requested_at,
                decided_by,
                reason,
                held_until: stored.held_until,
                lapsed_at: stored.lapsed_at,
                moved,
                package: if side == Side::Provider { Vec::new() } else { package },
                lines,
                timeline,
                saving,
                can_decide: waits && !is_own_request,
                must_set_up_code: actor.must_set_up_code(Action::ApproveOrder),
                is_own_request: waits && is_own_request,
                asked,
                already,
                approvals,
                can_resubmit: buys && alone && state == OrderState::SentBack,
                can_cancel,
                late_charge,
                can_agree: buys,
                can_answer: side == Side::Provider && actor.can(Action::ConfirmDelivery),
                can_settle: side == Side::Partnership && actor.can(Action::ManageInvoices),
                reference: stored.reference,
            })
        })
        .await
}

/// What it saves; not for the provider.
async fn saved(r: &Reader, id: OrderId, side: Side) -> Result<Option<OrderSaving>, Failure> {
    match side {
        Side::Provider => Ok(None),
        Side::School | Side::Partnership => {
            OrderSaving::of(&ledger::live_entries_of_order(r, id).await?)
        }
    }
}

/// How it waits for approval by itself, for the school.
async fn asked(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    (stored, side): (&Stored, Side),
) -> Result<Option<ApprovalAsked>, Failure> {
    match (side, stored.purchase, ToApprove::one(stored)) {
        (Side::School, None, Ok(what)) => approval::waits(market, r, actor, &what).await.map(Some),
        _ => Ok(None),
    }
}

const fn is_undecided(state: OrderState) -> bool {
    matches!(state, OrderState::AwaitingApproval | OrderState::SentBack)
}

/// Who has approved it since it was asked for last: what nobody was asked about nobody approved.
async fn approvals(r: &Reader, stored: &Stored, side: Side) -> Result<Vec<ApprovalGiven>, Failure> {
    let was_asked = stored.decided_at.is_some() || stored.order.waits().is_ok();
    if !was_asked || side == Side::Provider {
        return Ok(Vec::new());
    }
    approval::shown(r, stored).await
}

/// What the school of an order has of the same service at the same time in other orders.
async fn already(
    r: &Reader,
    stored: &Stored,
    decides: bool,
) -> Result<Vec<OrderedAlready>, Failure> {
    let service = stored.lines.iter().find_map(|line| line.service).filter(|_| decides);
    let Some((service, _)) = service else { return Ok(Vec::new()) };
    let live = stored.lines.iter().filter(|line| !line.is_cancelled());
    let spans: Vec<_> = live.filter_map(|line| line.span).collect();
    let mut found = ordered_already(r, (stored.school, service), &spans).await?;
    found.retain(|one| one.order != stored.id);
    Ok(found)
}

/// The order from the first side from which it is there.
pub(super) async fn from_a_side(
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

/// The events at which it has places; the way in is told once it binds.
async fn events(
    market: &Market,
    r: &Reader,
    stored: &Stored,
) -> Result<Vec<OrderedEvent>, Failure> {
    if stored.lines.iter().all(|line| line.event_span().is_none()) {
        return Ok(Vec::new());
    }
    let binds = matches!(stored.order.state(), OrderState::Placed | OrderState::Completed);
    event::of_order(market, r, stored.id, binds).await
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
