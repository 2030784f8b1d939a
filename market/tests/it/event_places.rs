//! Places of an event: ordering them, saying who comes, waiting for one, and what follows.

use chrono::TimeDelta;
use domain::event::{EventState, TypedEvent, read_delegates};
use domain::id::{EventId, ServiceId};
use domain::order::{LineStateCode, OrderState};
use domain::{Failure, Problem, Refusal};
use market::Actor;
use market::db::PageAsked;
use market::event::{
    CancelEvent, ChangeEvent, JoinWaitingList, NameDelegates, cancel_event, change_event,
    delegates, event_for_school, join_waiting_list, leave_waiting_list, name_delegates, plan_event,
    typed_event, view_event,
};
use market::mail::About;
use market::order::{
    CancelOrder, OrderView, PlaceOrder, Placed, QuoteOrder, Wanted, cancel_order, place_order,
    quote_order, view_order,
};
use market::person;
use testbed::{Bed, on_both};

use crate::event::{at, reading, training, wrong};
use crate::order::world::{World, key};

/// A world with an event that has so many places.
pub async fn with_event(bed: &Bed, places: u32) -> (World, ServiceId, EventId) {
    let world = World::of(bed).await;
    let service = training(bed, &world).await;
    let typed = TypedEvent { places: places.to_string(), ..reading() };
    let command = market::event::PlanEvent { service, typed, key: key() };
    let event = plan_event(&bed.market, &world.staff, command).await.unwrap();
    (world, service, event)
}

pub async fn take(
    bed: &Bed,
    who: &Actor,
    (service, event): (ServiceId, EventId),
    count: u32,
    names: &str,
) -> Result<Placed, Failure> {
    let delegates = read_delegates(names).unwrap();
    let wanted = Wanted::Places { event, count, delegates };
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = quote_order(&bed.market, who, asked).await?.seen();
    let command = PlaceOrder { service, wanted, seen, purchase_order_number: None, key: key() };
    place_order(&bed.market, who, command).await
}

async fn look(bed: &Bed, who: &Actor, placed: &Placed) -> OrderView {
    view_order(&bed.market, who, placed.order).await.unwrap()
}

async fn free(bed: &Bed, world: &World, event: EventId) -> u32 {
    let seen = view_event(&bed.market, &world.staff, event).await.unwrap().event;
    seen.places - seen.taken
}

async fn cancel(bed: &Bed, who: &Actor, placed: &Placed) {
    let command = CancelOrder {
        order: placed.order,
        line: None,
        agreed_charge: domain::Pence::ZERO,
        key: key(),
    };
    cancel_order(&bed.market, who, command).await.unwrap();
}

/// To whom letters of a kind went.
fn letters(bed: &Bed, of: fn(&About) -> bool) -> Vec<String> {
    bed.letters.all().into_iter().filter(|one| of(&one.about)).map(|one| one.to).collect()
}

fn offered_until(bed: &Bed) -> Vec<(String, u32)> {
    let offer = |one: market::mail::Mail| match one.about {
        About::PlacesOffered { places, .. } => Some((one.to, places)),
        _ => None,
    };
    bed.letters.all().into_iter().filter_map(offer).collect()
}

