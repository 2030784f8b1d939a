//! The list of payments, and its file.

use std::sync::Arc;

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::payment::{PaymentRow, PaymentsAsked, payments};

use super::way;
use crate::invoice::{Which, tabs};
use crate::parts::{
    Actions, ButtonLink, Cell, ColumnHead, EmptyState, Muted, Pagination, Table, TableRow, Tabs,
    Tag, TagKind, TextLink, Title,
};
use crate::web::csv::{self, csv_address};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// What the address calls those of which something stands to the school's credit.
const WITH_CREDIT: &str = "credit";

/// Payments of the school or to the partnership, the newest first.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let found = listed(&ask, ask.page()).await?;
    let manages = ask.actor()?.can(Action::ManageInvoices);
    let narrowed = ask.query.get("only") == WITH_CREDIT;
    let csv = csv_address("/payments.csv", &ask.query);
    let next = found.next.map(|key| format!("/payments?{}", ask.query.with("after", &key)));
    let items = found.items;
    let page = Page::new("Payments", move || {
        let rows = items.into_iter().map(|payment| row(payment, manages)).collect();
        let (href, other) = if narrowed {
            ("/payments".to_owned(), "All payments")
        } else {
            (
                format!("/payments?only={WITH_CREDIT}"),
                "Only those with something left to a school’s credit",
            )
        };
        let caption =
            if narrowed { "Payments with something left" } else { "Payments, newest first" };
        view! {
            <Title text="Payments"/>
            {manages.then(|| view! {
                <Actions><ButtonLink href="/payments/new">"Record a payment"</ButtonLink></Actions>
            })}
            {(!manages).then(|| view! {
                <Actions><TextLink href="/statement">"Statement of account"</TextLink></Actions>
            })}
            <Tabs label="Which invoices" tabs=tabs(Which::Payments)/>
            <Table caption=caption quiet_caption=!narrowed columns=columns(manages) rows empty=empty(narrowed)/>
            <Pagination label="Payments" next=next.unwrap_or_default()/>
            <Muted><TextLink href>{other}</TextLink></Muted>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<PaymentRow>, Failure> {
    let asked = PaymentsAsked { with_credit: ask.query.get("only") == WITH_CREDIT, page };
    payments(ask.market(), ask.actor()?, asked).await
}

fn columns(manages: bool) -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Came on"),
        ColumnHead::words(if manages { "School" } else { "To" }),
        ColumnHead::words("How"),
        ColumnHead::words("The payer’s reference"),
        ColumnHead::words("For"),
        ColumnHead::numbers("Amount"),
    ]
}

fn row(payment: PaymentRow, manages: bool) -> TableRow {
    let (href, day) = (format!("/payments/{}", payment.id), short_day(payment.received_on));
    let left = (!payment.left.is_zero()).then(|| format!("{} left", words::pounds(payment.left)));
    let settles = words::plural(payment.invoices, "invoice", "invoices");
    let (undone, returned) = (payment.is_undone, !payment.returned.is_zero());
    TableRow::new(vec![
        Cell::view(view! { <TextLink href together=true>{day}</TextLink> }),
        Cell::Text(if manages { payment.school_name } else { payment.partnership_name }),
        way(payment.way).into(),
        payment.reference.unwrap_or_else(|| "–".to_owned()).into(),
        Cell::view(view! {
            {if undone { String::new() } else { settles }}
            {left.map(|text| view! { " "<Tag kind=TagKind::Waits text/> })}
            {returned.then(|| view! { " "<Tag text="Rest paid back"/> })}
            {undone.then(|| view! { <Tag kind=TagKind::Plain text="Taken back"/> })}
        }),
        payment.amount.to_string().into(),
    ])
}

fn empty(narrowed: bool) -> AnyView {
    let (title, told) = if narrowed {
        ("Nothing is left", "Every payment that came settles invoices, or was paid back.")
    } else {
        ("No payments yet", "What a school pays stands here with the invoices that it settles.")
    };
    view! { <EmptyState title><p>{told}</p></EmptyState> }.into_any()
}

const HEAD: [&str; 10] = [
    "Came on",
    "From",
    "To",
    "How",
    "Reference",
    "Amount",
    "Invoices settled",
    "Left to credit",
    "Paid back",
    "Taken back",
];

/// The list as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "payments", &HEAD, file_rows).await
}

async fn file_rows(ask: Arc<Ask>, page: PageAsked) -> Result<Listed<Vec<String>>, Failure> {
    Ok(listed(&ask, page).await?.map(|payment| file_row(&payment)))
}

fn file_row(payment: &PaymentRow) -> Vec<String> {
    vec![
        payment.received_on.to_string(),
        payment.school_name.clone(),
        payment.partnership_name.clone(),
        way(payment.way).to_owned(),
        payment.reference.clone().unwrap_or_default(),
        words::plain_pounds(payment.amount),
        payment.invoices.to_string(),
        words::plain_pounds(payment.left),
        words::plain_pounds(payment.returned),
        csv::yes(payment.is_undone),
    ]
}
