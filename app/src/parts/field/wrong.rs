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
pub(in crate::parts) struct OwnWords(Arc<Mutex<Vec<Own>>>);

/// What a field says.
#[derive(Debug)]
struct Own {
    name: String,
    label: String,
    words: String,
}

impl OwnWords {
    /// Those of the page that is being made.
    pub fn of_page() -> Self {
        use_context().unwrap_or_default()
    }

    /// What is wrong with a field, as the field says it.
    pub fn told(&self, field: &str, wrong: &Wrong) -> String {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(own) = held.iter().find(|own| own.name == field) else {
            return wrong.clone().words();
        };
        // Two lines that say the same are told apart by their fields.
        let again = |other: &&Own| other.name != own.name && other.words == own.words;
        let Own { label, words, .. } = own;
        match held.iter().find(again) {
            Some(_) if label.ends_with('?') => format!("{label} {words}"),
            Some(_) if !label.is_empty() => format!("{label}: {words}"),
            _ => words.clone(),
        }
    }

    /// Where on the page a field stands; what has no field of its own comes last.
    pub fn place(&self, field: &str) -> usize {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().position(|own| own.name == field).unwrap_or(usize::MAX)
    }

    fn keep(&self, name: &str, label: &str, words: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let [name, label, words] = [name, label, words].map(str::to_owned);
        held.push(Own { name, label, words });
    }
}

/// What a field says is wrong with its answer.
pub(super) fn said(name: &str, label: &str, way: Way, wrong: Wrong) -> String {
    let words = match wrong {
        Wrong::Told(words) => words,
        Wrong::Unanswered(words) if label.is_empty() => words,
        Wrong::Unanswered(_) => ask_for(label, way),
    };
    OwnWords::of_page().keep(name, label, &words);
    words
}

/// Words that begin no name of a thing, so that nothing is asked for by them: `Enter the free until`.
const NO_NAME_BEGINS: [&str; 17] = [
    "After", "As", "At", "For", "Free", "From", "If", "In", "More", "No", "Of", "On", "Or", "To",
    "Until", "When", "With",
];
/// Words with which no name of a thing ends.
const NO_NAME_ENDS: [&str; 9] =
    ["are", "for", "from", "has", "holds", "is", "lasts", "of", "until"];

/// Asks for the answer to a question: `Enter the name of the service`, `Choose the category`, `Say
/// what a school gets`, `Answer the question “Who do you pay?”`, `Fill in “Free until”`.
fn ask_for(label: &str, way: Way) -> String {
    let label = label.strip_suffix(" (optional)").unwrap_or(label);
    if label.ends_with('?') {
        return format!("Answer the question \u{201c}{label}\u{201d}");
    }
    let first = label.split([' ', ',']).next().unwrap_or_default();
    let in_sentence = in_sentence(label);
    let verb = match way {
        Way::Typed => "Enter",
        Way::Chosen => "Choose",
    };
    match first {
        "Choose" | "Describe" | "Enter" | "Put" | "Say" => label.to_owned(),
        "What" | "Who" | "Where" | "Which" | "How" | "Why" => format!("Say {in_sentence}"),
        _ if !is_name(label, first) => match way {
            Way::Typed => format!("Fill in \u{201c}{label}\u{201d}"),
            Way::Chosen => format!("Choose an answer under \u{201c}{label}\u{201d}"),
        },
        "A" | "An" | "The" | "One" | "Your" | "Their" | "Its" | "Somebody" | "Anybody"
        | "Anything" => format!("{verb} {in_sentence}"),
        _ => format!("{verb} the {in_sentence}"),
    }
}

/// Whether a label names a thing, up to its first comma: it does not where it is a part of a sentence.
fn is_name(label: &str, first: &str) -> bool {
    let head = label.split(',').next().unwrap_or_default();
    let words: Vec<&str> = head.split(' ').collect();
    let ends_open = words.last().is_some_and(|last| NO_NAME_ENDS.contains(last));
    let has_verb = words.iter().any(|word| matches!(*word, "are" | "has" | "is"));
    !NO_NAME_BEGINS.contains(&first) && !ends_open && !has_verb
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
            ("Who do you pay?", Way::Typed, "Answer the question \u{201c}Who do you pay?\u{201d}"),
            ("Free until", Way::Typed, "Fill in \u{201c}Free until\u{201d}"),
            (
                "Its members are",
                Way::Chosen,
                "Choose an answer under \u{201c}Its members are\u{201d}",
            ),
            ("Somebody else’s name", Way::Typed, "Enter somebody else’s name"),
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
            let amount = || Wrong::Told("Enter an amount".to_owned());
            said("least", "The least a school pays", Way::Typed, amount());
            assert_eq!(words.told("least", &amount()), "Enter an amount");
            said("most", "The most a school pays", Way::Typed, amount());
            let told = ["least", "most"].map(|field| words.told(field, &amount()));
            assert_eq!(
                told,
                [
                    "The least a school pays: Enter an amount",
                    "The most a school pays: Enter an amount",
                ]
            );
        });
    }

    /// The components whose label is a question with answers to choose from.
    const CHOSEN: [&str; 5] =
        ["RadiosField", "CheckboxesField", "SelectField", "FileField", "boxes"];
    /// The functions of `Fields` that take a name and a label.
    const FUNCTIONS: [(&str, Way); 10] = [
        ("text", Way::Typed),
        ("line", Way::Typed),
        ("held", Way::Typed),
        ("lines", Way::Typed),
        ("money", Way::Typed),
        ("number", Way::Typed),
        ("date", Way::Typed),
        ("select", Way::Chosen),
        ("radios", Way::Chosen),
        ("boxes", Way::Chosen),
    ];

    /// What stands between the first two quotation marks.
    fn quoted(text: &str) -> Option<(&str, &str)> {
        text.trim_start().strip_prefix('"')?.split_once('"')
    }

    /// The labels of a source: of components, and of what `Fields` makes.
    fn labels(source: &str, found: &mut Vec<(String, Way)>) {
        for (at, _) in source.match_indices("label=\"") {
            let (before, after) = source.split_at(at);
            let component = before.rsplit('<').next().unwrap_or_default();
            let is_chosen = CHOSEN.iter().any(|name| component.starts_with(name));
            let way = if is_chosen { Way::Chosen } else { Way::Typed };
            let label = after.strip_prefix("label=").and_then(quoted);
            if component.split_whitespace().next().is_some_and(|name| name.ends_with("Field")) {
                found.extend(label.map(|(label, _)| (label.to_owned(), way)));
            }
        }
        for (function, way) in FUNCTIONS {
            for (at, call) in source.match_indices(&format!(".{function}(")) {
                let (_, arguments) = source.split_at(at + call.len());
                let rest = quoted(arguments).and_then(|(_, rest)| rest.strip_prefix(','));
                found.extend(rest.and_then(quoted).map(|(label, _)| (label.to_owned(), way)));
            }
        }
    }

    fn sources(folder: &std::path::Path, found: &mut Vec<(String, Way)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("gallery") {
                sources(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                labels(&std::fs::read_to_string(&path).unwrap(), found);
            }
        }
    }

    #[test]
    fn every_field_asks_for_what_was_left_open_in_words_that_read_well() {
        let mut found = Vec::new();
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let mut asked: Vec<String> =
            found.iter().map(|(label, way)| ask_for(label, *way)).collect();
        asked.sort();
        asked.dedup();
        assert!(asked.len() > 120, "{} labels were found", asked.len());
        insta::assert_snapshot!(asked.join("\n"));
    }
}
