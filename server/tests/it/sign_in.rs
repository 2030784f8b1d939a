//! Signing in over plain forms.

use axum::http::{Request, StatusCode, header};
use domain::access::Role;
use market::installation;
use market::mail::About;
use market::person::{self, AddUser};
use testbed::{Bed, on_both};

use crate::world::{Answer, browser};

const EMAIL: &str = "nadia@pool.example";
const PASSWORD: &str = "river boats at noon";

async fn operator(bed: &Bed) {
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
}

/// The cookie by which a device is known, where the answer sets it.
fn device_cookie(answer: &Answer) -> Option<String> {
    let set = answer.headers.get_all(header::SET_COOKIE).iter();
    let mut set = set.map(|cookie| cookie.to_str().unwrap().to_owned());
    set.find(|cookie| cookie.starts_with("commonpool-device"))
}

on_both! {
    async fn a_wrong_password_keeps_the_address_and_says_what_to_do(bed) {
        operator(&bed).await;
        let mut nadia = browser(&bed, false);
        let answer = nadia.post("/sign-in", &[("email", EMAIL), ("password", "wrong")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("There is a problem"));
        assert!(answer.text.contains("value=\"nadia@pool.example\""));
        assert!(!answer.text.contains("wrong\""), "the password is not sent back");
        assert!(answer.text.contains("<title>Error: Sign in"));
    }

    async fn signing_in_leads_back_to_the_page_asked_for_and_nowhere_else(bed) {
        operator(&bed).await;
        let mut nadia = browser(&bed, false);
        let asked = nadia.get("/account").await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        assert_eq!(asked.leads_to(), "/sign-in?back=%2Faccount");
        let fields = [("email", EMAIL), ("password", PASSWORD), ("back", "/account")];
        assert_eq!(nadia.post("/sign-in", &fields).await.leads_to(), "/account");
        for evil in ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example"] {
            let fields = [("email", EMAIL), ("password", PASSWORD), ("back", evil)];
            assert_eq!(nadia.post("/sign-in", &fields).await.leads_to(), "/", "{evil}");
        }
    }

    async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites(bed) {
        operator(&bed).await;
        let mut nadia = browser(&bed, false);
        let answer = nadia.post("/sign-in", &[("email", EMAIL), ("password", PASSWORD)]).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    }

    async fn a_device_is_known_by_a_cookie_that_outlasts_the_session(bed) {
        operator(&bed).await;
        let mut nadia = browser(&bed, false);
        let fields = [("email", EMAIL), ("password", PASSWORD)];
        let given = device_cookie(&nadia.post("/sign-in", &fields).await).unwrap();
        assert!(given.starts_with("commonpool-device="), "{given}");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=7776000"] {
            assert!(given.contains(attribute), "{given}");
        }
        let out = nadia.post("/sign-out", &[]).await;
        assert_eq!(device_cookie(&out), None, "signing out does not forget the device");
        let secret = given.split(';').next().unwrap().to_owned();
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, &secret);
        let body = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
        let again = nadia.stranger().send(request, body.into()).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text);
        assert_eq!(device_cookie(&again), Some(given), "it is known by the same");
    }

    async fn signing_out_everywhere_ends_the_session_on_the_other_machine(bed) {
        operator(&bed).await;
        let mut here = browser(&bed, false);
        let mut there = here.stranger();
        here.sign_in(EMAIL, PASSWORD).await;
        there.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(there.get("/account").await.status, StatusCode::OK);
        here.post("/sign-out-everywhere", &[]).await;
        assert_eq!(there.get("/account").await.leads_to(), "/sign-in?back=%2Faccount");
    }

    async fn a_reset_says_the_same_whether_anybody_has_the_address(bed) {
        operator(&bed).await;
        let mut nobody = browser(&bed, false);
        let known = nobody.post("/password", &[("email", EMAIL)]).await;
        let unknown = nobody.post("/password", &[("email", "nobody@pool.example")]).await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(known.leads_to(), unknown.leads_to());
    }

    async fn who_has_chosen_a_new_password_is_told_so(bed) {
        operator(&bed).await;
        let mut nobody = browser(&bed, false);
        nobody.post("/password", &[("email", EMAIL)]).await;
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let token = letters.iter().find_map(|letter| match &letter.about {
            About::PasswordReset { token } => Some(token.clone()),
            _ => None,
        });
        let new = "three quiet orange kettles";
        let fields = [("token", token.as_deref().unwrap()), ("password", new)];
        let page = nobody.post_and_follow("/password/new", &fields).await;
        assert!(page.text.contains("Your password has been changed"), "{}", page.text);
        let link = format!("/password/new?token={}", token.as_deref().unwrap());
        let mut other = nobody.stranger();
        let used = other.get(&link).await;
        assert!(used.text.contains("This link does not work any more"), "{}", used.text);
        assert!(used.text.contains("href=\"/password\"") && !used.text.contains("name=\"password\""));
        let again = other.post("/password/new", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.text.contains("Send a new link"), "{}", again.text);
        nobody.sign_in(EMAIL, new).await;
        assert!(!nobody.stranger().get("/sign-in").await.text.contains("has been changed"));
    }
}
