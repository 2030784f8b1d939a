//! Days and pay as CSV.

use std::sync::Arc;

use domain::Failure;
use market::capacity::{PayRow, StatementDay, pay_of_month, pay_statement};
use market::db::{Page, PageAsked};

use super::month_of;
use crate::web::{Answer, Ask, csv};
use crate::words::{self, pay as told};

const MONTH: [&str; 7] = [
    "Name",
    "Pool",
    "On what terms",
    "Days delivered",
    "Days cancelled late",
    "Due in pounds",
    "Days without a rate",
];

const DAYS: [&str; 7] =
    ["Day", "School", "Days", "What became of it", "Order", "On what terms", "Due in pounds"];

/// The month of everybody as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "days-and-pay", &MONTH, month).await
}

async fn month(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let rows = pay_of_month(ask.market(), ask.actor()?, month_of(&ask)?).await?;
    Ok(csv::whole(rows, person))
}

fn person(one: PayRow) -> Vec<String> {
    vec![
        one.name,
        one.pool,
        one.terms.map(|terms| told::terms(terms.pay)).unwrap_or_default(),
        told::decimal_days(one.totals.delivered_halves),
        told::decimal_days(one.totals.late_halves),
        words::plain_pounds(one.totals.due),
        one.totals.without_terms.to_string(),
    ]
}

/// One person's month as a file.
pub async fn days(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "statement", &DAYS, days_of).await
}

async fn days_of(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let whose = (ask.part("pract")?, month_of(&ask)?);
    let found = pay_statement(ask.market(), ask.actor()?, whose).await?;
    Ok(csv::whole(found.days, day))
}

fn day(one: StatementDay) -> Vec<String> {
    vec![
        csv::day(Some(one.day.day)),
        one.school,
        if one.day.is_half { "0.5" } else { "1" }.to_owned(),
        told::outcome(one.day.outcome).to_owned(),
        one.reference,
        one.terms.map(|terms| told::terms(terms.pay)).unwrap_or_default(),
        words::plain_pounds(one.due),
    ]
}
