//! The basket: what is in it at today's price, ordered whole or not at all, once.

use domain::service::{Event, TypedTerms};
use domain::{Failure, Refusal};
use market::order::{
    Basket, OrderBasket, PutIntoBasket, Wanted, order_basket, put_into_basket, take_out_of_basket,
    view_basket, view_purchase,
};
use market::service::{
    ChangeService, MoveService, TypedProvider, change_service, move_service, view_service,
};
use market::{Actor, Market, Viewer};
use testbed::{instant, on_both};
use tokio::task::JoinSet;

use super::world::{World, day, key, per_day};

fn days(days: &[&str]) -> Wanted {
    Wanted::Days(days.iter().map(|text| day(text)).collect())
}

const fn things(count: u32) -> Wanted {
    Wanted::Quantity { count, wished_on: None, note: None }
}

async fn put(
    market: &Market,
    buyer: &Actor,
    service: domain::id::ServiceId,
    wanted: Wanted,
) -> Result<(), Failure> {
    put_into_basket(market, buyer, PutIntoBasket { service, wanted }).await
}

/// Has staff put another price on something.
async fn now_costs(market: &Market, world: &World, service: domain::id::ServiceId, pounds: &str) {
    let staff = Viewer::Actor(Box::new(world.staff.clone()));
    let seen = view_service(market, &staff, service).await.unwrap();
    let terms =
        TypedTerms { price: per_day(pounds), ..TypedTerms::of(seen.terms(), market.today()) };
    let provider = TypedProvider { chosen: seen.provider.id.to_string(), new_name: String::new() };
    let change = ChangeService { service, version: seen.row_version(), provider, terms };
    change_service(market, &world.staff, change).await.unwrap();
}

fn all(basket: &Basket) -> OrderBasket {
    let seen = basket.quote.as_ref().expect("all of it can be ordered").seen();
    OrderBasket { purchase_order_number: None, seen, key: key() }
}

async fn count(world: &World, table: &str) -> i64 {
    world.sql.number(&format!("SELECT COUNT(*) AS n FROM {table}")).await
}

