//! A code beside the password: set up, asked for, taken once, replaced by recovery codes.

use chrono::Duration;
use domain::access::{Action, Role};
use domain::{Failure, Problem};
use market::Market;
use market::installation::{self, InstallationKind};
use market::mail::About;
use market::person::{self, AddUser, SecondFactor, SignIn, Token};
use market::{Actor, Viewer};
use testbed::{Bed, on_both};
use totp_rs::{Builder, Secret};

use crate::setting::Setting;

const PASSWORD: &str = "river boats at noon";
const EMAIL: &str = "nadia@pool.example";

async fn operator(bed: &Bed) {
    let market = &bed.market;
    installation::claim(market, InstallationKind::Real).await.unwrap();
    let organisation = installation::organisation_for(market, Role::Operator, None).await.unwrap();
    let add = AddUser {
        email: EMAIL.to_owned(),
        name: "Nadia Okafor".to_owned(),
        password: Some(PASSWORD.to_owned()),
        organisation,
        role: Role::Operator,
        order_limit_pence: None,
    };
    person::add_user(market, add).await.unwrap();
}

async fn sign_in(market: &Market) -> Token {
    let typed = SignIn {
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        from: "a".to_owned(),
        device: "test".to_owned(),
        known_by: None,
    };
    person::sign_in(market, typed).await.unwrap()
}

async fn actor(market: &Market, token: &Token) -> Actor {
    let viewer = person::viewer(market, token.as_str()).await.unwrap();
    viewer.actor().unwrap().clone()
}

/// What the phone shows, from the key as people type it.
fn code(bed: &Bed, key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let now = u64::try_from(bed.market.now().timestamp()).unwrap();
    totp.generate(now).to_string()
}

/// Sets it up; gives the key and the recovery codes.
async fn set_up(bed: &Bed, actor: &Actor) -> (String, Vec<String>) {
    let market = &bed.market;
    person::begin_second_factor(market, actor).await.unwrap();
    let key = person::pending_second_factor(market, actor).await.unwrap().key;
    let codes = person::confirm_second_factor(market, actor, &code(bed, &key)).await.unwrap();
    (key, codes.all().to_vec())
}

fn later(bed: &Bed, seconds: i64) {
    bed.clock.set(bed.market.now() + Duration::seconds(seconds));
}

fn wrong() -> Failure {
    Failure::field("code", Problem::WrongCode)
}

