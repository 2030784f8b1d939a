use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use uuid::Uuid;

use super::*;
use crate::delegation::{ApprovalLevel, Approver, Chain};
use crate::failure::Refusal;
use crate::id::{DealId, InvoiceId, OrderLineId, PersonId, PractitionerId, ServiceVersionId};
use crate::money::{Gross, Net, Pence};
use crate::vat::VatReason;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 9, 1, 9, 0, 0).unwrap()
}

fn today() -> NaiveDate {
    now().date_naive()
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

fn line_id(number: u128) -> OrderLineId {
    OrderLineId::from_uuid(Uuid::from_u128(number))
}

fn invoice_id() -> InvoiceId {
    InvoiceId::from_uuid(Uuid::from_u128(70))
}

/// A day of counselling for £210 and VAT.
fn day(number: u128) -> Line {
    Line {
        id: line_id(number),
        subject: Subject::Day {
            service: ServiceVersionId::from_uuid(Uuid::from_u128(5)),
            practitioner: PractitionerId::from_uuid(Uuid::from_u128(number)),
            on: today(),
        },
        quantity: 1,
        unit_price: Net(Pence::pounds(210)),
        net: Net(Pence::pounds(210)),
        vat: VatReason::Standard.basis(today()).unwrap(),
        state: LineState::Booked,
        disputed: false,
    }
}

/// Somebody of the head's level, with a limit in pounds.
fn head(number: u128, limit: Option<i32>) -> Approver {
    Approver::own(person(number), ApprovalLevel::Head, limit.map(Pence::pounds))
}

const DAY: TimeDelta = TimeDelta::days(1);
const REQUESTER: u128 = 1;
const APPROVER: u128 = 2;

fn content() -> Content {
    Content { requester: person(REQUESTER), lines: vec![day(1), day(2)] }
}

/// May go up to so many pounds alone; nothing has been used of it.
fn up_to(pounds: i32) -> Allowance {
    Allowance::new(Some(Pence::pounds(pounds)), Pence::ZERO)
}

fn without_limit() -> Allowance {
    Allowance::new(None, Pence::ZERO)
}

fn waiting() -> Order {
    Order::place(content(), up_to(500), now()).unwrap()
}

fn placed() -> Order {
    Order::place(content(), without_limit(), now()).unwrap()
}

fn part_delivered() -> Order {
    placed().deliver(line_id(1), today()).unwrap()
}

fn show(result: Result<Order, Refusal>) -> String {
    match result {
        Ok(order) => {
            let lines: Vec<&str> =
                order.content().lines.iter().map(|line| line.state.code().code()).collect();
            format!("-> {} ({})", order.state().code(), lines.join(", "))
        }
        Err(refusal) => format!("refused {refusal:?}"),
    }
}

type Event = (&'static str, Box<dyn Fn(Order) -> Result<Order, Refusal>>);

fn events() -> Vec<Event> {
    let reason = || "Is there money left for this?".to_owned();
    vec![
        ("approve", Box::new(|order| order.approve(head(APPROVER, None), Chain::default(), now()))),
        (
            "approve own",
            Box::new(|order| order.approve(head(REQUESTER, None), Chain::default(), now())),
        ),
        (
            "approve over limit",
            Box::new(|order| order.approve(head(APPROVER, Some(503)), Chain::default(), now())),
        ),
        ("send back", Box::new(move |order| order.send_back(person(APPROVER), reason()))),
        ("send back own", Box::new(move |order| order.send_back(person(REQUESTER), reason()))),
        ("decline", Box::new(move |order| order.decline(person(APPROVER), reason()))),
        ("decline own", Box::new(move |order| order.decline(person(REQUESTER), reason()))),
        ("resubmit over limit", Box::new(|order| order.resubmit(content(), up_to(500), now()))),
        ("resubmit inside limit", Box::new(|order| order.resubmit(content(), up_to(504), now()))),
        (
            "resubmit next day",
            Box::new(|order| order.resubmit(content(), without_limit(), now() + DAY)),
        ),
        (
            "approve next day",
            Box::new(|order| order.approve(head(APPROVER, None), Chain::default(), now() + DAY)),
        ),
        ("lapse", Box::new(|order| order.lapse(today()))),
        ("deliver line 1", Box::new(|order| order.deliver(line_id(1), today()))),
        ("undo line 1 today", Box::new(|order| order.undo_delivery(line_id(1), today()))),
        (
            "undo line 1 later",
            Box::new(|order| order.undo_delivery(line_id(1), today().succ_opt().unwrap())),
        ),
        ("deliver no line", Box::new(|order| order.deliver(line_id(9), today()))),
        ("invoice line 1", Box::new(|order| order.invoice(line_id(1), invoice_id(), today()))),
        ("cancel line 2", Box::new(|order| order.cancel_line(line_id(2), today()))),
        ("cancel", Box::new(|order| order.cancel(today()))),
    ]
}

#[test]
fn the_life_of_an_order_state_by_event() {
    let sent_back = waiting().send_back(person(APPROVER), "Why?".to_owned()).unwrap();
    let all_cancelled_but_one = placed().cancel_line(line_id(1), today()).unwrap();
    let invoiced = part_delivered().invoice(line_id(1), invoice_id(), today()).unwrap();
    let states = [
        ("awaiting approval", waiting()),
        ("sent back", sent_back),
        ("declined", waiting().decline(person(APPROVER), "No.".to_owned()).unwrap()),
        ("placed", placed()),
        ("line 1 delivered", part_delivered()),
        ("line 1 invoiced", invoiced.clone()),
        ("line 1 cancelled", all_cancelled_but_one),
        ("completed", invoiced.cancel_line(line_id(2), today()).unwrap()),
        ("cancelled", placed().cancel(today()).unwrap()),
    ];
    let mut table = String::new();
    for (event, apply) in events() {
        for (state, order) in &states {
            let result = show(apply(order.clone()));
            table.push_str(&format!("{event:22}{state:19}{result}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_life_of_a_line_state_by_event() {
    let booked = LineState::Booked;
    let delivered = booked.deliver(today()).unwrap();
    let states = [
        booked,
        delivered,
        delivered.invoice(invoice_id()).unwrap(),
        booked.cancel(today()).unwrap(),
    ];
    let mut table = String::new();
    for state in states {
        let events = [
            ("deliver", state.deliver(today())),
            ("undo", state.undo_delivery(today())),
            ("invoice", state.invoice(invoice_id())),
            ("cancel", state.cancel(today())),
        ];
        for (event, result) in events {
            let result = match result {
                Ok(state) => format!("-> {}", state.code().code()),
                Err(refusal) => format!("refused {refusal:?}"),
            };
            table.push_str(&format!("{:11}{event:9}{result}\n", state.code().code()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn an_order_over_the_buyers_limit_waits_and_one_inside_it_is_placed() {
    // Two days at £210 and VAT: £504.
    assert_eq!(waiting().content().totals().unwrap().gross, Gross(Pence::pounds(504)));
    assert_eq!(waiting().state(), OrderState::AwaitingApproval);
    let inside = Order::place(content(), up_to(504), now()).unwrap();
    assert_eq!(inside.state(), OrderState::Placed);
}

#[test]
fn an_order_without_lines_or_with_lines_already_dealt_with_is_refused() {
    let nothing = Content { lines: vec![], ..content() };
    assert_eq!(Order::place(nothing, without_limit(), now()), Err(Refusal::OrderState));
    let delivered = part_delivered().content().clone();
    assert_eq!(Order::place(delivered, without_limit(), now()), Err(Refusal::OrderState));
}

#[test]
fn a_cancelled_line_is_not_owed() {
    let order = placed().cancel_line(line_id(2), today()).unwrap();
    assert_eq!(order.content().totals().unwrap().gross, Gross(Pence::pounds(252)));
}

#[test]
fn an_order_is_complete_when_its_last_line_is_invoiced() {
    let mut order = placed();
    for number in [1, 2] {
        assert_eq!(order.state(), OrderState::Placed);
        order = order.deliver(line_id(number), today()).unwrap();
        order = order.invoice(line_id(number), invoice_id(), today()).unwrap();
    }
    assert_eq!(order.state(), OrderState::Completed);
}

#[test]
fn a_line_survives_storage() {
    for line in &part_delivered().content().lines {
        let kept = serde_json::to_string(line).unwrap();
        assert_eq!(&serde_json::from_str::<Line>(&kept).unwrap(), line);
    }
}

/// A year of a contract that begins the day after tomorrow.
fn contract_year() -> Line {
    let first_on = today() + DAY + DAY;
    let subject = Subject::CallOff {
        deal: DealId::from_uuid(Uuid::from_u128(4)),
        first_on,
        last_on: first_on + TimeDelta::days(364),
    };
    Line { subject, ..day(1) }
}

#[test]
fn a_year_of_a_contract_is_delivered_and_invoiced_from_its_first_day_on() {
    let content = Content { lines: vec![contract_year()], ..content() };
    let order = Order::place(content.clone(), without_limit(), now()).unwrap();
    let begins = today() + DAY + DAY;
    let early = Err(Refusal::BeforeItsDay { day: begins });
    assert_eq!(order.clone().deliver(line_id(1), begins - DAY), early);
    assert!(order.deliver(line_id(1), begins).is_ok());
    // Said too early, before there was such a rule: it waits for its day all the same.
    let delivered = LineState::Booked.deliver(today()).unwrap();
    let said = Line { state: delivered, ..contract_year() };
    assert_eq!(
        said.invoice(invoice_id(), begins - DAY),
        Err(Refusal::BeforeItsDay { day: begins })
    );
    assert!(said.invoice(invoice_id(), begins).is_ok());
}

/// What is left of a year that began long ago, until the day after tomorrow.
fn agreement() -> Line {
    let service = ServiceVersionId::from_uuid(Uuid::from_u128(5));
    let (first_on, last_on) = (today(), today() + DAY + DAY);
    Line { subject: Subject::Agreement { service, first_on, last_on }, ..day(1) }
}

#[test]
fn an_agreement_that_has_begun_can_be_approved_as_long_as_it_runs() {
    let asked = Content { lines: vec![agreement()], ..content() };
    let waits = Order::place(asked, up_to(10), now()).unwrap();
    let approve = |later| waits.clone().approve(head(APPROVER, None), Chain::default(), later);
    assert_eq!(approve(now() + DAY + DAY).unwrap().state(), OrderState::Placed);
    let over = approve(now() + DAY + DAY + DAY);
    assert_eq!(over, Err(Refusal::TooSoon { earliest: today() + DAY + DAY + DAY }));
}

#[test]
fn a_day_that_is_past_can_neither_be_placed_nor_sent_again() {
    let refused = Order::place(content(), without_limit(), now() + DAY);
    assert_eq!(refused, Err(Refusal::TooSoon { earliest: today() + DAY }));
}

#[test]
fn an_order_above_the_governors_amount_binds_once_they_approve_as_well() {
    let chain =
        Chain { governors_above: Some(Pence::pounds(500)), governors: true, ..Chain::default() };
    let first = waiting().approve(head(APPROVER, None), chain, now()).unwrap();
    assert_eq!(first.state(), OrderState::AwaitingApproval);
    let twice = first.clone().approve(head(APPROVER, None), chain, now());
    assert_eq!(twice, Err(Refusal::ApprovedBefore));
    let back = first.clone().send_back(person(3), "Fewer, please.".to_owned()).unwrap();
    assert_eq!(back.state(), OrderState::SentBack);
    let again = back.resubmit(content(), up_to(500), now()).unwrap();
    let Order::AwaitingApproval(again) = again else { panic!("it waits") };
    assert_eq!((again.awaits, again.given), (ApprovalLevel::Head, Vec::new()));
    let chair = Approver::own(person(3), ApprovalLevel::Governors, None);
    let bound = first.approve(chair, chain, now()).unwrap();
    assert_eq!(bound.state(), OrderState::Placed);
}
