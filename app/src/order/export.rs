//! Orders as CSV.

use domain::Failure;
use market::db::PageAsked;
use market::order::{OrderRow, OrdersAsked, Side, orders};

use crate::web::{Answer, Ask, csv_text};
use crate::words;

/// The most pages that one file holds.
const PAGES_MAX: usize = 400;

const HEAD: [&str; 13] = [
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
];

/// Every order that the list shows.
pub async fn csv(ask: Ask) -> Result<Answer, Failure> {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let asked =
            OrdersAsked { page: PageAsked { after: after.take() }, ..OrdersAsked::default() };
        let (side, page) = orders(ask.market(), ask.actor()?, asked).await?;
        if side == Side::Provider {
            return Err(Failure::NotAllowed);
        }
        rows.extend(page.items.iter().map(row));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(Answer::csv("orders.csv", &csv_text(&rows)?))
}

fn row(order: &OrderRow) -> Vec<String> {
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    vec![
        order.reference.clone(),
        words::order_state(order.state).0.to_owned(),
        order.school.clone(),
        order.what.clone(),
        order.lines.to_string(),
        day(order.first_day),
        day(order.last_day),
        order.purchase_order_number.clone().unwrap_or_default(),
        order.requested_by.clone(),
        domain::calendar::london_day(order.requested_at).to_string(),
        words::plain_pounds(order.net),
        words::plain_pounds(order.vat),
        words::plain_pounds(order.gross),
    ]
}
