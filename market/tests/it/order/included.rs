//! What the membership includes, and what the partnership pays.

use std::sync::Arc;

use domain::price::{TypedExtras, TypedPrice};
use domain::service::TypedTerms;
use domain::{Failure, Refusal};
use market::order::{self, CancelOrder, QuoteOrder, Wanted};
use market::service::{self, ChangeService, TypedProvider};
use testbed::{Bed, on_both};

use super::world::{DAY_NET, TUESDAY, World, day, key};

/// Gives the service something that goes with its price.
async fn with(bed: &Bed, world: &World, extras: TypedExtras) {
    let viewer = market::Viewer::Actor(Box::new(world.staff.clone()));
    let seen = service::view_service(&bed.market, &viewer, world.service).await.unwrap();
    let shown = TypedTerms::of(seen.terms(), bed.market.today());
    let change = ChangeService {
        service: world.service,
        version: seen.row_version(),
        provider: TypedProvider { chosen: seen.provider.id.to_string(), new_name: String::new() },
        terms: TypedTerms { price: TypedPrice { extras, ..shown.price.clone() }, ..shown },
    };
    service::change_service(&bed.market, &world.staff, change).await.unwrap();
}

fn one_included() -> TypedExtras {
    TypedExtras { allowance: "1".to_owned(), ..TypedExtras::default() }
}

on_both! {
    async fn of_two_orders_at_once_one_uses_what_is_included(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        with(&bed, &world, one_included()).await;
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut buyers = Vec::new();
        for number in 0..10 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            buyers.push(tokio::spawn(async move {
                // Whoever is told that the price is another looks again, as a person would.
                loop {
                    match world.book(&market, &world.other_buyer, &[TUESDAY]).await {
                        Err(Failure::TryLater | Failure::Refused(Refusal::NotAsShown)) => {}
                        outcome => return outcome.map(drop),
                    }
                }
            }));
        }
        for buyer in buyers {
            buyer.await.unwrap().unwrap();
        }
        let free = "SELECT COUNT(*) AS n FROM order_line WHERE net_pence = 0";
        assert_eq!(world.sql.number(free).await, 1);
        let paid = format!("SELECT COUNT(*) AS n FROM order_line WHERE net_pence = {DAY_NET}");
        assert_eq!(world.sql.number(&paid).await, 9);
        let said = "SELECT COUNT(*) AS n FROM order_line \
                    WHERE description LIKE '%, included in the membership'";
        assert_eq!(world.sql.number(said).await, 1);
        // The other school has one of its own.
        world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
        assert_eq!(world.sql.number(free).await, 2);
    }

    async fn what_is_cancelled_in_time_can_be_had_again_for_nothing(bed) {
        let world = World::of(&bed).await;
        with(&bed, &world, one_included()).await;
        let first = world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        let quote = || async {
            let wanted = Wanted::Days(vec![day("2026-12-15")]);
            let ask = QuoteOrder { service: world.service, wanted };
            order::quote_order(&bed.market, &world.other_buyer, ask).await.unwrap()
        };
        assert!(!quote().await.lines[0].included);
        let cancel = CancelOrder { order: first.order, line: None, agreed_charge: domain::Pence::ZERO, key: key() };
        order::cancel_order(&bed.market, &world.other_buyer, cancel).await.unwrap();
        assert!(quote().await.lines[0].included);
    }

    async fn what_the_partnership_pays_stands_on_the_line_and_the_school_pays_the_rest(bed) {
        let world = World::of(&bed).await;
        let extras = TypedExtras { subsidy_share: "25".to_owned(), ..TypedExtras::default() };
        with(&bed, &world, extras).await;
        let placed = world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        let viewed = order::view_order(&bed.market, &world.other_buyer, placed.order).await.unwrap();
        assert_eq!(viewed.lines[0].net.pence().get(), DAY_NET * 3 / 4);
        let said = "£240.00 less £60.00 paid by the partnership";
        assert!(viewed.lines[0].description.ends_with(said), "{}", viewed.lines[0].description);
    }
}
