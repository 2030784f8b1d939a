//! Demand with its signal, days and pay, and the week, over HTTP with plain forms.

use axum::http::StatusCode;
use testbed::{Bed, on_both};

use crate::page;
use crate::trade::World;
use crate::world::{Answer, Browser, browser};

const PASSWORD: &str = "river boats at noon";

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&format!("{name}@pool.example"), PASSWORD).await;
    browser
}

fn says(answer: &Answer, words: &[&str]) {
    for word in words {
        assert!(answer.text.contains(word), "{word}: {}", answer.text);
    }
}

on_both! {
    async fn earlier_terms_that_staff_enter_become_a_signal_with_its_reasons(bed) {
        let world = World::of(&bed).await;
        let mut staff = signed_in(&bed, "sam.patel").await;
        let demand = format!("/services/{}/pool/demand", world.service);
        let page = staff.get(&demand).await;
        says(&page, &["No signal yet", "0 are known", "Summer term 2026"]);
        let more = [("term", "2025-summer"), ("offered", "200"), ("sold", "210"), ("delivered", "190"), ("unmet", "9")];
        let refused = staff.send_form(&page.text, &demand, &more).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        says(&refused, &["value=\"210\"", "value=\"190\""]);
        for year in [2024, 2025] {
            for name in ["autumn", "spring", "summer"] {
                let term = format!("{year}-{name}");
                let fields = [("term", term.as_str()), ("offered", "200"), ("sold", "190"), ("delivered", "185"), ("unmet", "30")];
                let page = staff.get(&demand).await.text;
                let entered = staff.send_form_and_follow(&page, &demand, &fields).await;
                says(&entered, &["The term is entered"]);
            }
        }
        let told = staff.get(&demand).await;
        says(&told, &[
            "Short of days: hire", "more people, as people of this pool work",
            "Spring term 2027: 220 days expected (209 to 231)", "since when hardly anything changed",
            "for 3 terms that are over would have been off by 5% at most",
        ]);
        // The first page tells of the coming weeks only, in words of its own.
        let home = staff.get("/").await;
        says(&home, &["Most days free", "Hire or release: demand by term"]);
        for words in ["Short of days", "In balance", "Days to spare"] {
            assert!(!home.text.contains(words), "{words}: {}", home.text);
        }
        let file = staff.get(&format!("{demand}.csv")).await;
        says(&file, &["Spring term 2026,Entered,200,190,185,30,220,,", "Spring term 2027,Expected,", ",220,209,231"]);
        let mut buyer = signed_in(&bed, "amina.rahman").await;
        assert_eq!(buyer.get(&demand).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_rate_is_set_by_the_provider_and_the_month_is_due_by_it(bed) {
        let world = World::of(&bed).await;
        world.book(&bed.market, &world.head, &["2026-12-01", "2026-12-07"]).await.unwrap();
        let mut manager = signed_in(&bed, "priya.shah").await;
        let all = manager.get("/pay?month=2026-12").await;
        says(&all, &["December 2026", "Counsellor 1", "Not set yet"]);
        let links = page::read(&all.text).links;
        let one = links.iter().find(|link| link.starts_with("/pay/pract_")).unwrap().clone();
        let (path, _) = one.split_once('?').unwrap();
        let none = [("engagement", "freelance"), ("from_on", "1 December 2026")];
        let page = manager.get(&one).await.text;
        let refused = manager.send_form(&page, path, &none).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let rate = [("engagement", "freelance"), ("from_on", "1 December 2026"), ("day_rate", "185.55"), ("late_share", "50")];
        let set = manager.send_form_and_follow(&page, path, &rate).await;
        says(&set, &["The terms of pay are set", "Freelance, £185.55 a day, 50% of it for a day cancelled late"]);
        says(&manager.get(&one).await, &["Tuesday 1 December", "To come", "Hill Rise Primary", "£185.55"]);
        let week = manager.get("/bookings/week?day=2026-12-02").await;
        says(&week, &["Week of 30 Nov", "Who is where on Tuesday 1 December", "Counsellor 1", "Grace Adeyemi"]);
        assert!(!week.text.contains("Monday 7 December"), "another week's");
        // The partnership that sells the days sees neither page of the provider's people.
        let mut staff = signed_in(&bed, "sam.patel").await;
        assert_eq!(staff.get(&one).await.status, StatusCode::NOT_FOUND);
        assert!(!staff.get("/pay?month=2026-12").await.text.contains("Counsellor 1"));
        for wrong in ["/pay?month=soon", "/bookings/week?day=soon"] {
            assert_eq!(manager.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }
}
