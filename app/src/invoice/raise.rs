//! What was delivered and is on no invoice yet, and raising invoices for it.

use domain::calendar::short_day;
use domain::id::OrganisationId;
use domain::{Failure, Refusal};
use leptos::prelude::*;
use market::invoice::{
    RaiseInvoice, RaiseInvoices, Raised, Uninvoiced, raise_all_invoices, raise_invoice, uninvoiced,
};

use crate::parts::{
    Actions, BackLink, Button, ButtonKind, Cell, ColumnHead, Details, EmptyState, Form, Hidden,
    Lead, Muted, Notice, NoticeKind, RowKind, Section, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// How many schools stand on the page before all of them are asked for.
const FIRST_SCHOOLS: usize = 10;

/// Shows what is to be invoiced, school by school.
pub async fn waiting(ask: Ask) -> Result<Answer, Failure> {
    Ok(page(&ask, None).await?.into())
}

/// What is to be invoiced, with what must be entered before.
async fn page(ask: &Ask, missing: Option<&Refusal>) -> Result<Page, Failure> {
    let schools = uninvoiced(ask.market(), ask.actor()?).await?;
    let key = ask.form_key();
    let every = ask.query.get("schools") == "all";
    let missing = missing.map(words::refusal);
    let page = Page::new("Raise invoices", move || {
        let count = u64::try_from(schools.len()).unwrap_or(u64::MAX);
        let told = words::plural(count, "school", "schools");
        let several = schools.len() > 1;
        let all = schools.iter().map(|school| {
            view! { <Hidden name="schools" value=school.school.to_string()/> }
        });
        let all = all.collect_view();
        let first = if every { schools.len() } else { FIRST_SCHOOLS };
        let more = (schools.len() > first).then(|| {
            let text = format!("Show all {told}");
            view! { <p><TextLink href="/invoices/new?schools=all">{text}</TextLink></p> }
        });
        let sections =
            schools.into_iter().take(first).map(|school| section(school, &key)).collect_view();
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
                    <Form action="/invoices/new" key=format!("{key}-all")>
                        {all}
                        <Button>{format!("Raise invoices for all {told}")}</Button>
                    </Form>
                })}
                {sections}
                {more}
                <Muted><TextLink href="/invoices/new.csv">"Download as CSV"</TextLink></Muted>
            }
            .into_any()
        };
        view! {
            <BackLink href="/invoices" text="Back to invoices"/>
            {missing.map(|(what, why)| view! {
                <Notice kind=NoticeKind::Refused title=what>
                    <p>{why}</p>
                    <p><TextLink href="/partnership/change?then=invoices#vat_number">"Enter the VAT number"</TextLink></p>
                </Notice>
            })}
            <Title text="Raise invoices"/>
            {body}
        }
    });
    Ok(page)
}

/// Raises the invoices of one school, or of all. Where the number is missing that they must show,
/// the page says where it is entered.
pub async fn raise(ask: Ask) -> Result<Answer, Failure> {
    match raise_asked(&ask).await {
        Err(failure @ Failure::Refused(Refusal::VatNumberNeeded)) => {
            let page = page(&ask, Some(&Refusal::VatNumberNeeded)).await?;
            Ok(page.status(words::status(&failure)).into())
        }
        done => done,
    }
}

async fn raise_asked(ask: &Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let school = ask.form.filled("school").map(str::parse::<OrganisationId>).transpose();
    let key = ask.form.key()?;
    let raised: Vec<Raised> = match school.map_err(|_| Failure::NotFound)? {
        Some(school) => raise_invoice(ask.market(), actor, RaiseInvoice { school, key }).await?,
        None => {
            let schools = ask.form.all("schools").into_iter().map(str::parse);
            let schools = schools.collect::<Result<_, _>>().map_err(|_| Failure::NotFound)?;
            raise_all_invoices(ask.market(), actor, RaiseInvoices { schools, key }).await?
        }
    };
    Ok(match raised.as_slice() {
        [one] => Answer::see_other(format!("/invoices/{}", one.invoice)),
        several => Answer::see_other(format!("/invoices?raised={}", several.len())),
    })
}

fn section(school: Uninvoiced, key: &str) -> impl IntoView + use<> {
    let id = school.school.to_string();
    let gross = words::pounds(school.totals.gross.pence());
    let lines = u64::try_from(school.lines.len()).unwrap_or(u64::MAX);
    let lines = words::plural(lines, "line", "lines");
    let (table, key) = (table(&school), format!("{key}-{id}"));
    view! {
        <Section id=id.clone() title=school.name.clone()>
            <p>{format!("{lines}, {gross} including VAT")}</p>
            <Details summary="See what was delivered">{table}</Details>
            <Actions>
                <Form action="/invoices/new" key=key>
                    <Hidden name="school" value=id/>
                    <Button kind=ButtonKind::Secondary>{format!("Raise for {}", school.name)}</Button>
                </Form>
            </Actions>
        </Section>
    }
}

fn table(school: &Uninvoiced) -> impl IntoView + use<> {
    let columns = vec![
        ColumnHead::words("What"),
        ColumnHead::words("Order"),
        ColumnHead::words("Day"),
        ColumnHead::words("Purchase order"),
        ColumnHead::numbers("Excluding VAT"),
    ];
    let mut rows: Vec<TableRow> = school
        .lines
        .iter()
        .map(|line| {
            let (href, reference) = (format!("/orders/{}", line.order), line.reference.clone());
            TableRow::new(vec![
                line.description.clone().into(),
                Cell::view(view! { <TextLink href=href>{reference}</TextLink> }),
                line.day.map(short_day).unwrap_or_default().into(),
                line.purchase_order_number.clone().unwrap_or_default().into(),
                line.net.pence().to_string().into(),
            ])
        })
        .collect();
    let net = school.totals.net.pence().to_string();
    let sum = vec!["Total".into(), "".into(), "".into(), "".into(), net.into()];
    rows.push(TableRow::new(sum).kind(RowKind::Total));
    let caption = format!("Delivered to {}, excluding VAT", school.name);
    view! { <Table caption=caption quiet_caption=true columns rows/> }
}
