//! One invoice, on screen and on paper.

use domain::Failure;
use domain::calendar::{day_in_words, short_day};
use domain::id::InvoiceId;
use domain::vat::invoice_totals;
use leptos::prelude::*;
use market::invoice::{InvoiceLineView, InvoiceView, view_invoice};
use market::payment::{RecordPayment, UseCredit, record_payment};

use super::paper::{head, seller};
use super::settled;
use crate::order::totals_table;
use crate::parts::{
    Actions, BackLink, Cell, ColumnHead, ErrorSummary, Muted, Notice, NoticeKind, Section,
    SummaryList, SummaryRow, Table, TableRow, Tag, TextLink, Title,
};
use crate::payment;
use crate::web::{Answer, Ask, Form as Sent, Page, Typed};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let today = day_in_words(ask.market().today());
    let owed = words::plain_pounds(view.outstanding.pence());
    let fields = [("received_on", today.as_str()), ("amount", owed.as_str())];
    let typed = Typed::fresh(Sent::of(fields));
    Ok(page(view, ask.form_key(), typed).into())
}

/// Writes down what was paid of it.
pub async fn pay(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let command = RecordPayment {
        key: ask.form.key()?,
        school: view.school,
        typed: payment::typed(&ask.form),
        invoices: vec![invoice],
    };
    match record_payment(ask.market(), ask.actor()?, command).await {
        Ok(_) => Ok(Answer::see_other(format!("/invoices/{invoice}"))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(page(view, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

/// Settles it with what stands to the school's credit.
pub async fn use_credit(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let command = UseCredit { key: ask.form.key()?, invoice };
    market::payment::use_credit(ask.market(), ask.actor()?, command).await?;
    Ok(Answer::see_other(format!("/invoices/{invoice}")))
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
            {settled::section(&view)}
            {how_to_pay(&view)}
            {settled::use_credit(&view, &key)}
            {settled::pay(&view, &key, &shown)}
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
    if view.outstanding.pence().is_zero() {
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
