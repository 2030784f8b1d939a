//! Invoices as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::invoice::InvoiceRow;

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 11] = [
    "Number",
    "State",
    "From",
    "To",
    "Purchase order number",
    "Issued on",
    "Due on",
    "Paid on",
    "Net",
    "VAT",
    "Gross",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "invoices", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    Ok(super::list::listed(&ask, page).await?.map(|invoice| row(&invoice)))
}

fn row(invoice: &InvoiceRow) -> Vec<String> {
    vec![
        invoice.number.clone(),
        words::invoice_state(invoice.state, invoice.is_overdue).0.to_owned(),
        invoice.seller.clone(),
        invoice.school.clone(),
        invoice.purchase_order_number.clone().unwrap_or_default(),
        invoice.issued_on.to_string(),
        invoice.due_on.to_string(),
        csv::day(invoice.paid_on),
        words::plain_pounds(invoice.net),
        words::plain_pounds(invoice.vat),
        words::plain_pounds(invoice.gross),
    ]
}
