//! Days of peer review as CSV, as the page of whoever is acted for shows them.

use std::sync::Arc;

use domain::Failure;
use domain::service::PeerReviews;
use market::db::{Page, PageAsked};
use market::peer_review::own_peer_reviews;

use super::{sees_all, year_of};
use crate::web::{Answer, Ask, csv};
use crate::words::plain_pounds;

const COLUMNS: [&str; 9] = [
    "School year",
    "School, or through whom",
    "Days given",
    "Days received",
    "Balance",
    "Given, not by the day",
    "Received, not by the day",
    "Paid by the school, excluding VAT",
    "Paid by the partnership, excluding VAT",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "peer-review", &COLUMNS, rows).await
}

async fn rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    if sees_all(&ask)? {
        let found = year_of(&ask).await?;
        let year = found.year.to_string();
        return Ok(csv::whole(found.rows, |row| cells(year.clone(), row.name, &row.reviews)));
    }
    let found = own_peer_reviews(ask.market(), ask.actor()?).await?;
    Ok(csv::whole(found, |row| cells(row.year.to_string(), row.partnership, &row.reviews)))
}

fn cells(year: String, name: String, reviews: &PeerReviews) -> Vec<String> {
    vec![
        year,
        name,
        reviews.given.to_string(),
        reviews.received.to_string(),
        reviews.balance().to_string(),
        reviews.others_given.to_string(),
        reviews.others_received.to_string(),
        plain_pounds(reviews.paid.pence()),
        plain_pounds(reviews.funded.pence()),
    ]
}
