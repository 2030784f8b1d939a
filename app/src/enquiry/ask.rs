//! The first question about a service.

use domain::Failure;
use domain::enquiry::{SUBJECT_MAX, TypedEnquiry, WORDS_MAX};
use domain::id::ServiceId;
use leptos::prelude::*;
use market::enquiry::{AskAboutService, ask_about_service, service_to_ask_about};

use crate::parts::{Actions, BackLink, Button, ErrorSummary, Form, Lead, Muted, Title};
use crate::web::{Answer, Ask, Fields, Page, Typed};
use crate::words::quote_request::NO_NAMES;

/// Asks for the question.
pub async fn new(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Sends it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let get = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedEnquiry { subject: get("subject"), words: get("words") };
    let command = AskAboutService { service, typed, key: ask.form.key()? };
    match ask_about_service(ask.market(), ask.actor()?, command).await {
        Ok(id) => Ok(Answer::see_other(format!("/enquiries/{id}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let service: ServiceId = ask.part("service")?;
    let found = service_to_ask_about(ask.market(), ask.actor()?, service).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new(format!("Ask about {}", found.title), move || {
        let fields = Fields::of(&shown);
        let subject =
            fields.text("subject", "What is it about?", &format!("Up to {SUBJECT_MAX} characters"));
        let hint = format!("Up to {WORDS_MAX} characters. {NO_NAMES}");
        let words = fields.lines("words", "Your question", &hint, 6);
        let told = if found.provider == found.partnership {
            format!("{} answers.", found.provider)
        } else {
            format!(
                "{} answers, or the staff of {}, who read it as well.",
                found.provider, found.partnership
            )
        };
        view! {
            <BackLink href=format!("/services/{service}") text="Back to the service"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=found.title.clone() text="Ask a question"/>
            <Lead>{told}</Lead>
            <Form action=format!("/services/{service}/ask") key>
                {subject}
                {words}
                <Actions><Button>"Send the question"</Button></Actions>
            </Form>
            <Muted>"Your name and your school’s go with it. Asking binds nobody."</Muted>
        }
    });
    Ok(page.with_form(&typed).into())
}
