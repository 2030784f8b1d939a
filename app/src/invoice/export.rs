//! Invoices, and what is still to be invoiced, as CSV.

use std::sync::Arc;

use domain::Failure;
use market::db::{Page, PageAsked};
use market::invoice::{InvoiceRow, Uninvoiced, UninvoicedLine, uninvoiced};

use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 16] = [
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
    "Credited",
    "Paid",
    "Owed",
    "Disputed",
    "Something to credit",
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
        words::plain_pounds(invoice.credited),
        words::plain_pounds(invoice.paid),
        words::plain_pounds(invoice.owed),
        if invoice.is_disputed { "Yes" } else { "No" }.to_owned(),
        if invoice.is_to_credit { "Yes" } else { "No" }.to_owned(),
    ]
}

const WAITING: [&str; 6] =
    ["School", "What", "Order", "Day", "Purchase order number", "Excluding VAT"];

/// What was delivered and is on no invoice yet, as a file.
pub async fn file_of_waiting(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "to-invoice", &WAITING, waiting_rows).await
}

async fn waiting_rows(ask: Arc<Ask>, _: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let schools = uninvoiced(ask.market(), ask.actor()?).await?;
    let of_school = |school: &Uninvoiced| -> Vec<Vec<String>> {
        school.lines.iter().map(|line| waiting_row(&school.name, line)).collect()
    };
    Ok(Page { items: schools.iter().flat_map(of_school).collect(), next: None })
}

fn waiting_row(school: &str, line: &UninvoicedLine) -> Vec<String> {
    vec![
        school.to_owned(),
        line.description.clone(),
        line.reference.clone(),
        csv::day(line.day),
        line.purchase_order_number.clone().unwrap_or_default(),
        words::plain_pounds(line.net.pence()),
    ]
}
