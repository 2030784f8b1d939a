//! Checks of people: until when their days are offered, who is told of the end, and what a school
//! enters in its single central record.

use domain::capacity::{Cleared, Slot, TypedClearance};
use domain::id::{ClearanceId, PractitionerId};
use domain::{Failure, Problem, Refusal};
use market::capacity::{
    self, AddDay, AskForClearances, RecordClearance, WhyInQuestion, WithdrawClearance,
};
use market::mail::About;
use market::order::{self, SayVisit};
use testbed::{Bed, on_both};

use crate::order::world::{TUESDAY, World, day, key};

/// The counsellors of the world, by name.
async fn people(bed: &Bed, world: &World) -> Vec<PractitionerId> {
    let pool = capacity::view_pool(&bed.market, &world.manager, world.service).await.unwrap();
    pool.people.iter().map(|one| one.id).collect()
}

fn seen(kind: &str, valid_until: &str) -> TypedClearance {
    TypedClearance {
        kind: kind.to_owned(),
        number: "001234567890".to_owned(),
        expires_on: valid_until.to_owned(),
        seen_by: "Priya Shah".to_owned(),
        ..TypedClearance::default()
    }
}

async fn enter(
    bed: &Bed,
    world: &World,
    practitioner: PractitionerId,
    typed: TypedClearance,
) -> ClearanceId {
    let command = RecordClearance { key: key(), practitioner, typed };
    capacity::record_clearance(&bed.market, &world.manager, command).await.unwrap()
}

async fn ask_for(bed: &Bed, world: &World, kinds: &[&str]) {
    let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let command = AskForClearances { key: key(), service: world.service, kinds };
    capacity::ask_for_clearances(&bed.market, &world.manager, command).await.unwrap();
}

async fn page(bed: &Bed, world: &World, who: PractitionerId) -> capacity::ClearancePage {
    capacity::clearances(&bed.market, &world.manager, (world.service, who)).await.unwrap()
}

/// Who is called so, in SQL: ids are kept in another way by each engine.
fn who(number: usize) -> String {
    format!("(SELECT id FROM practitioner WHERE display_name = 'Counsellor {number}')")
}

/// How many free days a counsellor has from a day on.
async fn free_from(world: &World, number: usize, from: &str) -> i64 {
    let sql = format!(
        "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NULL AND day >= '{from}' \
         AND practitioner_id = {}",
        who(number)
    );
    world.sql.number(&sql).await
}

fn is_taken(outcome: &Result<order::Placed, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::DayTaken { .. })))
}

