//! How many statements stand behind each page that lists: as many for one row as for several.
//!
//! Two of each page's say who looks, one what waits for them. A page that needs more than stands
//! here is a question about its query, and not a number to be put up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::buy_back::TypedRound;
use domain::enquiry::TypedEnquiry;
use market::buy_back::{self, SetBuyBack};
use market::enquiry::{AskAboutService, ask_about_service};
use market::idempotency::RequestKey;
use market::order::{self, PlaceOrder, PutIntoBasket, QuoteOrder, Wanted};
use market::{Market, deal};
use testbed::{Bed, on_both};

use crate::deal_world::{hr_and_payroll, new, opening};
use crate::trade::World;
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";
const BUYER: &str = "amina.rahman";
const STAFF: &str = "sam.patel";
const PROVIDER: &str = "priya.shah";

/// Who looks at what, and how many statements that takes.
const PAGES: [(&str, &str, u64); 28] = [
    (BUYER, "/", 11),
    (BUYER, "/services", 11),
    (BUYER, "/services?q=counselling", 10),
    (BUYER, "/services/saved", 4),
    (BUYER, "/orders", 4),
    (BUYER, "/invoices", 4),
    (BUYER, "/savings", 4),
    (BUYER, "/savings/entries", 4),
    (BUYER, "/deals", 4),
    (STAFF, "/", 8),
    (STAFF, "/services", 9),
    (STAFF, "/members", 8),
    (STAFF, "/orders", 4),
    (STAFF, "/invoices", 4),
    (STAFF, "/invoices/new", 4),
    (STAFF, "/savings", 4),
    (STAFF, "/savings/entries", 4),
    (STAFF, "/deals", 4),
    (PROVIDER, "/bookings", 5),
    (BUYER, "/quotes", 4),
    (BUYER, "/basket", 14),
    (BUYER, "/enquiries", 4),
    (PROVIDER, "/enquiries", 4),
    (BUYER, "/sharing", 4),
    (PROVIDER, "/quotes/asked", 4),
    (PROVIDER, "/bookings/week", 4),
    (PROVIDER, "/pay", 6),
    (BUYER, "/next-year", 4),
];

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

/// Two orders more, the first of them delivered and invoiced, and a deal more.
async fn more(bed: &Bed, world: &World, [past, coming]: [&str; 2]) {
    let market: &Market = &bed.market;
    let placed = world.book(market, &world.other_buyer, &[past]).await.unwrap();
    let begun = market.now();
    bed.clock.set(testbed::instant(&format!("{past}T17:00:00Z")));
    world.deliver(market, &placed).await;
    assert_eq!(world.invoice_all(market).await.len(), 1);
    bed.clock.set(begun);
    for buyer in [&world.buyer, &world.other_buyer] {
        world.book(market, buyer, &[coming]).await.unwrap();
    }
    collect_and_ask(bed, world, coming).await;
    let draft = deal::draft_deal(market, &world.staff, new(hr_and_payroll())).await.unwrap();
    deal::open_deal(market, &world.staff, opening(draft)).await.unwrap();
}

/// Two rows more in the basket, or one where the service is in it, and a question more.
async fn collect_and_ask(bed: &Bed, world: &World, day: &str) {
    let market = &bed.market;
    let things = world.sold_by_number(market, &format!("Paper for {day}")).await;
    let quantity = Wanted::Quantity { count: 3, wished_on: None, note: None };
    let days = Wanted::Days(vec![day.parse().unwrap()]);
    for (service, wanted) in [(things, quantity), (world.service, days)] {
        let put = PutIntoBasket { service, wanted };
        Box::pin(order::put_into_basket(market, &world.buyer, put)).await.unwrap();
    }
    let typed = TypedEnquiry { subject: format!("Before {day}"), words: "Which room?".to_owned() };
    let key = RequestKey::fresh(market);
    let asked = AskAboutService { service: world.service, typed, key };
    ask_about_service(market, &world.buyer, asked).await.unwrap();
}

async fn counted(bed: &Bed, count: &AtomicU64) -> Vec<(&'static str, &'static str, u64)> {
    let mut counted = Vec::new();
    for (who, page, _) in PAGES {
        let mut browser = signed_in(bed, who).await;
        // The first answer may note when the session was last seen.
        for _ in 0..2 {
            count.store(0, Ordering::SeqCst);
            let answer = browser.get(page).await;
            assert!(answer.status.is_success(), "{who} at {page}: {}", answer.status);
        }
        counted.push((who, page, count.load(Ordering::SeqCst)));
    }
    counted
}

