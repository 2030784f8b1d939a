//! Answers that are chosen: one of a list, some of a list.

use leptos::prelude::*;

use super::{Grouped, Labelled, Way, Wrong, control_class, described_by};
use crate::parts::some;

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// What helps to decide; empty for none.
    pub hint: String,
}

impl Choice {
    /// An answer without a hint.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), hint: String::new() }
    }

    /// The same answer with a hint under it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

/// The id of the first control is the field's own, so that an error summary's link finds it.
fn id_of(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{}", index + 1) }
}

/// One of a long list.
#[component]
pub fn SelectField(
    /// The field's name and id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answers.
    choices: Vec<Choice>,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional, into)]
    value: String,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let described = described_by(&name, &hint, error.as_ref());
    let class = control_class("govuk-select", error.is_some(), "");
    let invalid = error.is_some().then_some("true");
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! { <option value=choice.value selected=selected>{choice.text}</option> }
        })
        .collect_view();
    view! {
        <Labelled name=name.clone() label hint error only_question way=Way::Chosen>
            <select class=class id=name.clone() name=name aria-describedby=described aria-invalid=invalid>
                {options}
            </select>
        </Labelled>
    }
}

/// One of a few.
#[component]
pub fn RadiosField(
    /// The field's name; the id of its first control.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answers.
    choices: Vec<Choice>,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional, into)]
    value: String,
    /// Beside each other: for two short answers.
    #[prop(optional)]
    inline: bool,
    /// Smaller, for filters.
    #[prop(optional)]
    small: bool,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let class = match (inline, small) {
        (true, _) => "govuk-radios govuk-radios--inline",
        (false, true) => "govuk-radios govuk-radios--small",
        (false, false) => "govuk-radios",
    };
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let checked = choice.value == value;
            view! { <Item block="govuk-radios" kind="radio" name=name.clone() index choice checked/> }
        })
        .collect_view();
    view! {
        <Grouped name=name label hint error only_question way=Way::Chosen>
            <div class=class>{items}</div>
        </Grouped>
    }
}

/// Some of a few.
#[component]
pub fn CheckboxesField(
    /// The field's name; the id of its first control. Sent once for each answer chosen.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// The answers.
    choices: Vec<Choice>,
    /// What helps to answer it.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional)]
    values: Vec<String>,
    /// Smaller, for filters.
    #[prop(optional)]
    small: bool,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let class = if small { "govuk-checkboxes govuk-checkboxes--small" } else { "govuk-checkboxes" };
    let items = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let checked = values.contains(&choice.value);
            view! { <Item block="govuk-checkboxes" kind="checkbox" name=name.clone() index choice checked/> }
        })
        .collect_view();
    view! {
        <Grouped name=name label hint error only_question way=Way::Chosen>
            <div class=class>{items}</div>
        </Grouped>
    }
}

#[component]
fn Item(
    block: &'static str,
    kind: &'static str,
    name: String,
    index: usize,
    choice: Choice,
    checked: bool,
) -> impl IntoView {
    let id = id_of(&name, index);
    let hint_id = format!("{id}-item-hint");
    let described = (!choice.hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div class=format!("{block}__item")>
            <input class=format!("{block}__input") id=id.clone() name=name r#type=kind value=choice.value
                checked=checked aria-describedby=described/>
            <label class=format!("govuk-label {block}__label") for=id>{choice.text}</label>
            {some(choice.hint).map(|hint| view! {
                <div class=format!("govuk-hint {block}__hint") id=hint_id>{hint}</div>
            })}
        </div>
    }
}
