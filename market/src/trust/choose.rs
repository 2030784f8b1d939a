//! A school that left its trust chooses which of the open orders it keeps. The others are cancelled,
//! in one transaction.

use std::collections::BTreeSet;

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrderId, OrganisationId};
use domain::text::Urn;
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::left::{Chosen, LeftTrust, page};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::order::{ask_again, cancel_open, take_turn};
use crate::person::tell_once;

/// Chooses for the school acted for.
#[derive(Debug, Clone)]
pub struct ChooseOrders {
    /// The school's number.
    pub urn: Urn,
    /// The orders that it keeps; what can be cancelled of the others is.
    pub keep: Vec<OrderId>,
    /// What stood on the page.
    pub seen: String,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// Keeps or cancels what was open when the school left its trust. Whoever may approve what waits is
/// asked again, since the trust no longer is.
///
/// # Errors
/// `NotFound` for another school or an order that is not on the page; `Refused` with `LeftNoTrust`, or
/// with `NotAsShown` where anything has changed since it was shown, another approver's choice among it.
pub async fn choose_orders(
    market: &Market,
    actor: &Actor,
    command: ChooseOrders,
) -> Result<(), Failure> {
    let permit = &actor.permit_in_person(Action::ApproveOrder)?;
    let keep: BTreeSet<OrderId> = command.keep.iter().copied().collect();
    let contents = (permit.organisation(), &keep, &command.seen);
    let once = &Once::new(permit.person(), "choose_orders", &command.key, &contents)?;
    let (command, keep) = (&command, &keep);
    market
        .db
        .write(|w| async move {
            let work = Box::pin(carry_out(market, &w, (actor, permit), command, keep));
            once.answer(market, &w, work).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    command: &ChooseOrders,
    keep: &BTreeSet<OrderId>,
) -> Result<(), Failure> {
    take_turn(w, permit.organisation()).await?;
    let shown = page(w, actor, permit.scope(), &command.urn, market.today()).await?;
    if shown.seen != command.seen {
        return Err(Refusal::NotAsShown.into());
    }
    let on_page = |id: &OrderId| shown.orders.iter().any(|order| order.open.id == *id);
    if shown.orders.is_empty() || !keep.iter().all(on_page) {
        return Err(Failure::NotFound);
    }
    let sql = "INSERT INTO left_trust (tie_id, school_id, chosen_by, chosen_at) \
               VALUES ($1, $2, $3, $4)";
    let values: [Value; 4] = [
        shown.former.tie.uuid().into(),
        permit.organisation().uuid().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let (mut kept, mut cancelled) = (Vec::new(), Vec::new());
    let mut partnerships: BTreeSet<OrganisationId> = BTreeSet::new();
    for order in &shown.orders {
        let id = order.open.id;
        let (chosen, partnership) = if order.bound.is_some() || keep.contains(&id) {
            kept.push(id);
            (Chosen::Kept, ask_again(market, w, permit.scope(), id).await?)
        } else {
            cancelled.push(id);
            (Chosen::Cancelled, cancel_open(market, w, permit, id).await?)
        };
        partnerships.insert(partnership);
        let sql = "INSERT INTO left_trust_order (tie_id, order_id, fate) VALUES ($1, $2, $3)";
        let values: [Value; 3] =
            [shown.former.tie.uuid().into(), id.uuid().into(), chosen.code().into()];
        w.execute_one(sql, values).await?;
    }
    tell(market, w, permit, &shown, (actor.name(), kept.len(), cancelled.len())).await?;
    let school = permit.organisation();
    let record = Record::new(None, permit, Deed::ChooseOrders, school)
        .parties(partnerships.into_iter().chain([school, shown.former.organisation]))
        .after(&json!({
            "trust": shown.former.organisation,
            "last_day": shown.former.until,
            "kept": kept,
            "cancelled": cancelled,
        }))?;
    audit::record(market, w, record).await
}

/// Tells the school's people and those of the trust that it left, once each.
async fn tell(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    shown: &LeftTrust,
    (by, kept, cancelled): (&str, usize, usize),
) -> Result<(), Failure> {
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let about = |path: &str| About::OrdersChosen {
        school: shown.school.clone(),
        trust: shown.former.name.clone(),
        by: by.to_owned(),
        kept: count(kept),
        cancelled: count(cancelled),
        path: path.to_owned(),
    };
    let own = format!("/schools/{}/left-trust", shown.urn);
    let told = vec![
        (permit.organisation(), Action::ViewSchool, own),
        (shown.former.organisation, Action::ViewSchool, "/".to_owned()),
    ];
    tell_once(market, w, told, about).await
}
