//! What people do with their own account: their name, what they are told, their data, the end.

use std::collections::BTreeMap;

use domain::access::Role;
use domain::notification::{Notify, Topic};
use domain::{Failure, Problem, Refusal};
use market::mail::About;
use market::person::{self, CloseAccount};
use testbed::{Bed, instant, on_both};

use crate::people::{self, PASSWORD};
use crate::setting::Setting;

/// Asks to act for a school, which tells its approvers: the simplest message with a topic.
async fn somebody_asks_to_join(bed: &Bed, email: &str) {
    let join = market::school::AskToJoin {
        urn: domain::text::Urn::parse("101001").unwrap(),
        name: "Bea Marsh".to_owned(),
        email: email.to_owned(),
        role: Role::Buyer,
    };
    market::school::ask_to_join(&bed.market, &market::Viewer::Visitor, email, join).await.unwrap();
}

on_both! {
    async fn what_somebody_wants_once_a_day_comes_together_in_the_morning(bed) {
        let setting = Setting::of(&bed).await;
        let school = setting.school("101001", "301", Some(420)).await;
        let head = people::actor(&bed, "head@lark.example", school, Role::Approver).await;
        let daily = BTreeMap::from([(Topic::People, Notify::Daily)]);
        person::choose_notifications(&bed.market, &head, daily).await.unwrap();
        let chosen = person::notifications(&bed.market, &head).await.unwrap();
        assert_eq!(chosen[&Topic::People], Notify::Daily);
        assert_eq!(chosen[&Topic::Invoices], Notify::AtOnce, "what is not chosen stays");
        somebody_asks_to_join(&bed, "bea@lark.example").await;
        somebody_asks_to_join(&bed, "cy@lark.example").await;
        bed.run_jobs().await;
        assert_eq!(bed.letters.all(), Vec::new());
        bed.clock.set(instant("2026-11-24T07:00:00Z"));
        bed.run_jobs().await;
        let told = bed.letters.all();
        assert_eq!(told.len(), 1);
        let About::Digest { items } = &told[0].about else { panic!("{told:?}") };
        assert_eq!(items.len(), 2);
        assert_eq!(told[0].to, "head@lark.example");
        bed.clock.set(instant("2026-11-25T07:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(bed.letters.all().len(), 1, "nothing is sent twice");
    }

    async fn what_somebody_does_not_want_is_not_sent(bed) {
        let setting = Setting::of(&bed).await;
        let school = setting.school("101001", "301", Some(420)).await;
        let head = people::actor(&bed, "head@lark.example", school, Role::Approver).await;
        people::actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let off = BTreeMap::from([(Topic::People, Notify::Off)]);
        person::choose_notifications(&bed.market, &head, off).await.unwrap();
        somebody_asks_to_join(&bed, "bea@lark.example").await;
        bed.run_jobs().await;
        let to: Vec<String> = bed.letters.all().into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, ["deputy@lark.example"]);
    }

    async fn a_closed_account_is_forgotten_and_frees_its_address(bed) {
        let setting = Setting::of(&bed).await;
        let school = setting.school("101001", "301", Some(420)).await;
        let head = people::actor(&bed, "head@lark.example", school, Role::Approver).await;
        let close = |password: &str| CloseAccount { password: password.to_owned() };
        let last = person::close_account(&bed.market, &head, close(PASSWORD)).await;
        assert_eq!(last.unwrap_err(), Failure::Refused(Refusal::LastApprover));
        people::actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let wrong = person::close_account(&bed.market, &head, close("something else")).await;
        assert_eq!(
            wrong.unwrap_err(),
            Failure::field("password", Problem::NotThePassword)
        );
        person::rename(&bed.market, &head, "Ada Lark").await.unwrap();
        person::close_account(&bed.market, &head, close(PASSWORD)).await.unwrap();
        let kept = setting
            .count("SELECT count(*) AS n FROM person WHERE name = 'Ada Lark' OR email = 'head@lark.example'")
            .await;
        assert_eq!(kept, 0);
        let roles = setting
            .count("SELECT count(*) AS n FROM role_holding h JOIN person p ON p.id = h.person_id \
                    WHERE p.closed_at IS NOT NULL AND h.ends_on IS NULL")
            .await;
        assert_eq!(roles, 0);
        let anew = people::actor(&bed, "head@lark.example", school, Role::Buyer).await;
        assert_ne!(anew.person(), head.person(), "the address is somebody else's now");
    }

    async fn my_data_holds_roles_and_what_i_did_and_nobody_elses(bed) {
        let setting = Setting::of(&bed).await;
        let school = setting.school("101001", "301", Some(420)).await;
        let head = people::actor(&bed, "head@lark.example", school, Role::Approver).await;
        let other = people::actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        person::rename(&bed.market, &head, "Ada Lark").await.unwrap();
        let head = people::sign_in(&bed.market, "head@lark.example").await;
        let data = person::my_data(&bed.market, &head).await.unwrap();
        assert_eq!(data.name, "Ada Lark");
        assert_eq!(data.roles[0].role, "approver");
        assert!(data.actions.iter().any(|done| done.action == "rename"));
        let theirs = person::my_data(&bed.market, &other).await.unwrap();
        assert!(theirs.actions.iter().all(|done| done.action != "rename"));
    }

    async fn one_session_is_ended_and_only_ones_own(bed) {
        let setting = Setting::of(&bed).await;
        let school = setting.school("101001", "301", Some(420)).await;
        let here = people::actor(&bed, "head@lark.example", school, Role::Approver).await;
        let there = people::sign_in(&bed.market, "head@lark.example").await;
        let other = people::actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let stranger = person::end_session(&bed.market, &other, there.session()).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let open = person::sessions(&bed.market, &here).await.unwrap();
        assert_eq!(open.iter().filter(|open| open.is_this_one).count(), 1);
        person::end_session(&bed.market, &here, there.session()).await.unwrap();
        let left = person::sessions(&bed.market, &here).await.unwrap();
        assert_eq!(left.len(), open.len() - 1);
        assert!(left.iter().all(|session| session.session != there.session()));
    }
}
