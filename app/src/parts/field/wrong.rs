//! What is wrong with an answer. A field that was left open says so in the words of its own
//! question, and the summary above the form says the same.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;

/// What is wrong with an answer, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// There is none, or none that was offered: the field asks for it in its own words. These are
    /// for where there is no such field.
    Unanswered(String),
    /// It is said here.
    Told(String),
}

impl Wrong {
    /// It in words, where no field says it in its own.
    pub fn words(self) -> String {
        let (Self::Unanswered(words) | Self::Told(words)) = self;
        words
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Typed,
    Chosen,
}

/// What the fields of a page say for themselves, each with its name, in the order of the page: the
/// summary stands above them and is written after them.
#[derive(Debug, Clone, Default)]
pub(in crate::parts) struct OwnWords(Arc<Mutex<Vec<(String, String)>>>);

impl OwnWords {
    /// Those of the page that is being made.
    pub fn of_page() -> Self {
        use_context().unwrap_or_default()
    }

    /// What is wrong with a field, as the field says it.
    pub fn told(&self, field: &str, wrong: &Wrong) -> String {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = held.iter().find(|(name, _)| name == field).map(|(_, words)| words.clone());
        own.unwrap_or_else(|| wrong.clone().words())
    }

    /// Where on the page a field stands; what has no field of its own comes last.
    pub fn place(&self, field: &str) -> usize {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().position(|(name, _)| name == field).unwrap_or(usize::MAX)
    }

    fn keep(&self, field: &str, words: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.push((field.to_owned(), words.to_owned()));
    }
}

/// What a field says is wrong with its answer.
pub(super) fn said(name: &str, label: &str, way: Way, wrong: Wrong) -> String {
    let words = match wrong {
        Wrong::Told(words) => words,
        Wrong::Unanswered(words) if label.is_empty() => words,
        Wrong::Unanswered(_) => ask_for(label, way),
    };
    OwnWords::of_page().keep(name, &words);
    words
}

/// Asks for the answer to a question: `Enter the name of the service`, `Choose the category`, `Say
/// what a school gets`, `Answer “Who do you pay?”`.
fn ask_for(label: &str, way: Way) -> String {
    if label.ends_with('?') {
        return format!("Answer \u{201c}{label}\u{201d}");
    }
    let first = label.split([' ', ',']).next().unwrap_or_default();
    let in_sentence = in_sentence(label);
    let verb = match way {
        Way::Typed => "Enter",
        Way::Chosen => "Choose",
    };
    match first {
        "Choose" | "Enter" | "Say" => label.to_owned(),
        "What" | "Who" | "When" | "Where" | "Which" | "How" | "Why" => format!("Say {in_sentence}"),
        "A" | "An" | "The" | "One" | "Your" | "Their" | "Its" => format!("{verb} {in_sentence}"),
        _ => format!("{verb} the {in_sentence}"),
    }
}

/// A label within a sentence: small at the beginning, unless it begins with an abbreviation.
fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_open_is_asked_for_in_the_words_of_its_question() {
        let asked = [
            ("Name of the service", Way::Typed, "Enter the name of the service"),
            ("Category", Way::Chosen, "Choose the category"),
            ("VAT", Way::Chosen, "Choose the VAT"),
            ("Your email address", Way::Typed, "Enter your email address"),
            ("What a school gets", Way::Typed, "Say what a school gets"),
            ("Who do you pay?", Way::Typed, "Answer \u{201c}Who do you pay?\u{201d}"),
            ("Choose a password", Way::Typed, "Choose a password"),
        ];
        for (label, way, words) in asked {
            assert_eq!(ask_for(label, way), words);
        }
    }

    #[test]
    fn the_summary_says_what_the_field_says() {
        Owner::new().with(|| {
            provide_context(OwnWords::default());
            let open = || Wrong::Unanswered("Enter this".to_owned());
            said("title", "Name of the service", Way::Typed, open());
            let words = OwnWords::of_page();
            assert_eq!(words.told("title", &open()), "Enter the name of the service");
            assert_eq!(words.told("elsewhere", &open()), "Enter this");
        });
    }
}
