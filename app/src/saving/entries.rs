//! The entries under a figure, each with its evidence.

use domain::calendar::short_day;
use domain::saving::{Cashability, Evidence as Proof, UnitPrice};
use domain::{Failure, Pence};
use leptos::prelude::*;
use market::saving::{EntrySubject, EntryView, Filter, evidence_file, view_saving_entries};

use super::filter;
use crate::parts::{
    BackLink, Cell, Change, ColumnHead, EmptyState, Evidence, Muted, Pagination, Table, TableRow,
    Tag, TagKind, TextLink, Title,
};
use crate::web::csv::csv_address;
use crate::web::{Answer, Ask, Page};
use crate::words;

/// Lists the entries that fit the address.
pub async fn list(ask: Ask) -> Result<Answer, Failure> {
    let actor = ask.actor()?;
    let filter = filter(&ask.query)?;
    let asked = ask.page();
    let told = told(&filter);
    let page = view_saving_entries(ask.market(), actor, filter, asked).await?;
    let next = page.next.map(|key| format!("/savings/entries?{}", ask.query.with("after", &key)));
    let csv = csv_address("/savings.csv", &ask.query);
    let items = page.items;
    let page = Page::new("Savings, entry by entry", move || {
        let rows = items.into_iter().map(row).collect();
        let empty = view! {
            <EmptyState title="Nothing here">
                <p>"No entry fits what you chose. "<TextLink href="/savings">"Back to all savings"</TextLink></p>
            </EmptyState>
        };
        view! {
            <BackLink href="/savings" text="Back to savings"/>
            <Title caption=told text="Entry by entry"/>
            <Muted>"A corrected figure is a new entry that takes the old one back; nothing is ever changed."</Muted>
            <Table caption="Entries, the last recorded first" quiet_caption=true columns=columns() rows empty=empty.into_any()/>
            <Pagination label="Entries" next=next.unwrap_or_default()/>
            <Muted><TextLink href=csv>"Download as CSV"</TextLink></Muted>
        }
    });
    Ok(page.into())
}

/// What the entries have in common, in words.
fn told(filter: &Filter) -> String {
    let mut told = Vec::new();
    told.extend(filter.stage.map(|stage| words::stage(stage).to_owned()));
    told.extend(filter.category.as_deref().map(words::category));
    told.extend(filter.year_starts_on.map(words::year));
    told.extend(filter.cashability.map(|kind| words::cashability(kind).to_owned()));
    told.extend(filter.basis.map(|basis| words::basis(basis).to_owned()));
    if told.is_empty() { "All savings".to_owned() } else { told.join(" · ") }
}

fn columns() -> Vec<ColumnHead> {
    vec![
        ColumnHead::words("Counts on"),
        ColumnHead::words("School"),
        ColumnHead::words("What"),
        ColumnHead::words("How it is worked out"),
        ColumnHead::words("Evidence"),
        ColumnHead::words("Stage"),
        ColumnHead::numbers("Less or more"),
    ]
}

/// How an entry's amount comes about: `Avoided cost: 2 × (£350.00 − £290.00), …`.
pub(super) fn working(view: &EntryView) -> String {
    let facts = &view.entry.stored().facts;
    format!(
        "{}: {} × ({} − {}), {}, against {}",
        words::cashability(Cashability::of(facts.baseline_kind)),
        facts.quantity,
        price(facts.baseline),
        price(facts.price),
        words::basis(facts.basis),
        words::baseline(facts.baseline_kind)
    )
}

fn row(view: EntryView) -> TableRow {
    let stored = view.entry.stored().clone();
    let facts = &stored.facts;
    let amount = stored.amount;
    let working = working(&view);
    let mark = match (stored.reverses.is_some(), view.is_reversed) {
        (true, _) => Some(("Takes back", TagKind::Plain)),
        (_, true) => Some(("Taken back", TagKind::Plain)),
        _ => None,
    };
    let stage = words::stage(stored.stage);
    let proofs = facts.evidence.clone();
    TableRow::new(vec![
        Cell::Text(short_day(facts.counts_on)),
        Cell::Text(view.school_name),
        Cell::view(subject(&view.subject)),
        Cell::Text(working),
        Cell::view(proof_links(&stored.id.to_string(), &proofs)),
        Cell::view(view! {
            {stage}
            {mark.map(|(text, kind)| view! { " "<Tag kind text/> })}
        }),
        Cell::View(saved(amount, stored.reverses.is_some())),
    ])
}

/// What an entry saves, a rise said as one; of what takes another back, what is taken back.
pub(super) fn saved(amount: Pence, takes_back: bool) -> AnyView {
    match amount.negated() {
        Ok(difference) if !takes_back => view! { <Change difference/> }.into_any(),
        Ok(less) if amount.is_negative() => format!("{less} less, taken back").into_any(),
        Ok(_) | Err(_) => format!("{amount} more, taken back").into_any(),
    }
}

/// A unit's price, or what so many cost together where that is no whole number of pence each.
fn price(price: UnitPrice) -> String {
    match price.per.get() {
        1 => price.amount.to_string(),
        per => format!("{} ÷ {}", price.amount, domain::money::grouped(u64::from(per))),
    }
}

pub(super) fn subject(subject: &EntrySubject) -> AnyView {
    match subject {
        EntrySubject::Order { id, reference, what, invoice, .. } => {
            let order = format!("/orders/{id}");
            let (reference, what, invoice) = (reference.clone(), what.clone(), invoice.clone());
            view! {
                {what}", order "<TextLink href=order>{reference}</TextLink>
                {invoice.map(|(id, number)| view! {
                    ", invoice "<TextLink href=format!("/invoices/{id}")>{number}</TextLink>
                })}
            }
            .into_any()
        }
        EntrySubject::Deal { id, title } => {
            let (href, title) = (format!("/deals/{id}"), title.clone());
            view! { <TextLink href=href>{title}</TextLink> }.into_any()
        }
    }
}

/// The documents behind an entry, and the page on which its prices and its working stand.
fn proof_links(saving: &str, proofs: &[Proof]) -> impl IntoView + use<> {
    let href = format!("/savings/entries/{saving}");
    let points = proofs.iter().filter(|proof| matches!(proof, Proof::PricePoint(_))).count();
    let text = match u64::try_from(points).unwrap_or(0) {
        0 => "See what it rests on".to_owned(),
        count => words::plural(count, "market price", "market prices"),
    };
    let documents = proofs.iter().filter_map(|proof| match proof {
        Proof::File(file) => {
            let href = format!("{href}/evidence/{file}");
            Some(view! { <Evidence href text="Document"/>" " })
        }
        Proof::PricePoint(_) => None,
    });
    view! {
        {documents.collect_view()}
        <Evidence href=href.clone() text/>
    }
}

/// Hands out a document that is evidence of an entry the actor may see.
pub async fn evidence(ask: Ask) -> Result<Answer, Failure> {
    let file =
        evidence_file(ask.market(), ask.actor()?, ask.part("saving")?, ask.part("file")?).await?;
    Ok(Answer::File { name: file.name, content_type: file.content_type, contents: file.contents })
}
