//! What a school says of a delivery, what the provider answers and staff decide, and visits in vain.

use domain::dispute::{
    DisputeState, Outcome, Said, TypedAnswer, TypedDecision, TypedDispute, TypedNoShow,
};
use domain::id::{OrderId, OrderLineId};
use domain::invoice::{CreditWhat, InvoiceState, TypedCredit};
use domain::order::{LineStateCode, OrderState};
use domain::{Failure, Refusal};
use market::home::{Waits, waiting};
use market::invoice::{
    RaiseCreditNote, RaiseInvoice, quote_credit, raise_credit_note, raise_invoice, uninvoiced,
    view_invoice,
};
use market::mail::{About, DisputeTold};
use market::order::{
    self, AgreeDelivery, AnswerDispute, BookingsAsked, BookingsWhen, DecideDispute,
    DisputeDelivery, LineOfOrder, OnlyThose, OrdersAsked, SayNoShow, ViewedLine,
};
use market::{Actor, Market};
use testbed::{Bed, on_both};

use crate::order::world::{DAY_NET, TUESDAY, World, key};

/// The world on the afternoon of a Tuesday, of which one day was confirmed as delivered to each of two
/// schools.
struct Delivered {
    world: World,
    order: OrderId,
    line: OrderLineId,
}

impl Delivered {
    async fn of(bed: &Bed) -> Self {
        let world = World::of(bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        bed.run_jobs().await;
        bed.clock.set(testbed::instant("2026-12-08T15:00:00Z"));
        world.deliver(&bed.market, &placed).await;
        let view = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        Self { order: placed.order, line: view.lines[0].id, world }
    }

    async fn seen(&self, market: &Market, by: &Actor) -> ViewedLine {
        let view = order::view_order(market, by, self.order).await.unwrap();
        view.lines.into_iter().find(|line| line.id == self.line).unwrap()
    }

    async fn state(&self, market: &Market) -> LineStateCode {
        self.seen(market, &self.world.buyer).await.state.code()
    }

    async fn dispute(&self, market: &Market, by: &Actor) -> Result<(), Failure> {
        let command = DisputeDelivery {
            order: self.order,
            line: self.line,
            typed: TypedDispute {
                kind: "nobody_came".to_owned(),
                words: "We waited until noon.".to_owned(),
            },
            key: key(),
        };
        order::dispute_delivery(market, by, command).await
    }

    async fn agree(&self, market: &Market) -> Result<(), Failure> {
        let line = Some(self.line);
        let command = AgreeDelivery { order: self.order, line };
        order::agree_delivery(market, &self.world.buyer, command).await
    }

    async fn answer(&self, market: &Market, answer: &str) -> Result<(), Failure> {
        let typed = TypedAnswer {
            answer: answer.to_owned(),
            words: "She was there from nine to three.".to_owned(),
            ..TypedAnswer::default()
        };
        let command = AnswerDispute { order: self.order, line: self.line, typed, key: key() };
        order::answer_dispute(market, &self.world.manager, command).await
    }

    async fn decide(&self, market: &Market, decision: &str, net: &str) -> Result<(), Failure> {
        let typed = TypedDecision {
            decision: decision.to_owned(),
            net: net.to_owned(),
            reason: "The visitors’ book says so.".to_owned(),
            ..TypedDecision::default()
        };
        let command = DecideDispute { order: self.order, line: self.line, typed, key: key() };
        order::decide_dispute(market, &self.world.staff, command).await
    }

    fn itself(&self) -> LineOfOrder {
        LineOfOrder { order: self.order, line: self.line }
    }
}

/// What is told of disputes, and to whom.
fn told(bed: &Bed) -> Vec<(String, DisputeTold)> {
    let letters = bed.letters.all().into_iter();
    let of = letters.filter_map(|letter| match letter.about {
        About::Dispute { what, .. } => Some((letter.to.replace("@pool.example", ""), what)),
        _ => None,
    });
    of.collect()
}

async fn nothing_to_invoice(bed: &Bed, world: &World) -> bool {
    uninvoiced(&bed.market, &world.staff).await.unwrap().is_empty()
}

const TO_OLD: &str = "2026-12-16T09:00:00Z";

on_both! {
    async fn silence_agrees_and_a_school_is_told_once_a_day_what_was_confirmed(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        assert!(matches!(one.seen(market, &one.world.buyer).await.said, Some(Said::Nothing { .. })));
        bed.clock.set(testbed::instant("2026-12-08T17:01:00Z"));
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let told: Vec<_> = letters.iter().filter_map(|letter| match &letter.about {
            About::DeliveriesConfirmed(told) => Some((told.deliveries.len(), told.until)),
            _ => None,
        }).collect();
        let until = "2026-12-15".parse().unwrap();
        assert_eq!(told, [(1, until), (1, until)], "the buyer and the head");
        let only = Some(OnlyThose::ToCheck);
        let asked = || OrdersAsked { only, ..OrdersAsked::default() };
        let (_, rows) = order::orders(market, &one.world.buyer, asked()).await.unwrap();
        assert_eq!(rows.items.len(), 1);
        bed.clock.set(testbed::instant(TO_OLD));
        let (_, rows) = order::orders(market, &one.world.buyer, asked()).await.unwrap();
        assert_eq!(rows.items.len(), 0);
        assert_eq!(one.seen(market, &one.world.buyer).await.said, Some(Said::Silent));
        let late = one.dispute(market, &one.world.buyer).await;
        assert_eq!(late, Err(Refusal::TooLateToDispute { until }.into()));
        assert_eq!(one.world.invoice_all(market).await.len(), 1);
    }

    async fn what_a_school_says_is_right_is_not_disputed_later(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        one.agree(market).await.unwrap();
        one.agree(market).await.unwrap();
        assert_eq!(one.seen(market, &one.world.buyer).await.said, Some(Said::Agreed));
        let after = one.dispute(market, &one.world.buyer).await;
        assert_eq!(after, Err(Refusal::AgreedBefore.into()));
        // What was said was of that confirmation, and not of the next.
        order::undo_delivery(market, &one.world.manager, one.itself()).await.unwrap();
        order::confirm_delivery(market, &one.world.manager, one.itself()).await.unwrap();
        assert!(one.seen(market, &one.world.buyer).await.said.unwrap().may_dispute());
        bed.clock.set(testbed::instant("2026-12-08T18:00:00Z"));
        one.agree(market).await.unwrap();
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let any = letters.iter().any(|one| matches!(one.about, About::DeliveriesConfirmed(_)));
        assert!(!any, "nobody is asked about what they said is right");
    }

    async fn a_disputed_day_waits_for_the_provider_and_is_not_invoiced(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        one.dispute(market, &one.world.buyer).await.unwrap();
        assert_eq!(one.seen(market, &one.world.staff).await.said, Some(Said::Disputed(DisputeState::Open)));
        assert!(nothing_to_invoice(&bed, &one.world).await);
        let raise = RaiseInvoice { school: one.world.school, key: key() };
        let raised = raise_invoice(market, &one.world.staff, raise).await;
        assert_eq!(raised, Err(Refusal::NothingToInvoice.into()));
        let undone = order::undo_delivery(market, &one.world.manager, one.itself()).await;
        assert_eq!(undone, Err(Refusal::Disputed.into()));
        // The database itself keeps it where it is.
        for state in ["invoiced", "booked", "cancelled"] {
            let sql = format!("UPDATE order_line SET state = '{state}', cancelled_on = '2026-12-08' WHERE disputed_in IS NOT NULL");
            assert!(one.world.sql.refuses(&sql).await, "{state}");
        }
        let waits = waiting(market, &one.world.manager).await.unwrap();
        assert_eq!(waits.of(Waits::DisputeToAnswer), 1);
        assert_eq!(waiting(market, &one.world.staff).await.unwrap().of(Waits::DisputesToDecide), 0);
        let asked = BookingsAsked { when: BookingsWhen::Disputed, ..BookingsAsked::default() };
        let list = order::bookings(market, &one.world.manager, asked).await.unwrap().items;
        assert_eq!((list.len(), list[0].line, list[0].can_undo), (1, one.line, false));
        bed.run_jobs().await;
        assert!(matches!(&told(&bed)[..], [(to, DisputeTold::Raised { .. })] if to == "priya.shah"));
        // It was right after all.
        one.agree(market).await.unwrap();
        let line = one.seen(market, &one.world.buyer).await;
        assert_eq!((line.said, line.dispute.unwrap().outcome), (Some(Said::Agreed), Some(Outcome::Withdrawn)));
        assert_eq!(one.world.invoice_all(market).await.len(), 1);
    }

    async fn a_provider_that_gives_in_takes_it_back_or_lets_it_cost_nothing(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        one.dispute(market, &one.world.buyer).await.unwrap();
        one.answer(market, "booked_again").await.unwrap();
        assert_eq!(one.state(market).await, LineStateCode::Booked);
        assert!(one.world.saved("contracted").await > 0);
        order::confirm_delivery(market, &one.world.manager, one.itself()).await.unwrap();
        one.dispute(market, &one.world.buyer).await.unwrap();
        one.answer(market, "not_delivered").await.unwrap();
        let view = order::view_order(market, &one.world.buyer, one.order).await.unwrap();
        assert_eq!(view.state, OrderState::Cancelled);
        assert_eq!(view.lines[0].dispute.as_ref().unwrap().outcome, Some(Outcome::NotDelivered));
        assert_eq!(one.world.saved("contracted").await, 0);
        assert_eq!(one.answer(market, "stand_by").await, Err(Refusal::DisputeState.into()));
        bed.run_jobs().await;
        let settled = told(&bed).into_iter().filter(|(_, what)| matches!(what, DisputeTold::Settled { .. }));
        let mut to: Vec<String> = settled.map(|(to, _)| to).collect();
        to.sort();
        assert_eq!(to, ["amina.rahman", "amina.rahman", "grace.adeyemi", "grace.adeyemi"]);
    }

    async fn staff_decide_where_the_provider_stands_by_it(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        one.dispute(market, &one.world.buyer).await.unwrap();
        let until = "2026-12-15".parse().unwrap();
        let early = one.decide(market, "as_said", "").await;
        assert_eq!(early, Err(Refusal::ProviderAnswers { until }.into()));
        one.answer(market, "stand_by").await.unwrap();
        assert_eq!(waiting(market, &one.world.staff).await.unwrap().of(Waits::DisputesToDecide), 1);
        assert!(matches!(one.decide(market, "in_part", "240").await, Err(Failure::Invalid(_))));
        one.decide(market, "in_part", "120").await.unwrap();
        let view = order::view_order(market, &one.world.buyer, one.order).await.unwrap();
        assert_eq!(view.totals.net.pence().get(), DAY_NET / 2);
        // Half a day is measured against nothing.
        assert_eq!(one.world.saved("contracted").await, 0);
        let raised = one.world.invoice_all(market).await;
        let invoice = view_invoice(market, &one.world.finance, raised[0].invoice).await.unwrap();
        assert_eq!(invoice.lines[0].net.pence().get(), DAY_NET / 2);
        assert_eq!((invoice.lines[0].is_disputed, invoice.lines[0].to_credit), (false, None));
        let again = one.dispute(market, &one.world.buyer).await;
        assert_eq!(again, Err(Refusal::AgreedBefore.into()), "what was decided stands");
        bed.run_jobs().await;
        let told = told(&bed);
        let to = |wanted: fn(&DisputeTold) -> bool| {
            let mut to: Vec<&str> = told.iter().filter(|(_, what)| wanted(what)).map(|(to, _)| to.as_str()).collect();
            to.sort_unstable();
            to
        };
        assert_eq!(to(|what| matches!(what, DisputeTold::ToDecide { .. })), ["sam.patel"]);
        assert_eq!(to(|what| matches!(what, DisputeTold::StoodBy { .. })), ["amina.rahman", "grace.adeyemi"]);
        let decided = |what: &DisputeTold| matches!(what, DisputeTold::Settled { by_staff: true, .. });
        assert_eq!(to(decided), ["amina.rahman", "grace.adeyemi", "priya.shah"]);
    }

    async fn what_is_on_an_invoice_is_disputed_in_time_and_credited_once(bed) {
        let one = Delivered::of(&bed).await;
        let market = &bed.market;
        let raised = one.world.invoice_all(market).await;
        one.dispute(market, &one.world.buyer).await.unwrap();
        let seen = view_invoice(market, &one.world.staff, raised[0].invoice).await.unwrap();
        assert!(seen.lines[0].is_disputed);
        one.answer(market, "not_delivered").await.unwrap();
        let seen = view_invoice(market, &one.world.staff, raised[0].invoice).await.unwrap();
        let credit = seen.lines[0].to_credit.unwrap();
        assert_eq!((seen.lines[0].is_disputed, credit.pence().get()), (false, DAY_NET));
        // The invoice and its line are as they were: a credit note takes it back.
        assert_eq!(one.state(market).await, LineStateCode::Invoiced);
        let asked = market::invoice::InvoicesAsked::default();
        let row = &market::invoice::invoices(market, &one.world.staff, asked).await.unwrap().items[0];
        assert!(row.is_to_credit && !row.is_disputed);
        let typed = TypedCredit {
            what: CreditWhat::SETTLED.to_owned(), net: String::new(), reason: "Nobody came".to_owned(),
        };
        let invoice = raised[0].invoice;
        let shown = quote_credit(market, &one.world.staff, invoice, typed.clone()).await.unwrap();
        assert_eq!(shown.totals.net.pence().get(), DAY_NET);
        let agreed = shown.totals.gross.pence();
        let note = RaiseCreditNote { key: key(), invoice, typed: typed.clone(), agreed };
        raise_credit_note(market, &one.world.staff, note).await.unwrap();
        let again = quote_credit(market, &one.world.staff, invoice, typed).await.unwrap_err();
        assert_eq!(again, Refusal::NothingToCredit.into(), "what was settled is credited once");
        let seen = view_invoice(market, &one.world.finance, invoice).await.unwrap();
        assert_eq!((seen.state, seen.lines[0].to_credit), (InvoiceState::Credited, None));
        let asked = market::invoice::InvoicesAsked::default();
        let row = &market::invoice::invoices(market, &one.world.staff, asked).await.unwrap().items[0];
        assert!(!row.is_to_credit);
    }

    async fn of_those_who_dispute_invoice_and_take_back_at_once_one_is_first(bed) {
        let one = Delivered::of(&bed).await;
        let other = bed.another_process().await;
        let (market, world) = (&bed.market, &one.world);
        let raise = RaiseInvoice { school: world.school, key: key() };
        let (disputed, raised, undone) = tokio::join!(
            one.dispute(market, &world.buyer),
            raise_invoice(&other, &world.staff, raise),
            order::undo_delivery(market, &world.manager, one.itself()),
        );
        let line = one.seen(market, &world.buyer).await;
        // Whoever was not first was told to look again, or that there is nothing left to do.
        for failure in [disputed.clone().err(), raised.clone().err(), undone.clone().err()].into_iter().flatten() {
            assert!(matches!(failure, Failure::ChangedMeanwhile | Failure::Refused(_)), "{failure:?}");
        }
        match line.state.code() {
            LineStateCode::Invoiced => assert!(raised.is_ok() && undone.is_err()),
            LineStateCode::Booked => assert!(undone.is_ok() && raised.is_err() && disputed.is_err()),
            LineStateCode::Delivered => assert!(disputed.is_ok() && raised.is_err() && undone.is_err()),
            LineStateCode::Cancelled => panic!("nobody cancelled it"),
        }
        assert_eq!(line.said.is_some_and(Said::is_disputed), disputed.is_ok());
        // In two windows of the school it is said once.
        if disputed.is_err() && line.state.code() != LineStateCode::Booked {
            let (first, second) = tokio::join!(one.dispute(market, &world.buyer), one.dispute(&other, &world.head));
            assert_eq!([first, second].iter().filter(|said| said.is_ok()).count(), 1);
        }
    }

    async fn who_came_in_vain_charges_what_cancelling_that_day_costs(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        let line = order::view_order(market, &world.manager, placed.order).await.unwrap().lines[0].id;
        let typed = TypedNoShow { kind: "school_closed".to_owned(), words: "Snow".to_owned() };
        let say = || SayNoShow { order: placed.order, line, typed: typed.clone(), key: key() };
        let early = order::say_no_show(market, &world.manager, say()).await;
        assert_eq!(early, Err(Refusal::NoShowTime.into()));
        bed.clock.set(testbed::instant("2026-12-15T09:00:00Z"));
        let command = say();
        order::say_no_show(market, &world.manager, command.clone()).await.unwrap();
        order::say_no_show(market, &world.manager, command).await.unwrap();
        let twice = order::say_no_show(market, &world.manager, say()).await;
        assert_eq!(twice, Err(Refusal::OrderState.into()));
        let view = order::view_order(market, &world.buyer, placed.order).await.unwrap();
        let [day, charge] = &view.lines[..] else { panic!("the day and its charge") };
        assert_eq!(day.state.code(), LineStateCode::Cancelled);
        assert_eq!(charge.net.pence().get(), DAY_NET, "the whole price: the usual rule");
        assert!(day.no_show.is_some() && charge.said.unwrap().may_dispute());
        bed.run_jobs().await;
        let told = told(&bed);
        assert!(told.iter().all(|(_, what)| matches!(what, DisputeTold::NoShow { charge_pence, .. } if *charge_pence == DAY_NET * 12 / 10)));
        assert_eq!(told.len(), 2);
        // The school disputes the charge as it would a delivery.
        let of_charge = Delivered { order: placed.order, line: charge.id, world };
        of_charge.dispute(market, &of_charge.world.buyer).await.unwrap();
        assert!(nothing_to_invoice(&bed, &of_charge.world).await);
        of_charge.answer(market, "not_delivered").await.unwrap();
        let view = order::view_order(market, &of_charge.world.buyer, placed.order).await.unwrap();
        assert_eq!(view.state, OrderState::Cancelled);
    }

    async fn what_a_school_owes_for_cancelling_late_it_has_agreed_to(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-07T09:00:00Z"));
        let view = order::view_order(market, &world.buyer, placed.order).await.unwrap();
        let cancel = order::CancelOrder {
            order: placed.order,
            line: None,
            agreed_charge: view.late_charge.unwrap(),
            key: key(),
        };
        order::cancel_order(market, &world.buyer, cancel).await.unwrap();
        let view = order::view_order(market, &world.buyer, placed.order).await.unwrap();
        assert!(view.lines.iter().all(|line| line.said.is_none()));
        let charge = Delivered { order: placed.order, line: view.lines[1].id, world };
        let refused = charge.dispute(market, &charge.world.buyer).await;
        assert_eq!(refused, Err(Refusal::OrderState.into()));
    }
}
