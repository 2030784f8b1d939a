//! Fields of forms: a label, perhaps a hint, perhaps what is wrong, and the control with its value
//! kept. The id of a field is its name, so that an error summary can link to it.

mod choice;
mod date;
mod file;
mod text;
mod wrong;

use leptos::prelude::*;

pub use choice::{CheckboxesField, Choice, RadiosField, SelectField};
pub use date::{DateField, DateParts};
pub use file::FileField;
pub use text::{MoneyField, NumberField, TextAreaField, TextField, TextKind};
pub(super) use wrong::OwnWords;
pub use wrong::Wrong;

use wrong::{Way, said};

use super::some;

/// How long an answer is expected to be: the field is as wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// As wide as the form.
    #[default]
    Whole,
    /// Two characters.
    Two,
    /// Three characters.
    Three,
    /// Four characters.
    Four,
    /// Five characters.
    Five,
    /// Ten characters.
    Ten,
    /// Twenty characters.
    Twenty,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Two => " govuk-input--width-2",
            Self::Three => " govuk-input--width-3",
            Self::Four => " govuk-input--width-4",
            Self::Five => " govuk-input--width-5",
            Self::Ten => " govuk-input--width-10",
            Self::Twenty => " govuk-input--width-20",
        }
    }
}

/// The ids of what describes a control: its hint, then its error.
fn described_by(name: &str, hint: &str, error: Option<&Wrong>) -> Option<String> {
    let hint = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let error = error.map(|_| format!("{name}-error"));
    match (hint, error) {
        (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
        (hint, error) => hint.or(error),
    }
}

/// The class of a control, red around it when its answer is wrong.
fn control_class(block: &str, error: bool, more: &str) -> String {
    if error { format!("{block} {block}--error{more}") } else { format!("{block}{more}") }
}

fn group_class(error: bool) -> &'static str {
    if error { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }
}

#[component]
fn HintAndError(name: String, hint: String, error: Option<String>) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let error_id = format!("{name}-error");
    view! {
        {some(hint).map(|hint| view! { <div class="govuk-hint" id=hint_id>{hint}</div> })}
        {error.map(|error| view! {
            <p class="govuk-error-message" id=error_id>
                <span class="govuk-visually-hidden">"Error: "</span>{error}
            </p>
        })}
    }
}

/// A label above one control. As `h1` when the page asks nothing else.
#[component]
fn Labelled(
    name: String,
    label: String,
    hint: String,
    error: Option<Wrong>,
    only_question: bool,
    #[prop(default = Way::Typed)] way: Way,
    children: Children,
) -> impl IntoView {
    let class = group_class(error.is_some());
    let error = error.map(|wrong| said(&name, &label, way, wrong));
    let heading = if only_question {
        view! {
            <h1 class="govuk-label-wrapper">
                <label class="govuk-label govuk-label--l" for=name.clone()>{label}</label>
            </h1>
        }
        .into_any()
    } else {
        view! { <label class="govuk-label" for=name.clone()>{label}</label> }.into_any()
    };
    view! {
        <div class=class>
            {heading}
            <HintAndError name hint error/>
            {children()}
        </div>
    }
}

/// A legend above several controls that answer one question.
#[component]
fn Grouped(
    name: String,
    label: String,
    hint: String,
    error: Option<Wrong>,
    only_question: bool,
    way: Way,
    #[prop(optional)] role: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = group_class(error.is_some());
    let described = described_by(&name, &hint, error.as_ref());
    let error = error.map(|wrong| said(&name, &label, way, wrong));
    let legend = if only_question {
        view! {
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--l">
                <h1 class="govuk-fieldset__heading">{label}</h1>
            </legend>
        }
        .into_any()
    } else {
        view! { <legend class="govuk-fieldset__legend">{label}</legend> }.into_any()
    };
    view! {
        <div class=class>
            <fieldset class="govuk-fieldset" role=role aria-describedby=described>
                {legend}
                <HintAndError name hint error/>
                {children()}
            </fieldset>
        </div>
    }
}
