//! One search: what somebody may see by kind, and nothing of anybody else's.

use axum::http::StatusCode;
use testbed::{Bed, on_both};

use crate::deal_world;
use crate::trade::World;
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

/// What stands between the header and the footer of the answer to a search.
async fn found(browser: &mut Browser, typed: &str) -> String {
    let answer = browser.get(&format!("/search?q={}", typed.replace(' ', "+"))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned()
}

/// The partnership of traded services and the one of a deal, with an order, an invoice, a deal.
async fn two_tenants(bed: &Bed) -> (World, String) {
    let world = World::of(bed).await;
    let rule = "UPDATE tier SET rule = '{\"kind\":\"flat\",\"amount\":100000}'";
    let placed = world.book(&bed.market, &world.head, &["2026-11-30"]).await.unwrap();
    let deals = deal_world::world(bed, 2).await;
    deal_world::open(bed, &deals).await;
    world.sql.script(rule).await;
    bed.clock.set(testbed::instant("2026-11-30T16:00:00Z"));
    world.deliver(&bed.market, &placed).await;
    world.invoice_all(&bed.market).await;
    (world, placed.reference.clone())
}

on_both! {
    async fn what_is_found_is_grouped_by_kind(bed) {
        let (_, reference) = Box::pin(two_tenants(&bed)).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let page = found(&mut buyer, "counsel").await;
        assert!(page.contains("id=\"services\"") && page.contains("Counselling in school"), "{page}");
        assert!(page.contains("£240"), "with the school's own price");
        let page = found(&mut buyer, &reference.to_lowercase().replace('-', " ")).await;
        assert!(page.contains("id=\"orders\"") && page.contains(&reference), "{page}");
        let page = found(&mut buyer, "river-000001").await;
        assert!(page.contains("id=\"invoices\"") && page.contains("RIVER-000001"), "{page}");
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let page = found(&mut staff, "hill rise").await;
        assert!(page.contains("id=\"members\"") && page.contains("Hill Rise Primary"), "{page}");
        assert!(found(&mut staff, &reference).await.contains("Hill Rise Primary"));
        let mut provider = signed_in(&bed, "Priya Shah").await;
        let page = found(&mut provider, &reference).await;
        assert!(page.contains("/bookings/order_"), "the provider's own page of it: {page}");
        let mut member = signed_in(&bed, "buyer1").await;
        assert!(found(&mut member, "HR").await.contains("id=\"deals\""));
    }

    async fn nobody_finds_what_belongs_to_another(bed) {
        let (_, reference) = Box::pin(two_tenants(&bed)).await;
        let people = ["Lena Fox", "buyer1", "lead"];
        for typed in [reference.as_str(), "RIVER-000001"] {
            for person in people {
                let page = found(&mut signed_in(&bed, person).await, typed).await;
                assert!(page.contains("Nothing was found"), "{person} finds {typed}: {page}");
            }
            let page = found(&mut browser(&bed, false), typed).await;
            assert!(page.contains("Nothing was found"), "a visitor finds {typed}");
        }
        for person in ["Amina Rahman", "Sam Patel", "Priya Shah"] {
            let page = found(&mut signed_in(&bed, person).await, "HR").await;
            assert!(!page.contains("id=\"deals\""), "{person} finds another's deal: {page}");
        }
        let page = found(&mut signed_in(&bed, "Sam Patel").await, "School 01").await;
        assert!(!page.contains("id=\"members\""), "another partnership's member: {page}");
        let page = found(&mut signed_in(&bed, "lead").await, "counsel").await;
        assert!(!page.contains("Counselling in school"), "another partnership's service: {page}");
    }

    async fn odd_words_find_nothing_and_break_nothing(bed) {
        Box::pin(two_tenants(&bed)).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        for typed in ["%25", "%27%20OR%201%3D1", "%3Cscript%3E", "\\", "*", "%00", &"x".repeat(3_000)] {
            let page = found(&mut staff, typed).await;
            assert!(!page.contains("<script>") && !page.contains("id=\"orders\""), "{page}");
        }
        assert!(!found(&mut staff, "").await.contains("Nothing was found"));
    }
}