/// How many statements stand behind a school's sheet of a buy-back, however many services it has.
const SHEET: u64 = 13;

/// How many statements stand behind a service's page for a member school: one of them says what schools
/// like it buy, one what was viewed before, one what is left of it in packages.
const SERVICE: u64 = 18;

/// Enters the buyer's school into the register, as a primary school of one form of entry.
async fn is_of_a_kind(world: &World) {
    let urn = domain::text::Urn::parse("100101").unwrap();
    let entry = domain::school::RegisterEntry {
        phase: Some(domain::school::Phase::Primary),
        ..domain::school::RegisterEntry::new(urn, "Hill Rise Primary".to_owned())
    };
    let entry = serde_json::to_string(&entry).unwrap();
    let sql = "INSERT INTO register_school (number, urn, name, kind, status, entry, changed_at) \
               VALUES (100101, '100101', 'Hill Rise Primary', 'x', 'open', $1, $2)";
    let now = testbed::instant(testbed::BEGINNING);
    world.sql.run(sql, [entry.into(), now.into()]).await;
    let sql = "INSERT INTO pupil_count (urn, counted_on, source, pupils, entered_at) \
               VALUES ('100101', $1, 'register', 200, $2)";
    world.sql.run(sql, [crate::trade::day("2026-01-15").into(), now.into()]).await;
}

/// A buy-back that is open today, and the page of the buyer's sheet in it.
async fn opened(bed: &Bed, world: &World) -> String {
    let typed =
        TypedRound { begins_on: "2027-04-01".to_owned(), opens_on: bed.market.today().to_string() };
    let set = SetBuyBack { typed };
    let id = buy_back::set_buy_back(&bed.market, &world.staff, set).await.unwrap();
    format!("/buy-back/{id}")
}

async fn of_page(bed: &Bed, count: &AtomicU64, page: &str) -> u64 {
    let mut browser = signed_in(bed, BUYER).await;
    for _ in 0..2 {
        count.store(0, Ordering::SeqCst);
        assert!(browser.get(page).await.status.is_success());
    }
    count.load(Ordering::SeqCst)
}

/// Three services more that the school has: so many things of each.
async fn buys_more(bed: &Bed, world: &World) {
    for title in ["Reading scheme", "Atlases", "Globes"] {
        let service = world.sold_by_number(&bed.market, title).await;
        let wanted = Wanted::Quantity { count: 3, wished_on: None, note: None };
        let asked = QuoteOrder { service, wanted: wanted.clone() };
        let seen = order::quote_order(&bed.market, &world.buyer, asked).await.unwrap().seen();
        let key = RequestKey::fresh(&bed.market);
        let place = PlaceOrder { service, wanted, purchase_order_number: None, seen, key };
        order::place_order(&bed.market, &world.buyer, place).await.unwrap();
    }
}

on_both! {
    async fn every_list_takes_as_many_statements_for_several_rows_as_for_one(bed) {
        let world = World::of(&bed).await;
        world.sql.script("UPDATE tier SET rule = '{\"kind\":\"flat\",\"amount\":0}'").await;
        let count = Arc::new(AtomicU64::new(0));
        let mut bed = bed;
        bed.market.count_statements(count.clone());
        more(&bed, &world, ["2026-12-01", "2026-12-07"]).await;
        assert_eq!(counted(&bed, &count).await, PAGES);
        let sheet = opened(&bed, &world).await;
        assert_eq!(of_page(&bed, &count, &sheet).await, SHEET);
        buys_more(&bed, &world).await;
        assert_eq!(of_page(&bed, &count, &sheet).await, SHEET);
        more(&bed, &world, ["2026-12-08", "2026-12-14"]).await;
        more(&bed, &world, ["2026-12-15", "2027-01-11"]).await;
        assert_eq!(counted(&bed, &count).await, PAGES);
        is_of_a_kind(&world).await;
        let page = format!("/services/{}", world.service);
        assert_eq!(of_page(&bed, &count, &page).await, SERVICE);
    }
}
