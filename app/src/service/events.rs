//! The events of a service on its page: when, where, and how many places are free.

use domain::calendar::short_day;
use leptos::prelude::*;
use market::event::EventOnSale;

use crate::parts::{Cell, ColumnHead, EmptyState, Section, SectionKind, Table, TableRow, TextLink};
use crate::words;

/// The next events, where the service is sold by the place.
pub(super) fn section(events: Vec<EventOnSale>, is_staff: bool, takes: bool) -> impl IntoView {
    let columns = ["Event", "When", "Where", "Places"].map(ColumnHead::words).to_vec();
    let rows = events.into_iter().map(|event| row(event, takes)).collect();
    let told = if is_staff {
        "Plan one, and schools can take places."
    } else {
        "The next dates stand here as soon as they are planned."
    };
    let empty = view! { <EmptyState title="No event is planned"><p>{told}</p></EmptyState> };
    view! {
        <Section id="events" title="Dates and places" kind=SectionKind::Strong>
            <Table caption="The next events of this service" quiet_caption=true columns rows
                empty=empty.into_any()/>
        </Section>
    }
}

fn row(event: EventOnSale, takes: bool) -> TableRow {
    let free = if event.is_sold {
        let until = short_day(event.closes_on);
        format!("{}, sold until {until}", words::event::free(event.free))
    } else {
        "Not sold any more".to_owned()
    };
    let place = words::event::place(event.venue, event.address.as_deref());
    let (href, title) = (format!("/events/{}/places", event.id), event.title.clone());
    let title = if takes {
        Cell::view(view! { <TextLink href=href>{title}</TextLink> })
    } else {
        title.into()
    };
    TableRow::new(vec![title, Cell::view(when(&event)), place.into(), free.into()])
}

/// Its first dates, and how many follow.
fn when(event: &EventOnSale) -> impl IntoView + use<> {
    const SHOWN: usize = 3;
    let more = event.sittings.len().saturating_sub(SHOWN);
    let more =
        (more > 0).then(|| format!("and {}", words::plural_of(more, "more date", "more dates")));
    let lines = event.sittings.iter().take(SHOWN).map(words::event::sitting);
    let lines: Vec<AnyView> =
        lines.chain(more).map(|line| view! { <span>{line}<br/></span> }.into_any()).collect();
    lines
}
