//! Peer review on pages: what each school gave and received, for the partnership and for a school.

use market::order::{PlaceOrder, QuoteOrder, Wanted, place_order, quote_order};
use testbed::{instant, on_sqlite};

use crate::trade::{World, key, on_sale, terms};
use crate::world::{Browser, browser};

async fn signed_in(bed: &testbed::Bed, email: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(email, "river boats at noon").await;
    browser
}

on_sqlite! {
    async fn staff_see_who_gave_and_received_and_a_school_sees_its_own(bed) {
        let world = World::of(&bed).await;
        let mut typed = terms("Peer review", "item", "300");
        typed.category = "peer_review".to_owned();
        typed.price.extras.subsidy_share = "50".to_owned();
        let service = on_sale(&bed, &world, typed).await;
        let mut staff = signed_in(&bed, "sam.patel@pool.example").await;
        let none = staff.get("/peer-review").await.text;
        assert!(none.contains("No peer reviews in this year"));
        let wanted = Wanted::Quantity { count: 2, wished_on: None, note: None };
        let asked = QuoteOrder { service, wanted: wanted.clone() };
        let seen = quote_order(&bed.market, &world.head, asked).await.unwrap().seen();
        let place = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
        let placed = place_order(&bed.market, &world.head, place).await.unwrap();
        world.deliver(&bed.market, &placed).await;

        let page = staff.get("/peer-review").await.text;
        for words in ["Hill Rise Primary", "2 received", "Harbour Counselling", "No school", "2 given", "£300.00"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(page.find("Hill Rise Primary") < page.find("Harbour Counselling"), "schools come first");
        let sorted = staff.get("/peer-review?sort=funded").await.text;
        assert!(sorted.contains("aria-sort=\"descending\"") && sorted.contains("/peer-review.csv?sort=funded"));
        let file = staff.get("/peer-review.csv?sort=funded").await.text;
        assert!(file.contains("2026–27,Hill Rise Primary,0,0,0,0,2,300.00,300.00"), "{file}");
        let last_year = staff.get("/peer-review?year=2025").await.text;
        assert!(last_year.contains("School year 2025–26") && last_year.contains("/peer-review?year=2026"));

        let mut head = signed_in(&bed, "grace.adeyemi@pool.example").await;
        let own = head.get("/peer-review").await.text;
        assert!(own.contains("2 received") && !own.contains("Harbour Counselling"));
        let mut other = signed_in(&bed, "lena.fox@pool.example").await;
        let own = other.get("/peer-review").await.text;
        assert!(own.contains("No peer reviews yet") && !own.contains("Hill Rise"));
        bed.clock.set(instant("2027-09-06T09:00:00Z"));
        let mut staff = signed_in(&bed, "sam.patel@pool.example").await;
        let next = staff.get("/peer-review").await.text;
        assert!(next.contains("/peer-review?year=2026"), "the years before stay to be read");
    }
}
