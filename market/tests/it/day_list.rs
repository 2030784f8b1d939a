//! The waiting list for days: who is offered what comes free, and that an offer passes on.

use std::sync::Arc;

use domain::id::WaitingId;
use domain::{Failure, Pence, Refusal};
use market::capacity::{
    AddDay, JoinDayList, OwnDayWish, WaitingForDay, add_day, day_list, day_list_for_school,
    join_day_list, leave_day_list, view_pool,
};
use market::job::run_due;
use market::mail::About;
use market::order::{
    CancelOrder, Placed, PutIntoBasket, Wanted, cancel_order, put_into_basket, view_basket,
};
use market::{Actor, Market};
use testbed::{Bed, instant, on_both};

use crate::order::world::{TUESDAY, World, day, key};

fn wish(world: &World, day: &str) -> JoinDayList {
    let (which, day) = if day.contains('-') { ("day", day) } else { (day, "") };
    JoinDayList {
        half: None,
        service: world.service,
        which: which.to_owned(),
        day: day.to_owned(),
        key: key(),
    }
}

async fn wait(market: &Market, world: &World, who: &Actor, day: &str) -> Result<(), Failure> {
    join_day_list(market, who, wish(world, day)).await
}

async fn listed(bed: &Bed, world: &World) -> Vec<WaitingForDay> {
    day_list(&bed.market, &world.manager, world.service).await.unwrap().rows
}

async fn own(bed: &Bed, world: &World, who: &Actor) -> Vec<OwnDayWish> {
    day_list_for_school(&bed.market, who, world.service).await.unwrap().own
}

async fn cancel(market: &Market, who: &Actor, placed: &Placed) {
    let agreed_charge = Pence::ZERO;
    let cancel = CancelOrder { order: placed.order, line: None, agreed_charge, key: key() };
    cancel_order(market, who, cancel).await.unwrap();
}

/// The subjects of letters to those who wait, as what and to whom.
fn letters(bed: &Bed) -> Vec<(bool, String)> {
    let told = bed.letters.all().into_iter().filter_map(|mail| match mail.about {
        About::DayOffered { .. } => Some((true, mail.name)),
        About::DayOfferEnded(_) => Some((false, mail.name)),
        _ => None,
    });
    told.collect()
}

