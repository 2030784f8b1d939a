//! Where things stand on a page: title, columns, sections, running text.

use leptos::prelude::*;

use super::{Link, some};

/// How many columns, from the width of a tablet or desktop on. One column below that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColumnsKind {
    /// Two thirds and one third.
    #[default]
    MainSide,
    /// A narrow column for filters, then the list.
    SideMain,
    /// Two of the same width.
    Halves,
    /// Three of the same width.
    Thirds,
}

/// Columns beside each other.
#[component]
pub fn Columns(
    /// How wide they are.
    #[prop(optional)]
    kind: ColumnsKind,
    /// One [`Column`] for each.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        ColumnsKind::MainSide => "cp-columns cp-columns--main-side",
        ColumnsKind::SideMain => "cp-columns cp-columns--side-main",
        ColumnsKind::Halves => "cp-columns cp-columns--halves",
        ColumnsKind::Thirds => "cp-columns cp-columns--thirds",
    };
    view! { <div class=class>{children()}</div> }
}

/// One column.
#[component]
pub fn Column(
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-column">{children()}</div> }
}

/// The title of a page: its only `h1`.
#[component]
pub fn Title(
    /// What the page is about, small, above the title.
    #[prop(optional, into)]
    caption: String,
    /// The title.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <h1 class="cp-title">
            {some(caption).map(|caption| view! { <span class="cp-title__caption">{caption}</span> })}
            {text}
        </h1>
    }
}

/// How a section is set off from what is above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SectionKind {
    /// A hairline.
    #[default]
    Rule,
    /// A strong line: the main parts of a long page.
    Strong,
    /// White space only.
    Plain,
}

/// A part of a page with its own heading.
#[component]
pub fn Section(
    /// An id, unique on the page: the heading is `{id}-title`.
    #[prop(into)]
    id: String,
    /// The heading.
    #[prop(into)]
    title: String,
    /// A link at the end of the heading's line.
    #[prop(optional_no_strip)]
    more: Option<Link>,
    /// How it is set off.
    #[prop(optional)]
    kind: SectionKind,
    /// A smaller heading, for a narrow column.
    #[prop(optional)]
    small: bool,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    let line = match kind {
        SectionKind::Rule => "cp-section",
        SectionKind::Strong => "cp-section cp-section--strong",
        SectionKind::Plain => "cp-section cp-section--plain",
    };
    let class = if small { format!("{line} cp-section--small") } else { line.to_owned() };
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <section class=class id=id aria-labelledby=labelled>
            <div class="cp-section__head">
                <h2 class="cp-section__title" id=heading>{title}</h2>
                {more.map(|link| view! { <a class="cp-link" href=link.href>{link.text}</a> })}
            </div>
            {children()}
        </section>
    }
}

/// The first sentence under a title, a step larger.
#[component]
pub fn Lead(
    /// The sentence.
    children: Children,
) -> impl IntoView {
    view! { <p class="cp-lead">{children()}</p> }
}

/// Running text: paragraphs, lists and `h3`s, at a length of line that reads well.
#[component]
pub fn Prose(
    /// The paragraphs.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-prose">{children()}</div> }
}

/// Words for those who do not see what stands around them: "Sign out" of what.
#[component]
pub fn Unseen(
    /// The words, with a space before them where they go on from others.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class="govuk-visually-hidden">{text}</span> }
}

/// Small print.
#[component]
pub fn Muted(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <p class="cp-small">{children()}</p> }
}

/// Words that only a screen reader says, where everybody else sees what they belong to.
#[component]
pub fn HiddenWords(
    /// The words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class="govuk-visually-hidden">{text}</span> }
}

/// A heading within a [`Section`].
#[component]
pub fn Subheading(
    /// The words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <h3 class="cp-subheading">{text}</h3> }
}

/// The rest, one click behind the common case.
#[component]
pub fn Details(
    /// What is behind it: "How we worked this out".
    #[prop(into)]
    summary: String,
    /// Whether it is open from the start.
    #[prop(optional)]
    open: bool,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="govuk-details" open=open>
            <summary class="govuk-details__summary">
                <span class="govuk-details__summary-text">{summary}</span>
            </summary>
            <div class="govuk-details__text">{children()}</div>
        </details>
    }
}
