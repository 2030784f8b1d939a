//! Every room says what it is for, and every thing has the one name of the glossary.

use super::source::{Source, all};
use super::{hold, sample};

/// Words that are another name for something in the glossary of `domain/src/lib.rs`, and the name
/// to use. They are watched in the names that `domain`, `market` and the tables declare.
const SYNONYMS: [(&str, &str); 14] = [
    ("listing", "service"),
    ("product", "service"),
    ("vendor", "provider or seller"),
    ("merchant", "seller"),
    ("customer", "school, or buyer"),
    ("cart", "basket"),
    ("purchase_line", "line"),
    ("discount", "step, or price rule"),
    ("price_break", "step"),
    ("membership_level", "tier"),
    ("pledge", "commitment"),
    ("counsellor", "practitioner"),
    ("therapist", "practitioner"),
    ("consultant", "practitioner"),
];

fn rooms_without_a_word(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.is("rs") && !source.is_test())
        .filter(|source| !source.text.trim_start().starts_with("//!"))
        .map(|source| source.finding(1, "says not what it is for (//!)"))
        .collect()
}

fn synonyms(sources: &[Source]) -> Vec<String> {
    let watched = ["domain/src", "market/src", "migrations/src"];
    let watched = |source: &&Source| {
        source.is("rs") && !source.is_test() && watched.iter().any(|folder| source.within(folder))
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(watched) {
        // A test is named as a sentence of the field, and may speak as people do.
        for (line, text) in source.lines().take_while(|(_, text)| *text != "#[cfg(test)]") {
            let Some(name) = declared(text) else { continue };
            let words = format!("_{}_", snake(name));
            for (synonym, ours) in SYNONYMS {
                if words.contains(&format!("_{synonym}_"))
                    || words.contains(&format!("_{synonym}s_"))
                {
                    let what = format!("{name}: the glossary says {ours}, not {synonym}");
                    findings.push(source.finding(line, &what));
                }
            }
        }
    }
    findings
}

/// The name that a line declares: a type, a function, a module, a field, or a table or column.
fn declared(line: &str) -> Option<&str> {
    const KINDS: [&str; 8] =
        ["struct ", "enum ", "trait ", "type ", "fn ", "mod ", "const ", "CREATE TABLE "];
    let mut rest = line.trim_start();
    if rest.starts_with("//") || rest.starts_with("--") {
        return None;
    }
    for word in ["pub ", "pub(crate) ", "pub(super) ", "const fn ", "async "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest = KINDS.iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

/// `PriceBreak` as `price_break`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, c) in name.char_indices() {
        let after_small = index > 0 && name[..index].ends_with(|c: char| c.is_lowercase());
        if c.is_uppercase() && after_small {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

#[test]
fn every_room_says_what_it_is_for() {
    hold("a module begins with one line on what it is for", &rooms_without_a_word(&all()));
}

#[test]
fn every_thing_has_its_one_name() {
    hold("one word per thing, that of the glossary", &synonyms(&all()));
}

#[test]
fn a_room_without_a_word_is_found() {
    assert_eq!(rooms_without_a_word(&sample("domain/src/deal/mod.rs", "pub mod step;\n")).len(), 1);
    assert_eq!(rooms_without_a_word(&sample("domain/src/deal/mod.rs", "//! Deals.\n")).len(), 0);
    assert_eq!(rooms_without_a_word(&sample("domain/src/deal/tests.rs", "use super;\n")).len(), 0);
}

#[test]
fn another_name_for_a_thing_is_found_where_it_is_declared() {
    let found = |text: &str| synonyms(&sample("domain/src/deal/mod.rs", text)).len();
    assert_eq!(found("pub struct PriceBreak {"), 1);
    assert_eq!(found("    pub(crate) async fn list_vendors(&self)"), 1);
    assert_eq!(found("    listing_id {uuid} NOT NULL,"), 1);
    assert_eq!(found("CREATE TABLE cart ("), 1);
    assert_eq!(found("/// A listing, in the words of others."), 0);
    assert_eq!(found("    let productive = 1;"), 0);
    assert_eq!(found("#[cfg(test)]\nmod tests {\n    fn thirteen_counsellors() {"), 0);
    assert_eq!(synonyms(&sample("app/src/parts/listing.rs", "fn listing() {")).len(), 0);
}
