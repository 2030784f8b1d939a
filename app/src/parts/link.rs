//! A link in running text.

use leptos::prelude::*;

/// A link in running text or a table.
#[component]
pub fn TextLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Whether it stays on one line: a reference with hyphens in it.
    #[prop(optional)]
    together: bool,
    /// Its words: what is there, and never "here".
    children: Children,
) -> impl IntoView {
    let class = if together { "cp-link cp-nowrap" } else { "cp-link" };
    view! { <a class=class href=href>{children()}</a> }
}
