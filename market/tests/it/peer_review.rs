//! Peer review: days given count for the school that delivers, days received for the one that ordered,
//! and what the partnership paid of them.

use domain::access::Role;
use domain::calendar::SchoolYear;
use domain::id::{OrganisationId, ServiceId};
use domain::price::TypedExtras;
use domain::service::{Event, HalfDays, TypedTerms};
use domain::{Failure, Net, Pence};
use market::Actor;
use market::capacity::{AddPractitioner, CreatePool, add_practitioner, create_pool};
use market::order::{
    self, CancelOrder, LineOfOrder, PlaceOrder, Placed, QuoteOrder, Wanted, cancel_order,
};
use market::peer_review::{own_peer_reviews, peer_reviews};
use market::service::{
    AddService, MoveService, OfferService, TypedProvider, add_service, move_service, offer_service,
};
use testbed::{Bed, instant, on_both};

use crate::order::world::{TUESDAY, World, day, key, per_day, person};
use crate::people::sign_in;

/// A peer review on sale for £300 of which the partnership pays half, delivered by an organisation.
async fn review(bed: &Bed, world: &World, by: OrganisationId, unit: &str) -> ServiceId {
    let mut price = per_day("300");
    price.extras = TypedExtras { subsidy_share: "50".to_owned(), ..TypedExtras::default() };
    let terms = TypedTerms {
        title: format!("Peer review by the {unit}"),
        description: "Two heads look at what you choose.".to_owned(),
        category: "peer_review".to_owned(),
        unit: unit.to_owned(),
        vat: "standard".to_owned(),
        price,
        ..TypedTerms::default()
    };
    let provider = TypedProvider { chosen: by.to_string(), new_name: String::new() };
    let add = AddService { key: key(), provider, terms };
    let service = add_service(&bed.market, &world.staff, add).await.unwrap();
    if unit == "day" {
        create_pool(&bed.market, &world.staff, CreatePool { service, people_of: None })
            .await
            .unwrap();
        let add = AddPractitioner {
            key: key(),
            service,
            name: "Reviewer".to_owned(),
            pattern: domain::capacity::TypedPattern::every(["Mon", "Tue"]),
            starts_on: "2026-11-23".to_owned(),
            ends_on: "2028-03-31".to_owned(),
        };
        add_practitioner(&bed.market, &world.staff, add).await.unwrap();
    }
    let publish = MoveService { service, event: Event::Publish };
    move_service(&bed.market, &world.staff, publish).await.unwrap();
    service
}

/// Has the other school offer something, and gives whoever delivers for it.
async fn other_school_gives(bed: &Bed, world: &World) -> Actor {
    let offers = "A day of peer review".to_owned();
    let offer = OfferService { partnership: world.partnership, offers };
    offer_service(&bed.market, &world.other_buyer, &key(), offer).await.unwrap();
    let act = market::person::ActFor { organisation: world.other_school, through: None };
    let lena = sign_in(&bed.market, "lena.fox@pool.example").await;
    market::person::act_for(&bed.market, &lena, act).await.unwrap();
    sign_in(&bed.market, "lena.fox@pool.example").await
}

async fn place(bed: &Bed, who: &Actor, service: ServiceId, wanted: Wanted) -> Placed {
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = order::quote_order(&bed.market, who, asked).await.unwrap().seen();
    let place = PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() };
    order::place_order(&bed.market, who, place).await.unwrap()
}

async fn confirm(bed: &Bed, who: &Actor, placed: &Placed) {
    let viewed = order::view_order(&bed.market, who, placed.order).await.unwrap();
    for line in viewed.lines {
        let line = LineOfOrder { order: placed.order, line: line.id };
        order::confirm_delivery(&bed.market, who, line).await.unwrap();
    }
}

fn this_year() -> SchoolYear {
    SchoolYear::of(day(TUESDAY))
}

