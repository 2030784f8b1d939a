//! One credit note, on screen and on paper, and whether it was paid back.

use domain::calendar::{day_in_words, parse_day};
use domain::id::CreditNoteId;
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::invoice::{CreditNoteView, RecordRefund, record_refund, view_credit_note};

use super::paper::{head, seller};
use crate::order::totals_table;
use crate::parts::{
    BackLink, Button, Cell, ColumnHead, ErrorSummary, Form, Notice, NoticeKind, Section,
    SectionKind, SummaryRow, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// Shows it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let note: CreditNoteId = ask.part("note")?;
    let view = view_credit_note(ask.market(), ask.actor()?, note).await?;
    let today = day_in_words(ask.market().today());
    let typed = Typed::fresh(Sent::of([("refunded_on", today.as_str())]));
    Ok(page(view, ask.form_key(), typed).into())
}

/// Says that it was paid back.
pub async fn refunded(ask: Ask) -> Result<Answer, Failure> {
    let note: CreditNoteId = ask.part("note")?;
    let view = view_credit_note(ask.market(), ask.actor()?, note).await?;
    let outcome = match parse_day(&ask.form.date("refunded_on")) {
        Ok(refunded_on) => {
            let command = RecordRefund { key: ask.form.key()?, note, refunded_on };
            record_refund(ask.market(), ask.actor()?, command).await
        }
        Err(problem) => Err(Failure::field("refunded_on", problem)),
    };
    match outcome {
        Ok(()) => Ok(Answer::see_other(format!("/credit-notes/{note}"))),
        Err(failure) => {
            let key = ask.form_key();
            Ok(page(view, key, Typed::refused(ask.form, failure)?).into())
        }
    }
}

fn page(view: CreditNoteView, key: String, typed: Typed) -> Page {
    let title = format!("Credit note {}", view.number);
    let (paper, heading) = (title.clone(), title.clone());
    let shown = typed.clone();
    Page::new(title, move || {
        let (seller, head) = (seller(&view.paper), head(&view.paper, numbers(&view)));
        view! {
            <BackLink href="/credit-notes" text="Back to credit notes"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption=seller text=heading/>
            {refund(&view)}
            {head}
            {lines(&view)}
            {totals_table(&view.totals)}
            {pay_back(&view, key, &shown)}
        }
    })
    .paper(paper)
    .with_form(&typed)
}

/// What is owed to the school.
fn refund(view: &CreditNoteView) -> Option<AnyView> {
    if view.refund.is_zero() {
        return None;
    }
    let amount = words::pounds(view.refund);
    let left = Pence::new(view.refund.get().saturating_sub(view.used.get()));
    let used = (!view.used.is_zero())
        .then(|| format!(" {} of it has settled other invoices.", words::pounds(view.used)));
    let used = used.unwrap_or_default();
    let (kind, title, told) = match view.refunded_on {
        Some(on) => {
            let told = format!("{} on {}.{used}", words::pounds(left), day_in_words(on));
            (NoticeKind::Success, "Paid back", told)
        }
        None if left.is_zero() => (NoticeKind::Success, "Used up", used.trim_start().to_owned()),
        None => {
            let told = format!(
                "{amount} of it had been paid, so {} owes {} {}.{used} It can settle another invoice, or be paid back.",
                view.paper.seller.name,
                view.paper.buyer.name,
                words::pounds(left)
            );
            (NoticeKind::Waits, "To the school’s credit", told)
        }
    };
    Some(view! { <Notice kind title><p>{told}</p></Notice> }.into_any())
}

fn numbers(view: &CreditNoteView) -> Vec<SummaryRow> {
    let href = format!("/invoices/{}", view.invoice);
    let invoice = view.invoice_number.clone();
    let invoice = view! { <TextLink href together=true>{invoice}</TextLink> };
    let issued = day_in_words(view.invoice_issued_on);
    let number = view.purchase_order_number.clone();
    vec![
        SummaryRow::new("Credit note number", view.number.clone()),
        SummaryRow::new("Date and tax point", day_in_words(view.issued_on)),
        SummaryRow::new("Of invoice", view! { {invoice}{format!(" of {issued}")} }.into_any()),
        SummaryRow::new("Purchase order number", number.unwrap_or("None given".to_owned())),
        SummaryRow::new("Why", view.reason.clone()),
    ]
}

fn lines(view: &CreditNoteView) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("What"),
        ColumnHead::words("Order"),
        ColumnHead::words("VAT"),
        ColumnHead::numbers("On the invoice"),
        ColumnHead::numbers("Credited"),
    ];
    let rows = view.lines.iter().map(|line| {
        let (href, reference) = (format!("/orders/{}", line.order), line.reference.clone());
        TableRow::new(vec![
            line.description.clone().into(),
            Cell::view(view! { <TextLink href=href together=true>{reference}</TextLink> }),
            words::vat_rate(line.vat.category(), line.vat.rate()).into(),
            line.charged.pence().to_string().into(),
            line.net.pence().to_string().into(),
        ])
    });
    let rows = rows.collect();
    view! { <Table caption="What is credited, excluding VAT" columns rows/> }
}

fn pay_back(view: &CreditNoteView, key: String, typed: &Typed) -> Option<AnyView> {
    let action = format!("/credit-notes/{}/refunded", view.id);
    let left =
        Fields::of(typed).date("refunded_on", "Day the money left", "For example, 12 1 2026");
    view.can_refund.then(|| {
        view! {
            <Section id="refund" title="Has it been paid back?" kind=SectionKind::Plain small=true>
                <Form action=action key=key>
                    {left}
                    <Button>"Mark as paid back"</Button>
                </Form>
            </Section>
        }
        .into_any()
    })
}
