//! One invoice, on screen and on paper.

use domain::Failure;
use domain::calendar::{day_in_words, parse_day, short_day};
use domain::id::InvoiceId;
use domain::vat::invoice_totals;
use leptos::prelude::*;
use market::invoice::{InvoiceLineView, InvoiceView, MarkPaid, mark_invoice_paid, view_invoice};

use super::paper::{head, seller};
use crate::order::totals_table;
use crate::parts::{
    Actions, BackLink, Button, Cell, ColumnHead, ErrorSummary, Form, Muted, Notice, NoticeKind,
    RowKind, Section, SectionKind, SummaryList, SummaryRow, Table, TableRow, Tag, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let today = day_in_words(ask.market().today());
    let typed = Typed::fresh(Sent::of([("paid_on", today.as_str())]));
    Ok(page(view, ask.form_key(), typed).into())
}

/// Marks it paid in full.
pub async fn mark_paid(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let outcome = match parse_day(&ask.form.date("paid_on")) {
        Ok(paid_on) => {
            let paid = MarkPaid { invoice, paid_on, key: ask.form.key()? };
            mark_invoice_paid(ask.market(), ask.actor()?, paid).await
        }
        Err(problem) => Err(Failure::field("paid_on", problem)),
    };
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/invoices/{invoice}"))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(page(view, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn page(view: InvoiceView, key: String, typed: Typed) -> Page {
    let title = format!("Invoice {}", view.number);
    let (paper, heading) = (title.clone(), title.clone());
    let shown = typed.clone();
    Page::new(title, move || {
        let (state, kind) = words::invoice_state(view.state, view.is_overdue);
        let (seller, head) = (seller(&view.paper), head(&view.paper, numbers(&view)));
        view! {
            <BackLink href="/invoices" text="Back to invoices"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=seller text=heading/>
            <p><Tag kind=kind text=state/></p>
            {disputes(&view)}
            {head}
            {lines(&view)}
            {totals_table(&view.totals)}
            {credited(&view)}
            {how_to_pay(&view)}
            {settle(&view, key, &shown)}
            {to_credit(&view)}
        }
    })
    .paper(paper)
    .with_form(&typed)
}

/// What the school says is not right, and what is to be credited.
fn disputes(view: &InvoiceView) -> Vec<AnyView> {
    let told = |line: &InvoiceLineView| {
        let href = format!("/orders/{}", line.order);
        let (kind, title, more) = match line.to_credit {
            Some(net) => {
                let gross = invoice_totals([(net, line.vat)]).ok()?.gross.pence();
                let title = format!("To be credited: {} including VAT", words::pounds(gross));
                (NoticeKind::Waits, title, format!("{}.", line.description))
            }
            None if line.is_disputed => {
                let title = format!("Disputed: {}", line.description);
                let more =
                    "The school says that this is not right. What is not owed will be credited.";
                (NoticeKind::Waits, title, more.to_owned())
            }
            None => return None,
        };
        Some(
            view! {
                <Notice kind title>
                    <p>{more}" "<TextLink href>"See the order"</TextLink></p>
                </Notice>
            }
            .into_any(),
        )
    };
    view.lines.iter().filter_map(told).collect()
}

fn numbers(view: &InvoiceView) -> Vec<SummaryRow> {
    let number = view.purchase_order_number.clone();
    let mut rows = vec![
        SummaryRow::new("Invoice number", view.number.clone()),
        SummaryRow::new("Purchase order number", number.unwrap_or("None given".to_owned())),
        SummaryRow::new("Date and tax point", day_in_words(view.issued_on)),
        SummaryRow::new("Due", day_in_words(view.due_on)),
    ];
    rows.extend(view.paid_on.map(|day| SummaryRow::new("Paid", day_in_words(day))));
    rows
}