on_both! {
    async fn days_count_for_whoever_gave_and_whoever_received_once_they_are_confirmed(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let lena = other_school_gives(&bed, &world).await;
        let by_day = review(&bed, &world, world.other_school, "day").await;
        let by_item = review(&bed, &world, world.other_school, "item").await;
        let days = Wanted::Days(vec![day(TUESDAY), day("2026-12-14")]);
        let placed = place(&bed, &world.head, by_day, days).await;
        let one = Wanted::Quantity { count: 1, wished_on: None, note: None };
        let item = place(&bed, &world.head, by_item, one).await;
        // Booked and never delivered: it counts for nobody.
        place(&bed, &world.head, by_day, Wanted::Days(vec![day("2026-12-15")])).await;
        let none = peer_reviews(market, &world.staff, this_year()).await.unwrap();
        assert_eq!((none.rows.len(), none.first), (0, this_year()), "booked is not delivered");

        bed.clock.set(instant("2026-12-14T17:00:00Z"));
        confirm(&bed, &lena, &placed).await;
        confirm(&bed, &lena, &item).await;
        // What was ordered of another category is no peer review.
        let other = world.book(market, &world.head, &["2026-12-15"]).await.unwrap();
        bed.clock.set(instant("2026-12-15T17:00:00Z"));
        world.deliver(market, &other).await;

        let found = peer_reviews(market, &world.staff, this_year()).await.unwrap();
        let told: Vec<(&str, i64, i64, i64)> = found
            .rows
            .iter()
            .map(|row| {
                let of = &row.reviews;
                (row.name.as_str(), of.given.get(), of.received.get(), of.balance().get())
            })
            .collect();
        let (giver, taker) = ("Marsh Lane School", "Hill Rise Primary");
        assert_eq!(told, [(taker, 0, 4, -4), (giver, 4, 0, 4)], "in half days");
        let [taker, giver] = [&found.rows[0].reviews, &found.rows[1].reviews];
        assert_eq!((taker.others_received, giver.others_given), (1, 1));
        assert_eq!(taker.paid, Net(Pence::pounds(450)), "half of three times £300");
        assert_eq!(taker.funded, Net(Pence::pounds(450)));
        assert_eq!((giver.paid, giver.funded), (Net(Pence::ZERO), Net(Pence::ZERO)));
        let later = this_year().next();
        let none = peer_reviews(market, &world.staff, later).await.unwrap();
        assert_eq!((none.rows.len(), none.first), (0, this_year()), "the first year is known");
    }

    async fn a_school_sees_its_own_days_and_no_others(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let lena = other_school_gives(&bed, &world).await;
        let service = review(&bed, &world, world.other_school, "day").await;
        let placed =
            place(&bed, &world.head, service, Wanted::Days(vec![day(TUESDAY)])).await;
        let next = place(&bed, &world.head, service, Wanted::Days(vec![day("2027-09-07")])).await;
        let third = world.buyer_of_another(&bed, 3).await;
        for (at, placed) in [("2026-12-08T17:00:00Z", &placed), ("2027-09-07T17:00:00Z", &next)] {
            bed.clock.set(instant(at));
            confirm(&bed, &lena, placed).await;
        }
        let given = own_peer_reviews(market, &lena).await.unwrap();
        let years: Vec<SchoolYear> = given.iter().map(|row| row.year).collect();
        assert_eq!(years, [this_year().next(), this_year()], "the newest first");
        assert_eq!(given[0].partnership, "Riverside Schools");
        assert!(given.iter().all(|row| row.reviews.balance() == HalfDays::new(2)));
        let received = own_peer_reviews(market, &world.head).await.unwrap();
        assert!(received.iter().all(|row| row.reviews.balance() == HalfDays::new(-2)));
        assert_eq!(received[1].reviews.funded, Net(Pence::pounds(150)));
        assert_eq!(own_peer_reviews(market, &third).await.unwrap(), Vec::new());
        let refused = own_peer_reviews(market, &world.staff).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
    }

    async fn what_another_partnership_traded_is_in_no_list_of_ours(bed) {
        let world = World::of(&bed).await;
        let lena = other_school_gives(&bed, &world).await;
        let service = review(&bed, &world, world.other_school, "day").await;
        let kept = place(&bed, &world.head, service, Wanted::Days(vec![day(TUESDAY)])).await;
        let late = place(&bed, &world.head, service, Wanted::Days(vec![day("2026-12-15")])).await;
        bed.clock.set(instant("2026-12-08T17:00:00Z"));
        confirm(&bed, &lena, &kept).await;
        let (order, agreed_charge) = (late.order, Pence::ZERO);
        let cancel = CancelOrder { order, line: None, agreed_charge, key: key() };
        cancel_order(&bed.market, &world.head, cancel).await.unwrap();
        let elsewhere = world.sql.organisation("partnership", "Elsewhere", None).await;
        let role = Role::PartnershipStaff;
        let stranger = person(&bed, elsewhere, role, "Una Stray", None).await;
        let ours = peer_reviews(&bed.market, &world.staff, this_year()).await.unwrap();
        assert_eq!(ours.rows.len(), 2);
        assert_eq!(ours.rows[1].reviews.given, HalfDays::new(2), "a cancelled day is not given");
        let theirs = peer_reviews(&bed.market, &stranger, this_year()).await.unwrap();
        assert_eq!(theirs.rows, Vec::new());
    }
}
