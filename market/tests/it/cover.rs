//! "I'm ill today": what is booked stands until somebody stands in or the day is not delivered.

use domain::access::Role;
use domain::capacity::Half;
use domain::id::{OrderLineId, PractitionerId};
use domain::order::{LineStateCode, OrderState};
use domain::{Failure, Refusal};
use market::Actor;
use market::capacity::{self, CoverPage, GiveCover, LinkPractitioner, ReportIll, WhyInQuestion};
use market::mail::About;
use market::order::{self, NotDelivered, OrderView};
use testbed::{Bed, on_both};

use crate::order::world::{TUESDAY, World, book_slots, day, key, person};

/// The world on the morning of the Tuesday, on which the school has one of so many counsellors.
async fn on_tuesday(bed: &Bed, counsellors: usize) -> (World, OrderLineId, Vec<PractitionerId>) {
    let world = World::with_counsellors(bed, counsellors).await;
    let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
    bed.run_jobs().await;
    bed.clock.set(testbed::instant("2026-12-08T07:10:00Z"));
    let view = order::view_order(&bed.market, &world.manager, placed.order).await.unwrap();
    let pool = capacity::view_pool(&bed.market, &world.manager, world.service).await.unwrap();
    (world, view.lines[0].id, pool.people.iter().map(|one| one.id).collect())
}

async fn viewed(bed: &Bed, world: &World, line: OrderLineId) -> OrderView {
    let asked = order::OrdersAsked::default();
    let (_, all) = order::orders(&bed.market, &world.manager, asked).await.unwrap();
    for row in all.items {
        let view = order::view_order(&bed.market, &world.manager, row.id).await.unwrap();
        if view.lines.iter().any(|one| one.id == line) {
            return view;
        }
    }
    panic!("no order has the line")
}

async fn is_ill(bed: &Bed, actor: &Actor, practitioner: PractitionerId) -> Result<usize, Failure> {
    let command = ReportIll { key: key(), practitioner, last_on: String::new() };
    capacity::report_ill(&bed.market, actor, command).await.map(|days| days.len())
}

async fn to_cover(bed: &Bed, world: &World) -> CoverPage {
    capacity::days_to_cover(&bed.market, &world.staff, world.service).await.unwrap()
}

fn give(line: OrderLineId, to: PractitionerId) -> GiveCover {
    GiveCover { key: key(), line, to }
}

