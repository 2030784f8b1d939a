//! The trail as CSV, exactly as it is narrowed down.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::{london_day, london_time};
use market::audit::{Trail, TrailEntry, view_trail};
use market::db::{Page, PageAsked};

use super::values::Line;
use super::{Narrowed, entry};
use crate::web::{Answer, Ask, csv};

const HEAD: [&str; 10] = [
    "Entry",
    "Day",
    "Time in London",
    "Who",
    "For whom",
    "From where",
    "What",
    "On what",
    "Reference",
    "Before and after",
];

/// The entries that fit the address, as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "audit-trail", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let Narrowed { asked, problems } = Narrowed::read(&ask.query, page)?;
    if !problems.is_empty() {
        return Err(Failure::Invalid(problems));
    }
    let Trail { entries, things, .. } = view_trail(ask.market(), ask.actor()?, asked).await?;
    Ok(entries.map(|one| {
        let told: Vec<String> = entry::changes(&one, &things).iter().map(Line::told).collect();
        row(&one, entry::on(&one, &things), told.join("; "))
    }))
}

fn row(one: &TrailEntry, on: Option<&str>, told: String) -> Vec<String> {
    vec![
        one.id.to_string(),
        london_day(one.at).to_string(),
        london_time(one.at).format("%H:%M:%S").to_string(),
        entry::who(one).unwrap_or_default(),
        entry::acting_for(one).unwrap_or_default(),
        one.from_where.clone().unwrap_or_default(),
        entry::what(one),
        on.unwrap_or_default().to_owned(),
        one.subject.clone(),
        told,
    ]
}
