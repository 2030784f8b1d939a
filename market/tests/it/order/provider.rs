//! A school that gives as well as buys.

use domain::access::{Action, Role};
use domain::id::OrganisationId;
use domain::{Failure, Problem, Refusal};
use market::order::{
    self, BookingsAsked, BookingsWhen, LineOfOrder, OrdersAsked, QuoteOrder, Side, Wanted,
};
use market::person::{self, ActFor};
use market::service::{
    OfferService, TypedProvider, listed_providers, offer_service, offering, view_service,
};
use market::{Actor, Viewer, people};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, day, key, person, sold};
use crate::people::sign_in;

fn phonics(partnership: OrganisationId) -> OfferService {
    OfferService { partnership, offers: "A day of peer support in phonics".to_owned() }
}

/// Whoever bought for the other school, with the roles of today.
async fn anew(bed: &Bed, school: OrganisationId) -> Actor {
    let actor = sign_in(&bed.market, "lena.fox@pool.example").await;
    person::act_for(&bed.market, &actor, ActFor { organisation: school, through: None })
        .await
        .unwrap();
    sign_in(&bed.market, "lena.fox@pool.example").await
}

on_both! {
    async fn a_school_becomes_a_provider_and_others_buy_from_it(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let lena = &world.other_buyer;
        assert!(!lena.can(Action::ConfirmDelivery));
        offer_service(market, lena, &key(), phonics(world.partnership)).await.unwrap();
        let waiting = listed_providers(market, &world.staff).await.unwrap();
        assert_eq!(waiting[0].name, "Marsh Lane School", "what waits to be listed comes first");
        assert_eq!(waiting[0].offers.as_deref(), Some("A day of peer support in phonics"));
        let home = market::home::partnership_home(market, &world.staff).await.unwrap();
        assert_eq!(home.offers, 1);

        let lena = anew(&bed, world.other_school).await;
        assert!(lena.can(Action::ConfirmDelivery) && lena.can(Action::PlaceOrder));
        let chosen = world.other_school.to_string();
        let provider = TypedProvider { chosen, new_name: String::new() };
        let service = sold(market, &world.staff, provider, 1).await;
        assert_eq!(market::home::partnership_home(market, &world.staff).await.unwrap().offers, 0);
        let offered = offering(market, &lena).await.unwrap();
        assert_eq!(offered.services.len(), 1);
        assert!(offered.through[0].is_provider);

        let days = vec![day(TUESDAY)];
        let asked = QuoteOrder { service, wanted: Wanted::Days(days.clone()) };
        let own = order::quote_order(market, &lena, asked.clone()).await;
        assert_eq!(own.unwrap_err(), Failure::Refused(Refusal::OwnService));
        let seen = Viewer::Actor(Box::new(lena.clone()));
        assert!(!view_service(market, &seen, service).await.unwrap().can_order);
        let quote = order::quote_order(market, &world.head, asked).await.unwrap();
        let booking = order::PlaceOrder {
            service,
            wanted: Wanted::Days(days),
            purchase_order_number: None,
            seen: quote.seen(),
            key: key(),
        };
        let own = order::place_order(market, &lena, booking.clone()).await;
        assert_eq!(own.unwrap_err(), Failure::Refused(Refusal::OwnService));
        let placed = order::place_order(market, &world.head, booking).await.unwrap();

        let asked = BookingsAsked { when: BookingsWhen::Coming, ..BookingsAsked::default() };
        let coming = order::bookings(market, &lena, asked).await.unwrap();
        assert_eq!(coming.items.len(), 1);
        let seen = order::view_order(market, &lena, placed.order).await.unwrap();
        assert_eq!(seen.side, Side::Provider);
        let (side, own) = order::orders(market, &lena, OrdersAsked::default()).await.unwrap();
        assert_eq!((side, own.items.len()), (Side::School, 0), "what it buys is another list");
        bed.clock.set(testbed::instant("2026-12-08T17:00:00Z"));
        let line = LineOfOrder { order: placed.order, line: seen.lines[0].id };
        order::confirm_delivery(market, &lena, line).await.unwrap();
    }

    async fn only_members_offer_and_once_is_enough(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let elsewhere = world.sql.organisation("partnership", "Elsewhere", None).await;
        let stranger = offer_service(market, &world.head, &key(), phonics(elsewhere)).await;
        assert_eq!(stranger.unwrap_err(), Failure::NotFound);
        let finance = offer_service(market, &world.finance, &key(), phonics(world.partnership)).await;
        assert_eq!(finance.unwrap_err(), Failure::NotAllowed);
        let long = OfferService { offers: "phonics ".repeat(60), ..phonics(world.partnership) };
        let long = offer_service(market, &world.head, &key(), long).await;
        assert_eq!(long.unwrap_err(), Failure::field("offers", Problem::TooLong { max: 200 }));
        for _ in 0..2 {
            offer_service(market, &world.head, &key(), phonics(world.partnership)).await.unwrap();
        }
        let count = |of: &str| format!("SELECT COUNT(*) AS n FROM {of}");
        let offered = count("partnership_provider WHERE offered_by IS NOT NULL");
        assert_eq!(world.sql.number(&offered).await, 1);
        let held = count("role_holding WHERE role = 'provider_manager' AND ends_on IS NULL");
        assert_eq!(world.sql.number(&held).await, 2, "the provider's own, and the school's");
    }

    async fn a_schools_provider_manager_looks_after_those_who_deliver_only(bed) {
        let world = World::of(&bed).await;
        let market = &bed.market;
        let of_school = person(&bed, world.school, Role::ProviderManager, "Ola Byrne", None).await;
        let found = people::people(market, &of_school, &market::db::PageAsked::default()).await;
        assert_eq!(found.unwrap().may_give, [Role::ProviderManager, Role::Practitioner]);
        let refused = market::home::school_home(market, &of_school).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed, "what the school buys is not theirs");
        let invite = people::InvitePerson {
            email: domain::text::Email::parse("new.buyer@pool.example").unwrap(),
            role: Role::Buyer,
            limit: None,
            days: domain::people::RoleDays::default(),
        };
        let refused = people::invite_person(market, &of_school, &key(), invite).await;
        assert_eq!(refused.unwrap_err(), Failure::NotAllowed);
    }
}
