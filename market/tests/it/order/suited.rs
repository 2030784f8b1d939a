//! Whose day a school is given, where several are free.

use domain::capacity::TypedProfile;
use domain::school::Phase;
use market::capacity::{JoinDayList, KeepProfile, join_day_list, keep_profile, view_pool};
use market::order::{CancelOrder, MoveDay, Placed, cancel_order, move_day, view_order};
use market::{Actor, Market};
use testbed::{Bed, on_both};

use super::alike::register;
use super::world::{TUESDAY, World, day, key};

/// Keeps what each counsellor can do, the first one first: codes of phases, and how many schools at most.
async fn can(bed: &Bed, world: &World, each: &[(&[&str], &str)]) {
    let pool = view_pool(&bed.market, &world.manager, world.service).await.unwrap();
    for (one, (phases, most)) in pool.people.iter().zip(each) {
        let typed = TypedProfile {
            phases: phases.iter().map(|code| (*code).to_owned()).collect(),
            schools_most: (*most).to_owned(),
            ..TypedProfile::default()
        };
        let keep = KeepProfile { key: key(), practitioner: one.id, typed };
        keep_profile(&bed.market, &world.manager, keep).await.unwrap();
    }
}

/// The numbers of those who come on the days of an order.
async fn who(market: &Market, world: &World, placed: &Placed) -> Vec<String> {
    let order = view_order(market, &world.manager, placed.order).await.unwrap();
    let names = order.lines.into_iter().map(|line| line.practitioner.unwrap());
    names.map(|name| name.replace("Counsellor ", "")).collect()
}

async fn cancel(market: &Market, buyer: &Actor, placed: &Placed) {
    let agreed_charge = domain::Pence::ZERO;
    let cancel = CancelOrder { order: placed.order, line: None, agreed_charge, key: key() };
    cancel_order(market, buyer, cancel).await.unwrap();
}

on_both! {
    async fn a_school_is_given_people_of_its_phase_who_have_room_and_then_the_same_again(bed) {
        let (world, market) = (World::with_counsellors(&bed, 3).await, &bed.market);
        can(&bed, &world, &[(&["secondary"], ""), (&[], "1"), (&["primary"], "")]).await;
        let first = world.buyer_of_another(&bed, 1).await;
        register(&world, 1, Phase::Primary, 200).await;
        let second = world.buyer_of_another(&bed, 2).await;
        register(&world, 2, Phase::Primary, 200).await;
        let third = world.buyer_of_another(&bed, 3).await;
        register(&world, 3, Phase::Secondary, 900).await;
        let mine = world.book(market, &first, &["2026-12-08", "2026-12-15"]).await.unwrap();
        assert_eq!(who(market, &world, &mine).await, ["2", "2"], "one face for all days of an order");
        let other = world.book(market, &second, &["2026-12-14"]).await.unwrap();
        assert_eq!(who(market, &world, &other).await, ["3"], "the second has no room for another school");
        let older = world.book(market, &third, &["2026-12-14"]).await.unwrap();
        assert_eq!(who(market, &world, &older).await, ["1"], "the first works in secondary schools");
        let more = world.book(market, &first, &["2027-01-12"]).await.unwrap();
        assert_eq!(who(market, &world, &more).await, ["2"], "whoever comes already comes again");
        // Nobody is refused a day because nobody suits: the last one free comes.
        let rest = world.book(market, &second, &["2026-12-15", "2027-01-12"]).await.unwrap();
        assert_eq!(who(market, &world, &rest).await, ["3", "3"]);
        let last = world.book(market, &third, &["2027-01-12"]).await.unwrap();
        assert_eq!(who(market, &world, &last).await, ["1"]);
        let full = world.book(market, &world.head, &["2027-01-12"]).await;
        assert!(full.is_err(), "{full:?}");
    }

    async fn a_day_that_is_offered_or_moved_is_of_somebody_who_suits(bed) {
        let (world, market) = (World::with_counsellors(&bed, 2).await, &bed.market);
        can(&bed, &world, &[(&["secondary"], ""), (&["primary"], "")]).await;
        let first = world.buyer_of_another(&bed, 1).await;
        register(&world, 1, Phase::Primary, 200).await;
        let taken = [
            world.book(market, &world.head, &[TUESDAY]).await.unwrap(),
            world.book(market, &world.other_buyer, &[TUESDAY]).await.unwrap(),
        ];
        let (which, day_of) = ("day".to_owned(), TUESDAY.to_owned());
        let wish = JoinDayList { half: None, service: world.service, which, day: day_of, key: key() };
        join_day_list(market, &first, wish).await.unwrap();
        let mut of = Vec::new();
        for one in &taken {
            of.push(who(market, &world, one).await.remove(0));
        }
        assert_eq!(of, ["1", "2"]);
        // The secondary one is all that is free: she is offered rather than nobody.
        cancel(market, &world.head, &taken[0]).await;
        let placed = world.book(market, &first, &[TUESDAY]).await.unwrap();
        assert_eq!(who(market, &world, &placed).await, ["1"]);
        // On another day the one who has come stays the one who comes, as long as she is free.
        let line = view_order(market, &first, placed.order).await.unwrap().lines[0].id;
        let to = MoveDay {
            order: placed.order, line, to: day("2026-12-14"), agreed_charge: domain::Pence::ZERO, key: key(),
        };
        move_day(market, &first, to).await.unwrap();
        assert_eq!(who(market, &world, &placed).await, ["1"]);
    }
}
