//! A council's first page: what it delivers, and partnerships that trade through it or ask to.

use domain::Failure;
use domain::access::Action;
use domain::calendar::day_in_words;
use leptos::prelude::*;
use market::home::{Waits, waiting};
use market::order::{Booking, BookingsAsked, BookingsWhen, bookings};
use market::partnership::{Hosting, hostings};

use super::school::needs_you;
use crate::account::acting_value;
use crate::partnership::hosting::stands;
use crate::parts::{
    Button, ButtonKind, Cell, ColumnHead, EmptyState, Form, Hidden, Link, Prose, Section, Table,
    TableRow, Tag, TagKind, TextLink, Title, ToDo, ToDoList,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::partnership::hosting_answer;
use crate::words::{acting_for, plural};

/// How many of the next days a first page has room for.
const NEXT_DAYS: usize = 5;

/// What waits for an answer, whom the council trades for, and what else its person looks after.
pub async fn show(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let waits = waiting(ask.market(), actor).await?;
    let (days, disputes) = (waits.of(Waits::DayToConfirm), waits.of(Waits::DisputeToAnswer));
    let delivers = actor.can(Action::ViewBookings);
    let coming = if delivers {
        let asked = BookingsAsked { when: BookingsWhen::Coming, ..BookingsAsked::default() };
        bookings(ask.market(), actor, asked).await?.items
    } else {
        Vec::new()
    };
    let found = hostings(ask.market(), actor).await?;
    let council = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let own = actor.acting_for();
    let others: Vec<(String, String)> = actor
        .may_act_for()
        .iter()
        .filter(|acting| Some(*acting) != own)
        .map(|acting| (acting_value(acting), acting_for(acting)))
        .collect();
    let page = Page::new("Home", move || {
        let asked: Vec<ToDo> = found.iter().filter(|one| one.agreed.is_none()).map(to_do).collect();
        let title = needs_you(u64::try_from(asked.len()).unwrap_or_default() + days);
        let to_do: Vec<ToDo> =
            asked.into_iter().chain(to_answer(disputes)).chain(to_confirm(days)).collect();
        // Whoever does something else here is not told that nobody trades through the council.
        let hosts = !found.is_empty() || (others.is_empty() && !delivers);
        view! {
            <Title caption=council text=title/>
            {(!to_do.is_empty()).then(|| view! { <ToDoList items=to_do/> })}
            {delivers.then(|| delivered(coming))}
            {hosts.then(|| view! {
                <Section id="hosted" title="Partnerships that trade through the council">
                    {hosted(&found)}
                    <p><TextLink href="/term-dates">"Term dates"</TextLink>": enter them once for all of these"</p>
                </Section>
            })}
            {also(others)}
        }
    });
    Ok(page.into())
}

fn to_do(asked: &Hosting) -> ToDo {
    ToDo {
        text: format!("Answer {}", asked.partnership),
        note: "It asks to trade through the council".to_owned(),
        href: format!("/hosting/{}", asked.id),
    }
}

/// What schools say is not right about the council's own services.
fn to_answer(disputes: u64) -> Option<ToDo> {
    (disputes > 0).then(|| ToDo {
        text: format!("Answer {}", plural(disputes, "school", "schools")),
        note: "Something is not right about what the council delivered".to_owned(),
        href: "/bookings?when=disputed".to_owned(),
    })
}

/// Days of the council's own services that have come.
fn to_confirm(days: u64) -> Option<ToDo> {
    (days > 0).then(|| ToDo {
        text: format!("Confirm {}", plural(days, "delivery", "deliveries")),
        note: "Schools are invoiced once you have said what was delivered".to_owned(),
        href: "/bookings".to_owned(),
    })
}

/// Days of the council's own services that come next.
fn delivered(coming: Vec<Booking>) -> impl IntoView {
    let more = Some(Link::new("All bookings", "/bookings?when=coming"));
    let rows = coming
        .into_iter()
        .take(NEXT_DAYS)
        .map(|one| {
            let (href, what) = (format!("/bookings/{}", one.order), one.what);
            let day = one.day.map_or("No fixed day".to_owned(), day_in_words);
            let what = Cell::view(view! { <TextLink href=href>{what}</TextLink> });
            TableRow::new(vec![day.into(), one.school.into(), what])
        })
        .collect();
    let empty = view! {
        <EmptyState title="No days to come">
            <p>"What schools book from the council through their partnership stands here."</p>
        </EmptyState>
    };
    let columns = ["Day", "School", "What"].map(ColumnHead::words).to_vec();
    view! {
        <Section id="delivered" title="Next days that the council delivers" more>
            <Table caption="Next days that the council delivers" quiet_caption=true columns rows
                empty=empty.into_any()/>
        </Section>
    }
}

fn hosted(found: &[Hosting]) -> impl IntoView + use<> {
    let any = !found.is_empty();
    let empty = view! {
        <EmptyState title="None yet">
            <p>"A partnership that is no legal body can ask the council to sell and invoice for it. It stands here then."</p>
        </EmptyState>
    };
    let rows = found
        .iter()
        .map(|one| {
            let (href, name) = (format!("/hosting/{}", one.id), one.partnership.clone());
            let kind = match one.agreed {
                None => TagKind::Waits,
                Some(true) => TagKind::Good,
                Some(false) => TagKind::Plain,
            };
            let text = hosting_answer(one.agreed);
            TableRow::new(vec![
                Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
                Cell::view(view! { <Tag kind text/> }),
                Cell::Text(stands(one)),
            ])
        })
        .collect();
    let columns = vec![
        ColumnHead::words("Partnership"),
        ColumnHead::words("Answer"),
        ColumnHead::words("How it stands"),
    ];
    view! {
        <Table caption="Partnerships that trade through the council" quiet_caption=true columns rows
            empty=empty.into_any()/>
        {any.then(|| csv::link("/hosting.csv".to_owned(), "partnerships that trade through the council"))}
    }
}

/// What the person looks after beside: a partnership whose figures the council may read.
fn also(others: Vec<(String, String)>) -> Option<AnyView> {
    if others.is_empty() {
        return None;
    }
    let buttons = others
        .into_iter()
        .map(|(id, name)| {
            view! {
                <Form action="/act-for">
                    <Hidden name="organisation" value=id/>
                    <Button kind=ButtonKind::Secondary>{format!("Go to {name}")}</Button>
                </Form>
            }
        })
        .collect_view();
    let section = view! {
        <Section id="also" title="Partnerships whose figures you may read">
            <Prose><p>"Read a partnership’s members, deals, and what its schools saved."</p></Prose>
            {buttons}
        </Section>
    };
    Some(section.into_any())
}
