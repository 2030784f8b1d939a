//! Quotes over HTTP with plain forms, and that what is sealed stands on no page and in no file of
//! anybody's.

use app::routes::Method;
use axum::http::StatusCode;
use market::mail::About;
use testbed::tenant::SEALED;
use testbed::{Bed, on_both};

use crate::coverage::{self, signed_in};
use crate::trade::World;
use crate::world::browser;

const PASSWORD: &str = "river boats at noon";

/// The paths by which suppliers outside were asked.
fn links(bed: &Bed) -> Vec<String> {
    let path = |mail: market::mail::Mail| match mail.about {
        About::Quotes(told) => told.path.filter(|path| path.starts_with("/quote?")),
        _ => None,
    };
    bed.letters.all().into_iter().filter_map(path).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_sealed_is_on_no_page_and_in_no_file_but_those_of_who_sent_it() {
    let bed = Bed::sqlite().await;
    let world = Box::pin(coverage::World::of(&bed)).await;
    let mut seen = 0;
    for led in &world.led {
        let Some(by) = led.by.as_ref().filter(|by| by.organisation != world.tenant.provider) else {
            continue;
        };
        let mut browser = signed_in(&bed, by).await;
        for found in led.to.iter().filter(|found| found.route.method == Method::Get) {
            if found.route.path.ends_with("/live") || found.route.path == "/quote" {
                continue;
            }
            let answer = found.ask(&mut browser).await;
            assert!(!answer.text.contains(SEALED), "{} for {}", found.sending.address, by.email);
            seen += usize::from(answer.status == StatusCode::OK);
        }
    }
    assert!(seen > 300, "too little was looked at: {seen}");
    // It was there to be found: its own sender reads it.
    let mut outside = browser(&bed, false);
    let own = outside.get(links(&bed).last().unwrap()).await;
    assert!(own.text.contains(SEALED), "{}", own.text);
}

on_both! {
    async fn a_quote_is_asked_for_answered_by_a_link_and_chosen(bed) {
        let world = World::of(&bed).await;
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        let service = format!("/services/{}", world.service);
        let page = buyer.get(&service).await.text;
        let ask = format!("/quotes/new?service={}", world.service);
        assert!(page.contains(&ask.replace('&', "&amp;")), "{page}");
        let form = buyer.get(&ask).await.text;
        let refused = buyer.send_form(&form, "/quotes/new", &[("description", "Ten days"), ("quantity", "0")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Ten days"), "nothing typed is lost");
        let fields = [
            ("title", "Counselling in spring"), ("description", "Ten days"), ("quantity", "10"), ("wanted", "In spring"),
            ("place", "Here"), ("criteria", "Price"), ("outside_name_1", "Quiet Rooms"),
            ("outside_email_1", "hello@quiet.example"),
        ];
        let sent = buyer.send_form_and_follow(&form, "/quotes/new", &fields).await;
        assert!(sent.text.contains("0 of 2 answered."), "{}", sent.text);
        let listed = buyer.get("/quotes").await.text;
        let request = listed.split("href=\"/quotes/quote_").nth(1).unwrap().split('"').next().unwrap();
        let request = format!("/quotes/quote_{request}");
        bed.run_jobs().await;
        let link = links(&bed).remove(0);
        let mut outside = browser(&bed, false);
        let page = outside.get(&link).await.text;
        let empty = outside.send_form(&page, "/quote", &[("net", "cheap")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let quote = [
            ("net", "2,345.67"), ("vat", "added"), ("included", "Supervision"),
            ("valid_until-day", "31"), ("valid_until-month", "1"), ("valid_until-year", "2027"),
        ];
        let own = outside.send_form_and_follow(&page, "/quote", &quote).await;
        assert!(own.text.contains("£2,814.80"), "with VAT: {}", own.text);
        for path in [request.clone(), format!("{request}/evidence"), format!("{request}/evidence.csv"), "/quotes.csv".to_owned(), "/audit".to_owned()] {
            let answer = buyer.get(&path).await.text;
            assert!(!answer.contains("2,345.67") && !answer.contains("2345.67"), "{path}");
        }
        bed.clock.set(testbed::instant("2026-12-14T17:00:00Z"));
        bed.run_jobs().await;
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        let opened = buyer.get(&request).await.text;
        assert!(opened.contains("£2,345.67") && opened.contains("Fewer than three quotes came in"), "{opened}");
        assert!(opened.contains("£300"), "with the market rate: {opened}");
        let chosen = opened.split("name=\"chosen\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
        let chosen = chosen.split('"').next().unwrap().to_owned();
        let decide = format!("{request}/decide");
        let short = buyer.send_form(&opened, &decide, &[("chosen", &chosen), ("reason", "Cheap")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let reason = "Only one quote came, and it is below what we paid for the same last year.";
        let done = buyer.send_form_and_follow(&opened, &decide, &[("chosen", &chosen), ("reason", reason)]).await;
        assert!(done.text.contains("You chose Quiet Rooms"), "{}", done.text);
        let file = buyer.get(&format!("{request}/evidence.csv")).await.text;
        assert!(file.contains("2345.67") && file.contains("Chose a quote") && file.contains(reason), "{file}");
        let mut another = browser(&bed, false);
        another.sign_in("lena.fox@pool.example", PASSWORD).await;
        for path in [request.clone(), format!("{request}/evidence"), format!("{request}/evidence.csv")] {
            assert_eq!(another.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
