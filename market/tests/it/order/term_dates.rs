//! Term dates and INSET days: whose hold, and what follows for days that are offered and booked.

use chrono::Weekday;
use domain::access::Role;
use domain::calendar::{InsetDay, SchoolYear, TypedTermDates};
use domain::{Failure, Problem};
use market::order::{ChooseDays, choose_days};
use market::term_dates::{
    AddInsetDay, KeepTermDates, Source, TermDatesPage, add_inset_day, inset_days_together,
    keep_term_dates, remove_inset_day, term_dates,
};
use market::{Actor, Market};
use testbed::on_both;

use super::world::{TUESDAY, World, person};

fn year() -> SchoolYear {
    SchoolYear::beginning_in(2026).unwrap()
}

/// The typical dates of the year, but for the last day of the autumn term.
fn until(autumn_last_on: &str, seen: i64) -> KeepTermDates {
    let term = |[first, from, to, last]: [&str; 4]| TypedTermDates {
        first_on: first.to_owned(),
        half_first_on: from.to_owned(),
        half_last_on: to.to_owned(),
        last_on: last.to_owned(),
    };
    let typed = [
        term(["2026-09-01", "2026-10-26", "2026-10-30", autumn_last_on]),
        term(["2027-01-04", "2027-02-15", "2027-02-19", "2027-03-25"]),
        term(["2027-04-12", "2027-05-31", "2027-06-04", "2027-07-21"]),
    ];
    KeepTermDates { year: year(), typed, seen }
}

async fn seen(market: &Market, actor: &Actor) -> TermDatesPage {
    term_dates(market, actor, year()).await.unwrap()
}

/// The Tuesdays of December that a buyer can have.
async fn tuesdays(world: &World, market: &Market, buyer: &Actor) -> Vec<String> {
    let ask = ChooseDays {
        half: None,
        service: world.service,
        weekday: Weekday::Tue,
        from: "2026-12-02".parse().unwrap(),
        to: "2026-12-31".parse().unwrap(),
    };
    let choice = choose_days(market, buyer, ask).await.unwrap();
    choice.free().map(|day| day.to_string()).collect()
}

fn inset(day: &str) -> AddInsetDay {
    AddInsetDay { day: day.to_owned(), note: "Safeguarding".to_owned() }
}

