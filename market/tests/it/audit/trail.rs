//! The trail as people read it: whose it is, narrowed down, page by page.

use std::collections::BTreeSet;

use chrono::Days;
use domain::access::Role;
use domain::audit::{Deed, DeedGroup};
use domain::calendar::london_day;
use domain::id::AuditId;
use domain::partnership::{MemberRights, NewTier, TierRule};
use domain::text::Email;
use domain::{Failure, Pence};
use market::audit::{ActedBy, FOUND_MAX, TrailAsked, TrailEntry, view_trail};
use market::db::{PageAsked, every_row};
use market::idempotency::RequestKey;
use market::partnership::add_tier;
use market::people::{InvitePerson, invite_person};
use market::person;
use market::{Actor, Market};
use testbed::on_both;
use testbed::tenant::{ALDER, BIRCH, Tenant};

use crate::rows::text;

async fn all(market: &Market, actor: &Actor, asked: TrailAsked) -> Vec<TrailEntry> {
    let asked = &asked;
    let read = |page| async move {
        let asked = TrailAsked { page, ..asked.clone() };
        view_trail(market, actor, asked).await.map(|trail| trail.entries)
    };
    every_row(read).await.unwrap()
}

async fn whole(market: &Market, actor: &Actor) -> Vec<TrailEntry> {
    all(market, actor, TrailAsked::default()).await
}

fn ids(entries: &[TrailEntry]) -> Vec<AuditId> {
    entries.iter().map(|entry| entry.id).collect()
}

fn has(entries: &[TrailEntry], deed: Deed) -> bool {
    entries.iter().any(|entry| entry.action == deed.code())
}

/// Those who read a trail of a tenant's.
fn readers(tenant: &Tenant) -> [&Actor; 3] {
    [
        &tenant.who(Role::Director, tenant.partnership).actor,
        &tenant.who(Role::Approver, tenant.school).actor,
        &tenant.who(Role::Auditor, tenant.partnership).actor,
    ]
}

