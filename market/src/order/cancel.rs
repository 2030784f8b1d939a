//! Cancelling an order, or a line of it: for nothing in time, and after that for what the terms say.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrderLineId, OrganisationId, ServiceVersionId};
use domain::order::{LineState, Order, OrderState};
use domain::service::{Cancellation, ServiceTerms};
use domain::{Failure, Pence, Refusal};
use sea_orm::FromQueryResult;

use super::charge::{self, costs, must_be_agreed};
use super::decide::free_lines;
use super::load::{Stored, StoredLine, load, load_any};
use super::store::save;
use super::turn::take_turn_as;
use super::{package, tell};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;

/// Cancels an order of the school acted for.
#[derive(Debug, Clone)]
pub struct CancelOrder {
    /// The order.
    pub order: OrderId,
    /// Only this line of it; nothing is the whole order.
    pub line: Option<OrderLineId>,
    /// What it costs including VAT, as it was shown: nothing, while it is free.
    pub agreed_charge: Pence,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Cancels what is not delivered yet, and gives its days back.
///
/// A binding order can be cancelled for nothing until the last free day of each of its lines, by the
/// terms it was placed on. What a later cancellation costs becomes a line of its own, to be invoiced.
///
/// # Errors
/// `Refused` with `TooLateToCancel` where it costs something and nothing was agreed to; `NotAsShown`
/// where it costs something else; `PackageInUse` of a package from which something was taken;
/// `BoundByDeal` or `OrderState`.
pub async fn cancel_order(
    market: &Market,
    actor: &Actor,
    cancel: CancelOrder,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (cancel.order, cancel.line, cancel.agreed_charge);
    let once = &Once::new(permit.person(), "cancel_order", &cancel.key, &contents)?;
    let (id, line, agreed) = contents;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = async {
                let order = load(&w, permit.scope(), id).await?;
                let undecided = matches!(
                    order.order.state(),
                    OrderState::AwaitingApproval | OrderState::SentBack
                );
                if order.purchase.is_some() && undecided {
                    return Err(Refusal::PartOfPurchase.into());
                }
                cancel_lines(market, &w, permit, id, (line.as_slice(), agreed)).await
            };
            once.answer(market, &w, work).await
        })
        .await
}

/// Cancels all that is open of an order at no cost, and gives the partnership through which it was bought. Whoever
/// calls has the school's turn.
pub(crate) async fn cancel_open(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
) -> Result<OrganisationId, Failure> {
    let order = load(w, permit.scope(), id).await?;
    let open = if order.order.state() == OrderState::Placed { booked(&order) } else { Vec::new() };
    cancel_lines(market, w, permit, id, (&open, Pence::ZERO)).await?;
    Ok(order.partnership)
}

/// Cancels the whole of an order on which nobody has decided. Whoever calls has the school's turn.
pub(super) async fn cancel_undecided(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
) -> Result<(), Failure> {
    cancel_lines(market, w, permit, id, (&[], Pence::ZERO)).await
}

/// Why what is open of an order cannot be cancelled at no cost; nothing where it can.
pub(super) async fn bound_by(
    r: &Reader,
    order: &Stored,
    today: NaiveDate,
) -> Result<Option<Refusal>, Failure> {
    if order.order.state() != OrderState::Placed {
        return Ok(None);
    }
    if let Some(refusal) = package::in_use(r, order).await? {
        return Ok(Some(refusal));
    }
    let open = booked(order);
    let lines: Vec<&StoredLine> =
        order.lines.iter().filter(|line| open.contains(&line.id)).collect();
    let free = costs(r, order, &lines, today).await;
    match free.and_then(|costs| must_be_agreed(&costs, Pence::ZERO)) {
        Ok(()) => Ok(None),
        Err(Failure::Refused(refusal)) => Ok(Some(refusal)),
        Err(other) => Err(other),
    }
}

/// The lines of which nothing is delivered.
fn booked(order: &Stored) -> Vec<OrderLineId> {
    let lines = order.order.content().lines.iter();
    lines.filter(|line| line.state == LineState::Booked).map(|line| line.id).collect()
}

