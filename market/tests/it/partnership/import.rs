//! Bringing in a list of members.

use std::fmt::Write;

use domain::{Failure, Problem, Refusal};
use market::idempotency::RequestKey;
use market::listed::{CarriedOut, CarryOut};
use market::partnership::{
    MoveMember, import_members, import_members_for_owner, move_member, preview_members, tiers,
};
use market::school;
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use super::world::{everybody, founded, key, other_partnership};
use crate::people::sign_in;
use crate::rows::count;

const MEMBERSHIPS: &str = "SELECT COUNT(*) FROM membership";
const ENTRIES: &str = "SELECT COUNT(*) FROM audit_entry";

/// The seven rows of a list: a change of level, an end, one as it is, a new one, and three that
/// cannot be used.
const LIST: &str = "URN,Level,Member from,Member until\n\
    900001,associate,2026-11-23,\n\
    900002,,,31 August 2027\n\
    900003,Full member,,\n\
    900005,Associate,2026-09-01,2027-08-31\n\
    900004,Associate,,\n\
    999999,Associate,,\n\
    900003,Full member,1 Sep 2026,\n";

async fn looked_at(market: &Market, actor: &Actor, list: &str, name: &str) -> CarryOut {
    let shown = preview_members(market, actor, list.as_bytes()).await.unwrap();
    CarryOut { list: shown.list, seen: shown.seen, key: key(name) }
}

async fn told(bed: &Bed, director: &Actor) -> Vec<String> {
    let all = everybody(bed, director).await;
    let told = |member: market::partnership::Member| {
        let until = member.ends_on.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {} {} {until}", member.urn.unwrap(), member.tier, member.starts_on)
    };
    let mut told: Vec<String> = all.into_iter().map(told).collect();
    told.sort();
    told
}

