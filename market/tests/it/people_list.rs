//! Bringing in a list of people.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::people::{PersonWill, RoleDays};
use domain::{Failure, Pence, Problem, Refusal};
use market::Actor;
use market::db::{PageAsked, every_row};
use market::listed::{CarriedOut, CarryOut};
use market::people::{
    ChangeLimit, EndRole, InvitationAsked, change_limit, end_role, holding, import_people,
    invited_people, people, people_gone, preview_people, resend_invitation,
};
use market::person;
use testbed::{Bed, instant, on_both};

use crate::partnership::world::{come_in, everybody, founded, key};
use crate::people::{actor, sign_in};
use crate::rows::count;

const ENTRIES: &str = "SELECT COUNT(*) FROM audit_entry";
const INVITATIONS: &str = "SELECT COUNT(*) FROM invitation";

/// A head and a business manager of Lark Lane, and the director of its partnership.
async fn school(bed: &Bed) -> (Actor, Actor, Actor) {
    let (_, director) = founded(bed).await;
    let lark = everybody(bed, &director).await[1].organisation;
    let head = actor(bed, "head@lark.example", lark, Role::Approver).await;
    let buyer = actor(bed, "sbm@lark.example", lark, Role::Buyer).await;
    (head, buyer, director)
}

async fn looked_at(bed: &Bed, actor: &Actor, list: &str, name: &str) -> CarryOut {
    let shown = preview_people(&bed.market, actor, list.as_bytes()).await.unwrap();
    CarryOut { list: shown.list, seen: shown.seen, key: key(name) }
}

