//! Calendars to be read in another program: their secret addresses, and what stands in them.

use axum::http::header;
use axum::response::IntoResponse;
use domain::Failure;
use domain::calendar::{Entry, moment_in_words, write_calendar};
use leptos::prelude::*;
use market::calendar_link::{
    CalendarKind, OwnCalendar, calendar_links, make_calendar_link, read_calendar,
    withdraw_calendar_link,
};

use crate::parts::{
    Button, ButtonKind, Codes, Form, Hidden, Lead, Muted, Notice, NoticeKind, Section, Title,
};
use crate::web::{Answer, Ask, Page};

/// The calendars that whoever looks can have.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, None).await
}

/// Makes the address of one, and shows it this once.
pub async fn make(ask: Ask) -> Result<Answer, Failure> {
    let kind = kind(&ask)?;
    let secret = make_calendar_link(ask.market(), ask.actor()?, kind).await?;
    let token = serde_urlencoded::to_string([("token", secret)]).unwrap_or_default();
    let address = format!("{}/calendar.ics?{token}", ask.site.public_url);
    page(&ask, Some((kind, address))).await
}

/// Withdraws the address of one.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    withdraw_calendar_link(ask.market(), ask.actor()?, kind(&ask)?).await?;
    Ok(Answer::see_other("/calendar"))
}

fn kind(ask: &Ask) -> Result<CalendarKind, Failure> {
    CalendarKind::from_code(ask.form.get("kind")).ok_or(Failure::NotFound)
}

async fn page(ask: &Ask, made: Option<(CalendarKind, String)>) -> Result<Answer, Failure> {
    let all = calendar_links(ask.market(), ask.actor()?).await?;
    let page = Page::new("Calendar links", move || {
        let made = made.map(|(kind, address)| shown(kind, address));
        let each = all.into_iter().map(section).collect_view();
        view! {
            <Title text="Calendar links"/>
            <Lead>"See bookings in the calendar you use every day. Changes and cancellations follow by themselves."</Lead>
            {made}
            {each}
            <Muted>"Whoever has the address of a calendar can read it, so keep it to yourself. It says what is booked, and never a price."</Muted>
        }
    });
    Ok(page.into())
}

/// The new address.
fn shown(kind: CalendarKind, address: String) -> impl IntoView {
    let title = format!("The address of the calendar: {}", name(kind).to_lowercase());
    view! {
        <Notice kind=NoticeKind::Success title>
            <Codes codes=vec![address]/>
            <p>"Copy it now: it is shown this once. In your calendar, choose to add a calendar “from the internet” or “by URL”, and paste it."</p>
        </Notice>
    }
}

const fn name(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::School => "What your school has booked",
        CalendarKind::Provider => "Everything that is booked of you as a provider",
        CalendarKind::Own => "Your own days",
    }
}

const fn about(kind: CalendarKind) -> &'static str {
    match kind {
        CalendarKind::School => {
            "Booked days and the dates of events. It names nobody who comes, so that you can show it to \
             all of your staff."
        }
        CalendarKind::Provider => "Every booked day with its school and whoever comes.",
        CalendarKind::Own => "The days on which you come, each with its school.",
    }
}

fn section(own: OwnCalendar) -> impl IntoView {
    let kind = own.kind;
    let stands = match own.made_at {
        Some(at) => format!("There is an address, made {}.", moment_in_words(at)),
        None => "There is no address yet.".to_owned(),
    };
    let make = if own.made_at.is_some() { "Make a new address" } else { "Make an address" };
    let withdraw = own.made_at.map(|_| {
        view! {
            <Muted>"A new address takes the place of the old one, which then leads nowhere."</Muted>
            <Form action="/calendar/withdraw">
                <Hidden name="kind" value=kind.code()/>
                <Button kind=ButtonKind::Quiet>"Withdraw the address"</Button>
            </Form>
        }
    });
    view! {
        <Section id=kind.code() title=name(kind)>
            <p>{about(kind)}</p>
            <p>{stands}</p>
            <Form action="/calendar">
                <Hidden name="kind" value=kind.code()/>
                <Button kind=ButtonKind::Secondary>{make}</Button>
            </Form>
            {withdraw}
        </Section>
    }
}

/// The calendar itself, for a program: no session, and nothing that a search engine keeps.
pub async fn read(ask: Ask) -> Result<Answer, Failure> {
    let calendar = read_calendar(ask.market(), ask.query.get("token")).await?;
    let name = match calendar.kind {
        CalendarKind::School | CalendarKind::Provider => format!("Bookings: {}", calendar.of),
        CalendarKind::Own => format!("My days: {}", calendar.of),
    };
    Ok(file(&ask, &name, &calendar.entries))
}

/// Entries as a file that calendar programs read.
pub(crate) fn file(ask: &Ask, name: &str, entries: &[Entry]) -> Answer {
    let text = write_calendar(name, entries, ask.market().now());
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    Answer::Raw((headers, text).into_response())
}
