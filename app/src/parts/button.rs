//! Buttons and links that look like them. One primary button on a page: the next thing to do.

use leptos::prelude::*;

use super::{Icon, Sign, some};

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// The next thing to do. Once on a page.
    #[default]
    Primary,
    /// Something else one may do.
    Secondary,
    /// Hardly more than a link.
    Quiet,
    /// Cannot be undone: withdraw, delete. Instead of a primary button, never beside one.
    Warning,
}

const fn class_of(kind: ButtonKind, large: bool) -> &'static str {
    match (kind, large) {
        (ButtonKind::Primary, false) => "govuk-button",
        (ButtonKind::Primary, true) => "govuk-button cp-button--large",
        (ButtonKind::Secondary, false) => "govuk-button govuk-button--secondary",
        (ButtonKind::Secondary, true) => "govuk-button govuk-button--secondary cp-button--large",
        (ButtonKind::Quiet, _) => "govuk-button cp-button--quiet",
        (ButtonKind::Warning, _) => "govuk-button govuk-button--warning",
    }
}

/// A button that sends the form it stands in.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Larger, for the one decision a page is about.
    #[prop(optional)]
    large: bool,
    /// The field's name, when the form has several buttons.
    #[prop(optional, into)]
    name: String,
    /// The value sent under `name`.
    #[prop(optional, into)]
    value: String,
    /// The form's id, when the button stands outside it.
    #[prop(optional, into)]
    form: String,
    /// The words: a verb first.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" class=class_of(kind, large) name=some(name) value=some(value) form=some(form)>
            {children()}
        </button>
    }
}

/// A link that looks like a button: it goes somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// Larger, for the one decision a page is about.
    #[prop(optional)]
    large: bool,
    /// The words: a verb first.
    children: Children,
) -> impl IntoView {
    view! { <a href=href class=class_of(kind, large)>{children()}</a> }
}

/// Buttons and links beside each other, one space between.
#[component]
pub fn Actions(
    /// The buttons, the most likely first.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-actions">{children()}</div> }
}

/// Everything else one may do, quiet: in a line, on a telephone in two columns.
#[component]
pub fn MoreActions(
    /// Quiet buttons and links.
    children: Children,
) -> impl IntoView {
    view! { <div class="cp-more">{children()}</div> }
}

/// The way back, above the title.
#[component]
pub fn BackLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// What is there: "Back to services".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <a href=href class="cp-link cp-back">
            <Icon sign=Sign::Left/>
            {text}
        </a>
    }
}
