//! What of an invoice is settled: credit notes and payments, what stands to the school's credit, and writing
//! down what was paid.

use domain::calendar::short_day;
use leptos::prelude::*;
use market::invoice::{InvoiceView, SettledBy};

use crate::parts::{
    Actions, Button, ButtonKind, Cell, ColumnHead, Form, Muted, RowKind, Section, SectionKind,
    Table, TableRow, TextLink,
};
use crate::payment;
use crate::web::{Fields, Typed};
use crate::words;

/// What credit notes have taken back of it and what was paid, and what is left.
pub(super) fn section(view: &InvoiceView) -> Option<AnyView> {
    if view.credit_notes.is_empty() && view.settled_by.is_empty() {
        return None;
    }
    let columns = vec![
        ColumnHead::words("What"),
        ColumnHead::words("Day"),
        ColumnHead::numbers("Including VAT"),
    ];
    let notes = view.credit_notes.iter().map(|note| {
        let href = format!("/credit-notes/{}", note.id);
        let name = format!("Credit note {}", note.number);
        row(href, name, short_day(note.issued_on), note.gross.to_string())
    });
    let mut rows: Vec<TableRow> = notes.chain(view.settled_by.iter().filter_map(paid)).collect();
    let left = view.outstanding.pence().to_string();
    rows.push(
        TableRow::new(vec!["Still owed".into(), "".into(), left.into()]).kind(RowKind::Total),
    );
    let caption = "Credited and paid of this invoice";
    Some(view! { <Table caption columns rows/> }.into_any())
}

fn row(href: String, name: String, day: String, amount: String) -> TableRow {
    TableRow::new(vec![
        Cell::view(view! { <TextLink href>{name}</TextLink> }),
        day.into(),
        amount.into(),
    ])
}

fn paid(part: &SettledBy) -> Option<TableRow> {
    let (href, name) = match (part.payment, &part.credit_note) {
        (Some(payment), _) => (format!("/payments/{payment}"), "Payment".to_owned()),
        (None, Some((note, number))) => {
            (format!("/credit-notes/{note}"), format!("From credit note {number}"))
        }
        (None, None) => return None,
    };
    Some(row(href, name, short_day(part.on), part.amount.to_string()))
}

/// What stands to the school's credit, and setting it against this invoice.
pub(super) fn use_credit(view: &InvoiceView, key: &str) -> Option<AnyView> {
    let credit = view.credit.pence();
    if credit.is_zero() {
        return None;
    }
    let amount = words::pounds(credit);
    if !view.can_record_payment {
        let told = format!(
            "{amount} stands to your credit with {}. Ask for it to be set against this invoice.",
            view.paper.seller.name
        );
        return Some(view! { <Muted>{told}</Muted> }.into_any());
    }
    let used = words::pounds(credit.min(view.outstanding.pence()));
    let told = format!("{amount} stands to the school’s credit.");
    let (action, key) = (format!("/invoices/{}/credit-used", view.id), format!("{key}-credit"));
    let button = format!("Set {used} of it against this invoice");
    Some(
        view! {
            <Section id="credit" title="To the school’s credit" kind=SectionKind::Plain small=true>
                <p>{told}</p>
                <Form action key>
                    <Actions><Button kind=ButtonKind::Secondary>{button}</Button></Actions>
                </Form>
            </Section>
        }
        .into_any(),
    )
}

/// Writing down what was paid of it.
pub(super) fn pay(view: &InvoiceView, key: &str, typed: &Typed) -> Option<AnyView> {
    let (action, key) = (format!("/invoices/{}/paid", view.id), format!("{key}-paid"));
    let fields = payment::fields(Fields::of(typed));
    let several = format!("/payments/new/{}", view.school);
    view.can_record_payment.then(|| {
        view! {
            <Section id="settle" title="Has it been paid?" kind=SectionKind::Plain small=true>
                <Form action key>
                    {fields}
                    <Actions><Button>"Record the payment"</Button></Actions>
                </Form>
                <Muted><TextLink href=several>"It pays several invoices"</TextLink></Muted>
            </Section>
        }
        .into_any()
    })
}
