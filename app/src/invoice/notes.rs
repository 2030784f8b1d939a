//! The list of credit notes, and its file.

use std::sync::Arc;

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::invoice::{CreditNoteRow, credit_notes};

use super::list::{Which, tabs};
use crate::parts::{
    Cell, ColumnHead, EmptyState, Muted, Pagination, Table, TableRow, Tabs, Tag, TagKind, TextLink,
    Title,
};
use crate::web::csv::{self, csv_address};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Credit notes of the school or of the partnership, the newest first.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = credit_notes(ask.market(), actor, &ask.page()).await?;
    let manages = actor.can(Action::ManageInvoices);
    let csv = csv_address("/credit-notes.csv", &ask.query);
    let next = found.next.map(|key| format!("/credit-notes?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Credit notes", move || {
        let rows = items.into_iter().map(|note| row(note, manages)).collect();
        view! {
            <Title text="Credit notes"/>
            <Tabs label="Which invoices" tabs=tabs(Which::CreditNotes)/>
            <Table caption="Credit notes, newest first" quiet_caption=true columns=columns(manages)
                rows empty=empty()/>
            <Pagination label="Credit notes" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

fn columns(manages: bool) -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Credit note"),
        ColumnHead::words(if manages { "School" } else { "From" }),
        ColumnHead::words("Invoice"),
        ColumnHead::words("Issued"),
        ColumnHead::words("Paid back"),
        ColumnHead::numbers("Including VAT"),
    ]
}

fn row(note: CreditNoteRow, manages: bool) -> TableRow {
    let (href, number) = (format!("/credit-notes/{}", note.id), note.number);
    let (invoice, of) = (format!("/invoices/{}", note.invoice), note.invoice_number);
    let refunded = match (note.refund == note.used, note.refunded_on) {
        (true, _) => Cell::Text("Not needed".to_owned()),
        (false, Some(on)) => Cell::Text(short_day(on)),
        (false, None) => Cell::view(view! { <Tag kind=TagKind::Waits text="To be paid back"/> }),
    };
    TableRow::new(vec![
        Cell::view(view! { <TextLink href together=true>{number}</TextLink> }),
        Cell::Text(if manages { note.school } else { note.seller }),
        Cell::view(view! { <TextLink href=invoice together=true>{of}</TextLink> }),
        short_day(note.issued_on).into(),
        refunded,
        note.gross.to_string().into(),
    ])
}

fn empty() -> AnyView {
    view! {
        <EmptyState title="No credit notes here yet">
            <p>"A credit note takes back what of an invoice is not owed."</p>
        </EmptyState>
    }
    .into_any()
}

const HEAD: [&str; 12] = [
    "Number",
    "Invoice",
    "From",
    "To",
    "Issued on",
    "Why",
    "Net",
    "VAT",
    "Gross",
    "Had been paid",
    "Set against other invoices",
    "Paid back on",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "credit-notes", &HEAD, file_rows).await
}

async fn file_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    Ok(credit_notes(ask.market(), ask.actor()?, &page).await?.map(|note| file_row(&note)))
}

fn file_row(note: &CreditNoteRow) -> Vec<String> {
    vec![
        note.number.clone(),
        note.invoice_number.clone(),
        note.seller.clone(),
        note.school.clone(),
        note.issued_on.to_string(),
        note.reason.clone(),
        words::plain_pounds(note.net),
        words::plain_pounds(note.vat),
        words::plain_pounds(note.gross),
        words::plain_pounds(note.refund),
        words::plain_pounds(note.used),
        csv::day(note.refunded_on),
    ]
}
