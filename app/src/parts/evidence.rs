//! Where a figure comes from: the document behind it, or that it is only for show.

use leptos::prelude::*;

use super::{Icon, Sign, some};

/// Why a figure is not from this organisation's own books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DemoKind {
    /// Made up, to show how it looks.
    Illustrative,
    /// Published by the organisation it is about, in this year.
    Published(u16),
}

/// Marks a figure that is only for show.
#[component]
pub fn Demo(
    /// Why.
    kind: DemoKind,
) -> impl IntoView {
    let words = match kind {
        DemoKind::Illustrative => "illustrative".to_owned(),
        DemoKind::Published(year) => format!("published by the partnership, {year}"),
    };
    view! { <em class="cp-demo">{words}</em> }
}

/// A link to the document behind a figure.
#[component]
pub fn Evidence(
    /// Where the document is.
    #[prop(into)]
    href: String,
    /// What it is: "Last invoice, 12 January 2027".
    #[prop(into)]
    text: String,
    /// Its kind and size: "PDF, 120 kB".
    #[prop(optional, into)]
    size: String,
) -> impl IntoView {
    view! {
        <span class="cp-document">
            <Icon sign=Sign::Document/>
            <span>
                <a class="cp-link" href=href>{text}</a>
                {some(size).map(|size| view! { <span class="cp-small">{format!(" ({size})")}</span> })}
            </span>
        </span>
    }
}
