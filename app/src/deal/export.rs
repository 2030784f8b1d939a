//! Group deals as CSV.

use std::sync::Arc;

use domain::Failure;
use domain::calendar::london_day;
use market::db::{Page, PageAsked};
use market::deal::DealInList;

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 13] = [
    "Deal",
    "Category",
    "Partnership",
    "Provider",
    "State",
    "Closes on",
    "Schools in",
    "Schools needed",
    "Price now excluding VAT",
    "Per",
    "Next price excluding VAT",
    "Missing for it",
    "We are in",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "deals", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(super::list::listed(&ask, page).await?.map(row))
}

fn row(deal: DealInList) -> Vec<String> {
    let next = deal.next.filter(|_| deal.state == domain::deal::DealState::Open);
    vec![
        deal.title,
        deal.category.label().to_owned(),
        deal.partnership,
        deal.provider,
        words::deal::deal_state(deal.state).to_owned(),
        london_day(deal.closes_at).to_string(),
        deal.schools_in.to_string(),
        deal.least_schools.map(|least| least.to_string()).unwrap_or_default(),
        words::plain_pounds(deal.price_now.pence()),
        words::deal::per_unit(deal.unit).to_owned(),
        next.map(|next| words::plain_pounds(next.unit_price.pence())).unwrap_or_default(),
        next.map(|next| next.missing.to_string()).unwrap_or_default(),
        csv::yes(deal.joined),
    ]
}
