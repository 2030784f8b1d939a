//! Words that say a thing is not finished, and names of what we decided against.

use super::source::{Source, all};
use super::{hold, sample};

/// Where a word is forbidden.
#[derive(Clone, Copy, PartialEq)]
enum In {
    /// In everything, documentation included.
    Everything,
    /// In code and manifests; documentation may say why we do without.
    Code,
}

/// Words, where they are forbidden, and why.
const FORBIDDEN: [(&str, In, &str); 14] = [
    ("TODO", In::Everything, "what is left goes into an issue"),
    ("FIXME", In::Everything, "what is left goes into an issue"),
    ("XXX", In::Everything, "what is left goes into an issue"),
    ("unimplemented", In::Code, "what is there works"),
    ("todo!", In::Code, "what is there works"),
    ("not built yet", In::Everything, "what is there works"),
    ("Placeholder.", In::Everything, "what is there works"),
    ("lorem", In::Everything, "pages are judged with real words on them"),
    ("#[server", In::Code, "forms post to the table of routes (decision 0002)"),
    ("ServerFnError", In::Code, "failures are the domain's closed list (decision 0002)"),
    ("leptos_router", In::Code, "routes are rows of one table (decision 0002)"),
    ("/// ```", In::Code, "an example is a test, where it is run"),
    ("//! ```", In::Code, "an example is a test, where it is run"),
    ("leptos_axum", In::Code, "routes are rows of one table (decision 0002)"),
];

/// The lint `unimplemented = "deny"` and its like are how the words are kept out of the code.
const NAMES_THE_LINT: [&str; 2] = ["Cargo.toml", "clippy.toml"];

fn forbidden_words(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| !source.within("xtask/src/tidy")) {
        let documentation = source.is("md");
        let lint = NAMES_THE_LINT.contains(&source.path.as_str());
        for (line, text) in source.lines() {
            for (word, place, why) in FORBIDDEN {
                let allowed = (documentation && place == In::Code)
                    || (lint && text.trim_start().starts_with(word));
                if has_word(text, word) && !allowed {
                    findings.push(source.finding(line, &format!("{word:?}: {why}")));
                }
            }
        }
    }
    findings
}

/// Whether the word stands in the text by itself: `TODO` is none of `HATODOX`.
fn has_word(text: &str, word: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        let begins = word.starts_with(|c: char| c.is_alphanumeric());
        let ends = word.ends_with(|c: char| c.is_alphanumeric());
        let joined_before = begins && inside(text[..at].chars().next_back());
        let joined_after = ends && inside(text[at + word.len()..].chars().next());
        !joined_before && !joined_after
    })
}

#[test]
fn nothing_is_left_for_later_and_nothing_decided_against_comes_back() {
    hold("a word that says a thing is not finished, or not ours", &forbidden_words(&all()));
}

#[test]
fn a_forbidden_word_is_found_where_it_is_forbidden_and_only_as_a_word() {
    let found = |path: &str, text: &str| forbidden_words(&sample(path, text)).len();
    assert_eq!(found("app/src/home/mod.rs", "// TODO: later"), 1);
    assert_eq!(found("README.md", "FIXME"), 1);
    assert_eq!(found("app/src/home/mod.rs", "<ToDoList/> HATODOX"), 0);
    assert_eq!(found("app/src/home/mod.rs", "#[server(Save)]"), 1);
    assert_eq!(found("app/src/home/mod.rs", "use leptos_router::Route;"), 1);
    assert_eq!(found("docs/decisions/0002-routes.md", "not leptos_router"), 0);
    assert_eq!(found("Cargo.toml", "unimplemented = \"deny\""), 0);
    assert_eq!(found("market/src/job/mod.rs", "unimplemented!()"), 1);
    assert_eq!(found("domain/src/money.rs", "    /// ```"), 1);
    assert_eq!(found("app/src/home/mod.rs", "\"lorem ipsum\""), 1);
}
