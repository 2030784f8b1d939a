//! The directory of partnerships as CSV.

use std::sync::Arc;

use domain::Failure;
use market::association::{Listed, directory};
use market::db::{Page, PageAsked};

use super::{areas, work};
use crate::web::{Answer, Ask, csv};

const HEAD: [&str; 7] = [
    "Partnership",
    "In the association since",
    "Area",
    "What it works in",
    "Members here",
    "Services on sale",
    "Contact",
];

/// The directory as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "partnerships", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(csv::whole(directory(ask.market()).await?, row))
}

fn row(one: Listed) -> Vec<String> {
    vec![
        one.name.clone(),
        one.since.to_string(),
        areas(&one.areas),
        work(&one),
        one.members.to_string(),
        one.on_sale.to_string(),
        one.contact.unwrap_or_default(),
    ]
}
