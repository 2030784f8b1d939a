//! Narrowing a list down: a form by GET, beside the list on a desktop, folded above it on a
//! telephone.

use leptos::prelude::*;

use super::{Button, ButtonKind, Icon, Sign, some};

/// A filter that is on, and the address of the list without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// What it narrows to: "Primary".
    pub text: String,
    /// The list without it.
    pub without: String,
}

/// The filters of a list.
#[component]
pub fn Filters(
    /// The list's own page.
    #[prop(into)]
    action: String,
    /// The filters that are on.
    #[prop(optional)]
    chosen: Vec<Chosen>,
    /// What is kept of the list's address: name and value, like the words searched for.
    #[prop(optional)]
    kept: Vec<(String, String)>,
    /// Where the list without any filter is; empty when none is on.
    #[prop(optional, into)]
    clear: String,
    /// Whether the fields stand open, because one of them cannot be used as it was filled in.
    #[prop(optional)]
    open: bool,
    /// Fields, small ones.
    children: Children,
) -> impl IntoView {
    let count = chosen.len();
    let words = if count == 0 { "Filter".to_owned() } else { format!("Filter ({count} on)") };
    view! {
        <aside aria-label="Filters">
            {(!chosen.is_empty()).then(|| view! {
                <ul class="cp-filters__chosen" aria-label="Filters that are on">
                    {chosen
                        .into_iter()
                        .map(|one| view! {
                            <li>
                                <a class="cp-chip cp-focus" href=one.without>
                                    <span class="govuk-visually-hidden">"Take away filter "</span>
                                    {one.text}
                                    <Icon sign=Sign::Cross/>
                                </a>
                            </li>
                        })
                        .collect_view()}
                </ul>
            })}
            <details class="cp-filters" open=open>
                <summary class="cp-filters__open cp-focus"><Icon sign=Sign::Filter/>{words}</summary>
                <form class="cp-filters__form" action=action>
                    {kept
                        .into_iter()
                        .map(|(name, value)| view! { <super::Hidden name value/> })
                        .collect_view()}
                    {children()}
                    <Button kind=ButtonKind::Secondary>"Show results"</Button>
                    {some(clear).map(|href| view! { <p><a class="cp-link" href=href>"Clear all filters"</a></p> })}
                </form>
            </details>
        </aside>
    }
}