on_both! {
    async fn an_area_that_ends_its_term_early_offers_no_days_after_it_and_what_is_booked_stands(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let market = &bed.market;
        assert_eq!(seen(market, &world.staff).await.source, Source::Typical);
        world.book(market, &world.other_buyer, &["2026-12-15"]).await.unwrap();
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY, "2026-12-15"]);
        keep_term_dates(market, &world.staff, until("2026-12-11", 0)).await.unwrap();
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY]);
        let held = "SELECT COUNT(*) AS n FROM pool_day WHERE day = '2026-12-15'";
        assert_eq!(world.sql.number(held).await, 1, "the day that is booked");
        // Whoever booked it reads so, and the area of all; another school does not.
        for actor in [&world.other_buyer, &world.staff] {
            let out = seen(market, actor).await.booked_out;
            let days: Vec<String> = out.iter().map(|one| one.day.to_string()).collect();
            assert_eq!(days, ["2026-12-15"]);
        }
        assert_eq!(seen(market, &world.head).await.booked_out, []);
        // Who saw the dates before they were changed changes nothing; the same again writes nothing.
        let late = keep_term_dates(market, &world.staff, until("2026-12-04", 0)).await;
        assert_eq!(late, Err(Failure::ChangedMeanwhile));
        keep_term_dates(market, &world.staff, until("2026-12-11", 0)).await.unwrap();
        let told = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'keep_term_dates'";
        assert_eq!(world.sql.number(told).await, 1);
        // Longer again: the days come back, and nobody's twice.
        keep_term_dates(market, &world.staff, until("2026-12-22", 1)).await.unwrap();
        let days = tuesdays(&world, market, &world.head).await;
        assert_eq!(days, [TUESDAY, "2026-12-15", "2026-12-22"]);
        assert_eq!(world.sql.number(held).await, 2);
        assert_eq!(seen(market, &world.staff).await.booked_out, []);
    }

    async fn a_schools_own_dates_and_inset_days_go_before_its_areas(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let market = &bed.market;
        keep_term_dates(market, &world.staff, until("2026-12-18", 0)).await.unwrap();
        let page = seen(market, &world.head).await;
        assert!(matches!(page.source, Source::Partnership(_)), "{:?}", page.source);
        keep_term_dates(market, &world.head, until("2026-12-11", 0)).await.unwrap();
        assert_eq!(seen(market, &world.head).await.source, Source::Own);
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY]);
        let others = tuesdays(&world, market, &world.other_buyer).await;
        assert_eq!(others, [TUESDAY, "2026-12-15"]);

        add_inset_day(market, &world.head, inset("8 12 2026")).await.unwrap();
        add_inset_day(market, &world.head, inset("8 12 2026")).await.unwrap();
        assert_eq!(tuesdays(&world, market, &world.head).await, Vec::<String>::new());
        assert_eq!(tuesdays(&world, market, &world.other_buyer).await, others);
        let day = TUESDAY.parse().unwrap();
        let known = InsetDay { day, note: Some("Safeguarding".to_owned()) };
        assert_eq!(seen(market, &world.head).await.inset, [known]);
        let told = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'add_inset_day'";
        assert_eq!(world.sql.number(told).await, 1);
        let holiday = add_inset_day(market, &world.head, inset("15 12 2026")).await;
        assert_eq!(holiday, Err(Failure::field("day", Problem::NotASchoolDay)));

        // Members of the same partnership see each other's, and it sees all of them.
        for actor in [&world.other_buyer, &world.staff] {
            let days = inset_days_together(market, actor).await.unwrap();
            assert_eq!(days.iter().map(|one| one.day).collect::<Vec<_>>(), [day]);
        }
        remove_inset_day(market, &world.head, TUESDAY).await.unwrap();
        remove_inset_day(market, &world.head, TUESDAY).await.unwrap();
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY]);
    }

    async fn a_council_enters_dates_for_the_partnerships_that_trade_through_it(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let market = &bed.market;
        let council = world.sql.organisation("council", "Bexford Council", None).await;
        let owen = person(&bed, council, Role::CouncilCommissioner, "Owen Bap", None).await;
        // Nobody trades through it yet.
        keep_term_dates(market, &owen, until("2026-12-18", 0)).await.unwrap();
        assert_eq!(seen(market, &world.staff).await.source, Source::Typical);
        let hosts = "INSERT INTO hosting (id, partnership_id, host_id, asked_at, answered_at, agreed) \
                     VALUES ($1, $2, $3, $4, $4, 1)";
        let at = testbed::instant(testbed::BEGINNING);
        let (id, of) = (uuid::Uuid::now_v7(), world.partnership.uuid());
        world.sql.run(hosts, [id.into(), of.into(), council.uuid().into(), at.into()]).await;
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY, "2026-12-15"]);
        keep_term_dates(market, &owen, until("2026-12-11", 1)).await.unwrap();
        assert_eq!(tuesdays(&world, market, &world.head).await, [TUESDAY]);
        let held = "SELECT COUNT(*) AS n FROM pool_day WHERE day = '2026-12-15'";
        assert_eq!(world.sql.number(held).await, 0, "the pool of the partnership follows");
        for actor in [&world.staff, &world.head] {
            let source = seen(market, actor).await.source;
            assert_eq!(source, Source::Council("Bexford Council".to_owned()));
        }
        // What the partnership enters goes before it, and its commissioner there enters nothing.
        keep_term_dates(market, &world.staff, until("2026-12-18", 0)).await.unwrap();
        let days = tuesdays(&world, market, &world.head).await;
        assert_eq!(days, [TUESDAY, "2026-12-15"]);
        let visits = person(&bed, world.partnership, Role::CouncilCommissioner, "Ida Low", None).await;
        let refused = keep_term_dates(market, &visits, until("2026-12-11", 1)).await;
        assert_eq!(refused, Err(Failure::NotAllowed));
        assert!(!seen(market, &visits).await.can_keep && seen(market, &owen).await.can_keep);
    }

    async fn wrong_dates_are_told_beside_each_and_nothing_is_kept(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let wrong = until("2026-08-01", 0);
        let told = keep_term_dates(&bed.market, &world.head, wrong).await;
        assert_eq!(told, Err(Failure::field("autumn_last_on", Problem::BeforeStart)));
        assert_eq!(seen(&bed.market, &world.head).await.version, 0);
    }
}
