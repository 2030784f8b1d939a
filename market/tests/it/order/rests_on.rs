//! What a saving rests on stays as it was when the saving was entered.

use domain::id::SavingId;
use domain::saving::Evidence;
use domain::service::Event;
use domain::{Failure, Pence};
use market::db::PageAsked;
use market::market_rate::{WithdrawPricePoint, withdraw_price_point};
use market::order::{self, CancelOrder};
use market::saving::{Filter, view_saving_entries, view_saving_entry};
use market::service::{MoveService, move_service};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, key};

async fn newest(bed: &Bed, world: &World) -> SavingId {
    let entries =
        view_saving_entries(&bed.market, &world.head, Filter::default(), PageAsked::default());
    entries.await.unwrap().items[0].entry.stored().id
}

on_both! {
    async fn a_price_withdrawn_later_changes_nothing_under_an_old_figure(bed) {
        let world = World::of(&bed).await;
        world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
        let id = newest(&bed, &world).await;
        let before = view_saving_entry(&bed.market, &world.head, id).await.unwrap();
        let facts = before.view.entry.stored().facts.clone();
        let prices = before.prices.unwrap();
        assert_eq!(prices.rate.distribution.unwrap().median, facts.baseline.amount);
        assert_eq!(prices.rate.published.len(), facts.evidence.len());
        assert_eq!(prices.withdrawn, vec![]);

        let Evidence::PricePoint(point) = facts.evidence[0] else { panic!("a published price") };
        withdraw_price_point(&bed.market, &world.staff, WithdrawPricePoint { point }).await.unwrap();
        for event in [Event::Pause, Event::Retire] {
            let retire = MoveService { service: world.service, event };
            move_service(&bed.market, &world.staff, retire).await.unwrap();
        }

        for reader in [&world.head, &world.staff] {
            let after = view_saving_entry(&bed.market, reader, id).await.unwrap();
            let after = after.prices.unwrap();
            assert_eq!(after.rate, prices.rate);
            assert_eq!(after.withdrawn.len(), 1);
            assert_eq!(after.withdrawn[0].0, point);
        }
    }

    async fn an_entry_says_which_other_took_it_back(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
        let id = newest(&bed, &world).await;
        let seen = view_saving_entry(&bed.market, &world.head, id).await.unwrap();
        assert_eq!((seen.takes_back, seen.taken_back_by), (None, None));
        let cancel = CancelOrder { order: placed.order, line: None, agreed_charge: Pence::ZERO, key: key() };
        order::cancel_order(&bed.market, &world.head, cancel).await.unwrap();
        let reversal = newest(&bed, &world).await;
        let seen = view_saving_entry(&bed.market, &world.head, id).await.unwrap();
        assert_eq!(seen.taken_back_by, Some(reversal));
        let seen = view_saving_entry(&bed.market, &world.head, reversal).await.unwrap();
        assert_eq!(seen.takes_back, Some(id));
    }

    async fn another_school_does_not_learn_that_an_entry_is_there(bed) {
        let world = World::of(&bed).await;
        world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
        let id = newest(&bed, &world).await;
        let refused = view_saving_entry(&bed.market, &world.other_buyer, id).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
    }
}
