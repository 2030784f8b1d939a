//! Cancelling an order, or a day of it, while that is free.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrderLineId, OrganisationId, ServiceVersionId};
use domain::order::{LineState, OrderState};
use domain::service::{Cancellation, ServiceTerms};
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;

use super::decide::free_lines;
use super::load::{Stored, StoredLine, load};
use super::store::save;
use super::tell;
use super::turn::take_turn_as;
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
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Cancels what is not delivered yet, and gives its days back.
///
/// A binding order can be cancelled until the last free day of each of its days, by the terms it
/// was placed on. What a later cancellation costs is not charged here yet.
///
/// # Errors
/// `Refused` with `TooLateToCancel`, `BoundByDeal` or `OrderState`.
pub async fn cancel_order(
    market: &Market,
    actor: &Actor,
    cancel: CancelOrder,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let contents = (cancel.order, cancel.line);
    let once = &Once::new(permit.person(), "cancel_order", &cancel.key, &contents)?;
    let (id, line) = contents;
    market
        .db
        .write(|w| async move {
            take_turn_as(&w, permit).await?;
            let work = cancel_lines(market, &w, permit, id, line.as_slice());
            once.answer(market, &w, work).await
        })
        .await
}

/// Cancels all that is open of an order, and gives the partnership through which it was bought. Whoever
/// calls has the school's turn.
pub(crate) async fn cancel_open(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
) -> Result<OrganisationId, Failure> {
    let order = load(w, permit.scope(), id).await?;
    let open = if order.order.state() == OrderState::Placed { booked(&order) } else { Vec::new() };
    cancel_lines(market, w, permit, id, &open).await?;
    Ok(order.partnership)
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
    let open = booked(order);
    let lines: Vec<&StoredLine> =
        order.lines.iter().filter(|line| open.contains(&line.id)).collect();
    match must_be_free(r, &lines, today).await {
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

/// Cancels these lines of an order; where none is named, the whole order.
async fn cancel_lines(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    id: OrderId,
    these: &[OrderLineId],
) -> Result<(), Failure> {
    let before = load(w, permit.scope(), id).await?;
    let (today, by) = (market.today(), Some(permit.person()));
    let order = before.order.clone();
    let after = if these.is_empty() {
        order.cancel(today)?
    } else {
        these.iter().try_fold(order, |order, line| order.cancel_line(*line, today))?
    };
    let meant =
        |kept: &&StoredLine| !kept.is_cancelled() && (these.is_empty() || these.contains(&kept.id));
    let lines: Vec<&StoredLine> = before.lines.iter().filter(meant).collect();
    let was_binding = before.order.state() == OrderState::Placed;
    if was_binding {
        must_be_free(w, &lines, today).await?;
    }
    save(market, w, &before, &after, by).await?;
    let ids: Vec<OrderLineId> = lines.iter().map(|line| line.id).collect();
    free_lines(market, w, &ids, by).await?;
    if was_binding {
        let days = lines.iter().filter_map(|line| line.day).collect();
        let told = cancelled_told(w, &before, days).await?;
        tell::tell_provider(market, w, &before, &told).await?;
    }
    let record = Record::new(Some(before.partnership), permit, Deed::CancelOrder, before.id)
        .party(before.school)
        .before(&before.order.state())?
        .after(&after.state())?;
    audit::record(market, w, record).await
}

async fn cancelled_told(
    r: &Reader,
    before: &Stored,
    days: Vec<NaiveDate>,
) -> Result<About, Failure> {
    let told = tell::told(r, before).await?;
    Ok(About::BookingCancelled(crate::mail::OrderTold { days, ..told }))
}

async fn must_be_free(r: &Reader, lines: &[&StoredLine], today: NaiveDate) -> Result<(), Failure> {
    let mut known: BTreeMap<ServiceVersionId, Cancellation> = BTreeMap::new();
    for line in lines {
        if line.deal.is_some() {
            return Err(Refusal::BoundByDeal.into());
        }
        let (Some(day), Some((_, version))) = (line.day, line.service) else { continue };
        let terms = match known.entry(version) {
            Entry::Occupied(terms) => terms.into_mut(),
            Entry::Vacant(unread) => unread.insert(cancellation(r, version).await?),
        };
        let free_until = terms.free_until(day);
        if today > free_until {
            return Err(Refusal::TooLateToCancel { free_until }.into());
        }
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
