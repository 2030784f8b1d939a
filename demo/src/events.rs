//! Events with places: online training with 68 delegates that has been held, a conference with few places
//! left, a programme over three terms; and what heads and delegates thought.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::evaluation::TypedEvaluation;
use domain::event::{Delegate, TypedEvent};
use domain::id::{EventId, OrderId, PlaceId, ServiceId};
use domain::order::OrderState;
use domain::{Failure, Refusal};
use market::Actor;
use market::evaluation::{AnswerForOrder, answer_for_order, evaluation_of_order};
use market::event::{PlanEvent, plan_event};
use market::order::{
    OrdersAsked, PlaceOrder, QuoteOrder, Wanted, orders, place_order, quote_order,
};

use crate::agenda::{Act, Agenda};
use crate::cast::{Cast, School};
use crate::names::People;
use crate::services::Catalogue;
use crate::stage::Stage;

/// How many schools sent two to the online training, and how many one: 68 delegates.
const SENT: (usize, usize) = (16, 36);
/// How many heads answered, and how many of them rated the support good or better: S1's figure as it was
/// published in 2021.
const HEADS: (usize, usize) = (50, 47);
/// One delegate in so many does not agree that it informed their practice: over 90% do.
const NOT_AGREED: usize = 11;

/// Places that a school takes.
#[derive(Debug, Clone)]
pub(crate) struct Takes {
    /// Which school.
    pub school: Arc<School>,
    /// Of which service.
    pub service: ServiceId,
    /// At which event.
    pub event: EventId,
    /// Who comes.
    pub delegates: Vec<Delegate>,
}

/// The first such day of the week from a day on.
fn on_a(weekday: Weekday, from: NaiveDate) -> NaiveDate {
    from.iter_days().take(7).find(|day| day.weekday() == weekday).unwrap_or(from)
}

/// Plans the events of the year, and who takes places when.
pub(crate) async fn plan(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    agenda: &mut Agenda,
) -> Result<(), Failure> {
    // Their names are their own: nobody of the history has less of them.
    let mut people = People::new();
    let first = on_a(Weekday::Wed, stage.days_ago(70));
    let second = first.checked_add_days(Days::new(14)).unwrap_or(first);
    let lines = [(first, "Module 1: reading for pleasure"), (second, "Module 2: writing")]
        .map(|(day, title)| format!("{day}, 15:45 to 17:00, {title}"));
    let online = TypedEvent {
        title: "Reading and writing, two modules".to_owned(),
        venue: "online".to_owned(),
        address: "By video call".to_owned(),
        joining_link: "https://meet.example/reading-and-writing".to_owned(),
        places: "80".to_owned(),
        sittings: lines.join("\n"),
        ..TypedEvent::default()
    };
    let service = catalogue.service("Online training, by the place")?;
    let event = planned(stage, &cast.staff, service, online).await?;
    let schools = others(&cast.barking_and_dagenham, &cast.tour_school);
    for (place, school) in schools.take(SENT.0 + SENT.1).enumerate() {
        let delegates = named(&mut people, if place < SENT.0 { 2 } else { 1 });
        let takes = Takes { school: school.clone(), service, event, delegates };
        agenda.plan(
            stage.days_ago(96 - u64::try_from(place % 20).unwrap_or_default()),
            Act::Take(takes),
        );
    }
    programme(stage, cast, catalogue, agenda, &mut people).await?;
    conference(stage, cast, catalogue, agenda, &mut people).await
}

/// Six days over three terms, for those who lead a subject.
async fn programme(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    agenda: &mut Agenda,
    people: &mut People,
) -> Result<(), Failure> {
    let title = "Middle leaders, this year\u{2019}s group";
    let typed = six_days(stage, title, "The partnership\u{2019}s training room", 24);
    let service = catalogue.service("Middle leaders")?;
    let event = planned(stage, &cast.staff, service, typed).await?;
    for school in others(&cast.barking_and_dagenham, &cast.tour_school).take(9) {
        let takes = Takes { school: school.clone(), service, event, delegates: named(people, 1) };
        agenda.plan(stage.days_ago(9), Act::Take(takes));
    }
    Ok(())
}

/// Six Thursdays, five weeks apart, the first so many days from today or in the week after.
fn six_days(stage: &Stage<'_>, title: &str, address: &str, in_days: u64) -> TypedEvent {
    let days = (0..6_u64).map(|number| on_a(Weekday::Thu, stage.in_days(in_days + 35 * number)));
    let lines: Vec<String> = (1..)
        .zip(days)
        .map(|(number, day): (u32, _)| format!("{day}, 9:15 to 15:30, Day {number}"))
        .collect();
    TypedEvent {
        title: title.to_owned(),
        venue: "room".to_owned(),
        address: address.to_owned(),
        places: "16".to_owned(),
        sittings: lines.join("\n"),
        ..TypedEvent::default()
    }
}

