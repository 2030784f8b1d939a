//! Orders in every state, and their invoices.

use domain::access::Role;
use domain::id::OrderId;
use domain::order::OrderState;
use domain::text::PurchaseOrderNumber;
use market::invoice::{MarkPaid, RaiseInvoices, Raised, mark_invoice_paid, raise_all_invoices};
use market::order::{
    CancelOrder, DecideOrder, Decision, LineOfOrder, PlaceBooking, QuoteBooking, cancel_order,
    confirm_delivery, decide_order, place_booking, quote_booking, view_order,
};

use super::{Tenant, day, key};
use crate::Bed;

/// Placed orders that will be delivered: which is paid, only invoiced, only delivered.
pub(super) struct ToDeliver {
    paid: OrderId,
    invoiced: OrderId,
    delivered: OrderId,
}

/// Places orders for days that come; the last of them, on 7 December, has not been confirmed by
/// the time the tenant is there.
pub(super) async fn order(bed: &Bed, tenant: &Tenant) -> ToDeliver {
    let placed = ToDeliver {
        paid: place(bed, tenant, &["2026-11-30"]).await,
        invoiced: place(bed, tenant, &["2026-12-01"]).await,
        delivered: place(bed, tenant, &["2026-12-01"]).await,
    };
    place(bed, tenant, &["2026-12-07"]).await;
    placed
}

/// Orders that nobody has decided on, and one for each way of deciding.
pub(super) async fn decide_on_others(bed: &Bed, tenant: &Tenant) {
    place(bed, tenant, &["2027-01-12"]).await;
    book(bed, tenant, &["2027-01-18", "2027-01-19"]).await;
    let reason = || tenant.marks.hidden("Ask the governors first");
    let sent_back = book(bed, tenant, &["2027-01-25", "2027-01-26"]).await;
    decide(bed, tenant, sent_back, Decision::SendBack { reason: reason() }).await;
    let declined = book(bed, tenant, &["2027-02-01", "2027-02-02"]).await;
    decide(bed, tenant, declined, Decision::Decline { reason: reason() }).await;
    place(bed, tenant, &["2027-02-08", "2027-02-09"]).await;
    let cancelled = place(bed, tenant, &["2027-02-22"]).await;
    cancel(bed, tenant, cancelled).await;
}

/// Books days, and has the head approve where that is needed.
async fn place(bed: &Bed, tenant: &Tenant, days: &[&str]) -> OrderId {
    let order = book(bed, tenant, days).await;
    let seen = view_order(&bed.market, tenant.head(), order).await.expect("the order");
    if seen.state == OrderState::AwaitingApproval {
        decide(bed, tenant, order, Decision::Approve).await;
    }
    order
}

async fn book(bed: &Bed, tenant: &Tenant, days: &[&str]) -> OrderId {
    let number = format!("PO-{}", tenant.marks.hidden);
    let days: Vec<_> = days.iter().map(|text| day(text)).collect();
    let asked = QuoteBooking { service: tenant.service, days: days.clone() };
    let quote = quote_booking(&bed.market, tenant.buyer(), asked).await.expect("a price");
    let booking = PlaceBooking {
        service: tenant.service,
        days,
        seen: quote.seen(),
        purchase_order_number: Some(PurchaseOrderNumber::parse(&number).expect("a number")),
        key: key(&bed.market),
    };
    place_booking(&bed.market, tenant.buyer(), booking).await.expect("an order").order
}

async fn decide(bed: &Bed, tenant: &Tenant, order: OrderId, decision: Decision) {
    let seen = view_order(&bed.market, tenant.head(), order).await.expect("the order");
    let command = DecideOrder { order, version: seen.version, decision, key: key(&bed.market) };
    decide_order(&bed.market, tenant.head(), command).await.expect("decided");
}

async fn cancel(bed: &Bed, tenant: &Tenant, order: OrderId) {
    let command = CancelOrder { order, line: None, key: key(&bed.market) };
    cancel_order(&bed.market, tenant.buyer(), command).await.expect("cancelled");
}

/// Delivers two of the orders, invoices both and has one of them paid.
pub(super) async fn invoice(bed: &Bed, tenant: &Tenant, placed: &ToDeliver) {
    let market = &bed.market;
    bed.clock.set(crate::instant("2026-12-02T09:00:00Z"));
    confirm(bed, tenant, placed.paid).await;
    let paid = raise(bed, tenant).await;
    let invoice = paid.first().expect("an invoice").invoice;
    let command = MarkPaid { invoice, paid_on: market.today(), key: key(market) };
    mark_invoice_paid(market, tenant.staff(), command).await.expect("paid");
    confirm(bed, tenant, placed.invoiced).await;
    raise(bed, tenant).await;
}

/// Invoices the school for whatever was delivered to it.
async fn raise(bed: &Bed, tenant: &Tenant) -> Vec<Raised> {
    let raise = RaiseInvoices { schools: vec![tenant.school], key: key(&bed.market) };
    raise_all_invoices(&bed.market, tenant.staff(), raise).await.expect("invoices")
}

/// Delivers the third today, so that it can be undone.
pub(super) async fn deliver(bed: &Bed, tenant: &Tenant, placed: &ToDeliver) {
    confirm(bed, tenant, placed.delivered).await;
}

async fn confirm(bed: &Bed, tenant: &Tenant, order: OrderId) {
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let seen = view_order(&bed.market, tenant.buyer(), order).await.expect("the order");
    for line in seen.lines {
        let line = LineOfOrder { order, line: line.id };
        confirm_delivery(&bed.market, manager, line).await.expect("delivered");
    }
}
