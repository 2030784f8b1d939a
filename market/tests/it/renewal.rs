//! Placements roll forward into the next school year: offered to their schools, held, taken or freed.

use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::{SchoolYear, Terms, every_weekday_in_term};
use domain::{Failure, Refusal};
use market::Market;
use market::capacity::{
    self, EndPractitioner, NextYearPage, OfferRenewals, Offered, RenewalOffered, end_practitioner,
};
use market::mail::About;
use market::order::{self, PlaceOrder, Placed, QuoteOrder, Wanted, quote_order, view_order};
use testbed::{Bed, on_both};

use crate::order::world::{DAY_NET, World, key};

/// The Tuesdays of a term, of this school year or the next.
fn tuesdays(years_on: i32, term: usize) -> Vec<NaiveDate> {
    let year = SchoolYear::beginning_in(2026 + years_on).unwrap();
    let term = year.terms_of(Terms::typical())[term];
    every_weekday_in_term(Weekday::Tue, term.first_on, &term)
}

/// The world with a placement: somebody is at the school on all Tuesdays of the summer term.
async fn placed(bed: &Bed, counsellors: usize) -> World {
    let world = World::with_counsellors(bed, counsellors).await;
    world.goes_on(&bed.market).await;
    book(&bed.market, &world, &world.head, tuesdays(0, 2)).await.unwrap();
    world
}

async fn book(
    market: &Market,
    world: &World,
    by: &market::Actor,
    days: Vec<NaiveDate>,
) -> Result<Placed, Failure> {
    let wanted = Wanted::Days(days);
    let asked = QuoteOrder { service: world.service, wanted: wanted.clone() };
    let seen = quote_order(market, by, asked).await?.seen();
    let booking = PlaceOrder {
        service: world.service,
        wanted,
        purchase_order_number: None,
        seen,
        key: key(),
    };
    order::place_order(market, by, booking).await
}

async fn next_year(market: &Market, world: &World) -> NextYearPage {
    capacity::next_year(market, &world.manager, world.service).await.unwrap()
}

async fn offer(market: &Market, world: &World, until: &str) -> Result<Offered, Failure> {
    let schools = vec![world.school, world.other_school];
    let until = until.to_owned();
    let command = OfferRenewals { service: world.service, schools, until, key: key() };
    capacity::offer_renewals(market, &world.staff, command).await
}

async fn offered(market: &Market, world: &World) -> Vec<RenewalOffered> {
    capacity::renewals(market, &world.buyer).await.unwrap()
}

