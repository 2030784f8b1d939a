use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::failure::{Problem, Refusal};
use crate::id::{InvoiceId, OrderLineId, PersonId, ServiceVersionId};
use crate::money::{Net, Pence};
use crate::order::{Line, LineState, Settle, Subject};
use crate::vat::VatReason;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

/// Hours that were confirmed as delivered on 8 December.
fn hours(quantity: u32, net: i64) -> Line {
    let service = ServiceVersionId::from_uuid(Uuid::from_u128(5));
    Line {
        id: OrderLineId::from_uuid(Uuid::from_u128(1)),
        subject: Subject::Units { service },
        quantity,
        unit_price: Net(Pence::new(5_000)),
        net: Net(Pence::new(net)),
        vat: VatReason::Standard.basis(day("2026-12-01")).unwrap(),
        state: LineState::Delivered { delivered_on: day("2026-12-08") },
        disputed: false,
    }
}

#[test]
fn the_life_of_a_dispute_state_by_event() {
    let raised = Dispute::raised(day("2026-12-08"));
    let stood = raised.stand_by(person(1)).unwrap();
    let states = [raised, stood, raised.withdraw().unwrap()];
    let (in_time, late) = (day("2026-12-15"), day("2026-12-16"));
    let mut table = String::new();
    for dispute in states {
        let mut events = vec![
            ("stand by it".to_owned(), dispute.stand_by(person(1))),
            ("withdraw".to_owned(), dispute.withdraw()),
        ];
        for outcome in Outcome::ALL {
            let code = outcome.code();
            events.push((format!("give in: {code}"), dispute.give_in(*outcome)));
            let decided = dispute.decide(person(2), *outcome, late);
            events.push((format!("decide late: {code}"), decided));
        }
        let early = dispute.decide(person(2), Outcome::AsSaid, in_time);
        events.push(("decide in the first week".to_owned(), early));
        let own = dispute.decide(person(1), Outcome::AsSaid, late);
        events.push(("decide on one's own answer".to_owned(), own));
        for (event, result) in events {
            let result = match result {
                Ok(Dispute::Settled(settled)) => format!("-> {}", settled.outcome.code()),
                Ok(after) => format!("-> {}", after.state().code()),
                Err(refusal) => format!("refused {refusal:?}"),
            };
            table.push_str(&format!("{:10}{event:28}{result}\n", dispute.state().code()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn silence_agrees_after_the_seventh_day() {
    let delivered = day("2026-12-08");
    let by = |today: &str| said(delivered, false, None, day(today));
    assert_eq!(by("2026-12-15"), Said::Nothing { until: day("2026-12-15") });
    assert_eq!(by("2026-12-16"), Said::Silent);
    assert_eq!(said(delivered, true, None, delivered), Said::Agreed);
    let open = Some(DisputeState::Open);
    assert!(said(delivered, false, open, day("2027-03-01")).is_disputed());
    assert!(!said(delivered, false, Some(DisputeState::Settled), delivered).may_dispute());
    let line = hours(3, 15_000);
    assert!(line.dispute(day("2026-12-15")).is_ok());
    let until = day("2026-12-15");
    assert_eq!(line.dispute(day("2026-12-16")), Err(Refusal::TooLateToDispute { until }));
}

#[test]
fn a_disputed_line_is_neither_invoiced_nor_undone_nor_disputed_twice() {
    let today = day("2026-12-08");
    let disputed = hours(3, 15_000).dispute(today).unwrap();
    let invoice = InvoiceId::from_uuid(Uuid::from_u128(70));
    assert_eq!(disputed.invoice(invoice, today), Err(Refusal::Disputed));
    assert_eq!(disputed.undo_delivery(today), Err(Refusal::Disputed));
    assert_eq!(disputed.dispute(today), Err(Refusal::Disputed));
    let settled = disputed.settle(Settle::Stands, today).unwrap();
    assert_eq!(settled, hours(3, 15_000));
    assert_eq!(settled.settle(Settle::Stands, today), Err(Refusal::DisputeState));
}

#[test]
fn what_is_on_an_invoice_stays_there_and_the_difference_is_credited() {
    let (today, invoice) = (day("2026-12-09"), InvoiceId::from_uuid(Uuid::from_u128(70)));
    let state = LineState::Invoiced { delivered_on: day("2026-12-08"), invoice };
    let disputed = Line { state, ..hours(3, 15_000) }.dispute(today).unwrap();
    let less = Less::fewer(&disputed, 1).unwrap();
    for (how, credit) in [
        (Settle::Stands, None),
        (Settle::NotDelivered, Some(15_000)),
        (Settle::BookedAgain, Some(15_000)),
        (Settle::Less(less), Some(10_000)),
    ] {
        assert_eq!(disputed.credit(how).unwrap(), credit.map(|pence| Net(Pence::new(pence))));
        let settled = disputed.settle(how, today).unwrap();
        assert_eq!((settled.state, settled.net, settled.quantity), (state, disputed.net, 3));
    }
}

#[test]
fn less_is_so_many_fewer_or_a_smaller_amount() {
    let (several, one) = (hours(3, 15_000), hours(1, 5_000));
    let range = Problem::OutOfRange { min: 1, max: 2 };
    assert_eq!(Less::fewer(&several, 3), Err(range.clone()));
    assert_eq!(Less::fewer(&several, 0), Err(range));
    assert_eq!(Less::fewer(&one, 1), Err(Problem::NotAChoice));
    let half = Net(Pence::new(2_500));
    let less = Less { quantity: 1, unit_price: half, net: half };
    assert_eq!(Less::for_less(&one, half), Ok(less));
    assert_eq!(Less::for_less(&one, one.net), Err(Problem::NotLess));
    assert_eq!(Less::for_less(&one, Net::default()), Err(Problem::NotLess));
    assert_eq!(Less::for_less(&several, half), Err(Problem::NotAChoice));
}

#[test]
fn whoever_stands_by_it_says_why() {
    let typed = |answer: &str, quantity: &str, words: &str| TypedAnswer {
        answer: answer.to_owned(),
        quantity: quantity.to_owned(),
        words: words.to_owned(),
    };
    assert!(typed("stand_by", "", " ").read().is_err());
    let stood = typed("stand_by", "", "We were there from nine.").read().unwrap();
    assert_eq!(stood, (None, Some("We were there from nine.".to_owned())));
    let fewer = typed("in_part", "2", "").read().unwrap();
    assert_eq!(fewer, (Some(Decided::Fewer(2)), None));
    assert!(typed("in_part", "", "").read().is_err());
    assert!(typed("as_said", "", "").read().is_err(), "that is for staff");
}

proptest! {
    #[test]
    fn fewer_cost_their_share_and_never_a_penny_more(
        quantity in 2_u32..500,
        net in 0_i64..10_000_000,
        part in 1_u32..500,
    ) {
        let line = hours(quantity, net);
        match Less::fewer(&line, part) {
            Ok(less) => {
                prop_assert!(part < quantity);
                let exact = i128::from(net) * i128::from(part);
                let got = i128::from(less.net.pence().get()) * i128::from(quantity);
                prop_assert!((got - exact).abs() < i128::from(quantity));
                let state = LineState::Invoiced {
                    delivered_on: day("2026-12-08"),
                    invoice: InvoiceId::from_uuid(Uuid::from_u128(70)),
                };
                let credit = Line { state, ..line.clone() }.credit(Settle::Less(less)).unwrap();
                let credit = credit.unwrap_or_default().pence();
                prop_assert_eq!(credit.plus(less.net.pence()).unwrap(), line.net.pence());
            }
            Err(_) => prop_assert!(part >= quantity),
        }
    }

    #[test]
    fn what_is_said_in_time_is_never_too_late(after in 0_u64..30) {
        let on = day("2026-12-08").checked_add_days(Days::new(after)).unwrap();
        let may = said(day("2026-12-08"), false, None, on).may_dispute();
        prop_assert_eq!(may, after <= AGREE_DAYS);
        prop_assert_eq!(may, hours(2, 100).dispute(on).is_ok());
    }
}