fn refusal(outcome: Result<impl std::fmt::Debug, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn the_smallest_share_is_offered_first_and_an_offer_passes_on(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let (one, two) = (world.buyer_of_another(&bed, 1).await, world.buyer_of_another(&bed, 2).await);
        let first = world.book(market, &world.other_buyer, &[TUESDAY]).await.unwrap();
        world.book(market, &two, &["2026-12-07"]).await.unwrap();
        assert_eq!(refusal(wait(market, &world, &one, "2026-12-14").await), Refusal::DayFree { day: day("2026-12-14") });
        assert_eq!(refusal(wait(market, &world, &one, "tuesday").await), Refusal::DayFree { day: day("2026-11-24") });
        wait(market, &world, &two, TUESDAY).await.unwrap();
        assert_eq!(refusal(wait(market, &world, &two, TUESDAY).await), Refusal::WaitsAlready);
        bed.clock.set(instant("2026-11-23T10:00:00Z"));
        wait(market, &world, &one, TUESDAY).await.unwrap();
        let wanted = "SELECT COUNT(*) AS n FROM unmet_ask WHERE day = '2026-12-08'";
        assert_eq!(world.sql.number(wanted).await, 2, "both wanted what nobody could give");
        // Two asked first, and has a day already.
        let rows = listed(&bed, &world).await;
        assert_eq!(rows.iter().map(|row| (row.school.as_str(), row.share.days)).collect::<Vec<_>>(), [("School 1", 0), ("School 2", 1)]);
        assert_eq!(own(&bed, &world, &two).await[0].turn, Some(2));
        cancel(market, &world.other_buyer, &first).await;
        bed.run_jobs().await;
        assert_eq!(letters(&bed), [(true, "Buyer 1".to_owned())]);
        let until = instant("2026-11-25T10:00:00Z");
        assert_eq!(own(&bed, &world, &one).await[0].offer, Some((day(TUESDAY), until)));
        // The school that has the offer can put the day into its basket, and order it from there.
        let basket = PutIntoBasket { service: world.service, wanted: Wanted::Days(vec![day(TUESDAY)]) };
        put_into_basket(market, &one, basket).await.unwrap();
        assert!(view_basket(market, &one).await.unwrap().quote.is_some());
        // Held for one school: nobody else finds it free.
        for other in [&two, &world.other_buyer] {
            let taken = refusal(world.book(market, other, &[TUESDAY]).await);
            assert!(matches!(taken, Refusal::DayTaken { .. }), "{taken:?}");
        }
        bed.clock.set(until - chrono::TimeDelta::seconds(1));
        bed.run_jobs().await;
        assert_eq!(own(&bed, &world, &two).await[0].offer, None);
        bed.clock.set(until);
        bed.run_jobs().await;
        assert_eq!(own(&bed, &world, &one).await, []);
        assert_eq!(letters(&bed)[1..], [(false, "Buyer 1".to_owned()), (true, "Buyer 2".to_owned())]);
        let placed = world.book(market, &two, &[TUESDAY]).await.unwrap();
        assert!(!placed.needs_approval);
        assert_eq!((own(&bed, &world, &two).await, listed(&bed, &world).await), (vec![], vec![]));
        // The offer was taken: its end does nothing.
        bed.clock.set(instant("2026-11-28T10:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(letters(&bed).len(), 3);
    }

    async fn a_new_working_day_is_offered_and_one_that_is_left_passes_on(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let market = &bed.market;
        let (one, two) = (world.buyer_of_another(&bed, 1).await, world.buyer_of_another(&bed, 2).await);
        for who in [&one, &two] {
            wait(market, &world, who, "wednesday").await.unwrap();
        }
        let counsellor = view_pool(market, &world.manager, world.service).await.unwrap().people[0].id;
        let add = AddDay { key: key(), practitioner: counsellor, day: "2026-12-09".to_owned(), half: String::new() };
        add_day(market, &world.manager, add).await.unwrap();
        let held = own(&bed, &world, &one).await[0];
        assert_eq!(held.offer.map(|(day, _)| day), Some(day("2026-12-09")));
        // Nobody leaves for another school.
        assert_eq!(leave_day_list(market, &two, world.service, held.id).await, Err(Failure::NotFound));
        leave_day_list(market, &one, world.service, held.id).await.unwrap();
        assert_eq!(own(&bed, &world, &one).await, []);
        let next = own(&bed, &world, &two).await[0];
        assert_eq!(next.offer.map(|(day, _)| day), Some(day("2026-12-09")));
        // An offer over the buyer's limit waits for the head like any other order, and its lapse passes on.
        leave_day_list(market, &two, world.service, next.id).await.unwrap();
        let add = AddDay { key: key(), practitioner: counsellor, day: "2026-12-10".to_owned(), half: String::new() };
        add_day(market, &world.manager, add).await.unwrap();
        let many = ["2026-12-09", "2026-12-10"];
        let placed = world.book(market, &world.buyer, &many).await.unwrap();
        assert!(placed.needs_approval);
        wait(market, &world, &one, "2026-12-10").await.unwrap();
        bed.clock.set(instant("2026-12-08T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(own(&bed, &world, &one).await[0].offer.map(|(day, _)| day), Some(day("2026-12-10")));
    }

    async fn days_freed_while_schools_join_are_offered_once_each_and_in_order(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 3).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut booked = Vec::new();
        for _ in 0..3 {
            booked.push(world.book(&bed.market, &world.other_buyer, &[TUESDAY]).await.unwrap());
        }
        let mut schools = Vec::new();
        for number in 0..8 {
            schools.push(world.buyer_of_another(&bed, number).await);
        }
        // Three that book it give it back while eight join and one tries to get in between.
        let mut work = tokio::task::JoinSet::new();
        for (number, placed) in booked.into_iter().enumerate() {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            work.spawn(async move {
                cancel(&market, &world.other_buyer, &placed).await;
                true
            });
        }
        for (number, who) in schools.iter().cloned().enumerate() {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            work.spawn(async move { wait(&market, &world, &who, TUESDAY).await.is_ok() });
        }
        while let Some(done) = work.join_next().await {
            done.unwrap();
        }
        // Whoever came while a day was free was told so: nobody waits beside a free day.
        let free = "SELECT COUNT(*) AS n FROM pool_day WHERE day = '2026-12-08' AND order_line_id IS NULL";
        let free = world.sql.number(free).await;
        for who in &schools {
            if own(&bed, &world, who).await.is_empty() {
                let again = wait(&bed.market, &world, who, TUESDAY).await;
                assert_eq!(again.is_err(), free > 0, "{again:?}");
            }
        }
        let rows = listed(&bed, &world).await;
        let offered = i64::try_from(rows.iter().filter(|row| row.offer.is_some()).count()).unwrap();
        assert_eq!(offered + free, 3, "each day is offered once, or free");
        assert!(free == 0 || offered == i64::try_from(rows.len()).unwrap());
        let expected: Vec<WaitingId> =
            rows.iter().filter(|row| row.offer.is_none()).map(|row| row.id).collect();
        // Both processes end the offers at once: each is followed by whoever was next.
        let mut next = Vec::new();
        for round in 1..=3 {
            bed.clock.set(instant("2026-11-23T09:00:00Z") + chrono::TimeDelta::hours(48 * round));
            let mut work = tokio::task::JoinSet::new();
            for market in processes.clone() {
                let letters = bed.letters.clone();
                work.spawn(async move { while run_due(&market, &letters).await.unwrap() > 0 {} });
            }
            work.join_all().await;
            let rows = listed(&bed, &world).await;
            let now = rows.iter().filter(|row| row.offer.is_some()).map(|row| row.id);
            let mut now: Vec<WaitingId> = now.collect();
            now.sort_by_key(|id| expected.iter().position(|one| one == id));
            next.extend(now);
        }
        assert_eq!(next, expected);
        assert_eq!(listed(&bed, &world).await, []);
    }
}