on_both! {
    async fn nobody_reads_a_word_of_another_tenant(bed) {
        let (alder, birch) = (Tenant::of(&bed, ALDER).await, Tenant::of(&bed, BIRCH).await);
        for (tenant, own, other) in [(&alder, ALDER, BIRCH), (&birch, BIRCH, ALDER)] {
            for reader in readers(tenant) {
                let page = PageAsked::for_file(None);
                let asked = TrailAsked { page, ..TrailAsked::default() };
                let trail = view_trail(&bed.market, reader, asked).await.unwrap();
                assert_eq!(trail.entries.next, None);
                let told = format!("{trail:?}").to_lowercase();
                assert!(told.contains(own.hidden), "{}", reader.name());
                for mark in [other.hidden, &other.open.to_lowercase()] {
                    assert!(!told.contains(mark), "{} reads {mark}", reader.name());
                }
            }
        }
        let ids_of = |entries: Vec<TrailEntry>| ids(&entries).into_iter().collect::<BTreeSet<_>>();
        let alders = ids_of(whole(&bed.market, readers(&alder)[0]).await);
        let birchs = ids_of(whole(&bed.market, readers(&birch)[0]).await);
        assert!(alders.is_disjoint(&birchs));
    }

    async fn a_school_reads_what_it_did_and_what_others_did_to_its_business(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let head = &tenant.who(Role::Approver, tenant.school).actor;
        let entries = whole(&bed.market, head).await;
        for deed in [
            Deed::PlaceBooking,
            Deed::ApproveOrder,
            Deed::CommitToDeal,
            Deed::RecordBaseline,
            Deed::ConfirmDelivery,
            Deed::RaiseInvoice,
            Deed::CloseDeal,
            Deed::CallOff,
        ] {
            assert!(has(&entries, deed), "{deed:?}");
        }
        assert!(!has(&entries, Deed::UpdatePartnership) && !has(&entries, Deed::AddService));
        let own = head.acting_for().unwrap().name.clone();
        for entry in &entries {
            let is_own = entry.acting_for.as_deref() == Some(&own);
            let is_named = matches!(&entry.by, ActedBy::Person(Some(_)));
            assert!(is_own || !is_named, "another's person is named: {entry:?}");
            assert!(is_own || entry.personal.is_empty(), "{entry:?}");
        }
        let others = entries.iter().filter(|entry| entry.acting_for.as_deref() != Some(&own));
        let others: BTreeSet<&str> = others.map(|entry| entry.action.as_str()).collect();
        assert!(others.contains("confirm_delivery") && others.contains("raise_invoice"));
    }

    async fn a_partnership_reads_its_whole_chain_and_nothing_of_its_schools_own(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let director = readers(&tenant)[0];
        let entries = whole(&bed.market, director).await;
        assert!(entries.len() > 30, "{}", entries.len());
        assert!(!has(&entries, Deed::RecordBaseline), "what a school pays is its own");
        assert!(entries.iter().all(|entry| entry.action != Deed::SignIn.code()));
        let trail = view_trail(&bed.market, director, TrailAsked::default()).await.unwrap();
        let (head, _) = trail.head.unwrap();
        assert_eq!(usize::try_from(head.position).unwrap(), entries.len(), "all are sealed");
    }

    async fn pages_hold_every_entry_once_and_the_newest_first(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        for reader in readers(&tenant) {
            let expected = ids(&whole(&bed.market, reader).await);
            assert!(expected.is_sorted_by(|newer, older| newer > older));
            let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
            loop {
                let asked = TrailAsked { page: PageAsked::after(after), ..TrailAsked::default() };
                let page = view_trail(&bed.market, reader, asked).await.unwrap().entries;
                seen.extend(ids(&page.items));
                pages += 1;
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert!(pages > 1 || expected.len() <= 30, "{pages} pages of {}", expected.len());
            assert_eq!(seen, expected);
        }
        let nowhere = PageAsked::after(Some("order_1"));
        let asked = TrailAsked { page: nowhere, ..TrailAsked::default() };
        let refused = view_trail(&bed.market, readers(&tenant)[0], asked).await.unwrap_err();
        assert_eq!(refused, Failure::NotFound);
    }

    async fn what_narrows_the_trail_parts_it_and_loses_nothing(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let director = readers(&tenant)[0];
        let entries = whole(&bed.market, director).await;
        let mut by_group = 0;
        for group in DeedGroup::ALL.iter().copied() {
            let asked = TrailAsked { group: Some(group), ..TrailAsked::default() };
            let found = all(&bed.market, director, asked).await;
            let of_group = |entry: &TrailEntry| Deed::from_code(&entry.action).unwrap().group() == group;
            assert!(found.iter().all(of_group));
            by_group += found.len();
        }
        assert_eq!(by_group, entries.len());
        let days: BTreeSet<_> = entries.iter().map(|entry| london_day(entry.at)).collect();
        assert!(days.len() > 2, "{days:?}");
        for day in days {
            let until = TrailAsked { until: Some(day), ..TrailAsked::default() };
            let since = TrailAsked { from: Some(day + Days::new(1)), ..TrailAsked::default() };
            let (until, since) =
                (all(&bed.market, director, until).await, all(&bed.market, director, since).await);
            assert!(until.iter().all(|entry| london_day(entry.at) <= day));
            let together: Vec<AuditId> = [ids(&since), ids(&until)].concat();
            assert_eq!(together, ids(&entries));
        }
    }

    async fn a_reference_a_deed_and_a_name_are_found(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let director = readers(&tenant)[0];
        let reference = text(&bed, "SELECT reference AS text FROM school_order ORDER BY id LIMIT 1").await;
        let words = |words: &str, deeds: &[Deed]| TrailAsked {
            words: words.to_owned(),
            deeds: deeds.to_vec(),
            ..TrailAsked::default()
        };
        let of_order = all(&bed.market, director, words(&reference.to_lowercase(), &[])).await;
        assert!(!of_order.is_empty());
        let subjects: BTreeSet<&str> = of_order.iter().map(|entry| entry.subject.as_str()).collect();
        assert_eq!(subjects.len(), 1);
        assert!(subjects.iter().all(|subject| subject.starts_with("order_")), "{subjects:?}");
        let closed = all(&bed.market, director, words("nothing is called so", &[Deed::CloseDeal])).await;
        assert!(!closed.is_empty() && closed.iter().all(|e| e.action == Deed::CloseDeal.code()));
        let who = TrailAsked { who: director.name().to_uppercase(), ..TrailAsked::default() };
        let own = all(&bed.market, director, who).await;
        let by = ActedBy::Person(Some(director.name().to_owned()));
        assert!(!own.is_empty() && own.iter().all(|entry| entry.by == by));
        assert_eq!(all(&bed.market, director, words("100%_\\", &[])).await, []);
    }

    async fn a_search_that_more_things_match_than_are_looked_for_says_so(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let director = readers(&tenant)[0];
        let search = |words: &str| {
            let asked = TrailAsked { words: words.to_owned(), ..TrailAsked::default() };
            view_trail(&bed.market, director, asked)
        };
        for number in 0..=FOUND_MAX {
            let name = format!("Evening circle {number}");
            let rule = TierRule::Flat { amount: Pence::ZERO };
            let tier = NewTier { name, rights: MemberRights::Associate, rule, includes: String::new() };
            add_tier(&bed.market, director, tier).await.unwrap();
        }
        assert!(search("evening circle").await.unwrap().more_match);
        let found = search("evening circle 12").await.unwrap();
        // 12 and 120 to 129.
        assert_eq!((found.more_match, found.entries.items.len()), (false, 11));
    }

    async fn who_was_erased_is_no_longer_named_and_the_entries_stay(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        let head = &tenant.who(Role::Approver, tenant.school).actor;
        let rosa = tenant.who(Role::Administrator, tenant.school);
        let invite = InvitePerson {
            email: Email::parse("una.new@pool.example").unwrap(),
            role: Role::Finance,
            limit: None,
            days: domain::people::RoleDays::default(),
        };
        let key = RequestKey::fresh(&bed.market);
        invite_person(&bed.market, &rosa.actor, &key, invite).await.unwrap();
        let invited = || async {
            let entries = whole(&bed.market, head).await;
            let found = entries.iter().find(|e| e.action == Deed::InvitePerson.code());
            (found.unwrap().clone(), ids(&entries))
        };
        let (entry, before) = invited().await;
        assert_eq!(entry.by, ActedBy::Person(Some(rosa.actor.name().to_owned())));
        assert_eq!(entry.personal["email"], "una.new@pool.example");
        person::erase(&bed.market, "una.new@pool.example").await.unwrap();
        person::erase(&bed.market, &rosa.email).await.unwrap();
        let (entry, after) = invited().await;
        assert_eq!(entry.by, ActedBy::Person(Some("Somebody who has left".to_owned())));
        assert!(entry.personal.is_empty());
        assert!(before.iter().all(|id| after.contains(id)));
    }

    async fn whoever_the_owner_adds_stands_in_the_trail_of_whom_they_act_for(bed) {
        let tenant = Tenant::of(&bed, ALDER).await;
        for reader in readers(&tenant) {
            let entries = whole(&bed.market, reader).await;
            let added = entries.iter().find(|entry| entry.action == Deed::AddUser.code());
            assert_eq!(added.unwrap().by, ActedBy::Owner(None), "{}", reader.name());
        }
    }
}
