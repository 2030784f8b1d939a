//! A sheet of next year's costs to download.

use std::sync::Arc;

use domain::buy_back::Choice;
use domain::id::BuyBackId;
use domain::{Failure, Pence};
use market::buy_back::{RowState, SheetRow, view_sheet};
use market::db::{Page, PageAsked};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 12] = [
    "Service",
    "Provider",
    "Budget code",
    "Unit",
    "Quantity last year",
    "Months last year",
    "Cost last year",
    "Chosen",
    "Quantity next year",
    "Cost next year",
    "Ordered with the buy-back",
    "Why not",
];

/// The file: amounts excluding VAT.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "next-years-costs", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let id: BuyBackId = ask.part("buyback")?;
    let sheet = view_sheet(ask.market(), ask.actor()?, id).await?;
    Ok(csv::whole(sheet.rows, |one| row(&one)))
}

fn row(one: &SheetRow) -> Vec<String> {
    let stops = one.kept == Some(Choice::Stop);
    let next = one.next();
    let (quantity, cost) = match &one.state {
        RowState::Open(_) if stops => ("0".to_owned(), words::plain_pounds(Pence::ZERO)),
        RowState::Open(next) => (next.quantity.to_string(), words::plain_pounds(next.net.pence())),
        RowState::Ordered { net, .. } => (String::new(), words::plain_pounds(net.pence())),
        RowState::Cannot(_) => (String::new(), String::new()),
    };
    let why = match &one.state {
        RowState::Open(_) => String::new(),
        RowState::Ordered { reference, .. } => format!("Ordered already: {reference}"),
        RowState::Cannot(refusal) => words::refusal(refusal).0,
    };
    vec![
        one.title.clone(),
        one.provider_name.clone(),
        one.cfr.as_ref().map(ToString::to_string).unwrap_or_default(),
        one.unit.label().to_owned(),
        one.had.quantity.to_string(),
        one.had.months.map(|months| months.to_string()).unwrap_or_default(),
        words::plain_pounds(one.had.net.pence()),
        one.kept.map(words::buy_back::choice).unwrap_or_default(),
        quantity,
        cost,
        csv::yes(next.is_some() && one.renewal.is_ordered()),
        why,
    ]
}
