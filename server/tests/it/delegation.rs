//! Who approves what over HTTP with plain forms: laid down, asked level by level, by whoever stands
//! in; and the way from the letter to the button.

use std::path::Path;

use axum::http::StatusCode;
use domain::access::Role;
use market::mail::About;
use testbed::people::PASSWORD;
use testbed::{Bed, on_both};

use crate::account::{begin_code, code};
use crate::trade::{World, person};
use crate::world::{Browser, browser, site, whole};

const FOUR_DAYS: [&str; 4] = ["2026-12-07", "2026-12-08", "2026-12-14", "2026-12-15"];

async fn signed_in(bed: &Bed, name: &str) -> Browser {
    let mut browser = browser(bed, false);
    browser.sign_in(&address(name), PASSWORD).await;
    browser
}

fn address(name: &str) -> String {
    format!("{}@pool.example", name.to_lowercase().replace(' ', "."))
}

/// Where the last letter that asks somebody for an approval leads, and what it says.
async fn letter(bed: &Bed, name: &str) -> (String, String) {
    bed.run_jobs().await;
    let letters = bed.letters.all();
    let asks = |about: &About| matches!(about, About::ApprovalNeeded(_));
    let mail = letters.iter().rev().find(|mail| mail.name == name && asks(&mail.about)).unwrap();
    let text = app::mail::write(mail, "http://pool.example").text;
    let link = text.lines().find_map(|line| line.strip_prefix("http://pool.example"));
    (link.unwrap().to_owned(), text)
}

