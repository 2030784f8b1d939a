//! Events: planning, changing and cancelling them; what is done of itself when they come near and end.

use chrono::{DateTime, Utc};
use domain::event::{EventState, TypedEvent};
use domain::id::{EventId, ServiceId};
use domain::service::{Event, TypedTerms};
use domain::{Failure, Problem, Refusal};
use market::event::{
    CancelEvent, ChangeEvent, EventsAsked, EventsWhen, JoinWaitingList, PlanEvent, TakeAttendance,
    cancel_event, change_event, events, join_waiting_list, plan_event, take_attendance,
    typed_event, view_event,
};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};
use testbed::{Bed, instant, on_both};

use crate::order::world::{World, key, per_day};

/// Two dates online in January, with 20 places.
pub fn reading() -> TypedEvent {
    TypedEvent {
        title: "Reading for pleasure".to_owned(),
        venue: "online".to_owned(),
        joining_link: "https://meet.example/reading".to_owned(),
        places: "20".to_owned(),
        sittings: "12 January 2027, 15:30 to 17:00\n19 January 2027, 15:30 to 17:00".to_owned(),
        ..TypedEvent::default()
    }
}

/// Training on sale by the place, at £45 for members, delivered by those who deliver counselling.
pub async fn training(bed: &Bed, world: &World) -> ServiceId {
    let terms = TypedTerms {
        title: "Leading a subject".to_owned(),
        description: "Training for subject leaders.".to_owned(),
        category: "training".to_owned(),
        unit: "place".to_owned(),
        vat: "standard".to_owned(),
        price: per_day("45"),
        ..TypedTerms::default()
    };
    let provider = TypedProvider { chosen: world.provider.to_string(), new_name: String::new() };
    let add = AddService { key: key(), provider, terms };
    let service = add_service(&bed.market, &world.staff, add).await.unwrap();
    let publish = MoveService { service, event: Event::Publish };
    move_service(&bed.market, &world.staff, publish).await.unwrap();
    service
}

pub async fn plan(bed: &Bed, world: &World, typed: TypedEvent) -> EventId {
    let service = training(bed, world).await;
    let command = PlanEvent { service, typed, key: key() };
    plan_event(&bed.market, &world.staff, command).await.unwrap()
}

async fn coming(bed: &Bed, world: &World, when: EventsWhen) -> Vec<EventId> {
    let asked = EventsAsked { when, ..EventsAsked::default() };
    let found = events(&bed.market, &world.manager, asked).await.unwrap();
    found.items.into_iter().map(|event| event.id).collect()
}

