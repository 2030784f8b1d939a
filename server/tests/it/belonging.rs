//! Who belongs where, over its pages: leaving by oneself, members who left, colleagues of a council.

use axum::http::StatusCode;
use domain::access::Role;
use market::db::PageAsked;
use market::people::people as people_of;
use testbed::people::{self, Newcomer};
use testbed::tenant::{ALDER, Tenant};
use testbed::{instant, on_both};

use crate::coverage::signed_in;
use crate::page;
use crate::world::{Answer, Browser};

fn says(answer: &Answer, words: &[&str]) {
    let missing: Vec<&&str> = words.iter().filter(|word| !answer.text.contains(**word)).collect();
    assert!(missing.is_empty(), "{missing:?} in {}", answer.text);
}

/// Follows the first link of a page that begins so.
async fn follow(browser: &mut Browser, from: &Answer, to: &str) -> (String, Answer) {
    let links = page::read(&from.text).links;
    let link = links.iter().find(|link| link.starts_with(to)).expect(to).clone();
    let answer = browser.get(&link).await;
    (link, answer)
}

on_both! {
    async fn somebody_leaves_by_their_own_page_and_the_last_approver_is_told_why_not(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut finance = signed_in(&bed, tenant.who(Role::Finance, tenant.school)).await;
        let account = finance.get("/account").await;
        let (leave, asks) = follow(&mut finance, &account, "/account/leave/").await;
        says(&asks, &["What ends", "What stays", "gets an email"]);
        let after = finance.send_form_and_follow(&asks.text, &leave, &[]).await;
        assert!(!after.text.contains("/account/leave/"), "{}", after.text);
        assert_eq!(finance.get(&leave).await.status, StatusCode::NOT_FOUND);
        let mut head = signed_in(&bed, tenant.who(Role::Approver, tenant.school)).await;
        let account = head.get("/account").await;
        let (leave, asks) = follow(&mut head, &account, "/account/leave/").await;
        let refused = head.send_form(&asks.text, &leave, &[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        says(&refused, &["Somebody must be left to approve", "Invite another approver first"]);
    }

    async fn an_approver_with_a_limit_reads_why_the_head_stays_as_she_is(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let deputy = Newcomer {
            name: "Dara Finch",
            role: Role::Approver,
            organisation: tenant.school,
            limit_pence: Some(100_000),
        };
        let deputy = people::add(&bed, deputy).await;
        let mut browser = signed_in(&bed, &deputy).await;
        let head = &tenant.who(Role::Approver, tenant.school).actor;
        let all = people_of(&bed.market, head, &PageAsked::default()).await.unwrap();
        let held = all.holdings.items.iter().find(|held| held.is_own).unwrap();
        let page = format!("/people/{}", held.id);
        let shown = browser.get(&page).await;
        says(&shown, &["They may approve more than you may", "or has no limit"]);
        assert!(page::read(&shown.text).forms.iter().all(|form| !form.action.starts_with(&page)));
        let cut = [("limit", "10"), ("key", "a-key-of-cutting")];
        let refused = browser.post(&format!("{page}/limit"), &cut).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        says(&refused, &["They may approve more than you may", "or has no limit"]);
    }

    async fn a_member_who_left_stays_in_the_list_of_the_former_with_its_history(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        let members = director.get("/members").await;
        let (member, shown) = follow(&mut director, &members, "/members/member").await;
        let day = [("ends_on-day", "31"), ("ends_on-month", "8"), ("ends_on-year", "2027")];
        let ended = director.send_form(&shown.text, &format!("{member}/end"), &day).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
        bed.clock.set(instant("2027-09-01T09:00:00Z"));
        let mut director = signed_in(&bed, tenant.who(Role::Director, tenant.partnership)).await;
        assert!(!director.get("/members").await.text.contains(&member));
        let former = director.get("/members?show=former").await;
        says(&former, &[&member, "Former members"]);
        let file = director.get("/members.csv?show=former").await;
        assert_eq!(file.text.lines().count(), 2, "{}", file.text);
        let left = director.get(&member).await;
        says(&left, &["Its membership ended on 31 Aug 2027", "The membership was ended"]);
    }

    async fn a_councils_commissioner_invites_colleagues_and_one_at_a_partnership_nobody(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let mut council = signed_in(&bed, tenant.council()).await;
        let home = council.get("/").await;
        let (_, people) = follow(&mut council, &home, "/people").await;
        let (_, invite) = follow(&mut council, &people, "/people/invite").await;
        says(&invite, &["What will they do?", "council_commissioner", "administrator"]);
        let colleague = [("email", "colleague@council.example"), ("role", "administrator")];
        let after = council.send_form_and_follow(&invite.text, "/people/invite", &colleague).await;
        says(&after, &["colleague@council.example"]);
        let visitor = tenant.people.iter().find(|person| {
            person.role == Role::CouncilCommissioner && person.organisation == tenant.partnership
        });
        let mut visitor = signed_in(&bed, visitor.unwrap()).await;
        assert_eq!(visitor.get("/people").await.status, StatusCode::FORBIDDEN);
    }
}
