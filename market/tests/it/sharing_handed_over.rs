//! What a school shares goes over to the school that takes its place: its part and its days, nothing
//! decided anew, and what was borne before stays the old school's own.

use domain::id::{OrganisationId, SharingId};
use domain::order::Fate;
use domain::sharing::{SharerState, SharingState};
use domain::text::Urn;
use domain::{Failure, Net, Refusal};
use market::audit::{TrailAsked, view_trail};
use market::db::PageAsked;
use market::mail::{About, SharingNews};
use market::school::{self, HandOver, SuccessionPage};
use market::sharing::{
    EndSharing, WithdrawSharing, end_sharing, propose_sharing, sharing_statement, sharings,
    view_sharing, withdraw_sharing,
};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use crate::order::world::key;
use crate::sharing::{Three, agree};

const REGISTER: &str = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
EstablishmentStatus (code),CloseDate,PhaseOfEducation (code),Town,Postcode\n\
100101,309,Haringey,Hill Rise Primary,01,2,14-05-2027,2,London,N8 7AA\n\
140101,309,Haringey,Hill Rise Academy,34,1,,2,London,N8 7AA\n";
const LINKS: &str = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n\
100101,140101,Hill Rise Academy,Successor,15-05-2027\n";

/// The register closes schools of these numbers, the first of which it knows anyhow.
async fn register_closes(market: &Market, also: &[(&str, &str)]) {
    let (mut register, mut links) = (REGISTER.to_owned(), LINKS.to_owned());
    for (urn, name) in also {
        register.push_str(&format!("{urn},309,Haringey,{name},01,2,14-05-2027,2,London,N8 7AB\n"));
        links.push_str(&format!("{urn},140101,Hill Rise Academy,Successor - merged,15-05-2027\n"));
    }
    for file in [register, links] {
        let read = school::import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
        assert!(read.rejected.is_empty(), "{read:?}");
    }
}

async fn hand_over(market: &Market, actor: &Actor, urn: &str) -> usize {
    let urn = Urn::parse(urn).unwrap();
    let SuccessionPage::Waits(page) = school::succession(market, actor, &urn, None).await.unwrap()
    else {
        panic!("handed over");
    };
    let moves = page.orders.iter().filter(|order| order.fate == Fate::Moves);
    let command = HandOver {
        urn,
        successor: page.successor.urn.clone(),
        orders: moves.map(|order| order.id).collect(),
        seen: page.seen.clone(),
        key: key(),
    };
    school::hand_over(market, actor, command).await.unwrap();
    page.sharings.len()
}

/// Somebody signed in anew, acting for the academy.
async fn at_the_academy(bed: &Bed, email: &str) -> Actor {
    let actor = crate::people::sign_in(&bed.market, email).await;
    let there = actor.may_act_for().iter().find(|acting| acting.name == "Hill Rise Academy");
    let organisation = there.expect("a role at the academy").organisation;
    crate::people::sign_in_for(&bed.market, email, organisation).await
}

async fn parts(market: &Market, actor: &Actor, id: SharingId) -> Vec<(String, SharerState, i64)> {
    let sharing = view_sharing(market, actor, id).await.unwrap().sharing;
    let part = |one: market::sharing::Sharer| {
        let portion = one.portion.map_or(0, |net| net.pence().get());
        (one.name, one.state, portion)
    };
    sharing.sharers.into_iter().map(part).collect()
}

async fn sees_nothing(market: &Market, actor: &Actor, id: SharingId) {
    let own = sharings(market, actor, &PageAsked::default()).await.unwrap().items;
    assert!(own.iter().all(|row| row.id != id));
    assert_eq!(view_sharing(market, actor, id).await.unwrap_err(), Failure::NotFound);
    assert_eq!(sharing_statement(market, actor, id).await.unwrap_err(), Failure::NotFound);
}

