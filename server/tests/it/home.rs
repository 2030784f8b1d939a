//! The first page, and the number in the header that says how much of it waits.

use testbed::{Bed, on_both};

use crate::trade::World;
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

/// The number in the header of a page.
fn waiting(page: &str) -> u64 {
    if page.contains("Nothing waiting") {
        return 0;
    }
    let count = page.split("cp-waiting__count\">").nth(1).expect("a number that waits");
    count.split('<').next().unwrap().parse().unwrap()
}

/// The things listed on a first page.
fn listed(page: &str) -> u64 {
    u64::try_from(page.matches("cp-todo__link").count()).unwrap()
}

on_both! {
    async fn an_order_over_the_limit_waits_for_the_head_and_for_nobody_else(bed) {
        let world = World::of(&bed).await;
        world.book(&bed.market, &world.buyer, &["2026-12-01", "2026-12-07"]).await.unwrap();
        let head = signed_in(&bed, "Grace Adeyemi").await.get("/").await.text;
        assert_eq!((waiting(&head), listed(&head)), (1, 1));
        assert!(head.contains("One thing needs you") && head.contains("Decide on £") && head.contains(": Counselling"));
        let orders = signed_in(&bed, "Grace Adeyemi").await.get("/services").await.text;
        assert_eq!(waiting(&orders), 1, "the header of every page says so");
        let buyer = signed_in(&bed, "Amina Rahman").await.get("/").await.text;
        assert_eq!((waiting(&buyer), listed(&buyer)), (0, 0));
        assert!(buyer.contains("Nothing needs you today") && buyer.contains("With your approver"));
        for other in ["Tom Field", "Lena Fox"] {
            assert_eq!(waiting(&signed_in(&bed, other).await.get("/").await.text), 0, "{other}");
        }
    }

    async fn what_waits_is_counted_beyond_what_a_first_page_has_room_for(bed) {
        let world = World::of(&bed).await;
        for monday in ["2026-11-30", "2026-12-07", "2026-12-14"] {
            for _ in 0..3 {
                world.book(&bed.market, &world.buyer, &[monday, "2027-01-04"]).await.ok();
                world.book(&bed.market, &world.buyer, &[monday, "2027-01-05"]).await.ok();
                world.book(&bed.market, &world.buyer, &[monday, "2027-01-11"]).await.ok();
            }
        }
        let orders = "SELECT COUNT(*) AS n FROM school_order WHERE state = 'awaiting_approval'";
        let orders = u64::try_from(world.sql.number(orders).await).unwrap();
        let head = signed_in(&bed, "Grace Adeyemi").await.get("/").await.text;
        assert_eq!(waiting(&head), orders);
        assert!(head.contains(&format!("{orders} things need you")), "{head}");
    }

    async fn staff_see_as_many_things_as_the_header_counts(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.head, &["2026-11-30", "2026-12-01"]).await;
        let placed = placed.unwrap();
        bed.clock.set(testbed::instant("2026-12-01T16:00:00Z"));
        assert_eq!(waiting(&signed_in(&bed, "Priya Shah").await.get("/bookings").await.text), 2);
        world.deliver(&bed.market, &placed).await;
        assert_eq!(waiting(&signed_in(&bed, "Priya Shah").await.get("/bookings").await.text), 0);
        let staff = signed_in(&bed, "Sam Patel").await.get("/").await.text;
        assert_eq!((waiting(&staff), listed(&staff)), (1, 1), "{staff}");
        assert!(staff.contains("Invoice 2 deliveries"));
        world.invoice_all(&bed.market).await;
        assert_eq!(waiting(&signed_in(&bed, "Sam Patel").await.get("/").await.text), 0);
        bed.clock.set(testbed::instant("2027-02-01T09:00:00Z"));
        let staff = signed_in(&bed, "Sam Patel").await.get("/").await.text;
        assert_eq!((waiting(&staff), listed(&staff)), (1, 1));
        assert!(staff.contains("One thing needs you") && staff.contains("1 invoice is overdue"));
        let late = signed_in(&bed, "Sam Patel").await.get("/invoices?state=overdue").await.text;
        assert!(late.contains("RIVER-000001"), "what is overdue is listed");
        let school = signed_in(&bed, "Tom Field").await.get("/").await.text;
        assert_eq!((waiting(&school), listed(&school)), (1, 1));
        assert!(school.contains("Pay invoice RIVER-000001"));
    }
}
