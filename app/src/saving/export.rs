//! Every entry as CSV, from which a spreadsheet recomputes each figure.

use std::sync::Arc;

use domain::Failure;
use domain::saving::Evidence;
use market::db::{Page, PageAsked};
use market::saving::{EntrySubject, EntryView, view_saving_entries};

use super::filter;
use crate::web::{Answer, Ask, csv};
use crate::words;

const HEAD: [&str; 18] = [
    "Entry",
    "Reverses",
    "Counts on",
    "Financial year",
    "School",
    "Category",
    "What",
    "Reference",
    "Stage",
    "Kind",
    "Measured against",
    "VAT",
    "Quantity",
    "Baseline together",
    "Price together",
    "Fee",
    "Saving (below 0 for a rise)",
    "Rests on",
];

/// The entries that fit the address, as a file.
pub async fn file(ask: Ask) -> Result<Answer, Failure> {
    csv::download(ask, "savings", &HEAD, rows).await
}

async fn rows(ask: Arc<Ask>, page: PageAsked) -> Result<Page<Vec<String>>, Failure> {
    let filter = filter(&ask.query)?;
    let page = view_saving_entries(ask.market(), ask.actor()?, filter, page).await?;
    let items = page.items.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}

fn row(view: &EntryView) -> Result<Vec<String>, Failure> {
    let stored = view.entry.stored();
    let facts = &stored.facts;
    let (what, reference) = match &view.subject {
        EntrySubject::Order { what, reference, .. } => (what.clone(), reference.clone()),
        EntrySubject::Deal { title, .. } => (title.clone(), String::new()),
    };
    Ok(vec![
        stored.id.to_string(),
        stored.reverses.map(|id| id.to_string()).unwrap_or_default(),
        facts.counts_on.to_string(),
        words::year(facts.year_starts_on),
        view.school_name.clone(),
        words::category(&facts.category),
        what,
        reference,
        words::stage(stored.stage).to_owned(),
        words::cashability(domain::saving::Cashability::of(facts.baseline_kind)).to_owned(),
        words::baseline(facts.baseline_kind).to_owned(),
        words::basis(facts.basis).to_owned(),
        facts.quantity.to_string(),
        words::plain_pounds(facts.baseline.times(facts.quantity)?),
        words::plain_pounds(facts.price.times(facts.quantity)?),
        words::plain_pounds(stored.fee),
        words::plain_pounds(stored.amount),
        rests_on(&facts.evidence),
    ])
}

/// What an entry rests on, by their ids: its own page shows them.
fn rests_on(evidence: &[Evidence]) -> String {
    let one = |proof: &Evidence| match proof {
        Evidence::PricePoint(point) => format!("price {point}"),
        Evidence::File(file) => format!("document {file}"),
    };
    evidence.iter().map(one).collect::<Vec<_>>().join("; ")
}
