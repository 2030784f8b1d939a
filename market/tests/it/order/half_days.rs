//! Half days: a morning and an afternoon of one person's day are sold to two schools, and come together again.

use domain::capacity::{Half, Slot, TypedPattern};
use domain::id::{OrderLineId, ServiceId};
use domain::{Failure, Pence, Refusal};
use market::capacity::{
    self, AddDay, ChangeDays, EndPractitioner, GiveCover, JoinDayList, OfferRenewals, SetLeave,
    change_days, days_to_cover, free_days, give_cover, join_day_list, offer_renewals,
    pools_to_share, renewals, view_pool,
};
use market::order::{self, CancelOrder, MoveDay, Placed, cancel_order, move_day, view_order};
use market::service::view_service;
use market::{Actor, Market, Viewer};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, book_slots, day, key, on_sale, terms};

async fn cancel(market: &Market, buyer: &Actor, placed: &Placed) {
    let agreed_charge = Pence::ZERO;
    let cancel = CancelOrder { order: placed.order, line: None, agreed_charge, key: key() };
    cancel_order(market, buyer, cancel).await.unwrap();
}

/// How many are free on a day for a whole one, its morning and its afternoon.
async fn free(bed: &Bed, world: &World, service: ServiceId, on: &str) -> [u32; 3] {
    let shown = view_service(&bed.market, &Viewer::Actor(Box::new(world.buyer.clone())), service)
        .await
        .unwrap();
    let mut found = [0; 3];
    for (place, half) in [None, Some(Half::Morning), Some(Half::Afternoon)].into_iter().enumerate()
    {
        let month = on[..7].parse().unwrap();
        let month = free_days(&bed.market, &shown, (half, month)).await.unwrap();
        let days = month.weeks.iter().flatten().flatten();
        found[place] = days.filter(|one| one.day == day(on)).map(|one| one.free).sum();
    }
    found
}

async fn line_of(market: &Market, buyer: &Actor, placed: &Placed) -> OrderLineId {
    view_order(market, buyer, placed.order).await.unwrap().lines[0].id
}

fn taken(answer: &Result<Placed, Failure>) -> bool {
    matches!(answer, Err(Failure::Refused(Refusal::DayTaken { .. })))
}

const MORNING: Option<Half> = Some(Half::Morning);
const AFTERNOON: Option<Half> = Some(Half::Afternoon);

