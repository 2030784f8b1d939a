//! What a school does with a request: answers a question, chooses, takes it back.

use domain::id::{QuoteRequestId, SupplierId};
use domain::{Failure, Problem};
use leptos::prelude::*;
use market::quote_request::{
    AnswerQuoteQuestion, DecideQuotes, WithdrawQuotes, answer_quote_question, decide_quotes,
    view_quote_request, withdraw_quotes,
};

use super::compare::NONE;
use super::page::page;
use crate::parts::{BackLink, Button, ButtonKind, ErrorSummary, Form, Lead, TextAreaField, Title};
use crate::web::{Answer, Ask, Page, Typed};

/// Answers a question, for everybody.
pub async fn reply(ask: Ask) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let question = ask.form.get("question").parse().map_err(|_| Failure::NotFound)?;
    let answer = ask.form.get("answer").to_owned();
    let command = AnswerQuoteQuestion { request, question, answer };
    match answer_quote_question(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/quotes/{request}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

/// Chooses one, or none.
pub async fn decide(ask: Ask) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let outcome = match chosen(&ask) {
        Ok(chosen) => {
            let reason = ask.form.get("reason").to_owned();
            let command = DecideQuotes { request, chosen, reason };
            decide_quotes(ask.market(), ask.actor()?, command).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/quotes/{request}"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

fn chosen(ask: &Ask) -> Result<Option<SupplierId>, Failure> {
    match ask.form.get("chosen") {
        NONE => Ok(None),
        "" => Err(Failure::field("chosen", Problem::Missing)),
        id => id.parse().map(Some).map_err(|_| Failure::field("chosen", Problem::NotAChoice)),
    }
}

/// Asks why it is taken back.
pub async fn ask_reason(ask: Ask) -> Result<Answer, Failure> {
    why(&ask, Typed::default()).await
}

/// Takes it back.
pub async fn withdraw(ask: Ask) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let command = WithdrawQuotes { request, reason: ask.form.get("reason").to_owned() };
    match withdraw_quotes(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/quotes/{request}"))),
        Err(failure) => why(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn why(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let request: QuoteRequestId = ask.part("quote")?;
    let found = view_quote_request(ask.market(), ask.actor()?, request).await?;
    let (shown, title) = (typed.clone(), found.terms.title);
    let page = Page::new("Take the request back", move || {
        view! {
            <BackLink href=format!("/quotes/{request}") text=title.clone()/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=title text="Take the request back"/>
            <Lead>"Everybody you asked is told why. What was answered stays sealed and is never opened. This cannot be undone."</Lead>
            <Form action=format!("/quotes/{request}/withdraw")>
                <TextAreaField name="reason" label="Why do you take it back?" rows=3
                    hint="Everybody you asked reads this" value=shown.value("reason") error=shown.error("reason")/>
                <Button kind=ButtonKind::Warning>"Take the request back"</Button>
            </Form>
        }
    });
    Ok(page.with_form(&typed).into())
}