async fn told(bed: &Bed, who: &Actor) -> Vec<String> {
    let found = people(&bed.market, who, &PageAsked::default()).await.unwrap();
    let told = found.holdings.items.into_iter().map(|held| {
        let until = held.ends_on.map(|day| day.to_string()).unwrap_or_default();
        let limit = held.limit.map(|limit| limit.to_string()).unwrap_or_default();
        format!("{} {} {limit} {until}", held.email.unwrap(), held.role.code())
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told
}

async fn wrong(bed: &Bed, who: &Actor, list: &str) -> Vec<(u64, &'static str, Problem)> {
    let shown = preview_people(&bed.market, who, list.as_bytes()).await.unwrap();
    let told = |row: market::listed::RowWrong| {
        let first = row.problems.into_iter().next().unwrap();
        (row.line, first.field, first.problem)
    };
    shown.wrong.into_iter().map(told).collect()
}

on_both! {
    async fn the_new_are_invited_colleagues_get_the_role_and_again_nothing_changes(bed) {
        let (head, _, _) = school(&bed).await;
        let list = "Email,Role,Limit,Until\n\
            sbm@lark.example,Buyer,900,31 August 2027\n\
            sbm@lark.example,Finance,,\n\
            governor@lark.example,Governor,5000,\n\
            head@lark.example,Approver,,\n\
            head@lark.example,Approver,,\n\
            late@lark.example,Finance,,31 August 2027\n\
            boss@lark.example,Director,,\n";
        let before = (count(&bed, ENTRIES, []).await, count(&bed, INVITATIONS, []).await);
        let shown = preview_people(&bed.market, &head, list.as_bytes()).await.unwrap();
        let would = CarriedOut { new: 3, changed: 1, unchanged: 1, rejected: 2 };
        assert_eq!(shown.would, would);
        assert_eq!(wrong(&bed, &head, list).await, [
            (6, "email", Problem::AlreadyUsed),
            (8, "role", Problem::NotAChoice),
        ]);
        let after = (count(&bed, ENTRIES, []).await, count(&bed, INVITATIONS, []).await);
        assert_eq!(before, after, "looking at it writes nothing");
        let command = CarryOut { list: shown.list, seen: shown.seen, key: key("the-list") };
        let done = import_people(&bed.market, &head, command.clone()).await.unwrap();
        assert_eq!(done, would);
        let head = sign_in(&bed.market, "head@lark.example").await;
        let now = [
            "head@lark.example approver  ",
            "sbm@lark.example buyer £900.00 2027-08-31",
            "sbm@lark.example finance  ",
        ];
        assert_eq!(told(&bed, &head).await, now);
        let written = count(&bed, ENTRIES, []).await;
        let twice = import_people(&bed.market, &head, command).await.unwrap();
        assert_eq!(twice, would, "the same form sent twice is answered as the first");
        let again = looked_at(&bed, &head, list, "list-again").await;
        let again = import_people(&bed.market, &head, again).await.unwrap();
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 5));
        assert_eq!(count(&bed, INVITATIONS, []).await, before.1 + 2);
        assert_eq!(told(&bed, &head).await, now);
        assert_eq!(count(&bed, ENTRIES, []).await, written);
        let governor = come_in(&bed, "governor@lark.example").await;
        let role = governor.acting_for().unwrap().roles[0];
        let limit = Some(Pence::pounds(5_000).get());
        assert_eq!((role.role, role.order_limit_pence), (Role::Governor, limit));
    }

    async fn a_role_for_a_time_begins_and_ends_on_its_days(bed) {
        let (head, ..) = school(&bed).await;
        let list = "Email,Role,Starts,Ends\n\
            cover@lark.example,Buyer,4 January 2027,26/03/2027\n\
            sbm@lark.example,Finance,2027-01-04,\n\
            term@lark.example,Finance,,18 December 2026\n\
            past@lark.example,Finance,1 September 2026,\n\
            gone@lark.example,Finance,,1 September 2026\n\
            back@lark.example,Finance,4 January 2027,3 January 2027\n\
            sbm@lark.example,Buyer,4 January 2027,\n\
            soon@lark.example,Finance,soon,\n";
        let on = "2026-11-23".parse().unwrap();
        assert_eq!(wrong(&bed, &head, list).await, [
            (5, "starts", Problem::InThePast),
            (6, "until", Problem::InThePast),
            (7, "until", Problem::BeforeStart),
            (8, "starts", Problem::BeginsAlready { on }),
            (9, "starts", Problem::NotADate),
        ]);
        let command = looked_at(&bed, &head, list, "the-list").await;
        let done = import_people(&bed.market, &head, command).await.unwrap();
        assert_eq!((done.new, done.rejected), (3, 5));
        let again = preview_people(&bed.market, &head, list.as_bytes()).await.unwrap();
        assert_eq!((again.would.new, again.would.changed, again.would.unchanged), (0, 0, 3));
        let term = crate::partnership::world::invitation_to(&bed, "term@lark.example").await;
        let cover = come_in(&bed, "cover@lark.example").await;
        assert!(cover.acting_for().is_none(), "not before the first day");
        let acts = async |day: &str, email: &str, role: Role| {
            bed.clock.set(instant(&format!("{day}T09:00:00Z")));
            let actor = sign_in(&bed.market, email).await;
            let held = actor.acting_for().map(|acting| acting.roles.clone()).unwrap_or_default();
            held.iter().any(|held| held.role == role)
        };
        bed.clock.set(instant("2026-12-03T09:00:00Z"));
        let offer = person::invitation(&bed.market, &term).await.unwrap();
        assert_eq!(offer.days.last, "2026-12-18".parse().ok());
        bed.clock.set(instant("2026-12-19T09:00:00Z"));
        let head = sign_in(&bed.market, "head@lark.example").await;
        let waits = invited_people(&bed.market, &head, &PageAsked::default()).await.unwrap();
        let waits = waits.items.first().unwrap();
        assert!(waits.has_run_out && waits.email == "term@lark.example");
        let asked = InvitationAsked { invitation: waits.id };
        let late = resend_invitation(&bed.market, &head, &key("again-late"), asked).await;
        assert_eq!(late.unwrap_err(), Failure::NotFound, "it would offer nothing any more");
        assert!(!acts("2027-01-03", "cover@lark.example", Role::Buyer).await);
        assert!(!acts("2027-01-03", "sbm@lark.example", Role::Finance).await);
        assert!(acts("2027-01-04", "cover@lark.example", Role::Buyer).await);
        assert!(acts("2027-01-04", "sbm@lark.example", Role::Finance).await);
        assert!(acts("2027-03-26", "cover@lark.example", Role::Buyer).await);
        assert!(!acts("2027-03-27", "cover@lark.example", Role::Buyer).await);
    }

    async fn whoever_approves_from_a_day_on_does_not_stand_in_for_who_does_today(bed) {
        let (head, ..) = school(&bed).await;
        let list = "Email,Role,Starts\nsbm@lark.example,Approver,4 January 2027\n";
        let command = looked_at(&bed, &head, list, "the-list").await;
        import_people(&bed.market, &head, command).await.unwrap();
        let found = people(&bed.market, &head, &PageAsked::default()).await.unwrap().holdings.items;
        let of = |email: &str| {
            let held = found.iter().find(|held| {
                held.role == Role::Approver && held.email.as_deref() == Some(email)
            });
            held.unwrap()
        };
        let (own, next) = (of("head@lark.example"), of("sbm@lark.example"));
        let soon = EndRole { holding: own.id, last_day: "2026-12-18".parse().ok() };
        let refused = end_role(&bed.market, &head, &key("end-own-1"), soon).await.unwrap_err();
        assert_eq!(refused, Refusal::LastApprover.into());
        let early = EndRole { holding: next.id, last_day: "2027-01-03".parse().ok() };
        let refused = end_role(&bed.market, &head, &key("end-early"), early).await.unwrap_err();
        assert_eq!(refused, Failure::field("last_day", Problem::BeforeStart));
        let limit = ChangeLimit { holding: next.id, limit: Some(Pence::pounds(500)) };
        let changed = change_limit(&bed.market, &head, &key("limit-next"), limit).await.unwrap();
        let first = holding(&bed.market, &head, changed).await.unwrap().starts_on;
        assert_eq!(first, next.starts_on, "another limit does not begin the role");
        let never = EndRole { holding: changed, last_day: None };
        end_role(&bed.market, &head, &key("end-never"), never).await.unwrap();
        let gone = people_gone(&bed.market, &head, &PageAsked::default()).await.unwrap();
        assert!(gone.items.is_empty(), "nobody has left: {gone:?}");
    }

    async fn however_many_are_invited_or_have_left_each_is_listed_once(bed) {
        let (head, ..) = school(&bed).await;
        let rows: Vec<String> = (0..60).map(|at| format!("p{at}@lark.example,Finance")).collect();
        let list = format!("Email,Role\n{}", rows.join("\n"));
        let command = looked_at(&bed, &head, &list, "the-list").await;
        import_people(&bed.market, &head, command).await.unwrap();
        let market = &bed.market;
        let read = |page: PageAsked| {
            let head = &head;
            async move { invited_people(market, head, &page).await }
        };
        let invited: BTreeSet<String> =
            every_row(read).await.unwrap().into_iter().map(|one| one.email).collect();
        assert_eq!(invited.len(), 60);
        let shown = people(market, &head, &PageAsked::default()).await.unwrap();
        assert_eq!(shown.invitations.len(), 50);
        assert_eq!(shown.gone.len(), 0);
        let own = head.acting_for().unwrap().organisation;
        for number in 0..60 {
            let add = person::AddUser {
                email: format!("left{number}@lark.example"),
                name: format!("Left {number}"),
                password: None,
                organisation: own,
                role: Role::Finance,
                order_limit_pence: None,
            };
            person::add_user(market, add).await.unwrap();
        }
        let found = people(market, &head, &PageAsked::for_file(None)).await.unwrap();
        for (at, held) in found.holdings.items.iter().filter(|one| one.role == Role::Finance).enumerate() {
            let end = EndRole { holding: held.id, last_day: None };
            bed.clock.set(instant("2026-11-24T09:00:00Z") + chrono::Duration::days(i64::try_from(at / 7).unwrap()));
            end_role(market, &head, &key(&format!("end-{at:05}")), end).await.unwrap();
        }
        let read = |page: PageAsked| {
            let head = &head;
            async move { people_gone(market, head, &page).await }
        };
        let left = every_row(read).await.unwrap();
        let names: BTreeSet<&str> = left.iter().map(|one| one.name.as_str()).collect();
        assert_eq!((left.len(), names.len()), (60, 60));
        assert!(left.iter().map(|one| one.until).is_sorted_by(|one, next| one >= next));
    }

    async fn an_address_that_is_known_elsewhere_is_answered_like_any_other(bed) {
        let (head, _, _) = school(&bed).await;
        let list = "Email,Role\ndirector@hep.example,Finance\nnobody@hep.example,Finance\n";
        let shown = preview_people(&bed.market, &head, list.as_bytes()).await.unwrap();
        let invited = PersonWill::Invite { limit: None, days: RoleDays::default() };
        assert!(shown.rows.iter().all(|row| row.will == invited));
        let before = count(&bed, "SELECT COUNT(*) FROM role_holding", []).await;
        let command = CarryOut { list: shown.list, seen: shown.seen, key: key("the-list") };
        import_people(&bed.market, &head, command).await.unwrap();
        assert_eq!(count(&bed, "SELECT COUNT(*) FROM role_holding", []).await, before);
        assert_eq!(count(&bed, INVITATIONS, []).await, 2);
    }

    async fn a_partnership_lets_in_the_first_of_its_members_and_nobody_else(bed) {
        let (_, _, director) = school(&bed).await;
        let list = "Email,Role,URN,Reason\n\
            head@ninian.example,Head,900002,From our list of heads\n\
            sbm@hill.example,Buyer,900003,\n\
            head@elsewhere.example,Head,900003,\n\
            deputy@lark.example,Buyer,900001,\n\
            head@brook.example,Head,900005,\n\
            bursar@ninian.example,Finance,900002,Told by telephone\n\
            staff@hep.example,Partnership staff,,\n";
        assert_eq!(wrong(&bed, &director, list).await, [
            (4, "reason", Problem::ReasonNeeded),
            (5, "urn", Problem::SchoolDecides),
            (6, "urn", Problem::NotAMember),
            (7, "role", Problem::NotYoursToGive),
        ]);
        let command = looked_at(&bed, &director, list, "the-list").await;
        let done = import_people(&bed.market, &director, command).await.unwrap();
        assert_eq!(done, CarriedOut { new: 3, rejected: 4, ..CarriedOut::default() });
        let head = come_in(&bed, "head@ninian.example").await;
        assert!(head.acting_for().unwrap().name.contains("Ninian"));
        let after = wrong(&bed, &director, "Email,Role,URN\nx@ninian.example,Buyer,900002\n").await;
        assert_eq!(after, [(2, "urn", Problem::SchoolDecides)]);
    }

    async fn what_changed_since_it_was_shown_is_not_carried_out(bed) {
        let (head, _, _) = school(&bed).await;
        let list = "Email,Role\nnew@lark.example,Finance\n";
        let shown = looked_at(&bed, &head, list, "the-list").await;
        let other = looked_at(&bed, &head, list, "other-list").await;
        import_people(&bed.market, &head, shown).await.unwrap();
        let refused = import_people(&bed.market, &head, other).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        let many: Vec<String> = (0..101).map(|at| format!("p{at}@lark.example,Finance")).collect();
        let many = many.join("\n");
        let many = format!("Email,Role\n{many}");
        let refused = preview_people(&bed.market, &head, many.as_bytes()).await.unwrap_err();
        assert_eq!(refused, Failure::field("file", Problem::TooMany { most: 100 }));
        let rows = format!("Email,Role\n{}", "x@lark.example,Finance\n".repeat(10_000));
        let refused = preview_people(&bed.market, &head, rows.as_bytes()).await.unwrap_err();
        assert_eq!(refused, Failure::field("file", Problem::TooMany { most: 500 }));
    }
}
