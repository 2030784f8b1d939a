//! Training that is sold by the place: an event to come, one under way, one that is full and one that
//! has been held.

use domain::access::Role;
use domain::evaluation::TypedEvaluation;
use domain::event::{TypedEvent, read_delegates};
use domain::id::{EventId, OrderId, ServiceId};
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedTerms};
use market::Actor;
use market::db::PageAsked;
use market::evaluation::{AnswerForOrder, answer_for_order};
use market::event::{
    JoinWaitingList, PlanEvent, TakeAttendance, Ticked, attendance, join_waiting_list, plan_event,
    take_attendance, view_event,
};
use market::order::{PlaceOrder, QuoteOrder, Wanted, place_order, quote_order};
use market::service::{AddService, MoveService, TypedProvider, add_service, move_service};

use super::{Marks, Tenant, key, offers, trade};
use crate::Bed;

/// What is sold by the place.
#[derive(Debug, Clone, Copy)]
pub struct Training {
    /// The service.
    pub service: ServiceId,
    /// In a room, in spring, with two dates; the school has a place.
    pub coming: EventId,
    /// Online, with a first date that is past by the time the tenant is there.
    pub begun: EventId,
    /// Full: both schools wait for a place.
    pub full: EventId,
    /// Held by then.
    pub held: EventId,
}

/// Puts training on sale at £60 a place for members alone, and plans its events.
pub(super) async fn put_on_sale(bed: &Bed, marks: Marks, staff: &Actor) -> Training {
    let market = &bed.market;
    let words = |text: &str| marks.open(text);
    let terms = TypedTerms {
        category: "training".to_owned(),
        unit: "place".to_owned(),
        price: TypedPrice {
            kind: "per_unit".to_owned(),
            rates: TypedRates { member: "60".to_owned(), ..TypedRates::default() },
            ..TypedPrice::default()
        },
        ..offers::terms(marks.open("Leading a subject"), &words)
    };
    let provider = TypedProvider { chosen: "new".to_owned(), new_name: words(offers::PROVIDER) };
    let command = AddService { key: key(market), provider, terms };
    let service = add_service(market, staff, command).await.expect("a service");
    let publish = MoveService { service, event: Event::Publish };
    move_service(market, staff, publish).await.expect("on sale");
    let plan = async |venue: &str, places: &str, sittings: &str| {
        let typed = TypedEvent {
            title: marks.open("Leading a subject, a course"),
            venue: venue.to_owned(),
            address: marks.open("Room 2, Town Hall"),
            joining_link: format!("https://meet.example/{}", marks.hidden),
            places: places.to_owned(),
            closes_on: String::new(),
            sittings: sittings.to_owned(),
        };
        let command = PlanEvent { service, typed, key: key(market) };
        plan_event(market, staff, command).await.expect("an event")
    };
    let two = "9 February 2027, 9:30 to 15:30, Beginnings\n9 March 2027, 9:30 to 15:30";
    let begun = "1 December 2026, 15:30 to 17:00\n12 January 2027, 15:30 to 17:00";
    Training {
        service,
        coming: plan("room", "20", two).await,
        begun: plan("online", "20", begun).await,
        full: plan("room", "2", "23 February 2027, 9:30 to 15:30").await,
        held: plan("online", "20", "2 December 2026, 15:30 to 17:00").await,
    }
}

/// What the school has taken places of.
pub(super) struct Taken {
    held: OrderId,
}

/// The school takes places of each event; the other school waits for one that is full, and so does it.
pub(super) async fn take(bed: &Bed, tenant: &Tenant) -> Taken {
    let training = tenant.training;
    let name = tenant.marks.hidden("Wren Castle");
    let address = format!("wren.{}@pool.example", tenant.marks.hidden);
    order(bed, tenant, training.begun, 2, &name).await;
    order(bed, tenant, training.full, 2, "").await;
    let held = order(bed, tenant, training.held, 2, &format!("{name}, {address}")).await;
    let other = &tenant.who(Role::Buyer, tenant.other_school).actor;
    for who in [other, tenant.buyer()] {
        let wish = JoinWaitingList { event: training.full, places: 1, key: key(&bed.market) };
        join_waiting_list(&bed.market, who, wish).await.expect("a wish");
    }
    Taken { held }
}

/// The school has a place of what is to come.
pub(super) async fn take_of_coming(bed: &Bed, tenant: &Tenant) {
    order(bed, tenant, tenant.training.coming, 1, "").await;
}

async fn order(bed: &Bed, tenant: &Tenant, event: EventId, count: u32, names: &str) -> OrderId {
    let (market, buyer) = (&bed.market, tenant.buyer());
    let delegates = read_delegates(names).expect("delegates");
    let wanted = Wanted::Places { event, count, delegates };
    let service = tenant.training.service;
    let asked = QuoteOrder { service, wanted: wanted.clone() };
    let seen = Box::pin(quote_order(market, buyer, asked)).await.expect("a price").seen();
    let command =
        PlaceOrder { service, wanted, seen, purchase_order_number: None, key: key(market) };
    let placed = Box::pin(place_order(market, buyer, command)).await.expect("an order");
    Box::pin(trade::approve(bed, tenant, placed.order)).await;
    placed.order
}

/// Who came to the first date is ticked, and the head says what the school thought of what was held.
pub(super) async fn look_back(bed: &Bed, tenant: &Tenant, taken: &Taken) {
    let market = &bed.market;
    let manager = &tenant.who(Role::ProviderManager, tenant.provider).actor;
    let event = tenant.training.begun;
    let seen = view_event(market, manager, event).await.expect("the event");
    let sitting = seen.sittings.first().expect("a date").id;
    let page = PageAsked::default();
    let register = attendance(market, manager, (event, sitting), &page).await.expect("a register");
    let tick = |row: &market::event::DelegateRow| Ticked {
        place: row.place,
        came: row.name.is_some(),
        late_name: None,
    };
    let ticked = register.delegates.items.iter().map(tick).collect();
    let command = TakeAttendance { event, sitting, ticked, key: key(market) };
    take_attendance(market, manager, command).await.expect("ticked");
    let words = tenant.marks.hidden("It came at the right time");
    let typed = TypedEvaluation { score: "5".to_owned(), words };
    let answer = AnswerForOrder { order: taken.held, place: None, typed, key: key(market) };
    answer_for_order(market, tenant.head(), answer).await.expect("an answer");
}
