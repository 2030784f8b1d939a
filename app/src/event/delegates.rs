//! What an order's page says of its events: when, where, the way in, who comes, and their certificates.

use domain::Failure;
use domain::event::{Delegate, EventState, write_delegates};
use domain::id::{OrderId, OrderLineId};
use domain::text::Email;
use leptos::prelude::*;
use market::event::{NameDelegates, OrderedEvent, OrderedPlace, name_delegates};
use market::order::{OrderView, Side, view_order};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ButtonLink, Cell, ColumnHead, ErrorSummary, Form,
    HiddenWords, Lead, Notice, NoticeKind, Section, SummaryList, SummaryRow, Table, TableRow,
    TextLink, Ticks, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// Asks who comes on the places of a line.
pub async fn ask_names(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, None).await
}

/// Takes the names.
pub async fn save_names(ask: Ask) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let names = ask.form.get("names").to_owned();
    let command = NameDelegates { order, line, names, key: ask.form.key()? };
    match name_delegates(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/orders/{order}#events"))),
        Err(failure) => page(&ask, Some(Typed::refused(ask.form.clone(), failure)?)).await,
    }
}

async fn page(ask: &Ask, typed: Option<Typed>) -> Result<Answer, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.part("line")?;
    let view = view_order(ask.market(), ask.actor()?, order).await?;
    let event = view.events.into_iter().find(|event| event.line == line);
    let event = event.filter(|_| view.side == Side::School).ok_or(Failure::NotFound)?;
    let typed = typed.unwrap_or_else(|| {
        let named = write_delegates(named(&event.places).iter());
        Typed::fresh(Filled::of([("names", named.as_str())]))
    });
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Who comes?", move || {
        let places = words::plural_of(event.places.len(), "place", "places");
        let told =
            format!("Your school has {places}. Name fewer, and the rest stay to be named later.");
        let names = Fields::of(&shown).lines(
            "names",
            "Delegates",
            "One on a line, with an email address after a comma if they are to get the joining link \
             themselves. Staff only: no pupil’s name",
            6,
        );
        view! {
            <BackLink href=format!("/orders/{order}") text="Back to the order"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=event.title text="Who comes?"/>
            <Lead>{told}</Lead>
            <Form action=format!("/orders/{order}/delegates/{line}") key>
                {names}
                <Actions><Button>"Save the names"</Button></Actions>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}

/// Those who are named, as they are typed.
fn named(places: &[OrderedPlace]) -> Vec<Delegate> {
    let delegate = |place: &OrderedPlace| {
        let email = place.email.as_deref().and_then(|email| Email::parse(email).ok());
        Some(Delegate { name: place.name.clone()?, email })
    };
    places.iter().filter_map(delegate).collect()
}

/// The events of an order on its page.
pub(crate) fn sections(view: &OrderView) -> Vec<AnyView> {
    view.events.iter().map(|event| section(view, event)).collect()
}

fn section(view: &OrderView, event: &OrderedEvent) -> AnyView {
    let gone = event.reason.clone().filter(|_| event.state == EventState::Cancelled);
    let gone = gone.map(|reason| {
        view! { <Notice kind=NoticeKind::Waits title="This event will not be held"><p>{reason}</p></Notice> }
    });
    let can_name = event.can_name && view.side == Side::School;
    let href = format!("/orders/{}/delegates/{}", view.id, event.line);
    let name = can_name.then(|| {
        view! { <Actions><ButtonLink href=href kind=ButtonKind::Secondary>"Say who comes"</ButtonLink></Actions> }
    });
    let (facts, rows) = (facts(event), event.places.iter().map(row).collect());
    let columns = ["Delegate", "Certificate"].map(ColumnHead::words).to_vec();
    view! {
        <Section id="events" title=event.title.clone()>
            {gone}
            <SummaryList label="The event" rows=facts/>
            <Table caption="Who comes for the school" quiet_caption=true columns rows/>
            {name}
        </Section>
    }
    .into_any()
}

fn facts(event: &OrderedEvent) -> Vec<SummaryRow> {
    let dates: Vec<String> = event.sittings.iter().map(words::event::sitting).collect();
    let place = words::event::place(event.venue, event.address.as_deref());
    let mut rows = vec![
        SummaryRow::new("When", view! { <Ticks items=dates/> }),
        SummaryRow::new("Where", place),
    ];
    rows.extend(event.joining_link.clone().map(|link| {
        let shown = link.clone();
        SummaryRow::new("Join here", view! { <TextLink href=link>{shown}</TextLink> })
    }));
    rows
}

fn row(place: &OrderedPlace) -> TableRow {
    let name = place.name.clone().unwrap_or_else(|| "Not named yet".to_owned());
    let of = format!(" of {name}");
    let certificate = (place.came && place.name.is_some()).then(|| {
        let href = format!("/certificates/{}", place.id);
        view! { <TextLink href=href>"Certificate"<HiddenWords text=of/></TextLink> }
    });
    TableRow::new(vec![name.into(), Cell::view(certificate)])
}
