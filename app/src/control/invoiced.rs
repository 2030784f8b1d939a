//! The invoices that a figure of the control test is the sum of.

use domain::Failure;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::control::{InvoicedAsked, Side, invoiced_activity};

use super::year_of;
use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words::money;

/// The list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let year = year_of(ask.query.get("year"), ask.market().today());
    let side = match ask.query.get("for") {
        "members" => Some(Side::Members),
        "others" => Some(Side::Others),
        _ => None,
    };
    let asked = InvoicedAsked { year, side, page: ask.page() };
    let found = invoiced_activity(ask.market(), ask.actor()?, asked).await?;
    let next = found.next.as_ref().map(|after| {
        let query = ask.query.with("after", after);
        format!("/control/invoiced?{query}")
    });
    let title = match side {
        Some(Side::Members) => format!("Invoiced for members, {year}"),
        Some(Side::Others) => format!("Invoiced for others, {year}"),
        None => format!("Invoiced, {year}"),
    };
    let page = Page::new(title.clone(), move || {
        let rows = found
            .items
            .iter()
            .map(|one| {
                let (href, number) = (format!("/invoices/{}", one.id), one.number.clone());
                TableRow::new(vec![
                    Cell::view(view! { <TextLink href=href together=true>{number}</TextLink> }),
                    one.buyer.clone().into(),
                    short_day(one.issued_on).into(),
                    match one.side {
                        Side::Members => "Members",
                        Side::Others => "Others",
                    }
                    .into(),
                    money(one.net).into(),
                ])
            })
            .collect();
        let columns = vec![
            ColumnHead::words("Invoice"),
            ColumnHead::words("School"),
            ColumnHead::words("Issued"),
            ColumnHead::words("Counts for"),
            ColumnHead::numbers("Excluding VAT"),
        ];
        let empty = view! {
            <EmptyState title="No invoices"><p>"Nothing of this kind was invoiced here in this financial year."</p></EmptyState>
        };
        view! {
            <BackLink href="/control" text="Back to ownership and control"/>
            <Title text=title/>
            <Lead>"Each counts by who was in the register of shareholders on its day. Credited invoices are left out."</Lead>
            <Table caption="Invoices, newest first" quiet_caption=true columns rows empty=empty.into_any()/>
            <Pagination label="Invoices" next=next.unwrap_or_default()/>
        }
    });
    Ok(page.into())
}
