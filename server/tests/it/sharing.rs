//! Sharing over HTTP with plain forms: offered, agreed to by both schools, stated to the penny.

use axum::http::StatusCode;
use domain::access::Role;
use testbed::on_both;

use crate::trade::{World, person};
use crate::world::browser;

const PASSWORD: &str = "river boats at noon";

on_both! {
    async fn what_a_school_offers_to_share_binds_once_both_have_agreed(bed) {
        let world = World::of(&bed).await;
        person(&bed, world.other_school, Role::Approver, "Nora Quill", None).await;
        let mut buyer = browser(&bed, false);
        buyer.sign_in("amina.rahman@pool.example", PASSWORD).await;
        assert!(buyer.get("/orders").await.text.contains("href=\"/sharing\""));
        let none = buyer.get("/sharing/new?kind=staff&reach=named&split=days").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let other = world.other_school;
        let asked = format!("/sharing/new?kind=staff&reach=named&split=percentage&schools={other}");
        let form = buyer.get(&asked).await.text;
        let wrong = [("title", "Site manager"), ("weight_1", "60"), ("weight_2", "30")];
        let refused = buyer.send_form(&form, "/sharing/new", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("They have to come to 100%"), "{}", refused.text);
        assert!(refused.text.contains("Site manager"), "nothing typed is lost");
        let fields = [
            ("title", "Site manager"), ("description", "Three days here, two there."),
            ("cost_label_1", "Salary"), ("cost_net_1", "30,000.01"),
            ("weight_1", "66.67"), ("weight_2", "33.33"),
            ("first_on-day", "4"), ("first_on-month", "1"), ("first_on-year", "2027"),
            ("last_on-day", "3"), ("last_on-month", "1"), ("last_on-year", "2028"),
            ("answer_by-day", "18"), ("answer_by-month", "12"), ("answer_by-year", "2026"),
        ];
        let sent = buyer.send_form_and_follow(&form, "/sharing/new", &fields).await;
        assert!(sent.text.contains("An approver of your school answers."), "{}", sent.text);
        let listed = buyer.get("/sharing").await.text;
        let id = listed.split("href=\"/sharing/sharing_").nth(1).unwrap().split('"').next().unwrap();
        let path = format!("/sharing/sharing_{id}");
        let early = buyer.get(&format!("{path}/statement")).await;
        assert_eq!(early.status, StatusCode::NOT_FOUND, "nothing is owed yet");
        for (place, who) in ["grace.adeyemi", "nora.quill"].into_iter().enumerate() {
            let mut head = browser(&bed, false);
            head.sign_in(&format!("{who}@pool.example"), PASSWORD).await;
            let check = head.get(&format!("{path}/agree")).await.text;
            assert!(check.contains("By agreeing you bind your school to"), "{check}");
            let agree = format!("{path}/agree");
            let done = head.send_form_and_follow(&check, &agree, &[]).await;
            assert_eq!(done.text.contains("It binds all of them."), place == 1, "{}", done.text);
        }
        let statement = buyer.get(&format!("{path}/statement")).await.text;
        assert!(statement.contains("£30,000.01"), "{statement}");
        let file = buyer.get(&format!("{path}/statement.csv")).await.text;
        assert_eq!(file.lines().count(), 1 + 2 * 4, "four terms of two schools: {file}");
        let mut staff = browser(&bed, false);
        staff.sign_in("sam.patel@pool.example", PASSWORD).await;
        assert!(staff.get(&path).await.text.contains("Site manager"));
        let mut provider = browser(&bed, false);
        provider.sign_in("priya.shah@pool.example", PASSWORD).await;
        assert_eq!(provider.get(&path).await.status, StatusCode::FORBIDDEN);
    }
}
