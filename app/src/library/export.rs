//! The library as CSV, and the versions of one resource.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::london_day;
use market::db::{Page, PageAsked};
use market::library::{Edition, ResourceRow, library, view_resource};

use super::asked;
use crate::web::{Answer, Ask, csv};
use crate::words::library as words;

const HEAD: [&str; 10] = [
    "Title",
    "Summary",
    "What it is",
    "About",
    "Partnership",
    "For",
    "Version",
    "Of",
    "Look at again by",
    "Read so far",
];

/// The library as it is narrowed, as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "library", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = library(ask.market(), &ask.viewer, asked(&ask.query, page)).await?;
    Ok(found.resources.map(row))
}

fn row(one: ResourceRow) -> Vec<String> {
    vec![
        one.title,
        one.summary.unwrap_or_default(),
        words::kind(one.kind).to_owned(),
        one.category.label().to_owned(),
        one.partnership,
        words::reach(one.reach).to_owned(),
        one.number.to_string(),
        csv::day(Some(one.dated_on)),
        csv::day(one.review_by),
        one.reads.map(|reads| reads.to_string()).unwrap_or_default(),
    ]
}

const EDITIONS: [&str; 5] = ["Version", "Of", "Look at again by", "Added by", "Added"];

/// The versions of a resource as a file, for those who keep it.
pub async fn editions(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "versions", &EDITIONS, edition_rows).await
}

async fn edition_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let found = view_resource(ask.market(), &ask.viewer, ask.part("resource")?).await?;
    if !found.can_keep {
        return Err(Failure::NotFound);
    }
    Ok(csv::whole(found.editions, edition_row))
}

fn edition_row(one: Edition) -> Vec<String> {
    vec![
        one.number.to_string(),
        csv::day(Some(one.facts.dated_on)),
        csv::day(one.facts.review_by),
        one.made_by.unwrap_or_default(),
        csv::day(Some(london_day(one.made_at))),
    ]
}
