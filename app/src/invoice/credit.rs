//! Raising a credit note: what of an invoice, why, and what that comes to before it is done.

use domain::id::InvoiceId;
use domain::invoice::{CreditWhat, REASON_MAX, TypedCredit};
use domain::price::parse_pounds;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::invoice::{
    CreditShown, InvoiceView, RaiseCreditNote, quote_credit, raise_credit_note, view_invoice,
};

use crate::order::totals_table;
use crate::parts::{
    Actions, BackLink, Button, Cell, Choice, ColumnHead, EmptyState, ErrorSummary, Form, Hidden,
    Lead, Notice, NoticeKind, Table, TableRow, Title,
};
use crate::web::{Answer, Ask, Fields, Form as Sent, Page, Typed};
use crate::words;

/// Asks what is credited, and why.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let typed = Typed::fresh(ask.query.clone());
    form_page(&ask, typed).await
}

/// Shows what it comes to; once that was seen, raises it.
pub async fn submit(ask: Ask) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let get = |field: &str| ask.form.get(field).to_owned();
    let typed = TypedCredit { what: get("what"), net: get("net"), reason: get("reason") };
    if let Ok(agreed) = parse_pounds(ask.form.get("agreed")) {
        let key = ask.form.key()?;
        let command = RaiseCreditNote { key, invoice, typed: typed.clone(), agreed };
        match raise_credit_note(ask.market(), ask.actor()?, command).await {
            Ok(note) => return Ok(Answer::see_other(format!("/credit-notes/{note}"))),
            // It comes to another amount by now, which is shown.
            Err(Failure::Refused(Refusal::NotAsShown)) => {}
            Err(failure) => {
                return form_page(&ask, Typed::refused(ask.form.clone(), failure)?).await;
            }
        }
    }
    match quote_credit(ask.market(), ask.actor()?, invoice, typed.clone()).await {
        Ok(shown) => check_page(&ask, invoice, shown, typed).await,
        Err(failure) => form_page(&ask, Typed::refused(ask.form.clone(), failure)?).await,
    }
}

async fn form_page(ask: &Ask, typed: Typed) -> Result<Answer, Failure> {
    let invoice: InvoiceId = ask.part("invoice")?;
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let (key, shown) = (ask.form_key(), typed.clone());
    let page = Page::new("Raise a credit note", move || {
        let caption = format!("Invoice {}, {}", view.number, view.paper.buyer.name);
        let body = if view.can_credit {
            form(&view, key, &shown).into_any()
        } else {
            view! {
                <EmptyState title="Nothing is left to credit">
                    <p>"All of this invoice has been taken back."</p>
                </EmptyState>
            }
            .into_any()
        };
        view! {
            <BackLink href=format!("/invoices/{invoice}") text="Back to the invoice"/>
            <ErrorSummary errors=shown.summary()/>
            <Title caption text="Raise a credit note"/>
            {body}
        }
    });
    Ok(page.with_form(&typed).into())
}

fn form(view: &InvoiceView, key: String, typed: &Typed) -> impl IntoView + use<> {
    let fields = Fields::of(typed);
    let settles = view.lines.iter().any(|line| line.to_credit.is_some());
    let settled =
        settles.then(|| Choice::new(CreditWhat::SETTLED, "What was settled with the school"));
    let left = words::pounds(view.left.pence());
    let whole =
        Choice::new(CreditWhat::WHOLE, format!("All that is left of it: {left} including VAT"));
    let lines = view.lines.iter().filter(|line| !line.left.pence().is_zero()).map(|line| {
        let left = words::pounds(line.left.pence());
        Choice::new(line.id.to_string(), format!("{}: {left} excluding VAT", line.description))
    });
    let choices = settled.into_iter().chain([whole]).chain(lines).collect();
    let usual = if settles { CreditWhat::SETTLED } else { "" };
    let what = fields.radios("what", "What is credited?", choices, usual);
    let hint = "Only for one line. Excluding VAT; left empty, all that is left of it";
    let net = fields.money("net", "How much of the line?", hint);
    let hint = format!(
        "It stands on the credit note, and the school reads it. At most {REASON_MAX} characters."
    );
    let reason = fields.lines("reason", "Why?", &hint, 3);
    view! {
        <Form action=format!("/invoices/{}/credit", view.id) key>
            {what}
            {net}
            {reason}
            <Actions><Button>"See what it comes to"</Button></Actions>
        </Form>
    }
}

async fn check_page(
    ask: &Ask,
    invoice: InvoiceId,
    shown: CreditShown,
    typed: TypedCredit,
) -> Result<Answer, Failure> {
    let view = view_invoice(ask.market(), ask.actor()?, invoice).await?;
    let key = ask.form_key();
    let was_shown = ask.form.filled("agreed").is_some();
    let page = Page::new("Check the credit note", move || {
        let gross = shown.totals.gross.pence();
        let caption = format!("Invoice {}, {}", view.number, view.paper.buyer.name);
        let back = Sent::of([
            ("what", typed.what.as_str()),
            ("net", typed.net.as_str()),
            ("reason", typed.reason.as_str()),
        ]);
        let back = format!("/invoices/{invoice}/credit?{}", back.with("from", "check"));
        let back_pence = shown.back.pence();
        let then = if back_pence.is_zero() {
            "The school owes that much less.".to_owned()
        } else {
            let paid = words::pounds(back_pence);
            format!(
                "{paid} of it was paid: it stands to the school’s credit until you pay it back."
            )
        };
        let button = format!("Raise a credit note of {}", words::pounds(gross));
        let agreed = words::plain_pounds(gross);
        view! {
            <BackLink href=back text="Back to change it"/>
            {was_shown.then(|| view! {
                <Notice kind=NoticeKind::Refused title="It comes to another amount by now">
                    <p>"Something was credited meanwhile. This is what it comes to now."</p>
                </Notice>
            })}
            <Title caption text="Check the credit note"/>
            <Lead>{then}" It cannot be undone."</Lead>
            {lines(&shown)}
            {totals_table(&shown.totals)}
            <p>{format!("Why: {}", typed.reason)}</p>
            <Form action=format!("/invoices/{invoice}/credit") key>
                <Hidden name="what" value=typed.what.clone()/>
                <Hidden name="net" value=typed.net.clone()/>
                <Hidden name="reason" value=typed.reason.clone()/>
                <Hidden name="agreed" value=agreed/>
                <Actions><Button>{button}</Button></Actions>
            </Form>
        }
    });
    Ok(page.into())
}

fn lines(shown: &CreditShown) -> impl IntoView + use<> {
    let columns = vec![ColumnHead::words("What"), ColumnHead::numbers("Excluding VAT")];
    let rows = shown.lines.iter().map(|(description, net)| {
        TableRow::new(vec![Cell::Text(description.clone()), net.pence().to_string().into()])
    });
    let rows = rows.collect();
    view! { <Table caption="What is credited, excluding VAT" columns rows/> }
}
