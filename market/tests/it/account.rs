//! Signing in and out, and choosing a password.

use chrono::Duration;
use domain::access::Role;
use domain::{Failure, Problem};
use market::installation::{self, InstallationKind};
use market::mail::About;
use market::person::{self, AddUser, SignIn};
use market::{Market, Viewer};
use testbed::on_both;

pub const PASSWORD: &str = "river boats at noon";

pub async fn operator(market: &Market) {
    installation::claim(market, InstallationKind::Real).await.unwrap();
    let organisation = installation::organisation_for(market, Role::Operator, None).await.unwrap();
    let add = AddUser {
        email: "nadia@pool.example".to_owned(),
        name: "Nadia Okafor".to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role: Role::Operator,
        order_limit_pence: None,
    };
    person::add_user(market, add).await.unwrap();
}

pub fn typed(email: &str, password: &str, from: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        from: from.to_owned(),
        device: "test".to_owned(),
        known_by: None,
    }
}

pub fn wrong() -> Failure {
    Failure::field("password", Problem::WrongPassword)
}

on_both! {
    async fn a_session_knows_who_acts_and_ends_when_signed_out(bed) {
        operator(&bed.market).await;
        let token = person::sign_in(&bed.market, typed("Nadia@Pool.example ", PASSWORD, "a"))
            .await
            .unwrap();
        let viewer = person::viewer(&bed.market, token.as_str()).await.unwrap();
        let actor = viewer.actor().unwrap();
        assert_eq!(actor.name(), "Nadia Okafor");
        assert_eq!(actor.acting_for().unwrap().roles[0].role, Role::Operator);
        person::sign_out(&bed.market, actor).await.unwrap();
        let after = person::viewer(&bed.market, token.as_str()).await.unwrap();
        assert!(matches!(after, Viewer::Visitor));
    }

    async fn a_session_ends_after_twelve_hours_without_use(bed) {
        operator(&bed.market).await;
        let token =
            person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "a")).await.unwrap();
        bed.clock.set(testbed::instant("2026-11-23T20:59:00Z"));
        assert!(person::viewer(&bed.market, token.as_str()).await.unwrap().actor().is_ok());
        bed.clock.set(testbed::instant("2026-11-24T08:58:00Z"));
        assert!(person::viewer(&bed.market, token.as_str()).await.unwrap().actor().is_ok());
        bed.clock.set(testbed::instant("2026-11-24T21:00:00Z"));
        assert!(person::viewer(&bed.market, token.as_str()).await.unwrap().actor().is_err());
    }

    async fn unknown_addresses_and_wrong_passwords_answer_alike(bed) {
        operator(&bed.market).await;
        let unknown = person::sign_in(&bed.market, typed("nobody@pool.example", PASSWORD, "a")).await;
        let known = person::sign_in(&bed.market, typed("nadia@pool.example", "wrong", "a")).await;
        assert_eq!(unknown.unwrap_err(), wrong());
        assert_eq!(known.unwrap_err(), wrong());
    }

    async fn a_session_ends_after_thirty_days_however_much_it_is_used(bed) {
        operator(&bed.market).await;
        let token =
            person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "a")).await.unwrap();
        let began = bed.market.now();
        let is_in = async || {
            person::viewer(&bed.market, token.as_str()).await.unwrap().actor().is_ok()
        };
        for hours in (0..720).step_by(11) {
            bed.clock.set(began + Duration::hours(hours));
            assert!(is_in().await, "after {hours} hours");
        }
        bed.clock.set(began + Duration::days(30) - Duration::seconds(1));
        assert!(is_in().await);
        bed.clock.set(began + Duration::days(30));
        assert!(!is_in().await);
    }

    async fn a_new_password_by_mail_ends_every_session_and_the_link_works_once(bed) {
        operator(&bed.market).await;
        let old = person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "a")).await.unwrap();
        person::ask_for_reset(&bed.market, "nobody@pool.example", "a").await.unwrap();
        person::ask_for_reset(&bed.market, "nadia@pool.example", "a").await.unwrap();
        bed.run_jobs().await;
        let letters = bed.letters.all();
        assert_eq!(letters.len(), 1);
        let About::PasswordReset { token } = &letters[0].about else { panic!("another letter") };
        let weak = person::reset_password(&bed.market, token, "short".to_owned(), "a").await;
        assert_eq!(weak.unwrap_err(), Failure::field("password", Problem::TooShort { min: 10 }));
        let new = "lanterns over water";
        person::reset_password(&bed.market, token, new.to_owned(), "a").await.unwrap();
        assert!(person::viewer(&bed.market, old.as_str()).await.unwrap().actor().is_err());
        let again = person::reset_password(&bed.market, token, new.to_owned(), "a").await;
        assert_eq!(again.unwrap_err(), Failure::field("token", Problem::LinkExpired));
        person::sign_in(&bed.market, typed("nadia@pool.example", new, "a")).await.unwrap();
    }

    async fn a_demo_and_real_data_never_share_a_database(bed) {
        installation::claim(&bed.market, InstallationKind::Real).await.unwrap();
        installation::claim(&bed.market, InstallationKind::Real).await.unwrap();
        let demo = installation::claim(&bed.market, InstallationKind::Demo).await;
        assert_eq!(demo.unwrap_err(), Failure::Refused(domain::Refusal::NotBesideRealData));
        operator(&bed.market).await;
        let token = person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "a")).await.unwrap();
        let viewer = person::viewer(&bed.market, token.as_str()).await.unwrap();
        let person = viewer.actor().unwrap().person();
        let as_somebody = person::sign_in_as(&bed.market, person, "test").await;
        assert_eq!(as_somebody.unwrap_err(), Failure::NotFound);
    }
}
