//! What a school has said it pays, the newest first.

use domain::Failure;
use domain::access::Action;
use domain::calendar::{london_day, short_day};
use domain::money::grouped;
use leptos::prelude::*;
use market::baseline::{Baseline, baselines};

use crate::parts::{
    Actions, BackLink, ButtonLink, Cell, ColumnHead, EmptyState, Evidence, Lead, Muted, Pagination,
    Table, TableRow, TextLink, Title,
};
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Lists it.
pub async fn show(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let found = baselines(ask.market(), actor, &ask.page()).await?;
    let next = found.next.map(|key| format!("/what-you-pay?{}", ask.query.with("after", &key)));
    let all = found.items;
    let may = actor.can(Action::RecordBaseline);
    let school = actor.acting_for().map(|acting| acting.name.clone()).unwrap_or_default();
    let page = Page::new("What you pay now", move || {
        let rows = all.into_iter().map(|one| row(one, may)).collect();
        let empty = view! {
            <EmptyState title="Nothing said yet">
                <p>"Say what you pay now for something, and see what a booking or a group deal saves against it."</p>
            </EmptyState>
        };
        let columns = vec![
            ColumnHead::words("For what"),
            ColumnHead::words("Who you pay"),
            ColumnHead::numbers("A year"),
            ColumnHead::words("For"),
            ColumnHead::words("Shown by"),
            ColumnHead::words("Said"),
        ];
        view! {
            <BackLink href="/savings" text="Savings"/>
            <Title caption=school text="What you pay now"/>
            <Lead>
                "What you book or sign up to is compared with this first, and with the market rate only beyond it. \
                 With a document, the difference counts as cash released. Nothing is counted twice."
            </Lead>
            {may.then(|| view! {
                <Actions><ButtonLink href="/what-you-pay/new">"Say what you pay"</ButtonLink></Actions>
            })}
            <Table caption="What you pay now, excluding VAT" columns rows empty=empty.into_any()/>
            <Pagination label="What you pay now" next=next.unwrap_or_default()/>
            <Muted><TextLink href="/what-you-pay.csv">"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

fn row(one: Baseline, may: bool) -> TableRow {
    let quantity = grouped(u64::from(one.quantity));
    let said = short_day(london_day(one.entered_at));
    TableRow::new(vec![
        Cell::Text(one.category.label().to_owned()),
        Cell::Text(one.supplier.clone()),
        Cell::Text(words::pounds(one.yearly.pence())),
        Cell::Text(format!("{quantity} {}", one.unit.label_for(one.quantity))),
        shown_by(&one, may),
        Cell::Text(format!("{said}, {}", one.entered_by)),
    ])
}

/// The document, or the sentence with the way to a document.
fn shown_by(one: &Baseline, may: bool) -> Cell {
    if let Some(file) = &one.file {
        let (href, text) = (format!("/files/{}", file.id), file.name.clone());
        return Cell::view(view! { <Evidence href text/> });
    }
    let note = one.note.clone().unwrap_or_default();
    let href = format!("/what-you-pay/{}/document", one.id);
    let add = may.then(|| view! { " "<TextLink href>"Add the document"</TextLink> });
    Cell::view(view! { {note}{add} })
}
