//! Founding a partnership and changing its settings.

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
