//! How far a buyer goes alone, and that it is what was shown.

use std::sync::Arc;

use domain::access::Role;
use domain::id::OrderId;
use domain::order::OrderState;
use domain::service::TypedTerms;
use domain::{Failure, Pence, Refusal};
use market::order::{
    self, CancelOrder, DecideOrder, Decision, PlaceOrder, Placed, QuoteOrder, Resubmit, Wanted,
};
use market::service::{self, ChangeService, TypedProvider};
use market::{Actor, Market, Viewer};
use testbed::{Bed, on_both};
use tokio::task::JoinSet;

use super::world::{TUESDAY, World, day, key, per_day, person};

pub const LATER: &str = "2026-12-15";
pub const DAYS: [&str; 2] = [TUESDAY, LATER];
/// In the next year, so that orders lapse long before.
pub const JANUARY: [&str; 2] = ["2027-01-12", "2027-01-19"];

pub fn send_back() -> Decision {
    Decision::SendBack { reason: "Is there money left?".to_owned() }
}

pub async fn decide(bed: &Bed, actor: &Actor, order: OrderId, decision: Decision) {
    let version = order::view_order(&bed.market, actor, order).await.unwrap().version;
    let decide = DecideOrder { order, version, decision, key: key() };
    order::decide_order(&bed.market, actor, decide).await.unwrap();
}

/// Sends an order again with its first lines.
pub async fn again(
    bed: &Bed,
    world: &World,
    order: OrderId,
    lines: usize,
) -> Result<Placed, Failure> {
    let seen = order::view_order(&bed.market, &world.buyer, order).await.unwrap();
    let keep = seen.lines.iter().take(lines).map(|line| line.id).collect();
    let again = Resubmit { order, keep, purchase_order_number: None, key: key() };
    order::resubmit(&bed.market, &world.buyer, again).await
}

pub async fn state(bed: &Bed, world: &World, order: OrderId) -> OrderState {
    order::view_order(&bed.market, &world.head, order).await.unwrap().state
}

/// Presses the button as often as somebody who is asked to come again would.
pub async fn press(market: &Market, buyer: &Actor, booking: PlaceOrder) -> Result<Placed, Failure> {
    loop {
        match order::place_order(market, buyer, booking.clone()).await {
            Err(Failure::TryLater) => {}
            outcome => return outcome,
        }
    }
}

