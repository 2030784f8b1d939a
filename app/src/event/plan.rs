//! Planning an event, and changing it: one form.

use domain::Failure;
use domain::event::{TypedEvent, Venue};
use domain::id::{EventId, ServiceId};
use leptos::prelude::*;
use market::event::{ChangeEvent, PlanEvent, change_event, plan_event, typed_event};
use market::service::view_service;

use crate::parts::{Actions, BackLink, Button, Choice, ErrorSummary, Form, Hidden, Lead, Title};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// Asks what event is to be planned of a service.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, service).await?;
    let title = service.terms().title.clone();
    let venue = Venue::Room.code();
    let typed = Typed::fresh(Filled::of([("title", title.as_str()), ("venue", venue)]));
    new_page(&ask, typed).await
}

/// Plans it.
pub async fn plan(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let command = PlanEvent { service, typed: typed(&ask), key: ask.form.key()? };
    match plan_event(ask.market(), ask.actor()?, command).await {
        Ok(event) => Ok(Answer::see_other(format!("/events/{event}"))),
        Err(failure) => new_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// The event as it was typed.
fn typed(ask: &Ask) -> TypedEvent {
    let text = |field: &str| ask.form.get(field).to_owned();
    TypedEvent {
        title: text("title"),
        venue: text("venue"),
        address: text("address"),
        joining_link: text("joining_link"),
        places: text("places"),
        closes_on: ask.form.date("closes_on"),
        sittings: text("sittings"),
    }
}

async fn new_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: ServiceId = ask.part("service")?;
    let service = view_service(ask.market(), &ask.viewer, id).await?;
    if !service.can_keep_pool {
        return Err(Failure::NotFound);
    }
    let (key, shown) = (ask.form_key(), typed.clone());
    let caption = service.terms().title.clone();
    let page = Page::new("Plan an event", move || {
        view! {
            <BackLink href=format!("/services/{id}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption text="Plan an event"/>
            <Lead>"Schools see it on the service’s page at once, and take places at the service’s price."</Lead>
            <Form action=format!("/services/{id}/events/new") key>
                {fields(&shown)}
                <Actions><Button>"Plan it"</Button></Actions>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}

fn fields(typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let venues =
        Venue::ALL.iter().map(|venue| Choice::new(venue.code(), words::event::venue(*venue)));
    vec![
        fields.text("title", "What is it called?", ""),
        fields.lines(
            "sittings",
            "Dates and times",
            "One on a line, like 12 January 2027, 9:30 to 15:30. You can add what it is about after another comma",
            5,
        ),
        fields.radios("venue", "How do people come together?", venues.collect(), Venue::Room.code()),
        fields.text("address", "Where?", "The room and its address. Online: nothing, or how"),
        fields.text(
            "joining_link",
            "Joining link",
            "Only those with a place see it. It is sent to them two days ahead. You can add it later",
        ),
        fields.number("places", "How many places are there?", "places"),
        fields.date(
            "closes_on",
            "Last day on which places are sold",
            "Left empty, the day before it begins",
        ),
    ]
}

/// Shows the form that changes an event.
pub async fn edit(ask: Ask) -> Result<Answer, Failure> {
    let event: EventId = ask.part("event")?;
    let (held, version) = typed_event(ask.market(), ask.actor()?, event).await?;
    let version = version.to_string();
    let form = Filled::of([
        ("title", held.title.as_str()),
        ("venue", &held.venue),
        ("address", &held.address),
        ("joining_link", &held.joining_link),
        ("places", &held.places),
        ("closes_on", &held.closes_on),
        ("sittings", &held.sittings),
        ("version", &version),
    ]);
    Ok(edit_page(&ask, event, &Typed::fresh(form)))
}

/// Changes it.
pub async fn change(ask: Ask) -> Result<Answer, Failure> {
    let event: EventId = ask.part("event")?;
    let version = ask.form.get("version").parse().map_err(|_| Failure::ChangedMeanwhile)?;
    let command = ChangeEvent { event, version, typed: typed(&ask), key: ask.form.key()? };
    match change_event(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/events/{event}"))),
        Err(failure) => {
            let typed = Typed::refused(ask.form.clone(), failure)?;
            Ok(edit_page(&ask, event, &typed))
        }
    }
}

fn edit_page(ask: &Ask, event: EventId, typed: &Typed) -> Answer {
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Change the event", move || {
        let version = shown.value("version");
        view! {
            <BackLink href=format!("/events/{event}") text="Back to the event"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Change the event"/>
            <Lead>"Whoever has a place is told, where a date, a time or where it is has changed."</Lead>
            <Form action=format!("/events/{event}/edit") key>
                <Hidden name="version" value=version/>
                {fields(&shown)}
                <Actions><Button>"Save"</Button></Actions>
            </Form>
        }
    });
    page.with_form(typed).into()
}
