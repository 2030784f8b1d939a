//! The people of an organisation as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::people::has_limit;
use market::db::{Page, PageAsked};
use market::people::{Holding, people};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 6] = ["Email", "Name", "Role", "Limit including VAT", "Since", "Until"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = people(ask.market(), ask.actor()?, &page).await?;
    Ok(found.holdings.map(|held| row(&held)))
}

fn row(held: &Holding) -> Vec<String> {
    let limit = match held.limit {
        _ if !has_limit(held.role) => String::new(),
        Some(limit) => words::plain_pounds(limit),
        None => "No limit".to_owned(),
    };
    vec![
        held.email.clone().unwrap_or_default(),
        held.name.clone(),
        words::role(held.role).to_owned(),
        limit,
        held.starts_on.to_string(),
        csv::day(held.ends_on),
    ]
}
