//! Answers that are typed: words, numbers, amounts.

use leptos::prelude::*;

use super::{Labelled, Width, Wrong, control_class, described_by};
use crate::parts::some;

/// What is typed into a [`TextField`]; decides the keyboard a telephone shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextKind {
    /// Words.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Telephone,
    /// A password, not shown.
    Password,
    /// What is searched for.
    Search,
}

impl TextKind {
    const fn kind(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Telephone => "tel",
            Self::Password => "password",
            Self::Search => "search",
        }
    }

    /// Names and codes are not spelling mistakes.
    const fn spellcheck(self) -> Option<&'static str> {
        match self {
            Self::Text | Self::Search => None,
            Self::Email | Self::Telephone | Self::Password => Some("false"),
        }
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before; never the value of a password.
    #[prop(optional, into)]
    value: String,
    /// What is typed.
    #[prop(optional)]
    kind: TextKind,
    /// What the browser may fill in, like `email` or `current-password`.
    #[prop(optional, into)]
    autocomplete: String,
    /// The keyboard to show where `kind` does not say it: `numeric` for a URN.
    #[prop(optional, into)]
    inputmode: String,
    /// How long an answer is.
    #[prop(optional)]
    width: Width,
    /// Whether the page asks only this: the label is its title.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let described = described_by(&name, &hint, error.as_ref());
    let class = control_class("govuk-input", error.is_some(), width.class());
    let invalid = error.is_some().then_some("true");
    view! {
        <Labelled name=name.clone() label hint error only_question>
            <input class=class id=name.clone() name=name r#type=kind.kind() value=some(value)
                autocomplete=some(autocomplete) inputmode=some(inputmode) spellcheck=kind.spellcheck()
                aria-describedby=described aria-invalid=invalid/>
        </Labelled>
    }
}

/// A whole number, with what is counted behind it.
#[component]
pub fn NumberField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional, into)]
    value: String,
    /// What is counted: "pupils".
    #[prop(optional, into)]
    suffix: String,
    /// How long an answer is.
    #[prop(default = Width::Five)]
    width: Width,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    view! {
        <AffixedField name label hint error value prefix="" suffix inputmode="numeric" width only_question/>
    }
}

/// An amount in pounds.
#[component]
pub fn MoneyField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question; says whether VAT is in it.
    #[prop(into)]
    label: String,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before, without the pound sign.
    #[prop(optional, into)]
    value: String,
    /// For how long or how much: "a year", "per pupil".
    #[prop(optional, into)]
    suffix: String,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    view! {
        <AffixedField name label hint error value prefix="£" suffix inputmode="decimal" width=Width::Ten only_question/>
    }
}

#[component]
fn AffixedField(
    name: String,
    label: String,
    hint: String,
    error: Option<Wrong>,
    value: String,
    prefix: &'static str,
    suffix: String,
    inputmode: &'static str,
    width: Width,
    only_question: bool,
) -> impl IntoView {
    let described = described_by(&name, &hint, error.as_ref());
    let class = format!("{} cp-num", control_class("govuk-input", error.is_some(), width.class()));
    let invalid = error.is_some().then_some("true");
    let prefix = (!prefix.is_empty()).then_some(prefix);
    view! {
        <Labelled name=name.clone() label hint error only_question>
            <div class="govuk-input__wrapper">
                {prefix.map(|prefix| view! { <div class="govuk-input__prefix" aria-hidden="true">{prefix}</div> })}
                <input class=class id=name.clone() name=name r#type="text" inputmode=inputmode value=some(value)
                    autocomplete="off" spellcheck="false" aria-describedby=described aria-invalid=invalid/>
                {some(suffix).map(|suffix| view! { <div class="govuk-input__suffix" aria-hidden="true">{suffix}</div> })}
            </div>
        </Labelled>
    }
}

/// Several lines of text.
#[component]
pub fn TextAreaField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional, into)]
    value: String,
    /// How many lines are shown.
    #[prop(default = 5)]
    rows: u8,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let described = described_by(&name, &hint, error.as_ref());
    // Leptos writes what stands in a `<textarea>` as it is, as in a `<script>`: nobody's words may
    // end it and go on as a page of ours.
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    let class = control_class("govuk-textarea", error.is_some(), "");
    let invalid = error.is_some().then_some("true");
    view! {
        <Labelled name=name.clone() label hint error only_question>
            <textarea class=class id=name.clone() name=name rows=rows.to_string()
                aria-describedby=described aria-invalid=invalid>{value}</textarea>
        </Labelled>
    }
}
