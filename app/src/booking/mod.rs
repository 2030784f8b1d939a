//! A provider's bookings: what comes, what is to be confirmed, what was delivered.

pub mod calendar;
mod export;
pub mod ill;
pub mod pay;
pub mod week;

pub use export::file;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Action, Role};
use domain::calendar::short_day;
use domain::id::{OrderId, OrderLineId};
use leptos::prelude::*;
use market::Actor;
use market::db::{Page as Listed, PageAsked};
use market::home::{Waits, waiting};
use market::order::{
    Booking, BookingsAsked, BookingsWhen, LineOfOrder, bookings, confirm_delivery, undo_delivery,
};

use crate::parts::{
    Button, ButtonKind, Cell, ColumnHead, EmptyState, Form, Hidden, Muted, Notice, NoticeKind,
    Pagination, Tab, Table, TableRow, Tabs, Tag, TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form as Query, Page};
use crate::words;

/// What is said of a day that an approver has not decided on.
const HELD: &str = "Held: the school decides";

/// The list, by day.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let when = when_of(&ask.query);
    let page = listed(&ask, ask.page()).await?;
    let csv = csv_address("/bookings.csv", &Query::of([("when", ask.query.get("when"))]));
    let next = page.next.map(|key| format!("/bookings?{}", ask.query.with("after", &key)));
    let (items, confirmed) = (page.items, ask.query.has("confirmed", ""));
    let delivers = delivers(ask.actor()?);
    let waits = waiting(ask.market(), ask.actor()?).await?;
    let disputed = waits.of(Waits::DisputeToAnswer) + waits.of(Waits::OwnDisputesToAnswer);
    let answers = ask.actor()?.can(Action::AnswerSchools);
    let unanswered = waits.of(Waits::EnquiryToAnswer);
    let questions = match unanswered {
        0 => "Questions that schools ask about services".to_owned(),
        some => format!("Answer {} about services", words::plural(some, "question", "questions")),
    };
    let page = Page::new("Bookings", move || {
        let ill_link = delivers.then(|| {
            view! {
                <p><TextLink href="/bookings/ill">"Somebody is ill today"</TextLink></p>
            }
        });
        let ways = view! {
            <p><TextLink href="/bookings/week">"The week: who is where"</TextLink></p>
            <p><TextLink href="/pay">"Days and pay"</TextLink></p>
            {answers.then(|| view! {
                <p><TextLink href="/quotes/asked">"Schools ask for quotes"</TextLink></p>
                <p><TextLink href="/enquiries">{questions}</TextLink></p>
            })}
        };
        let disputes = (disputed > 0 && when != BookingsWhen::Disputed).then(|| {
            view! {
                <Notice kind=NoticeKind::Waits title="A school says that something is not right">
                    <p><TextLink href="/bookings?when=disputed">"See what, and answer"</TextLink></p>
                </Notice>
            }
        });
        let rows = items.into_iter().map(row).collect();
        view! {
            <Title text="Bookings"/>
            {confirmed.then(|| view! {
                <Notice kind=NoticeKind::Success title="Confirmed as delivered">
                    <p>"It stands under "<TextLink href="/bookings?when=delivered">"Delivered"</TextLink>", where you can take it back until it is invoiced."</p>
                </Notice>
            })}
            {disputes}
            {ill_link}
            {ways}
            <p><TextLink href="/calendar">"See them in your own calendar"</TextLink></p>
            <Tabs label="Which bookings" tabs=tabs(when)/>
            <Table caption="Bookings by day" quiet_caption=true columns=columns() rows
                empty=empty(when)/>
            <Pagination label="Bookings" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

/// Whether whoever looks delivers days themselves, or keeps the days of those who do.
fn delivers(actor: &Actor) -> bool {
    let roles = actor.acting_for().map(|acting| acting.roles.as_slice()).unwrap_or_default();
    actor.can(Action::ManagePool) || roles.iter().any(|held| held.role == Role::Practitioner)
}

fn when_of(query: &Query) -> BookingsWhen {
    match query.get("when") {
        "coming" => BookingsWhen::Coming,
        "delivered" => BookingsWhen::Delivered,
        "disputed" => BookingsWhen::Disputed,
        _ => BookingsWhen::ToConfirm,
    }
}

/// A page of the bookings that the address asks for.
async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<Booking>, Failure> {
    let asked = BookingsAsked { when: when_of(&ask.query), page };
    bookings(ask.market(), ask.actor()?, asked).await
}

/// Confirms that something was delivered.
pub async fn confirm(ask: Ask) -> Result<Answer, Failure> {
    confirm_delivery(ask.market(), ask.actor()?, line_of(&ask)?).await?;
    Ok(Answer::see_other("/bookings?confirmed"))
}

/// Takes a confirmation back.
pub async fn undo(ask: Ask) -> Result<Answer, Failure> {
    undo_delivery(ask.market(), ask.actor()?, line_of(&ask)?).await?;
    Ok(Answer::see_other("/bookings?when=delivered"))
}

fn line_of(ask: &Ask) -> Result<LineOfOrder, Failure> {
    let order: OrderId = ask.part("order")?;
    let line: OrderLineId = ask.form.get("line").parse().map_err(|_| Failure::NotFound)?;
    Ok(LineOfOrder { order, line })
}

fn tabs(chosen: BookingsWhen) -> Vec<Tab> {
    let tab = |when, text: &str, href: &str| Tab {
        text: text.to_owned(),
        count: String::new(),
        href: href.to_owned(),
        current: when == chosen,
    };
    vec![
        tab(BookingsWhen::ToConfirm, "To confirm", "/bookings"),
        tab(BookingsWhen::Disputed, words::dispute::DISPUTED, "/bookings?when=disputed"),
        tab(BookingsWhen::Coming, "Coming", "/bookings?when=coming"),
        tab(BookingsWhen::Delivered, "Delivered", "/bookings?when=delivered"),
    ]
}

fn columns() -> Vec<ColumnHead> {
    ["Day", "School", "What", "Who", "Order", "Delivered?"].map(ColumnHead::words).to_vec()
}

fn row(booking: Booking) -> TableRow {
    let href = format!("/bookings/{}", booking.order);
    let reference = booking.reference.clone();
    let (what, state) = (what(&booking), state(&booking));
    TableRow::new(vec![
        when(&booking).into(),
        booking.school.into(),
        what.into(),
        booking.practitioner.unwrap_or_default().into(),
        Cell::view(view! { <TextLink href=href together=true>{reference}</TextLink> }),
        Cell::View(state),
    ])
}

/// What is booked, and how many where it is sold by number.
fn what(booking: &Booking) -> String {
    if booking.span.is_some() {
        return booking.what.clone();
    }
    let (one, several) = (booking.unit.label(), booking.unit.plural());
    let count = words::plural(u64::from(booking.quantity), one, several);
    format!("{}: {count}", booking.what)
}

/// The day, or from when to when.
fn when(booking: &Booking) -> String {
    match (booking.day, booking.span) {
        (Some(day), _) => format!("{}{}", weekday(day), words::half::beside(booking.half)),
        (None, Some((first, last))) => format!("{} to {}", short_day(first), short_day(last)),
        (None, None) => match booking.wished_on {
            Some(day) => format!("From {}, if possible", weekday(day)),
            None => "No fixed day".to_owned(),
        },
    }
}

/// `Wed 18 Nov 2026`: bookings are gone through by the days of a week.
fn weekday(day: NaiveDate) -> String {
    format!("{} {}", day.format("%a"), short_day(day))
}

/// What became of it, or the button that says so.
fn state(booking: &Booking) -> AnyView {
    let line = booking.line.to_string();
    if booking.can_confirm {
        let in_vain = booking.can_say_no_show.then(|| {
            let href = format!("/bookings/{}/in-vain/{}", booking.order, booking.line);
            view! { <TextLink href>"We came and could not work"</TextLink> }
        });
        let action = format!("/bookings/{}/confirm", booking.order);
        return view! {
            <Form action=action>
                <Hidden name="line" value=line/>
                <Button kind=ButtonKind::Secondary>"Confirm delivered"</Button>
            </Form>
            {in_vain}
        }
        .into_any();
    }
    if let Some(said) = booking.said.filter(|said| said.is_disputed()) {
        let href = format!("/bookings/{}/answer/{}", booking.order, booking.line);
        return view! {
            <Tag kind=TagKind::Bad text=words::dispute::said(said)/>
            " "<TextLink href>"Answer the school"</TextLink>
        }
        .into_any();
    }
    let (text, kind) =
        if booking.is_held { (HELD, TagKind::Waits) } else { words::line_state(booking.state) };
    let undo = booking.can_undo.then(|| {
        let action = format!("/bookings/{}/undo", booking.order);
        view! {
            <Form action=action>
                <Hidden name="line" value=line/>
                <Button kind=ButtonKind::Quiet>"Undo"</Button>
            </Form>
        }
    });
    view! { <Tag kind=kind text=text/>{undo} }.into_any()
}

fn empty(when: BookingsWhen) -> AnyView {
    let (title, told) = match when {
        BookingsWhen::ToConfirm => (
            "Nothing to confirm",
            "Whatever is booked appears here once its day has come or its time has begun, so that you can say it was delivered.",
        ),
        BookingsWhen::Disputed => (
            "Nothing is in dispute",
            "What a school says is not right about a delivery appears here, so that you can answer.",
        ),
        BookingsWhen::Coming => ("Nothing is booked ahead", "New bookings appear here at once."),
        BookingsWhen::Delivered => {
            ("Nothing delivered yet", "Days that you confirmed are kept here.")
        }
    };
    view! { <EmptyState title=title><p>{told}</p></EmptyState> }.into_any()
}
