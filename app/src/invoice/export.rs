//! Invoices as CSV.

use domain::Failure;
use market::db::PageAsked;
use market::invoice::{InvoiceRow, InvoicesAsked, invoices};

use crate::web::{Answer, Ask, csv_text};
use crate::words;

/// The most pages that one file holds.
const PAGES_MAX: usize = 400;

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

/// Every invoice that the list shows.
pub async fn csv(ask: Ask) -> Result<Answer, Failure> {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let asked =
            InvoicesAsked { page: PageAsked { after: after.take() }, ..InvoicesAsked::default() };
        let page = invoices(ask.market(), ask.actor()?, asked).await?;
        rows.extend(page.items.iter().map(row));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(Answer::csv("invoices.csv", &csv_text(&rows)?))
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
        invoice.paid_on.map(|day| day.to_string()).unwrap_or_default(),
        words::plain_pounds(invoice.net),
        words::plain_pounds(invoice.vat),
        words::plain_pounds(invoice.gross),
    ]
}
