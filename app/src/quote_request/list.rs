//! Requests of a school, and those a provider was asked by, with their files.

use std::sync::Arc;

use domain::Failure;
use domain::access::Action;
use domain::calendar::deadline_in_words;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::quote_request::{AskedRow, QuoteRow, quote_requests, quotes_asked_for};

use crate::parts::{
    Actions, BackLink, ButtonLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow,
    Tag, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{self, quote_request as said};

/// Requests of the school, the newest first.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = quote_requests(ask.market(), actor, &ask.page()).await?;
    let asks = actor.can(Action::PlaceOrder);
    let next = found.next.map(|key| format!("/quotes?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Quotes", move || {
        let rows = items.iter().map(row).collect();
        let columns = ["What", "Deadline", "Answered", "State", "Chosen"];
        let columns = columns.map(ColumnHead::words).to_vec();
        let ask_now = asks.then(|| {
            view! { <Actions><ButtonLink href="/quotes/new">"Ask for quotes"</ButtonLink></Actions> }
        });
        let empty = view! {
            <EmptyState title="No quotes asked for yet">
                <p>"For what no price answers, or where your school’s rules ask for three quotes: ask up to five suppliers at once."</p>
            </EmptyState>
        };
        view! {
            <BackLink href="/orders" text="Back to orders"/>
            <Title text="Quotes"/>
            <Lead>"The same specification to each supplier, answers sealed until the deadline, and the evidence for your auditor."</Lead>
            {ask_now}
            <Table caption="Quotes asked for, the newest first" quiet_caption=true columns rows
                empty=empty.into_any()/>
            <Pagination label="Quotes" next=next.unwrap_or_default()/>
            {csv::link("/quotes.csv".to_owned(), "")}
        }
    });
    Ok(page.into())
}

fn answered(one: &QuoteRow) -> String {
    let (answered, asked) = (u64::from(one.answered), u64::from(one.asked));
    format!("{} of {}", words::count(answered), words::count(asked))
}

fn row(one: &QuoteRow) -> TableRow {
    let (href, title) = (format!("/quotes/{}", one.id), one.title.clone());
    let (text, kind) = said::stage(one.stage);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{title}</TextLink> }),
        deadline_in_words(one.closes_at).into(),
        answered(one).into(),
        Cell::view(view! { <Tag kind text/> }),
        one.chosen.clone().unwrap_or_default().into(),
    ])
}

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    let head = ["What", "Deadline", "Asked", "Answered", "State", "Chosen"];
    csv::download(ask, "quotes", &head, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: QuoteRow| {
        vec![
            one.title,
            one.closes_at.to_rfc3339(),
            one.asked.to_string(),
            one.answered.to_string(),
            said::stage(one.stage).0.to_owned(),
            one.chosen.unwrap_or_default(),
        ]
    };
    Ok(quote_requests(ask.market(), ask.actor()?, &page).await?.map(row))
}

/// Requests by which the provider was asked, the newest first.
pub async fn asked_list(ask: Ask) -> Result<Answer, Failure> {
    let found = quotes_asked_for(ask.market(), ask.actor()?, &ask.page()).await?;
    let next = found.next.map(|key| format!("/quotes/asked?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Schools ask for quotes", move || {
        let rows = items.iter().map(asked_row).collect();
        let columns = ["What", "School", "Deadline", "State"].map(ColumnHead::words).to_vec();
        let empty = view! {
            <EmptyState title="No school has asked for a quote yet">
                <p>"A school that needs something of your kind can ask you here. You are told by email."</p>
            </EmptyState>
        };
        view! {
            <BackLink href="/bookings" text="Back to bookings"/>
            <Title text="Schools ask for quotes"/>
            <Table caption="Requests for quotes, the newest first" quiet_caption=true columns rows
                empty=empty.into_any()/>
            <Pagination label="Requests" next=next.unwrap_or_default()/>
            {csv::link("/quotes/asked.csv".to_owned(), "")}
        }
    });
    Ok(page.into())
}

fn asked_row(one: &AskedRow) -> TableRow {
    let (href, title) = (format!("/quotes/asked/{}", one.supplier), one.title.clone());
    let (text, kind) = said::asked(one.stage, one.is_answered, one.is_chosen);
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{title}</TextLink> }),
        one.school.clone().into(),
        deadline_in_words(one.closes_at).into(),
        Cell::view(view! { <Tag kind text/> }),
    ])
}

/// The list as a file.
pub async fn asked_file(ask: Ask) -> Result<Answer, Failure> {
    let head = ["What", "School", "Deadline", "State"];
    csv::download(ask, "requests-for-quotes", &head, asked_rows).await
}

async fn asked_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: AskedRow| {
        let state = said::asked(one.stage, one.is_answered, one.is_chosen).0.to_owned();
        vec![one.title, one.school, one.closes_at.to_rfc3339(), state]
    };
    Ok(quotes_asked_for(ask.market(), ask.actor()?, &page).await?.map(row))
}
