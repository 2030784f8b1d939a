//! Signing in over plain forms.

use axum::http::{StatusCode, header};
use domain::access::Role;
use market::installation;
use market::person::{self, AddUser};
use testbed::{Bed, on_both};

use crate::world::browser;

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
}
