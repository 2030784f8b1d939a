//! What the pages of the catalogue say to whom, over HTTP with plain forms.

use axum::http::StatusCode;
use domain::capacity::TypedProfile;
use domain::price::{TypedPrice, TypedRates};
use domain::service::TypedTerms;
use market::capacity::{KeepProfile, keep_profile, view_pool};
use market::idempotency::RequestKey;
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::{World, on_sale, terms};
use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

fn says(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    for words in words {
        assert!(answer.text.contains(words), "{words} is not in {}", answer.text);
    }
}

fn is_silent_on(answer: &Answer, words: &[&str]) {
    for words in words {
        assert!(!answer.text.contains(words), "{words} is in {}", answer.text);
    }
}

/// Enters the buyer's school into the register: a primary school of one council.
async fn is_a_primary_school(world: &World) {
    let urn = domain::text::Urn::parse("100101").unwrap();
    let entry = domain::school::RegisterEntry {
        phase: Some(domain::school::Phase::Primary),
        la_code: domain::text::LaCode::parse("301").ok(),
        ..domain::school::RegisterEntry::new(urn, "Hill Rise Primary".to_owned())
    };
    let sql = "INSERT INTO register_school (number, urn, name, la_code, la_name, kind, status, entry, \
               changed_at) VALUES ($1, $2, $3, $4, $5, 'x', 'open', $6, $7)";
    for (number, name, code, council) in [
        (100_101, "Hill Rise Primary", "301", "Hill Council"),
        (100_999, "Far Away Primary", "302", "Far Council"),
    ] {
        let values = [
            sea_orm::Value::from(i64::from(number)),
            number.to_string().into(),
            name.into(),
            code.into(),
            council.into(),
            serde_json::to_string(&entry).unwrap().into(),
            testbed::instant(testbed::BEGINNING).into(),
        ];
        world.sql.run(sql, values).await;
    }
}

