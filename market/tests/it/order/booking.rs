//! Booking days, seeing them, cancelling and delivering them.

use chrono::Weekday;
use domain::capacity::DayAnswer;
use domain::id::OrderId;
use domain::order::{LineStateCode, OrderState};
use domain::saving::Cashability;
use domain::{Failure, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::mail::About;
use market::order::{
    self, BookingsAsked, BookingsWhen, CancelOrder, ChooseDays, LineOfOrder, OrdersAsked,
    QuoteOrder, Side, Wanted,
};
use testbed::{Bed, on_both};

use super::world::{DAY_NET, TUESDAY, World, day, key};

async fn subjects(bed: &Bed) -> Vec<String> {
    bed.run_jobs().await;
    let told = |about: &About| match about {
        About::OrderPlaced(_) => "placed",
        About::ApprovalNeeded(_) => "approval needed",
        About::OrderDecided { .. } => "decided",
        About::BookingReceived(_) => "booking received",
        About::BookingCancelled(_) => "booking cancelled",
        About::InvoiceRaised { .. } => "invoice raised",
        _ => "other",
    };
    let letters = bed.letters.all();
    let mut told: Vec<String> =
        letters.iter().map(|mail| format!("{} to {}", told(&mail.about), mail.name)).collect();
    told.sort();
    told
}

on_both! {
    async fn a_quote_shows_price_vat_and_the_saving_against_the_median(bed) {
        let world = World::of(&bed).await;
        let ask = QuoteOrder { service: world.service, wanted: Wanted::Days(vec![day(TUESDAY), day("2026-12-15")]) };
        let quote = order::quote_order(&bed.market, &world.buyer, ask).await.unwrap();
        assert_eq!(quote.totals.net.pence(), Pence::new(2 * DAY_NET));
        assert_eq!(quote.totals.vat.pence(), Pence::new(2 * 4_800));
        assert_eq!(quote.over_limit, Some(Pence::new(30_000)));
        let saving = quote.saving.unwrap();
        assert_eq!(saving.amount, Pence::new(2 * 6_000));
        assert_eq!(saving.parts.len(), 1);
        assert_eq!(saving.parts[0].cashability, Cashability::Avoided);
        assert_eq!((saving.parts[0].quantity, saving.parts[0].evidence.len()), (2, 3));
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM saving_entry").await, 0);
    }

    async fn every_tuesday_is_answered_with_what_can_be_had(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let ask = ChooseDays { half: None,
            service: world.service,
            weekday: Weekday::Tue,
            from: day("2026-12-01"),
            to: day("2026-12-31"),
        };
        let choice = order::choose_days(&bed.market, &world.other_buyer, ask).await.unwrap();
        assert!(choice.free().any(|free| free == day("2026-12-15")));
        let taken = choice.not_free().find(|chosen| chosen.day == day(TUESDAY)).unwrap();
        assert_eq!(taken.answer, DayAnswer::Taken);
    }

    async fn a_day_within_the_limit_is_placed_and_everybody_is_told(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        assert!(!placed.needs_approval);
        assert_eq!(
            subjects(&bed).await,
            ["booking received to Priya Shah", "placed to Amina Rahman"]
        );
        assert_eq!(world.saved("contracted").await, 6_000);
        assert_eq!(world.saved("forecast").await, 0);
        let viewed = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Placed);
        assert_eq!(viewed.totals.gross.pence(), Pence::new(28_800));
        assert_eq!(viewed.lines[0].practitioner, None, "a school does not learn who");
        assert_eq!(viewed.timeline[0].by.as_deref(), Some("Amina Rahman"));
    }

    async fn sending_the_form_twice_gives_the_same_order(bed) {
        let world = World::of(&bed).await;
        let booking = world.booking(&bed.market, &world.buyer, &[TUESDAY]).await;
        let first = order::place_order(&bed.market, &world.buyer, booking.clone()).await.unwrap();
        let again = order::place_order(&bed.market, &world.buyer, booking.clone()).await.unwrap();
        assert_eq!(first, again);
        let other = order::PlaceOrder { wanted: Wanted::Days(vec![day("2026-12-15")]), ..booking };
        let refused = order::place_order(&bed.market, &world.buyer, other).await.unwrap_err();
        assert_eq!(refused, Refusal::RepeatedWithOtherContents.into());
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM school_order").await, 1);
    }

    async fn one_taken_day_refuses_all_of_them_and_offers_another(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let days = ["2026-12-01", TUESDAY, "2026-12-15"];
        let refused = world.book(&bed.market, &world.other_buyer, &days).await.unwrap_err();
        let Failure::Refused(Refusal::DayTaken { day: taken, instead }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(taken, day(TUESDAY));
        // The Tuesdays around it are asked for already: the next in term is offered first, then the
        // nearest day before and after.
        assert_eq!(instead, ["2027-01-05", "2026-12-07", "2026-12-14"].map(day));
        let held = "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NOT NULL";
        assert_eq!(world.sql.number(held).await, 1);
        let ask = QuoteOrder { service: world.service, wanted: Wanted::Days(vec![day(TUESDAY)]) };
        let quoted = order::quote_order(&bed.market, &world.other_buyer, ask).await.unwrap_err();
        assert!(matches!(quoted, Failure::Refused(Refusal::DayTaken { .. })));
    }

    async fn a_day_past_or_none_at_all_is_refused(bed) {
        let world = World::of(&bed).await;
        let none = world.book(&bed.market, &world.buyer, &[]).await.unwrap_err();
        assert_eq!(none, Failure::field("day", Problem::Missing));
        bed.clock.set(testbed::instant("2026-12-09T09:00:00Z"));
        let past = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap_err();
        assert_eq!(past, Refusal::TooSoon { earliest: day("2026-12-09") }.into());
    }

    async fn an_order_is_seen_by_its_parties_and_nobody_else(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let see = |actor| order::view_order(&bed.market, actor, placed.order);
        assert_eq!(see(&world.finance).await.unwrap().side, Side::School);
        assert_eq!(see(&world.staff).await.unwrap().side, Side::Partnership);
        let provider = see(&world.manager).await.unwrap();
        assert_eq!(provider.side, Side::Provider);
        assert_eq!(provider.lines[0].practitioner.as_deref(), Some("Counsellor 1"));
        assert!(provider.saving.is_none());
        assert_eq!(see(&world.other_buyer).await.unwrap_err(), Failure::NotFound);
        let list = |actor| order::orders(&bed.market, actor, OrdersAsked::default());
        assert_eq!(list(&world.buyer).await.unwrap().1.items[0].reference, placed.reference);
        assert_eq!(list(&world.staff).await.unwrap().1.items[0].school, "Hill Rise Primary");
        assert!(list(&world.other_buyer).await.unwrap().1.items.is_empty());
        let cancel = CancelOrder { order: placed.order, line: None, agreed_charge: Pence::ZERO, key: key() };
        let stranger = order::cancel_order(&bed.market, &world.other_buyer, cancel.clone()).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let finance = order::cancel_order(&bed.market, &world.finance, cancel).await;
        assert_eq!(finance.unwrap_err(), Failure::NotAllowed);
    }

    async fn a_list_of_orders_reads_on_from_its_key(bed) {
        let world = World::with_counsellors(&bed, 35).await;
        for _ in 0..33 {
            world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        }
        let mut seen: Vec<OrderId> = Vec::new();
        let mut asked = OrdersAsked::default();
        loop {
            let (_, page) = order::orders(&bed.market, &world.buyer, asked.clone()).await.unwrap();
            seen.extend(page.items.iter().map(|row| row.id));
            match page.next {
                Some(next) => asked.page = PageAsked::after(Some(next)),
                None => break,
            }
        }
        let placed = OrdersAsked { state: Some(OrderState::SentBack), ..OrdersAsked::default() };
        assert!(order::orders(&bed.market, &world.buyer, placed).await.unwrap().1.items.is_empty());
        assert_eq!(seen.len(), 33);
        assert!(seen.is_sorted_by(|earlier, later| earlier.uuid() > later.uuid()));
    }

    async fn cancelling_is_free_until_a_week_before_and_gives_the_day_back(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-02T09:00:00Z"));
        let cancel = CancelOrder { order: placed.order, line: None, agreed_charge: Pence::ZERO, key: key() };
        let late = order::cancel_order(&bed.market, &world.buyer, cancel.clone()).await.unwrap_err();
        assert_eq!(late, Refusal::TooLateToCancel { free_until: day("2026-12-01") }.into());
        bed.clock.set(testbed::instant("2026-12-01T09:00:00Z"));
        order::cancel_order(&bed.market, &world.buyer, cancel.clone()).await.unwrap();
        assert!(subjects(&bed).await.contains(&"booking cancelled to Priya Shah".to_owned()));
        assert_eq!(world.saved("contracted").await, 0);
        let viewed = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Cancelled);
        world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        order::cancel_order(&bed.market, &world.buyer, cancel.clone()).await.unwrap();
        let other = CancelOrder { key: key(), ..cancel };
        let again = order::cancel_order(&bed.market, &world.buyer, other).await.unwrap_err();
        assert_eq!(again, Refusal::OrderState.into());
    }

    async fn one_day_of_several_can_be_cancelled_alone(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let days = [TUESDAY, "2026-12-15"];
        let placed = world.book(&bed.market, &world.other_buyer, &days).await.unwrap();
        let viewed = order::view_order(&bed.market, &world.other_buyer, placed.order).await.unwrap();
        let cancel = CancelOrder { order: placed.order, line: Some(viewed.lines[1].id), agreed_charge: Pence::ZERO, key: key() };
        order::cancel_order(&bed.market, &world.other_buyer, cancel).await.unwrap();
        let viewed = order::view_order(&bed.market, &world.other_buyer, placed.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Placed);
        assert_eq!(viewed.totals.net.pence(), Pence::new(DAY_NET));
        assert_eq!(world.saved("contracted").await, 6_000);
        world.book(&bed.market, &world.buyer, &["2026-12-15"]).await.unwrap();
    }

    async fn a_provider_confirms_a_day_once_it_has_come_and_can_undo_that_the_same_day(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let asked = |when| BookingsAsked { when, ..BookingsAsked::default() };
        let list = |when| order::bookings(&bed.market, &world.manager, asked(when));
        let coming = list(BookingsWhen::Coming).await.unwrap();
        assert_eq!(coming.items.len(), 1);
        let line = LineOfOrder { order: placed.order, line: coming.items[0].line };
        let early = order::confirm_delivery(&bed.market, &world.manager, line).await.unwrap_err();
        assert_eq!(early, Refusal::BeforeItsDay { day: day(TUESDAY) }.into());
        bed.clock.set(testbed::instant("2026-12-08T16:00:00Z"));
        assert!(list(BookingsWhen::ToConfirm).await.unwrap().items[0].can_confirm);
        order::confirm_delivery(&bed.market, &world.manager, line).await.unwrap();
        order::confirm_delivery(&bed.market, &world.manager, line).await.unwrap();
        let delivered = list(BookingsWhen::Delivered).await.unwrap();
        assert_eq!(delivered.items[0].state, LineStateCode::Delivered);
        assert!(delivered.items[0].can_undo);
        order::undo_delivery(&bed.market, &world.manager, line).await.unwrap();
        assert!(list(BookingsWhen::Delivered).await.unwrap().items.is_empty());
        order::confirm_delivery(&bed.market, &world.manager, line).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-09T09:00:00Z"));
        let late = order::undo_delivery(&bed.market, &world.manager, line).await.unwrap_err();
        assert_eq!(late, Refusal::OrderState.into());
        let buyer = order::confirm_delivery(&bed.market, &world.buyer, line).await.unwrap_err();
        assert_eq!(buyer, Failure::NotAllowed);
    }
}
