//! Pools: people, their days, leave, and what schools see of them.

use chrono::Weekday;
use domain::access::Role;
use domain::capacity::{TypedPattern, TypedProfile, WorkingPattern, YearMonth};
use domain::id::{PractitionerId, ServiceId};
use domain::service::Event;
use domain::{Failure, Problem, Refusal};
use market::capacity::{
    self, AddDay, AddPractitioner, ChangeDays, CreatePool, EndPractitioner, KeepProfile,
    RenamePractitioner, SetLeave,
};
use market::service::{self, Browse, MoveService};
use testbed::{Bed, instant, on_both};

use crate::order::world::{TUESDAY, World as Trade};
use crate::setting::{World, counselling, day, key};

async fn pooled(bed: &Bed, world: &World) -> ServiceId {
    let add = counselling("Pupil counselling", "395", "");
    let id = service::add_service(&bed.market, world.staff(), add).await.unwrap();
    let publish = MoveService { service: id, event: Event::Publish };
    service::move_service(&bed.market, world.staff(), publish).await.unwrap();
    capacity::create_pool(&bed.market, world.staff(), CreatePool { service: id, people_of: None })
        .await
        .unwrap();
    id
}

fn person(service: ServiceId, name: &str, days: &[&str]) -> AddPractitioner {
    AddPractitioner {
        key: key(),
        service,
        name: name.to_owned(),
        pattern: TypedPattern::every(days.iter().copied()),
        starts_on: String::new(),
        ends_on: String::new(),
    }
}

async fn add(bed: &Bed, world: &World, person: AddPractitioner) -> PractitionerId {
    capacity::add_practitioner(&bed.market, world.staff(), person).await.unwrap()
}

/// The days of a month that can be booked, with how many people are free of how many.
async fn days(bed: &Bed, world: &World, service: ServiceId, month: &str) -> Vec<(u32, u32, u32)> {
    use chrono::Datelike;
    let month: YearMonth = month.parse().unwrap();
    let service = service::view_service(&bed.market, &world.buyer, service).await.unwrap();
    let page = capacity::free_days(&bed.market, &service, (None, month)).await.unwrap();
    page.bookable().map(|one| (one.day.day(), one.free, one.total)).collect()
}

