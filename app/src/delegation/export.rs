//! Who approves what in a school as CSV: what holds, by whom, who stands in, what was laid down.

use std::sync::Arc;

use domain::access::Role;
use domain::calendar::london_day;
use domain::people::has_limit;
use domain::{Failure, Pence};
use market::db::{Page, PageAsked};
use market::delegation::{LaidDown, SchemeShown, StandsIn, view_scheme};

use crate::web::{Answer, Ask, csv};
use crate::words::{self, delegation as said};

async fn scheme(ask: &Ask) -> Result<SchemeShown, Failure> {
    view_scheme(ask.market(), ask.actor()?).await
}

const HOLDS: [&str; 3] = ["For", "An order, including VAT", "Who decides"];

/// Who decides on an order, by what it comes to: for everything, and for each kind of service for
/// which something else holds.
pub async fn holds(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "who-approves-what", &HOLDS, holds_rows).await
}

async fn holds_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let shown = scheme(&ask).await?;
    let kinds = shown.scheme.categories().map(|(category, _)| Some(category));
    let levels = std::iter::once(None).chain(kinds).flat_map(|category| {
        let decide = said::who_decides(&shown, category).into_iter();
        decide.map(move |(amount, who)| vec![said::category(category), amount, who])
    });
    Ok(csv::whole(levels, |row| row))
}

const PEOPLE: [&str; 3] = ["Name", "Role", "Own limit including VAT"];

/// Who orders and approves, as a file.
pub async fn people(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "who-orders-and-approves", &PEOPLE, people_rows).await
}

async fn people_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(scheme(&ask).await?.people, |(colleague, role, limit)| {
        vec![colleague.name, words::role(role).to_owned(), own_limit(role, limit)]
    }))
}

fn own_limit(role: Role, limit: Option<Pence>) -> String {
    match limit {
        _ if !has_limit(role) => String::new(),
        Some(limit) => words::plain_pounds(limit),
        None => "No limit".to_owned(),
    }
}

const DEPUTIES: [&str; 6] = [
    "Who is away",
    "Role",
    "First day",
    "Last day",
    "Who stands in",
    "Approves up to, including VAT",
];

/// Deputies, now and to come, as a file.
pub async fn deputies(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "deputies", &DEPUTIES, deputy_rows).await
}

async fn deputy_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(scheme(&ask).await?.away, deputy_row))
}

fn deputy_row(away: StandsIn) -> Vec<String> {
    let limit = match (&away.deputy, away.limit) {
        (None, _) => String::new(),
        (Some(_), Some(limit)) => words::plain_pounds(limit),
        (Some(_), None) => "As they do".to_owned(),
    };
    vec![
        away.approver,
        words::role(away.role).to_owned(),
        away.first_on.to_string(),
        away.last_on.to_string(),
        away.deputy.unwrap_or_else(|| "Nobody".to_owned()),
        limit,
    ]
}

const HISTORY: [&str; 5] = [
    "Since",
    "Laid down by",
    "For",
    "A buyer alone, including VAT",
    "Governors above, including VAT",
];

/// Everything that was laid down, the last first, as a file.
pub async fn history(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "laid-down", &HISTORY, history_rows).await
}

async fn history_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(scheme(&ask).await?.history, history_row))
}

fn history_row(laid: LaidDown) -> Vec<String> {
    let amount = |amount: Option<Pence>| amount.map(words::plain_pounds).unwrap_or_default();
    vec![
        london_day(laid.at).to_string(),
        laid.by,
        said::category(laid.category),
        amount(laid.rule.alone),
        amount(laid.rule.governors_above),
    ]
}