on_both! {
    async fn a_session_that_owes_a_code_is_nobodys(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let first = sign_in(market).await;
        let (key, _) = set_up(&bed, &actor(market, &first).await).await;
        later(&bed, 30);
        let owing = sign_in(market).await;
        assert!(person::owes_code(market, owing.as_str()).await.unwrap());
        let viewer = person::viewer(market, owing.as_str()).await.unwrap();
        assert!(matches!(viewer, Viewer::Visitor));
        let whole = person::enter_code(market, owing.as_str(), &code(&bed, &key)).await.unwrap();
        assert_eq!(actor(market, &whole).await.name(), "Nadia Okafor");
        assert!(!person::owes_code(market, owing.as_str()).await.unwrap(), "a new secret");
        let viewer = person::viewer(market, owing.as_str()).await.unwrap();
        assert!(matches!(viewer, Viewer::Visitor), "the old secret is worth nothing");
    }

    async fn no_code_is_taken_twice(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let first = sign_in(market).await;
        let (key, _) = set_up(&bed, &actor(market, &first).await).await;
        let seen = code(&bed, &key);
        let owing = sign_in(market).await;
        assert_eq!(
            person::enter_code(market, owing.as_str(), &seen).await.unwrap_err(),
            wrong(),
            "the code that confirmed it"
        );
        later(&bed, 30);
        let next = code(&bed, &key);
        person::enter_code(market, owing.as_str(), &next).await.unwrap();
        let another = sign_in(market).await;
        let again = person::enter_code(market, another.as_str(), &next).await;
        assert_eq!(again.unwrap_err(), wrong());
    }

    async fn a_recovery_code_signs_in_once_and_its_owner_is_told(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let first = sign_in(market).await;
        let (_, codes) = set_up(&bed, &actor(market, &first).await).await;
        assert_eq!(codes.len(), 10);
        let owing = sign_in(market).await;
        let typed = codes[3].to_lowercase();
        let whole = person::enter_code(market, owing.as_str(), &typed).await.unwrap();
        let standing = person::second_factor(market, &actor(market, &whole).await).await.unwrap();
        assert!(matches!(standing, SecondFactor::On { codes_left: 9, .. }));
        bed.run_jobs().await;
        let told = bed.letters.all();
        assert!(told.iter().any(|mail| mail.about == About::RecoveryCodeUsed { codes_left: 9 }));
        let owing = sign_in(market).await;
        let again = person::enter_code(market, owing.as_str(), &codes[3]).await;
        assert_eq!(again.unwrap_err(), wrong());
    }

    async fn whoever_lost_phone_and_recovery_codes_is_let_in_by_the_owner_of_the_installation(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let unknown = person::forget_second_factor(market, "nobody@pool.example").await;
        assert_eq!(unknown.unwrap_err(), Failure::NotFound);
        let without = person::forget_second_factor(market, EMAIL).await;
        assert_eq!(without.unwrap_err(), Failure::NotFound, "there is nothing to forget");
        let first = sign_in(market).await;
        let (_, codes) = set_up(&bed, &actor(market, &first).await).await;
        let owing = sign_in(market).await;
        person::forget_second_factor(market, EMAIL).await.unwrap();
        for ended in [&first, &owing] {
            let viewer = person::viewer(market, ended.as_str()).await.unwrap();
            assert!(matches!(viewer, Viewer::Visitor), "signed out everywhere");
        }
        let anew = sign_in(market).await;
        assert!(!person::owes_code(market, anew.as_str()).await.unwrap());
        let (_, fresh) = set_up(&bed, &actor(market, &anew).await).await;
        assert!(fresh.iter().all(|code| !codes.contains(code)));
        bed.run_jobs().await;
        let told = bed.letters.all();
        assert!(told.iter().any(|mail| mail.about == About::SecondFactorOff && mail.to == EMAIL));
    }

    async fn guessing_codes_ends_after_five_in_a_session(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let first = sign_in(market).await;
        let (key, _) = set_up(&bed, &actor(market, &first).await).await;
        later(&bed, 30);
        let owing = sign_in(market).await;
        for _ in 0..5 {
            let guess = person::enter_code(market, owing.as_str(), "000000").await;
            assert_eq!(guess.unwrap_err(), wrong());
        }
        let right = person::enter_code(market, owing.as_str(), &code(&bed, &key)).await;
        assert!(matches!(right, Err(Failure::TooMany { .. })));
        let owing = sign_in(market).await;
        person::enter_code(market, owing.as_str(), &code(&bed, &key)).await.unwrap();
    }

    async fn setting_it_up_signs_out_everywhere_else_and_turning_it_off_takes_both(bed) {
        operator(&bed).await;
        let market = &bed.market;
        let (here, there) = (sign_in(market).await, sign_in(market).await);
        let me = actor(market, &here).await;
        let (key, codes) = set_up(&bed, &me).await;
        let viewer = person::viewer(market, there.as_str()).await.unwrap();
        assert!(matches!(viewer, Viewer::Visitor));
        assert_eq!(
            person::begin_second_factor(market, &me).await.unwrap_err(),
            Failure::ChangedMeanwhile,
            "a secret that counts is not replaced"
        );
        assert!(matches!(
            person::pending_second_factor(market, &me).await,
            Err(Failure::NotFound)
        ));
        later(&bed, 30);
        let off = |password: &str, code: String| {
            let (me, password) = (me.clone(), password.to_owned());
            async move { person::turn_off_second_factor(market, &me, password, &code).await }
        };
        let problem = |field, problem| Failure::field(field, problem);
        assert_eq!(
            off("not the password", code(&bed, &key)).await.unwrap_err(),
            problem("password", Problem::NotThePassword)
        );
        assert_eq!(off(PASSWORD, "123456".to_owned()).await.unwrap_err(), wrong());
        off(PASSWORD, codes[0].clone()).await.unwrap();
        let standing = person::second_factor(market, &me).await.unwrap();
        assert_eq!(standing, SecondFactor::Off);
        let plain = sign_in(market).await;
        assert_eq!(actor(market, &plain).await.name(), "Nadia Okafor");
    }

    async fn approving_takes_a_code_where_the_rule_requires_one(bed) {
        let strict = bed.requiring_codes().await;
        operator(&bed).await;
        let setting = Setting::of(&bed).await;
        let school = setting.organisation("school", "Lark Rise Primary", Some("101001")).await;
        let add = AddUser {
            email: "head@lark.example".to_owned(),
            name: "Ada Lark".to_owned(),
            password: Some(PASSWORD.to_owned()),
            organisation: school,
            role: Role::Approver,
            order_limit_pence: None,
        };
        person::add_user(&bed.market, add).await.unwrap();
        let typed = SignIn {
            email: "head@lark.example".to_owned(),
            password: PASSWORD.to_owned(),
            from: "a".to_owned(),
            device: "test".to_owned(),
        known_by: None,
        };
        let token = person::sign_in(&strict, typed).await.unwrap();
        let head = actor(&strict, &token).await;
        assert!(head.can(Action::ApproveOrder), "the role allows it");
        assert!(head.must_set_up_code(Action::ApproveOrder));
        assert_eq!(
            head.permit_own(Action::ApproveOrder).unwrap_err(),
            Failure::SecondFactorNeeded
        );
        assert!(head.permit_own(Action::PlaceOrder).is_ok(), "buying does not");
        set_up(&bed, &head).await;
        let head = actor(&strict, &token).await;
        assert!(head.permit_own(Action::ApproveOrder).is_ok());
    }
}
