//! Laying down who approves what.

use domain::access::Role;
use domain::audit::Deed;
use domain::delegation::DelegationRule;
use domain::service::Category;
use domain::{Failure, Pence, Problem, Refusal};
use market::audit::{TrailAsked, view_trail};
use market::delegation::{ChangeDelegation, change_delegation, view_scheme};
use market::order::{self, QuoteOrder, Wanted};
use testbed::on_both;

use super::{TWO_DAYS, above, chair, lay_down};
use crate::order::world::{World, day, key, person};

fn alone(pounds: i32) -> DelegationRule {
    DelegationRule { alone: Some(Pence::pounds(pounds)), governors_above: None }
}

on_both! {
    async fn a_school_that_laid_nothing_down_has_each_ones_limit_and_one_level(bed) {
        let world = World::of(&bed).await;
        let shown = view_scheme(&bed.market, &world.buyer).await.unwrap();
        assert_eq!((shown.revision, shown.scheme.needs_governors()), (0, false));
        assert_eq!(shown.highest(Role::Buyer), Some(Some(Pence::pounds(300))));
        assert_eq!(shown.highest(Role::Approver), Some(None));
        assert_eq!(shown.highest(Role::Governor), None);
        assert!(!shown.may_change && shown.history.is_empty());
        let staff = view_scheme(&bed.market, &world.staff).await.unwrap_err();
        assert_eq!(staff, Failure::NotAllowed);
    }

    async fn of_one_category_every_order_goes_to_the_head(bed) {
        let world = World::of(&bed).await;
        let counselling = Some(Category::Counselling);
        lay_down(&bed, &world.head, counselling, alone(0)).await.unwrap();
        let ask = QuoteOrder { service: world.service, wanted: Wanted::Days(vec![day(TWO_DAYS[0])]) };
        let quote = order::quote_order(&bed.market, &world.buyer, ask).await.unwrap();
        assert_eq!(quote.over_limit, Some(Pence::ZERO));
        let placed = world.book(&bed.market, &world.buyer, &TWO_DAYS[..1]).await.unwrap();
        assert!(placed.needs_approval, "one day is inside the buyer's own limit");
        // Taken back, the buyer's own limit is all there is.
        lay_down(&bed, &world.head, counselling, DelegationRule::default()).await.unwrap();
        let placed = world.book(&bed.market, &world.buyer, &TWO_DAYS[1..]).await.unwrap();
        assert!(!placed.needs_approval);
        let shown = view_scheme(&bed.market, &world.head).await.unwrap();
        let history: Vec<Option<Pence>> = shown.history.iter().map(|laid| laid.rule.alone).collect();
        assert_eq!(history, [None, Some(Pence::ZERO)], "nothing is overwritten");
    }

    async fn who_binds_with_a_limit_lays_nothing_down_and_a_head_takes_nothing_from_governors(bed) {
        let world = World::of(&bed).await;
        let deputy = person(&bed, world.school, Role::Approver, "Ian Low", Some(50_000)).await;
        let refused = lay_down(&bed, &deputy, None, alone(100)).await.unwrap_err();
        assert_eq!(refused, Refusal::SchemeNotYours.into());
        let refused = lay_down(&bed, &world.buyer, None, alone(100)).await.unwrap_err();
        assert_eq!(refused, Failure::NotAllowed);
        let refused = lay_down(&bed, &world.head, None, above(1_000)).await.unwrap_err();
        assert_eq!(refused, Refusal::NoGovernor.into());
        let chair = chair(&bed, &world).await;
        lay_down(&bed, &world.head, None, above(1_000)).await.unwrap();
        for looser in [above(1_001), DelegationRule::default()] {
            let refused = lay_down(&bed, &world.head, None, looser).await.unwrap_err();
            assert_eq!(refused, Refusal::GovernorsDecide.into());
        }
        let category = Some(Category::Counselling);
        let refused = lay_down(&bed, &world.head, category, above(5_000)).await.unwrap_err();
        assert_eq!(refused, Refusal::GovernorsDecide.into());
        lay_down(&bed, &world.head, None, above(900)).await.unwrap();
        lay_down(&bed, &chair, None, above(5_000)).await.unwrap();
    }

    async fn what_is_changed_is_what_was_seen_once_and_it_stands_in_the_schools_trail(bed) {
        let world = World::of(&bed).await;
        let change = ChangeDelegation { revision: 0, category: None, rule: alone(100) };
        let key_of_form = key();
        for _ in 0..2 {
            change_delegation(&bed.market, &world.head, &key_of_form, change).await.unwrap();
        }
        let stale = change_delegation(&bed.market, &world.head, &key(), change).await.unwrap_err();
        assert_eq!(stale, Failure::ChangedMeanwhile);
        let nothing = ChangeDelegation {
            revision: 1,
            category: Some(Category::Music),
            rule: DelegationRule::default(),
        };
        let nothing = change_delegation(&bed.market, &world.head, &key(), nothing).await;
        assert_eq!(nothing.unwrap_err(), Failure::field("alone", Problem::Missing));
        bed.run_jobs().await;
        let trail = view_trail(&bed.market, &world.head, TrailAsked::default()).await.unwrap();
        let deeds = trail.entries.items.iter().filter(|entry| entry.action == Deed::ChangeDelegation.code());
        assert_eq!(deeds.count(), 1);
    }
}
