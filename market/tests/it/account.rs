//! Signing in and out, and choosing a password.

use domain::access::Role;
use domain::{Failure, Problem};
use market::installation::{self, InstallationKind};
use market::mail::About;
use market::person::{self, AddUser, SignIn};
use market::{Market, Viewer};
use testbed::on_both;

const PASSWORD: &str = "river boats at noon";

async fn operator(market: &Market) {
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

fn typed(email: &str, password: &str, from: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        from: from.to_owned(),
        device: "test".to_owned(),
    }
}

fn wrong() -> Failure {
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

    async fn strangers_cannot_lock_out_somebody_who_signed_in_from_here_before(bed) {
        operator(&bed.market).await;
        person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "school")).await.unwrap();
        let mut refused = 0;
        for stranger in 0..20 {
            for _ in 0..6 {
                let from = format!("stranger-{stranger}");
                let outcome =
                    person::sign_in(&bed.market, typed("nadia@pool.example", "guess", &from)).await;
                refused += i32::from(matches!(outcome, Err(Failure::TooMany { .. })));
            }
        }
        assert!(refused > 0, "strangers are slowed down");
        person::sign_in(&bed.market, typed("nadia@pool.example", PASSWORD, "school")).await.unwrap();
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
        let weak = person::reset_password(&bed.market, token, "short".to_owned()).await;
        assert_eq!(weak.unwrap_err(), Failure::field("password", Problem::TooShort { min: 10 }));
        let new = "lanterns over water";
        person::reset_password(&bed.market, token, new.to_owned()).await.unwrap();
        assert!(person::viewer(&bed.market, old.as_str()).await.unwrap().actor().is_err());
        let again = person::reset_password(&bed.market, token, new.to_owned()).await;
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
