//! The people of an organisation: inviting, limits, ending a role.

use domain::access::{Action, Role};
use domain::id::{InvitationId, OrganisationId};
use domain::organisation::OrganisationKind;
use domain::people::FIRST_ORDER_LIMIT;
use domain::{Failure, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::mail::About;
use market::people::{
    ChangeLimit, EndRole, Holding, InvitationAsked, InvitePerson, Leave, People, change_limit,
    end_role, holding, invitations_to_member, invite_person, leave_organisation, people,
    preview_people, resend_invitation, revoke_invitation, waiting_invitation,
};
use market::person;
use market::trust::{LetAct, let_act};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use crate::partnership::world::{come_in, everybody, founded, invitation_to, key, let_in, paste};
use crate::people::{PASSWORD, actor, sign_in, sign_in_for};
use crate::rows::count;

fn somebody(email: &str, role: Role, limit: &str) -> InvitePerson {
    InvitePerson::read(email, role.code(), limit, "").unwrap()
}

async fn all(market: &Market, who: &Actor) -> People {
    people(market, who, &PageAsked::default()).await.unwrap()
}

async fn held_by(bed: &Bed, who: &Actor, name: &str) -> Holding {
    let found = all(&bed.market, who).await.holdings.items;
    found.into_iter().find(|held| held.email.as_deref() == Some(name)).expect(name)
}

/// A member school with its head.
async fn school_with_head(bed: &Bed) -> (Actor, Actor, OrganisationId) {
    let (_, director) = founded(bed).await;
    let head = let_in(bed, &director, "900001", "head@lark.example", Role::Approver).await;
    let school = head.acting_for().unwrap().organisation;
    (director, head, school)
}

async fn invite(
    bed: &Bed,
    who: &Actor,
    name: &str,
    command: InvitePerson,
) -> Result<InvitationId, Failure> {
    invite_person(&bed.market, who, &key(name), command).await
}

on_both! {
    async fn somebody_who_is_invited_comes_with_the_role_and_limit_that_were_said(bed) {
        let (_, head, _) = school_with_head(&bed).await;
        let command = somebody("office@lark.example", Role::Buyer, "750");
        let id = invite(&bed, &head, "invite-1", command.clone()).await.unwrap();
        assert_eq!(invite(&bed, &head, "invite-1", command.clone()).await.unwrap(), id, "sent once");
        let twice = invite(&bed, &head, "invite-2", command).await.unwrap_err();
        assert_eq!(twice, Failure::field("email", Problem::AlreadyThere));
        assert_eq!(all(&bed.market, &head).await.invitations.len(), 1);
        let office = come_in(&bed, "office@lark.example").await;
        let held = office.acting_for().unwrap().roles[0];
        assert_eq!((held.role, held.order_limit_pence), (Role::Buyer, Some(75_000)));
        let found = all(&bed.market, &head).await;
        assert_eq!(found.kind, OrganisationKind::School);
        assert_eq!((found.holdings.items.len(), found.invitations.len()), (2, 0));
        assert_eq!(people(&bed.market, &office, &PageAsked::default()).await.unwrap_err(), Failure::NotAllowed);
    }

    async fn who_may_give_a_role_and_how_much_is_held(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        let office = actor(&bed, "admin@lark.example", school, Role::Administrator).await;
        let approver = somebody("friend@lark.example", Role::Approver, "");
        assert_eq!(invite(&bed, &office, "a-key-01", approver).await.unwrap_err(), Failure::NotAllowed);
        let rich = somebody("friend@lark.example", Role::Buyer, "2,000.01");
        let above = Failure::field("limit", Problem::AboveYourOwn { most: FIRST_ORDER_LIMIT });
        assert_eq!(invite(&bed, &office, "a-key-02", rich.clone()).await.unwrap_err(), above);
        let own = somebody("admin@lark.example", Role::Buyer, "100");
        let own = invite(&bed, &office, "a-key-03", own).await.unwrap_err();
        assert_eq!(own, Failure::field("email", Problem::OwnAddress));
        let staff = InvitePerson { role: Role::Director, ..rich.clone() };
        let staff = invite(&bed, &head, "a-key-04", staff).await.unwrap_err();
        assert_eq!(staff, Failure::field("role", Problem::NotAChoice), "a school has no director");
        invite(&bed, &head, "a-key-05", rich).await.unwrap();
        assert!(!all(&bed.market, &office).await.may_give.contains(&Role::Approver));
    }

    async fn a_limit_changes_from_now_on_and_the_old_one_is_kept(bed) {
        let (_, head, _) = school_with_head(&bed).await;
        invite(&bed, &head, "invite-1", somebody("office@lark.example", Role::Buyer, "750")).await.unwrap();
        let office = come_in(&bed, "office@lark.example").await;
        let held = held_by(&bed, &head, "office@lark.example").await;
        let change = ChangeLimit { holding: held.id, limit: Some(Pence::pounds(900)) };
        let next = change_limit(&bed.market, &head, &key("limit-01"), change).await.unwrap();
        let again = change_limit(&bed.market, &head, &key("limit-01"), change).await.unwrap();
        assert_eq!(again, next);
        let old = change_limit(&bed.market, &head, &key("limit-02"), change).await;
        assert_eq!(old.unwrap_err(), Failure::NotFound, "that one has ended");
        let office = sign_in(&bed.market, office.email().unwrap()).await;
        let roles = &office.acting_for().unwrap().roles;
        assert_eq!(roles.len(), 1);
        assert_eq!(roles[0].order_limit_pence, Some(90_000));
        assert!(all(&bed.market, &head).await.gone.is_empty(), "nobody has left");
        let kept = "SELECT COUNT(*) FROM role_holding WHERE order_limit_pence = 75000";
        assert_eq!(count(&bed, kept, []).await, 1);
        let none = ChangeLimit { holding: next, limit: None };
        let none = change_limit(&bed.market, &head, &key("limit-03"), none).await.unwrap_err();
        assert_eq!(none, Failure::field("limit", Problem::Missing));
    }

    async fn a_role_that_ends_now_allows_nothing_from_this_moment(bed) {
        let (_, head, _) = school_with_head(&bed).await;
        invite(&bed, &head, "invite-1", somebody("office@lark.example", Role::Buyer, "750")).await.unwrap();
        let office = come_in(&bed, "office@lark.example").await;
        assert!(office.can(Action::PlaceOrder));
        let held = held_by(&bed, &head, "office@lark.example").await;
        let end = EndRole { holding: held.id, last_day: None };
        end_role(&bed.market, &head, &key("end-role"), end).await.unwrap();
        end_role(&bed.market, &head, &key("end-role"), end).await.unwrap();
        let office = sign_in(&bed.market, "office@lark.example").await;
        assert!(office.acting_for().is_none() && !office.can(Action::PlaceOrder));
        let gone = all(&bed.market, &head).await.gone;
        assert_eq!((gone[0].role, gone[0].until), (Role::Buyer, "2026-11-23".parse().unwrap()));
        invite(&bed, &head, "invite-2", somebody("office@lark.example", Role::Buyer, "500")).await.unwrap();
        let token = invitation_to(&bed, "office@lark.example").await;
        let mut accept = crate::partnership::world::accept(&token);
        accept.password = String::new();
        person::accept_invitation(&bed.market, &market::Viewer::Visitor, accept).await.unwrap();
        let office = sign_in(&bed.market, "office@lark.example").await;
        assert!(office.can(Action::PlaceOrder), "one may come back on the same day");
    }

    async fn a_role_that_ends_with_a_day_holds_until_then(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let held = held_by(&bed, &head, "deputy@lark.example").await;
        let past = EndRole { holding: held.id, last_day: "2026-11-22".parse().ok() };
        let past = end_role(&bed.market, &head, &key("end-past"), past).await.unwrap_err();
        assert_eq!(past, Failure::field("last_day", Problem::InThePast));
        let end = EndRole { holding: held.id, last_day: "2026-12-18".parse().ok() };
        end_role(&bed.market, &head, &key("end-soon"), end).await.unwrap();
        assert!(sign_in(&bed.market, "deputy@lark.example").await.can(Action::ApproveOrder));
        bed.clock.set(instant("2026-12-19T09:00:00Z"));
        assert!(!sign_in(&bed.market, "deputy@lark.example").await.can(Action::ApproveOrder));
    }

    async fn the_last_approver_and_the_last_keeper_stay(bed) {
        let (director, head, school) = school_with_head(&bed).await;
        let own = held_by(&bed, &head, "head@lark.example").await;
        let end = EndRole { holding: own.id, last_day: None };
        let last = end_role(&bed.market, &head, &key("end-head"), end).await.unwrap_err();
        assert_eq!(last, Failure::Refused(Refusal::LastApprover));
        let office = actor(&bed, "admin@lark.example", school, Role::Administrator).await;
        let not_theirs = end_role(&bed.market, &office, &key("end-their"), end).await.unwrap_err();
        assert_eq!(not_theirs, Failure::NotAllowed);
        let deputy = actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let leaving = held_by(&bed, &head, "deputy@lark.example").await.id;
        let soon = EndRole { holding: leaving, last_day: "2026-12-18".parse().ok() };
        end_role(&bed.market, &head, &key("end-soon"), soon).await.unwrap();
        let still = end_role(&bed.market, &deputy, &key("end-head-2"), end).await.unwrap_err();
        assert_eq!(still, Failure::Refused(Refusal::LastApprover), "whoever leaves is not left");
        let mine = held_by(&bed, &director, "director@hep.example").await;
        let nadia = held_by(&bed, &director, "nadia@pool.example").await;
        let end = |of: &Holding| EndRole { holding: of.id, last_day: None };
        end_role(&bed.market, &director, &key("end-nadia"), end(&nadia)).await.unwrap();
        let last = end_role(&bed.market, &director, &key("end-own-1"), end(&mine)).await.unwrap_err();
        assert_eq!(last, Failure::Refused(Refusal::LastAdministrator));
    }

    async fn whoever_approves_a_little_cannot_take_the_place_of_whoever_approves_anything(bed) {
        let (_, head, _) = school_with_head(&bed).await;
        invite(&bed, &head, "invite-1", somebody("deputy@lark.example", Role::Approver, "1,000")).await.unwrap();
        let deputy = come_in(&bed, "deputy@lark.example").await;
        let of_head = held_by(&bed, &deputy, "head@lark.example").await;
        assert!(of_head.may_change && of_head.approves_more);
        let more = Failure::Refused(Refusal::ApprovesMore);
        let cut = ChangeLimit { holding: of_head.id, limit: Some(Pence::pounds(10)) };
        let cut_down = change_limit(&bed.market, &deputy, &key("limit-01"), cut).await;
        assert_eq!(cut_down.unwrap_err(), more);
        let end = EndRole { holding: of_head.id, last_day: None };
        assert_eq!(end_role(&bed.market, &deputy, &key("end-head"), end).await.unwrap_err(), more);
        let act = LetAct { holding: of_head.id, act: true };
        assert_eq!(let_act(&bed.market, &deputy, &key("act-head"), act).await.unwrap_err(), more);
        let list = "email,role,limit\nhead@lark.example,Approver,10\n";
        let listed = preview_people(&bed.market, &deputy, list.as_bytes()).await.unwrap();
        assert_eq!(listed.wrong[0].problems[0].problem, Problem::ApprovesMore);

        let cut_own = change_limit(&bed.market, &head, &key("limit-02"), cut).await;
        let last = Failure::field("limit", Problem::LastWithoutLimit);
        assert_eq!(cut_own.unwrap_err(), last, "nobody else approves anything");
        let leaves = end_role(&bed.market, &head, &key("end-own-0"), end).await.unwrap_err();
        assert_eq!(leaves, Failure::Refused(Refusal::LastWithoutLimit));
        let closes = person::CloseAccount { password: PASSWORD.to_owned() };
        let closes = person::close_account(&bed.market, &head, closes).await.unwrap_err();
        assert_eq!(closes, Failure::Refused(Refusal::LastWithoutLimit));

        let of_deputy = held_by(&bed, &head, "deputy@lark.example").await;
        assert!(!of_deputy.approves_more);
        let lifted = ChangeLimit { holding: of_deputy.id, limit: None };
        change_limit(&bed.market, &head, &key("limit-03"), lifted).await.unwrap();
        let deputy = sign_in(&bed.market, "deputy@lark.example").await;
        end_role(&bed.market, &deputy, &key("end-now-0"), end).await.unwrap();
        let unlimited = "SELECT COUNT(*) FROM role_holding WHERE role = 'approver' \
                         AND order_limit_pence IS NULL AND ends_on IS NULL";
        assert_eq!(count(&bed, unlimited, []).await, 1);
    }

    async fn whoever_wants_to_leave_leaves_and_whoever_is_the_last_stays(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        let leave = Leave { organisation: school };
        let last = leave_organisation(&bed.market, &head, &key("leave-00"), leave).await.unwrap_err();
        assert_eq!(last, Failure::Refused(Refusal::LastApprover));
        invite(&bed, &head, "invite-1", somebody("office@lark.example", Role::Buyer, "750")).await.unwrap();
        let office = come_in(&bed, "office@lark.example").await;
        bed.run_jobs().await;
        let letters = bed.letters.all().len();
        leave_organisation(&bed.market, &office, &key("leave-01"), leave).await.unwrap();
        leave_organisation(&bed.market, &office, &key("leave-01"), leave).await.unwrap();
        let gone = leave_organisation(&bed.market, &office, &key("leave-02"), leave).await.unwrap_err();
        assert_eq!(gone, Failure::NotFound, "there is nothing left to leave");
        bed.run_jobs().await;
        let told: Vec<_> = bed.letters.all().split_off(letters);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to, "head@lark.example");
        assert!(matches!(&told[0].about, About::PersonLeft { name, .. } if name == office.name()));
        let office = sign_in(&bed.market, "office@lark.example").await;
        assert!(office.acting_for().is_none());
        assert_eq!(all(&bed.market, &head).await.gone[0].role, Role::Buyer);
        let kept = "SELECT COUNT(*) FROM audit_entry WHERE action = 'leave_organisation'";
        assert_eq!(count(&bed, kept, []).await, 1);
        let stranger = Leave { organisation: head.acting_for().unwrap().organisation };
        let not_theirs = leave_organisation(&bed.market, &office, &key("leave-03"), stranger).await;
        assert_eq!(not_theirs.unwrap_err(), Failure::NotFound);
    }

    async fn two_who_leave_at_once_leave_one(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        let deputy = actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let elsewhere = bed.another_process().await;
        let leave = Leave { organisation: school };
        let (one, other) = (key("race-one"), key("race-two"));
        let (one, other) = tokio::join!(
            leave_organisation(&bed.market, &head, &one, leave),
            leave_organisation(&elsewhere, &deputy, &other, leave),
        );
        let refused = Err(Failure::Refused(Refusal::LastApprover));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert!(one == refused || other == refused, "{one:?} {other:?}");
    }

    async fn two_who_end_each_other_at_once_leave_one(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        let deputy = actor(&bed, "deputy@lark.example", school, Role::Approver).await;
        let (of_head, of_deputy) = (
            held_by(&bed, &head, "head@lark.example").await,
            held_by(&bed, &head, "deputy@lark.example").await,
        );
        let elsewhere = bed.another_process().await;
        let end = |of: &Holding| EndRole { holding: of.id, last_day: None };
        let (one, other) = (key("race-one"), key("race-two"));
        let (one, other) = tokio::join!(
            end_role(&bed.market, &head, &one, end(&of_deputy)),
            end_role(&elsewhere, &deputy, &other, end(&of_head)),
        );
        let refused = Err(Failure::Refused(Refusal::LastApprover));
        let ended = [&one, &other].into_iter().filter(|done| done.is_ok()).count();
        assert_eq!(ended, 1, "{one:?} {other:?}");
        assert!(one == refused || other == refused, "{one:?} {other:?}");
        let left = "SELECT COUNT(*) FROM role_holding WHERE role = 'approver' AND ends_on IS NULL";
        assert_eq!(count(&bed, left, []).await, 1);
    }

    async fn an_invitation_is_taken_back_or_sent_again_with_another_link(bed) {
        let (_, head, school) = school_with_head(&bed).await;
        let id = invite(&bed, &head, "invite-1", somebody("office@lark.example", Role::Buyer, "750")).await.unwrap();
        let first = invitation_to(&bed, "office@lark.example").await;
        let asked = InvitationAsked { invitation: id };
        bed.clock.set(instant("2026-12-06T09:00:00Z"));
        resend_invitation(&bed.market, &head, &key("again-01"), asked).await.unwrap();
        resend_invitation(&bed.market, &head, &key("again-01"), asked).await.unwrap();
        let second = invitation_to(&bed, "office@lark.example").await;
        let expired = Failure::field("token", Problem::LinkExpired);
        assert_eq!(person::invitation(&bed.market, &first).await.unwrap_err(), expired);
        bed.clock.set(instant("2026-12-19T09:00:00Z"));
        assert!(person::invitation(&bed.market, &second).await.is_ok(), "fourteen more days");
        let office = actor(&bed, "admin@lark.example", school, Role::Administrator).await;
        revoke_invitation(&bed.market, &office, asked).await.unwrap();
        assert_eq!(person::invitation(&bed.market, &second).await.unwrap_err(), expired);
        let twice = revoke_invitation(&bed.market, &office, asked).await.unwrap_err();
        assert_eq!(twice, Failure::NotFound);
        let again = resend_invitation(&bed.market, &head, &key("again-02"), asked).await;
        assert_eq!(again.unwrap_err(), Failure::NotFound);
    }

    async fn a_partnership_takes_back_what_it_sent_to_a_school_without_people(bed) {
        let (_, director) = founded(&bed).await;
        let tier = market::partnership::tiers(&bed.market, &director).await.unwrap()[0].id;
        let text = "900001 head@lark.example\n900003 head@hill.example";
        market::partnership::invite_schools(&bed.market, &director, paste(tier, text)).await.unwrap();
        let members = everybody(&bed, &director).await;
        let to = invitations_to_member(&bed.market, &director, members[1].organisation).await.unwrap();
        assert_eq!(to[0].email, "head@lark.example");
        let asked = InvitationAsked { invitation: to[0].id };
        revoke_invitation(&bed.market, &director, asked).await.unwrap();

        let hill = invitations_to_member(&bed.market, &director, members[0].organisation).await.unwrap();
        let head = come_in(&bed, "head@hill.example").await;
        assert!(waiting_invitation(&bed.market, &director, hill[0].id).await.is_err());
        invite(&bed, &head, "invite-9", somebody("office@hill.example", Role::Buyer, "500")).await.unwrap();
        let own = all(&bed.market, &head).await.invitations[0].id;
        let not_theirs = revoke_invitation(&bed.market, &director, InvitationAsked { invitation: own }).await;
        assert_eq!(not_theirs.unwrap_err(), Failure::NotFound, "a school with people keeps its own");
    }

    async fn people_of_other_organisations_are_not_found(bed) {
        let (director, head, _) = school_with_head(&bed).await;
        let own = held_by(&bed, &head, "head@lark.example").await.id;
        assert_eq!(holding(&bed.market, &director, own).await.unwrap_err(), Failure::NotFound);
        let end = EndRole { holding: own, last_day: None };
        let refused = end_role(&bed.market, &director, &key("stranger-1"), end).await.unwrap_err();
        assert_eq!(refused, Failure::NotFound);
        let change = ChangeLimit { holding: own, limit: None };
        let refused = change_limit(&bed.market, &director, &key("stranger-2"), change).await.unwrap_err();
        assert_eq!(refused, Failure::NotFound);
    }

    async fn a_provider_and_a_partnership_look_after_their_people_too(bed) {
        let (created, director) = founded(&bed).await;
        let staff = somebody("staff@hep.example", Role::PartnershipStaff, "");
        invite(&bed, &director, "invite-s", staff).await.unwrap();
        let staff = come_in(&bed, "staff@hep.example").await;
        assert!(staff.can(Action::ManageMembers) && !staff.can(Action::ManagePeople));
        let chained = "SELECT COUNT(*) FROM audit_entry WHERE action = 'invite_person' AND chain = $1";
        assert_eq!(count(&bed, chained, [created.partnership.uuid().into()]).await, 1);
        let again = sign_in_for(&bed.market, "director@hep.example", created.partnership).await;
        assert_eq!(all(&bed.market, &again).await.holdings.items.len(), 3);
    }
}
