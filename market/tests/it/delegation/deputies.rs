//! Who stands in for an approver who is away.

use domain::access::{Action, Role};
use domain::delegation::Away;
use domain::{Failure, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::delegation::{
    EndDeputy, NameDeputy, deputy_choices, end_deputy, name_deputy, view_scheme,
};
use market::order;
use market::people::{EndRole, end_role, people};
use testbed::on_both;

use super::{FOUR_DAYS, TWO_DAYS, above, again, approve, asked, chair, lay_down, named};
use crate::order::world::{World, day, key, person};

/// The tests begin on Monday 23 November 2026.
const TODAY: &str = "2026-11-23";

on_both! {
    async fn on_its_days_a_deputy_approves_in_the_place_of_the_head_and_on_no_others(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &TWO_DAYS).await.unwrap();
        let days = named(&world.finance, "2026-11-25", "2026-11-26");
        name_deputy(&bed.market, &world.head, &key(), days).await.unwrap();
        let may = async |at: &str| {
            bed.clock.set(testbed::instant(at));
            again(&bed, "Tom Field").await.can(Action::ApproveOrder)
        };
        // Days of London, where midnight is that of UTC in winter.
        assert!(!may("2026-11-24T23:59:59Z").await);
        assert!(may("2026-11-25T00:00:00Z").await);
        assert!(may("2026-11-26T23:59:59Z").await);
        let deputy = again(&bed, "Tom Field").await;
        let later = world.book(&bed.market, &again(&bed, "Amina Rahman").await, &FOUR_DAYS).await;
        let asked = asked(&bed).await;
        let as_deputy = ("Tom Field".to_owned(), Some("Grace Adeyemi".to_owned()));
        assert_eq!(asked.iter().filter(|one| **one == as_deputy).count(), 1);
        let order = later.unwrap().order;
        let seen = order::view_order(&bed.market, &deputy, order).await.unwrap();
        assert_eq!(seen.asked.unwrap().as_deputy_of.as_deref(), Some("Grace Adeyemi"));
        approve(&bed, &deputy, order).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, order).await.unwrap();
        let given = &seen.approvals[0];
        assert_eq!((&*given.by, given.deputy_of.as_deref()), ("Tom Field", Some("Grace Adeyemi")));
        assert!(!may("2026-11-27T00:00:00Z").await, "it ends by itself");
        let after = again(&bed, "Tom Field").await;
        assert_eq!(approve(&bed, &after, placed.order).await.unwrap_err(), Failure::NotAllowed);
    }

    async fn a_deputy_does_nothing_else_by_the_role_of_whoever_is_away(bed) {
        let world = World::of(&bed).await;
        let days = named(&world.buyer, TODAY, "2026-12-18");
        name_deputy(&bed.market, &world.head, &key(), days).await.unwrap();
        let deputy = again(&bed, "Amina Rahman").await;
        assert!(deputy.can(Action::ApproveOrder));
        for action in [Action::ManagePeople, Action::ManageDelegation, Action::ViewOwnAudit] {
            assert!(!deputy.can(action), "{action:?}");
        }
        let placed = world.book(&bed.market, &deputy, &TWO_DAYS).await.unwrap();
        assert!(placed.needs_approval, "a deputy's own limit is as it was");
        let own = approve(&bed, &deputy, placed.order).await.unwrap_err();
        assert_eq!(own, Refusal::OwnRequest.into());
        approve(&bed, &world.head, placed.order).await.unwrap();
    }

    async fn nobody_has_their_own_request_approved_by_their_own_deputy(bed) {
        let world = World::of(&bed).await;
        let ian = person(&bed, world.school, Role::Approver, "Ian Low", Some(30_000)).await;
        let days = named(&world.finance, TODAY, "2026-12-18");
        name_deputy(&bed.market, &ian, &key(), days).await.unwrap();
        let deputy = again(&bed, "Tom Field").await;
        let placed = world.book(&bed.market, &ian, &TWO_DAYS).await.unwrap();
        let refused = approve(&bed, &deputy, placed.order).await.unwrap_err();
        assert_eq!(refused, Refusal::OwnRequest.into());
    }

    async fn two_deputies_of_one_person_do_not_make_two_approvals(bed) {
        let world = World::of(&bed).await;
        let ruth = chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        name_deputy(&bed.market, &world.head, &key(), named(&world.finance, TODAY, TODAY))
            .await
            .unwrap();
        name_deputy(&bed.market, &ruth, &key(), named(&world.finance, TODAY, TODAY)).await.unwrap();
        let deputy = again(&bed, "Tom Field").await;
        let placed = world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        approve(&bed, &deputy, placed.order).await.unwrap();
        let twice = approve(&bed, &deputy, placed.order).await.unwrap_err();
        assert_eq!(twice, Refusal::ApprovedBefore.into());
        approve(&bed, &ruth, placed.order).await.unwrap();
    }

    async fn a_deputy_goes_no_further_than_was_said_nor_than_whoever_is_away(bed) {
        let world = World::of(&bed).await;
        let ian = person(&bed, world.school, Role::Approver, "Ian Low", Some(100_000)).await;
        let away = Away { first_on: day(TODAY), last_on: day("2026-12-18") };
        let deputy = Some(world.finance.person());
        let beyond = NameDeputy { deputy, away, limit: Some(Pence::pounds(1_001)) };
        let refused = name_deputy(&bed.market, &ian, &key(), beyond).await.unwrap_err();
        let most = Pence::pounds(1_000);
        assert_eq!(refused, Failure::field("limit", Problem::AboveYourOwn { most }));
        let said = NameDeputy { deputy, away, limit: Some(Pence::pounds(500)) };
        name_deputy(&bed.market, &ian, &key(), said).await.unwrap();
        let tom = again(&bed, "Tom Field").await;
        let placed = world.book(&bed.market, &world.buyer, &TWO_DAYS).await.unwrap();
        let refused = approve(&bed, &tom, placed.order).await.unwrap_err();
        assert_eq!(refused, Refusal::OverLimit { limit: Pence::pounds(500) }.into());
    }

    async fn what_a_deputy_downloads_says_for_whom_they_stood_in_and_what_they_agreed_to(bed) {
        let world = World::of(&bed).await;
        let away = named(&world.finance, TODAY, "2026-12-18");
        name_deputy(&bed.market, &world.head, &key(), away).await.unwrap();
        let placed = world.book(&bed.market, &world.buyer, &TWO_DAYS).await.unwrap();
        let tom = again(&bed, "Tom Field").await;
        approve(&bed, &tom, placed.order).await.unwrap();
        for (who, approved) in [(&tom, 1), (&world.head, 0)] {
            let data = market::person::my_data(&bed.market, who).await.unwrap();
            let [stood_in] = &data.deputies[..] else { panic!("{:?}", data.deputies) };
            assert_eq!(stood_in.approver, "Grace Adeyemi");
            assert_eq!(stood_in.deputy.as_deref(), Some("Tom Field"));
            assert_eq!(data.approvals.len(), approved);
        }
        let others = market::person::my_data(&bed.market, &world.other_buyer).await.unwrap();
        assert!(others.deputies.is_empty() && others.approvals.is_empty());
    }

    async fn who_may_be_named_and_when(bed) {
        let world = World::of(&bed).await;
        let auditor = person(&bed, world.school, Role::Auditor, "Mei Stone", None).await;
        let choices = deputy_choices(&bed.market, &world.head).await.unwrap();
        let names: Vec<&str> = choices.colleagues.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["Amina Rahman", "Tom Field"]);
        let name = async |named| name_deputy(&bed.market, &world.head, &key(), named).await;
        for stranger in [&auditor, &world.other_buyer, &world.head] {
            let refused = name(named(stranger, TODAY, TODAY)).await.unwrap_err();
            assert_eq!(refused, Failure::field("deputy", Problem::NotAChoice));
        }
        let past = name(named(&world.finance, "2026-11-22", TODAY)).await.unwrap_err();
        assert_eq!(past, Failure::field("first_on", Problem::InThePast));
        name(named(&world.finance, "2026-11-25", "2026-11-27")).await.unwrap();
        let twice = name(named(&world.buyer, "2026-11-27", "2026-11-30")).await.unwrap_err();
        assert_eq!(twice, Refusal::DeputyTwice.into());
        let nobody = NameDeputy { deputy: None, ..named(&world.buyer, "2026-11-28", "2026-11-30") };
        name(nobody).await.unwrap();
        let shown = view_scheme(&bed.market, &world.buyer).await.unwrap();
        let away: Vec<Option<&str>> = shown.away.iter().map(|one| one.deputy.as_deref()).collect();
        assert_eq!(away, [Some("Tom Field"), None]);
        let refused = name_deputy(
            &bed.market, &world.buyer, &key(), named(&world.finance, TODAY, TODAY),
        ).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
    }

    async fn a_deputys_time_is_ended_early_and_with_either_ones_role(bed) {
        let world = World::of(&bed).await;
        let name = async || {
            let days = named(&world.finance, TODAY, "2026-12-18");
            name_deputy(&bed.market, &world.head, &key(), days).await.unwrap()
        };
        let deputy = name().await;
        assert!(again(&bed, "Tom Field").await.can(Action::ApproveOrder));
        let end = EndDeputy { deputy };
        let other = end_deputy(&bed.market, &world.other_buyer, &key(), end).await;
        assert_eq!(other.unwrap_err(), Failure::NotAllowed);
        end_deputy(&bed.market, &world.head, &key(), end).await.unwrap();
        assert!(!again(&bed, "Tom Field").await.can(Action::ApproveOrder));
        let gone = end_deputy(&bed.market, &world.head, &key(), end).await.unwrap_err();
        assert_eq!(gone, Failure::NotFound);
        name().await;
        let listed = people(&bed.market, &world.head, &PageAsked::default()).await.unwrap();
        let tom = listed.holdings.items.iter().find(|held| held.name == "Tom Field").unwrap();
        person(&bed, world.school, Role::Auditor, "Tom Field", None).await;
        let end = EndRole { holding: tom.id, last_day: None };
        end_role(&bed.market, &world.head, &key(), end).await.unwrap();
        assert!(!again(&bed, "Tom Field").await.can(Action::ApproveOrder));
    }
}
