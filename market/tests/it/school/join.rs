//! Asking to act for a school, deciding on it, invitations.

use domain::access::{Action, Role};
use domain::id::JoinRequestId;
use domain::people::{AddressCheck, LetsIn};
use domain::{Failure, Problem};
use market::home::{self, Waiting, Waits};
use market::mail::{About, Mail};
use market::partnership::{
    EndMembership, InviteOutcome, Letter, end_membership, invite_schools, tiers,
};
use market::person::{self, AcceptInvitation};
use market::school::{DecideJoin, decide_join, join_request, join_requests, school_page};
use market::{Actor, Viewer};
use testbed::{Bed, instant, on_both};

use crate::partnership::world::{
    accept, ask, come_in, everybody, founded, invitation_to, let_in, other_partnership, paste,
    try_to_ask, urn,
};
use crate::people::{actor, sign_in};
use crate::rows::count;

fn yes(request: JoinRequestId, reason: &str) -> DecideJoin {
    DecideJoin { request, accept: true, reason: reason.to_owned() }
}

async fn waiting(bed: &Bed, decider: &Actor) -> Vec<JoinRequestId> {
    let found = join_requests(&bed.market, decider).await.unwrap();
    found.first.iter().map(|request| request.id).collect()
}

async fn letters(bed: &Bed, to: &str, about: fn(&About) -> bool) -> usize {
    bed.run_jobs().await;
    let fits = |mail: &&Mail| mail.to == to && about(&mail.about);
    bed.letters.all().iter().filter(fits).count()
}

