//! The library: who reads what, versions that are kept, readings that are counted.

use bytes::Bytes;
use domain::access::Role;
use domain::library::{TypedEdition, TypedResource};
use domain::{Failure, Problem, Refusal};
use market::file::Upload;
use market::library::{
    AddResource, EditionRead, LibraryAsked, ReplaceResource, WithdrawResource, add_resource,
    library, read_edition, replace_resource, view_resource, withdraw_resource,
};
use market::{Market, Viewer};
use testbed::on_both;

use crate::setting::{World, key};

fn pdf(text: &str) -> Option<Upload> {
    let contents = Bytes::from(format!("%PDF-1.7 {text}"));
    Some(Upload { name: format!("{text}.pdf"), contents })
}

fn policy(title: &str, reach: &str, upload: Option<Upload>) -> AddResource {
    AddResource {
        key: key(),
        typed: TypedResource {
            title: title.to_owned(),
            summary: "For schools with few staff.".to_owned(),
            kind: "policy".to_owned(),
            category: "hr".to_owned(),
            reach: reach.to_owned(),
            edition: TypedEdition::default(),
        },
        upload,
    }
}

async fn titles(market: &Market, viewer: &Viewer, q: &str) -> Vec<String> {
    let asked = LibraryAsked { q: q.to_owned(), ..LibraryAsked::default() };
    let found = library(market, viewer, asked).await.unwrap();
    found.resources.items.into_iter().map(|one| one.title).collect()
}

on_both! {
    async fn members_read_what_is_for_members_and_only_keepers_what_is_withdrawn(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let members = policy("Lone working", "members", pdf("one"));
        let members = add_resource(market, world.staff(), members).await.unwrap();
        let open = policy("Menopause at work", "everybody", pdf("two"));
        add_resource(market, world.staff(), open).await.unwrap();
        let outside = world.setting.school("101002", "999", None).await;
        let outsider = world.setting.person(market, Role::Buyer, outside).await;
        let both = ["Lone working", "Menopause at work"];
        assert_eq!(titles(market, &world.buyer, "").await, both);
        assert_eq!(titles(market, &world.staff, "").await, both);
        for other in [&outsider, &Viewer::Visitor] {
            assert_eq!(titles(market, other, "").await, ["Menopause at work"]);
            let hidden = view_resource(market, other, members).await;
            assert_eq!(hidden.unwrap_err(), Failure::NotFound);
            let hidden = read_edition(market, other, members, 1).await;
            assert_eq!(hidden.unwrap_err(), Failure::NotFound);
        }
        for (words, found) in [("lone wor", 1), ("human resources", 2), ("lone% menopause", 0)] {
            assert_eq!(titles(market, &world.buyer, words).await.len(), found, "{words}");
        }

        let withdraw = WithdrawResource { resource: members };
        for _ in 0..2 {
            withdraw_resource(market, world.staff(), withdraw).await.unwrap();
        }
        assert_eq!(titles(market, &world.buyer, "").await, ["Menopause at work"]);
        assert_eq!(titles(market, &world.staff, "").await, both);
        let read = read_edition(market, &world.buyer, members, 1).await;
        assert_eq!(read.unwrap_err(), Failure::NotFound);
        let stranger = world.setting.partnership("Hillside Schools", &["302"]).await;
        let stranger = world.setting.person(market, Role::PartnershipStaff, stranger.id).await;
        let refused = withdraw_resource(market, stranger.actor().unwrap(), withdraw).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
    }

    async fn a_new_version_is_read_from_then_on_the_old_one_is_kept_and_each_reading_counts_once(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let add = policy("Lone working", "members", pdf("first"));
        let id = add_resource(market, world.staff(), add.clone()).await.unwrap();
        assert_eq!(add_resource(market, world.staff(), add).await.unwrap(), id, "sent twice");
        let read = |viewer: &Viewer, number: i64| {
            let viewer = viewer.clone();
            async move { read_edition(market, &viewer, id, number).await }
        };
        let EditionRead::File(first) = read(&world.buyer, 1).await.unwrap() else { panic!("a file") };
        assert_eq!(first.name, "first.pdf");
        let replace = |version, upload| ReplaceResource {
            key: key(),
            resource: id,
            version,
            reach: String::new(),
            typed: TypedEdition::default(),
            upload,
        };
        let none = replace_resource(market, world.staff(), replace(1, None)).await;
        assert_eq!(none.unwrap_err(), Failure::field("file", Problem::Missing));
        replace_resource(market, world.staff(), replace(1, pdf("second"))).await.unwrap();
        let stale = replace_resource(market, world.staff(), replace(1, pdf("third"))).await;
        assert_eq!(stale.unwrap_err(), Failure::ChangedMeanwhile);

        assert_eq!(read(&world.buyer, 1).await.unwrap_err(), Failure::NotFound, "the old one");
        let EditionRead::File(second) = read(&world.buyer, 2).await.unwrap() else { panic!("a file") };
        assert_eq!(second.name, "second.pdf");
        for number in [1, 2] {
            read(&world.staff, number).await.unwrap();
        }
        let seen = view_resource(market, &world.staff, id).await.unwrap();
        assert_eq!((seen.reads, seen.editions.len()), (2, 2), "those who keep it are not counted");
        let seen = view_resource(market, &world.buyer, id).await.unwrap();
        assert_eq!((seen.editions.len(), seen.editions[0].number), (1, 2));
        withdraw_resource(market, world.staff(), WithdrawResource { resource: id }).await.unwrap();
        let late = replace_resource(market, world.staff(), replace(3, pdf("third"))).await;
        assert_eq!(late.unwrap_err(), Failure::Refused(Refusal::ResourceWithdrawn));
    }
}
