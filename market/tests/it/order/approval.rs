//! Orders over the buyer's limit.

use domain::id::OrderId;
use domain::order::OrderState;
use domain::{Failure, Pence, Problem, Refusal};
use market::order::{self, DecideOrder, Decision, Resubmit};
use market::{Actor, Market};
use testbed::on_both;

use super::world::{DAY_NET, TUESDAY, World, day, key, person};

const DAYS: [&str; 2] = [TUESDAY, "2026-12-15"];

async fn decide(
    market: &Market,
    actor: &Actor,
    order: OrderId,
    decision: Decision,
) -> Result<(), Failure> {
    let version = order::view_order(market, actor, order).await?.version;
    let decide = DecideOrder { order, version, decision, key: key() };
    order::decide_order(market, actor, decide).await
}

fn send_back() -> Decision {
    Decision::SendBack { reason: "Is there money left for both?".to_owned() }
}

on_both! {
    async fn an_order_over_the_limit_holds_its_days_until_the_head_approves(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        assert!(placed.needs_approval);
        assert_eq!(world.saved("forecast").await, 12_000);
        assert_eq!(world.saved("contracted").await, 0);
        let taken = world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap_err();
        assert!(matches!(taken, Failure::Refused(Refusal::DayTaken { .. })));
        bed.run_jobs().await;
        let to: Vec<String> = bed.letters.all().into_iter().map(|mail| mail.name).collect();
        assert_eq!(to, ["Grace Adeyemi"], "the provider is not told before it is binding");
        let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert!(seen.can_decide);
        assert_eq!(seen.totals.gross.pence(), Pence::new(57_600));
        decide(&bed.market, &world.head, placed.order, Decision::Approve).await.unwrap();
        assert_eq!(world.saved("forecast").await, 0);
        assert_eq!(world.saved("contracted").await, 12_000);
        bed.run_jobs().await;
        let mut to: Vec<String> = bed.letters.all().into_iter().map(|mail| mail.name).collect();
        to.sort();
        assert_eq!(to, ["Amina Rahman", "Grace Adeyemi", "Priya Shah"]);
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(seen.decided_by.as_deref(), Some("Grace Adeyemi"));
        let twice = decide(&bed.market, &world.head, placed.order, Decision::Approve).await;
        assert_eq!(twice.unwrap_err(), Refusal::OrderState.into());
    }

    async fn nobody_approves_their_own_request_nor_above_their_limit(bed) {
        let world = World::of(&bed).await;
        let deputy = person(
            &bed, world.school, domain::access::Role::Approver, "Ian Low", Some(40_000),
        ).await;
        let own = world.book(&bed.market, &deputy, &DAYS).await.unwrap();
        assert!(own.needs_approval);
        let seen = order::view_order(&bed.market, &deputy, own.order).await.unwrap();
        assert!(seen.is_own_request && !seen.can_decide);
        let refused = decide(&bed.market, &deputy, own.order, Decision::Approve).await;
        assert_eq!(refused.unwrap_err(), Refusal::OwnRequest.into());
        let refused = decide(&bed.market, &deputy, own.order, send_back()).await;
        assert_eq!(refused.unwrap_err(), Refusal::OwnRequest.into());
        let buyers = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        let refused = decide(&bed.market, &deputy, buyers.order, Decision::Approve).await;
        assert_eq!(refused.unwrap_err(), Refusal::OverLimit { limit: Pence::new(40_000) }.into());
        let buyer = decide(&bed.market, &world.buyer, own.order, Decision::Approve).await;
        assert_eq!(buyer.unwrap_err(), Failure::NotAllowed);
        let stranger = decide(&bed.market, &world.other_buyer, own.order, Decision::Approve).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
    }

    async fn an_order_sent_back_can_be_sent_again_with_fewer_days(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        let nothing = Decision::SendBack { reason: "  ".to_owned() };
        let refused = decide(&bed.market, &world.head, placed.order, nothing).await;
        assert_eq!(refused.unwrap_err(), Failure::field("reason", Problem::Missing));
        decide(&bed.market, &world.head, placed.order, send_back()).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(seen.reason.as_deref(), Some("Is there money left for both?"));
        assert!(seen.can_resubmit);
        let again = Resubmit {
            order: placed.order,
            keep: vec![seen.lines[0].id],
            purchase_order_number: None,
            key: key(),
        };
        let again = order::resubmit(&bed.market, &world.buyer, again).await.unwrap();
        assert!(!again.needs_approval, "one day is inside the limit");
        assert_eq!(world.saved("contracted").await, 6_000);
        assert_eq!(world.saved("forecast").await, 0);
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!((seen.state, seen.totals.net.pence()), (OrderState::Placed, Pence::new(DAY_NET)));
        world.book(&bed.market, &world.other_buyer, &["2026-12-15"]).await.unwrap();
    }

    async fn what_is_approved_is_what_was_seen(bed) {
        let world = World::of(&bed).await;
        let days = [TUESDAY, "2026-12-15", "2026-12-14"];
        let placed = world.book(&bed.market, &world.buyer, &days).await.unwrap();
        let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        decide(&bed.market, &world.head, placed.order, send_back()).await.unwrap();
        let keep = vec![seen.lines[0].id, seen.lines[1].id];
        let again = Resubmit { order: placed.order, keep, purchase_order_number: None, key: key() };
        order::resubmit(&bed.market, &world.buyer, again).await.unwrap();
        let stale = DecideOrder {
            order: placed.order,
            version: seen.version,
            decision: Decision::Approve,
            key: key(),
        };
        let refused = order::decide_order(&bed.market, &world.head, stale).await.unwrap_err();
        assert_eq!(refused, Failure::ChangedMeanwhile);
    }

    async fn a_declined_order_gives_its_days_and_its_savings_back(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        let decline = Decision::Decline { reason: "Not this year.".to_owned() };
        decide(&bed.market, &world.head, placed.order, decline).await.unwrap();
        assert_eq!(world.saved("forecast").await, 0);
        world.book(&bed.market, &world.other_buyer, &DAYS).await.unwrap();
    }

    async fn a_day_that_has_passed_meanwhile_cannot_be_approved(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-09T09:00:00Z"));
        let refused = decide(&bed.market, &world.head, placed.order, Decision::Approve).await;
        assert_eq!(refused.unwrap_err(), Refusal::TooSoon { earliest: day("2026-12-09") }.into());
    }
}