pub fn wrong<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Vec<(&'static str, Problem)> {
    match outcome {
        Err(Failure::Invalid(found)) => {
            found.into_iter().map(|one| (one.field, one.problem)).collect()
        }
        other => panic!("{other:?}"),
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    instant(text)
}

on_both! {
    async fn only_what_is_sold_by_the_place_has_events(bed) {
        let world = World::of(&bed).await;
        let command = PlanEvent { service: world.service, typed: reading(), key: key() };
        let refused = plan_event(&bed.market, &world.staff, command).await;
        assert_eq!(refused, Err(Failure::Refused(Refusal::NotSoldByThePlace)));
        let service = training(&bed, &world).await;
        let same = PlanEvent { service, typed: reading(), key: key() };
        let event = plan_event(&bed.market, &world.manager, same.clone()).await;
        assert_eq!(plan_event(&bed.market, &world.manager, same).await, event, "sent twice");
        assert_eq!(coming(&bed, &world, EventsWhen::Coming).await, [event.unwrap()]);
    }

    async fn an_event_is_changed_by_what_is_typed_and_a_version_once(bed) {
        let world = World::of(&bed).await;
        let event = plan(&bed, &world, reading()).await;
        let (typed, version) = typed_event(&bed.market, &world.manager, event).await.unwrap();
        let typed = TypedEvent {
            places: "30".to_owned(),
            sittings: format!("{}\n26 January 2027, 15:30 to 17:00, The end", typed.sittings),
            ..typed
        };
        let before = view_event(&bed.market, &world.staff, event).await.unwrap().sittings;
        let change = ChangeEvent { event, version, typed, key: key() };
        change_event(&bed.market, &world.manager, change.clone()).await.unwrap();
        let now = view_event(&bed.market, &world.staff, event).await.unwrap();
        assert_eq!((now.event.places, now.sittings.len()), (30, 3));
        let ids = |all: &[market::event::StoredSitting]| -> Vec<_> {
            all.iter().map(|one| one.id).collect()
        };
        assert_eq!(ids(&now.sittings)[..2], ids(&before)[..], "what stays is the same date");
        let late = ChangeEvent { key: key(), ..change };
        let outcome = change_event(&bed.market, &world.manager, late).await;
        assert_eq!(outcome, Err(Failure::ChangedMeanwhile));
    }

    async fn who_came_is_ticked_from_the_day_on_and_such_a_date_stays(bed) {
        let world = World::of(&bed).await;
        let event = plan(&bed, &world, reading()).await;
        let sittings = view_event(&bed.market, &world.staff, event).await.unwrap().sittings;
        let sitting = sittings[0].id;
        let tick = || TakeAttendance { event, sitting, ticked: Vec::new(), key: key() };
        let early = take_attendance(&bed.market, &world.manager, tick()).await;
        let day = "2027-01-12".parse().unwrap();
        assert_eq!(early, Err(Failure::Refused(Refusal::BeforeItsDay { day })));
        bed.clock.set(at("2027-01-12T18:00:00Z"));
        take_attendance(&bed.market, &world.manager, tick()).await.unwrap();
        let (typed, version) = typed_event(&bed.market, &world.staff, event).await.unwrap();
        let moved = TypedEvent {
            sittings: "19 January 2027, 15:30 to 17:00".to_owned(),
            closes_on: String::new(),
            ..typed
        };
        let change = ChangeEvent { event, version, typed: moved, key: key() };
        let found = wrong(change_event(&bed.market, &world.staff, change).await);
        assert_eq!(found, [("sittings", Problem::AttendanceTaken { day })]);
    }

    async fn an_event_is_held_once_its_last_date_is_over(bed) {
        let world = World::of(&bed).await;
        let event = plan(&bed, &world, reading()).await;
        bed.clock.set(at("2027-01-19T16:59:00Z"));
        bed.run_jobs().await;
        assert_eq!(coming(&bed, &world, EventsWhen::Coming).await, [event]);
        bed.clock.set(at("2027-01-19T17:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(coming(&bed, &world, EventsWhen::Coming).await, []);
        let held = view_event(&bed.market, &world.staff, event).await.unwrap();
        assert_eq!(held.event.state, EventState::Held);
        let cancel = CancelEvent { event, reason: "Snow".to_owned(), key: key() };
        let late = cancel_event(&bed.market, &world.staff, cancel).await;
        assert_eq!(late, Err(Failure::Refused(Refusal::EventState)));
    }

    async fn a_cancelled_event_is_not_held_and_nobody_waits_for_it(bed) {
        let world = World::of(&bed).await;
        let event = plan(&bed, &world, reading()).await;
        let nothing = CancelEvent { event, reason: " ".to_owned(), key: key() };
        let found = wrong(cancel_event(&bed.market, &world.staff, nothing).await);
        assert_eq!(found, [("reason", Problem::Missing)]);
        let cancel = CancelEvent { event, reason: "Snow".to_owned(), key: key() };
        cancel_event(&bed.market, &world.staff, cancel).await.unwrap();
        let wish = JoinWaitingList { event, places: 2, key: key() };
        let refused = join_waiting_list(&bed.market, &world.buyer, wish).await;
        assert_eq!(refused, Err(Failure::Refused(Refusal::EventCancelled)));
        bed.clock.set(at("2027-02-01T09:00:00Z"));
        bed.run_jobs().await;
        let found = view_event(&bed.market, &world.staff, event).await.unwrap();
        assert_eq!((found.event.state, found.reason.as_deref()), (EventState::Cancelled, Some("Snow")));
    }

    async fn nobody_waits_for_what_is_free_or_sold_no_more(bed) {
        let world = World::of(&bed).await;
        let event = plan(&bed, &world, reading()).await;
        let ask = |places| JoinWaitingList { event, places, key: key() };
        let refused = join_waiting_list(&bed.market, &world.buyer, ask(20)).await;
        assert_eq!(refused, Err(Failure::Refused(Refusal::PlacesFree { left: 20 })));
        let most = Problem::OutOfRange { min: 1, max: 20 };
        let found = wrong(join_waiting_list(&bed.market, &world.buyer, ask(21)).await);
        assert_eq!(found, [("places", most)]);
        bed.clock.set(at("2027-01-12T00:00:00Z"));
        let late = join_waiting_list(&bed.market, &world.buyer, ask(2)).await;
        let on = "2027-01-11".parse().unwrap();
        assert_eq!(late, Err(Failure::Refused(Refusal::PlacesClosed { on })));
    }
}
