//! Every use case that an actor calls has a row in the table of the test that calls them all as
//! somebody who may not.

use std::collections::BTreeSet;

use super::source::{Source, all};
use super::{hold, sample};

/// Where the rows are.
const TABLE: &str = "market/tests/it/permits/table";

/// The functions of a file that take an `&Actor`, each as `room::name`.
fn use_cases(source: &Source) -> Vec<String> {
    let inside = source.path.strip_prefix("market/src/").unwrap_or(&source.path);
    let room = inside.split(['/', '.']).next().unwrap_or_default();
    let functions = source.text.split("\npub async fn ").skip(1);
    functions
        .filter_map(|function| {
            let (name, rest) = function.split_once(['(', '<'])?;
            let (head, _) = rest.split_once('{')?;
            head.contains("&Actor").then(|| format!("{room}::{name}"))
        })
        .collect()
}

fn without_a_row(sources: &[Source]) -> Vec<String> {
    let rows: BTreeSet<&str> = sources
        .iter()
        .filter(|source| source.within(TABLE))
        .flat_map(|source| source.text.split(|c: char| !c.is_alphanumeric() && !"_:".contains(c)))
        .filter(|word| word.contains("::"))
        .collect();
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.within("market/src")) {
        for name in use_cases(source).iter().filter(|name| !rows.contains(name.as_str())) {
            findings.push(format!("{}: {name} has no row in {TABLE}", source.path));
        }
    }
    findings
}

#[test]
fn every_use_case_is_called_by_those_who_may_not() {
    let sources = all();
    let known: usize = sources
        .iter()
        .filter(|source| source.within("market/src"))
        .map(|source| use_cases(source).len())
        .sum();
    assert!(known > 60, "the use cases were not found: {known}");
    hold("use cases without a row", &without_a_row(&sources));
}

#[test]
fn a_use_case_without_a_row_is_found() {
    let text = "\npub async fn orders(\n    market: &Market,\n    actor: &Actor,\n) -> X {\n";
    let mut sources = sample("market/src/order/list.rs", text);
    assert_eq!(without_a_row(&sources).len(), 1);
    sources.push(Source::new(
        "market/tests/it/permits/table/own.rs",
        "[ViewSchool] order::orders_of();",
    ));
    assert_eq!(without_a_row(&sources).len(), 1, "another name is another use case");
    sources.push(Source::new(
        "market/tests/it/permits/table/own.rs",
        "[ViewSchool] order::orders(asked());",
    ));
    sources.remove(1);
    assert_eq!(without_a_row(&sources).len(), 0);
    let free = sample("market/src/file.rs", "\npub async fn viewer(market: &Market) -> X {\n");
    assert_eq!(without_a_row(&free).len(), 0, "nobody acts");
}
