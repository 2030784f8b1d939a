//! Back and on through a long list. Lists page by key, so there are no page numbers.

use leptos::prelude::*;

use super::{Icon, Sign, some};

/// Back and on. Shows nothing when there is neither.
#[component]
pub fn Pagination(
    /// What is paged through, for screen readers: "Services".
    #[prop(into)]
    label: String,
    /// Where the page before is; empty for none.
    #[prop(optional, into)]
    previous: String,
    /// Where the next page is; empty for none.
    #[prop(optional, into)]
    next: String,
    /// What is shown: "24 of 312".
    #[prop(optional, into)]
    shown: String,
) -> impl IntoView {
    (!previous.is_empty() || !next.is_empty()).then(|| {
        view! {
            <nav class="cp-pagination" aria-label=label>
                {some(previous).map(|href| view! {
                    <a class="cp-link cp-pagination__link" href=href rel="prev"><Icon sign=Sign::Left/>"Previous"</a>
                })}
                {some(next).map(|href| view! {
                    <a class="cp-link cp-pagination__link" href=href rel="next">"Next"<Icon sign=Sign::Right/></a>
                })}
                {some(shown).map(|shown| view! { <span class="cp-muted cp-num">{shown}</span> })}
            </nav>
        }
    })
}
