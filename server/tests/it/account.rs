//! One's own account over plain forms: the code from the phone, what to be told, the data, the end.

use axum::http::StatusCode;
use chrono::Duration;
use domain::access::Role;
use domain::notification::Topic;
use market::installation;
use market::person::{self, AddUser};
use testbed::{Bed, on_both};
use totp_rs::{Builder, Secret};

use crate::world::{Browser, browser};

const EMAIL: &str = "nadia@pool.example";
const PASSWORD: &str = "river boats at noon";

async fn nadia(bed: &Bed) -> Browser {
    let organisation =
        installation::organisation_for(&bed.market, Role::Operator, None).await.unwrap();
    let add = AddUser {
        email: EMAIL.to_owned(),
        name: "Nadia Okafor".to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role: Role::Operator,
        order_limit_pence: None,
    };
    person::add_user(&bed.market, add).await.unwrap();
    let mut nadia = browser(bed, false);
    nadia.sign_in(EMAIL, PASSWORD).await;
    nadia
}

/// What stands between two marks of a page.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

/// What the phone shows.
pub fn code(bed: &Bed, key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let now = u64::try_from(bed.market.now().timestamp()).unwrap();
    Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}

/// Begins to set the code up; gives the key that stands on the page.
pub async fn begin_code(browser: &mut Browser) -> String {
    let page = browser.post_and_follow("/account/code", &[("back", "/services")]).await;
    between(&page.text, "cp-codes__code\">", "<").to_owned()
}

async fn set_up(bed: &Bed, nadia: &mut Browser) -> (String, String) {
    let key = begin_code(nadia).await;
    let wrong =
        nadia.post("/account/code/set-up", &[("code", "12 34"), ("back", "/services")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(&key), "the same key is shown again");
    assert!(wrong.text.contains("value=\"/services\""), "the way back is kept");
    let fields = [("code", code(bed, &key)), ("back", "/services".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let kept = nadia.post("/account/code/set-up", &fields).await;
    assert_eq!(kept.status, StatusCode::OK);
    assert!(kept.text.contains("href=\"/services\""));
    let recovery = between(&kept.text, "cp-codes__code\">", "<").to_owned();
    (key, recovery)
}

on_both! {
    async fn the_code_is_set_up_and_then_asked_for_on_the_way_to_the_page_asked_for(bed) {
        let mut nadia = nadia(&bed).await;
        let (key, _) = set_up(&bed, &mut nadia).await;
        assert!(nadia.get("/account").await.text.contains("On since Monday 23 November 2026"));
        bed.clock.set(bed.market.now() + Duration::minutes(1));
        let mut phone = nadia.stranger();
        let fields = [("email", EMAIL), ("password", PASSWORD), ("back", "/account")];
        let answer = phone.post("/sign-in", &fields).await;
        assert_eq!(answer.leads_to(), "/sign-in/code?back=%2Faccount");
        assert_eq!(phone.get("/account").await.leads_to(), "/sign-in?back=%2Faccount");
        let form = phone.get("/sign-in/code?back=%2Faccount").await;
        assert_eq!(form.status, StatusCode::OK);
        let wrong = phone.post("/sign-in/code", &[("code", "000000"), ("back", "/account")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!wrong.text.contains("000000"), "a code is not sent back");
        let right = code(&bed, &key);
        let answer =
            phone.post("/sign-in/code", &[("code", &right), ("back", "/account")]).await;
        assert_eq!(answer.leads_to(), "/account");
        assert_eq!(phone.get("/account").await.status, StatusCode::OK);
    }

    async fn a_recovery_code_stands_for_a_lost_phone(bed) {
        let mut nadia = nadia(&bed).await;
        let (_, recovery) = set_up(&bed, &mut nadia).await;
        let mut elsewhere = nadia.stranger();
        elsewhere.sign_in(EMAIL, PASSWORD).await;
        let answer = elsewhere.post("/sign-in/code", &[("code", &recovery)]).await;
        assert_eq!(answer.leads_to(), "/");
        assert!(elsewhere.get("/account/code").await.text.contains("9 recovery codes are left"));
    }

    async fn nobody_without_a_password_reaches_the_code(bed) {
        let mut stranger = nadia(&bed).await.stranger();
        assert_eq!(stranger.get("/sign-in/code").await.leads_to(), "/sign-in");
        let answer = stranger.post("/sign-in/code", &[("code", "123456")]).await;
        assert!(answer.leads_to().starts_with("/sign-in?"), "{}", answer.leads_to());
    }

    async fn name_choices_and_data_are_changed_and_read_back(bed) {
        let mut nadia = nadia(&bed).await;
        let empty = nadia.post("/account/name", &[("name", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = nadia.post_and_follow("/account/name", &[("name", "Nadia <b>Okafor")]).await;
        assert!(page.text.contains("Nadia &lt;b&gt;Okafor"));
        let form = nadia.get("/account/notifications").await;
        let all = Topic::ALL.len();
        assert_eq!(form.text.matches("value=\"at_once\" checked").count(), all, "{}", form.text);
        let bad = nadia.post("/account/notifications", &[("approvals", "weekly")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let how = |topic: &Topic| if *topic == Topic::Deals { "daily" } else { "off" };
        let fields: Vec<_> = Topic::ALL.iter().map(|topic| (topic.code(), how(topic))).collect();
        let page = nadia.post_and_follow("/account/notifications", &fields).await;
        assert!(page.text.contains("As you chose"));
        let data = nadia.get("/account/data.json").await;
        let data: serde_json::Value = serde_json::from_str(&data.text).unwrap();
        assert_eq!(data["name"], "Nadia <b>Okafor");
        assert_eq!(data["notifications"].as_array().unwrap().len(), all);
    }

    async fn closing_signs_out_and_the_address_signs_in_no_more(bed) {
        let mut nadia = nadia(&bed).await;
        let wrong = nadia.post("/account/close", &[("password", "something")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let closed = nadia.post("/account/close", &[("password", PASSWORD)]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER);
        assert!(nadia.get("/account").await.leads_to().starts_with("/sign-in"));
        let again = nadia.post("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}
