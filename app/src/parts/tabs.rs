//! Neighbouring pages about the same thing.

use leptos::prelude::*;

use super::some;

/// One of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its name.
    pub text: String,
    /// How many things are on it; empty for none.
    pub count: String,
    /// Where it is.
    pub href: String,
    /// Whether this page is it.
    pub current: bool,
}

/// Links to neighbouring pages: plain links, so that each has an address of its own.
#[component]
pub fn Tabs(
    /// What the pages are about.
    #[prop(into)]
    label: String,
    /// The pages.
    tabs: Vec<Tab>,
) -> impl IntoView {
    view! {
        <nav aria-label=label>
            <ul class="cp-tabs">
                {tabs
                    .into_iter()
                    .map(|tab| view! {
                        <li>
                            <a class="cp-tabs__link cp-focus" href=tab.href aria-current=tab.current.then_some("page")>
                                {tab.text}
                                {some(tab.count).map(|count| view! { " "<span class="cp-tabs__count cp-num">{count}</span> })}
                            </a>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}
