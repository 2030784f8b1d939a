//! A link in running text.

use leptos::prelude::*;

/// A link in running text or a table.
#[component]
pub fn TextLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Its words: what is there, and never "here".
    children: Children,
) -> impl IntoView {
    view! { <a class="cp-link" href=href>{children()}</a> }
}
