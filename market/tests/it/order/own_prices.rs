//! What schools pay themselves: of those that let it count, in sum, and nobody's to be read out.

use domain::Pence;
use domain::market_rate::OwnFigures;
use domain::vat::ComparisonBasis;
use market::market_rate::{price_sharing, share_prices};
use market::quote_request::{SendBid, ask_for_quotes, decide_quotes, send_bid};
use market::{Actor, Viewer, purge, service};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, day};
use crate::quotes;

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
    async fn a_quote_that_was_chosen_counts_where_the_school_said_so_and_others_never(bed) {
        let (world, market) = (World::with_counsellors(&bed, 13).await, &bed.market);
        sharing(&bed, &world, 4).await;
        let school = &world.other_buyer;
        share_prices(market, school, true).await.unwrap();
        let id = ask_for_quotes(market, school, quotes::request(&world)).await.unwrap();
        bed.run_jobs().await;
        let here = quotes::supplier(market, &world.manager).await;
        let bid = SendBid { supplier: here, typed: quotes::typed("3000", "Supervision"), document: None };
        send_bid(market, &world.manager, bid).await.unwrap();
        let outside = quotes::token(&bed, "hello@quiet.example");
        quotes::by_link(market, &outside, quotes::typed("100", "Everything")).await.unwrap();
        bed.clock.set(testbed::instant(quotes::CLOSES));
        assert_eq!(said_on(&bed, &world, "2026-12-05").await, None, "nobody has chosen yet");
        let chosen = quotes::decide(id, Some(here), quotes::LONG);
        decide_quotes(market, school, chosen).await.unwrap();
        // Whoever agreed while it was asked of orders alone has not agreed to this.
        world.sql.script("UPDATE price_sharing SET quotes = FALSE").await;
        assert!(!price_sharing(market, school).await.unwrap().quotes);
        assert_eq!(said_on(&bed, &world, "2026-12-06").await, None);
        share_prices(market, school, true).await.unwrap();
        assert!(price_sharing(market, school).await.unwrap().quotes);
        let said = said_on(&bed, &world, "2026-12-07").await.unwrap();
        assert_eq!((said.contributors, said.buyers), (5, 5), "the one that was not chosen is no price");
        assert_eq!((said.oldest_on, said.latest_on), (day("2026-12-04"), day(TUESDAY)));
        assert_eq!(said.quartiles(ComparisonBasis::Net), [Pence::pounds(240); 3]);
    }
}