fn lines(view: &InvoiceView) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("What"),
        ColumnHead::words("Order"),
        ColumnHead::numbers("Quantity"),
        ColumnHead::numbers("Each"),
        ColumnHead::words("VAT"),
        ColumnHead::numbers("Excluding VAT"),
    ];
    let rows = view.lines.iter().map(|line| {
        let (href, reference) = (format!("/orders/{}", line.order), line.reference.clone());
        TableRow::new(vec![
            line.description.clone().into(),
            Cell::view(view! { <TextLink href=href together=true>{reference}</TextLink> }),
            format!("{} {}", words::count(line.quantity), line.unit.label_for(line.quantity))
                .into(),
            line.unit_net.pence().to_string().into(),
            words::vat_rate(line.vat.category(), line.vat.rate()).into(),
            line.net.pence().to_string().into(),
        ])
    });
    let rows = rows.collect();
    view! { <Table caption="What was delivered, excluding VAT" columns rows/> }
}

/// What credit notes have taken back of it.
fn credited(view: &InvoiceView) -> Option<AnyView> {
    if view.credit_notes.is_empty() {
        return None;
    }
    let columns = vec![
        ColumnHead::words("Credit note"),
        ColumnHead::words("Issued"),
        ColumnHead::numbers("Including VAT"),
    ];
    let mut rows: Vec<TableRow> = view
        .credit_notes
        .iter()
        .map(|note| {
            let (href, number) = (format!("/credit-notes/{}", note.id), note.number.clone());
            TableRow::new(vec![
                Cell::view(view! { <TextLink href together=true>{number}</TextLink> }),
                short_day(note.issued_on).into(),
                note.gross.to_string().into(),
            ])
        })
        .collect();
    let left = view.outstanding.pence().to_string();
    let sum = vec!["Left of the invoice".into(), "".into(), left.into()];
    rows.push(TableRow::new(sum).kind(RowKind::Total));
    Some(view! { <Table caption="Credit notes of this invoice" columns rows/> }.into_any())
}

/// The way to another credit note.
fn to_credit(view: &InvoiceView) -> Option<AnyView> {
    let href = format!("/invoices/{}/credit", view.id);
    view.can_credit.then(|| {
        view! {
            <Actions><TextLink href>"Raise a credit note"</TextLink></Actions>
        }
        .into_any()
    })
}

fn how_to_pay(view: &InvoiceView) -> Option<AnyView> {
    if view.outstanding.pence().is_zero() && !view.credited.pence().is_zero() {
        return None;
    }
    let mut rows = vec![
        SummaryRow::new("To pay", view.outstanding.pence().to_string()),
        SummaryRow::new("Payment reference", view.number.clone()),
    ];
    match view.paper.bank.clone() {
        Some(bank) => rows.extend([
            SummaryRow::new("Account name", bank.name),
            SummaryRow::new("Sort code", bank.sort_code),
            SummaryRow::new("Account number", bank.account),
        ]),
        None => rows.push(SummaryRow::new(
            "Bank details",
            format!("Ask {} for its bank details", view.paper.seller.name),
        )),
    }
    let told = format!(
        "By bank transfer by {}. Quote the reference, so that the payment finds its invoice.",
        short_day(view.due_on)
    );
    let section = view! {
        <Section id="pay" title="How to pay">
            <SummaryList rows=rows/>
            <Muted>{told}</Muted>
        </Section>
    };
    Some(section.into_any())
}

fn settle(view: &InvoiceView, key: String, typed: &Typed) -> Option<AnyView> {
    let action = format!("/invoices/{}/paid", view.id);
    let arrived =
        Fields::of(typed).date("paid_on", "Day the money arrived", "For example, 12 1 2026");
    view.can_mark_paid.then(|| {
        view! {
            <Section id="settle" title="Has it been paid?" kind=SectionKind::Plain small=true>
                <Form action=action key=key>
                    {arrived}
                    <Button>"Mark as paid in full"</Button>
                </Form>
            </Section>
        }
        .into_any()
    })
}
