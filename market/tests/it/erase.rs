//! Erasing a person by right: nothing that says who they were is left, and the trail stays whole.

use chrono::{Duration, Months};
use domain::Failure;
use domain::access::Role;
use market::audit;
use market::job::{self, Retry};
use market::person;
use market::school::{AskToJoin, ask_to_join, import_register};
use market::{Actor, Viewer, purge};
use testbed::tables::Onlooker;
use testbed::{Bed, instant, on_both};

use crate::deal::world::{self, World};

const EMAIL: &str = "buyer1@pool.example";
const NAME: &str = "Person buyer1";

/// Everything that the database says, as one text.
async fn everything(bed: &Bed) -> String {
    format!("{:?}", Onlooker::of(bed).await.look().await)
}

async fn chains_are_whole(bed: &Bed, world: &World) {
    bed.run_jobs().await;
    let partnership = world.lead.acting_for().unwrap().organisation;
    for chain in [None, Some(partnership)] {
        let head = audit::head(&bed.market, chain).await.unwrap();
        assert!(head.is_some());
        assert_eq!(audit::verify(&bed.market, chain, head).await.unwrap(), None);
    }
}

/// Somebody who signed a deal, is invited, has asked to join, and has a letter on its way.
async fn somebody(bed: &Bed) -> (World, Actor) {
    let world = world::world(bed, 3).await;
    let deal = world::open(bed, &world).await;
    for member in &world.schools {
        world::sign_up(&bed.market, deal, member).await.unwrap();
    }
    bed.run_jobs().await;
    world
        .sql
        .run(
            "INSERT INTO invitation (id, token_hash, email, organisation_id, role, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, 'buyer', $5, $5)",
            [
                uuid::Uuid::now_v7().into(),
                vec![7_u8; 32].into(),
                EMAIL.into(),
                world.schools[0].school.uuid().into(),
                bed.market.now().into(),
            ],
        )
        .await;
    person::ask_for_reset(&bed.market, EMAIL, "192.0.2.1").await.unwrap();
    let actor = world.schools[0].buyer.clone();
    (world, actor)
}

on_both! {
    async fn nothing_of_a_person_is_left_but_what_binds_a_school(bed) {
        let (world, buyer) = somebody(&bed).await;
        assert!(everything(&bed).await.contains(EMAIL));
        let erased = person::erase(&bed.market, "Buyer1@Pool.example").await.unwrap();
        assert_eq!((erased.accounts, erased.name_kept), (1, true));
        assert_eq!(erased.values, 3, "added with address and name, and signed once");
        assert_eq!(erased.others, 2, "an invitation, and a link that was asked for");
        assert!(!everything(&bed).await.contains(EMAIL));
        let named = "SELECT COUNT(*) AS n FROM person WHERE name = 'Person buyer1'";
        assert_eq!(world.sql.number(named, []).await, 1, "beside a contract of this year");
        let values = "SELECT COUNT(*) AS n FROM audit_personal WHERE value LIKE '%buyer1%'";
        assert_eq!(world.sql.number(values, []).await, 0);
        let others = "SELECT COUNT(*) AS n FROM audit_personal WHERE value LIKE '%buyer2%'";
        assert_eq!(world.sql.number(others, []).await, 3, "nobody else's");
        let roles = "SELECT COUNT(*) AS n FROM role_holding WHERE person_id = $1 AND ends_on IS NULL";
        assert_eq!(world.sql.number(roles, [buyer.person().uuid().into()]).await, 0);
        let sessions = "SELECT COUNT(*) AS n FROM session WHERE person_id = $1";
        assert_eq!(world.sql.number(sessions, [buyer.person().uuid().into()]).await, 0);
        chains_are_whole(&bed, &world).await;
        let told = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'erase_person' \
                    AND agent = 'owner' AND personal_digests = '{}'";
        assert_eq!(world.sql.number(told, []).await, 1);
        assert_eq!(bed.letters.all().iter().filter(|letter| letter.to == EMAIL).count(), 0);
    }

    async fn the_name_goes_when_no_contract_can_be_sued_upon_any_more(bed) {
        let (world, _) = somebody(&bed).await;
        let ordered = instant(world::CLOSES);
        bed.clock.set(ordered);
        bed.run_jobs().await;
        person::erase(&bed.market, EMAIL).await.unwrap();
        purge::plan(&bed.market).await.unwrap();
        let six_years = ordered.checked_add_months(Months::new(72)).unwrap();
        bed.clock.set(six_years - Duration::hours(1));
        bed.run_jobs().await;
        assert!(everything(&bed).await.contains(NAME));
        bed.clock.set(six_years + Duration::days(1));
        bed.run_jobs().await;
        assert!(!everything(&bed).await.contains(NAME));
        let forgotten = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'forget_names' AND agent = 'job'";
        assert_eq!(world.sql.number(forgotten, []).await, 1);
        chains_are_whole(&bed, &world).await;
    }

    async fn a_stranger_who_only_asked_to_join_is_erased_too_and_only_once(bed) {
        let (world, _) = somebody(&bed).await;
        let register = b"URN,EstablishmentName\n100001,School 01\n";
        import_register(&bed.market, register, &|_| ()).await.unwrap();
        let ask = AskToJoin {
            urn: domain::text::Urn::parse("100001").unwrap(),
            name: "Bea Marsh".to_owned(),
            email: "bea@lark.example".to_owned(),
            role: Role::Buyer,
        };
        ask_to_join(&bed.market, &Viewer::Visitor, "192.0.2.1", ask).await.unwrap();
        let visitors = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'ask_to_join' AND agent = 'visitor'";
        assert_eq!(world.sql.number(visitors, []).await, 1, "nobody who is signed in");
        let erased = person::erase(&bed.market, "bea@lark.example").await.unwrap();
        assert_eq!((erased.accounts, erased.values), (0, 2));
        assert!(erased.others >= 1, "the request");
        assert!(!everything(&bed).await.contains("bea@lark.example"));
        let again = person::erase(&bed.market, "bea@lark.example").await;
        assert_eq!(again.unwrap_err(), Failure::NotFound);
        chains_are_whole(&bed, &world).await;
    }

    async fn whoever_runs_the_command_line_is_named_where_they_say_so(bed) {
        let (world, buyer) = somebody(&bed).await;
        world.sql.run("UPDATE job SET failed_at = $1 WHERE done_at IS NULL AND kind = 'send_reset'", [
            bed.market.now().into(),
        ])
        .await;
        job::retry(&bed.market.run_by(buyer.person()), Retry::All).await.unwrap();
        let named = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'retry_jobs' \
                     AND agent = 'owner' AND person_id = $1";
        assert_eq!(world.sql.number(named, [buyer.person().uuid().into()]).await, 1);
        chains_are_whole(&bed, &world).await;
    }
}
