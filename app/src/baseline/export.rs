//! What a school pays now as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::london_day;
use market::baseline::{Baseline, baselines};
use market::db::{Page, PageAsked};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 11] = [
    "For what",
    "Who you pay",
    "A year excluding VAT",
    "For how many",
    "Of what",
    "From",
    "Until",
    "Document",
    "Note",
    "Said on",
    "Said by",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "what-you-pay", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(baselines(ask.market(), ask.actor()?, &page).await?.map(row))
}

fn row(one: Baseline) -> Vec<String> {
    vec![
        one.category.label().to_owned(),
        one.supplier,
        words::plain_pounds(one.yearly.pence()),
        one.quantity.to_string(),
        one.unit.label_for(one.quantity).to_owned(),
        csv::day(one.covers_from),
        csv::day(one.covers_to),
        one.file.map(|file| file.name).unwrap_or_default(),
        one.note.unwrap_or_default(),
        london_day(one.entered_at).to_string(),
        one.entered_by,
    ]
}