on_both! {
    async fn people_work_their_days_when_school_is_in(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        add(&bed, &world, person(service, "Ben Lis", &["Tue", "Fri"])).await;
        // Bank holiday and Christmas holidays: nobody works before Tuesday the 5th.
        let january = days(&bed, &world, service, "2027-01").await;
        let tuesdays: Vec<_> = january.iter().filter(|one| one.2 == 2).map(|one| one.0).collect();
        let fridays: Vec<_> = january.iter().filter(|one| one.2 == 1).map(|one| one.0).collect();
        assert_eq!(tuesdays, [5, 12, 19, 26]);
        assert_eq!(fridays, [8, 15, 22, 29]);
        // The day itself can be booked, what is past cannot.
        let november = days(&bed, &world, service, "2026-11").await;
        assert_eq!(november.iter().map(|one| one.0).collect::<Vec<_>>(), [24, 27]);
        assert_eq!(days(&bed, &world, service, "2027-08").await, []);
        assert!(!days(&bed, &world, service, "2028-06").await.is_empty());
    }

    async fn leave_takes_days_away_and_keeps_them_away(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let leave = SetLeave {
            key: key(),
            practitioner: ama,
            first_on: "11 1 2027".to_owned(),
            last_on: "20 1 2027".to_owned(),
        };
        let booked = capacity::set_leave(&bed.market, world.staff(), leave).await.unwrap();
        assert_eq!(booked, []);
        let numbers = |days: Vec<(u32, u32, u32)>| days.iter().map(|one| one.0).collect::<Vec<_>>();
        assert_eq!(numbers(days(&bed, &world, service, "2027-01").await), [5, 26]);
        bed.run_jobs().await;
        assert_eq!(numbers(days(&bed, &world, service, "2027-01").await), [5, 26]);
        let wrong = SetLeave {
            key: key(),
            practitioner: ama,
            first_on: "11 1 2027".to_owned(),
            last_on: "10 1 2027".to_owned(),
        };
        let refused = capacity::set_leave(&bed.market, world.staff(), wrong).await.unwrap_err();
        assert_eq!(refused, Failure::field("last_on", Problem::BeforeStart));
    }

    async fn a_day_can_be_added_by_hand_but_not_in_the_past(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let extra = |day: &str| AddDay { key: key(), practitioner: ama, day: day.to_owned(), half: String::new() };
        capacity::add_day(&bed.market, world.staff(), extra("2027-01-07")).await.unwrap();
        capacity::add_day(&bed.market, world.staff(), extra("2027-01-07")).await.unwrap();
        assert_eq!(days(&bed, &world, service, "2027-01").await[1], (7, 1, 1));
        let past = capacity::add_day(&bed.market, world.staff(), extra("2026-11-20")).await;
        assert_eq!(past.unwrap_err(), Failure::field("day", Problem::InThePast));
    }

    async fn days_by_weeks_of_term_are_changed_from_a_day_on_and_what_is_booked_is_told(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let by_turns = |odd: &str, even: &str| TypedPattern {
            weeks: "two".to_owned(), days: vec![odd.to_owned()], second_days: vec![even.to_owned()],
        };
        let ama = AddPractitioner { pattern: by_turns("Tue", "Fri"), ..person(service, "Ama", &[]) };
        let ama = add(&bed, &world, ama).await;
        let numbers = async || -> Vec<u32> {
            days(&bed, &world, service, "2027-01").await.iter().map(|one| one.0).collect()
        };
        // The first week of the spring term is that of 4 January.
        assert_eq!(numbers().await, [5, 15, 19, 29]);
        let extra = AddDay { key: key(), practitioner: ama, day: "2027-01-14".to_owned(), half: String::new() };
        capacity::add_day(&bed.market, world.staff(), extra).await.unwrap();
        let change = |pattern: TypedPattern, from: &str| ChangeDays {
            key: key(), practitioner: ama, pattern, from: from.to_owned(),
        };
        let other = change(TypedPattern::every(["Wed"]), "18 1 2027");
        let booked = capacity::change_days(&bed.market, world.staff(), other.clone()).await;
        assert_eq!(booked, Ok(Vec::new()));
        assert_eq!(numbers().await, [5, 14, 15, 20, 27], "what was added by hand stays");
        capacity::change_days(&bed.market, world.staff(), other).await.unwrap();
        let pool = capacity::view_pool(&bed.market, world.staff(), service).await.unwrap();
        let (from, next) = pool.people[0].working.next.unwrap();
        assert_eq!((from, next), (day("2027-01-18"), WorkingPattern::of(&[Weekday::Wed])));
        bed.run_jobs().await;
        bed.clock.set(instant("2027-01-11T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(numbers().await, [14, 15, 20, 27]);
        // Once more, from today: what was to come gives way.
        let again = change(by_turns("Mon", "Thu"), "");
        capacity::change_days(&bed.market, world.staff(), again).await.unwrap();
        assert_eq!(numbers().await, [14, 18, 28]);
        let wrong = ChangeDays { from: "2027-01-08".to_owned(), ..change(TypedPattern::default(), "") };
        let wrong = capacity::change_days(&bed.market, world.staff(), wrong).await.unwrap_err();
        let Failure::Invalid(wrong) = wrong else { panic!("{wrong:?}") };
        let wrong: Vec<_> = wrong.into_iter().map(|one| (one.field, one.problem)).collect();
        assert_eq!(wrong, [("days", Problem::Missing), ("from", Problem::InThePast)]);
    }

    async fn a_booked_day_on_which_somebody_works_no_more_is_told_and_stands(bed) {
        let world = Trade::with_counsellors(&bed, 1).await;
        world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
        let pool = capacity::view_pool(&bed.market, &world.manager, world.service).await.unwrap();
        let change = ChangeDays {
            key: key(), practitioner: pool.people[0].id,
            pattern: TypedPattern::every(["Fri"]), from: String::new(),
        };
        let booked = capacity::change_days(&bed.market, &world.manager, change).await.unwrap();
        assert_eq!(booked, [day(TUESDAY)]);
        let held = "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NOT NULL";
        assert_eq!(world.sql.number(held).await, 1);
    }

    async fn days_of_the_week_are_those_on_which_somebody_works(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let shown = service::view_service(&bed.market, &world.buyer, service).await.unwrap();
        let month = (None, "2027-01".parse().unwrap());
        let weekdays =
            async || capacity::days_to_pick(&bed.market, &shown, month).await.unwrap().1;
        assert_eq!(weekdays().await, []);
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Fri", "Tue"])).await;
        let sunday = AddDay { key: key(), practitioner: ama, day: "2027-01-10".to_owned(), half: String::new() };
        capacity::add_day(&bed.market, world.staff(), sunday).await.unwrap();
        assert_eq!(weekdays().await, [Weekday::Tue, Weekday::Fri, Weekday::Sun]);
    }

    async fn a_day_that_is_too_soon_to_book_makes_no_month_free(bed) {
        let world = World::of(&bed).await;
        let mut terms = counselling("Pupil counselling", "395", "");
        terms.terms.notice_days = "9".to_owned();
        let id = service::add_service(&bed.market, world.staff(), terms).await.unwrap();
        let publish = MoveService { service: id, event: Event::Publish };
        service::move_service(&bed.market, world.staff(), publish).await.unwrap();
        capacity::create_pool(&bed.market, world.staff(), CreatePool { service: id, people_of: None }).await.unwrap();
        add(&bed, &world, person(id, "Ama Boateng", &["Tue"])).await;
        // It is 23 November: the last Tuesday of the month is too soon, the first of December is not.
        for (month, found) in [("2026-11", 0), ("2026-12", 1)] {
            let browse = Browse { free_in: Some(month.parse().unwrap()), ..Browse::default() };
            let listing = service::list_services(&bed.market, &world.buyer, browse).await.unwrap();
            assert_eq!(listing.services.items.len(), found, "{month}");
        }
    }

    async fn whoever_leaves_has_no_days_after_their_last_and_may_come_back(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let ends = |day: &str| EndPractitioner { key: key(), practitioner: ama, ends_on: day.to_owned() };
        let market = &bed.market;
        capacity::end_practitioner(market, world.staff(), ends("2027-01-12")).await.unwrap();
        assert_eq!(days(&bed, &world, service, "2027-01").await.len(), 2);
        capacity::end_practitioner(market, world.staff(), ends("2027-01-19")).await.unwrap();
        assert_eq!(days(&bed, &world, service, "2027-01").await.len(), 3);
    }

    async fn nobody_works_before_their_first_day_or_after_their_last(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let end = |day: &str| {
            let end = EndPractitioner { key: key(), practitioner: ama, ends_on: day.to_owned() };
            capacity::end_practitioner(&bed.market, world.staff(), end)
        };
        let before = end("2020-01-01").await.unwrap_err();
        assert_eq!(before, Failure::field("ends_on", Problem::BeforeStart));
        assert_eq!(days(&bed, &world, service, "2027-01").await.len(), 4, "nothing was taken away");
        end("2027-01-12").await.unwrap();
        let add = AddDay { key: key(), practitioner: ama, day: "2027-01-14".to_owned(), half: String::new() };
        let after = capacity::add_day(&bed.market, world.staff(), add).await.unwrap_err();
        assert_eq!(after, Failure::field("day", Problem::NotWorking));
    }

    async fn what_is_sent_twice_about_somebodys_days_is_done_once(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let (market, staff) = (&bed.market, world.staff());
        let leave = SetLeave {
            key: key(),
            practitioner: ama,
            first_on: "2027-01-12".to_owned(),
            last_on: String::new(),
        };
        let end =
            EndPractitioner { key: key(), practitioner: ama, ends_on: "2027-02-28".to_owned() };
        let rename = RenamePractitioner { key: key(), practitioner: ama, name: "Ama B".to_owned() };
        let extra = AddDay { key: key(), practitioner: ama, day: "2027-01-07".to_owned(), half: String::new() };
        for _ in 0..2 {
            capacity::set_leave(market, staff, leave.clone()).await.unwrap();
            capacity::end_practitioner(market, staff, end.clone()).await.unwrap();
            capacity::rename_practitioner(market, staff, rename.clone()).await.unwrap();
            capacity::add_day(market, staff, extra.clone()).await.unwrap();
        }
        for action in ["set_leave", "end_practitioner", "rename_practitioner", "add_day"] {
            let entries = format!("SELECT COUNT(*) AS n FROM audit_entry WHERE action = '{action}'");
            assert_eq!(world.setting.count(&entries).await, 1, "{action}");
        }
        let other = SetLeave { last_on: "2027-01-13".to_owned(), ..leave };
        let refused = capacity::set_leave(market, staff, other).await;
        assert_eq!(refused.unwrap_err(), Refusal::RepeatedWithOtherContents.into());
    }

    async fn schools_never_learn_names_and_strangers_keep_no_pool(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        let market = &bed.market;
        let page = capacity::view_pool(market, world.staff(), service).await.unwrap();
        assert_eq!(page.people[0].name, "Ama Boateng");
        let buyer = world.buyer.actor().unwrap();
        let hidden = capacity::view_pool(market, buyer, service).await.unwrap_err();
        assert_eq!(hidden, Failure::NotFound);
        let rename = RenamePractitioner { key: key(), practitioner: ama, name: "X".to_owned() };
        let refused = capacity::rename_practitioner(market, buyer, rename.clone()).await;
        assert_eq!(refused.unwrap_err(), Failure::NotFound);
        let provider =
            service::view_service(market, &world.buyer, service).await.unwrap().provider.id;
        let manager = world.setting.person(market, Role::ProviderManager, provider).await;
        let manager = manager.actor().unwrap();
        capacity::rename_practitioner(market, manager, rename).await.unwrap();
        let page = capacity::view_pool(market, manager, service).await.unwrap();
        assert_eq!(page.people[0].name, "X");
    }

    async fn the_horizon_moves_on_with_the_school_year(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        add(&bed, &world, person(service, "Ama Boateng", &["Tue"])).await;
        bed.run_jobs().await;
        let before = world.setting.count("SELECT COUNT(*) AS n FROM pool_day").await;
        // Nobody has set terms after July 2028 yet: the days made stay the same until then.
        bed.clock.set(testbed::instant("2027-09-02T09:00:00Z"));
        bed.run_jobs().await;
        let after = world.setting.count("SELECT COUNT(*) AS n FROM pool_day").await;
        assert!(after >= before);
        let waiting = "SELECT COUNT(*) AS n FROM job WHERE kind = 'extend_pool' AND done_at IS NULL";
        assert_eq!(world.setting.count(waiting).await, 1);
    }

    async fn a_sleeping_form_adds_one_person_and_says_all_that_is_wrong(bed) {
        let world = World::of(&bed).await;
        let service = pooled(&bed, &world).await;
        let ama = person(service, "Ama Boateng", &["Tue"]);
        assert_eq!(add(&bed, &world, ama.clone()).await, add(&bed, &world, ama.clone()).await);
        let for_longer = AddPractitioner { ends_on: "2027-06-30".to_owned(), ..ama };
        let other = capacity::add_practitioner(&bed.market, world.staff(), for_longer).await;
        assert_eq!(other.unwrap_err(), Refusal::RepeatedWithOtherContents.into());
        let wrong = AddPractitioner {
            starts_on: "2027-02-01".to_owned(),
            ends_on: "2027-01-01".to_owned(),
            ..person(service, "", &[])
        };
        let refused = capacity::add_practitioner(&bed.market, world.staff(), wrong).await;
        let Failure::Invalid(problems) = refused.unwrap_err() else { panic!("invalid") };
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["name", "days", "ends_on"]);
        assert_eq!(day("2027-01-12").to_string(), "2027-01-12");
    }

    async fn schools_learn_what_people_can_do_and_how_many_and_never_who(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let id = pooled(&bed, &world).await;
        let ama = add(&bed, &world, person(id, "Ama Boateng", &["Tue"])).await;
        let ben = add(&bed, &world, person(id, "Ben Lis", &["Tue", "Fri"])).await;
        let gone = add(&bed, &world, person(id, "Cy Marr", &["Fri"])).await;
        let typed = |languages: &str, most: &str| TypedProfile {
            skills: "Bereavement".to_owned(),
            languages: languages.to_owned(),
            schools_most: most.to_owned(),
            ..TypedProfile::default()
        };
        let keep = |practitioner, typed| KeepProfile { key: key(), practitioner, typed };
        for (who, languages) in [(ama, "Polish"), (ben, "polish\nUrdu"), (gone, "Welsh")] {
            capacity::keep_profile(market, world.staff(), keep(who, typed(languages, "1"))).await.unwrap();
        }
        let wrong = capacity::keep_profile(market, world.staff(), keep(ama, typed("", "none"))).await;
        assert_eq!(wrong, Err(Failure::field("schools_most", Problem::NotANumber)));
        let outside = capacity::keep_profile(market, world.buyer.signed_in().unwrap(), keep(ama, typed("", ""))).await;
        assert!(matches!(outside, Err(Failure::NotFound | Failure::NotAllowed)), "{outside:?}");
        // Whoever has left is not told of.
        let ended = EndPractitioner { key: key(), practitioner: gone, ends_on: "2026-11-23".to_owned() };
        capacity::end_practitioner(market, world.staff(), ended).await.unwrap();
        bed.clock.set(instant("2026-11-24T09:00:00Z"));
        let service = service::view_service(market, &world.buyer, id).await.unwrap();
        let told = capacity::can_do(market, &service).await.unwrap();
        let line = |what: &str, people| (what.to_owned(), people);
        assert_eq!(told.skills, [line("Bereavement", 2)]);
        assert_eq!(told.languages, [line("Polish", 2), line("Urdu", 1)]);
        let known = capacity::clearances(market, world.staff(), (id, ben)).await.unwrap().known;
        assert_eq!((known.schools, known.is_beyond()), (0, false));
    }
}