on_both! {
    async fn a_placement_rolls_into_the_same_term_of_the_next_school_year_with_its_price(bed) {
        let world = placed(&bed, 1).await;
        // A single day here and there is none.
        book(&bed.market, &world, &world.other_buyer, tuesdays(0, 1)[..2].to_vec()).await.unwrap();
        let page = next_year(&bed.market, &world).await;
        let [school] = &page.schools[..] else { panic!("one school") };
        assert_eq!(school.school, world.school);
        let next = tuesdays(1, 2);
        assert_eq!(school.placements[0].days().collect::<Vec<_>>(), next);
        let days = |count: usize| i64::try_from(count).unwrap() * DAY_NET;
        assert_eq!(school.this_year.pence().get(), days(tuesdays(0, 2).len()));
        assert_eq!(school.next_year.unwrap().pence().get(), days(next.len()));
        assert!(page.leavers.is_empty());
        // Whoever leaves in the middle is named, and not offered beyond.
        let who = school.placements[0].placement.who;
        let last = next[2];
        let ends_on = last.to_string();
        let leaves = EndPractitioner { key: key(), practitioner: who, ends_on };
        end_practitioner(&bed.market, &world.manager, leaves).await.unwrap();
        let page = next_year(&bed.market, &world).await;
        assert_eq!(page.leavers.get(&who), Some(&last));
        assert_eq!(page.schools[0].placements[0].days().collect::<Vec<_>>(), next[..3]);
    }

    async fn what_is_offered_is_held_for_the_school_and_ordered_like_any_other_day(bed) {
        let world = placed(&bed, 1).await;
        let market = &bed.market;
        let next = tuesdays(1, 2);
        let done = offer(market, &world, "").await.unwrap();
        assert_eq!(done, Offered { schools: 1, days: u32::try_from(next.len()).unwrap() });
        // The same person works for nobody else on those days.
        let refused = book(market, &world, &world.other_buyer, vec![next[0]]).await;
        assert!(matches!(refused, Err(Failure::Refused(Refusal::DayTaken { day, .. })) if day == next[0]));
        let again = offer(market, &world, "").await.unwrap();
        assert_eq!(again, Offered { schools: 0, days: 0 }, "one offer at a time");
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let told = letters.iter().filter(|one| matches!(one.about, About::RenewalOffered { .. }));
        assert_eq!(told.count(), 2, "the buyer and the head");
        // The school takes some of it, with its limits and approval, and the same person.
        let mine = offered(market, &world).await;
        assert_eq!(mine[0].days(), next);
        assert_eq!((mine[0].weekdays[0].weekday, mine[0].weekdays[0].who.as_str()), (Weekday::Tue, "Counsellor 1"));
        let some = book(market, &world, &world.buyer, next[..3].to_vec()).await.unwrap();
        assert!(some.needs_approval);
        assert_eq!(offered(market, &world).await[0].days(), next[3..]);
        let view = view_order(market, &world.manager, some.order).await.unwrap();
        assert!(view.lines.iter().all(|line| line.practitioner.as_deref() == Some("Counsellor 1")));
        // The rest it does not want.
        let id = mine[0].id;
        let theirs = capacity::decline_renewal(market, &world.other_buyer, id).await;
        assert_eq!(theirs, Err(Failure::NotFound));
        capacity::decline_renewal(market, &world.buyer, id).await.unwrap();
        capacity::decline_renewal(market, &world.buyer, id).await.unwrap();
        assert!(offered(market, &world).await.is_empty());
        book(market, &world, &world.other_buyer, vec![next[3]]).await.unwrap();
    }

    async fn what_nobody_takes_in_time_comes_free(bed) {
        let world = placed(&bed, 1).await;
        let market = &bed.market;
        assert!(matches!(offer(market, &world, "1 1 2030").await, Err(Failure::Invalid(_))));
        offer(market, &world, "2026-12-10").await.unwrap();
        bed.clock.set(testbed::instant("2026-12-10T23:59:00Z"));
        bed.run_jobs().await;
        assert_eq!(offered(market, &world).await.len(), 1);
        bed.clock.set(testbed::instant("2026-12-11T00:00:00Z"));
        assert!(offered(market, &world).await.is_empty());
        bed.run_jobs().await;
        let letters = bed.letters.all();
        assert_eq!(letters.iter().filter(|one| matches!(one.about, About::RenewalEnded(_))).count(), 2);
        book(market, &world, &world.other_buyer, tuesdays(1, 2)).await.unwrap();
        assert!(next_year(market, &world).await.schools[0].placements[0].days().next().is_none());
    }

    async fn a_day_is_offered_or_booked_and_never_both(bed) {
        let world = placed(&bed, 1).await;
        let (market, other) = (&bed.market, bed.another_process().await);
        let day = tuesdays(1, 2)[0];
        let (held, booked) = tokio::join!(
            offer(market, &world, ""),
            book(&other, &world, &world.other_buyer, vec![day]),
        );
        let held = held.unwrap();
        let has_it = offered(market, &world).await[0].days().contains(&day);
        assert_eq!(has_it, booked.is_err(), "{booked:?}");
        let all = u32::try_from(tuesdays(1, 2).len()).unwrap();
        assert_eq!(held.days, if has_it { all } else { all - 1 });
        assert_eq!(day.weekday(), Weekday::Tue);
    }
}
