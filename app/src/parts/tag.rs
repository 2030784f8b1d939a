//! A state in a word.

use leptos::prelude::*;

/// What kind of state it is. The word says it; the colour says it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TagKind {
    /// Neither good nor bad: draft, closed.
    #[default]
    Plain,
    /// Done, agreed, paid.
    Good,
    /// Waits for somebody, ends soon.
    Waits,
    /// Refused, overdue, lapsed.
    Bad,
}

/// A state in a word or two.
#[component]
pub fn Tag(
    /// What kind of state.
    #[prop(optional)]
    kind: TagKind,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let class = match kind {
        TagKind::Plain => "cp-tag",
        TagKind::Good => "cp-tag cp-tag--good",
        TagKind::Waits => "cp-tag cp-tag--waits",
        TagKind::Bad => "cp-tag cp-tag--bad",
    };
    view! { <strong class=class>{text}</strong> }
}
