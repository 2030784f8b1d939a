//! A file from somebody's computer.

use leptos::prelude::*;

use super::{Labelled, Way, Wrong, described_by};
use crate::parts::some;

/// A file to send. Its form must be `multipart`.
#[component]
pub fn FileField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What kinds and how large: "A PDF or a photograph, up to 10 MB".
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// The kinds the browser offers, like `.pdf,.png`.
    #[prop(optional, into)]
    accept: String,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let described = described_by(&name, &hint, error.as_ref());
    let invalid = error.is_some().then_some("true");
    view! {
        <Labelled name=name.clone() label hint error only_question way=Way::Chosen>
            <input class="cp-file" id=name.clone() name=name r#type="file" accept=some(accept)
                aria-describedby=described aria-invalid=invalid/>
        </Labelled>
    }
}