on_both! {
    async fn a_purchase_cut_in_two_needs_an_approver_as_it_would_in_one(bed) {
        let world = World::of(&bed).await;
        let first = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        assert!(!first.needs_approval);
        let ask = QuoteOrder { service: world.service, wanted: Wanted::Days(vec![day(LATER)]) };
        let quote = order::quote_order(&bed.market, &world.buyer, ask).await.unwrap();
        assert_eq!(quote.ordered_before, Pence::new(28_800));
        assert_eq!(quote.over_limit, Some(Pence::new(30_000)));
        let second = world.book(&bed.market, &world.buyer, &[LATER]).await.unwrap();
        assert!(second.needs_approval);
        // Thirty days after the first, to the minute, it counts no longer. A session ends sooner.
        let quoted_at = async |at: &str| {
            bed.clock.set(testbed::instant(at));
            let ask = QuoteOrder { service: world.service, wanted: Wanted::Days(vec![day(JANUARY[0])]) };
            order::quote_order(&bed.market, &world.buyer, ask).await.unwrap().over_limit
        };
        assert_eq!(quoted_at("2026-12-23T08:59:00Z").await, Some(Pence::new(30_000)));
        assert_eq!(quoted_at("2026-12-23T09:00:00Z").await, None);
        let third = world.book(&bed.market, &world.buyer, &[JANUARY[0]]).await.unwrap();
        assert!(!third.needs_approval);
    }

    async fn what_an_approver_saw_and_what_was_cancelled_uses_nothing_of_a_limit(bed) {
        let world = World::of(&bed).await;
        let approved = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        decide(&bed, &world.head, approved.order, Decision::Approve).await;
        let alone = world.book(&bed.market, &world.buyer, &[JANUARY[0]]).await.unwrap();
        assert!(!alone.needs_approval);
        let cancel = CancelOrder { order: alone.order, line: None, agreed_charge: Pence::ZERO, key: key() };
        order::cancel_order(&bed.market, &world.buyer, cancel).await.unwrap();
        assert!(!world.book(&bed.market, &world.buyer, &[JANUARY[1]]).await.unwrap().needs_approval);
        assert!(world.book(&bed.market, &world.buyer, &[JANUARY[0]]).await.unwrap().needs_approval);
    }

    async fn many_small_orders_at_once_come_to_no_more_than_the_limit(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        let two_days = Some(2 * 28_800);
        let buyer = person(&bed, world.school, Role::Buyer, "Kit Moss", two_days).await;
        let processes = [bed.market.clone(), bed.another_process().await];
        // Each was shown before any was sent.
        let mut bookings = Vec::new();
        for number in 0..20 {
            let booking = world.booking(&bed.market, &buyer, &[DAYS[number % 2]]).await;
            assert!(!booking.seen.needs_approval);
            bookings.push(booking);
        }
        let mut orders = JoinSet::new();
        for (number, booking) in bookings.into_iter().enumerate() {
            let (buyer, market) = (buyer.clone(), processes[number % 2].clone());
            orders.spawn(async move { press(&market, &buyer, booking).await });
        }
        let outcomes = orders.join_all().await;
        let placed = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let otherwise = Err(Refusal::NotAsShown.into());
        assert_eq!((placed, outcomes.iter().filter(|o| **o == otherwise).count()), (2, 18));
        let alone = "SELECT COUNT(*) AS n FROM school_order WHERE state = 'placed'";
        assert_eq!(world.sql.number(alone).await, 2);
    }

    async fn what_is_sent_again_passes_the_gate_of_a_new_order(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        decide(&bed, &world.head, placed.order, send_back()).await;
        // Meanwhile the limit is used for something else.
        world.book(&bed.market, &world.buyer, &[JANUARY[0]]).await.unwrap();
        let sent = again(&bed, &world, placed.order, 1).await.unwrap();
        assert!(sent.needs_approval, "one day would be inside a limit that is not used");
        decide(&bed, &world.head, placed.order, Decision::Approve).await;
        assert_eq!(state(&bed, &world, placed.order).await, OrderState::Placed);
    }

    async fn what_was_sent_back_and_is_placed_alone_uses_the_limit(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        decide(&bed, &world.head, placed.order, send_back()).await;
        assert!(!again(&bed, &world, placed.order, 1).await.unwrap().needs_approval);
        assert!(world.book(&bed.market, &world.buyer, &[JANUARY[0]]).await.unwrap().needs_approval);
    }

    async fn a_day_that_has_passed_is_not_sent_again(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        decide(&bed, &world.head, placed.order, send_back()).await;
        bed.clock.set(testbed::instant("2026-12-09T09:00:00Z"));
        let refused = again(&bed, &world, placed.order, 2).await.unwrap_err();
        assert_eq!(refused, Refusal::TooSoon { earliest: day("2026-12-09") }.into());
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        let keep = vec![seen.lines[1].id];
        let keep = Resubmit { order: placed.order, keep, purchase_order_number: None, key: key() };
        assert!(!order::resubmit(&bed.market, &world.buyer, keep).await.unwrap().needs_approval);
    }

    async fn a_price_that_changed_since_it_was_shown_binds_nobody(bed) {
        let world = World::of(&bed).await;
        let booking = world.booking(&bed.market, &world.buyer, &[TUESDAY]).await;
        let staff = Viewer::Actor(Box::new(world.staff.clone()));
        let on_sale = service::view_service(&bed.market, &staff, world.service).await.unwrap();
        let mut terms = TypedTerms::of(on_sale.terms(), bed.market.today());
        terms.price = per_day("240.01");
        let change = ChangeService {
            service: world.service,
            version: on_sale.row_version(),
            provider: TypedProvider {
                chosen: on_sale.provider.id.to_string(),
                new_name: String::new(),
            },
            terms,
        };
        service::change_service(&bed.market, &world.staff, change).await.unwrap();
        let refused = order::place_order(&bed.market, &world.buyer, booking.clone()).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM school_order").await, 0);
        let taken = "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NOT NULL";
        assert_eq!(world.sql.number(taken).await, 0);
        // Shown once more, it is agreed; a total that nobody was shown is not.
        let mut anew = world.booking(&bed.market, &world.buyer, &[TUESDAY]).await;
        assert_eq!(anew.seen.gross, Pence::new(28_801));
        anew.seen.gross = Pence::new(28_800);
        let refused = order::place_order(&bed.market, &world.buyer, anew.clone()).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        anew.seen.gross = Pence::new(28_801);
        order::place_order(&bed.market, &world.buyer, anew).await.unwrap();
    }

    async fn whatever_is_decided_cancelled_or_sent_again_twice_is_done_once(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        let (order, version) = (seen.id, seen.version);
        let decide = DecideOrder { order, version, decision: send_back(), key: key() };
        for _ in 0..2 {
            order::decide_order(&bed.market, &world.head, decide.clone()).await.unwrap();
        }
        let other = DecideOrder { decision: Decision::Approve, ..decide };
        let refused = order::decide_order(&bed.market, &world.head, other).await.unwrap_err();
        assert_eq!(refused, Refusal::RepeatedWithOtherContents.into());
        let keep = seen.lines.iter().map(|line| line.id).collect();
        let again = Resubmit { order, keep, purchase_order_number: None, key: key() };
        let first = order::resubmit(&bed.market, &world.buyer, again.clone()).await.unwrap();
        assert_eq!(order::resubmit(&bed.market, &world.buyer, again).await.unwrap(), first);
        self::decide(&bed, &world.head, order, Decision::Approve).await;
        let cancel = CancelOrder { order, line: Some(seen.lines[0].id), agreed_charge: Pence::ZERO, key: key() };
        for _ in 0..2 {
            order::cancel_order(&bed.market, &world.buyer, cancel.clone()).await.unwrap();
        }
        for action in ["send_back_order", "resubmit_order", "cancel_order"] {
            let sql = format!("SELECT COUNT(*) AS n FROM audit_entry WHERE action = '{action}'");
            assert_eq!(world.sql.number(&sql).await, 1, "{action}");
        }
    }
}