/// Cancels these lines of an order, at the cost that was agreed to; where none is named, the whole
/// order.
async fn cancel_lines(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
    (these, agreed): (&[OrderLineId], Pence),
) -> Result<(), Failure> {
    let mut before = load(w, permit.scope(), id).await?;
    let (today, by) = (market.today(), Some(permit.person()));
    if let Some(refusal) = package::in_use(w, &before).await? {
        return Err(refusal.into());
    }
    let mut after = cancelled(&before, these, today)?;
    let was = before.clone();
    let meant =
        |kept: &&StoredLine| !kept.is_cancelled() && (these.is_empty() || these.contains(&kept.id));
    let lines: Vec<&StoredLine> = was.lines.iter().filter(meant).collect();
    let ids: Vec<OrderLineId> = lines.iter().map(|line| line.id).collect();
    let was_binding = was.order.state() == OrderState::Placed;
    if was_binding {
        must_be_whole(&was, &lines)?;
        let costs = costs(w, &was, &lines, today).await?;
        must_be_agreed(&costs, agreed)?;
        if !costs.is_empty() {
            let due = charge::enter(market, w, &was, &costs, charge::Late::Cancellation).await?;
            before = load(w, permit.scope(), id).await?;
            let order = before.order.clone();
            let order = due.iter().try_fold(order, |order, line| order.deliver(*line, today))?;
            after = ids.iter().try_fold(order, |order, line| order.cancel_line(*line, today))?;
        }
    }
    save(market, w, &before, &after, by).await?;
    free_lines(market, w, &ids, by).await?;
    if was_binding {
        let days = lines.iter().filter_map(|line| line.day).collect();
        let told = cancelled_told(w, &was, days, agreed).await?;
        tell::tell_provider(market, w, &was, &told).await?;
    }
    let record = Record::new(Some(was.partnership), permit, Deed::CancelOrder, was.id)
        .party(was.school)
        .before(&was.order.state())?
        .after(&after.state())?;
    audit::record(market, w, record).await
}

/// The order without these lines; where none is named, the whole of it cancelled.
fn cancelled(before: &Stored, these: &[OrderLineId], today: NaiveDate) -> Result<Order, Refusal> {
    let order = before.order.clone();
    if these.is_empty() {
        return order.cancel(today);
    }
    these.iter().try_fold(order, |order, line| order.cancel_line(*line, today))
}

async fn cancelled_told(
    r: &Reader,
    before: &Stored,
    days: Vec<NaiveDate>,
    charge: Pence,
) -> Result<About, Failure> {
    let told = tell::told(r, before).await?;
    let charge_pence = charge.get();
    Ok(About::BookingCancelled(crate::mail::OrderTold { days, charge_pence, ..told }))
}

/// The day that counts for cancelling a line: its own, the one wished for, and of an agreement the
/// first of the whole, whichever years it is billed in; none where there is no such day.
pub(super) fn begins(order: &Stored, line: &StoredLine) -> Option<NaiveDate> {
    if !line.is_agreement() {
        let event = line.event_span().map(|(first, _)| first);
        return line.day.or(line.wished_on).or(event);
    }
    let same =
        order.lines.iter().filter(|other| other.is_agreement() && other.service == line.service);
    same.filter_map(|other| other.span).map(|(first, _)| first).min()
}

/// Refuses to cancel one year's part of an agreement and keep another.
fn must_be_whole(order: &Stored, lines: &[&StoredLine]) -> Result<(), Refusal> {
    let open = booked(order);
    let kept = order.lines.iter().filter(|line| open.contains(&line.id) && line.is_agreement());
    let mut kept = kept.filter(|line| !lines.iter().any(|gone| gone.id == line.id));
    let parted = |kept: &StoredLine| {
        lines.iter().any(|gone| gone.is_agreement() && gone.service == kept.service)
    };
    if kept.any(parted) { Err(Refusal::OrderState) } else { Ok(()) }
}

/// Cancels orders for an event that will not be held, whatever the terms say: nobody is charged. What
/// was delivered before stays.
pub(crate) async fn cancel_with_event(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    orders: &[(OrderId, OrderLineId)],
) -> Result<(), Failure> {
    let (today, by) = (market.today(), Some(permit.person()));
    for (id, line) in orders {
        let before = load_any(w, *id).await?;
        let is_open = matches!(
            before.order.state(),
            OrderState::AwaitingApproval | OrderState::SentBack | OrderState::Placed
        );
        if !is_open || !booked(&before).contains(line) {
            continue;
        }
        let order = before.order.clone();
        let after = match before.order.state() {
            OrderState::Placed => order.cancel_line(*line, today)?,
            _ => order.cancel(today)?,
        };
        save(market, w, &before, &after, by).await?;
        free_lines(market, w, &[*line], by).await?;
        let record = Record::new(Some(before.partnership), permit, Deed::CancelOrder, before.id)
            .party(before.school)
            .before(&before.order.state())?
            .after(&after.state())?;
        audit::record(market, w, record).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct TermsRow {
    terms: String,
}

/// What cancelling costs by a version of a service.
pub(super) async fn cancellation(
    r: &Reader,
    version: ServiceVersionId,
) -> Result<Cancellation, Failure> {
    let sql = "SELECT terms FROM service_version WHERE id = $1";
    let row: Option<TermsRow> = r.sql_one(sql, [version.uuid().into()]).await?;
    let row = row.ok_or_else(|| broken("a line of a version that is not there"))?;
    let terms: ServiceTerms = serde_json::from_str(&row.terms).map_err(broken)?;
    Ok(terms.cancellation)
}