on_both! {
    async fn an_invitation_works_once_and_for_fourteen_days(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[1].id;
        let results = invite_schools(&bed.market, &director, paste(tier, "900005 head@brook.example")).await.unwrap();
        assert_eq!(results[0].letter, Letter::Sent);
        let again = paste(tier, "900005 head@brook.example\n900003 head@hill.example");
        let again = invite_schools(&bed.market, &director, again).await.unwrap();
        let told: Vec<_> = again.iter().map(|one| (one.outcome, one.letter)).collect();
        let already = InviteOutcome::AlreadyMember;
        assert_eq!(told, [(already, Letter::SentBefore), (already, Letter::Sent)], "one letter to each address");
        let token = invitation_to(&bed, "head@brook.example").await;
        let offer = person::invitation(&bed.market, &token).await.unwrap();
        assert_eq!((offer.organisation.as_str(), offer.role, offer.has_account), ("Brook Private School", Role::Approver, false));
        let weak = AcceptInvitation { password: "short".to_owned(), ..accept(&token) };
        let weak = person::accept_invitation(&bed.market, &Viewer::Visitor, weak).await.unwrap_err();
        assert_eq!(weak, Failure::field("password", Problem::TooShort { min: 10 }));
        let session = person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await.unwrap().unwrap();
        let viewer = person::viewer(&bed.market, session.as_str()).await.unwrap();
        let head = viewer.actor().unwrap();
        assert!(head.can(Action::ApproveOrder));
        let expired = Failure::field("token", Problem::LinkExpired);
        let again = person::accept_invitation(&bed.market, &Viewer::Visitor, accept(&token)).await;
        assert_eq!(again.unwrap_err(), expired);

        let late = invitation_to(&bed, "head@hill.example").await;
        bed.clock.set(instant("2026-12-07T09:00:01Z"));
        assert_eq!(person::invitation(&bed.market, &late).await.unwrap_err(), expired);
    }

    async fn a_pasted_address_that_is_not_the_schools_own_needs_a_reason(bed) {
        let (_, director) = founded(&bed).await;
        let tier = tiers(&bed.market, &director).await.unwrap()[0].id;
        let text = "900001 head@elsewhere.example\n900002 head@ninian.example\n900003 head@hill.example";
        let results = invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        let letters: Vec<Letter> = results.iter().map(|one| one.letter).collect();
        assert_eq!(letters, [Letter::NeedsReason, Letter::NeedsReason, Letter::Sent]);
        let mut with_reason = paste(tier, text);
        with_reason.reason = Some("From our list of headteachers".to_owned());
        let results = invite_schools(&bed.market, &director, with_reason).await.unwrap();
        let letters: Vec<Letter> = results.iter().map(|one| one.letter).collect();
        assert_eq!(letters, [Letter::Sent, Letter::Sent, Letter::SentBefore]);
        let kept = "SELECT COUNT(*) FROM audit_entry WHERE action = 'invite_schools' \
                    AND after_change LIKE '%From our list of headteachers%'";
        assert_eq!(count(&bed, kept, []).await, 1);
    }

    async fn an_address_that_can_sign_in_gets_the_role_but_its_password_stays(bed) {
        let (created, director) = founded(&bed).await;
        actor(&bed, "sam@hill.example", created.partnership, Role::PartnershipStaff).await;
        ask(&bed, "900003", "sam@hill.example", Role::Buyer).await;
        let request = waiting(&bed, &director).await[0];
        decide_join(&bed.market, &director, yes(request, "")).await.unwrap();
        let token = invitation_to(&bed, "sam@hill.example").await;
        let other = AcceptInvitation { password: "somebody else chose this".to_owned(), ..accept(&token) };
        let session = person::accept_invitation(&bed.market, &Viewer::Visitor, other).await.unwrap();
        assert!(session.is_none(), "the link alone opens no session of an account");
        let sam = sign_in(&bed.market, "sam@hill.example").await;
        assert_eq!(sam.may_act_for().len(), 2);
        let buyer = sam.may_act_for().iter().find(|acting| acting.name == "Hill Rise Academy").unwrap();
        assert_eq!(buyer.roles[0].order_limit_pence, Some(200_000));
    }

    async fn requests_go_to_the_schools_partnership_until_the_school_has_somebody(bed) {
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "309").await;
        ask(&bed, "900001", "head@lark.example", Role::Approver).await;
        ask(&bed, "900001", "head@lark.example", Role::Approver).await;
        assert!(waiting(&bed, &other).await.is_empty(), "its area is theirs too, the school is not");
        let requests = waiting(&bed, &director).await;
        assert_eq!(requests.len(), 1, "asking twice is asking once");
        // It is among what needs them, in the header and on their first page; not of others.
        let waits = |found: &Waiting| [found.of(Waits::JoinsMembers), found.of(Waits::JoinsSchool)];
        assert_eq!(waits(&home::waiting(&bed.market, &director).await.unwrap()), [1, 0]);
        assert_eq!(home::partnership_home(&bed.market, &director).await.unwrap().joins, 1);
        assert_eq!(waits(&home::waiting(&bed.market, &other).await.unwrap()), [0, 0]);
        assert_eq!(home::partnership_home(&bed.market, &other).await.unwrap().joins, 0);
        let decide = yes(requests[0], "");
        let stranger = decide_join(&bed.market, &other, decide.clone()).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        decide_join(&bed.market, &director, decide.clone()).await.unwrap();
        let twice = decide_join(&bed.market, &director, decide).await;
        assert_eq!(twice.unwrap_err(), Failure::ChangedMeanwhile);
        let head = come_in(&bed, "head@lark.example").await;

        assert_eq!(waits(&home::waiting(&bed.market, &director).await.unwrap()), [0, 0]);
        ask(&bed, "900001", "buyer@lark.example", Role::Buyer).await;
        assert!(waiting(&bed, &director).await.is_empty());
        assert_eq!(waits(&home::waiting(&bed.market, &director).await.unwrap()), [0, 0]);
        assert_eq!(waits(&home::waiting(&bed.market, &head).await.unwrap()), [0, 1]);
        let request = waiting(&bed, &head).await[0];
        let no = DecideJoin { request, accept: false, reason: String::new() };
        assert_eq!(decide_join(&bed.market, &director, no.clone()).await.unwrap_err(), Failure::NotFound);
        decide_join(&bed.market, &head, no).await.unwrap();
        let refused = |about: &About| matches!(about, About::JoinRefused { .. });
        assert_eq!(letters(&bed, "buyer@lark.example", refused).await, 1);
        let page = school_page(&bed.market, &Viewer::Visitor, &urn("900001")).await.unwrap();
        assert!(page.letting_in.attended);
        assert_eq!(page.letting_in.buyer, LetsIn::School);
    }

    async fn a_school_with_a_buyer_only_lets_nobody_in_but_the_approver_it_lacks(bed) {
        let (_, director) = founded(&bed).await;
        let buyer = let_in(&bed, &director, "900001", "office@lark.example", Role::Buyer).await;
        ask(&bed, "900001", "second@lark.example", Role::Buyer).await;
        assert!(waiting(&bed, &director).await.is_empty(), "a partnership lets no second buyer in");
        assert_eq!(join_requests(&bed.market, &buyer).await.unwrap_err(), Failure::NotAllowed);
        let waits = |about: &About| matches!(about, About::JoinWaits { .. });
        assert_eq!(letters(&bed, "office@lark.example", waits).await, 1, "whoever is there is told");

        let head = let_in(&bed, &director, "900001", "head@lark.example", Role::Approver).await;
        let taken = |about: &About| matches!(about, About::RoleTaken { .. });
        assert_eq!(letters(&bed, "office@lark.example", taken).await, 1, "nobody comes in unnoticed");
        assert_eq!(waiting(&bed, &head).await.len(), 1, "and the head decides on the rest");
        assert!(waiting(&bed, &director).await.is_empty());
    }

    async fn an_administrator_cannot_make_an_approver(bed) {
        let (_, director) = founded(&bed).await;
        let head = let_in(&bed, &director, "900001", "head@lark.example", Role::Approver).await;
        let school = head.acting_for().unwrap().organisation;
        let office = actor(&bed, "admin@lark.example", school, Role::Administrator).await;
        ask(&bed, "900001", "friend@lark.example", Role::Approver).await;
        assert!(waiting(&bed, &office).await.is_empty());
        let request = waiting(&bed, &head).await[0];
        let refused = decide_join(&bed.market, &office, yes(request, "")).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
        decide_join(&bed.market, &head, yes(request, "")).await.unwrap();
    }

    async fn a_former_member_is_no_longer_the_partnerships_to_decide_on(bed) {
        let (_, director) = founded(&bed).await;
        ask(&bed, "900001", "head@lark.example", Role::Approver).await;
        let request = waiting(&bed, &director).await[0];
        let membership = everybody(&bed, &director).await[1].membership;
        let end = EndMembership { membership, ends_on: "2026-11-23".parse().unwrap() };
        end_membership(&bed.market, &director, end).await.unwrap();
        bed.clock.set(instant("2026-11-24T09:00:00Z"));
        let director = sign_in(&bed.market, "director@hep.example").await;
        assert!(waiting(&bed, &director).await.is_empty());
        let refused = decide_join(&bed.market, &director, yes(request, "We know them")).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
    }

    async fn an_address_that_proves_nothing_needs_a_reason_that_is_kept(bed) {
        let (_, director) = founded(&bed).await;
        ask(&bed, "900001", "head@elsewhere.example", Role::Approver).await;
        let request = waiting(&bed, &director).await[0];
        let shown = join_request(&bed.market, &director, request).await.unwrap();
        assert_eq!(shown.check, AddressCheck::Differs);
        assert_eq!(shown.registered_host.as_deref(), Some("lark.example"));
        let bare = decide_join(&bed.market, &director, yes(request, "  ")).await;
        assert_eq!(bare.unwrap_err(), Failure::field("reason", Problem::ReasonNeeded));
        decide_join(&bed.market, &director, yes(request, "Rang the office")).await.unwrap();
        let kept = "SELECT COUNT(*) FROM join_request WHERE accepted = 1 \
                    AND address_check = 'differs' AND reason = 'Rang the office'";
        assert_eq!(count(&bed, kept, []).await, 1);

        ask(&bed, "900002", "head@ninian.example", Role::Approver).await;
        let request = waiting(&bed, &director).await[0];
        let shown = join_request(&bed.market, &director, request).await.unwrap();
        assert_eq!(shown.check, AddressCheck::NotKnown);
        assert!(shown.needs_reason());
        let no = DecideJoin { request, accept: false, reason: String::new() };
        decide_join(&bed.market, &director, no).await.unwrap();
    }

    async fn nobody_floods_a_school_or_its_partnership_with_requests(bed) {
        let (_, director) = founded(&bed).await;
        for number in ["900001", "900002", "900003", "900005", "900001"] {
            ask(&bed, number, "busy@lark.example", Role::Buyer).await;
        }
        let sixth = try_to_ask(&bed, "900002", "busy@lark.example", Role::Buyer).await;
        assert!(matches!(sixth.unwrap_err(), Failure::TooMany { .. }));
        assert_eq!(waiting(&bed, &director).await.len(), 3, "one is no member, one was asked twice");
        bed.clock.set(instant("2026-11-24T09:00:01Z"));
        try_to_ask(&bed, "900002", "busy@lark.example", Role::Buyer).await.unwrap();
        for at in 0..18 {
            bed.clock.set(instant(&format!("2026-11-24T{:02}:30:00Z", 10 + at / 5)));
            try_to_ask(&bed, "900001", &format!("p{at}@lark.example"), Role::Buyer).await.unwrap();
        }
        let found = join_requests(&bed.market, &director_again(&bed).await).await.unwrap();
        assert_eq!((found.first.len(), found.in_all), (20, 21), "a page, and how many there are");
    }
}

async fn director_again(bed: &Bed) -> Actor {
    sign_in(&bed.market, "director@hep.example").await
}
