//! The people of a pool and their days as CSV.

use std::sync::Arc;

use ::market::capacity::{PersonDays, view_pool};
use ::market::db::{Page, PageAsked};
use domain::Failure;

use super::{away, works};
use crate::web::{Answer, Ask, csv};

const HEAD: [&str; 6] =
    ["Name", "Works", "Away", "Until", "Days booked from today on", "Days worked from today on"];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "people-and-days", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let pool = view_pool(ask.market(), ask.actor()?, ask.part("service")?).await?;
    Ok(csv::whole(pool.people, row))
}

fn row(one: PersonDays) -> Vec<String> {
    vec![
        one.name.clone(),
        works(&one),
        away(&one),
        csv::day(one.ends_on),
        one.utilisation.booked.to_string(),
        one.utilisation.available.to_string(),
    ]
}
