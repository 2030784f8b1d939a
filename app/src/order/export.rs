//! Orders as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::order::OrderRow;

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 14] = [
    "Reference",
    "State",
    "School",
    "What",
    "Lines",
    "First day",
    "Last day",
    "Purchase order number",
    "Asked for by",
    "Asked for on",
    "Net",
    "VAT",
    "Gross",
    "Lines in dispute",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "orders", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let (_, page) = super::list::listed(&ask, page).await?;
    Ok(page.map(|order| row(&order)))
}

fn row(order: &OrderRow) -> Vec<String> {
    vec![
        order.reference.clone(),
        words::order_state(order.state).0.to_owned(),
        order.school.clone(),
        order.what.clone(),
        order.lines.to_string(),
        csv::day(order.first_day),
        csv::day(order.last_day),
        order.purchase_order_number.clone().unwrap_or_default(),
        order.requested_by.clone(),
        domain::calendar::london_day(order.requested_at).to_string(),
        words::plain_pounds(order.net),
        words::plain_pounds(order.vat),
        words::plain_pounds(order.gross),
        order.disputed.to_string(),
    ]
}
