//! Changing one's name.

use domain::Failure;
use leptos::prelude::*;
use market::person;

use crate::parts::{BackLink, Button, ErrorSummary, Form, TextField, Title};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let name = ask.actor()?.name();
    Ok(page(Typed::fresh(Filled::of([("name", name)]))).into())
}

/// Keeps the name.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    match person::rename(ask.market(), ask.actor()?, ask.form.get("name")).await {
        Ok(()) => Ok(Answer::see_other("/account")),
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?).into()),
    }
}

fn page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Your name", move || {
        view! {
            <BackLink href="/account" text="Your account"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Your name"/>
            <Form action="/account/name">
                <TextField name="name" label="Full name" autocomplete="name"
                    hint="Colleagues, schools and providers see it beside what you order and sign"
                    value=shown.value("name") error=shown.error("name")/>
                <Button>"Save"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
