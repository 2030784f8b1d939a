//! Who sells: the partnership itself, or a council that trades for it.

use domain::Failure;
use domain::access::Action;
use domain::form::choice;
use domain::partnership::LegalShape;
use leptos::prelude::*;
use market::partnership::{Host, Trading, change_trading, partnership};

use crate::parts::{
    BackLink, Binding, Button, Choice, ErrorSummary, Form, Hidden, RadiosField, TextField, Title,
};
use crate::web::{Answer, Ask, Form as Filled, Page, Typed};
use crate::words::partnership as words;

/// The form.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    ask.actor()?.permit_own(Action::ManageBank)?;
    let found = partnership(ask.market(), ask.actor()?).await?;
    let version = found.version.to_string();
    let host = found.host.as_ref().map_or("", |host| host.name.as_str());
    let form =
        Filled::of([("version", version.as_str()), ("shape", found.shape.code()), ("host", host)]);
    Ok(page(Typed::fresh(form)).into())
}

/// Asks for the change.
pub async fn save(ask: Ask) -> Result<Answer, Failure> {
    let form = &ask.form;
    let version = form.get("version").parse().unwrap_or(0);
    let host = form.filled("host").map(|name| Host { name: name.to_owned(), contact: None });
    let done = match choice(form.get("shape"), LegalShape::from_code) {
        Ok(shape) => {
            let trading = Trading { shape, host };
            change_trading(ask.market(), ask.actor()?, version, trading).await
        }
        Err(problem) => Err(Failure::field("shape", problem)),
    };
    match done {
        Ok(_) => Ok(Answer::see_other("/partnership")),
        Err(failure) => Ok(page(Typed::refused(ask.form, failure)?).into()),
    }
}

fn page(typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new("Who sells", move || {
        let shapes = LegalShape::ALL
            .iter()
            .map(|shape| Choice::new(shape.code(), words::shape(*shape)))
            .collect();
        view! {
            <BackLink href="/partnership" text="Back to levels and settings"/>
            <ErrorSummary errors=shown.summary()/>
            <Title text="Who sells"/>
            <Form action="/partnership/trading">
                <Hidden name="version" value=shown.value("version")/>
                <RadiosField name="shape" label="What the partnership is in law" choices=shapes
                    value=shown.value("shape") error=shown.error("shape")/>
                <TextField name="host" label="The council it trades through" hint="Only where it is informal"
                    value=shown.value("host") error=shown.error("host")/>
                <Binding>
                    <p>"This changes when another director or colleague of the partnership confirms it, and a council is asked then: nothing is invoiced in its name before it agrees. What was ordered until then is invoiced by whoever sold it. Every director is told by email now."</p>
                </Binding>
                <Button>"Ask for the change"</Button>
            </Form>
        }
    })
    .with_form(&typed)
}