on_both! {
    async fn what_is_in_the_basket_is_one_purchase_under_one_gate(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        let atlases = world.sold_by_number(market, "Atlases").await;
        put(market, buyer, world.service, days(&["2026-12-07"])).await.unwrap();
        put(market, buyer, world.service, days(&["2026-12-08"])).await.unwrap();
        put(market, buyer, atlases, things(10)).await.unwrap();
        let basket = view_basket(market, buyer).await.unwrap();
        let titles: Vec<&str> = basket.rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, ["Atlases", "Counselling in school"], "a service is in it once");
        assert_eq!(basket.rows[1].wanted, days(&["2026-12-08"]), "what was wanted last");
        // £288 alone is within £300; with £60 it is not.
        let quote = basket.quote.as_ref().unwrap();
        assert_eq!((quote.gross.pence().get(), quote.seen().needs_approval), (34_800, true));
        assert_eq!(basket.sums.iter().map(|sum| sum.gross.get()).sum::<i64>(), 34_800);
        assert!(view_basket(market, &world.head).await.unwrap().rows.is_empty(), "it is one person's");
        assert_eq!(count(&world, "school_order").await, 0);

        let command = all(&basket);
        let placed = order_basket(market, buyer, command.clone()).await.unwrap();
        assert!(placed.needs_approval);
        assert_eq!(order_basket(market, buyer, command).await, Ok(placed.clone()), "pressed twice");
        assert!(view_basket(market, buyer).await.unwrap().rows.is_empty());
        let purchase = view_purchase(market, &world.head, placed.purchase).await.unwrap();
        assert_eq!((purchase.orders.len(), purchase.total.2.get()), (2, 34_800));
        assert!(purchase.can_decide);
    }

    async fn what_changed_since_is_told_in_its_row_and_nothing_is_ordered(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        let atlases = world.sold_by_number(market, "Atlases").await;
        let globes = world.sold_by_number(market, "Globes").await;
        put(market, buyer, world.service, days(&["2026-12-08"])).await.unwrap();
        put(market, buyer, atlases, things(10)).await.unwrap();
        put(market, buyer, globes, things(1)).await.unwrap();
        let seen = all(&view_basket(market, buyer).await.unwrap());
        let pause = MoveService { service: globes, event: Event::Pause };
        move_service(market, &world.staff, pause).await.unwrap();
        for _ in 0..3 {
            let (number, buyer) = (count(&world, "school_order").await, &world.other_buyer);
            let booked = world.book(market, buyer, &["2026-12-08"]).await;
            assert!(booked.is_ok(), "{number}: {booked:?}");
        }
        let basket = view_basket(market, buyer).await.unwrap();
        assert!(basket.quote.is_none());
        let told: Vec<bool> = basket.rows.iter().map(|row| row.now.is_ok()).collect();
        assert_eq!(told, [true, false, false], "atlases, counselling, globes");
        assert!(matches!(basket.rows[1].now, Err(Refusal::DayTaken { .. })));
        assert_eq!(basket.rows[2].now, Err(Refusal::NotOnSale));
        let before = count(&world, "school_order").await;
        let refused = order_basket(market, buyer, seen).await;
        assert!(matches!(refused, Err(Failure::Refused(Refusal::DayTaken { .. }))), "{refused:?}");
        assert_eq!(count(&world, "school_order").await, before, "all or nothing");
        assert_eq!(view_basket(market, buyer).await.unwrap().rows.len(), 3, "nothing left it");
        assert_eq!(count(&world, "unmet_ask").await, 1, "the day was asked for in vain");

        let rows: Vec<_> = basket.rows.iter().map(|row| row.id).collect();
        let other = take_out_of_basket(market, &world.other_buyer, rows[1]).await;
        assert_eq!(other, Err(Failure::NotFound));
        for row in &rows[1..] {
            take_out_of_basket(market, buyer, *row).await.unwrap();
        }
        // What was shown is what is bound to: a dearer price is shown first.
        let seen = all(&view_basket(market, buyer).await.unwrap());
        now_costs(market, &world, atlases, "6").await;
        let basket = view_basket(market, buyer).await.unwrap();
        let now = basket.rows[0].now.as_ref().unwrap().totals.gross.pence().get();
        assert_eq!((basket.rows[0].was.get(), now), (6_000, 7_200), "old and new");
        let refused = order_basket(market, buyer, seen).await;
        assert_eq!(refused, Err(Failure::Refused(Refusal::NotAsShown)));
        order_basket(market, buyer, all(&basket)).await.unwrap();
    }

    async fn another_window_that_wants_something_else_is_not_what_was_shown(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        put(market, buyer, world.service, days(&["2026-12-08"])).await.unwrap();
        let shown = all(&view_basket(market, buyer).await.unwrap());
        // The same service at the same price, on another day.
        put(market, buyer, world.service, days(&["2026-12-15"])).await.unwrap();
        let refused = order_basket(market, buyer, shown).await;
        assert_eq!(refused, Err(Refusal::NotAsShown.into()));
        order_basket(market, buyer, all(&view_basket(market, buyer).await.unwrap())).await.unwrap();
    }

    async fn a_wish_whose_day_has_come_is_told_in_its_row_and_can_be_taken_out(bed) {
        let world = World::of(&bed).await;
        let (market, buyer) = (&bed.market, &world.buyer);
        let atlases = world.sold_by_number(market, "Atlases").await;
        let wished = Wanted::Quantity { count: 2, wished_on: Some(day("2026-12-01")), note: None };
        put(market, buyer, atlases, wished).await.unwrap();
        bed.clock.set(instant("2026-12-02T09:00:00Z"));
        let basket = view_basket(market, buyer).await.unwrap();
        let [row] = &basket.rows[..] else { panic!("{:?}", basket.rows) };
        assert!(matches!(row.now, Err(Refusal::TooSoon { .. })), "{:?}", row.now);
        for _ in 0..2 {
            take_out_of_basket(market, buyer, row.id).await.unwrap();
        }
        assert!(view_basket(market, buyer).await.unwrap().rows.is_empty());
    }

    async fn of_many_windows_one_orders_and_of_many_schools_one_has_the_day(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let other = bed.another_process().await;
        let atlases = world.sold_by_number(market, "Atlases").await;
        for buyer in [&world.buyer, &world.other_buyer] {
            put(market, buyer, world.service, days(&["2026-12-08"])).await.unwrap();
            put(market, buyer, atlases, things(2)).await.unwrap();
        }
        let mut windows = Vec::new();
        for number in 0..8 {
            let buyer = if number % 4 < 2 { &world.buyer } else { &world.other_buyer }.clone();
            windows.push((number, all(&view_basket(market, &buyer).await.unwrap()), buyer));
        }
        let mut tasks = JoinSet::new();
        for (number, window, buyer) in windows {
            let market = if number % 2 == 0 { market } else { &other }.clone();
            tasks.spawn(async move { order_basket(&market, &buyer, window).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
        let refused = |one: &Result<_, Failure>| {
            matches!(one, Ok(_) | Err(Failure::Refused(Refusal::NotAsShown | Refusal::DayTaken { .. })))
        };
        assert!(outcomes.iter().all(refused), "{outcomes:?}");
        assert_eq!(count(&world, "purchase").await, 1);
        assert_eq!(count(&world, "school_order").await, 2);
        assert_eq!(count(&world, "basket_row").await, 2, "the other school's, who bought nothing");
    }
}
