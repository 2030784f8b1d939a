//! Statements of days and pay, and a provider's week: to the penny, and seen by nobody else.

use domain::access::Role;
use domain::capacity::{DayOutcome, TypedPay, YearMonth};
use domain::id::PractitionerId;
use domain::{Failure, Pence};
use market::Actor;
use market::capacity::{self, LinkPractitioner, PayStatement, SetPay};
use market::order::{self, CancelOrder, SayVisit};
use testbed::{Bed, on_both};

use crate::order::world::{TUESDAY, World, day, key, person};

async fn one(bed: &Bed, world: &World) -> PractitionerId {
    let pool = capacity::view_pool(&bed.market, &world.manager, world.service).await.unwrap();
    pool.people[0].id
}

fn month(month: u32) -> YearMonth {
    YearMonth::new(2026, month).unwrap()
}

fn rate(practitioner: PractitionerId, from_on: &str, pounds: &str) -> SetPay {
    let typed = TypedPay {
        engagement: "freelance".to_owned(),
        from_on: from_on.to_owned(),
        day_rate: pounds.to_owned(),
        late_share: "50".to_owned(),
        ..TypedPay::default()
    };
    SetPay { key: key(), practitioner, typed }
}

async fn set(bed: &Bed, actor: &Actor, command: SetPay) -> Result<(), Failure> {
    capacity::set_pay(&bed.market, actor, command).await
}

async fn december(bed: &Bed, actor: &Actor, of: PractitionerId) -> Result<PayStatement, Failure> {
    capacity::pay_statement(&bed.market, actor, (of, month(12))).await
}

async fn account(bed: &Bed, world: &World, of: PractitionerId, name: &str) -> Actor {
    let actor = person(bed, world.provider, Role::Practitioner, name, None).await;
    let person = actor.person().to_string();
    let link = LinkPractitioner { key: key(), practitioner: of, person };
    capacity::link_practitioner(&bed.market, &world.manager, link).await.unwrap();
    actor
}

