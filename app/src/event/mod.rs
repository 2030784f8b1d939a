//! Events for those who keep them: their list, planning one, one with its delegates, its registers of
//! attendance and certificates.

mod cancel;
mod certificate;
mod delegates;
mod export;
mod one;
mod places;
mod plan;
mod register;

pub use cancel::{ask_reason, cancel};
pub use certificate::show as certificate;
pub(crate) use delegates::sections;
pub use delegates::{ask_names, save_names};
pub use export::{delegates, file, register as register_file, waiting};
pub use one::show;
pub use places::{leave, show as places, take, wait};
pub use plan::{change, edit, new, plan};
pub use register::{show as register, tick};

use domain::Failure;
use domain::calendar::moment_in_words;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::event::{EventRow, EventsAsked, EventsWhen, events};

use crate::parts::{
    Cell, ColumnHead, EmptyState, Muted, Pagination, Tab, Table, TableRow, Tabs, Tag, TextLink,
    Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form as Query, Page};
use crate::words;

/// The list: those to come, or those that are over.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let when = when_of(&ask.query);
    let page = listed(&ask, ask.page()).await?;
    let csv = csv_address("/events.csv", &Query::of([("when", ask.query.get("when"))]));
    let next = page.next.map(|key| format!("/events?{}", ask.query.with("after", &key)));
    let items = page.items;
    let page = Page::new("Events", move || {
        let rows = items.into_iter().map(row).collect();
        view! {
            <Title text="Events"/>
            <Tabs label="Which events" tabs=tabs(when)/>
            <Table caption="Events by the time they begin" quiet_caption=true columns=columns() rows
                empty=empty(when)/>
            <Pagination label="Events" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
            <p><TextLink href="/evaluations">"What people thought"</TextLink></p>
        }
    });
    Ok(page.into())
}

fn when_of(query: &Query) -> EventsWhen {
    match query.get("when") {
        "past" => EventsWhen::Past,
        _ => EventsWhen::Coming,
    }
}

/// A page of the events that the address asks for.
async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<EventRow>, Failure> {
    let asked = EventsAsked { when: when_of(&ask.query), page };
    events(ask.market(), ask.actor()?, asked).await
}

fn tabs(chosen: EventsWhen) -> Vec<Tab> {
    let tab = |when, text: &str, href: &str| Tab {
        text: text.to_owned(),
        count: String::new(),
        href: href.to_owned(),
        current: when == chosen,
    };
    vec![
        tab(EventsWhen::Coming, "Coming", "/events"),
        tab(EventsWhen::Past, "Over or cancelled", "/events?when=past"),
    ]
}

fn columns() -> Vec<ColumnHead> {
    let words = ["Event", "Begins", "Where"].map(ColumnHead::words);
    let numbers = ["Places", "Taken"].map(ColumnHead::numbers);
    words.into_iter().chain(numbers).chain([ColumnHead::words("State")]).collect()
}

fn row(event: EventRow) -> TableRow {
    let href = format!("/events/{}", event.id);
    let (state, kind) = words::event::state(event.state);
    let place = words::event::place(event.venue, event.address.as_deref());
    let title = event.title;
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{title}</TextLink> }),
        moment_in_words(event.starts_at).into(),
        place.into(),
        words::count(event.places).into(),
        words::count(event.taken).into(),
        Cell::view(view! { <Tag kind=kind text=state/> }),
    ])
}

fn empty(when: EventsWhen) -> AnyView {
    let (title, told) = match when {
        EventsWhen::Coming => (
            "No event is planned",
            "Open a service that is sold by the place, and plan one from there.",
        ),
        EventsWhen::Past => ("None is over yet", "Events stand here once they have been held."),
    };
    view! { <EmptyState title=title><p>{told}</p></EmptyState> }.into_any()
}
