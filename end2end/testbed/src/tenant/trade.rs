//! Orders in every state, and their invoices.

use domain::Pence;
use domain::access::Role;
use domain::dispute::{TypedAnswer, TypedDispute};
use domain::id::{InvoiceId, OrderId, ServiceId};
use domain::invoice::TypedCredit;
use domain::order::OrderState;
use domain::payment::TypedPayment;
use domain::text::PurchaseOrderNumber;
use market::Actor;
use market::calendar_link::{CalendarKind, make_calendar_link};
use market::capacity::{
    JoinDayList, OfferRenewals, SetLeave, join_day_list, offer_renewals, set_leave, view_pool,
};
use market::invoice::{
    RaiseCreditNote, RaiseInvoices, Raised, quote_credit, raise_all_invoices, raise_credit_note,
    view_invoice,
};
use market::order::{
    AnswerDispute, CancelOrder, DecideOrder, Decision, DisputeDelivery, LineOfOrder, PlaceOrder,
    QuoteOrder, Wanted, answer_dispute, cancel_order, confirm_delivery, decide_order,
    dispute_delivery, place_order, quote_order, view_order,
};
use market::payment::{RecordPayment, record_payment};
use market::term_dates::{AddInsetDay, add_inset_day};

use super::{Tenant, day, key};
use crate::Bed;

/// Placed orders that will be delivered: which is paid, only invoiced, only delivered, not right.
pub(super) struct ToDeliver {
    paid: OrderId,
    invoiced: OrderId,
    delivered: OrderId,
    disputed: OrderId,
}

