//! Rules of the house that no compiler knows, as tests that read the sources.
//!
//! Each rule is a function from sources to findings, so that each can be shown to fail: beside the
//! test that holds the rule over the house stands one that shows it a small bad sample. A rule
//! that turns out wrong is changed here with its reason, never got round.

mod classes;
mod doors;
mod edges;
mod links;
mod names;
mod numbers;
mod size;
mod source;
mod use_cases;
mod words;

use source::Source;

/// Fails with every finding, so that one run shows all there is to do.
fn hold(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}

/// A file as a rule would read it.
fn sample(path: &str, text: &str) -> Vec<Source> {
    vec![Source::new(path, text)]
}
