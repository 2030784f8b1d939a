//! Bringing in a list of people.

use domain::access::Role;
use domain::people::PersonWill;
use domain::{Failure, Pence, Problem, Refusal};
use market::Actor;
use market::db::PageAsked;
use market::listed::{CarriedOut, CarryOut};
use market::people::{import_people, people, preview_people};
use testbed::{Bed, on_both};

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
        let would = CarriedOut { new: 2, changed: 1, unchanged: 1, rejected: 3 };
        assert_eq!(shown.would, would);
        assert_eq!(wrong(&bed, &head, list).await, [
            (6, "email", Problem::AlreadyUsed),
            (7, "until", Problem::AfterJoining),
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
        assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 4));
        assert_eq!(count(&bed, INVITATIONS, []).await, before.1 + 1);
        assert_eq!(told(&bed, &head).await, now);
        assert_eq!(count(&bed, ENTRIES, []).await, written);
        let governor = come_in(&bed, "governor@lark.example").await;
        let role = governor.acting_for().unwrap().roles[0];
        let limit = Some(Pence::pounds(5_000).get());
        assert_eq!((role.role, role.order_limit_pence), (Role::Governor, limit));
    }

    async fn an_address_that_is_known_elsewhere_is_answered_like_any_other(bed) {
        let (head, _, _) = school(&bed).await;
        let list = "Email,Role\ndirector@hep.example,Finance\nnobody@hep.example,Finance\n";
        let shown = preview_people(&bed.market, &head, list.as_bytes()).await.unwrap();
        let invited = PersonWill::Invite { limit: None };
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
