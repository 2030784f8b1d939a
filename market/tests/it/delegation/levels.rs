//! Orders that go from the buyer to the head and on to the governors.

use domain::access::Role;
use domain::delegation::ApprovalLevel;
use domain::order::OrderState;
use domain::{Failure, Pence, Refusal};
use market::db::PageAsked;
use market::order::{self, Decision, Resubmit};
use market::people::{ChangeLimit, EndRole, change_limit, end_role, people};
use testbed::on_both;

use super::{FOUR_DAYS, TWO_DAYS, above, again, approve, asked, chair, decide, lay_down};
use crate::order::world::{World, key, person};

on_both! {
    async fn above_the_governors_amount_the_head_agrees_and_the_governors_bind(bed) {
        let world = World::of(&bed).await;
        let chair = chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        let below = world.book(&bed.market, &world.buyer, &TWO_DAYS).await.unwrap();
        approve(&bed, &world.head, below.order).await.unwrap();
        let placed = world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        let waits = seen.asked.unwrap();
        assert_eq!(waits.of, [("Grace Adeyemi".to_owned(), None)]);
        assert!(waits.then_governors && waits.against.is_none());
        let early = approve(&bed, &chair, placed.order).await.unwrap_err();
        assert_eq!(early, Refusal::OtherLevel { level: ApprovalLevel::Head }.into());
        approve(&bed, &world.head, placed.order).await.unwrap();
        let held = seen.held_until;
        let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(seen.state, OrderState::AwaitingApproval);
        assert_eq!(seen.held_until, held, "the days are held as long as was said");
        assert_eq!(seen.asked.unwrap().against, Some(Refusal::ApprovedBefore));
        let twice = approve(&bed, &world.head, placed.order).await.unwrap_err();
        assert_eq!(twice, Refusal::ApprovedBefore.into());
        approve(&bed, &chair, placed.order).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(seen.state, OrderState::Placed);
        let given: Vec<(&str, ApprovalLevel, Pence)> =
            seen.approvals.iter().map(|one| (&*one.by, one.level, one.gross)).collect();
        let gross = Pence::new(115_200);
        assert_eq!(given, [
            ("Grace Adeyemi", ApprovalLevel::Head, gross),
            ("Ruth Okoro", ApprovalLevel::Governors, gross),
        ]);
        let asked = asked(&bed).await;
        let asked: Vec<&str> = asked.iter().map(|(name, _)| &**name).collect();
        assert_eq!(asked, ["Grace Adeyemi", "Grace Adeyemi", "Ruth Okoro"]);
    }

    async fn what_the_governors_send_back_begins_again_with_the_head(bed) {
        let world = World::of(&bed).await;
        let chair = chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        let placed = world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        approve(&bed, &world.head, placed.order).await.unwrap();
        let reason = "Ask for another quote.".to_owned();
        decide(&bed, &chair, placed.order, Decision::SendBack { reason }).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        let keep = seen.lines.iter().map(|line| line.id).collect();
        let again =
            Resubmit { order: placed.order, keep, purchase_order_number: None, key: key() };
        order::resubmit(&bed.market, &world.buyer, again).await.unwrap();
        let early = approve(&bed, &chair, placed.order).await.unwrap_err();
        assert_eq!(early, Refusal::OtherLevel { level: ApprovalLevel::Head }.into());
        approve(&bed, &world.head, placed.order).await.unwrap();
        approve(&bed, &chair, placed.order).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!((seen.state, seen.approvals.len()), (OrderState::Placed, 2));
        assert_eq!(seen.decided_by.as_deref(), Some("Ruth Okoro"));
    }

    async fn a_head_who_orders_above_the_governors_amount_asks_the_governors(bed) {
        let world = World::of(&bed).await;
        let chair = chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        let first = world.book(&bed.market, &world.head, &TWO_DAYS).await.unwrap();
        assert!(!first.needs_approval);
        // With what was ordered alone before it is above the amount.
        let second = world.book(&bed.market, &world.head, &TWO_DAYS).await.unwrap();
        assert!(second.needs_approval);
        let own = approve(&bed, &world.head, second.order).await.unwrap_err();
        assert_eq!(own, Refusal::OwnRequest.into());
        approve(&bed, &chair, second.order).await.unwrap();
    }

    async fn over_the_limit_of_every_head_the_governors_approve_as_well(bed) {
        let world = World::of(&bed).await;
        let chair = chair(&bed, &world).await;
        let listed = people(&bed.market, &world.head, &PageAsked::default()).await.unwrap();
        let own = listed.holdings.items.iter().find(|held| held.is_own).unwrap();
        let change = ChangeLimit { holding: own.id, limit: Some(Pence::pounds(600)) };
        change_limit(&bed.market, &world.head, &key(), change).await.unwrap();
        let head = again(&bed, "Grace Adeyemi").await;
        let inside = world.book(&bed.market, &world.buyer, &TWO_DAYS).await.unwrap();
        approve(&bed, &head, inside.order).await.unwrap();
        let above = world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        approve(&bed, &head, above.order).await.unwrap();
        let seen = order::view_order(&bed.market, &head, above.order).await.unwrap();
        assert_eq!(seen.state, OrderState::AwaitingApproval);
        approve(&bed, &chair, above.order).await.unwrap();
    }

    async fn one_person_with_both_roles_does_not_give_both_approvals(bed) {
        let world = World::of(&bed).await;
        person(&bed, world.school, Role::Governor, "Grace Adeyemi", None).await;
        let both = again(&bed, "Grace Adeyemi").await;
        let other = chair(&bed, &world).await;
        lay_down(&bed, &both, None, above(1_000)).await.unwrap();
        let placed = world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        approve(&bed, &both, placed.order).await.unwrap();
        let twice = approve(&bed, &both, placed.order).await.unwrap_err();
        assert_eq!(twice, Refusal::ApprovedBefore.into());
        approve(&bed, &other, placed.order).await.unwrap();
    }

    async fn the_last_who_approves_for_the_governors_stays_while_the_scheme_asks_for_them(bed) {
        let world = World::of(&bed).await;
        chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        let listed = people(&bed.market, &world.head, &PageAsked::default()).await.unwrap();
        let held = listed.holdings.items.iter().find(|held| held.role == Role::Governor).unwrap();
        let end = EndRole { holding: held.id, last_day: None };
        let refused = end_role(&bed.market, &world.head, &key(), end).await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::LastGovernor));
        person(&bed, world.school, Role::Governor, "Joy Lund", None).await;
        end_role(&bed.market, &world.head, &key(), end).await.unwrap();
    }
}