on_both! {
    async fn two_schools_have_a_half_each_and_a_third_has_none(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let third = world.buyer_of_another(&bed, 3).await;
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [1, 1, 1]);
        let first = book_slots(market, &world.head, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 0, 1]);
        assert!(taken(&book_slots(market, &third, by_halves, (MORNING, &[TUESDAY])).await));
        assert!(taken(&book_slots(market, &third, world.service, (None, &[TUESDAY])).await));
        let other = book_slots(market, &world.other_buyer, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 0, 0]);
        let shown = view_order(market, &world.head, first.order).await.unwrap();
        assert_eq!((shown.lines[0].half, shown.lines[0].net.pence()), (MORNING, Pence::new(13_000)));
        let said = "Counselling, half a day, Tuesday 8 December 2026 (morning)";
        assert_eq!(shown.lines[0].description, said);
        cancel(market, &world.head, &first).await;
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 1, 0]);
        cancel(market, &world.other_buyer, &other).await;
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [1, 1, 1], "a whole day again");
        book_slots(market, &third, world.service, (None, &[TUESDAY])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 0, 0]);
    }

    async fn a_service_by_halves_is_led_to_the_people_of_the_one_by_days(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let by_halves =
            on_sale(&bed, &world, terms("Counselling, half a day", "half_day", "130")).await;
        let shared = pools_to_share(&bed.market, &world.manager, by_halves).await.unwrap();
        assert_eq!(shared, [(world.service, "Counselling in school".to_owned())]);
    }

    async fn a_broken_day_goes_before_a_whole_one_and_each_is_booked_as_it_is_sold(bed) {
        let (world, market) = (World::with_counsellors(&bed, 2).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        book_slots(market, &world.head, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        book_slots(market, &world.other_buyer, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [1, 1, 1], "one is free all day");
        let whole = book_slots(market, &world.head, by_halves, (None, &[TUESDAY])).await;
        assert_eq!(whole.unwrap_err(), Failure::Refused(Refusal::HalfNotChosen));
        let half = book_slots(market, &world.head, world.service, (MORNING, &[TUESDAY])).await;
        assert_eq!(half.unwrap_err(), Failure::Refused(Refusal::NotSoldByTheDay));
    }

    async fn a_half_is_moved_to_the_same_half_of_another_day(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        book_slots(market, &world.other_buyer, by_halves, (MORNING, &["2026-12-14"])).await.unwrap();
        let placed = book_slots(market, &world.head, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        let line = line_of(market, &world.head, &placed).await;
        let choices = order::day_to_move(market, &world.head, placed.order, line).await.unwrap();
        assert_eq!(choices.half, MORNING);
        assert!(!choices.days.contains(&day("2026-12-14")) && choices.days.contains(&day("2026-12-15")));
        let to = |to: &str| MoveDay {
            order: placed.order, line, to: day(to), agreed_charge: Pence::ZERO, key: key(),
        };
        let full = move_day(market, &world.head, to("2026-12-14")).await;
        assert!(matches!(full, Err(Failure::Refused(Refusal::DayTaken { .. }))), "{full:?}");
        move_day(market, &world.head, to("2026-12-15")).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [1, 1, 1]);
        assert_eq!(free(&bed, &world, by_halves, "2026-12-15").await, [0, 0, 1]);
        let moved = view_order(market, &world.head, placed.order).await.unwrap();
        assert!(moved.lines[0].description.ends_with("Tuesday 15 December 2026 (morning)"));
    }

    async fn who_waits_for_a_half_is_offered_that_half_alone(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let morning = book_slots(market, &world.head, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        let afternoon = book_slots(market, &world.head, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        let third = world.buyer_of_another(&bed, 3).await;
        let wish = |half| JoinDayList {
            service: by_halves, which: "day".to_owned(), day: TUESDAY.to_owned(), half, key: key(),
        };
        let unsaid = join_day_list(market, &third, wish(None)).await;
        assert_eq!(unsaid, Err(Failure::Refused(Refusal::HalfNotChosen)));
        join_day_list(market, &third, wish(AFTERNOON)).await.unwrap();
        join_day_list(market, &world.other_buyer, wish(MORNING)).await.unwrap();
        cancel(market, &world.head, &morning).await;
        let own = async |buyer: &Actor| {
            let list = capacity::day_list_for_school(market, buyer, by_halves).await.unwrap();
            list.own.iter().map(|one| (one.half, one.offer.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(own(&third).await, [(AFTERNOON, false)]);
        assert_eq!(own(&world.other_buyer).await, [(MORNING, true)]);
        assert!(taken(&book_slots(market, &third, by_halves, (MORNING, &[TUESDAY])).await), "held for another");
        book_slots(market, &world.other_buyer, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        cancel(market, &world.head, &afternoon).await;
        book_slots(market, &third, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 0, 0]);
    }

    async fn a_whole_day_that_comes_free_is_offered_by_halves_past_a_wish_that_it_cannot_fulfil(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let booked = book_slots(market, &world.head, world.service, (None, &[TUESDAY])).await.unwrap();
        let (third, fourth) =
            (world.buyer_of_another(&bed, 3).await, world.buyer_of_another(&bed, 4).await);
        let wishes = [
            (&world.other_buyer, by_halves, MORNING),
            (&third, world.service, None),
            (&fourth, by_halves, AFTERNOON),
        ];
        for (buyer, service, half) in wishes {
            let (which, day) = ("day".to_owned(), TUESDAY.to_owned());
            join_day_list(market, buyer, JoinDayList { service, which, day, half, key: key() })
                .await
                .unwrap();
        }
        cancel(market, &world.head, &booked).await;
        let mut offered = Vec::new();
        for (buyer, service, _) in wishes {
            let list = capacity::day_list_for_school(market, buyer, service).await.unwrap();
            offered.push(list.own[0].offer.is_some());
        }
        assert_eq!(offered, [true, false, true]);
    }

    async fn somebody_stands_in_who_has_that_half_free(bed) {
        let (world, market) = (World::with_counsellors(&bed, 2).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let placed = book_slots(market, &world.head, by_halves, (MORNING, &[TUESDAY])).await.unwrap();
        book_slots(market, &world.other_buyer, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        let pool = view_pool(market, &world.manager, by_halves).await.unwrap();
        let (ill, well) = (pool.people[0].id, pool.people[1].id);
        let until = EndPractitioner { key: key(), practitioner: ill, ends_on: "2026-12-07".to_owned() };
        let after = capacity::end_practitioner(market, &world.manager, until).await.unwrap();
        assert_eq!(after, [day(TUESDAY)], "a day is told of once");
        let until = EndPractitioner { key: key(), practitioner: ill, ends_on: "2027-08-31".to_owned() };
        capacity::end_practitioner(market, &world.manager, until).await.unwrap();
        let leave = SetLeave {
            key: key(), practitioner: ill, first_on: TUESDAY.to_owned(), last_on: String::new(),
        };
        let booked = capacity::set_leave(market, &world.manager, leave).await.unwrap();
        assert_eq!(booked, [day(TUESDAY)], "both halves of one day");
        let page = days_to_cover(market, &world.manager, by_halves).await.unwrap();
        let halves: Vec<_> = page.days.iter().map(|one| one.question.half).collect();
        assert_eq!(halves.len(), 2);
        for one in &page.days {
            assert_eq!(one.stand_ins.iter().map(|who| who.practitioner).collect::<Vec<_>>(), [well]);
        }
        let line = line_of(market, &world.head, &placed).await;
        give_cover(market, &world.manager, GiveCover { key: key(), line, to: well }).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 0, 1]);
    }

    async fn who_works_half_a_day_is_booked_for_that_half(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let placed = book_slots(market, &world.head, by_halves, (AFTERNOON, &[TUESDAY])).await.unwrap();
        let who = view_pool(market, &world.manager, by_halves).await.unwrap().people[0].id;
        let change = |days: &[&str]| ChangeDays {
            key: key(), practitioner: who, pattern: TypedPattern::every(days.iter().copied()), from: String::new(),
        };
        let standing = change_days(market, &world.manager, change(&["Mon", "Tue am"])).await.unwrap();
        assert_eq!(standing, [day(TUESDAY)], "the afternoon that is booked stands");
        assert_eq!(free(&bed, &world, by_halves, TUESDAY).await, [0, 1, 0]);
        assert_eq!(free(&bed, &world, by_halves, "2026-12-15").await, [0, 1, 0]);
        assert_eq!(free(&bed, &world, by_halves, "2026-12-14").await, [1, 1, 1]);
        let add = |half: &str| AddDay {
            key: key(), practitioner: who, day: "2026-12-15".to_owned(), half: half.to_owned(),
        };
        capacity::add_day(market, &world.manager, add("morning")).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, "2026-12-15").await, [0, 1, 0], "it is there already");
        capacity::add_day(market, &world.manager, add("afternoon")).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, "2026-12-15").await, [1, 1, 1]);
        // A half that is given back is free, though it is not of the pattern any more; the next pattern is.
        cancel(market, &world.head, &placed).await;
        change_days(market, &world.manager, change(&["Tue pm"])).await.unwrap();
        assert_eq!(free(&bed, &world, by_halves, "2026-12-14").await, [0, 0, 0]);
        change_days(market, &world.manager, change(&["Mon", "Tue"])).await.unwrap();
        for on in [TUESDAY, "2026-12-14", "2026-12-15"] {
            assert_eq!(free(&bed, &world, by_halves, on).await, [1, 1, 1], "{on}");
        }
    }

    async fn mornings_of_a_term_are_offered_again_as_mornings(bed) {
        let (world, market) = (World::with_counsellors(&bed, 1).await, &bed.market);
        let by_halves = world.by_halves(&bed).await;
        let who = view_pool(market, &world.manager, by_halves).await.unwrap().people[0].id;
        let until = EndPractitioner {
            key: key(), practitioner: who, ends_on: "2028-08-31".to_owned(),
        };
        capacity::end_practitioner(market, &world.manager, until).await.unwrap();
        let tuesdays = ["2027-01-12", "2027-01-19", "2027-01-26", "2027-02-02", "2027-02-09",
            "2027-02-23", "2027-03-02", "2027-03-09", "2027-03-16"];
        book_slots(market, &world.head, by_halves, (MORNING, &tuesdays)).await.unwrap();
        let school = world.school;
        let offer = OfferRenewals {
            service: by_halves, schools: vec![school], until: String::new(), key: key(),
        };
        let offered = offer_renewals(market, &world.manager, offer).await.unwrap();
        assert!(offered.days > 5, "{offered:?}");
        let own = renewals(market, &world.head).await.unwrap();
        let [one] = &own[..] else { panic!("one offer") };
        assert_eq!((one.half, one.service), (MORNING, by_halves));
        let held = one.days()[0].to_string();
        assert_eq!(free(&bed, &world, by_halves, &held).await, [0, 0, 1], "its afternoon is free");
        book_slots(market, &world.head, by_halves, (MORNING, &[&held])).await.unwrap();
        let left = renewals(market, &world.head).await.unwrap();
        assert_eq!(left[0].days().len(), one.days().len() - 1, "the held morning was taken");
    }
}

#[test]
fn a_slot_stands_in_the_order_of_the_day() {
    let on = |half| Slot { day: day(TUESDAY), half };
    assert!(on(None) < on(MORNING) && on(MORNING) < on(AFTERNOON));
}
