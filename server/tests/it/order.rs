//! A traded service over HTTP with plain forms: from the days chosen to the paid invoice.

use axum::http::StatusCode;
use testbed::{Bed, on_both};

use crate::trade::{Sql, TUESDAY, World};
use crate::world::{Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

/// What stands in a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let field = page.split("<input").find(|field| field.contains(&format!("name=\"{name}\"")));
    let field = field.unwrap_or_else(|| panic!("no field {name}"));
    let value = field.split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// The same day every week, as the form without JavaScript sends it.
fn weekly<'a>(weekday: &'a str, from: &'a str, to: &'a str) -> [(&'a str, &'a str); 8] {
    let part = |day: &'a str, at| day.split(' ').nth(at).unwrap();
    [
        ("by", "week"),
        ("weekday", weekday),
        ("from-day", part(from, 0)),
        ("from-month", part(from, 1)),
        ("from-year", part(from, 2)),
        ("to-day", part(to, 0)),
        ("to-month", part(to, 1)),
        ("to-year", part(to, 2)),
    ]
}

on_both! {
    async fn a_school_books_a_day_and_pays_for_it(bed) {
        let world = World::of(&bed).await;
        let service = world.service;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let check = format!("/services/{service}/check");
        let none = buyer.post(&check, &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = buyer.post_and_follow(&check, &[("day", TUESDAY)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        for words in ["£240.00", "£48.00", "£288.00", "£60", "standard rate", "cost avoided"] {
            assert!(page.text.contains(words), "{words}");
        }
        let book = format!("/services/{service}/book");
        let page = buyer.send_form(&page.text, &book, &[("purchase_order_number", "PO;1")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains("PO;1"), "what was typed is kept");
        let right = [("purchase_order_number", "PO-77")];
        let first = buyer.send_form(&page.text, &book, &right).await;
        let again = buyer.send_form(&page.text, &book, &right).await;
        assert_eq!(first.leads_to(), again.leads_to(), "sent twice is sent once");
        let order = buyer.get(first.leads_to()).await;
        assert!(order.text.contains("Your days are booked"));
        bed.clock.set(testbed::instant("2026-12-08T17:00:00Z"));
        let mut provider = signed_in(&bed, "Priya Shah").await;
        let bookings = provider.get("/bookings").await;
        assert!(bookings.text.contains("Counsellor 1"));
        let order = first.leads_to().split('?').next().unwrap().to_owned();
        let booking = order.replace("/orders/", "/bookings/");
        let line = hidden(&bookings.text, "line");
        let confirm = format!("{booking}/confirm");
        let confirmed = provider.post_and_follow(&confirm, &[("line", &line)]).await;
        assert!(confirmed.text.contains("Nothing to confirm"));
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let waiting = staff.get("/invoices/new").await;
        assert!(waiting.text.contains("Hill Rise Primary"));
        let sql = Sql::over(&bed).await;
        sql.run("UPDATE partnership SET vat_number = NULL", []).await;
        let missing = staff.send_form(&waiting.text, "/invoices/new", &[]).await;
        assert_eq!(missing.status, StatusCode::CONFLICT, "{}", missing.text);
        let way = "/partnership/change?then=invoices";
        assert!(missing.text.contains(&format!("href=\"{way}#vat_number\"")), "{}", missing.text);
        let form = staff.get(way).await;
        assert!(form.text.contains("Back to raising invoices"), "{}", form.text);
        let entered = [("vat_number", "GB123456789"), ("areas", "316")];
        let saved = staff.send_form(&form.text, "/partnership/change", &entered).await;
        assert_eq!(saved.leads_to(), "/invoices/new", "{}", saved.text);
        let invoice = staff.send_form(&waiting.text, "/invoices/new", &[]).await;
        let invoice = invoice.leads_to().to_owned();
        let mut finance = signed_in(&bed, "Tom Field").await;
        let paper = finance.get(&invoice).await;
        for words in ["RIVER-000001", "PO-77", "40-11-22", "GB123456789", "£288.00"] {
            assert!(paper.text.contains(words), "{words}");
        }
        let pay = format!("{invoice}/paid");
        let page = staff.get(&invoice).await;
        let part = [("amount", "200")];
        let in_part = staff.send_form_and_follow(&page.text, &pay, &part).await;
        for words in ["Credited and paid of this invoice", "Still owed", "£88.00"] {
            assert!(in_part.text.contains(words), "{words}: {}", in_part.text);
        }
        assert!(staff.get("/invoices").await.text.contains("Paid in part"));
        let ahead = [("received_on-year", "2027")];
        let refused = staff.send_form(&in_part.text, &pay, &ahead).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("value=\"88.00\""), "what was typed stays: {}", refused.text);
        let paid = staff.send_form_and_follow(&in_part.text, &pay, &[]).await;
        assert!(paid.text.contains("Tuesday 8 December 2026"));
        assert!(!paid.text.contains("Record the payment"));
        let payments = finance.get("/payments").await;
        assert!(payments.text.contains("£88.00") && !payments.text.contains("Record a payment"));
        let statement = finance.get("/statement").await.text;
        assert!(["Invoice RIVER-000001", "The school owes", "£0.00"].iter().all(|one| statement.contains(one)));
        let csv = finance.get("/invoices.csv").await;
        assert!(csv.text.contains("RIVER-000001,Paid"), "{}", csv.text);
        // Her session has ended meanwhile.
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let orders = buyer.get("/orders.csv").await;
        assert!(orders.text.contains("Completed,Hill Rise Primary"), "{}", orders.text);
    }

    async fn days_left_out_and_a_first_day_that_is_none_are_told_and_nothing_typed_is_lost(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let mut buyer = signed_in(&bed, "Lena Fox").await;
        let (check, book) =
            (format!("/services/{}/check", world.service), format!("/services/{}/book", world.service));
        let page = buyer.post_and_follow(&check, &weekly("tuesday", "1 12 2026", "15 12 2026")).await;
        assert!(page.text.contains("Some days are left out"), "{}", page.text);
        assert_eq!(hidden(&page.text, "left_out"), format!("{TUESDAY} taken"));
        let wrong = [("purchase_order_number", "???")];
        let again = buyer.send_form(&page.text, &book, &wrong).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("Some days are left out"), "{}", again.text);
        let mut no_day = weekly("thursday", "30 2 2027", "1 3 2027").to_vec();
        no_day.push(("day", "2026-12-01"));
        let refused = buyer.post(&check, &no_day).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["href=\"#from\"", "id=\"from\"", "name=\"from-month\" type=\"text\" inputmode=\"numeric\" value=\"2\""] {
            assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
        }
        let ticked = "name=\"day\" value=\"2026-12-01\" checked";
        assert!(refused.text.contains(ticked), "what was ticked is ticked: {}", refused.text);
    }

    async fn days_of_two_months_are_one_order_without_javascript(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let mut buyer = signed_in(&bed, "Lena Fox").await;
        let days = format!("/services/{}/days", world.service);
        let first = buyer.get(&format!("{days}?month=2026-12")).await.text;
        let button = format!("formaction=\"{days}\" name=\"month\" value=\"2027-01\"");
        assert!(first.contains(&button), "{first}");
        assert!(!first.contains("No days chosen yet"), "nobody counts there");
        let next = buyer.get(&format!("{days}?day=2026-12-01&day=2026-12-08&month=2027-01")).await.text;
        assert!(next.contains("Chosen in other months") && next.contains("2 days chosen"), "{next}");
        assert!(next.contains("name=\"day\" value=\"2026-12-08\" checked"), "{next}");
        let both = [("day", "2026-12-08"), ("day", "2027-01-12")];
        let check = format!("/services/{}/check", world.service);
        let page = buyer.post_and_follow(&check, &both).await.text;
        assert!(page.contains("Tuesday 8 December 2026") && page.contains("Tuesday 12 January 2027"), "{page}");
        let mut ticked_and_weekly = weekly("tuesday", "12 1 2027", "19 1 2027").to_vec();
        ticked_and_weekly.push(("day", "2026-12-08"));
        let page = buyer.post_and_follow(&check, &ticked_and_weekly).await.text;
        assert!(page.contains("Tuesday 8 December 2026") && page.contains("Tuesday 19 January 2027"), "{page}");
        let none = buyer.post(&check, &[("shown", "2027-01")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.text.contains("<a href=\"#day\">Choose at least one day"), "{}", none.text);
        assert!(none.text.contains("id=\"day\"") && none.text.contains("January 2027"), "{}", none.text);
    }

    async fn who_comes_too_late_is_offered_another_day_and_loses_nothing(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let mut buyer = signed_in(&bed, "Lena Fox").await;
        let key = bed.market.form_key();
        let fields = [
            ("day", "2026-12-01"),
            ("day", TUESDAY),
            ("purchase_order_number", "PO-8"),
            ("key", &key),
        ];
        let service = world.service;
        let refused = buyer.post(&format!("/services/{service}/book"), &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        for day in ["Tuesday 15 December", "Monday 7 December", "Monday 14 December"] {
            assert!(refused.text.contains(&format!("Take {day} 2026 instead")), "{}", refused.text);
        }
        assert!(refused.text.contains("Go on with the other 1 day"));
        assert_eq!(hidden(&refused.text, "purchase_order_number"), "PO-8");
        assert_eq!(hidden(&refused.text, "day"), "2026-12-01");
    }

    async fn a_day_that_the_school_has_already_is_told_before_it_is_booked_again(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let check = |day: &str| format!("/services/{}/check?day={day}", world.service);
        let again = buyer.get(&check(TUESDAY)).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text);
        assert!(again.text.contains("Your school has booked this day before"), "{}", again.text);
        assert!(again.text.contains(&format!("href=\"/orders/{}\"", placed.order)), "{}", again.text);
        for other in [buyer.get(&check("2026-12-01")).await, {
            let mut elsewhere = signed_in(&bed, "Lena Fox").await;
            elsewhere.get(&check(TUESDAY)).await
        }] {
            assert_eq!(other.status, StatusCode::OK, "{}", other.text);
            assert!(!other.text.contains("has booked this day before"), "{}", other.text);
        }
    }

    async fn who_approves_is_told_of_days_that_the_school_has_already(bed) {
        let world = World::of(&bed).await;
        let before = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let asked = world.book(&bed.market, &world.buyer, &["2026-12-01", TUESDAY]).await.unwrap();
        assert!(asked.needs_approval);
        let told = "Your school has this service on the same day in another order";
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        let page = head.get(&format!("/orders/{}", asked.order)).await;
        let notice = page.text.split(told).nth(1).unwrap_or_else(|| panic!("{}", page.text));
        let notice = notice.split("Approve if somebody else").next().unwrap();
        assert!(notice.contains(&format!("href=\"/orders/{}\"", before.order)), "{notice}");
        assert!(notice.contains("8 December 2026") && !notice.contains("1 December 2026"), "{notice}");
        // Only whoever decides is asked about it, and only while somebody has to.
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        for order in [asked.order, before.order] {
            let page = buyer.get(&format!("/orders/{order}")).await;
            assert!(!page.text.contains(told), "{}", page.text);
        }
    }

    async fn what_stood_on_a_page_is_not_sent_for_another_organisation(bed) {
        let world = World::of(&bed).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let page = buyer.get(&format!("/services/{}/check?day={TUESDAY}", world.service)).await;
        let book = format!("/services/{}/book", world.service);
        let other = [("acting_for", "org_0193f3a1c0de7000a1b2c3d4e5f60718")];
        let refused = buyer.send_form(&page.text, &book, &other).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text);
        assert!(refused.text.contains("You act for another organisation now"), "{}", refused.text);
        assert!(buyer.get("/orders").await.text.contains("No orders here yet"));
        let same = buyer.send_form(&page.text, &book, &[]).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER, "{}", same.text);
    }

    async fn a_head_approves_on_the_orders_own_page(bed) {
        let world = World::of(&bed).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let weekly = weekly("Tuesday", "1 12 2026", "15 12 2026");
        let page = buyer.post_and_follow(&format!("/services/{}/check", world.service), &weekly).await;
        assert!(page.text.contains("over your limit of £300"), "{}", page.text);
        let book = format!("/services/{}/book", world.service);
        let placed = buyer.send_form(&page.text, &book, &[]).await;
        let order = placed.leads_to().split('?').next().unwrap().to_owned();
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        let page = head.get(&order).await;
        assert!(page.text.contains("is bound to pay £864 including VAT"));
        let decide = format!("{order}/decide");
        let mute = [("decision", "send_back"), ("reason", "")];
        let refused = head.send_form(&page.text, &decide, &mute).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let approve = [("decision", "approve")];
        let page = head.send_form_and_follow(&page.text, &decide, &approve).await;
        assert!(page.text.contains("Approved by Grace Adeyemi"), "{}", page.text);
    }
}
