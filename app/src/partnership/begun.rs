//! What comes after founding, until all of it is done.

use leptos::prelude::*;
use market::partnership::Begun;

use crate::parts::{Section, Step, StepState, Steps};

/// What is left to do before the first sale, beside what is done; nothing where all of it is.
pub(crate) fn next_steps(begun: Begun) -> Option<AnyView> {
    if begun.is_done() {
        return None;
    }
    let step = |done: bool, text: &str, hint: &str, href: &str| Step {
        text: text.to_owned(),
        hint: hint.to_owned(),
        href: href.to_owned(),
        state: if done { StepState::Done } else { StepState::ToDo },
    };
    let steps = vec![
        step(true, "Found the partnership", "With its members and their prices", "/members"),
        step(
            begun.has_service,
            "Upload your price list",
            "A CSV file of what you sell. A member’s page then says what it pays",
            "/services/import",
        ),
        step(
            begun.has_invited,
            "Invite people of the schools",
            "Paste URNs with email addresses",
            "/members/invite",
        ),
        step(
            begun.has_address,
            "Say what your invoices say",
            "Address, VAT number",
            "/partnership/change",
        ),
        step(begun.has_bank, "Enter the bank account", "Where schools pay", "/partnership/bank"),
    ];
    let section = view! {
        <Section id="next" title="What to do next"><Steps id="step" steps/></Section>
    };
    Some(section.into_any())
}
