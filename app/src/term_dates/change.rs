//! Entering the dates of a school year: the dates that hold now stand in the boxes.

use domain::Failure;
use domain::calendar::{SchoolYear, TERM_FIELDS, Term, TypedTermDates};
use leptos::prelude::*;
use market::term_dates::{KeepTermDates, keep_term_dates, term_dates};

use super::{address, year_asked};
use crate::parts::{
    Actions, BackLink, Button, ErrorSummary, Fieldset, Form, Hidden, Lead, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words::calendar as words;

const LABELS: [&str; 4] = ["First day", "Half-term from", "Half-term until", "Last day"];

/// Shows the dates to be changed.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, None).await
}

/// Keeps them.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let year = year_asked(&ask);
    let form = &ask.form;
    let typed = TERM_FIELDS.map(|(_, [first, half_first, half_last, last])| TypedTermDates {
        first_on: form.date(first),
        half_first_on: form.date(half_first),
        half_last_on: form.date(half_last),
        last_on: form.date(last),
    });
    let seen = form.get("seen").parse().unwrap_or_default();
    let keep = KeepTermDates { year, typed, seen };
    match keep_term_dates(ask.market(), ask.actor()?, keep).await {
        Ok(()) => Ok(Answer::see_other(address(year))),
        Err(failure) => page(&ask, Some(Typed::refused(form.clone(), failure)?)).await,
    }
}

async fn page(ask: &Ask, refused: Option<Typed>) -> Result<Answer, Failure> {
    let year = year_asked(ask);
    let found = term_dates(ask.market(), ask.actor()?, year).await?;
    if !found.can_keep {
        return Err(Failure::NotAllowed);
    }
    let typed = refused.unwrap_or_else(|| Typed::fresh(filled(&found.terms)));
    // What was seen is what is sent again: who was quicker is not overwritten.
    let seen = typed.form.filled("seen").map_or_else(|| found.version.to_string(), str::to_owned);
    let shown = typed.clone();
    let page = Page::new("Enter term dates", move || body(year, seen, &shown));
    Ok(page.with_form(&typed).into())
}

/// The dates that hold now, as they would have been typed.
fn filled(terms: &[Term]) -> Sent {
    let mut pairs = Vec::new();
    for term in terms {
        let fields = TERM_FIELDS.into_iter().find(|(name, _)| *name == term.name);
        let days = [term.first_on, term.half_term.first_on, term.half_term.last_on, term.last_on];
        for (field, day) in fields.into_iter().flat_map(|(_, fields)| fields).zip(days) {
            pairs.push((field, day.to_string()));
        }
    }
    Sent::of(pairs.iter().map(|(field, day)| (*field, day.as_str())))
}

fn body(year: SchoolYear, seen: String, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let terms = TERM_FIELDS.map(|(name, of_term)| {
        let dates: Vec<AnyView> = of_term
            .into_iter()
            .zip(LABELS)
            .map(|(field, label)| {
                fields.date(field, &format!("{}: {}", words::term(name), label.to_lowercase()), "")
            })
            .collect();
        view! { <Fieldset legend=words::term(name) id=name.code()>{dates}</Fieldset> }
    });
    view! {
        <BackLink href=address(year) text="Back to term dates"/>
        <ErrorSummary errors=typed.summary()/>
        <Title caption=format!("School year {year}") text="Enter term dates"/>
        <Lead>
            "Change what differs from the dates that hold now. INSET days are within the terms, and entered by each \
             school."
        </Lead>
        <Form action="/term-dates/change">
            <Hidden name="year" value=year.begins_in().to_string()/>
            <Hidden name="seen" value=seen/>
            {terms.into_iter().collect_view()}
            <Actions>
                <Button>"Keep these dates"</Button>
                <TextLink href=address(year)>"Cancel"</TextLink>
            </Actions>
        </Form>
    }
}
