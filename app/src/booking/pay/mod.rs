//! Days and pay of a provider's people: a month of everybody, or of whoever looks.

pub mod export;
pub mod statement;

use domain::Failure;
use domain::capacity::{Pay, YearMonth};
use leptos::prelude::*;
use market::capacity::{PayRow, pay_of_month};

use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page, csv};
use crate::words::{self, pay as told};

/// Shows the month.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let month = month_of(&ask)?;
    let rows = pay_of_month(ask.market(), ask.actor()?, month).await?;
    let page = Page::new("Days and pay", move || body(month, &rows));
    Ok(page.paper(format!("Days and pay, {}", told::month(month))).into())
}

/// The month that is asked for; this one where none is.
pub(super) fn month_of(ask: &Ask) -> Result<YearMonth, Failure> {
    match ask.query.get("month") {
        "" => Ok(YearMonth::of(ask.market().today())),
        text => text.parse().map_err(|_| Failure::NotFound),
    }
}

fn body(month: YearMonth, all: &[PayRow]) -> impl IntoView + use<> {
    let rows: Vec<TableRow> = all.iter().map(|one| row(month, one)).collect();
    let any = !rows.is_empty();
    let empty = view! {
        <EmptyState title="Nobody’s days are yours to see">
            <p>"Whoever keeps the people of your team chooses your account under People and days. Then your days and your pay stand here."</p>
        </EmptyState>
    }
    .into_any();
    let to = |month: YearMonth| format!("/pay?month={month}");
    view! {
        <BackLink href="/bookings" text="Back to bookings"/>
        <Title caption=told::month(month) text="Days and pay"/>
        <Lead>"Each sees their own days and pay. Whoever manages the people sees everybody’s, and nobody else sees any."</Lead>
        <Table caption="People and what their month comes to" quiet_caption=true columns=columns()
            rows empty/>
        <Pagination label="Months" previous=to(month.previous()) next=to(month.next())/>
        {any.then(|| csv::link(format!("/pay.csv?month={month}"), ""))}
    }
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Name"),
        ColumnHead::words("Pool"),
        ColumnHead::words("On what terms"),
        ColumnHead::numbers("Days delivered"),
        ColumnHead::numbers("Cancelled late"),
        ColumnHead::numbers("Due"),
    ]
}

fn row(month: YearMonth, one: &PayRow) -> TableRow {
    let (href, name) = (format!("/pay/{}?month={month}", one.practitioner), one.name.clone());
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href>{name}</TextLink> }),
        one.pool.clone().into(),
        one.terms.map_or("Not set yet".to_owned(), |terms| told::terms(terms.pay)).into(),
        told::days(one.totals.delivered_halves).into(),
        told::days(one.totals.late_halves).into(),
        due(one).into(),
    ])
}

/// What is due; nothing is said where it is not by the day, or nobody has set a rate.
pub(super) fn due(one: &PayRow) -> String {
    let by_day = one.terms.is_some_and(|terms| matches!(terms.pay, Pay::Freelance { .. }));
    if by_day || !one.totals.due.is_zero() {
        words::money(one.totals.due)
    } else {
        "–".to_owned()
    }
}