/// Places orders for days that come; the last of them, on 7 December, has not been confirmed by
/// the time the tenant is there.
pub(super) async fn order(bed: &Bed, tenant: &Tenant) -> ToDeliver {
    let placed = ToDeliver {
        paid: place(bed, tenant, &["2026-11-30"]).await,
        invoiced: place(bed, tenant, &["2026-12-01"]).await,
        delivered: place(bed, tenant, &["2026-12-01"]).await,
        disputed: place(bed, tenant, &["2026-11-30"]).await,
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
    Box::pin(cancel(bed, tenant, cancelled)).await;
    Box::pin(away_when_booked(bed, tenant)).await;
}

/// Whoever is booked on 8 February is away by then: somebody has to stand in.
async fn away_when_booked(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    let order = place(bed, tenant, &["2027-02-08"]).await;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let seen = view_order(market, manager, order).await.expect("the order");
    let booked = seen.lines.into_iter().find_map(|line| line.practitioner).expect("somebody");
    let pool = view_pool(market, manager, tenant.service).await.expect("the pool");
    let one = pool.people.iter().find(|one| one.name == booked).expect("one of the pool");
    let leave = SetLeave {
        key: key(market),
        practitioner: one.id,
        first_on: "2027-02-08".to_owned(),
        last_on: String::new(),
    };
    set_leave(market, manager, leave).await.expect("leave");
}

/// Both schools wait for a day on which nobody works; a school and the provider read calendars elsewhere.
pub(super) async fn wait_for_days(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    for who in [&tenant.who(Role::Buyer, tenant.other_school).actor, tenant.buyer()] {
        let (which, day) = ("day".to_owned(), "2027-03-20".to_owned());
        let wish =
            JoinDayList { half: None, service: tenant.service, which, day, key: key(market) };
        join_day_list(market, who, wish).await.expect("a wish");
    }
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    for (who, kind) in [(tenant.buyer(), CalendarKind::School), (manager, CalendarKind::Provider)] {
        make_calendar_link(market, who, kind).await.expect("an address");
    }
}

/// Orders some hours, and payroll for the year that runs; that of the next waits for the head.
pub(super) async fn order_by_number_and_year(bed: &Bed, tenant: &Tenant) {
    let hours = Wanted::Quantity {
        count: 4,
        wished_on: Some(day("2027-01-12")),
        note: Some(tenant.marks.hidden("Ring the office first")),
    };
    for (service, wanted) in
        [(tenant.hours, hours), (tenant.yearly, Wanted::Agreement { year: day("2026-09-01") })]
    {
        let order = ask(bed, tenant, service, wanted).await;
        approve(bed, tenant, order).await;
    }
    ask(bed, tenant, tenant.yearly, Wanted::Agreement { year: day("2027-09-01") }).await;
}

/// Books days, and has the head approve where that is needed.
async fn place(bed: &Bed, tenant: &Tenant, days: &[&str]) -> OrderId {
    let order = book(bed, tenant, days).await;
    approve(bed, tenant, order).await;
    order
}

/// Has the head approve an order that waits.
pub(super) async fn approve(bed: &Bed, tenant: &Tenant, order: OrderId) {
    let seen = view_order(&bed.market, tenant.head(), order).await.expect("the order");
    if seen.state == OrderState::AwaitingApproval {
        decide(bed, tenant, order, Decision::Approve).await;
    }
}

async fn book(bed: &Bed, tenant: &Tenant, days: &[&str]) -> OrderId {
    let days = Wanted::Days(days.iter().map(|text| day(text)).collect());
    ask(bed, tenant, tenant.service, days).await
}

async fn ask(bed: &Bed, tenant: &Tenant, service: ServiceId, wanted: Wanted) -> OrderId {
    ask_as(bed, tenant, tenant.buyer(), (service, wanted)).await
}

async fn ask_as(
    bed: &Bed,
    tenant: &Tenant,
    buyer: &Actor,
    (service, wanted): (ServiceId, Wanted),
) -> OrderId {
    let number = format!("PO-{}", tenant.marks.hidden);
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let quote = quote_order(&bed.market, buyer, asked).await.expect("a price");
    let booking = PlaceOrder {
        service,
        wanted,
        seen: quote.seen(),
        purchase_order_number: Some(PurchaseOrderNumber::parse(&number).expect("a number")),
        key: key(&bed.market),
    };
    place_order(&bed.market, buyer, booking).await.expect("an order").order
}

async fn decide(bed: &Bed, tenant: &Tenant, order: OrderId, decision: Decision) {
    let seen = view_order(&bed.market, tenant.head(), order).await.expect("the order");
    let command = DecideOrder { order, version: seen.version, decision, key: key(&bed.market) };
    decide_order(&bed.market, tenant.head(), command).await.expect("decided");
}

async fn cancel(bed: &Bed, tenant: &Tenant, order: OrderId) {
    let command =
        CancelOrder { order, line: None, agreed_charge: Pence::ZERO, key: key(&bed.market) };
    cancel_order(&bed.market, tenant.buyer(), command).await.expect("cancelled");
}

/// Delivers two of the orders, invoices both and has one of them paid.
pub(super) async fn invoice(bed: &Bed, tenant: &Tenant, placed: &ToDeliver) {
    bed.clock.set(crate::instant("2026-12-02T09:00:00Z"));
    confirm(bed, tenant, placed.paid).await;
    let paid = raise(bed, tenant).await;
    let invoice = paid.first().expect("an invoice").invoice;
    pay(bed, tenant, invoice).await;
    credit(bed, tenant, invoice).await;
    confirm(bed, tenant, placed.invoiced).await;
    raise(bed, tenant).await;
}

/// Writes down that an invoice was paid in full, and £5 too much.
async fn pay(bed: &Bed, tenant: &Tenant, invoice: InvoiceId) {
    let (market, staff) = (&bed.market, tenant.staff());
    let owed = view_invoice(market, staff, invoice).await.expect("the invoice").outstanding;
    let typed = TypedPayment {
        received_on: market.today().to_string(),
        amount: owed.pence().plus(Pence::pounds(5)).expect("an amount").to_string(),
        way: "bank".to_owned(),
        reference: tenant.marks.hidden("HILL RISE"),
    };
    let (school, invoices) = (tenant.school, vec![invoice]);
    let command = RecordPayment { key: key(market), school, typed, invoices };
    record_payment(market, staff, command).await.expect("paid");
}

/// Takes £10 of an invoice back.
async fn credit(bed: &Bed, tenant: &Tenant, invoice: InvoiceId) {
    let (market, staff) = (&bed.market, tenant.staff());
    let view = view_invoice(market, staff, invoice).await.expect("the invoice");
    let line = view.lines.first().expect("a line").id;
    let reason = tenant.marks.hidden("She left before noon");
    let typed = TypedCredit { what: line.to_string(), net: "10".to_owned(), reason };
    let shown = quote_credit(market, staff, invoice, typed.clone()).await.expect("a credit");
    let agreed = shown.totals.gross.pence();
    let note = RaiseCreditNote { key: key(market), invoice, typed, agreed };
    raise_credit_note(market, staff, note).await.expect("a credit note");
}

/// Invoices the school for whatever was delivered to it.
async fn raise(bed: &Bed, tenant: &Tenant) -> Vec<Raised> {
    let raise = RaiseInvoices { schools: vec![tenant.school], key: key(&bed.market) };
    raise_all_invoices(&bed.market, tenant.staff(), raise).await.expect("invoices")
}

/// Delivers the third today, so that it can be undone; the fourth is not right, and the provider stands by
/// it.
pub(super) async fn deliver(bed: &Bed, tenant: &Tenant, placed: &ToDeliver) {
    confirm(bed, tenant, placed.delivered).await;
    confirm(bed, tenant, placed.disputed).await;
    let (market, order) = (&bed.market, placed.disputed);
    let seen = view_order(market, tenant.buyer(), order).await.expect("the order");
    let line = seen.lines.first().expect("a day").id;
    let words = tenant.marks.hidden("She left before noon");
    let typed = TypedDispute { kind: "shorter".to_owned(), words };
    let dispute = DisputeDelivery { order, line, typed, key: key(market) };
    dispute_delivery(market, tenant.buyer(), dispute).await.expect("a dispute");
    let (answer, words) = ("stand_by".to_owned(), tenant.marks.hidden("She stayed until three"));
    let typed = TypedAnswer { answer, words, ..TypedAnswer::default() };
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let answer = AnswerDispute { order, line, typed, key: key(market) };
    answer_dispute(market, manager, answer).await.expect("an answer");
}

/// The school has most Mondays of a term, and is offered the same again for the next school year.
pub(super) async fn roll_forward(bed: &Bed, tenant: &Tenant) {
    let market = &bed.market;
    let mondays = [
        "2027-04-12",
        "2027-04-19",
        "2027-04-26",
        "2027-05-10",
        "2027-05-17",
        "2027-05-24",
        "2027-06-07",
    ];
    place(bed, tenant, &mondays).await;
    // The other school has the same Mondays with somebody else, and is not offered them yet.
    let days = Wanted::Days(mondays.iter().map(|text| day(text)).collect());
    let other = &tenant.who(Role::Buyer, tenant.other_school).actor;
    ask_as(bed, tenant, other, (tenant.service, days)).await;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let (service, schools) = (tenant.service, vec![tenant.school]);
    let offer = OfferRenewals { service, schools, until: String::new(), key: key(market) };
    let offered = offer_renewals(market, manager, offer).await.expect("an offer");
    assert_eq!(offered.schools, 1, "the Mondays are a placement");
}

async fn confirm(bed: &Bed, tenant: &Tenant, order: OrderId) {
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let seen = view_order(&bed.market, tenant.buyer(), order).await.expect("the order");
    for line in seen.lines {
        let line = LineOfOrder { order, line: line.id };
        confirm_delivery(&bed.market, manager, line).await.expect("delivered");
    }
}

/// The school has an INSET day, which its neighbours see and nobody else.
pub(super) async fn train_staff(bed: &Bed, tenant: &Tenant) {
    let add = AddInsetDay {
        day: "2027-03-12".to_owned(),
        note: tenant.marks.hidden("Safeguarding with the whole staff"),
    };
    add_inset_day(&bed.market, tenant.buyer(), add).await.expect("an INSET day");
}