on_both! {
    async fn places_are_ordered_named_told_ahead_once_delivered_when_held_and_invoiced(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        let names = "Wren Castle, wren@hill.example";
        let placed = take(&bed, &world.buyer, (service, event), 3, names).await.unwrap();
        assert!(!placed.needs_approval);
        let order = look(&bed, &world.buyer, &placed).await;
        let has = &order.events[0];
        assert_eq!((has.places.len(), has.joining_link.is_some(), has.can_name), (3, true, true));
        assert_eq!((free(&bed, &world, event).await, order.lines[0].quantity), (17, 3));
        let name = |names: &str| NameDelegates {
            order: placed.order,
            line: has.line,
            names: names.to_owned(),
            key: key(),
        };
        let many = name_delegates(&bed.market, &world.buyer, name("A a\nB b\nC c\nD d")).await;
        assert_eq!(wrong(many), [("names", Problem::MoreThanPlaces { places: 3 })]);
        let two = name("Wren Castle, wren@hill.example\nBo Lind");
        name_delegates(&bed.market, &world.buyer, two).await.unwrap();
        let other = name_delegates(&bed.market, &world.other_buyer, name("Eve Ash")).await;
        assert_eq!(other, Err(Failure::NotFound));
        bed.clock.set(at("2027-01-10T07:59:00Z"));
        bed.run_jobs().await;
        let ahead = |about: &About| matches!(about, About::EventAhead(_));
        assert_eq!(letters(&bed, ahead), Vec::<String>::new());
        bed.clock.set(at("2027-01-10T08:00:00Z"));
        bed.run_jobs().await;
        bed.clock.set(at("2027-01-11T08:00:00Z"));
        bed.run_jobs().await;
        let told = ["amina.rahman@pool.example", "wren@hill.example"];
        assert_eq!(letters(&bed, ahead), told, "once");
        let cy = name("Wren Castle, wren@hill.example\nCy Marr, cy@hill.example");
        name_delegates(&bed.market, &world.buyer, cy).await.unwrap();
        bed.run_jobs().await;
        assert_eq!(letters(&bed, ahead)[2..], ["cy@hill.example"], "who is named later is told too");
        bed.clock.set(at("2027-01-13T08:00:00Z"));
        let late = name_delegates(&bed.market, &world.buyer, name("Eve Ash")).await;
        assert_eq!(late, Err(Failure::Refused(Refusal::EventState)));
        bed.clock.set(at("2027-01-19T17:00:00Z"));
        bed.run_jobs().await;
        let order = look(&bed, &world.buyer, &placed).await;
        assert_eq!(order.lines[0].state.code(), LineStateCode::Delivered);
        let asked = letters(&bed, |about| matches!(about, About::EvaluationAsked { .. }));
        assert_eq!(asked, ["wren@hill.example", "cy@hill.example"]);
        let heads = letters(&bed, |about| matches!(about, About::SupportAsked { .. }));
        assert_eq!(heads, ["grace.adeyemi@pool.example"]);
        assert_eq!(world.invoice_all(&bed.market).await.len(), 1);
    }

    async fn an_order_that_waits_holds_its_places_and_gives_them_back_when_nobody_decides(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        // Six at £54 are more than the buyer may order alone.
        let placed = take(&bed, &world.buyer, (service, event), 6, "").await.unwrap();
        assert!(placed.needs_approval);
        assert_eq!(free(&bed, &world, event).await, 14);
        let order = look(&bed, &world.buyer, &placed).await;
        assert_eq!(order.events[0].joining_link, None, "nobody is bound yet");
        bed.clock.set(at("2026-12-08T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(free(&bed, &world, event).await, 20);
        assert_eq!(look(&bed, &world.buyer, &placed).await.events, Vec::new());
    }

    async fn nobody_takes_more_than_there_are_and_an_event_never_has_fewer_than_are_taken(bed) {
        let (world, service, event) = with_event(&bed, 3).await;
        let of = (service, event);
        let many = take(&bed, &world.other_buyer, of, 4, "").await;
        assert_eq!(many.unwrap_err(), Failure::Refused(Refusal::NotEnoughPlaces { left: 3 }));
        take(&bed, &world.other_buyer, of, 2, "").await.unwrap();
        let (typed, version) = typed_event(&bed.market, &world.staff, event).await.unwrap();
        let fewer = TypedEvent { places: "1".to_owned(), ..typed };
        let change = ChangeEvent { event, version, typed: fewer, key: key() };
        let found = wrong(change_event(&bed.market, &world.staff, change).await);
        assert_eq!(found, [("places", Problem::OutOfRange { min: 2, max: 10_000 })]);
    }

    async fn who_asked_first_is_offered_first_and_nobody_else_gets_in_between(bed) {
        let (world, service, event) = with_event(&bed, 3).await;
        let of = (service, event);
        let placed = take(&bed, &world.buyer, of, 3, "").await.unwrap();
        let wish = |places| JoinWaitingList { event, places, key: key() };
        join_waiting_list(&bed.market, &world.other_buyer, wish(2)).await.unwrap();
        let twice = join_waiting_list(&bed.market, &world.other_buyer, wish(1)).await;
        assert_eq!(twice, Err(Failure::Refused(Refusal::WaitsAlready)));
        bed.clock.set(at("2026-11-23T10:00:00Z"));
        join_waiting_list(&bed.market, &world.buyer, wish(1)).await.unwrap();
        cancel(&bed, &world.buyer, &placed).await;
        bed.run_jobs().await;
        let lena = ("lena.fox@pool.example".to_owned(), 2);
        let amina = ("amina.rahman@pool.example".to_owned(), 1);
        assert_eq!(offered_until(&bed), [lena, amina], "in the order of asking");
        assert_eq!(free(&bed, &world, event).await, 0, "held for those who were offered");
        let refused = take(&bed, &world.buyer, of, 2, "").await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::NotEnoughPlaces { left: 1 }));
        take(&bed, &world.other_buyer, of, 2, "").await.unwrap();
        let seen = event_for_school(&bed.market, &world.other_buyer, event).await.unwrap();
        assert_eq!((seen.wish, seen.held), (None, 2));
    }

    async fn an_offer_that_nobody_takes_passes_on_and_a_smaller_wish_does_not_wait_for_a_larger(bed) {
        let (world, service, event) = with_event(&bed, 3).await;
        let of = (service, event);
        let two = take(&bed, &world.buyer, of, 2, "").await.unwrap();
        take(&bed, &world.buyer, of, 1, "").await.unwrap();
        let wish = |places| JoinWaitingList { event, places, key: key() };
        join_waiting_list(&bed.market, &world.other_buyer, wish(3)).await.unwrap();
        join_waiting_list(&bed.market, &world.buyer, wish(2)).await.unwrap();
        cancel(&bed, &world.buyer, &two).await;
        bed.run_jobs().await;
        let amina = ("amina.rahman@pool.example".to_owned(), 2);
        assert_eq!(offered_until(&bed), [amina], "three are not free");
        // Another process begins to end the offer in time, and once.
        bed.clock.set(at("2026-11-25T08:59:59Z"));
        bed.run_jobs().await;
        assert_eq!(free(&bed, &world, event).await, 0);
        bed.clock.set(at("2026-11-25T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(free(&bed, &world, event).await, 2);
        let ended = letters(&bed, |about| matches!(about, About::OfferEnded { .. }));
        assert_eq!(ended, ["amina.rahman@pool.example"]);
        leave_waiting_list(&bed.market, &world.other_buyer, event).await.unwrap();
        let seen = view_event(&bed.market, &world.staff, event).await.unwrap();
        assert_eq!(seen.waiting, Vec::new());
    }

    async fn an_event_that_will_not_be_held_costs_nobody_anything_and_everybody_is_told(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        let of = (service, event);
        let names = "Wren Castle, wren@hill.example";
        let placed = take(&bed, &world.buyer, of, 2, names).await.unwrap();
        let waits = take(&bed, &world.buyer, of, 6, "").await.unwrap();
        // The last day on which a school could cancel for nothing is past.
        bed.clock.set(at("2026-11-30T09:00:00Z"));
        let cancel = CancelEvent { event, reason: "Snow".to_owned(), key: key() };
        cancel_event(&bed.market, &world.manager, cancel).await.unwrap();
        bed.run_jobs().await;
        for order in [&placed, &waits] {
            assert_eq!(look(&bed, &world.buyer, order).await.state, OrderState::Cancelled);
        }
        let told = letters(&bed, |about| matches!(about, About::EventCancelled { .. }));
        let (buyer, delegate) = ("amina.rahman@pool.example", "wren@hill.example");
        assert_eq!(told, [buyer, buyer, delegate]);
        let seen = view_event(&bed.market, &world.staff, event).await.unwrap().event;
        assert_eq!((seen.state, seen.taken), (EventState::Cancelled, 0));
        let late = take(&bed, &world.buyer, of, 1, "").await.unwrap_err();
        assert_eq!(late, Failure::Refused(Refusal::EventCancelled));
    }

    async fn addresses_of_delegates_go_three_months_after_and_whoever_asks_is_erased_at_once(bed) {
        let (world, service, event) = with_event(&bed, 20).await;
        let names = "Wren Castle, wren@hill.example\nBo Lind, bo@hill.example";
        take(&bed, &world.buyer, (service, event), 2, names).await.unwrap();
        person::erase(&bed.market, "wren@hill.example").await.unwrap();
        let kept = async || {
            let page = PageAsked::default();
            let all = delegates(&bed.market, &world.manager, event, &page).await.unwrap();
            let one = |row: market::event::DelegateRow| (row.name.unwrap(), row.email);
            all.items.into_iter().map(one).collect::<Vec<_>>()
        };
        let former = ("Former delegate".to_owned(), None);
        let bo = |email: Option<&str>| ("Bo Lind".to_owned(), email.map(str::to_owned));
        assert_eq!(kept().await, [former.clone(), bo(Some("bo@hill.example"))]);
        for (night, email) in
            [("2027-04-19T02:00:00Z", Some("bo@hill.example")), ("2027-04-20T02:00:00Z", None)]
        {
            bed.clock.set(at(night) - TimeDelta::hours(1));
            market::purge::plan(&bed.market).await.unwrap();
            bed.clock.set(at(night));
            bed.run_jobs().await;
            assert_eq!(kept().await, [former.clone(), bo(email)], "{night}");
        }
    }
}
