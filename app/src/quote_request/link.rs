//! A supplier outside answers by the link in a letter, without an account. Looking at it does nothing:
//! mail scanners follow links.

use domain::Failure;
use domain::quote_request::LINK_DAYS;
use leptos::prelude::*;
use market::quote_request::{
    BidByLink, ask_quote_question_by_link, quote_by_link, quote_document_by_link, send_bid_by_link,
    withdraw_bid_by_link,
};

use super::answer::{Way, page, typed_bid};
use super::page::file;
use crate::parts::{Lead, Title};
use crate::web::{Answer, Ask, Page, Typed};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let token = ask.query.get("token").to_owned();
    shown(&ask, token, Typed::default()).await
}

async fn shown(ask: &Ask, token: String, typed: Typed) -> Result<Answer, Failure> {
    match quote_by_link(ask.market(), &token).await {
        Ok(found) => Ok(page(found, Way::Link(token), typed).into()),
        Err(Failure::Invalid(_)) => Ok(run_out().into()),
        Err(other) => Err(other),
    }
}

/// Takes an answer.
pub async fn send(ask: Ask) -> Result<Answer, Failure> {
    let (typed, document) = (typed_bid(&ask), ask.form.file("document"));
    let command = BidByLink { token: ask.form.get("token").to_owned(), typed, document };
    let sent = send_bid_by_link(ask.market(), command).await;
    after(&ask, sent).await
}

/// Takes it back.
pub async fn take_back(ask: Ask) -> Result<Answer, Failure> {
    let done = withdraw_bid_by_link(ask.market(), ask.form.get("token")).await;
    after(&ask, done).await
}

/// Asks about the specification.
pub async fn ask(ask: Ask) -> Result<Answer, Failure> {
    let (token, question) = (ask.form.get("token"), ask.form.get("question"));
    let asked = ask_quote_question_by_link(ask.market(), token, question).await;
    after(&ask, asked).await
}

/// A document of the specification, or of the supplier's own answer.
pub async fn document(ask: Ask) -> Result<Answer, Failure> {
    let document = ask.query.get("document").parse().map_err(|_| Failure::NotFound)?;
    match quote_document_by_link(ask.market(), ask.query.get("token"), document).await {
        Ok(found) => Ok(file(found)),
        Err(Failure::Invalid(_)) => Ok(run_out().into()),
        Err(other) => Err(other),
    }
}

async fn after(ask: &Ask, outcome: Result<(), Failure>) -> Result<Answer, Failure> {
    let token = ask.form.get("token").to_owned();
    match outcome {
        Ok(()) => {
            let said = serde_urlencoded::to_string([("token", token)]).unwrap_or_default();
            Ok(Answer::see_other(format!("/quote?{said}")))
        }
        Err(failure) => shown(ask, token, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

fn run_out() -> Page {
    Page::new("This link has run out", || {
        let told = format!("It works for {LINK_DAYS} days after the deadline for quotes.");
        view! {
            <Title text="This link has run out"/>
            <Lead>{told}</Lead>
        }
    })
    .status(410)
}
