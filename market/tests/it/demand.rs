//! What a pool is wanted for: days asked for in vain, terms from before, and the signal.

use domain::capacity::{Advice, TermDays, TypedTerm};
use domain::{Failure, Problem, Refusal};
use market::Actor;
use market::capacity::{self, DemandPage, EnterTerm};
use market::order::{self, QuoteOrder, Wanted};
use testbed::{Bed, on_both};

use crate::order::world::{TUESDAY, World, day, key};

async fn demand(bed: &Bed, world: &World) -> DemandPage {
    capacity::view_demand(&bed.market, &world.manager, world.service).await.unwrap()
}

/// The term that is running, so far.
async fn so_far(bed: &Bed, world: &World) -> TermDays {
    let terms = demand(bed, world).await.terms;
    assert!(terms[0].is_running && terms.len() == 1, "{terms:?}");
    terms[0].days
}

async fn ask_in_vain(bed: &Bed, world: &World, buyer: &Actor) {
    let wanted = Wanted::Days(vec![day(TUESDAY)]);
    let asked =
        order::quote_order(&bed.market, buyer, QuoteOrder { service: world.service, wanted });
    let refused = asked.await.err();
    assert!(matches!(refused, Some(Failure::Refused(Refusal::DayTaken { .. }))), "{refused:?}");
}

fn term(world: &World, name: &str, wanted: u32) -> EnterTerm {
    let typed = TypedTerm {
        term: name.to_owned(),
        offered: wanted.to_string(),
        sold: wanted.to_string(),
        delivered: wanted.to_string(),
        unmet: "0".to_owned(),
    };
    EnterTerm { key: key(), service: world.service, typed }
}

on_both! {
    async fn a_day_asked_for_in_vain_counts_once_for_a_school_until_it_finds_another(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        for _ in 0..2 {
            ask_in_vain(&bed, &world, &world.other_buyer).await;
        }
        let days = so_far(&bed, &world).await;
        assert_eq!((days.sold, days.unmet, days.wanted()), (1, 1, 2));
        // The same school finds a day within a fortnight: nothing was in vain.
        world.book(&bed.market, &world.other_buyer, &["2026-12-14"]).await.unwrap();
        let days = so_far(&bed, &world).await;
        assert_eq!((days.sold, days.unmet), (2, 0));
        // What it asks for after that is another day.
        bed.clock.set(testbed::instant("2026-11-24T09:00:00Z"));
        let wanted = Wanted::Days(vec![day(TUESDAY)]);
        let quote = QuoteOrder { service: world.service, wanted };
        assert!(order::quote_order(&bed.market, &world.buyer, quote).await.is_err());
        assert_eq!(so_far(&bed, &world).await.unmet, 1);
    }

    async fn terms_from_before_give_a_signal_and_those_sold_here_are_not_entered(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let early = demand(&bed, &world).await;
        assert_eq!(early.advice, Advice::TooEarly { known: 0, least: 6 });
        assert_eq!(early.to_enter[0].to_string(), "2025-summer");
        // The running term is no term from before, and neither is one to come.
        for wrong in ["2026-autumn", "2026-spring", "2019-summer", "soon"] {
            let refused = capacity::enter_term(market, &world.manager, term(&world, wrong, 90)).await;
            assert_eq!(refused, Err(Failure::field("term", Problem::NotAChoice)), "{wrong}");
        }
        for year in ["2024", "2025"] {
            for name in ["autumn", "spring", "summer"] {
                let command = term(&world, &format!("{year}-{name}"), 200);
                capacity::enter_term(market, &world.staff, command).await.unwrap();
            }
        }
        let found = demand(&bed, &world).await;
        assert!(matches!(found.advice, Advice::Hire { people: 3.., .. }), "{:?}", found.advice);
        assert_eq!(found.outlooks.iter().map(|one| one.forecast.expected).collect::<Vec<_>>(), [200, 200]);
        // Put right, it counts once.
        capacity::enter_term(market, &world.staff, term(&world, "2025-spring", 20)).await.unwrap();
        let found = demand(&bed, &world).await;
        assert_eq!((found.terms.len(), found.outlooks[0].forecast.year_before), (7, 20));
    }
}
