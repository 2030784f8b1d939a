//! One person's month on a page, for them and for whoever manages them; and setting what they are paid.

use domain::Failure;
use domain::calendar::day_in_words;
use domain::capacity::{Engagement, Pay, PayTotals, TypedPay, YearMonth};
use domain::id::PractitionerId;
use leptos::prelude::*;
use market::capacity::{PayStatement, SetPay, StatementDay, pay_statement, set_pay};

use super::month_of;
use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Lead,
    Muted, Notice, NoticeKind, Pagination, Section, SummaryList, SummaryRow, Table, TableRow,
    Title,
};
use crate::web::{Answer, Ask, Fields, Page, Typed, csv};
use crate::words::{self, pay as told};

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    page(&ask, Typed::fresh(ask.form.clone())).await
}

/// Sets what somebody is paid.
pub async fn set(ask: Ask) -> Result<Answer, Failure> {
    let practitioner: PractitionerId = ask.part("pract")?;
    let get = |field| ask.form.get(field).to_owned();
    let typed = TypedPay {
        engagement: get("engagement"),
        from_on: ask.form.date("from_on"),
        day_rate: get("day_rate"),
        late_share: get("late_share"),
        contracted_days: get("contracted_days"),
    };
    let command = SetPay { key: ask.form.key()?, practitioner, typed };
    match set_pay(ask.market(), ask.actor()?, command).await {
        Ok(()) => Ok(Answer::see_other(format!("/pay/{practitioner}?done=set"))),
        Err(failure) => page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let (practitioner, month) = (ask.part("pract")?, month_of(ask)?);
    let found = pay_statement(ask.market(), ask.actor()?, (practitioner, month)).await?;
    let reference = format!("Days and pay of {}, {}", found.name, told::month(month));
    let (key, done, shown) = (ask.form_key(), ask.query.has("done", "set"), typed.clone());
    let page = Page::new(reference.clone(), move || body(found, key, done, &shown));
    Ok(page.with_form(&typed).paper(reference).into())
}

fn body(found: PayStatement, key: String, done: bool, typed: &Typed) -> impl IntoView + use<> {
    let (practitioner, month) = (found.practitioner, found.month);
    let to = |month: YearMonth| format!("/pay/{practitioner}?month={month}");
    let lacking = found.days.iter().filter(|one| one.lacks_terms()).count();
    let lacking = (lacking > 0).then(|| {
        let title = format!("{} without a rate", words::plural_of(lacking, "day", "days"));
        view! {
            <Notice kind=NoticeKind::Waits title>
                <p>"Nobody has said on what terms they were worked, so nothing is due for them yet."</p>
            </Notice>
        }
    });
    let rows: Vec<TableRow> = found.days.iter().map(row).collect();
    let any = !rows.is_empty();
    let empty = view! {
        <EmptyState title="No days in this month"><p>"Days that schools book stand here, and what became of them."</p></EmptyState>
    }
    .into_any();
    let (summary, totals, errors) = (summary(&found), totals(&found.totals), typed.summary());
    let set = found.can_set.then(|| set_form(&found, key, typed));
    let lead = format!("{}, {}", found.provider, found.pool);
    view! {
        <BackLink href=format!("/pay?month={month}") text="Back to days and pay"/>
        <ErrorSummary errors/>
        {done.then(|| view! { <Notice kind=NoticeKind::Success title="The terms of pay are set"/> })}
        <Title caption=format!("Days and pay, {}", told::month(month)) text=found.name/>
        <Lead>{lead}</Lead>
        {lacking}
        <SummaryList label="What the month comes to" rows=summary/>
        <Table caption="Days of the month, and what is due" quiet_caption=true columns=columns() rows
            empty/>
        {any.then_some(totals)}
        <Pagination label="Months" previous=to(month.previous()) next=to(month.next())/>
        {any.then(|| csv::link(format!("/pay/{practitioner}/days.csv?month={month}"), ""))}
        {set}
    }
}

fn summary(found: &PayStatement) -> Vec<SummaryRow> {
    let totals = &found.totals;
    let mut rows = vec![
        SummaryRow::new("Due", words::money(totals.due)),
        SummaryRow::new("Days delivered", told::days(totals.delivered_halves)),
        SummaryRow::new("Days that schools cancelled late", told::days(totals.late_halves)),
    ];
    if let Some((halves, contracted)) = found.owed {
        let of = contracted.map(|days| format!(" of {}", words::count(days))).unwrap_or_default();
        let said = format!("{}{of}", told::days(halves));
        rows.push(SummaryRow::new("Towards the days of the school year, from 1 September", said));
    }
    rows
}

/// How the amount comes about, under the table.
fn totals(totals: &PayTotals) -> AnyView {
    let due = words::money(totals.due);
    view! {
        <Muted>{format!("Due together: {due}. Before tax; half a day is paid half, rounded to the penny, and the sum is that of the lines. An employee’s days are counted and not paid one by one.")}</Muted>
    }
    .into_any()
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Day"),
        ColumnHead::words("School"),
        ColumnHead::words("How long"),
        ColumnHead::words("What became of it"),
        ColumnHead::words("Order"),
        ColumnHead::numbers("A day"),
        ColumnHead::numbers("Due"),
    ]
}

fn row(one: &StatementDay) -> TableRow {
    let cells: Vec<Cell> = vec![
        day_in_words(one.day.day).into(),
        one.school.clone().into(),
        if one.day.is_half { "Half a day" } else { "Whole day" }.into(),
        told::outcome(one.day.outcome).into(),
        one.reference.clone().into(),
        rate(one).into(),
        words::money(one.due).into(),
    ];
    TableRow::new(cells)
}

/// What a whole day is paid, where it is paid by the day.
fn rate(one: &StatementDay) -> String {
    match one.terms.map(|terms| terms.pay) {
        Some(Pay::Freelance { day_rate, .. }) => words::money(day_rate),
        Some(Pay::Employed { .. }) => told::engagement(Engagement::Employed).to_owned(),
        None => "Not set".to_owned(),
    }
}

fn set_form(found: &PayStatement, key: String, typed: &Typed) -> AnyView {
    let fields = Fields::of(typed);
    let choices =
        Engagement::ALL.iter().map(|one| Choice::new(one.code(), told::engagement(*one))).collect();
    let known = found.terms.iter().map(told::terms_from);
    let known = known.map(|terms| view! { <p>{terms}</p> }).collect_view();
    let inputs = vec![
        fields.radios("engagement", "How they work for you", choices, ""),
        fields.date("from_on", "From which day on", "Days before it stay as they are"),
        fields.money("day_rate", "What a day is paid", "Freelance only. Half a day is paid half"),
        fields.number(
            "late_share",
            "Share paid for a day that a school cancels late (freelance only)",
            "%",
        ),
        fields.number("contracted_days", "Days they owe in a school year (employed only)", "days"),
    ];
    let action = format!("/pay/{}", found.practitioner);
    view! {
        <Section id="set" title="What they are paid">
            {known}
            <p>"Setting it again from the same day puts it right; the last that was set counts. They see it, and nobody else outside of your own team does."</p>
            <Form action key>
                {inputs}
                <Actions><Button>"Set the terms"</Button></Actions>
            </Form>
        </Section>
    }
    .into_any()
}
