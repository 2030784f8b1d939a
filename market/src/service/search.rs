//! Full text: what somebody typed as a condition on services and as their order, on either database.
//!
//! Both indexes keep word stems, so plurals find singulars; the beginning of a word finds it.

use crate::db::{Engine, Parameters};

/// More words than these do not narrow a search any further.
const WORDS_MAX: usize = 8;
/// Longer words than this are cut.
const WORD_CHARACTERS_MAX: usize = 40;

/// Where words are looked for.
#[derive(Clone, Copy)]
enum Within {
    /// What the service is called.
    Title,
    /// What it is: its title, its summary and the other words of its kind.
    Service,
    /// All of that, and who delivers it.
    All,
}

/// Which words fit.
#[derive(Clone, Copy)]
enum Fit {
    /// Whole ones, in any form.
    Whole,
    /// Those that begin so as well.
    Beginning,
}

/// What fits best before what fits less: whole words and the other words of a kind before beginnings of
/// words, and what a service is before who delivers it.
const RANKS: [(Fit, Within); 5] = [
    (Fit::Whole, Within::Title),
    (Fit::Whole, Within::Service),
    (Fit::Whole, Within::All),
    (Fit::Beginning, Within::Title),
    (Fit::Beginning, Within::Service),
];

/// The condition that a service `s` holds every word typed; nothing where there is no word in it.
///
/// Only letters and digits reach the database, each word in quotes or under a label of its own, so
/// that no mark in what was typed can mean anything to either query language.
pub(super) fn condition(
    engine: Engine,
    typed: &str,
    parameters: &mut Parameters,
) -> Option<String> {
    let words = words(typed);
    let all = (Fit::Beginning, Within::All);
    (!words.is_empty()).then(|| holds(engine, &words, all, parameters))
}

/// How well a service `s` that holds every word typed fits them, as a number: the lower, the better.
/// Nothing where there is no word in it.
pub(super) fn rank(engine: Engine, typed: &str, parameters: &mut Parameters) -> Option<String> {
    let words = words(typed);
    if words.is_empty() {
        return None;
    }
    let ranks = RANKS
        .iter()
        .enumerate()
        .map(|(rank, fit)| format!("WHEN {} THEN {rank}", holds(engine, &words, *fit, parameters)));
    let ranks: Vec<String> = ranks.collect();
    Some(format!("(CASE {} ELSE {} END)", ranks.join(" "), RANKS.len()))
}

/// Whether there is a word in what was typed.
pub(super) fn has_words(typed: &str) -> bool {
    !words(typed).is_empty()
}

fn holds(
    engine: Engine,
    words: &[String],
    (fit, within): (Fit, Within),
    parameters: &mut Parameters,
) -> String {
    match engine {
        Engine::Sqlite => {
            let star = if matches!(fit, Fit::Beginning) { "*" } else { "" };
            let quoted: Vec<String> =
                words.iter().map(|word| format!("\"{word}\"{star}")).collect();
            let quoted = quoted.join(" ");
            let place = parameters.bind(match within {
                Within::Title => format!("{{title}} : ({quoted})"),
                Within::Service => format!("{{title summary search_words}} : ({quoted})"),
                Within::All => quoted,
            });
            format!(
                "s.number IN (SELECT rowid FROM service_search WHERE service_search MATCH {place})"
            )
        }
        Engine::Postgres => {
            let label = match (fit, within) {
                (Fit::Whole, Within::Title) => ":A",
                (Fit::Whole, Within::Service) => ":ABD",
                (Fit::Whole, Within::All) => "",
                (Fit::Beginning, Within::Title) => ":*A",
                (Fit::Beginning, Within::Service) => ":*ABD",
                (Fit::Beginning, Within::All) => ":*",
            };
            let labelled: Vec<String> = words.iter().map(|word| format!("{word}{label}")).collect();
            let place = parameters.bind(labelled.join(" & "));
            format!("s.search @@ to_tsquery('english', {place})")
        }
    }
}

/// The words typed. Single letters say nothing ("children's") unless they are all there is.
fn words(typed: &str) -> Vec<String> {
    let plain = domain::text::plain_words(typed);
    let all: Vec<String> = plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(WORD_CHARACTERS_MAX).collect())
        .collect();
    let longer: Vec<String> = all.iter().filter(|word| word.len() > 1).cloned().collect();
    let kept = if longer.is_empty() { all } else { longer };
    kept.into_iter().take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_and_digits_reach_the_database() {
        assert_eq!(words("children's  SEND & \"NEAR(\" *:%"), ["children", "send", "and", "near"]);
        assert_eq!(words("' OR 1=1; --"), ["or"]);
        assert_eq!(words("\u{0}-^{}"), Vec::<String>::new());
        assert_eq!(words("y"), ["y"]);
        assert_eq!(words(&"ab ".repeat(20)).len(), WORDS_MAX);
    }
}
