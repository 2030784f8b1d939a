//! The list of invoices.

use domain::Failure;
use domain::access::Action;
use domain::calendar::short_day;
use domain::invoice::InvoiceState;
use leptos::prelude::*;
use market::db::{Page as Listed, PageAsked};
use market::invoice::{InvoiceRow, InvoicesAsked, invoices};

use crate::parts::{
    Actions, ButtonKind, ButtonLink, Cell, ColumnHead, EmptyState, Muted, Notice, NoticeKind,
    Pagination, Tab, Table, TableRow, Tabs, Tag, TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Form, Page};
use crate::words;

/// What the address calls those that should have been paid.
const OVERDUE: &str = "overdue";
/// The same of those of which something is to be credited.
const TO_CREDIT: &str = "to_credit";

/// Invoices of the school or of the partnership, the newest first.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let which = Which::of(&ask.query);
    let page = listed(&ask, ask.page()).await?;
    let csv = csv_address("/invoices.csv", &ask.query);
    let next = page.next.map(|key| format!("/invoices?{}", ask.query.with("after", &key)));
    let manages = actor.can(Action::ManageInvoices);
    let raised: u64 = ask.query.get("raised").parse().unwrap_or(0);
    let items = page.items;
    let page = Page::new("Invoices", move || {
        let rows = items.into_iter().map(|invoice| row(invoice, manages)).collect();
        let title = format!("{} raised", words::plural(raised, "invoice", "invoices"));
        view! {
            <Title text="Invoices"/>
            {(raised > 0).then(|| view! {
                <Notice kind=NoticeKind::Success title=title>
                    <p>"Each school has been told by email."</p>
                </Notice>
            })}
            {manages.then(|| view! {
                <Actions><ButtonLink href="/invoices/new" kind=ButtonKind::Secondary>"Raise invoices"</ButtonLink></Actions>
            })}
            <Tabs label="Which invoices" tabs=tabs(which)/>
            <Table caption="Invoices, newest first" quiet_caption=true columns=columns(manages) rows
                empty=empty()/>
            <Pagination label="Invoices" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

/// A page of the invoices that the address asks for.
pub(super) async fn listed(ask: &Ask, page: PageAsked) -> Result<Listed<InvoiceRow>, Failure> {
    let all = InvoicesAsked { page, ..InvoicesAsked::default() };
    let asked = match Which::of(&ask.query) {
        Which::In(state) => InvoicesAsked { state: Some(state), ..all },
        Which::Overdue => InvoicesAsked { overdue: true, ..all },
        Which::ToCredit => InvoicesAsked { to_credit: true, ..all },
        Which::All | Which::CreditNotes | Which::Payments => all,
    };
    invoices(ask.market(), ask.actor()?, asked).await
}

/// Which tab is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Every invoice.
    All,
    /// Those in a state.
    In(InvoiceState),
    /// Those that should have been paid.
    Overdue,
    /// Those of which something is to be credited.
    ToCredit,
    /// Credit notes.
    CreditNotes,
    /// Payments.
    Payments,
}

impl Which {
    fn of(query: &Form) -> Self {
        match query.get("state") {
            OVERDUE => Self::Overdue,
            TO_CREDIT => Self::ToCredit,
            code => InvoiceState::from_code(code).map_or(Self::All, Self::In),
        }
    }
}

/// The tabs of invoices, and of credit notes beside them.
pub fn tabs(chosen: Which) -> Vec<Tab> {
    let tab = |text: &str, href: String, which: Which| Tab {
        text: text.to_owned(),
        count: String::new(),
        href,
        current: which == chosen,
    };
    let of = |code: &str| format!("/invoices?state={code}");
    let state = |state: InvoiceState| {
        tab(words::invoice_state(state, false).0, of(state.code()), Which::In(state))
    };
    vec![
        tab("All", of(""), Which::All),
        state(InvoiceState::Issued),
        tab("Overdue", of(OVERDUE), Which::Overdue),
        state(InvoiceState::Paid),
        tab("Credit notes", "/credit-notes".to_owned(), Which::CreditNotes),
        tab("Payments", "/payments".to_owned(), Which::Payments),
    ]
}

fn columns(manages: bool) -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Invoice"),
        ColumnHead::words(if manages { "School" } else { "From" }),
        ColumnHead::words("Issued"),
        ColumnHead::words("Due"),
        ColumnHead::words("State"),
        ColumnHead::numbers("Including VAT"),
    ]
}

fn row(invoice: InvoiceRow, manages: bool) -> TableRow {
    let (state, kind) = words::invoice_state(invoice.state, invoice.is_overdue);
    let href = format!("/invoices/{}", invoice.id);
    let number = invoice.number;
    let (disputed, to_credit) = (invoice.is_disputed, invoice.is_to_credit);
    let in_part = !invoice.credited.is_zero() && invoice.state != InvoiceState::Credited;
    let paid_in_part = invoice.state == InvoiceState::Issued && !invoice.paid.is_zero();
    TableRow::new(vec![
        Cell::view(view! { <TextLink href=href together=true>{number}</TextLink> }),
        Cell::Text(if manages { invoice.school } else { invoice.seller }),
        short_day(invoice.issued_on).into(),
        short_day(invoice.due_on).into(),
        Cell::view(view! {
            <Tag kind=kind text=state/>
            {disputed.then(|| view! { " "<Tag kind=TagKind::Bad text=words::dispute::DISPUTED/> })}
            {to_credit.then(|| view! { " "<Tag kind=TagKind::Waits text="To be credited"/> })}
            {paid_in_part.then(|| view! { " "<Tag kind=TagKind::Waits text="Paid in part"/> })}
            {in_part.then(|| view! { " "<Tag kind=TagKind::Plain text="Credited in part"/> })}
        }),
        invoice.gross.to_string().into(),
    ])
}

fn empty() -> AnyView {
    view! {
        <EmptyState title="No invoices here yet">
            <p>"An invoice is raised after what was ordered has been delivered."</p>
        </EmptyState>
    }
    .into_any()
}
