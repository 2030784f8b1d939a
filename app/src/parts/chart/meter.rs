//! How far along something is: a bar with its words beside it.

use leptos::prelude::*;

use super::Scale;

/// How far along. The words say the same, so the bar is hidden from screen readers.
#[component]
pub fn Meter(
    /// How much there is.
    value: i64,
    /// How much there can be, or has to be.
    whole: i64,
    /// It in words: "24 of 40 places taken".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let width = Scale::with_nought([whole], 0, 10_000).at(value);
    view! {
        <div>
            <p>{text}</p>
            <svg class="cp-meter" aria-hidden="true" focusable="false">
                <rect class="cp-meter__back" width="100%" height="100%"></rect>
                <rect class="cp-meter__fill" width=width.to_string() height="100%"></rect>
            </svg>
        </div>
    }
}
