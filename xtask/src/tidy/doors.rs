//! The few doors through which dangerous things go, and that nobody made another.

use super::source::{Source, all};
use super::{hold, sample};

/// How SQL asks the database for the time. Time is a parameter, so that tests and the demo can say
/// what it is and both engines agree to the microsecond.
const TIME_OF_THE_DATABASE: [&str; 11] = [
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "clock_timestamp",
    "statement_timestamp",
    "datetime('now'",
    "date('now'",
    "julianday('now'",
    "strftime('%",
    "unixepoch(",
];

fn code(sources: &[Source]) -> impl Iterator<Item = (&Source, usize, &str)> {
    sources
        .iter()
        .filter(|source| source.is("rs") && !source.within("xtask"))
        .flat_map(|source| source.lines().map(move |(line, text)| (source, line, text)))
        .filter(|(_, _, text)| !text.trim_start().starts_with("//"))
}

/// A scope made by hand sees what no permit allowed.
fn scopes_made_by_hand(sources: &[Source]) -> Vec<String> {
    code(sources)
        .filter(|(source, ..)| !source.within("market/src/access"))
        .filter(|(_, _, text)| text.contains("Scope::new"))
        .map(|(source, line, _)| source.finding(line, "Scope::new: only a permit gives a scope"))
        .collect()
}

/// Pages are made of parts; the Content-Security-Policy forbids inline styles.
fn pages_with_looks_of_their_own(sources: &[Source]) -> Vec<String> {
    const LOOKS: [&str; 5] = [" class=", " class:", " style=", " style:", "inner_html"];
    let is_page = |source: &Source| source.within("app/src") && !source.within("app/src/parts");
    code(sources)
        .filter(|(source, ..)| is_page(source))
        .filter_map(|(source, line, text)| {
            let look = LOOKS.iter().find(|look| format!(" {text}").contains(**look))?;
            let what = format!("{:?}: a page has only parts", look.trim());
            Some(source.finding(line, &what))
        })
        .collect()
}

fn times_of_the_database(sources: &[Source]) -> Vec<String> {
    let watched = |source: &Source| source.within("market/src") || source.within("migrations/src");
    code(sources)
        .filter(|(source, ..)| watched(source))
        .filter(|(_, _, text)| {
            let text = text.to_lowercase();
            TIME_OF_THE_DATABASE.iter().any(|word| text.contains(word)) || has_bare_now(&text)
        })
        .map(|(source, line, _)| source.finding(line, "time in SQL is a parameter"))
        .collect()
}

/// `now()` of SQL; `market.now()` and `Utc::now()` are not it.
fn has_bare_now(text: &str) -> bool {
    text.match_indices("now()").any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':'))
    })
}

#[test]
fn only_permits_give_scopes() {
    hold("a query sees what a permit allows", &scopes_made_by_hand(&all()));
}

#[test]
fn pages_have_no_looks_of_their_own() {
    hold("what a page needs is a part", &pages_with_looks_of_their_own(&all()));
}

#[test]
fn sql_never_asks_the_database_for_the_time() {
    hold("time comes from the market's clock", &times_of_the_database(&all()));
}

#[test]
fn a_scope_made_by_hand_is_found() {
    let text = "let scope = Scope::new(organisation, Capacity::School);";
    assert_eq!(scopes_made_by_hand(&sample("market/src/deal/view.rs", text)).len(), 1);
    assert_eq!(scopes_made_by_hand(&sample("market/tests/it/deal.rs", text)).len(), 1);
    assert_eq!(scopes_made_by_hand(&sample("market/src/access/mod.rs", text)).len(), 0);
}

#[test]
fn a_page_with_looks_of_its_own_is_found() {
    let found = |path: &str, text: &str| pages_with_looks_of_their_own(&sample(path, text)).len();
    assert_eq!(found("app/src/deal/show.rs", "<div class=\"cp-row\">"), 1);
    assert_eq!(found("app/src/deal/show.rs", "class:cp-open=true"), 1);
    assert_eq!(found("app/src/deal/show.rs", "<p style=\"color: red\">"), 1);
    assert_eq!(found("app/src/deal/show.rs", "<div inner_html=text/>"), 1);
    assert_eq!(found("app/src/deal/show.rs", "let subclass = class;"), 0);
    assert_eq!(found("app/src/parts/row.rs", "<div class=\"cp-row\">"), 0);
}

#[test]
fn the_time_of_the_database_is_found_and_the_clock_of_the_market_is_not() {
    let found = |text: &str| times_of_the_database(&sample("market/src/deal/close.rs", text)).len();
    assert_eq!(found("\"WHERE closes_at <= now()\""), 1);
    assert_eq!(found("\"VALUES ($1, CURRENT_TIMESTAMP)\""), 1);
    assert_eq!(found("\"WHERE day >= date('now')\""), 1);
    assert_eq!(found("let now = market.now();"), 0);
    assert_eq!(found("// never now() in SQL"), 0);
}
