//! Said once: it is done, it is worth knowing, look out, it cannot be, there is nothing here yet.

use leptos::prelude::*;

use super::{Icon, Mark, Sign};

/// What is being said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoticeKind {
    /// Worth knowing.
    #[default]
    Info,
    /// It is done.
    Success,
    /// Look out: it ends soon, it waits.
    Waits,
    /// It was refused, and this is why.
    Refused,
}

/// A notice above what it is about.
#[component]
pub fn Notice(
    /// What is being said.
    #[prop(optional)]
    kind: NoticeKind,
    /// It in a sentence.
    #[prop(into)]
    title: String,
    /// More, where there is more.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, sign, role) = match kind {
        NoticeKind::Info => ("cp-notice", Sign::Info, "note"),
        NoticeKind::Success => ("cp-notice cp-notice--good", Sign::Check, "status"),
        NoticeKind::Waits => ("cp-notice cp-notice--waits", Sign::Clock, "note"),
        NoticeKind::Refused => ("cp-notice cp-notice--bad", Sign::Warning, "alert"),
    };
    view! {
        <div class=class role=role>
            <Icon sign/>
            <div>
                <p class="cp-notice__title">{title}</p>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// What becomes binding, and when. Above the button that makes it so.
#[component]
pub fn Binding(
    /// The sentence or two.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-binding">{children()}</div> }
}

/// It is done: what, and its reference.
#[component]
pub fn Panel(
    /// What is done: the page's `h1`.
    #[prop(into)]
    title: String,
    /// What the reference is called: "Your order's number".
    #[prop(into)]
    reference_label: String,
    /// The reference.
    #[prop(into)]
    reference: String,
    /// What happens next.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="cp-panel">
            <Mark/>
            <h1 class="cp-title">{title}</h1>
            <p class="cp-panel__reference">{reference_label}<b class="cp-num">{reference}</b></p>
            {children.map(|children| view! { <div class="cp-prose">{children()}</div> })}
        </div>
    }
}

/// Nothing here yet: what will be here, and how to make it so.
#[component]
pub fn EmptyState(
    /// What will be here.
    #[prop(into)]
    title: String,
    /// How to make it so: a sentence and perhaps [`super::Actions`].
    children: Children,
) -> impl IntoView {
    view! {
        <div class="cp-empty">
            <Mark/>
            <p class="cp-empty__title">{title}</p>
            {children()}
        </div>
    }
}

/// Words that change while somebody looks, and are read out when they do. The live part of a page
/// finds them by their id; without JavaScript they say when they were true.
#[component]
pub fn Live(
    /// The id they are found by.
    #[prop(into)]
    id: String,
    /// The words: "18 schools at 10:42am".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p class="cp-live" id=id aria-live="polite">{text}</p> }
}

/// A sentence that the live part of a page finds by its id and puts another in the place of. It is
/// not read out by itself: [`Live`] says once what changed.
#[component]
pub fn Moving(
    /// The id it is found by.
    #[prop(into)]
    id: String,
    /// The sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p id=id>{text}</p> }
}

/// A place whose contents the live part of a page exchanges.
#[component]
pub fn MovingPlace(
    /// The id it is found by.
    #[prop(into)]
    id: String,
    /// What stands in it to begin with.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-place" id=id>{children()}</div> }
}

/// The notice that something on the page has changed since: hidden until its live part shows it.
#[component]
pub fn OlderPage(
    /// The id it is found by.
    #[prop(into)]
    id: String,
    /// The address of the page.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <div class="cp-older" aria-live="polite">
            <p id=id hidden>
                "Something on this page has changed since. "
                <a class="govuk-link" href=href>"Show the page as it is now"</a>
            </p>
        </div>
    }
}
