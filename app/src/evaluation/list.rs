//! The answers for those who delivered, and the partnership: the list, its file, and the one reply.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::moment_in_words;
use domain::id::EvaluationId;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::evaluation::{
    EvaluationRow, EvaluationsAsked, ReplyToEvaluation, evaluations, reply_to_evaluation,
};

use crate::parts::{
    Button, ButtonKind, Cell, ColumnHead, Details, EmptyState, ErrorSummary, Form, Hidden,
    Pagination, Table, TableRow, TextField, Title,
};
use crate::web::{Answer, Ask, Page, Typed, csv};
use crate::words;

/// The answers, the newest first.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::default()).await
}

/// Replies to one.
pub async fn reply(ask: Ask) -> Result<Answer, Failure> {
    let evaluation: EvaluationId = ask.part("eval")?;
    let reply = ask.form.get("reply").to_owned();
    let command = ReplyToEvaluation { evaluation, reply, key: ask.form.key()? };
    match reply_to_evaluation(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other("/evaluations")),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<EvaluationRow>, Failure> {
    evaluations(ask.market(), ask.actor()?, EvaluationsAsked { page }).await
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let found = listed(ask, ask.page()).await?;
    let next = found.next.map(|key| format!("/evaluations?{}", ask.query.with("after", &key)));
    let (items, key, shown) = (found.items, ask.form_key(), typed.clone());
    let page = Page::new("What people thought", move || {
        let rows = items.into_iter().map(|one| row(one, &key, &shown)).collect();
        let columns = ["When", "Service", "Who", "School", "Answer", "In their words", "Reply"];
        let columns = columns.map(ColumnHead::words).to_vec();
        let empty = view! {
            <EmptyState title="Nobody has answered yet">
                <p>"Delegates and heads are asked after an event has been held; heads can also answer once days were delivered."</p>
            </EmptyState>
        };
        view! {
            <ErrorSummary errors=shown.summary()/>
            <Title text="What people thought"/>
            <Table caption="Answers, the newest first" quiet_caption=true columns rows
                empty=empty.into_any()/>
            <Pagination label="Answers" next=next.unwrap_or_default()/>
            {csv::link("/evaluations.csv".to_owned(), "")}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn row(one: EvaluationRow, key: &str, typed: &Typed) -> TableRow {
    let reply = match one.reply.clone() {
        Some(reply) => reply.into_any(),
        None => form(one.id, key, typed),
    };
    TableRow::new(vec![
        moment_in_words(one.answered_at).into(),
        one.service.into(),
        words::evaluation::by(one.kind).into(),
        one.school.into(),
        words::evaluation::score(one.kind, one.score).into(),
        one.words.unwrap_or_default().into(),
        Cell::View(reply),
    ])
}

/// The form of one reply, behind a line that opens.
fn form(id: EvaluationId, key: &str, typed: &Typed) -> AnyView {
    let who = id.to_string();
    let mine = typed.form.get("who") == who;
    let (value, error) =
        if mine { (typed.value("reply"), typed.error("reply")) } else { (String::new(), None) };
    let (action, key) = (format!("/evaluations/{id}/reply"), format!("{key}-{who}"));
    view! {
        <Details summary="Reply" open=mine>
            <Form action key>
                <Hidden name="who" value=who/>
                <TextField name="reply" label="Your reply" hint="Once, for the school to read" value error/>
                <Button kind=ButtonKind::Secondary>"Send the reply"</Button>
            </Form>
        </Details>
    }
    .into_any()
}

const COLUMNS: [&str; 7] =
    ["When", "Service", "Who", "School", "Points of five", "In their words", "Reply"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "what-people-thought", &COLUMNS, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    let row = |one: EvaluationRow| {
        vec![
            one.answered_at.to_rfc3339(),
            one.service,
            words::evaluation::by(one.kind).to_owned(),
            one.school,
            one.score.number().to_string(),
            one.words.unwrap_or_default(),
            one.reply.unwrap_or_default(),
        ]
    };
    Ok(listed(&ask, page).await?.map(row))
}
