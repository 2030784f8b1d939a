//! The picker of a demo world: one click, and you are somebody. In a real installation there is
//! no such page.

use domain::Failure;
use domain::id::PersonId;
use leptos::prelude::*;
use market::person::{self, Persona, Stop};

use crate::parts::{
    Button, ButtonKind, Column, Columns, ColumnsKind, Form, Lead, Muted, Section, SectionKind,
    Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Everybody there is, by the stops of the tour.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let Some(stops) = ask.site.demo.clone() else { return Err(Failure::NotFound) };
    let people = person::personas(ask.market()).await?;
    let page = Page::new("Who do you want to be?", move || {
        let sections = stops
            .iter()
            .enumerate()
            .map(|(place, stop)| section(place, stop, &people))
            .collect_view();
        view! {
            <Title text="Who do you want to be?"/>
            <Lead>
                "This is a demo: schools, firms and people are made up. Choose somebody and look around as them; to \
                 be somebody else, come back by the link at the foot of each page."
            </Lead>
            <Form action="/demo" wide=true>{sections}</Form>
        }
    });
    Ok(page.into())
}

/// How many people stand beside each other.
const BESIDE: usize = 3;

fn section(place: usize, stop: &Stop, people: &[Persona]) -> impl IntoView + use<> {
    let met: Vec<AnyView> = stop
        .people
        .iter()
        .filter_map(|part| {
            let who = people.iter().find(|who| who.email == part.email)?;
            Some(person(who, part.comes_to))
        })
        .collect();
    let (title, partnership) = (stop.title, stop.partnership);
    let mut met = met.into_iter().peekable();
    let mut rows = Vec::new();
    while met.peek().is_some() {
        let row: Vec<AnyView> = met.by_ref().take(BESIDE).collect();
        rows.push(view! { <Columns kind=ColumnsKind::Thirds>{row}</Columns> });
    }
    view! {
        <Section id=format!("stop-{place}") title kind=SectionKind::Strong>
            <Muted>{partnership}</Muted>
            {rows}
        </Section>
    }
}

fn person(who: &Persona, comes_to: &'static str) -> AnyView {
    let (value, name) = (who.person.to_string(), who.name.clone());
    let is = format!("{}, {}", words::role(who.role), who.organisation);
    view! {
        <Column>
            <Button kind=ButtonKind::Secondary name="person" value>{name}</Button>
            <p>{comes_to}</p>
            <Muted>{is}</Muted>
        </Column>
    }
    .into_any()
}

/// Signs in as one of them.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    if ask.site.demo.is_none() {
        return Err(Failure::NotFound);
    }
    let who: PersonId = ask.form.get("person").parse().map_err(|_| Failure::NotFound)?;
    let token = person::sign_in_as(ask.market(), who, &ask.device()).await?;
    Ok(Answer::SeeOtherWithSession { to: "/".to_owned(), token: Some(token.as_str().to_owned()) })
}
