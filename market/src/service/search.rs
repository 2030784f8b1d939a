//! Full text: what somebody typed as a condition on services, on either database.
//!
//! Both indexes keep word stems, so plurals find singulars; the beginning of a word finds it.

use crate::db::{Engine, Parameters};

/// More words than these do not narrow a search any further.
const WORDS_MAX: usize = 8;
/// Longer words than this are cut.
const WORD_CHARACTERS_MAX: usize = 40;

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
    if words.is_empty() {
        return None;
    }
    Some(match engine {
        Engine::Sqlite => {
            let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
            let place = parameters.bind(quoted.join(" "));
            format!(
                "s.number IN (SELECT rowid FROM service_search WHERE service_search MATCH {place})"
            )
        }
        Engine::Postgres => {
            let labelled: Vec<String> = words.iter().map(|word| format!("{word}:*")).collect();
            let place = parameters.bind(labelled.join(" & "));
            format!("s.search @@ to_tsquery('english', {place})")
        }
    })
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