on_both! {
    async fn days_of_what_is_not_sold_by_the_day_are_refused_at_their_field(bed) {
        World::of(&bed).await;
        let mut staff = signed_in(&bed, "sam.patel").await;
        let form = staff.get("/services/new").await.text;
        let filled = [
            ("title", "Play therapy"),
            ("category", "counselling"),
            ("description", "A play therapist in school."),
            ("provider", "new"),
            ("provider_name", "Lantern Practice"),
            ("kind", "per_unit"),
            ("member", "45"),
            ("unit", "session"),
            ("booked", "days"),
        ];
        let refused = staff.send_form(&form, "/services/new", &filled).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in ["href=\"#booked\"", "Days from a calendar are sold by the day or the half day"] {
            assert!(refused.text.contains(told), "{told}: {}", refused.text);
        }
        let by_number = [("booked", "quantity")];
        let added = staff.send_form(&refused.text, "/services/new", &by_number).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
    }

    async fn a_price_by_pupils_is_said_in_words_to_whoever_pays_another(bed) {
        let world = World::of(&bed).await;
        let rates = |member: &str, associate: &str, others: &str| TypedRates {
            member: member.to_owned(),
            associate: associate.to_owned(),
            non_member: others.to_owned(),
            ..TypedRates::default()
        };
        let support = TypedTerms {
            category: "governor_services".to_owned(),
            price: TypedPrice {
                kind: "base_plus_per_pupil".to_owned(),
                base: rates("439", "500", "600"),
                rates: rates("1.08", "1.20", "1.50"),
                ..TypedPrice::default()
            },
            ..terms("Governor support", "year", "1")
        };
        let service = on_sale(&bed, &world, support).await;
        let page = browser(&bed, false).get(&format!("/services/{service}")).await;
        says(&page, &[
            "What others pay", "£439 and £1.08 a pupil", "£500 and £1.20 a pupil",
            "£600 and £1.50 a pupil",
        ]);
        is_silent_on(&page, &["By the size of the school"]);
    }

    async fn how_to_ask_for_one_of_the_people_is_said_to_whoever_can_ask(bed) {
        let world = World::of(&bed).await;
        bed.clock.set(testbed::instant("2026-11-24T09:00:00Z"));
        let pool = view_pool(&bed.market, &world.manager, world.service).await.unwrap();
        let typed = TypedProfile { skills: "Bereavement".to_owned(), ..TypedProfile::default() };
        let key = RequestKey::fresh(&bed.market);
        let keep = KeepProfile { key, practitioner: pool.people[0].id, typed };
        keep_profile(&bed.market, &world.manager, keep).await.unwrap();
        let page = format!("/services/{}", world.service);
        let asks = "use “Ask a question” above";
        let mut visitor = browser(&bed, false);
        let unknown = visitor.get(&page).await;
        says(&unknown, &["Bereavement", "to ask for one of these before you book"]);
        is_silent_on(&unknown, &[asks]);
        let known = signed_in(&bed, "amina.rahman").await.get(&page).await;
        says(&known, &["Bereavement", asks]);
        let staff = signed_in(&bed, "sam.patel").await.get(&page).await;
        says(&staff, &["Bereavement"]);
        is_silent_on(&staff, &[asks, "to ask for one of these"]);
    }

    async fn where_a_price_stands_is_said_from_as_many_prices_on_as_the_middle_half(bed) {
        let world = World::of(&bed).await;
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        let page = format!("/services/{}", world.service);
        let stands = "lower than all 3 prices";
        let shown = buyer.get(&page).await;
        says(&shown, &["This price is lower than all 3 prices."]);
        // Beside the drawing it stands in the sentence, in the description and in the table.
        assert_eq!(shown.text.matches(stands).count(), 3, "{}", shown.text);
        says(&buyer.get(&format!("{page}/market")).await, &[stands]);
        let mut staff = signed_in(&bed, "sam.patel").await;
        let prices = format!("{page}/prices");
        let withdraw = format!("{prices}/withdraw");
        let all = staff.get(&prices).await.text;
        staff.send_form_and_follow(&all, &withdraw, &[]).await;
        let fewer = buyer.get(&page).await;
        says(&fewer, &["What it costs elsewhere"]);
        is_silent_on(&fewer, &["lower than", "higher than"]);
    }

    async fn a_school_is_told_whom_a_service_is_for_and_can_order_it_all_the_same(bed) {
        let world = World::of(&bed).await;
        is_a_primary_school(&world).await;
        let of = |title: &str, phase: &str, area: &str| TypedTerms {
            phases: vec![phase.to_owned()],
            areas: vec![area.to_owned()],
            ..terms(title, "item", "5")
        };
        let fits = on_sale(&bed, &world, of("Phonics", "primary", "301")).await;
        let other = on_sale(&bed, &world, of("Sixth form days", "secondary", "302")).await;
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        let shown = buyer.get(&format!("/services/{fits}")).await;
        says(&shown, &["Primary", "Hill Council", "Order"]);
        is_silent_on(&shown, &["This service is", "Ask before you order"]);
        let page = format!("/services/{other}");
        let shown = buyer.get(&page).await;
        says(&shown, &[
            "This service is for secondary schools, and delivered in Far Council only.",
            "Ask before you order",
        ]);
        let links = page::read(&shown.text).links;
        for to in ["ask", "order"] {
            assert!(links.contains(&format!("{page}/{to}")), "{to} is not in {links:?}");
        }
        let all = buyer.get(&format!("/services/{}", world.service)).await;
        says(&all, &["All phases", "All areas of Riverside Schools"]);
        is_silent_on(&all, &["Ask before you order"]);
        // Whoever acts for no school is told whom it is for, and is outside of nothing.
        let visitor = browser(&bed, false).get(&page).await;
        says(&visitor, &["Secondary", "Far Council"]);
        is_silent_on(&visitor, &["This service is for"]);
    }
}
