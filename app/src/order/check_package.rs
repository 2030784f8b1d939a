//! What of an order the school's packages pay, on the page that checks it.

use domain::money::grouped;
use domain::price::PackageLeft;
use leptos::prelude::*;
use market::order::{OrderQuote, QuotedLine};

use crate::parts::{SummaryRow, Ticks};
use crate::words;

/// A row that says what is taken from which package, and what is left of it then; none where nothing is.
pub(super) fn rows(quote: &OrderQuote) -> Option<SummaryRow> {
    let mut told: Vec<String> =
        quote.packages.all().iter().filter_map(|package| taken(quote, package)).collect();
    if told.is_empty() {
        return None;
    }
    let paid = count(quote.lines.iter().filter(|line| line.package.is_none()));
    if paid > 0 {
        let units = words::plural(paid, quote.unit.label(), quote.unit.plural());
        told.push(format!("{units} beyond that, at the usual price"));
    }
    Some(SummaryRow::new("From your package", view! { <Ticks items=told/> }))
}

fn count<'a>(lines: impl Iterator<Item = &'a QuotedLine>) -> u64 {
    lines.map(|line| u64::from(line.quantity)).sum()
}

/// `2 days included in your Inclusion package (ORD-7F3K): 5 of 10 are taken then`.
fn taken(quote: &OrderQuote, package: &PackageLeft) -> Option<String> {
    let own = |line: &&QuotedLine| {
        line.package.as_ref().is_some_and(|from| from.order == package.from.order)
    };
    let taken = count(quote.lines.iter().filter(own));
    let units = words::plural(taken, quote.unit.label(), quote.unit.plural());
    let (used, of) = (grouped(package.used.into()), grouped(package.of.into()));
    let then = taken.saturating_add(package.used.into());
    (taken > 0).then(|| {
        let from = words::package::included_in(&package.from);
        format!("{units} {from}: {used} of {of} were taken, and {} are then", grouped(then))
    })
}