on_both! {
    async fn a_statement_is_due_to_the_penny_by_the_rate_of_each_day(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let (market, una) = (&bed.market, one(&bed, &world).await);
        let done = world.book(market, &world.head, &["2026-12-01", TUESDAY]).await.unwrap();
        let late = world.book(market, &world.head, &["2026-12-14"]).await.unwrap();
        world.book(market, &world.head, &["2026-12-15"]).await.unwrap();
        set(&bed, &world.manager, rate(una, "2026-12-01", "185.55")).await.unwrap();
        set(&bed, &world.manager, rate(una, "2026-12-08", "190.01")).await.unwrap();
        // What was set wrongly is set again from the same day.
        set(&bed, &world.manager, rate(una, "2026-12-08", "200.01")).await.unwrap();
        bed.clock.set(testbed::instant("2026-12-11T17:00:00Z"));
        world.deliver(market, &done).await;
        let line = None;
        let agreed_charge = Pence::new(28_800);
        let cancel = CancelOrder { order: late.order, line, agreed_charge, key: key() };
        order::cancel_order(market, &world.head, cancel).await.unwrap();
        let found = december(&bed, &world.manager, una).await.unwrap();
        let days: Vec<_> = found.days.iter().map(|one| (one.day.outcome, one.due.get())).collect();
        assert_eq!(
            days,
            [
                (DayOutcome::Delivered, 18_555),
                (DayOutcome::Delivered, 20_001),
                (DayOutcome::CancelledLate, 10_001),
                (DayOutcome::Coming, 0),
            ]
        );
        assert_eq!(found.totals.due, Pence::new(18_555 + 20_001 + 10_001));
        let rows = capacity::pay_of_month(market, &world.manager, month(12)).await.unwrap();
        assert_eq!((rows.len(), rows[0].totals), (1, found.totals));
        // Days of an employee are counted and not paid; what is changed counts from its day on.
        let typed = TypedPay {
            engagement: "employed".to_owned(),
            from_on: "2026-12-08".to_owned(),
            contracted_days: "120".to_owned(),
            ..TypedPay::default()
        };
        set(&bed, &world.manager, SetPay { key: key(), practitioner: una, typed }).await.unwrap();
        let found = december(&bed, &world.manager, una).await.unwrap();
        assert_eq!((found.totals.due, found.owed), (Pence::new(18_555), Some((4, Some(120)))));
        assert!(world.sql.refuses("UPDATE practitioner_pay SET day_rate_pence = 1").await);
        assert!(world.sql.refuses("DELETE FROM practitioner_pay").await);
    }

    async fn pay_is_seen_by_the_person_and_the_provider_and_by_nobody_else(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let (market, una) = (&bed.market, one(&bed, &world).await);
        set(&bed, &world.manager, rate(una, "2026-12-01", "185.55")).await.unwrap();
        let own = account(&bed, &world, una, "Una Ray").await;
        assert!(!december(&bed, &own, una).await.unwrap().can_set);
        assert!(december(&bed, &world.manager, una).await.unwrap().can_set);
        let rows = capacity::pay_of_month(market, &own, month(12)).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.practitioner).collect::<Vec<_>>(), [una]);
        let colleague = person(&bed, world.provider, Role::Practitioner, "Bo Lind", None).await;
        assert_eq!(capacity::pay_of_month(market, &colleague, month(12)).await, Ok(Vec::new()));
        // What is kept about them is theirs to download.
        let data = market::person::my_data(market, &own).await.unwrap();
        assert_eq!((data.pools.len(), data.pay[0].day_rate_pence), (1, Some(18_555)));
        let of_colleague = market::person::my_data(market, &colleague).await.unwrap();
        assert!(of_colleague.pools.is_empty() && of_colleague.pay.is_empty());
        let auditor = person(&bed, world.provider, Role::Auditor, "Ada Low", None).await;
        let director = person(&bed, world.partnership, Role::Director, "Di Rex", None).await;
        for other in [&colleague, &auditor, &director, &world.staff, &world.buyer, &world.head] {
            let refused = december(&bed, other, una).await.map(|_| ());
            assert!(matches!(refused, Err(Failure::NotFound | Failure::NotAllowed)), "{refused:?}");
            let refused = set(&bed, other, rate(una, "2026-12-01", "999")).await;
            assert!(matches!(refused, Err(Failure::NotFound | Failure::NotAllowed)), "{refused:?}");
        }
        assert!(set(&bed, &own, rate(una, "2026-12-01", "999")).await.is_err());
        // The partnership that sells the days does not read it in its trail either.
        bed.run_jobs().await;
        let asked = market::audit::TrailAsked::default();
        let trail = market::audit::view_trail(market, &director, asked).await.unwrap();
        assert!(!trail.entries.items.is_empty());
        assert!(trail.entries.items.iter().all(|one| one.action != "set_pay"));
    }

    async fn a_week_says_who_is_where_and_a_practitioner_sees_their_own(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let (market, una) = (&bed.market, one(&bed, &world).await);
        let own = account(&bed, &world, una, "Una Ray").await;
        let placed = world.book(market, &world.head, &[TUESDAY]).await.unwrap();
        world.book(market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        let say = SayVisit {
            key: key(),
            order: placed.order,
            version: 0,
            arrival: "8:20am".to_owned(),
            room: "Room 4".to_owned(),
        };
        order::say_visit(market, &world.head, say).await.unwrap();
        let all = capacity::week(market, &world.manager, day("2026-12-13")).await.unwrap();
        assert_eq!((all.monday, all.is_own, all.visits.len()), (day("2026-12-07"), false, 2));
        let week = capacity::week(market, &own, day(TUESDAY)).await.unwrap();
        let told: Vec<_> = week.visits.iter().map(|one| (one.who.as_str(), one.school.as_str(), one.room.as_deref(), one.is_held)).collect();
        assert_eq!((week.is_own, told), (true, vec![("Counsellor 1", "Hill Rise Primary", Some("Room 4"), false)]));
        let next = capacity::week(market, &world.manager, day("2026-12-14")).await.unwrap();
        assert_eq!(next.visits, []);
        assert!(capacity::week(market, &world.buyer, day(TUESDAY)).await.is_err());
    }
}
