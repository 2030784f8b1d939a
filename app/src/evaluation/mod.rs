//! What people thought of what was delivered: the question by a link and on an order's page, the answers
//! for those who delivered, and the two figures.

mod figures;
mod link;
mod list;
mod order;

pub(crate) use figures::section as figures;
pub use link::{answer, show};
pub use list::{file, list, reply};
pub use order::{answer as answer_order, show as show_order};

use domain::evaluation::{EvaluationKind, Score, TypedEvaluation};
use leptos::prelude::*;

use crate::parts::Choice;
use crate::web::{Ask, Fields, Typed};
use crate::words;

/// An answer as it was typed.
fn typed(ask: &Ask) -> TypedEvaluation {
    let text = |field: &str| ask.form.get(field).to_owned();
    TypedEvaluation { score: text("score"), words: text("words") }
}

/// The question on five points, and a line of one's own.
fn fields(kind: EvaluationKind, typed: &Typed) -> Vec<AnyView> {
    let fields = Fields::of(typed);
    let choices = Score::ALL.iter().map(|score| {
        Choice::new(score.number().to_string(), words::evaluation::score(kind, *score))
    });
    vec![
        fields.radios("score", words::evaluation::question(kind), choices.collect(), ""),
        fields.text(
            "words",
            "Anything to add (optional)",
            "One line. No name or details of a pupil, or of staff it was for, please",
        ),
    ]
}
