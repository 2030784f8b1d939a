//! Every entry as CSV, from which a spreadsheet recomputes each figure.

use domain::Failure;
use domain::saving::Evidence;
use market::saving::{EntrySubject, EntryView, export_savings};

use super::filter;
use crate::web::{Answer, Ask};
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
    "Saving",
    "Rests on",
];

/// The entries that fit the address.
pub async fn csv(ask: Ask) -> Result<Answer, Failure> {
    let entries = export_savings(ask.market(), ask.actor()?, filter(&ask.query)?).await?;
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    for entry in &entries {
        rows.push(row(entry)?);
    }
    Ok(Answer::csv("savings.csv", &crate::web::csv_text(&rows)?))
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
