//! What was delivered and is on no invoice yet, and raising invoices for it.

use domain::Failure;
use domain::id::OrganisationId;
use leptos::prelude::*;
use market::invoice::{
    RaiseInvoice, Raised, Uninvoiced, UninvoicedLine, raise_all_invoices, raise_invoice, uninvoiced,
};

use crate::parts::{
    BackLink, Button, ButtonKind, Cell, ColumnHead, Details, EmptyState, Form, Hidden, HiddenWords,
    Lead, Prose, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Shows what is to be invoiced, school by school.
pub async fn waiting(ask: Ask) -> Result<Answer, Failure> {
    let schools = uninvoiced(ask.market(), ask.actor()?).await?;
    let page = Page::new("Raise invoices", move || {
        let count = u64::try_from(schools.len()).unwrap_or(u64::MAX);
        let told = words::plural(count, "school", "schools");
        let several = schools.len() > 1;
        let rows = schools.iter().map(row).collect();
        let columns = vec![
            ColumnHead::words("School"),
            ColumnHead::numbers("Excluding VAT"),
            ColumnHead::numbers("Including VAT"),
            ColumnHead::words(""),
        ];
        let body = if count == 0 {
            view! {
                <EmptyState title="Nothing to invoice">
                    <p>"Everything that was delivered is on an invoice."</p>
                </EmptyState>
            }
            .into_any()
        } else {
            view! {
                <Lead>{format!("Delivered and on no invoice yet, for {told}.")}</Lead>
                {several.then(|| view! {
                    <Form action="/invoices/new">
                        <Button>{format!("Raise invoices for all {told}")}</Button>
                    </Form>
                })}
                <Table caption="What is to be invoiced" quiet_caption=true columns rows/>
            }
            .into_any()
        };
        view! {
            <BackLink href="/invoices" text="Back to invoices"/>
            <Title text="Raise invoices"/>
            {body}
        }
    });
    Ok(page.into())
}

/// Raises the invoices of one school, or of all.
pub async fn raise(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let school = ask.form.filled("school").map(str::parse::<OrganisationId>).transpose();
    let raised: Vec<Raised> = match school.map_err(|_| Failure::NotFound)? {
        Some(school) => raise_invoice(ask.market(), actor, RaiseInvoice { school }).await?,
        None => raise_all_invoices(ask.market(), actor).await?,
    };
    Ok(match raised.as_slice() {
        [one] => Answer::see_other(format!("/invoices/{}", one.invoice)),
        several => Answer::see_other(format!("/invoices?raised={}", several.len())),
    })
}

fn row(school: &Uninvoiced) -> TableRow {
    let (id, name) = (school.school.to_string(), school.name.clone());
    let lines = u64::try_from(school.lines.len()).unwrap_or(u64::MAX);
    let summary = format!("{} delivered", words::plural(lines, "line", "lines"));
    let lines = school.lines.iter().map(line).collect_view();
    let hidden = format!(" for {name}");
    TableRow::new(vec![
        Cell::view(view! {
            <span>{name}</span>
            <Details summary><Prose><ul>{lines}</ul></Prose></Details>
        }),
        school.totals.net.pence().to_string().into(),
        school.totals.gross.pence().to_string().into(),
        Cell::view(view! {
            <Form action="/invoices/new">
                <Hidden name="school" value=id/>
                <Button kind=ButtonKind::Secondary>"Raise invoice"<HiddenWords text=hidden/></Button>
            </Form>
        }),
    ])
}

fn line(line: &UninvoicedLine) -> impl IntoView + use<> {
    let (href, reference) = (format!("/orders/{}", line.order), line.reference.clone());
    let number = line.purchase_order_number.as_ref().map(|number| format!(", {number}"));
    let words = format!(", {}: {}", line.description, line.net.pence());
    view! { <li><TextLink href=href together=true>{reference}</TextLink>{number}{words}</li> }
}
