//! Cancelling an event: why, and what follows.

use domain::Failure;
use domain::id::EventId;
use leptos::prelude::*;
use market::event::{CancelEvent, cancel_event, view_event};

use crate::parts::{Actions, BackLink, Button, ErrorSummary, Form, Lead, Title};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::plural;

/// Asks why.
pub async fn ask_reason(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Cancels it.
pub async fn cancel(ask: Ask) -> Result<Answer, Failure> {
    let event: EventId = ask.part("event")?;
    let reason = ask.form.get("reason").to_owned();
    let command = CancelEvent { event, reason, key: ask.form.key()? };
    match cancel_event(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/events/{event}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let id: EventId = ask.part("event")?;
    let found = view_event(ask.market(), ask.actor()?, id).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Cancel the event", move || {
        let taken = plural(u64::from(found.event.taken), "place is", "places are");
        let told = format!("{taken} taken. Nobody is charged, and everybody is told why.");
        let reason = Fields::of(&shown).text("reason", "Why?", "Those who would have come read it");
        view! {
            <BackLink href=format!("/events/{id}") text="Back to the event"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.event.title text="Cancel the event"/>
            <Lead>{told}</Lead>
            <Form action=format!("/events/{id}/cancel") key>
                {reason}
                <Actions><Button>"Cancel the event"</Button></Actions>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
