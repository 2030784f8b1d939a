//! Orders that were placed together, on one page for their school.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::id::{OrderId, PurchaseId};
use domain::order::OrderState;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::decide::version_of;
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::order::approval::{self, ApprovalAsked, ApprovalGiven};
use crate::order::load::{Stored, load_together};
use crate::order::to_approve::ToApprove;

/// One order of a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchasedOrder {
    /// The order.
    pub id: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// What is bought.
    pub what: String,
    /// Who delivers it.
    pub provider: String,
    /// Who invoices it.
    pub seller: String,
    /// Where it is in its life.
    pub state: OrderState,
    /// What each line of it buys, with what that costs excluding VAT.
    pub lines: Vec<(String, Pence)>,
    /// Excluding VAT.
    pub net: Pence,
    /// The VAT.
    pub vat: Pence,
    /// Including VAT.
    pub gross: Pence,
}

/// A purchase as its school sees it.
#[derive(Debug, Clone)]
pub struct PurchaseView {
    /// The purchase.
    pub id: PurchaseId,
    /// Which school.
    pub school: String,
    /// Which version is shown: what is decided on is what was seen.
    pub version: i64,
    /// Its orders, as they were placed.
    pub orders: Vec<PurchasedOrder>,
    /// What those come to that are not declined or cancelled, or all where all are: excluding VAT, the
    /// VAT, and including it.
    pub total: (Pence, Pence, Pence),
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// Who asked for it.
    pub requested_by: String,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Until when it can wait undecided, where it does.
    pub held_until: Option<DateTime<Utc>>,
    /// The state of its orders, where all that are not cancelled are in one.
    pub state: Option<OrderState>,
    /// Why it was sent back or declined.
    pub reason: Option<String>,
    /// How it waits for approval, where it does.
    pub asked: Option<ApprovalAsked>,
    /// Who has approved it since it was asked for last.
    pub approvals: Vec<ApprovalGiven>,
    /// Whether whoever looks may decide on it now.
    pub can_decide: bool,
    /// Whether they could, had they given a code beside their password.
    pub must_set_up_code: bool,
    /// Whether it waits for an approver and is their own request.
    pub is_own_request: bool,
    /// Whether they may send it again.
    pub can_send_again: bool,
    /// Whether they may take it back.
    pub can_cancel: bool,
}

/// Shows a purchase of the school acted for.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn view_purchase(
    market: &Market,
    actor: &Actor,
    id: PurchaseId,
) -> Result<PurchaseView, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    market
        .db
        .read(|r| async move {
            let all = load_together(&r, permit.scope(), id).await?;
            let names = names(&r, id).await?;
            let first = all.first().ok_or(Failure::NotFound)?;
            let waiting = ToApprove::together(&all).ok();
            let asked = match &waiting {
                Some(what) => Some(approval::waits(market, &r, actor, what).await?),
                None => None,
            };
            let decided = all.iter().find(|order| order.decided_at.is_some());
            let approvals = match decided.or(all.iter().find(|order| order.order.waits().is_ok())) {
                Some(order) => approval::shown(&r, order).await?,
                None => Vec::new(),
            };
            let buys = actor.can(Action::PlaceOrder);
            let is = |state: OrderState| all.iter().any(|order| order.order.state() == state);
            let own = first.requested_by == actor.person();
            let waits = waiting.is_some() && actor.can(Action::ApproveOrder);
            let (school, requested_by) =
                names.first().map(|one| (one.school.clone(), one.requested_by.clone())).unzip();
            Ok(PurchaseView {
                id,
                school: school.unwrap_or_default(),
                version: version_of(&all),
                total: total(&all)?,
                purchase_order_number: first.purchase_order_number.clone(),
                requested_by: requested_by.unwrap_or_default(),
                requested_at: first.requested_at,
                held_until: all.iter().filter_map(|order| order.held_until).min(),
                state: state(&all),
                reason: all.iter().find_map(reason),
                asked,
                approvals,
                can_decide: waits && !own,
                must_set_up_code: actor.must_set_up_code(Action::ApproveOrder),
                is_own_request: waits && own,
                can_send_again: buys && is(OrderState::SentBack),
                can_cancel: buys && (is(OrderState::SentBack) || is(OrderState::AwaitingApproval)),
                orders: all.iter().map(|order| purchased(order, &names)).collect(),
            })
        })
        .await
}

#[derive(FromQueryResult)]
struct Names {
    id: Uuid,
    school: String,
    provider: String,
    seller: String,
    requested_by: String,
}

/// The names of whoever is party to the orders of a purchase. The caller has looked whose it is.
async fn names(r: &Reader, purchase: PurchaseId) -> Result<Vec<Names>, Failure> {
    let sql = "SELECT o.id, s.name AS school, v.name AS provider, i.name AS seller, \
               p.name AS requested_by FROM school_order o JOIN organisation s ON s.id = o.school_id \
               JOIN organisation v ON v.id = o.provider_id JOIN organisation i ON i.id = o.seller_id \
               JOIN person p ON p.id = o.requested_by WHERE o.purchase_id = $1 ORDER BY o.id";
    r.sql_all(sql, [purchase.uuid().into()]).await
}

fn purchased(order: &Stored, names: &[Names]) -> PurchasedOrder {
    let named = names.iter().find(|one| one.id == order.id.uuid());
    PurchasedOrder {
        id: order.id,
        reference: order.reference.clone(),
        what: order.thing().to_owned(),
        provider: named.map(|one| one.provider.clone()).unwrap_or_default(),
        seller: named.map(|one| one.seller.clone()).unwrap_or_default(),
        state: order.order.state(),
        lines: order
            .lines
            .iter()
            .map(|line| (line.description.clone(), line.net.pence()))
            .collect(),
        net: order.net,
        vat: order.vat,
        gross: order.gross,
    }
}

const fn is_gone(order: &Stored) -> bool {
    matches!(order.order.state(), OrderState::Declined | OrderState::Cancelled)
}

fn total(all: &[Stored]) -> Result<(Pence, Pence, Pence), Failure> {
    let any = all.iter().any(|order| !is_gone(order));
    let mut sum = (Pence::ZERO, Pence::ZERO, Pence::ZERO);
    for order in all.iter().filter(|order| !any || !is_gone(order)) {
        sum = (sum.0.plus(order.net)?, sum.1.plus(order.vat)?, sum.2.plus(order.gross)?);
    }
    Ok(sum)
}

/// The state that all orders share which are not cancelled; of cancelled ones alone that.
fn state(all: &[Stored]) -> Option<OrderState> {
    let states = all.iter().map(|order| order.order.state());
    let mut live: Vec<OrderState> =
        states.filter(|state| *state != OrderState::Cancelled).collect();
    live.dedup();
    match live.as_slice() {
        [] => Some(OrderState::Cancelled),
        [one] => Some(*one),
        _ => None,
    }
}

fn reason(order: &Stored) -> Option<String> {
    use domain::order::{Declined, Order, SentBack};
    match &order.order {
        Order::SentBack(SentBack { reason, .. }) | Order::Declined(Declined { reason, .. }) => {
            Some(reason.clone())
        }
        Order::AwaitingApproval(_)
        | Order::Placed(_)
        | Order::Completed(_)
        | Order::Cancelled(_) => None,
    }
}
