//! The audit trail as a page: readable, narrowed down, followed by its links, and as a file.

use axum::http::StatusCode;
use domain::access::Role;
use testbed::people::{PASSWORD, Somebody};
use testbed::tenant::{ALDER, Tenant};
use testbed::{Bed, on_both};

use crate::page;
use crate::world::{Browser, browser};

async fn signed_in(bed: &Bed, person: &Somebody) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&person.email, PASSWORD).await;
    browser
}

/// The rows of a file without its head.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let text = csv.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:131.0) Gecko/20100101 Firefox/131.0";

/// An order that waits for whoever looks, with its page.
async fn order_that_waits(browser: &mut Browser) -> (String, String) {
    let links = page::read(&browser.get("/").await.text).links;
    for order in links.into_iter().filter(|link| link.starts_with("/orders/")) {
        let page = browser.get(&order).await.text;
        if page.contains("value=\"approve\"") {
            return (page, order);
        }
    }
    panic!("no order waits");
}

on_both! {
    async fn an_auditor_reads_the_trail_and_opens_everything_it_leads_to(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut auditor = signed_in(&bed, tenant.who(Role::Auditor, tenant.partnership)).await;
        assert!(auditor.get("/").await.text.contains("href=\"/audit\""));
        let (mut address, mut opened, mut pages) = ("/audit".to_owned(), 0, 0);
        loop {
            let answer = auditor.get(&address).await;
            assert_eq!(answer.status, StatusCode::OK);
            pages += 1;
            for raw in ["{&quot;", "{\"", "Some(", "_pence", "_id"] {
                let main = answer.text.split("<main").nth(1).unwrap();
                assert!(!main.contains(raw), "{raw} on {address}");
            }
            let links = page::read(&answer.text).links;
            for link in links.iter().filter(|link| link.contains('_') && !link.starts_with("/audit")) {
                let status = auditor.get(link).await.status;
                assert_eq!(status, StatusCode::OK, "{link}");
                opened += 1;
            }
            match links.into_iter().find(|link| link.starts_with("/audit?after=")) {
                Some(next) => address = next,
                None => break,
            }
        }
        assert!(pages > 1 && opened > 10, "{pages} pages, {opened} links");
    }

    async fn the_file_holds_what_the_list_is_narrowed_to(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let everything = rows(&director.get("/audit.csv").await.text);
        let invoices = rows(&director.get("/audit.csv?about=invoices").await.text);
        let what = ["Raised an invoice", "Wrote down a payment", "Raised a credit note"];
        let expected: Vec<&Vec<String>> =
            everything.iter().filter(|row| what.contains(&row[6].as_str())).collect();
        assert!(!expected.is_empty() && expected.len() < everything.len());
        assert_eq!(invoices.iter().collect::<Vec<_>>(), expected);
        let named = &expected[0][7];
        let found = rows(&director.get(&format!("/audit.csv?q={named}")).await.text);
        assert!(!found.is_empty() && found.iter().all(|row| row[7] == *named), "{found:?}");
        let page = director.get("/audit?about=invoices&who=nobody").await;
        assert!(page.text.contains("No entry fits what you chose"), "{}", page.text);
    }

    async fn a_day_that_is_none_is_said_and_nothing_typed_is_lost(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let answer = director.get("/audit?from=soon&q=invoice").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("Enter a day that there is") && answer.text.contains("value=\"soon\""));
        assert!(answer.text.contains("value=\"invoice\""));
        let file = director.get("/audit.csv?from=soon").await;
        assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(director.get("/audit?about=gossip").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_school_reads_where_its_people_acted_from_and_its_partnership_does_not(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let head = tenant.who(Role::Approver, tenant.school);
        let mut at_desk = browser(&bed, false).on(FIREFOX);
        at_desk.sign_in(&head.email, PASSWORD).await;
        let (page, order) = order_that_waits(&mut at_desk).await;
        let decide = format!("{order}/decide");
        at_desk.send_form_and_follow(&page, &decide, &[("decision", "approve")]).await;
        let told = "From unknown, Firefox on Windows";
        assert!(at_desk.get("/audit").await.text.contains(told));
        let of_head = rows(&at_desk.get("/audit.csv").await.text);
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        assert!(!director.get("/audit").await.text.contains("Firefox"));
        let file = director.get("/audit.csv").await.text;
        assert!(!file.contains("Firefox"));
        let entry = of_head.iter().find(|row| row[5] == "unknown, Firefox on Windows").unwrap();
        let same = rows(&file).into_iter().find(|row| row[0] == entry[0]).unwrap();
        assert_eq!((same[5].as_str(), &same[6]), ("", &entry[6]));
    }

    async fn a_school_reads_its_own_trail_and_whoever_may_not_is_not_led_there(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut head = signed_in(&bed, tenant.who(Role::Approver, tenant.school)).await;
        let page = head.get("/audit").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("Approved an order") || page.text.contains("Placed an order"));
        let mut buyer = signed_in(&bed, tenant.who(Role::Buyer, tenant.school)).await;
        assert!(!buyer.get("/").await.text.contains("href=\"/audit\""));
        assert_eq!(buyer.get("/audit").await.status, StatusCode::FORBIDDEN);
        assert_eq!(buyer.get("/audit.csv").await.status, StatusCode::FORBIDDEN);
    }
}