on_both! {
    async fn illness_frees_nothing_and_puts_the_booked_day_to_the_question(bed) {
        let (world, line, people) = on_tuesday(&bed, 2).await;
        assert_eq!(to_cover(&bed, &world).await.days, []);
        assert_eq!(is_ill(&bed, &world.manager, people[0]).await, Ok(1));
        let days = to_cover(&bed, &world).await.days;
        assert_eq!(days.len(), 1);
        assert_eq!((days[0].question.line, days[0].question.why), (line, WhyInQuestion::Ill));
        let names: Vec<&str> = days[0].stand_ins.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Counsellor 2"]);
        let view = viewed(&bed, &world, line).await;
        assert_eq!(view.lines[0].state.code(), LineStateCode::Booked);
        // Schools are told that somebody else may come, and nobody tells them why.
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let told = |to: &str| letters.iter().filter(|one| one.to == format!("{to}@pool.example")
            && matches!(one.about, About::DaysUncertain { .. } | About::CoverNeeded { .. })).count();
        assert_eq!(["amina.rahman", "priya.shah", "sam.patel", "lena.fox"].map(told), [1, 1, 1, 0]);
        for letter in letters.iter().filter(|one| matches!(one.about, About::DaysUncertain { .. })) {
            assert!(!format!("{:?}", letter.about).to_lowercase().contains("ill"));
        }
    }

    async fn whoever_stands_in_has_the_line_and_the_other_is_not_offered_again(bed) {
        let (world, line, people) = on_tuesday(&bed, 2).await;
        is_ill(&bed, &world.manager, people[0]).await.unwrap();
        let before = viewed(&bed, &world, line).await;
        assert_eq!(before.lines[0].practitioner.as_deref(), Some("Counsellor 1"));
        let cover = give(line, people[1]);
        capacity::give_cover(&bed.market, &world.manager, cover.clone()).await.unwrap();
        capacity::give_cover(&bed.market, &world.manager, cover).await.unwrap();
        let after = viewed(&bed, &world, line).await;
        assert_eq!(after.lines[0].practitioner.as_deref(), Some("Counsellor 2"));
        assert_eq!((after.state, after.totals), (before.state, before.totals));
        assert_eq!(to_cover(&bed, &world).await.days, []);
        let sql = "SELECT COUNT(*) AS n FROM pool_day WHERE day = '2026-12-08'";
        assert_eq!(world.sql.number(sql).await, 1);
        bed.run_jobs().await;
        let told = bed.letters.all();
        let comes = told.iter().filter(|one| matches!(&one.about,
            About::StandInComes { name, .. } if name == "Counsellor 2"));
        let mut to: Vec<&str> = comes.map(|one| one.to.as_str()).collect();
        to.sort_unstable();
        assert_eq!(to, ["amina.rahman@pool.example", "grace.adeyemi@pool.example"]);
        let placed = order::school_record(&bed.market, &world.buyer, after.id).await.unwrap();
        assert_eq!(placed.visitors[0].name, "Counsellor 2");
    }

    async fn of_two_who_choose_the_same_stand_in_one_is_told_to_choose_another(bed) {
        let world = World::with_counsellors(&bed, 3).await;
        let market = &bed.market;
        let mut lines = Vec::new();
        for buyer in [&world.head, &world.other_buyer] {
            let placed = world.book(market, buyer, &[TUESDAY]).await.unwrap();
            let view = order::view_order(market, &world.manager, placed.order).await.unwrap();
            lines.push(view.lines[0].id);
        }
        let pool = capacity::view_pool(market, &world.manager, world.service).await.unwrap();
        let third = pool.people[2].id;
        let other = bed.another_process().await;
        let (one, two) = tokio::join!(
            capacity::give_cover(market, &world.manager, give(lines[0], third)),
            capacity::give_cover(&other, &world.staff, give(lines[1], third)),
        );
        let mut outcomes = [one, two];
        outcomes.sort_by_key(Result::is_err);
        let refused = Err(Failure::Refused(Refusal::StandInNotFree));
        assert_eq!(outcomes, [Ok(()), refused]);
    }

    async fn a_day_that_is_not_delivered_costs_nothing_and_saves_nothing(bed) {
        let (world, line, people) = on_tuesday(&bed, 1).await;
        assert!(world.saved("contracted").await > 0);
        is_ill(&bed, &world.manager, people[0]).await.unwrap();
        assert_eq!(to_cover(&bed, &world).await.days[0].stand_ins, []);
        let command = NotDelivered { key: key(), line };
        order::not_delivered(&bed.market, &world.staff, command.clone()).await.unwrap();
        order::not_delivered(&bed.market, &world.staff, command).await.unwrap();
        let view = viewed(&bed, &world, line).await;
        assert_eq!(view.state, OrderState::Cancelled);
        assert_eq!(world.saved("contracted").await, 0);
        assert_eq!(to_cover(&bed, &world).await.days, []);
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let told = letters.iter().filter(|one| matches!(one.about, About::DayNotDelivered(_)));
        assert_eq!(told.count(), 2);
        // Whoever is ill is not offered on the day that was given back.
        let sql = "SELECT COUNT(*) AS n FROM pool_day WHERE day = '2026-12-08'";
        assert_eq!(world.sql.number(sql).await, 0);
    }

    async fn somebody_says_themselves_that_they_are_ill_and_nobody_else_says_it_for_them(bed) {
        let (world, _, people) = on_tuesday(&bed, 2).await;
        let una = person(&bed, world.provider, Role::Practitioner, "Una Ray", None).await;
        let bo = person(&bed, world.provider, Role::Practitioner, "Bo Lind", None).await;
        assert_eq!(capacity::may_be_ill(&bed.market, &una).await, Ok(Vec::new()));
        assert!(is_ill(&bed, &una, people[0]).await.is_err());
        let link = |account: &Actor| LinkPractitioner {
            key: key(),
            practitioner: people[0],
            person: account.person().to_string(),
        };
        // Whoever buys is nobody of the provider's.
        let wrong = capacity::link_practitioner(&bed.market, &world.manager, link(&world.buyer));
        assert!(matches!(wrong.await, Err(Failure::Invalid(_))));
        capacity::link_practitioner(&bed.market, &world.manager, link(&una)).await.unwrap();
        let own = capacity::may_be_ill(&bed.market, &una).await.unwrap();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].today_at, ["Hill Rise Primary"]);
        assert!(is_ill(&bed, &bo, people[0]).await.is_err());
        assert_eq!(is_ill(&bed, &una, people[0]).await, Ok(1));
        assert!(capacity::may_be_ill(&bed.market, &una).await.unwrap()[0].is_away);
    }

    async fn whoever_is_at_two_schools_in_a_day_is_ill_once_and_both_are_told(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let by_halves = world.by_halves(&bed).await;
        let booked = [
            (&world.head, Some(Half::Morning)),
            (&world.other_buyer, Some(Half::Afternoon)),
        ];
        for (buyer, half) in booked {
            book_slots(market, buyer, by_halves, (half, &[TUESDAY])).await.unwrap();
        }
        bed.clock.set(testbed::instant("2026-12-08T07:10:00Z"));
        let all = capacity::may_be_ill(market, &world.manager).await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].today_at.len(), 2);
        assert_eq!(is_ill(&bed, &world.manager, all[0].practitioner).await, Ok(1));
        assert_eq!(to_cover(&bed, &world).await.days.len(), 2, "each school’s half is put to the question");
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let needed = letters.iter().find_map(|one| match &one.about {
            About::CoverNeeded { days, .. } => Some(days.clone()),
            _ => None,
        });
        assert_eq!(needed, Some(vec![day(TUESDAY)]));
    }

    async fn nobody_is_ill_until_a_day_that_is_past(bed) {
        let (world, _, people) = on_tuesday(&bed, 1).await;
        let command =
            ReportIll { key: key(), practitioner: people[0], last_on: "2026-12-07".to_owned() };
        let refused = capacity::report_ill(&bed.market, &world.manager, command).await;
        let Err(Failure::Invalid(problems)) = refused else { panic!("invalid") };
        assert_eq!(problems[0].field, "last_on");
        let week = ReportIll { key: key(), practitioner: people[0], last_on: "14 12 2026".to_owned() };
        let booked = capacity::report_ill(&bed.market, &world.manager, week).await.unwrap();
        assert_eq!(booked, [day(TUESDAY)]);
    }
}
