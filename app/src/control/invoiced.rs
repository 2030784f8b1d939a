//! The invoices that a figure of the control test is the sum of.

use domain::Failure;
use domain::calendar::short_day;
use leptos::prelude::*;
use market::control::{InvoicedAsked, Side, invoiced_activity};
use market::db::PageAsked;

use super::year_of;
use crate::parts::{
    BackLink, Cell, ColumnHead, EmptyState, Lead, Pagination, Table, TableRow, TextLink, Title,
};
use crate::web::csv::{self, csv_address};
use crate::web::{Answer, Ask, Page};
use crate::words::{control as words, money};

/// What the address asks for.
pub(super) fn asked(ask: &Ask, page: PageAsked) -> InvoicedAsked {
    let side = match ask.query.get("for") {
        "members" => Some(Side::Members),
        "others" => Some(Side::Others),
        _ => None,
    };
    let year = year_of(ask.query.get("year"), ask.market().today());
    InvoicedAsked { year, side, page }
}

/// The list.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let asked = asked(&ask, ask.page());
    let (year, side) = (asked.year, asked.side);
    let csv = csv_address("/control/invoiced.csv", &ask.query);
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
                    words::side(one.side).into(),
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
            <Table caption="Invoices that count, newest first" quiet_caption=true columns rows empty=empty.into_any()/>
            <Pagination label="Invoices" next=next.unwrap_or_default()/>
            {csv::link(csv, "")}
        }
    });
    Ok(page.into())
}
