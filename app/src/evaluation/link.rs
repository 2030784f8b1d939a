//! A delegate answers by the link in their mail. Looking at it does nothing: mail scanners follow links.

use domain::Failure;
use domain::evaluation::EvaluationKind;
use leptos::prelude::*;
use market::evaluation::{AnswerByLink, AskedByLink, answer_by_link, asked_by_link};

use super::{fields, typed};
use crate::parts::{Button, ErrorSummary, Form, Hidden, Lead, Muted, Title};
use crate::web::{Answer, Ask, Page, Typed};

/// Asks.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.query.get("token").to_owned();
    page(&ask, token, Typed::default()).await
}

/// Takes the answer.
pub async fn answer(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.form.get("token").to_owned();
    let answer = AnswerByLink { token: token.clone(), typed: typed(&ask) };
    match answer_by_link(ask.market(), answer).await {
        Ok(()) => {
            let said = serde_urlencoded::to_string([("token", token)]).unwrap_or_default();
            Ok(Answer::see_other(format!("/evaluation?{said}")))
        }
        Err(failure) => page(&ask, token, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, token: String, typed: Typed) -> Result<Answer, Failure> {
    match asked_by_link(ask.market(), &token).await {
        Ok(asked) if asked.is_answered => Ok(thanks(asked).into()),
        Ok(asked) => Ok(question(asked, token, typed).into()),
        Err(Failure::Invalid(_)) => Ok(run_out().into()),
        Err(other) => Err(other),
    }
}

fn question(asked: AskedByLink, token: String, typed: Typed) -> Page {
    let shown = typed.clone();
    Page::new(asked.event.clone(), move || {
        let told = format!("Delivered by {}.", asked.provider);
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text=asked.event/>
            <Lead>{told}</Lead>
            <Form action="/evaluation">
                <Hidden name="token" value=token/>
                {fields(EvaluationKind::Delegate, &shown)}
                <Button>"Send your answer"</Button>
            </Form>
            <Muted>"Nobody is told that the answer is yours. Whoever delivered it sees it with the name of your school."</Muted>
        }
    })
    .with_form(&typed)
}

fn thanks(asked: AskedByLink) -> Page {
    Page::new("Thank you", move || {
        view! {
            <Title caption=asked.event text="Thank you"/>
            <Lead>"Your answer counts. It stays as you gave it."</Lead>
        }
    })
}

fn run_out() -> Page {
    Page::new("This link has run out", || {
        view! {
            <Title text="This link has run out"/>
            <Lead>"It works for sixty days after the event."</Lead>
        }
    })
    .status(410)
}
