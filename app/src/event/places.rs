//! A school takes places of an event, or puts itself on its waiting list.

use domain::calendar::{moment_in_words, short_day};
use domain::event::{DELEGATES_MAX, read_delegates};
use domain::form::{optional, whole_number};
use domain::id::EventId;
use domain::price::Unit;
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::event::{
    EventForSchool, JoinWaitingList, Wish, event_for_school, join_waiting_list, leave_waiting_list,
};

use market::order::packages_left;

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, ErrorSummary, Form, Muted, Notice, NoticeKind, Section,
    SummaryList, SummaryRow, Ticks, Title,
};
use crate::service::package;
use crate::web::{Answer, Ask, Fields, Form as Filled, Page, Typed};
use crate::words;

/// Asks how many places, and who comes.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let names: Vec<&str> = ask.query.all("delegate");
    let filled = [("places", ask.query.get("places")), ("names", &names.join("\n"))];
    let typed = Typed::fresh(Filled::of(filled));
    page(&ask, typed).await
}

/// Takes the answer to the page that says what it comes to.
pub async fn take(ask: Ask) -> Result<Answer, Failure> {
    let id: EventId = ask.part("event")?;
    let found = event_for_school(ask.market(), ask.actor()?, id).await?;
    match wanted(&ask.form) {
        Ok((places, names)) => {
            let event = [("event", id.to_string()), ("places", places.to_string())];
            let all: Vec<(&str, String)> =
                event.into_iter().chain(names.into_iter().map(|name| ("delegate", name))).collect();
            let said = serde_urlencoded::to_string(all).unwrap_or_default();
            Ok(Answer::see_other(format!("/services/{}/check?{said}", found.service)))
        }
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// How many places are wanted, and the lines of those who come: as many places as are named, where no
/// number was typed.
fn wanted(form: &Filled) -> Result<(u32, Vec<String>), Failure> {
    let most = u32::try_from(DELEGATES_MAX).unwrap_or(u32::MAX);
    let places = optional(whole_number(form.get("places"), most));
    let named = read_delegates(form.get("names"));
    let (places, named) = match (places, named) {
        (Ok(places), Ok(named)) => (places, named),
        (places, named) => {
            let wrong = [("places", places.err()), ("names", named.err())];
            let told = wrong.into_iter().filter_map(|(field, problem)| {
                problem.map(|problem| FieldProblem { field, problem })
            });
            return Err(Failure::Invalid(told.collect()));
        }
    };
    let count = u32::try_from(named.len()).unwrap_or(most);
    let places = places.unwrap_or(count);
    if places == 0 {
        return Err(Failure::field("places", Problem::Missing));
    }
    if count > places {
        return Err(Failure::field("names", Problem::MoreThanPlaces { places }));
    }
    let lines = form.get("names").lines().map(str::trim).filter(|line| !line.is_empty());
    Ok((places, lines.map(str::to_owned).collect()))
}

/// Puts the school on the waiting list.
pub async fn wait(ask: Ask) -> Result<Answer, Failure> {
    let event: EventId = ask.part("event")?;
    let most = u32::try_from(DELEGATES_MAX).unwrap_or(u32::MAX);
    let done = match whole_number(ask.form.get("wanted"), most) {
        Ok(places) => {
            let command = JoinWaitingList { event, places, key: ask.form.key()? };
            join_waiting_list(ask.market(), ask.actor()?, command).await
        }
        Err(problem) => Err(Failure::field("wanted", problem)),
    };
    match done {
        Ok(()) => Ok(Answer::see_other(format!("/events/{event}/places"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Takes it off again.
pub async fn leave(ask: Ask) -> Result<Answer, Failure> {
    let event: EventId = ask.part("event")?;
    leave_waiting_list(ask.market(), ask.actor()?, event).await?;
    Ok(Answer::see_other(format!("/events/{event}/places")))
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: EventId = ask.part("event")?;
    let found = event_for_school(ask.market(), ask.actor()?, id).await?;
    let packages = packages_left(ask.market(), ask.actor()?, found.service).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new(format!("Places: {}", found.event.title), move || {
        let event = &found.event;
        let offered = found.wish.is_some_and(|wish| wish.offered_until.is_some());
        let form = (event.is_sold && (event.free > 0 || offered)).then(|| form(&found, &shown));
        let list = waiting(&found, key, &shown);
        let closed = (!event.is_sold).then(|| {
            view! { <Notice kind=NoticeKind::Waits title="Places are not sold any more"/> }
        });
        view! {
            <BackLink href=format!("/services/{}", found.service) text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.service_title.clone() text=event.title.clone()/>
            {closed}
            {package::left(&packages, Unit::Place)}
            <SummaryList label="The event" rows=facts(&found)/>
            {form}
            {list}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn facts(found: &EventForSchool) -> Vec<SummaryRow> {
    let event = &found.event;
    let dates: Vec<String> = event.sittings.iter().map(words::event::sitting).collect();
    let place = words::event::place(event.venue, event.address.as_deref());
    let price = format!("{} a place, excluding VAT", words::pounds(found.price.pence()));
    let mut rows = vec![
        SummaryRow::new("When", view! { <Ticks items=dates/> }),
        SummaryRow::new("Where", place),
        SummaryRow::new("Your price", price),
        SummaryRow::new("Places", words::event::free(event.free)),
        SummaryRow::new("Sold until", short_day(event.closes_on)),
    ];
    if found.held > 0 {
        let held = words::plural(u64::from(found.held), "place", "places");
        rows.push(SummaryRow::new("Your school has", held));
    }
    rows
}

fn form(found: &EventForSchool, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let places = fields.number("places", "How many places?", "places");
    let names = fields.lines(
        "names",
        "Names of those who come (optional)",
        "One on a line, with an email address after a comma if they are to get the joining link \
         themselves. Staff only: no pupil’s name. You can name them later, until the day",
        4,
    );
    let action = format!("/events/{}/places", found.event.id);
    view! {
        <Section id="take" title="Take places">
            <Form action>
                {places}
                {names}
                <Actions><Button>"Check your order"</Button></Actions>
            </Form>
            <Muted>"Nothing is ordered until you have seen the whole order and confirmed it."</Muted>
        </Section>
    }
}

/// What the school waits for, or the way onto the list of an event that is sold.
fn waiting(found: &EventForSchool, key: String, typed: &Typed) -> Option<AnyView> {
    let id = found.event.id;
    if let Some(wish) = found.wish {
        let told = told(wish);
        let title = if wish.offered_until.is_some() {
            "Places are held for you"
        } else {
            "Your school is on the waiting list"
        };
        return Some(
            view! {
                <Notice title=title><p>{told}</p></Notice>
                <Form action=format!("/events/{id}/wait/leave")>
                    <Button kind=ButtonKind::Quiet>"Leave the waiting list"</Button>
                </Form>
            }
            .into_any(),
        );
    }
    if !found.event.is_sold {
        return None;
    }
    let wanted = Fields::of(typed).number("wanted", "How many places do you want?", "places");
    let section = view! {
        <Section id="wait" title="Waiting list">
            <p>"Where fewer places are free than you want, your school can wait. Whoever asks first is offered first, for two days, as soon as enough come free."</p>
            <Form action=format!("/events/{id}/wait") key>
                {wanted}
                <Button kind=ButtonKind::Secondary>"Put us on the waiting list"</Button>
            </Form>
        </Section>
    };
    Some(section.into_any())
}

fn told(wish: Wish) -> String {
    let places = words::plural(u64::from(wish.places), "place", "places");
    match wish.offered_until {
        Some(until) => format!("{places} until {}. Take them below.", moment_in_words(until)),
        None => format!("For {places}, since {}.", moment_in_words(wish.asked_at)),
    }
}