on_both! {
    async fn a_scheme_is_laid_down_and_an_order_goes_from_the_head_to_the_governors(bed) {
        let world = World::of(&bed).await;
        person(&bed, world.school, Role::Governor, "Ruth Okoro", None).await;
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        assert!(head.get("/people").await.text.contains("href=\"/people/delegation\""));
        let shown = head.get("/people/delegation").await.text;
        assert!(shown.contains("Up to the buyer’s own limit, £300 at most"), "{shown}");
        let form = head.get("/people/delegation/change").await.text;
        let to = "/people/delegation/change";
        let odd = head.send_form(&form, to, &[("governors_above", "lots")]).await;
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(odd.text.contains("value=\"lots\""), "what was typed is kept");
        let shown = head.send_form_and_follow(&form, to, &[("governors_above", "1,000")]).await.text;
        for words in ["Above that, up to £1,000", "An approver first, then the governors’ approver"] {
            assert!(shown.contains(words), "{words}");
        }
        let form = head.get("/people/delegation/change").await.text;
        let refused = head.send_form(&form, to, &[("governors_above", "")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text.contains("The governors’ approver decides this"));
        let mut buyer = signed_in(&bed, "Amina Rahman").await;
        assert!(!buyer.get("/people/delegation").await.text.contains("delegation/change"));
        assert_eq!(buyer.get(to).await.status, StatusCode::FORBIDDEN);

        world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        let (order, _) = letter(&bed, "Grace Adeyemi").await;
        let page = head.get(&order).await.text;
        assert!(page.contains("the governors’ approver is asked next"), "{page}");
        assert!(page.contains("£960 and £192 VAT."), "{page}");
        let decide = format!("{order}/decide");
        let approve = [("decision", "approve")];
        let page = head.send_form_and_follow(&page, &decide, &approve).await.text;
        assert!(page.contains("You have approved this already"), "{page}");
        let (link, text) = letter(&bed, "Ruth Okoro").await;
        assert_eq!(link, order);
        assert!(text.contains("Grace Adeyemi has approved it"), "{text}");
        let mut chair = signed_in(&bed, "Ruth Okoro").await;
        assert!(chair.get("/").await.text.contains("One thing needs you"));
        let page = chair.get(&order).await.text;
        assert!(page.contains("Approved by Grace Adeyemi (approver)"), "{page}");
        let page = chair.send_form_and_follow(&page, &decide, &approve).await.text;
        assert!(page.contains("Placed"));
    }

    async fn a_deputy_is_named_asked_and_ended(bed) {
        let world = World::of(&bed).await;
        let mut head = signed_in(&bed, "Grace Adeyemi").await;
        let form = head.get("/people/deputy").await.text;
        let nothing = head.send_form(&form, "/people/deputy", &[("first_on-day", "soon")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text.contains("value=\"soon\""), "what was typed is kept");
        let tom = world.finance.person().to_string();
        let days = [("deputy", &*tom), ("first_on", "23 November 2026"), ("last_on", "2026-12-18")];
        let shown = head.send_form_and_follow(&form, "/people/deputy", &days).await.text;
        assert!(shown.contains("Tom Field") && shown.contains("18 Dec 2026"), "{shown}");
        world.book(&bed.market, &world.buyer, &FOUR_DAYS).await.unwrap();
        let (order, text) = letter(&bed, "Tom Field").await;
        assert!(text.contains("You are asked as deputy of Grace Adeyemi."), "{text}");
        let mut deputy = signed_in(&bed, "Tom Field").await;
        let home = deputy.get("/").await.text;
        assert!(home.contains("You stand in for Grace Adeyemi until 18 Dec 2026"), "{home}");
        let page = deputy.get(&order).await.text;
        assert!(page.contains("asks you to approve this as deputy of Grace Adeyemi"), "{page}");
        let to = format!("{order}/decide");
        let page = deputy.send_form_and_follow(&page, &to, &[("decision", "approve")]).await.text;
        let both = "Approved by Tom Field, deputy of Grace Adeyemi (approver)";
        assert!(page.contains(both), "{page}");
        let form = shown.split("action=\"/people/deputy/").nth(1).unwrap();
        let end = format!("/people/deputy/{}", form.split('"').next().unwrap());
        let ended = head.send_form_and_follow(&shown, &end, &[]).await.text;
        assert!(!ended.contains("End now"));
        let again = deputy.post(&to, &[("decision", "approve")]).await;
        assert_eq!(again.status, StatusCode::FORBIDDEN);
    }

    async fn the_letter_leads_by_signing_in_and_a_code_to_the_button_and_nothing_happens_before(bed) {
        let world = World::of(&bed).await;
        world.book(&bed.market, &world.buyer, &FOUR_DAYS[..2]).await.unwrap();
        let (order, _) = letter(&bed, "Grace Adeyemi").await;
        let mut strict = site(&bed, false);
        strict.market = bed.requiring_codes().await;
        let mut head = whole(server::serve::router(strict, Path::new("/nowhere")));
        let back = order.replace('/', "%2F");
        assert_eq!(head.get(&order).await.leads_to(), format!("/sign-in?back={back}"));
        let email = address("Grace Adeyemi");
        let typed = [("email", &*email), ("password", PASSWORD), ("back", &*order)];
        assert_eq!(head.post("/sign-in", &typed).await.leads_to(), order);
        let page = head.get(&order).await.text;
        assert!(page.contains(&format!("/account/code?back={back}")), "{page}");
        assert!(!page.contains("value=\"approve\""));
        let decide = format!("{order}/decide");
        let key = bed.market.form_key();
        let fields = [("decision", "approve"), ("version", "1"), ("key", &*key)];
        let early = head.post(&decide, &fields).await;
        assert!(early.leads_to().starts_with("/account/code?"), "{}", early.leads_to());
        let key = begin_code(&mut head).await;
        head.post("/account/code/set-up", &[("code", &code(&bed, &key))]).await;

        // Another day: the letter is opened again, and a code is owed.
        bed.clock.set(testbed::instant("2026-11-24T09:00:00Z"));
        let mut again = head.stranger();
        assert_eq!(again.get(&order).await.leads_to(), format!("/sign-in?back={back}"));
        let owed = again.post("/sign-in", &typed).await;
        assert_eq!(owed.leads_to(), format!("/sign-in/code?back={back}"));
        let given = [("code", &*code(&bed, &key)), ("back", &*order)].map(|(n, v)| (n, v.to_owned()));
        let given = given.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(again.post("/sign-in/code", &given).await.leads_to(), order);
        let page = again.get(&order).await.text;
        let twice = again.get(&order).await.text;
        for page in [&page, &twice] {
            assert!(page.contains("value=\"approve\""), "looking decides nothing: {page}");
        }
        let page = again.send_form_and_follow(&page, &decide, &[("decision", "approve")]).await.text;
        assert!(page.contains("Approved by Grace Adeyemi"), "{page}");
    }
}