/// A course of six days over a year, of a service that is sold by the place.
pub(crate) async fn plan_course(
    stage: &Stage<'_>,
    staff: &Actor,
    service: ServiceId,
    title: &str,
) -> Result<(), Failure> {
    let typed = six_days(stage, title, "A school of the partnership", 45);
    planned(stage, staff, service, typed).await.map(|_| ())
}

/// A conference with three places left of sixty.
async fn conference(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    agenda: &mut Agenda,
    people: &mut People,
) -> Result<(), Failure> {
    let day = on_a(Weekday::Thu, stage.in_days(46));
    let next = day.succ_opt().unwrap_or(day);
    let typed = TypedEvent {
        title: "Headteachers\u{2019} conference, two days".to_owned(),
        venue: "room".to_owned(),
        address: "A hotel in Essex".to_owned(),
        places: "60".to_owned(),
        sittings: format!("{day}, 9:30 to 17:00\n{next}, 9:00 to 15:30"),
        ..TypedEvent::default()
    };
    let service = catalogue.service("Headteachers\u{2019} conference")?;
    let event = planned(stage, &cast.redbridge_staff, service, typed).await?;
    for school in others(&cast.redbridge, &cast.deal_school).take(19) {
        let takes = Takes { school: school.clone(), service, event, delegates: named(people, 3) };
        agenda.plan(stage.days_ago(16), Act::Take(takes));
    }
    Ok(())
}

/// The schools but for the one on the tour, whose figures are its own.
fn others<'a>(
    all: &'a [Arc<School>],
    on_tour: &'a Arc<School>,
) -> impl Iterator<Item = &'a Arc<School>> {
    all.iter().filter(|school| school.is.urn != on_tour.is.urn)
}

fn named(people: &mut People, count: usize) -> Vec<Delegate> {
    (0..count).map(|_| Delegate { name: people.next().full(), email: None }).collect()
}

async fn planned(
    stage: &Stage<'_>,
    staff: &Actor,
    service: ServiceId,
    typed: TypedEvent,
) -> Result<EventId, Failure> {
    plan_event(&stage.market, staff, PlanEvent { service, typed, key: stage.key()? }).await
}

/// A school's head takes places.
pub(crate) async fn take(stage: &Stage<'_>, takes: &Takes) -> Result<(), Failure> {
    let (market, head) = (&stage.market, &takes.school.head);
    let count = u32::try_from(takes.delegates.len()).map_err(|_| Failure::NotFound)?;
    let wanted = Wanted::Places { event: takes.event, count, delegates: takes.delegates.clone() };
    let asked = QuoteOrder { service: takes.service, wanted: wanted.clone() };
    let seen = quote_order(market, head, asked).await?.seen();
    let (service, key) = (takes.service, stage.key()?);
    let command = PlaceOrder { service, wanted, seen, purchase_order_number: None, key };
    place_order(market, head, command).await.map(|_| ())
}

/// What heads thought of the support, and delegates of the training.
pub(crate) async fn look_back(stage: &Stage<'_>, cast: &Cast) -> Result<(), Failure> {
    let (mut heads, mut delegates) = (0, 0);
    for school in others(&cast.barking_and_dagenham, &cast.tour_school) {
        let all = orders(&stage.market, &school.head, OrdersAsked::default()).await?.1.items;
        let over = |state| matches!(state, OrderState::Placed | OrderState::Completed);
        let (mut asked, order_ids): (bool, Vec<OrderId>) =
            (false, all.iter().filter(|one| over(one.state)).map(|one| one.id).collect());
        for order in order_ids {
            if !asked && heads < HEADS.0 {
                let score = if heads < HEADS.1 { 5 - heads % 2 } else { 3 };
                asked = say(stage, &school.head, (order, None), score).await?;
                heads += usize::from(asked);
            }
            let seen = evaluation_of_order(&stage.market, &school.head, order).await?;
            for one in seen.delegates.iter().filter(|one| !one.is_answered) {
                delegates += 1;
                let score = if delegates % NOT_AGREED == 0 { 3 } else { 4 + delegates % 2 };
                say(stage, &school.head, (order, Some(one.place)), score).await?;
            }
        }
    }
    stage.tell(&format!("{heads} heads and {delegates} delegates said what they thought"));
    Ok(())
}

/// Answers, where something was delivered.
async fn say(
    stage: &Stage<'_>,
    head: &Actor,
    (order, place): (OrderId, Option<PlaceId>),
    score: usize,
) -> Result<bool, Failure> {
    let typed = TypedEvaluation { score: score.to_string(), words: String::new() };
    let answer = AnswerForOrder { order, place, typed, key: stage.key()? };
    match answer_for_order(&stage.market, head, answer).await {
        Ok(()) => Ok(true),
        Err(Failure::Refused(Refusal::NothingDelivered)) => Ok(false),
        Err(other) => Err(other),
    }
}
