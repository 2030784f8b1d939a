//! Whatever goes wrong is told on a page of the product: with its header, in plain words, and with
//! what to do next.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::{get, post};
use testbed::{Bed, on_both};

use crate::trade::World;
use crate::world::{Answer, Browser, browser, site, whole};

const PASSWORD: &str = "river boats at noon";

/// A page of the product: its header, a title, words, and a way on.
fn is_a_page(answer: &Answer, status: StatusCode, words: &[&str]) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("default-src 'none'"));
    for part in ["cp-header", "<h1", "Go to the home page", "lang=\"en-GB\""] {
        assert!(answer.text.contains(part), "{part} is not in {}", answer.text);
    }
    for word in words {
        assert!(answer.text.contains(word), "{word} is not in {}", answer.text);
    }
}

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, PASSWORD).await;
    browser
}

#[allow(clippy::panic, reason = "it is what the test is about")]
async fn panics() -> &'static str {
    panic!("on purpose")
}

/// A product two of whose addresses fail in ways that no page of ours does.
fn failing(bed: &Bed) -> Browser {
    let router = Router::new()
        .route("/panics", get(panics))
        .route("/api/panics", get(panics))
        .route("/hangs", get(std::future::pending::<()>))
        .route("/hangs", post(std::future::pending::<()>))
        .route("/api/hangs", get(std::future::pending::<()>));
    let within = Duration::from_millis(50);
    whole(server::headers::guard(router, site(bed, false), within))
}

on_both! {
    async fn a_handler_that_panics_answers_with_words_and_a_number_of_the_incident(bed) {
        let answer = failing(&bed).get("/panics").await;
        let words = ["something went wrong at our end", "incident_", "Open the page again"];
        is_a_page(&answer, StatusCode::INTERNAL_SERVER_ERROR, &words);
        assert!(!answer.text.contains("on purpose"), "{}", answer.text);
        let told = failing(&bed).get("/api/panics").await;
        assert_eq!(told.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(told.headers[header::CONTENT_TYPE], "application/problem+json");
        assert!(told.text.contains("incident_") && !told.text.contains("on purpose"));
    }

    async fn what_takes_too_long_says_so_and_that_nobody_knows_whether_it_was_done(bed) {
        let mut nobody = failing(&bed);
        let words = ["This took too long", "href=\"/hangs\"", "Open the page again"];
        is_a_page(&nobody.get("/hangs").await, StatusCode::SERVICE_UNAVAILABLE, &words);
        let sent = nobody.post("/hangs", &[]).await;
        let words = ["it may have been saved or not"];
        is_a_page(&sent, StatusCode::SERVICE_UNAVAILABLE, &words);
        let told = nobody.get("/api/hangs").await;
        assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(told.text.contains("\"status\":503"), "{}", told.text);
    }

    async fn a_form_from_another_site_is_told_on_a_page_what_happened(bed) {
        World::of(&bed).await;
        let mut victim = signed_in(&bed, "Amina Rahman").await;
        let forged = Request::post("/sign-out-everywhere")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://evil.example");
        let answer = victim.send(forged, Body::empty()).await;
        let words = ["did not come from Commonpool", "nothing has been done", "Hill Rise Primary"];
        is_a_page(&answer, StatusCode::FORBIDDEN, &words);
        assert_eq!(victim.get("/orders").await.status, StatusCode::OK, "she is signed in still");
    }

    async fn an_address_that_takes_forms_only_says_so_when_it_is_opened(bed) {
        let answer = browser(&bed, false).get("/sign-out").await;
        is_a_page(&answer, StatusCode::METHOD_NOT_ALLOWED, &["There is no page at this address"]);
        assert_eq!(answer.headers[header::ALLOW], "POST");
        let sent = browser(&bed, false).post("/accessibility", &[]).await;
        is_a_page(&sent, StatusCode::METHOD_NOT_ALLOWED, &[]);
    }

    async fn what_is_not_there_leads_to_the_search_or_to_signing_in(bed) {
        World::of(&bed).await;
        let words = ["Page not found", "href=\"/sign-in\""];
        let mut nobody = browser(&bed, false);
        is_a_page(&nobody.get("/no/such/page").await, StatusCode::NOT_FOUND, &words);
        let odd = Request::builder().method("PATCH").uri("/no-such-page");
        is_a_page(&nobody.send(odd, Body::empty()).await, StatusCode::NOT_FOUND, &words);
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let words = [
            "You are signed in as Amina Rahman and act for Hill Rise Primary.",
            "href=\"/search\"",
        ];
        is_a_page(&buyer.get("/orders/order_1").await, StatusCode::NOT_FOUND, &words);
    }

    async fn what_a_role_does_not_allow_says_whom_to_ask_and_as_whom_one_looks(bed) {
        World::of(&bed).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        let words = ["Your role does not allow this", "Ask whoever looks after", "Hill Rise Primary"];
        is_a_page(&buyer.get("/members").await, StatusCode::FORBIDDEN, &words);
    }

    async fn what_was_stored_wrong_is_our_fault_and_has_a_number(bed) {
        let world = World::of(&bed).await;
        world.sql.script("UPDATE service_version SET terms = 'no terms'").await;
        let answer = browser(&bed, false).get("/services").await;
        let words = ["something went wrong at our end", "incident_", "href=\"/services\""];
        is_a_page(&answer, StatusCode::INTERNAL_SERVER_ERROR, &words);
        assert!(!answer.text.contains("no terms"), "{}", answer.text);
    }

    async fn a_form_that_cannot_be_read_is_told_what_is_wrong_with_it(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let request = Request::post("/services/import")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .header(header::REFERER, "http://pool.example/services/import")
            .header("sec-fetch-site", "same-origin");
        let cut_off = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na";
        let answer = staff.send(request, Body::from(cut_off)).await;
        let words = ["Some of this cannot be used", "file: ", "href=\"/services/import\""];
        is_a_page(&answer, StatusCode::UNPROCESSABLE_ENTITY, &words);
    }
}
