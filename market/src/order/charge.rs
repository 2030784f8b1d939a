//! What a late cancellation costs, by the terms on which a line was ordered: a line of its own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;
use domain::id::{OrderId, OrderLineId, ServiceVersionId};
use domain::price::{Working, WorkingLine};
use domain::service::Cancellation;
use domain::vat::invoice_totals;
use domain::{Failure, Net, Pence, Refusal};
use sea_orm::FromQueryResult;

use super::cancel::{begins, cancellation};
use super::create::{NewLine, insert_line};
use super::load::{Stored, StoredLine};
use crate::Market;
use crate::db::{Reader, Writer, broken};

/// What cancelling a line costs.
pub(super) struct Cost<'a> {
    pub line: &'a StoredLine,
    pub net: Net,
    /// The last day on which it cost nothing.
    pub free_until: NaiveDate,
}

/// What cancelling lines of an order on a day costs; those that cost nothing are left out.
///
/// # Errors
/// `Refused(BoundByDeal)` where one is of a deal.
pub(super) async fn costs<'a>(
    r: &Reader,
    order: &Stored,
    lines: &[&'a StoredLine],
    today: NaiveDate,
) -> Result<Vec<Cost<'a>>, Failure> {
    let mut known: BTreeMap<ServiceVersionId, Cancellation> = BTreeMap::new();
    let mut costs = Vec::new();
    for line in lines.iter().copied() {
        if line.deal.is_some() {
            return Err(Refusal::BoundByDeal.into());
        }
        let (Some(day), Some((_, version))) = (begins(order, line), line.service) else { continue };
        let terms = match known.entry(version) {
            Entry::Occupied(terms) => terms.into_mut(),
            Entry::Vacant(unread) => unread.insert(cancellation(r, version).await?),
        };
        let net = terms.charge(line.net, day, today)?;
        if !net.pence().is_zero() {
            costs.push(Cost { line, net, free_until: terms.free_until(day) });
        }
    }
    Ok(costs)
}

/// What they come to together, including VAT: a charge for what was ordered is taxed as that.
pub(super) fn gross(costs: &[Cost<'_>]) -> Result<Pence, Failure> {
    Ok(invoice_totals(costs.iter().map(|cost| (cost.net, cost.line.vat)))?.gross.pence())
}

/// Refuses to cancel at another cost than was agreed to.
pub(super) fn must_be_agreed(costs: &[Cost<'_>], agreed: Pence) -> Result<(), Failure> {
    let now = gross(costs)?;
    match costs.first() {
        _ if now == agreed => Ok(()),
        Some(cost) if agreed.is_zero() => {
            Err(Refusal::TooLateToCancel { free_until: cost.free_until }.into())
        }
        Some(_) | None => Err(Refusal::NotAsShown.into()),
    }
}

/// What is done too late to cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    /// Cancelling.
    Cancellation,
    /// Moving to another day.
    Move,
    /// Somebody came and could not work.
    NoShow,
}

impl Late {
    const fn called(self) -> &'static str {
        match self {
            Self::Cancellation => "Late cancellation",
            Self::Move => "Late change of day",
            Self::NoShow => "Came and could not work",
        }
    }
}

/// Enters what it costs as lines of the order, still to be said to be due; gives their ids.
pub(super) async fn enter(
    market: &Market,
    w: &Writer,
    order: &Stored,
    costs: &[Cost<'_>],
    late: Late,
) -> Result<Vec<OrderLineId>, Failure> {
    let mut entered = Vec::with_capacity(costs.len());
    let mut position = last_position(w, order.id).await?;
    for cost in costs {
        let line = cost.line;
        position += 1;
        let new = NewLine {
            id: OrderLineId::from_uuid(market.ids.uuid()),
            service: line.service,
            deal: None,
            category: line.category.map_or_else(String::new, |known| known.code().to_owned()),
            description: format!("{}: {}", late.called(), line.description),
            day: None,
            span: None,
            months: None,
            wished_on: None,
            note: None,
            charge_for: Some(line.id),
            package: None,
            unit: line.unit.code(),
            quantity: 1,
            unit_net: cost.net,
            net: cost.net,
            working: serde_json::to_string(&working(w, cost).await?).map_err(broken)?,
            vat: line.vat,
        };
        insert_line(w, order.id, position, &new).await?;
        entered.push(new.id);
    }
    Ok(entered)
}

async fn last_position(r: &Reader, order: OrderId) -> Result<i64, Failure> {
    #[derive(FromQueryResult)]
    struct Last {
        position: i64,
    }
    let sql = "SELECT MAX(position) AS position FROM order_line WHERE order_id = $1";
    let last: Option<Last> = r.sql_one(sql, [order.uuid().into()]).await?;
    Ok(last.ok_or_else(|| broken("an order without lines"))?.position)
}

/// The amount in the standing and at the day of the price that it is a share of.
async fn working(r: &Reader, cost: &Cost<'_>) -> Result<Working, Failure> {
    working_of(r, cost.line.id, cost.net).await
}

/// An amount in the standing and at the day of the price of a line.
pub(super) async fn working_of(
    r: &Reader,
    line: OrderLineId,
    net: Net,
) -> Result<Working, Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        price_working: String,
    }
    let sql = "SELECT price_working FROM order_line WHERE id = $1";
    let kept: Option<Kept> = r.sql_one(sql, [line.uuid().into()]).await?;
    let kept = kept.ok_or_else(|| broken("a line of an order vanished"))?;
    let of: Working = serde_json::from_str(&kept.price_working).map_err(broken)?;
    Ok(Working { lines: vec![WorkingLine::Flat { net }], made_of: Vec::new(), ..of })
}
