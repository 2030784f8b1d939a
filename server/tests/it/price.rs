//! What goes with a price, over HTTP with plain forms: tried out, saved, and seen by a school.

use axum::http::StatusCode;
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::World;
use crate::world::{Answer, Browser, browser};

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    let email = format!("{}@pool.example", name.to_lowercase().replace(' ', "."));
    browser.sign_in(&email, "river boats at noon").await;
    browser
}

fn says(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    for words in words {
        assert!(answer.text.contains(words), "{words} is not in {}", answer.text);
    }
}

/// The form of a new service with some of it filled in.
async fn sent(staff: &mut Browser, filled: &[(&str, &str)]) -> Answer {
    let form = staff.get("/services/new").await;
    let forms = page::read(&form.text).forms;
    let form = forms.iter().find(|form| form.action == "/services/new").expect("the form");
    let fields = form.with(filled);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    staff.post("/services/new", &fields).await
}

const SUPPLY: [(&str, &str); 11] = [
    ("title", "A supply teacher"),
    ("category", "supply_staff"),
    ("description", "A qualified teacher for a day."),
    ("provider", "new"),
    ("provider_name", "Lantern Teachers"),
    ("kind", "per_unit"),
    ("unit", "day"),
    ("vat", "standard"),
    ("made_of_pay", "100"),
    ("made_of_national_insurance", "13.80"),
    ("made_of_agency_fee", "7.50"),
];

on_both! {
    async fn a_price_is_tried_out_for_any_school_and_nothing_is_saved(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let filled = [
            ("title", "Payroll at noon"),
            ("kind", "base_plus_per_pupil"),
            ("base_member", "439"),
            ("member", "1.08"),
            ("example_pupils", "412"),
            ("then", "try"),
        ];
        let tried = sent(&mut staff, &filled).await;
        says(&tried, &["£883.96", "£439 plus £1.08 for each of its 412 pupils", "Not sold to them"]);
        assert!(tried.text.contains("value=\"Payroll at noon\""), "what was typed is kept");
        assert!(!staff.get("/services").await.text.contains("Payroll at noon"));
        let wrong = [("kind", "per_unit"), ("member", "dear"), ("then", "try")];
        let refused = sent(&mut staff, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nowhere = [("kind", "per_unit"), ("member", "9"), ("example_school", "Zzz"), ("then", "try")];
        let unknown = sent(&mut staff, &nowhere).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unknown.text.contains("href=\"#example_school\""));
    }

    async fn a_supply_day_shows_where_the_money_goes_and_a_fee_over_its_cap(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "Sam Patel").await;
        let made = sent(&mut staff, &SUPPLY).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
        let service = made.leads_to().to_owned();
        says(
            &staff.get(&service).await,
            &["£121.30", "Agency’s fee", "6.2%", "Employer’s National Insurance", "£7.50"],
        );
        let capped: Vec<(&str, &str)> = SUPPLY
            .into_iter()
            .chain([("made_of_agency_fee_cap", "7"), ("made_of_agency_fee_source", "The rate card")])
            .collect();
        let told = sent(&mut staff, &capped).await;
        says(
            &staff.get(told.leads_to()).await,
            &["Agency’s fee is over the most it may be", "the most is £7 (The rate card)"],
        );
        let blocked: Vec<(&str, &str)> = capped.into_iter().chain([("over_cap", "block")]).collect();
        let refused = sent(&mut staff, &blocked).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("The most this may be is £7 (The rate card)"));
    }

    async fn a_school_lets_its_prices_count_and_stops(bed) {
        World::of(&bed).await;
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        says(&buyer.get("/school/prices").await, &["do not count", "Let our prices count"]);
        let yes = buyer.post_and_follow("/school/prices", &[("share", "yes")]).await;
        says(&yes, &["have counted since", "Stop letting our prices count"]);
        let no = buyer.post_and_follow("/school/prices", &[("share", "no")]).await;
        says(&no, &["do not count"]);
    }
}
