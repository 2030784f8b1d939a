//! What becomes of an invoice, event by event.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::id::OrderLineId;
use crate::invoice::SellerPrefix;
use crate::money::Net;
use crate::vat::VatReason;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, day).unwrap()
}

fn issued() -> Issued {
    let number = InvoiceNumber::new(SellerPrefix::parse("REP").unwrap(), 7).unwrap();
    let line = InvoiceLine {
        order_line: OrderLineId::from_uuid(Uuid::from_u128(1)),
        description: "Counselling, Tuesday 13 January 2026".to_owned(),
        quantity: 1,
        unit_price: Net(Pence::pounds(210)),
        net: Net(Pence::pounds(210)),
        vat: VatReason::Standard.basis(day(15)).unwrap(),
    };
    Issued::new(number, day(15), PAYMENT_DAYS, vec![line]).unwrap()
}

#[test]
fn an_invoice_is_due_after_thirty_days_and_overdue_on_the_day_after() {
    let invoice = issued();
    assert_eq!(invoice.due_on(), NaiveDate::from_ymd_opt(2026, 2, 14).unwrap());
    assert!(!invoice.is_overdue(invoice.due_on()));
    assert!(invoice.is_overdue(invoice.due_on().succ_opt().unwrap()));
    assert_eq!(invoice.totals().gross, Gross(Pence::pounds(252)));
}

#[test]
fn an_invoice_without_lines_is_refused() {
    let number = issued().number().clone();
    let refused = Issued::new(number, day(15), PAYMENT_DAYS, vec![]);
    assert_eq!(refused, Err(Failure::Refused(Refusal::NothingToInvoice)));
}

#[test]
fn an_invoice_that_comes_to_nothing_is_settled_at_once() {
    assert_eq!(Invoice::issue(issued()).unwrap().state(), InvoiceState::Issued);
    let mut free = issued();
    free.totals = invoice_totals([]).unwrap();
    let free = Invoice::issue(free).unwrap();
    assert_eq!((free.state(), free.paid_on()), (InvoiceState::Paid, Some(day(15))));
}

#[test]
fn the_life_of_an_invoice_state_by_event() {
    let (whole, part) = (Gross(Pence::pounds(252)), Gross(Pence::pounds(52)));
    let rest = Gross(Pence::pounds(200));
    let new = || Invoice::Issued(issued());
    let states = [
        ("issued", new()),
        ("paid in part", new().pay(part, day(20)).unwrap()),
        ("paid", new().pay(whole, day(20)).unwrap()),
        ("credited in part", new().credit(part, day(20)).unwrap().0),
        ("credited", new().credit(whole, day(20)).unwrap().0),
        (
            "paid, then credited",
            new().pay(whole, day(20)).unwrap().credit(whole, day(21)).unwrap().0,
        ),
    ];
    let mut table = String::new();
    for (name, invoice) in states {
        let paid = |invoice| (invoice, Gross::default());
        let events = [
            ("pay all it came to", invoice.clone().pay(whole, day(15)).map(paid)),
            ("pay a part, early", invoice.clone().pay(part, day(14)).map(paid)),
            ("pay the other part", invoice.clone().pay(rest, day(22)).map(paid)),
            ("a part was not paid", invoice.clone().unpay(part).map(paid)),
            ("credit a part", invoice.clone().credit(part, day(15))),
            ("credit all it came to", invoice.clone().credit(whole, day(15))),
            ("credit before it was issued", invoice.clone().credit(part, day(14))),
        ];
        for (event, result) in events {
            let result = match result {
                Ok((invoice, back)) => {
                    let owed = invoice.issued().outstanding().unwrap().pence();
                    let on = invoice.paid_on().map_or(String::new(), |day| format!(" on {day}"));
                    let back = back.pence();
                    format!("-> {}{on}, {owed} owed, {back} owed back", invoice.state().code())
                }
                Err(failure) => failure.to_string(),
            };
            table.push_str(&format!("{name:21}{event:29}{result}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

proptest! {
    /// Whatever is paid, credited and found unpaid, what is owed and what is kept agree.
    #[test]
    fn what_is_owed_never_falls_below_nothing(steps in proptest::collection::vec((0_u8..3, 1_i64..30_000), 1..12)) {
        let mut invoice = Invoice::Issued(issued());
        for (step, pence) in steps {
            let amount = Gross(Pence::new(pence));
            let before = invoice.issued().clone();
            let next = match step {
                0 => invoice.clone().pay(amount, day(20)).map(|after| (after, Gross::default())),
                1 => invoice.clone().unpay(amount).map(|after| (after, Gross::default())),
                _ => invoice.clone().credit(amount, day(20)),
            };
            let Ok((after, back)) = next else { continue };
            let now = after.issued();
            let left = now.outstanding().unwrap().pence();
            prop_assert!(!left.is_negative() && !now.paid().pence().is_negative());
            prop_assert_eq!(left.is_zero(), after.state() != InvoiceState::Issued);
            let given_back = before.paid().pence().get() - now.paid().pence().get();
            if step == 2 {
                prop_assert_eq!(back.pence().get(), given_back);
            }
            let settled = Settled {
                state: after.state(),
                credited: now.credited(),
                paid: now.paid(),
                paid_on: after.paid_on(),
            };
            prop_assert_eq!(Invoice::stored(issued(), settled), Ok(Some(after.clone())));
            invoice = after;
        }
    }
}
