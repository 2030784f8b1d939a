//! Placing orders together: all of them in one transaction, or none.

use domain::id::{PurchaseId, ServiceVersionId};
use domain::order::{Content, Order, place_together, together};
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Pence, Refusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Market;
use crate::access::Permit;
use crate::db::{Writer, broken};
use crate::mail::About;
use crate::order::gate::gate_of;
use crate::order::lapse::waits_until;
use crate::order::load::{Stored, load_together};
use crate::order::place::{Held, Terms, content, hold, keep};
use crate::order::sale::Sale;
use crate::order::tell;
use crate::order::to_approve::ToApprove;
use crate::order::wanted::Wanted;

/// What stood above the button that was pressed: nobody is bound to anything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SeenTogether {
    /// The services as they were on sale: their terms, in the order of the page.
    pub versions: Vec<ServiceVersionId>,
    /// A digest of what is wanted of each, in the same order: which days, which event, how many.
    pub wanted: String,
    /// What all of it comes to, including VAT.
    pub gross: Pence,
    /// Whether it would wait for an approver.
    pub needs_approval: bool,
}

/// The digest of what is wanted of some services, in their order.
pub(super) fn digest_of(wanted: &[(Sale, Wanted)]) -> Result<String, Failure> {
    let all = wanted.iter().map(|(sale, wanted)| Ok((sale.service, wanted.tidy()?)));
    let all = all.collect::<Result<Vec<_>, Failure>>()?;
    let digest = Sha256::digest(serde_json::to_vec(&all).map_err(broken)?);
    Ok(hex::encode(digest))
}

impl SeenTogether {
    /// Refuses what is not as it was shown.
    fn must_hold(&self, now: &Self) -> Result<(), Refusal> {
        if self == now { Ok(()) } else { Err(Refusal::NotAsShown) }
    }
}

/// Orders that were placed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedTogether {
    /// The purchase.
    pub purchase: PurchaseId,
    /// Whether an approver must decide before it is binding.
    pub needs_approval: bool,
}

/// Places an order for each of what is wanted: all of them or none, under one number, binding or
/// waiting by what they come to together. Whoever calls has the school's turn.
///
/// # Errors
/// `Refused` with `NotAsShown` where prices, terms or what the button does have changed since;
/// `OrderState` where nothing is wanted; or as any of it cannot be ordered by itself.
pub(crate) async fn place_purchase(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (wanted, number): (&[(Sale, Wanted)], Option<&PurchaseOrderNumber>),
    seen: &SeenTogether,
) -> Result<PlacedTogether, Failure> {
    let mut held: Vec<(&Sale, Vec<Held>)> = Vec::with_capacity(wanted.len());
    let mut contents: Vec<Content> = Vec::with_capacity(wanted.len());
    for (sale, wanted) in wanted {
        let lines = Box::pin(hold(market, w, sale, &wanted.tidy()?)).await?;
        contents.push(content(permit, sale, &lines)?);
        held.push((sale, lines));
    }
    let services: Vec<_> = wanted.iter().map(|(sale, _)| sale.service).collect();
    let categories: Vec<_> = wanted.iter().map(|(sale, _)| Some(sale.terms.category)).collect();
    let gate = gate_of(market, w, permit, (&services, &categories)).await?;
    let gross = together(&contents)?.pence();
    let orders = place_together(contents, gate, market.now())?;
    let awaits = orders.first().and_then(|order| order.waits().ok()).map(|one| one.awaits);
    let needs_approval = awaits.is_some();
    let versions = wanted.iter().map(|(sale, _)| sale.version).collect();
    let asked = digest_of(wanted)?;
    seen.must_hold(&SeenTogether { versions, wanted: asked, gross, needs_approval })?;
    let purchase = insert(market, w, permit).await?;
    let purchased = Some(purchase);
    // All of them wait as long as the one that has the least time.
    let until = |order: &Order| waits_until(market, order);
    let held_until = orders.iter().filter_map(until).min();
    let terms = Terms { number, held_until, awaits, purchase: purchased };
    for (sale, lines) in &held {
        Box::pin(keep(market, w, permit, (sale, lines), terms)).await?;
    }
    let stored = load_together(w, permit.scope(), purchase).await?;
    send(market, w, purchase, &stored).await?;
    Ok(PlacedTogether { purchase, needs_approval })
}

async fn insert(market: &Market, w: &Writer, permit: &Permit) -> Result<PurchaseId, Failure> {
    let id = PurchaseId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO purchase (id, school_id, placed_by, placed_at) VALUES ($1, $2, $3, $4)";
    let values: [sea_orm::Value; 4] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    Ok(id)
}

/// Tells whoever has to know: the approvers of what waits, in one message; the buyer of all of it and
/// each provider of their order, where it is binding.
pub(super) async fn send(
    market: &Market,
    w: &Writer,
    purchase: PurchaseId,
    orders: &[Stored],
) -> Result<(), Failure> {
    let told = tell::told_together(w, purchase, orders).await?;
    if let Ok(what) = ToApprove::together(orders) {
        return tell::ask_approvers(market, w, &what, told).await;
    }
    let Some(first) = orders.first() else { return Ok(()) };
    tell::tell_person(market, w, first.requested_by, &About::OrderPlaced(told)).await?;
    for order in orders {
        let about = About::BookingReceived(tell::told(w, order).await?);
        tell::tell_provider(market, w, order, &about).await?;
    }
    Ok(())
}
