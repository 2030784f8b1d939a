//! Choosing what to be told by e-mail, and how soon.

use std::collections::BTreeMap;

use domain::notification::{Notify, Topic};
use domain::{Failure, FieldProblem, Problem};
use leptos::prelude::*;
use market::person;

use crate::parts::{BackLink, Button, Choice, ErrorSummary, Form, Lead, RadiosField, Title, Wrong};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words;

/// Every topic with what was chosen.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let chosen = person::notifications(ask.market(), ask.actor()?).await?;
    let filled = chosen.iter().map(|(topic, choice)| (topic.code(), choice.code()));
    Ok(page(Typed::fresh(Filled::of(filled))).into())
}

/// Keeps the choices.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let mut choices = BTreeMap::new();
    let mut problems = Vec::new();
    for topic in Topic::ALL {
        match Notify::from_code(ask.form.get(topic.code())) {
            Some(choice) => {
                choices.insert(*topic, choice);
            }
            None => {
                problems.push(FieldProblem { field: topic.code(), problem: Problem::NotAChoice });
            }
        }
    }
    if !problems.is_empty() {
        return Ok(page(Typed::refused(ask.form, Failure::Invalid(problems))?).into());
    }
    person::choose_notifications(ask.market(), ask.actor()?, choices).await?;
    Ok(Answer::see_other("/account"))
}

fn page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("What to tell you by email", move || {
        let fields = Topic::ALL
            .iter()
            .map(|topic| {
                let choices = Notify::ALL
                    .iter()
                    .map(|choice| Choice::new(choice.code(), words::notify(*choice)))
                    .collect();
                let (name, label) = (topic.code(), words::topic(*topic));
                let (value, error) = (shown.value(name), shown.error(name));
                let error = error.map(|_| Wrong::Told(format!("Choose how soon to tell you: {label}")));
                view! { <RadiosField name label choices value error inline=true small=true/> }
            })
            .collect_view();
        view! {
            <BackLink href="/account" text="Your account"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="What to tell you by email"/>
            <Lead>"Whatever you choose, what waits for you always stands on your home page. Messages about your account itself are always sent."</Lead>
            <Form action="/account/notifications">
                {fields}
                <Button>"Save"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