on_both! {
    async fn a_list_is_looked_at_then_carried_out_and_again_it_changes_nothing(bed) {
        let (_, director) = founded(&bed).await;
        let market = &bed.market;
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        let director = sign_in(market, director.email().unwrap()).await;
        let before = (count(&bed, MEMBERSHIPS, []).await, count(&bed, ENTRIES, []).await);
        let shown = preview_members(market, &director, LIST.as_bytes()).await.unwrap();
        let would = CarriedOut { new: 1, changed: 2, unchanged: 1, rejected: 3 };
        assert_eq!(shown.would, would);
        let wrong: Vec<_> = shown
            .wrong
            .iter()
            .map(|row| (row.line, row.problems[0].field, row.problems[0].problem.clone()))
            .collect();
        let from = "2026-11-23".parse().unwrap();
        assert_eq!(wrong, [
            (6, "urn", Problem::ClosedSchool),
            (7, "urn", Problem::UnknownSchool),
            (8, "member_from", Problem::Overlaps { from }),
        ]);
        let after = (count(&bed, MEMBERSHIPS, []).await, count(&bed, ENTRIES, []).await);
        assert_eq!(before, after, "looking at it writes nothing");

        let command = CarryOut { list: shown.list, seen: shown.seen, key: key("the-list") };
        let done = import_members(market, &director, command.clone()).await.unwrap();
        assert_eq!(done, would);
        let now = [
            "900001 Associate 2026-12-01 ",
            "900002 Full member 2026-11-23 2027-08-31",
            "900003 Full member 2026-11-23 ",
            "900005 Associate 2026-09-01 2027-08-31",
        ];
        assert_eq!(told(&bed, &director).await, now);
        let entries = count(&bed, ENTRIES, []).await;
        assert_eq!(entries, before.1 + 3, "one for the new, the other level and the end");
        let twice = import_members(market, &director, command).await.unwrap();
        assert_eq!(twice, would, "the same form sent twice is answered as the first");
        let again = looked_at(market, &director, LIST, "list-again").await;
        let again = import_members(market, &director, again).await.unwrap();
        assert_eq!(again, CarriedOut { unchanged: 4, rejected: 3, ..CarriedOut::default() });
        assert_eq!(count(&bed, ENTRIES, []).await, entries);
        bed.clock.set(instant("2027-01-12T09:00:00Z"));
        let director = sign_in(market, director.email().unwrap()).await;
        let later = preview_members(market, &director, LIST.as_bytes()).await.unwrap();
        assert_eq!(later.would.unchanged, 4, "and on a later day");
        assert_eq!(told(&bed, &director).await, now);
    }

    async fn what_changed_since_it_was_shown_is_not_carried_out(bed) {
        let (_, director) = founded(&bed).await;
        let market = &bed.market;
        let shown = looked_at(market, &director, LIST, "the-list").await;
        let associate = tiers(market, &director).await.unwrap()[1].id;
        let membership = everybody(&bed, &director).await[1].membership;
        let from = bed.market.today();
        let moved = MoveMember { membership, tier: associate, from };
        move_member(market, &director, moved).await.unwrap();
        let before = told(&bed, &director).await;
        let refused = import_members(market, &director, shown.clone()).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        let unseen = CarryOut { seen: String::new(), ..shown };
        let refused = import_members(market, &director, unseen).await;
        assert_eq!(refused.unwrap_err(), Refusal::NotAsShown.into());
        assert_eq!(told(&bed, &director).await, before);
    }

    async fn a_list_brought_in_by_two_at_once_begins_each_membership_once(bed) {
        let (_, director) = founded(&bed).await;
        let other = bed.another_process().await;
        let list = "URN,Level,Member from,Member until\n900005,Associate,2026-09-01,2027-08-31\n";
        let one = looked_at(&bed.market, &director, list, "one-list").await;
        let same = looked_at(&other, &director, list, "other-list").await;
        let (one, same) = tokio::join!(
            import_members(&bed.market, &director, one),
            import_members(&other, &director, same),
        );
        let both = [one, same];
        assert_eq!(both.iter().filter(|done| done.is_ok()).count(), 1, "{both:?}");
        let otherwise = Err(Refusal::NotAsShown.into());
        assert!(both.contains(&otherwise), "{both:?}");
        assert_eq!(count(&bed, MEMBERSHIPS, []).await, 4);
    }

    async fn what_another_partnership_has_is_neither_told_nor_touched(bed) {
        let (_, director) = founded(&bed).await;
        let other = other_partnership(&bed, "303").await;
        let shown = preview_members(&bed.market, &other, LIST.as_bytes()).await.unwrap();
        assert!(shown.rows.iter().all(|row| row.before.is_none()));
        assert_eq!(shown.would.changed, 0);
        let before = told(&bed, &director).await;
        let (list, seen) = (shown.list, shown.seen);
        let command = CarryOut { list, seen, key: RequestKey::fresh(&bed.market) };
        import_members(&bed.market, &other, command).await.unwrap();
        assert_eq!(told(&bed, &director).await, before);
    }

    async fn what_is_no_list_of_members_is_refused_whole(bed) {
        let (_, director) = founded(&bed).await;
        let refused = async |contents: &[u8]| {
            preview_members(&bed.market, &director, contents).await.unwrap_err()
        };
        let on_file = |problem| Failure::field("file", problem);
        assert_eq!(refused(b"").await, on_file(Problem::FileEmpty));
        assert_eq!(refused(b"\x89PNG\r\n\x1a\n\0\0").await, on_file(Problem::NotASpreadsheet));
        assert_eq!(refused(b"URN,Level\n900001,\"Full").await, on_file(Problem::CutOff));
        let no_heading = Failure::field("urn", Problem::ColumnMissing);
        assert_eq!(refused(b"900001,Full member\n").await, no_heading);
        let rows: Vec<String> = (900_000..910_000).map(|urn| urn.to_string()).collect();
        let rows = rows.join("\n");
        let many = refused(format!("URN\n{rows}").as_bytes()).await;
        assert_eq!(many, on_file(Problem::TooMany { most: 2_000 }));
        let list = b"Sch\xf6ol;URN;Level\nL\xe4rk;900005;Associate\n";
        let windows = preview_members(&bed.market, &director, list).await.unwrap();
        assert_eq!(windows.would.new, 1);
    }

    async fn every_school_of_a_county_comes_in_at_once(bed) {
        let (founded, director) = founded(&bed).await;
        let header = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
            EstablishmentStatus (code)\n";
        let (mut register, mut list) = (header.to_owned(), "URN,Level\n".to_owned());
        for urn in 910_000..912_000 {
            writeln!(register, "{urn},309,Haringey,School {urn},01,1").unwrap();
            writeln!(list, "{urn},Associate").unwrap();
        }
        school::import_register(&bed.market, register.as_bytes(), &|_| ()).await.unwrap();
        let (market, here, contents) = (&bed.market, founded.partnership, list.as_bytes());
        let looked = import_members_for_owner(market, here, contents, true).await.unwrap();
        assert_eq!(looked.would.new, 2_000);
        let done = import_members_for_owner(market, here, contents, false).await.unwrap();
        assert_eq!(done.would.new, 2_000);
        bed.clock.set(instant("2026-12-01T09:00:00Z"));
        let director = sign_in(market, director.email().unwrap()).await;
        let other = list.replace("Associate", "Full member");
        let command = looked_at(market, &director, &other, "other-level").await;
        let moved = import_members(market, &director, command).await.unwrap();
        assert_eq!(moved.changed, 2_000);
        assert_eq!(count(&bed, MEMBERSHIPS, []).await, 4_003);
    }
}