on_both! {
    async fn what_binds_goes_on_to_bind_the_new_school_and_what_was_before_stays_the_old_ones(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let id = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        for head in &three.heads {
            agree(market, head, id).await.unwrap();
        }
        let before = sharing_statement(market, &three.heads[1], id).await.unwrap();
        let was = parts(market, &three.heads[1], id).await;
        bed.clock.set(instant("2027-05-20T09:00:00Z"));
        register_closes(market, &[]).await;
        bed.run_jobs().await;
        let sent = bed.letters.all().len();
        assert_eq!(hand_over(market, &three.heads[0], "100101").await, 1);

        sees_nothing(market, &three.heads[0], id).await;
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let own = sharings(market, &head, &PageAsked::default()).await.unwrap().items;
        assert_eq!((own.len(), own[0].own, own[0].schools), (1, Some(SharerState::Agreed), 3));
        let named = |name: &str| name.replace("Primary", "Academy");
        let now: Vec<_> = was.into_iter().map(|(name, state, net)| (named(&name), state, net)).collect();
        assert_eq!(parts(market, &head, id).await, now);
        let sharing = view_sharing(market, &head, id).await.unwrap().sharing;
        let academy = head.acting_for().unwrap().organisation;
        assert_eq!((sharing.owner, sharing.proposer, sharing.state), (academy, academy, SharingState::Bound));

        let after = sharing_statement(market, &three.heads[1], id).await.unwrap();
        assert_eq!(after.owed.len(), before.owed.len() + 3, "the term of the change is in two");
        let sum = |statement: &market::sharing::SharingStatement| {
            Net::total(statement.owed.iter().map(|one| one.net)).unwrap()
        };
        assert_eq!(sum(&after), sum(&before));
        let began = "2027-05-15".parse().unwrap();
        for one in &after.owed {
            let owner = if one.period.first_on < began { "Hill Rise Primary" } else { "Hill Rise Academy" };
            assert_eq!(one.to, owner, "{:?}", one.period);
            assert_eq!(one.is_owner, one.school == owner);
        }
        let sums = Net::total(after.sums.iter().map(|one| one.net)).unwrap();
        assert_eq!((sums, after.sums.len()), (sum(&after), 4));
        assert_eq!(after.before[0].name, "Hill Rise Primary");

        bed.run_jobs().await;
        let told = bed.letters.all().split_off(sent).into_iter().filter_map(|mail| match mail.about {
            About::Sharing(told) => Some((mail.name, told.news)),
            _ => None,
        });
        let told: Vec<(String, SharingNews)> = told.collect();
        assert!(told.iter().any(|(name, _)| name == "Nora Quill"), "{told:?}");
        assert!(told.iter().all(|(name, news)| {
            name != "Grace Adeyemi" && matches!(news, SharingNews::Moved { .. })
        }), "{told:?}");
        let trail = view_trail(market, &head, TrailAsked::default()).await.unwrap();
        assert!(trail.entries.items.iter().any(|entry| entry.action == "move_sharing"));
        // The new school gives notice as the old one could; the old one does nothing more.
        let end = || EndSharing {
            key: key(),
            sharing: id,
            ends_on: "2027-12-31".to_owned(),
            words: "She moves on.".to_owned(),
        };
        assert_eq!(end_sharing(market, &three.heads[0], end()).await, Err(Failure::NotFound));
        end_sharing(market, &head, end()).await.unwrap();
    }

    async fn an_answer_goes_over_as_it_was_given_and_what_is_asked_is_asked_of_the_new_school(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let [first, second, third] = &three.heads;
        let agreed = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        agree(market, first, agreed).await.unwrap();
        let asked = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        let register = REGISTER.replace("14-05-2027", "31-10-2026");
        let links = LINKS.replace("15-05-2027", "01-11-2026");
        for file in [register, links] {
            school::import_register(market, file.as_bytes(), &|_| ()).await.unwrap();
        }
        assert_eq!(hand_over(market, first, "100101").await, 2);
        for id in [agreed, asked] {
            sees_nothing(market, first, id).await;
        }
        let reason = "It is not ours any more.".to_owned();
        let back = WithdrawSharing { sharing: asked, reason };
        assert_eq!(withdraw_sharing(market, &world.buyer, back).await, Err(Failure::NotFound));
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let of_own = |all: Vec<(String, SharerState, i64)>| {
            all.into_iter().find(|(name, ..)| name == "Hill Rise Academy").unwrap().1
        };
        assert_eq!(of_own(parts(market, &head, agreed).await), SharerState::Agreed);
        assert_eq!(of_own(parts(market, &head, asked).await), SharerState::Asked);
        for (head, id) in [(second, agreed), (third, agreed), (second, asked), (third, asked)] {
            agree(market, head, id).await.unwrap();
        }
        let state = |id| async move { view_sharing(market, second, id).await.unwrap().sharing.state };
        assert_eq!(state(agreed).await, SharingState::Bound);
        assert_eq!(state(asked).await, SharingState::Proposed, "the new school has not answered");
        agree(market, &head, asked).await.unwrap();
        assert_eq!(state(asked).await, SharingState::Bound);
        // It was never the old school's to bear.
        let statement = sharing_statement(market, second, asked).await.unwrap();
        assert!(statement.before.is_empty());
    }

    async fn where_two_schools_become_one_it_bears_both_parts_and_each_bears_its_own_before(bed) {
        let three = Three::of(&bed).await;
        let (market, world) = (&bed.market, &three.world);
        let id = propose_sharing(market, &world.buyer, three.named()).await.unwrap();
        for head in &three.heads {
            agree(market, head, id).await.unwrap();
        }
        let was = parts(market, &three.heads[2], id).await;
        let before = sharing_statement(market, &three.heads[2], id).await.unwrap();
        bed.clock.set(instant("2027-05-20T09:00:00Z"));
        register_closes(market, &[("100102", "Marsh Lane School")]).await;
        assert_eq!(hand_over(market, &three.heads[0], "100101").await, 1);
        let head = at_the_academy(&bed, "grace.adeyemi@pool.example").await;
        let academy = head.acting_for().unwrap().organisation;
        approves_there(market, "nora.quill@pool.example", academy).await;
        let both = crate::people::sign_in_for(market, "nora.quill@pool.example", world.other_school).await;
        assert_eq!(hand_over(market, &both, "100102").await, 1);

        let now = parts(market, &head, id).await;
        let part = |all: &[(String, SharerState, i64)], name: &str| {
            all.iter().find(|(known, ..)| known == name).map_or(0, |(_, _, net)| *net)
        };
        assert_eq!(now.len(), 2);
        let two = part(&was, "Hill Rise Primary") + part(&was, "Marsh Lane School");
        assert_eq!(part(&now, "Hill Rise Academy"), two);
        let after = sharing_statement(market, &three.heads[2], id).await.unwrap();
        assert_eq!(after.owed[..3].len(), 3);
        let first = |statement: &market::sharing::SharingStatement| {
            let mut rows: Vec<(String, Net)> = statement.owed.iter()
                .filter(|one| one.period.first_on < "2027-05-01".parse().unwrap())
                .map(|one| (one.school.clone(), one.net)).collect();
            rows.sort();
            rows
        };
        assert_eq!(first(&after), first(&before), "what was borne before is as it was");
        sees_nothing(market, &both, id).await;
        let again = HandOver {
            urn: Urn::parse("100102").unwrap(),
            successor: Urn::parse("140101").unwrap(),
            orders: Vec::new(),
            seen: String::new(),
            key: key(),
        };
        let refused = school::hand_over(market, &both, again).await;
        assert_eq!(refused.unwrap_err(), Refusal::HandedOver.into());
    }
}

/// Makes somebody an approver of the academy, too.
async fn approves_there(market: &Market, email: &str, academy: OrganisationId) {
    let add = market::person::AddUser {
        email: email.to_owned(),
        name: "Nora Quill".to_owned(),
        password: None,
        organisation: academy,
        role: domain::access::Role::Approver,
        order_limit_pence: None,
    };
    market::person::add_user(market, add).await.unwrap();
}
