//! Founding a partnership and changing its settings.

use std::collections::HashSet;
use std::sync::Arc;

use domain::access::Role;
use domain::partnership::LegalShape;
use domain::text::LaCode;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::partnership::{
    CreatePartnership, Director, Host, PartnershipFacts, create_partnership, partnership,
    update_partnership,
};
use testbed::on_both;

use super::world::{
    as_operator, come_in, everybody, founded, haringey, key, other_partnership, register,
};
use crate::people::{actor, operator, sign_in};

on_both! {
    async fn a_partnership_is_founded_once_and_each_school_has_its_price(bed) {
        register(&bed.market).await;
        let founder = operator(&bed).await;
        let create = haringey("Haringey Partnership", "HEP");
        let created = create_partnership(&bed.market, &founder, &key("one-key-1"), create.clone()).await.unwrap();
        let again = create_partnership(&bed.market, &founder, &key("one-key-1"), create).await.unwrap();
        assert_eq!(again, created);
        assert_eq!(created.members, 3);
        let viewer = sign_in(&bed.market, "nadia@pool.example").await;
        let director = viewer.may_act_for().iter().any(|acting| acting.organisation == created.partnership);
        assert!(director, "the founder directs it");

        let director = actor(&bed, "director@hep.example", created.partnership, Role::Director).await;
        let all = everybody(&bed, &director).await;
        let names: Vec<&str> = all.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["Hill Rise Academy", "Lark Lane Primary School", "St Ninian's Catholic School"]);
        let price = |at: usize| all[at].yearly.clone().map(|priced| priced.amount);
        assert_eq!(price(0), Err(Refusal::PupilsNotKnown));
        assert_eq!(price(1), Ok(Net(Pence::pounds(7_828))), "£19 for each of 412 pupils");
        assert_eq!(price(2), Ok(Net(Pence::pounds(22_800))));
    }

    async fn a_name_and_letters_belong_to_one_partnership_only(bed) {
        let (_, _) = founded(&bed).await;
        let founder = as_operator(&bed).await;
        for (name, letters, field) in [
            ("haringey partnership", "OTHER", "name"),
            ("Another", "HEP", "invoice_prefix"),
        ] {
            let refused = create_partnership(&bed.market, &founder, &key("other-key"), haringey(name, letters)).await;
            assert_eq!(refused.unwrap_err(), Failure::field(field, Problem::AlreadyUsed));
        }
    }

    async fn of_many_founded_at_once_under_one_name_one_is(bed) {
        register(&bed.market).await;
        let founder = Arc::new(operator(&bed).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut tries = Vec::new();
        for number in 0..12 {
            let (market, founder) = (processes[number % 2].clone(), founder.clone());
            tries.push(tokio::spawn(async move {
                // Each other one differs in its letters, and half of them in the case of the name.
                let name = if number % 4 < 2 { "Haringey Partnership" } else { "HARINGEY Partnership" };
                let letters = if number % 2 == 0 { "HEP".to_owned() } else { format!("HEP{}", &"ABCDEFGHIJKL"[number..=number]) };
                let create = CreatePartnership { schools: Vec::new(), ..haringey(name, &letters) };
                let key = key(&format!("race-key-{number}"));
                loop {
                    match create_partnership(&market, &founder, &key, create.clone()).await {
                        Err(Failure::TryLater) => {}
                        outcome => return outcome,
                    }
                }
            }));
        }
        let mut founded = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(_) => founded += 1,
                Err(Failure::Invalid(problems)) => {
                    assert!(problems.iter().all(|wrong| wrong.problem == Problem::AlreadyUsed));
                    assert!(problems.iter().any(|wrong| wrong.field == "name"));
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(founded, 1);
    }

    async fn of_many_with_one_set_of_initials_each_has_its_own_address_and_letters(bed) {
        register(&bed.market).await;
        let founder = Arc::new(operator(&bed).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut tries = Vec::new();
        for number in 0..8 {
            let (market, founder) = (processes[number % 2].clone(), founder.clone());
            tries.push(tokio::spawn(async move {
                // Names that make the same address.
                let name = format!("H E P{}", "!".repeat(number + 1));
                let key = key(&format!("initials-{number}"));
                for letters in ["HEP", "HEPA", "HEPB", "HEPC", "HEPD", "HEPE", "HEPF", "HEPG"] {
                    let create = CreatePartnership { schools: Vec::new(), ..haringey(&name, letters) };
                    loop {
                        match create_partnership(&market, &founder, &key, create.clone()).await {
                            Err(Failure::TryLater) => {}
                            Err(Failure::Invalid(_)) => break,
                            outcome => return outcome.unwrap().partnership,
                        }
                    }
                }
                panic!("no letters were left")
            }));
        }
        let mut founded = HashSet::new();
        for one in tries {
            founded.insert(one.await.unwrap());
        }
        assert_eq!(founded.len(), 8);
    }

    async fn only_an_operator_founds_and_an_informal_one_names_its_host(bed) {
        let (created, director) = founded(&bed).await;
        let refused = create_partnership(&bed.market, &director, &key("key-no-leave"), haringey("A", "AA")).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
        let founder = as_operator(&bed).await;
        let informal = CreatePartnership { shape: LegalShape::Informal, ..haringey("Lewisham", "LL") };
        let refused = create_partnership(&bed.market, &founder, &key("key-host-1"), informal.clone()).await;
        assert_eq!(refused.unwrap_err(), Failure::field("host", Problem::Missing));
        let hosted = CreatePartnership {
            host: Some(Host { name: "Lewisham Council".to_owned(), contact: None }),
            director: Director::Invited(domain::text::Email::parse("dee@ll.example").unwrap()),
            ..informal
        };
        let hosted = create_partnership(&bed.market, &founder, &key("key-host-2"), hosted).await.unwrap();
        assert_ne!(hosted.partnership, created.partnership);
        let dee = come_in(&bed, "dee@ll.example").await;
        let found = partnership(&bed.market, &dee).await.unwrap();
        let host = found.host.unwrap();
        assert_eq!((host.name.as_str(), host.agreed), ("Lewisham Council", None));
    }

    async fn settings_change_at_the_version_that_was_read(bed) {
        let (_, director) = founded(&bed).await;
        let found = partnership(&bed.market, &director).await.unwrap();
        let mut facts = found.facts.clone();
        facts.vat_number = Some("GB123456789".to_owned());
        facts.areas = vec![LaCode::parse("309").unwrap()];
        update_partnership(&bed.market, &director, found.version, facts.clone()).await.unwrap();
        assert_eq!(partnership(&bed.market, &director).await.unwrap().facts, facts);
        let late = update_partnership(&bed.market, &director, found.version, facts.clone()).await;
        assert_eq!(late.unwrap_err(), Failure::ChangedMeanwhile);
        other_partnership(&bed, "303").await;
        let renamed = PartnershipFacts { name: " ANOTHER ".to_owned(), ..facts.clone() };
        let twin = update_partnership(&bed.market, &director, found.version + 1, renamed).await;
        assert_eq!(twin.unwrap_err(), Failure::field("name", Problem::AlreadyUsed));
        facts.areas.clear();
        let bare = update_partnership(&bed.market, &director, found.version + 1, facts).await;
        assert_eq!(bare.unwrap_err(), Failure::field("areas", Problem::Missing));
    }
}
