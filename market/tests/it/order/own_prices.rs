//! What schools pay themselves: of those that let it count, in sum, and nobody's to be read out.

use domain::Pence;
use domain::market_rate::OwnFigures;
use domain::vat::ComparisonBasis;
use market::market_rate::{price_sharing, share_prices};
use market::{Actor, Viewer, purge, service};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World};

/// Schools that have each bought a day, and let it count.
async fn sharing(bed: &Bed, world: &World, count: u32) -> Vec<Actor> {
    let mut buyers = Vec::new();
    for number in 1..=count {
        let buyer = world.buyer_of_another(bed, number).await;
        world.book(&bed.market, &buyer, &[TUESDAY]).await.unwrap();
        share_prices(&bed.market, &buyer, true).await.unwrap();
        buyers.push(buyer);
    }
    buyers
}

/// What is said after the night before a day.
async fn said_on(bed: &Bed, world: &World, day: &str) -> Option<OwnFigures> {
    purge::plan(&bed.market).await.unwrap();
    bed.clock.set(testbed::instant(&format!("{day}T09:00:00Z")));
    bed.run_jobs().await;
    let viewer = Viewer::Actor(Box::new(world.other_buyer.clone()));
    service::view_service(&bed.market, &viewer, world.service).await.unwrap().own
}

on_both! {
    async fn of_four_schools_nothing_is_said_and_of_five_a_middle(bed) {
        let world = World::with_counsellors(&bed, 13).await;
        sharing(&bed, &world, 4).await;
        // Another buys without letting it count.
        world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        assert_eq!(said_on(&bed, &world, "2026-11-25").await, None);
        share_prices(&bed.market, &world.other_buyer, true).await.unwrap();
        assert!(price_sharing(&bed.market, &world.other_buyer).await.unwrap().since.is_some());
        let said = said_on(&bed, &world, "2026-11-26").await.unwrap();
        assert_eq!((said.contributors, said.buyers), (5, 5));
        assert_eq!(said.quartiles(ComparisonBasis::Net), [Pence::pounds(240); 3]);
        assert_eq!(said.quartiles(ComparisonBasis::Gross), [Pence::pounds(288); 3]);
    }

    async fn whoever_stops_is_in_nothing_that_is_said_from_the_next_night_on(bed) {
        let world = World::with_counsellors(&bed, 13).await;
        let buyers = sharing(&bed, &world, 6).await;
        assert!(said_on(&bed, &world, "2026-11-25").await.is_some());
        let six = "SELECT COUNT(*) AS n FROM price_sharing WHERE ended_at IS NULL";
        share_prices(&bed.market, &buyers[0], true).await.unwrap();
        assert_eq!(world.sql.number(six).await, 6, "saying it again changes nothing");
        share_prices(&bed.market, &buyers[0], false).await.unwrap();
        share_prices(&bed.market, &buyers[0], false).await.unwrap();
        assert_eq!(world.sql.number(six).await, 5);
        // Five are enough, but the difference to before would be the one who stopped.
        assert_eq!(said_on(&bed, &world, "2026-11-26").await, None);
        let school = buyers[0].acting_for().unwrap().organisation;
        let kept = format!("SELECT COUNT(*) AS n FROM own_market WHERE said LIKE '%\"buyer\":\"{school}\"%'");
        assert_eq!(world.sql.number(&kept).await, 0);
    }
}