on_both! {
    async fn no_day_after_the_end_of_somebodys_checks_is_offered_or_taken(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let one = people(&bed, &world).await[0];
        assert!(free_from(&world, 1, TUESDAY).await > 0);
        enter(&bed, &world, one, seen("enhanced_dbs", "2026-12-07")).await;
        assert_eq!(free_from(&world, 1, TUESDAY).await, 0);
        assert!(is_taken(&world.book(&bed.market, &world.head, &[TUESDAY]).await));
        // The last day itself counts.
        world.book(&bed.market, &world.head, &["2026-12-07"]).await.unwrap();
        let add = AddDay { key: key(), practitioner: one, day: TUESDAY.to_owned(), half: String::new() };
        let added = capacity::add_day(&bed.market, &world.manager, add).await;
        assert_eq!(added.unwrap_err(), Failure::field("day", Problem::NotCleared));
        // A newer check brings the days back.
        enter(&bed, &world, one, seen("enhanced_dbs", "2029-12-07")).await;
        assert!(free_from(&world, 1, TUESDAY).await > 0);
        world.book(&bed.market, &world.head, &[TUESDAY]).await.unwrap();
    }

    async fn a_row_made_beyond_the_end_by_whatever_mistake_is_never_taken(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let sql = "UPDATE practitioner SET cleared_until = '2026-12-07'";
        world.sql.script(sql).await;
        // Its free day is there still, and is passed over.
        assert!(free_from(&world, 1, TUESDAY).await > 0);
        assert!(is_taken(&world.book(&bed.market, &world.head, &[TUESDAY]).await));
        let take = |day: &str| format!("UPDATE pool_day SET order_line_id = id WHERE day = '{day}'");
        assert!(world.sql.refuses(&take(TUESDAY)).await, "the database takes it");
    }

    async fn whoever_lacks_a_check_that_is_asked_for_is_not_offered(bed) {
        let world = World::with_counsellors(&bed, 2).await;
        let both = people(&bed, &world).await;
        ask_for(&bed, &world, &["enhanced_dbs", "registration"]).await;
        assert_eq!(free_from(&world, 1, "2026-11-23").await, 0);
        assert_eq!(free_from(&world, 2, "2026-11-23").await, 0);
        for one in &both {
            assert_eq!(page(&bed, &world, *one).await.cleared, Cleared::Never);
        }
        enter(&bed, &world, both[0], seen("enhanced_dbs", "")).await;
        assert_eq!(page(&bed, &world, both[0]).await.cleared, Cleared::Never);
        let registered = enter(&bed, &world, both[0], seen("registration", "2027-01-31")).await;
        assert_eq!(page(&bed, &world, both[0]).await.cleared, Cleared::Until(day("2027-01-31")));
        assert!(free_from(&world, 1, TUESDAY).await > 0);
        assert_eq!(free_from(&world, 1, "2027-02-01").await, 0);
        // What was entered wrongly is taken back, once.
        let command =
            WithdrawClearance { key: key(), practitioner: both[0], clearance: registered };
        let withdrawn = capacity::withdraw_clearance(&bed.market, &world.staff, command.clone());
        withdrawn.await.unwrap();
        assert_eq!(free_from(&world, 1, TUESDAY).await, 0);
        let again = WithdrawClearance { key: key(), ..command };
        let again = capacity::withdraw_clearance(&bed.market, &world.staff, again).await;
        assert_eq!(again.unwrap_err(), Failure::NotFound);
        ask_for(&bed, &world, &[]).await;
        assert!(free_from(&world, 2, TUESDAY).await > 0);
    }

    async fn days_booked_beyond_the_end_stand_and_are_listed(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let one = people(&bed, &world).await[0];
        world.book(&bed.market, &world.head, &["2026-12-07", TUESDAY]).await.unwrap();
        enter(&bed, &world, one, seen("enhanced_dbs", "2026-12-07")).await;
        let found = page(&bed, &world, one).await.in_question;
        let told: Vec<_> = found.iter().map(|one| (one.day, one.school.as_str(), one.why)).collect();
        assert_eq!(told, [(day(TUESDAY), "Hill Rise Primary", WhyInQuestion::NotCleared)]);
        enter(&bed, &world, one, seen("enhanced_dbs", "2028-12-07")).await;
        assert_eq!(page(&bed, &world, one).await.in_question, []);
    }

    async fn the_end_is_told_before_it_and_to_the_schools_once_it_has_come(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let one = people(&bed, &world).await[0];
        world.book(&bed.market, &world.head, &["2027-02-09"]).await.unwrap();
        enter(&bed, &world, one, seen("enhanced_dbs", "2027-01-31")).await;
        // Somebody enters another check: nothing is told twice for it.
        enter(&bed, &world, one, seen("registration", "2028-01-31")).await;
        let told = async |at: &str| {
            let before = bed.letters.all().len();
            bed.clock.set(testbed::instant(at));
            bed.run_jobs().await;
            let mut told: Vec<(String, bool)> = bed.letters.all()[before..]
                .iter()
                .filter_map(|letter| match &letter.about {
                    About::ClearanceEnds { ended, days, .. } => {
                        assert_eq!(days, &[day("2027-02-09")]);
                        Some((letter.to.clone(), *ended))
                    }
                    About::DaysUncertain { days, .. } => {
                        assert_eq!(days, &[day("2027-02-09")]);
                        Some((letter.to.clone(), true))
                    }
                    _ => None,
                })
                .collect();
            told.sort();
            told
        };
        let keepers = |ended| {
            let to = |name: &str| (format!("{name}@pool.example"), ended);
            vec![to("priya.shah"), to("sam.patel")]
        };
        assert_eq!(told("2026-12-02T05:00:00Z").await, []);
        assert_eq!(told("2026-12-02T07:00:00Z").await, keepers(false));
        assert_eq!(told("2026-12-31T07:00:00Z").await, []);
        assert_eq!(told("2027-01-01T07:00:00Z").await, keepers(false));
        assert_eq!(told("2027-01-24T07:00:00Z").await, keepers(false));
        let ended = told("2027-02-01T07:00:00Z").await;
        let schools: Vec<&str> = ended.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(
            schools,
            ["amina.rahman@pool.example", "grace.adeyemi@pool.example", "priya.shah@pool.example",
             "sam.patel@pool.example"]
        );
        assert_eq!(told("2027-02-02T07:00:00Z").await, []);
    }

    async fn nothing_is_told_of_an_end_that_was_put_off(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let one = people(&bed, &world).await[0];
        enter(&bed, &world, one, seen("enhanced_dbs", "2027-01-31")).await;
        enter(&bed, &world, one, seen("enhanced_dbs", "2029-01-31")).await;
        bed.clock.set(testbed::instant("2027-02-10T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(bed.letters.all(), []);
    }

    async fn a_school_is_told_who_comes_once_it_is_binding_and_nobody_elses_school_is(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let (market, one) = (&bed.market, people(&bed, &world).await[0]);
        enter(&bed, &world, one, seen("enhanced_dbs", "2028-01-31")).await;
        enter(&bed, &world, one, seen("enhanced_dbs", "2027-06-30")).await;
        ask_for(&bed, &world, &["enhanced_dbs"]).await;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        let record = order::school_record(market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(record.visitors.len(), 1);
        let visitor = &record.visitors[0];
        assert_eq!((visitor.name.as_str(), &visitor.days[..]), ("Counsellor 1", &[Slot::whole(day(TUESDAY))][..]));
        let ends: Vec<_> = visitor.clearances.iter().map(|one| one.expires_on).collect();
        assert_eq!(ends, [Some(day("2028-01-31"))]);
        assert!(order::school_record(market, &world.staff, placed.order).await.is_ok());
        for stranger in [&world.other_buyer, &world.manager] {
            let refused = order::school_record(market, stranger, placed.order).await;
            assert!(matches!(refused, Err(Failure::NotFound | Failure::NotAllowed)));
        }
        // Two days are over the buyer's limit: what waits for the head names nobody.
        let waits = world.book(market, &world.buyer, &["2026-12-14", "2026-12-15"]).await.unwrap();
        assert!(waits.needs_approval);
        let held = order::school_record(market, &world.buyer, waits.order).await;
        assert_eq!(held.unwrap_err(), Failure::NotFound);
    }

    async fn a_school_says_when_and_where_and_what_another_said_meanwhile_stays(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let placed = world.book(market, &world.buyer, &[TUESDAY]).await.unwrap();
        let say = |version, room: &str| SayVisit {
            key: key(),
            order: placed.order,
            version,
            arrival: "8.40 at reception".to_owned(),
            room: room.to_owned(),
        };
        order::say_visit(market, &world.buyer, say(0, "Rainbow room")).await.unwrap();
        let late = order::say_visit(market, &world.head, say(0, "Library")).await;
        assert_eq!(late.unwrap_err(), Failure::ChangedMeanwhile);
        order::say_visit(market, &world.head, say(1, "Library")).await.unwrap();
        let record = order::school_record(market, &world.head, placed.order).await.unwrap();
        assert_eq!((record.visit.room.as_deref(), record.version), (Some("Library"), 2));
    }
}
