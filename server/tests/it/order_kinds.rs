//! Ordering hours and agreements over HTTP with plain forms.

use axum::http::StatusCode;
use domain::service::TypedTerms;
use testbed::{Bed, on_both};

use crate::trade::{World, on_sale, terms};
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

on_both! {
    async fn hours_are_ordered_and_nothing_typed_is_lost(bed) {
        let world = World::of(&bed).await;
        let service = on_sale(&bed, &world, terms("Payroll help", "hour", "20")).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let page = buyer.get(&format!("/services/{service}")).await;
        let order = format!("/services/{service}/order");
        assert!(page.text.contains(&format!("href=\"{order}\"")), "{}", page.text);
        let form = buyer.get(&order).await;
        assert!(form.text.contains("Leave out names and details of pupils, and of staff it is for"));
        let odd = [
            ("quantity", "some"),
            ("wished_on-day", "31"),
            ("wished_on-month", "2"),
            ("wished_on-year", "2027"),
            ("note", "Ring the office first"),
        ];
        let again = buyer.post(&order, &odd).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["value=\"some\"", "value=\"31\"", "Ring the office first"] {
            assert!(again.text.contains(kept), "{kept}: {}", again.text);
        }
        let none = buyer.post_and_follow(&order, &[("quantity", "0")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text.contains("Enter a number between 1 and 10,000"), "{}", none.text);
        let good = [
            ("quantity", "5"),
            ("wished_on-day", "12"),
            ("wished_on-month", "1"),
            ("wished_on-year", "2027"),
            ("note", "Ring the office first"),
        ];
        let check = buyer.post_and_follow(&order, &good).await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.text);
        for words in [
            "5 hours",
            "Tuesday 12 January 2027",
            "Ring the office first",
            "£20.00 excluding VAT",
            "£120.00",
            "before the day you would like it from",
            "Order and confirm",
        ] {
            assert!(check.text.contains(words), "{words}: {}", check.text);
        }
        let book = format!("/services/{service}/book");
        let placed = buyer.send_form(&check.text, &book, &[]).await;
        let order = buyer.get(placed.leads_to()).await;
        assert!(order.text.contains("Your order is placed"), "{}", order.text);
        assert!(order.text.contains("Payroll help: 5 hours"), "{}", order.text);
        let mut provider = signed_in(&bed, "Priya Shah").await;
        let coming = provider.get("/bookings?when=coming").await;
        assert!(coming.text.contains("Payroll help: 5 hours"), "{}", coming.text);
        assert!(coming.text.contains("From Tue 12 Jan 2027, if possible"));
        let file = provider.get("/bookings.csv?when=coming").await;
        assert!(file.text.contains(",5,hours,2027-01-12,Ring the office first,"), "{}", file.text);
    }

    async fn a_figure_that_a_price_rests_on_is_asked_for_and_stands_on_the_check_page(bed) {
        let world = World::of(&bed).await;
        let mut share = terms("Purchases for you", "item", "2.5");
        share.price.kind = "percentage".to_owned();
        let service = on_sale(&bed, &world, share).await;
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        let page = head.get(&format!("/services/{service}")).await;
        assert!(page.text.contains("2.5% of the value you state"), "{}", page.text);
        let order = format!("/services/{service}/order");
        let form = head.get(&order).await;
        assert!(form.text.contains("Where is that figure from?"), "{}", form.text);
        let bad = [("stated_base", "value"), ("stated", "lots"), ("stated_from", ""), ("quantity", "1")];
        let again = head.post(&order, &bad).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("value=\"lots\"") && again.text.contains("stated_from-error"), "{}", again.text);
        let good = [
            ("stated_base", "value"),
            ("stated", "120,000"),
            ("stated_from", "Order 117"),
            ("quantity", "1"),
        ];
        let check = head.post_and_follow(&order, &good).await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.text);
        for words in ["2.5% of £120,000 comes to £3,000.", "It is from: Order 117", "£3,600"] {
            assert!(check.text.contains(words), "{words}: {}", check.text);
        }
        let book = format!("/services/{service}/book");
        let placed = head.send_form(&check.text, &book, &[]).await;
        let order = head.get(placed.leads_to()).await;
        assert!(order.text.contains("Your order is placed"), "{}", order.text);
    }

    async fn staff_open_a_service_to_others_and_what_is_missing_is_said_beside_its_field(bed) {
        let world = World::of(&bed).await;
        let service = on_sale(&bed, &world, terms("Payroll help", "hour", "20")).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let open = format!("/services/{service}/open");
        let page = staff.get(&format!("/services/{service}")).await;
        assert!(page.text.contains(&format!("href=\"{open}\"")), "{}", page.text);
        let form = staff.get(&open).await;
        assert!(form.text.contains("does not belong to the association"), "{}", form.text);
        let bad = [("open_to", "partnerships"), ("other_1", "dear")];
        let again = staff.send_form(&form.text, &open, &bad).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", again.text);
        for words in ["other_1-error", "open_partnerships-error", "value=\"dear\""] {
            assert!(again.text.contains(words), "{words}: {}", again.text);
        }
        let kept = [("open_to", "nobody"), ("other_1", "25")];
        let done = staff.send_form(&form.text, &open, &kept).await;
        assert_eq!(done.leads_to(), format!("/services/{service}"));
        let form = staff.get(&open).await;
        assert!(form.text.contains("value=\"25.00\""), "{}", form.text);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let seen = buyer.get(&format!("/services/{service}")).await;
        assert!(!seen.text.contains("other partnerships"), "{}", seen.text);
    }

    async fn an_agreement_is_checked_part_by_part_and_ordered(bed) {
        let world = World::of(&bed).await;
        let yearly = TypedTerms {
            year_begins: "september".to_owned(),
            opens_months: "11".to_owned(),
            ..terms("Payroll", "year", "1200")
        };
        let service = on_sale(&bed, &world, yearly).await;
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        let order = format!("/services/{service}/order");
        let form = head.get(&order).await;
        for words in ["Which year?", "2026–27", "2027–28", "£1,000 excluding VAT"] {
            assert!(form.text.contains(words), "{words}: {}", form.text);
        }
        let none = head.post(&order, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let check = head.post_and_follow(&order, &[("year", "2027-09-01")]).await;
        for words in [
            "1 Sep 2027 to 31 Mar 2028, 7 months: £700.00",
            "1 Apr 2028 to 31 Aug 2028, 5 months: £500.00",
            "in two parts, each once its time has begun",
            "Free until 7 days before it begins",
        ] {
            assert!(check.text.contains(words), "{words}: {}", check.text);
        }
        let book = format!("/services/{service}/book");
        let placed = head.send_form(&check.text, &book, &[]).await;
        let page = head.get(placed.leads_to()).await;
        assert!(page.text.contains("1 Sep 2027 to 31 Aug 2028, in 2 parts"), "{}", page.text);
        let twice = head.get(&order).await;
        assert!(twice.text.contains("Your school has this for 2027–28 already"), "{}", twice.text);
        let closed = head.get(&format!("/services/{service}/check?year=2030-09-01")).await;
        assert_eq!(closed.status, StatusCode::CONFLICT);
        assert!(closed.text.contains("This year cannot be ordered now"));
        let list = head.get("/orders").await;
        assert!(list.text.contains("1 Sep 2027 to 31 Aug 2028"), "{}", list.text);
    }

    async fn what_is_free_or_asked_for_has_nothing_to_press(bed) {
        let world = World::of(&bed).await;
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        for (way, words) in [("ask", "To order it, ask "), ("free", "there is nothing to order")] {
            let offered =
                TypedTerms { booked: way.to_owned(), ..terms("A policy library", "item", "0") };
            let service = on_sale(&bed, &world, offered).await;
            let page = head.get(&format!("/services/{service}")).await;
            assert!(page.text.contains(words), "{words}: {}", page.text);
            let order = head.get(&format!("/services/{service}/order")).await;
            assert_eq!(order.status, StatusCode::CONFLICT);
        }
        let days = head.get(&format!("/services/{}/order", world.service)).await;
        assert_eq!(days.leads_to(), format!("/services/{}/days", world.service));
    }
}
