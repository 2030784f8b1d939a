//! What stands at the head of an invoice and of a credit note: who sells and who buys, as on the day of
//! issue, and the dates and numbers.

use leptos::prelude::*;
use market::invoice::{Paper, Party};

use crate::parts::{Column, Columns, ColumnsKind, SummaryList, SummaryRow};

/// Who sells, and for whom.
pub(super) fn seller(paper: &Paper) -> String {
    match &paper.trading_for {
        Some(partnership) => format!("{}, for {partnership}", paper.seller.name),
        None => paper.seller.name.clone(),
    }
}

/// The parties beside dates and numbers.
pub(super) fn head(paper: &Paper, numbers: Vec<SummaryRow>) -> AnyView {
    let parties = parties(paper);
    view! {
        <Columns kind=ColumnsKind::Halves>
            <Column>
                <SummaryList label="Parties" rows=parties/>
            </Column>
            <Column>
                <SummaryList label="Dates and numbers" rows=numbers/>
            </Column>
        </Columns>
    }
    .into_any()
}

fn address(party: &Party) -> AnyView {
    let lines = party.address.iter().map(|line| view! { <br/>{line.clone()} }).collect_view();
    let urn = party.urn.clone().map(|urn| view! { <br/>{format!("URN {urn}")} });
    view! { {party.name.clone()}{lines}{urn} }.into_any()
}

fn parties(paper: &Paper) -> Vec<SummaryRow> {
    let vat = paper.vat_number.clone();
    let vat = vat.map(|number| view! { <br/>{format!("VAT registration {number}")} });
    vec![
        SummaryRow::new("From", view! { {address(&paper.seller)}{vat} }.into_any()),
        SummaryRow::new("To", address(&paper.buyer)),
    ]
}
