//! A date that somebody knows by heart or reads from a paper: day, month, year.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

use super::{Grouped, Way, Wrong, control_class};
use crate::parts::some;

/// What was typed for a date, right or wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateParts {
    /// The day.
    pub day: String,
    /// The month, as a number.
    pub month: String,
    /// The year, four digits.
    pub year: String,
}

impl DateParts {
    /// A day, as somebody would type it.
    pub fn of(day: NaiveDate) -> Self {
        Self {
            day: day.day().to_string(),
            month: day.month().to_string(),
            year: day.year().to_string(),
        }
    }
}

/// A date in three boxes, sent as `{name}-day`, `{name}-month` and `{name}-year`.
#[component]
pub fn DateField(
    /// The field's name; the day's box has it as its id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    label: String,
    /// An example: "For example, 27 3 2027".
    #[prop(optional, into)]
    hint: String,
    /// What is wrong, and what to do about it.
    #[prop(optional_no_strip)]
    error: Option<Wrong>,
    /// What was answered before.
    #[prop(optional)]
    value: DateParts,
    /// Whether the page asks only this.
    #[prop(optional)]
    only_question: bool,
) -> impl IntoView {
    let wrong = error.is_some();
    let DateParts { day, month, year } = value;
    let parts = [("day", "Day", 2, day), ("month", "Month", 2, month), ("year", "Year", 4, year)]
        .into_iter()
        .map(|(part, words, width, value)| {
            let sent = format!("{name}-{part}");
            // The error summary links to the field's name.
            let id = if part == "day" { name.clone() } else { sent.clone() };
            view! { <Part sent id words width value wrong/> }
        })
        .collect_view();
    view! {
        <Grouped name=name label hint error only_question way=Way::Typed role="group">
            <div class="govuk-date-input">{parts}</div>
        </Grouped>
    }
}

#[component]
fn Part(
    sent: String,
    id: String,
    words: &'static str,
    width: u8,
    value: String,
    wrong: bool,
) -> impl IntoView {
    let more = format!(" govuk-date-input__input govuk-input--width-{width}");
    let class = control_class("govuk-input", wrong, &more);
    view! {
        <div class="govuk-date-input__item">
            <div class="govuk-form-group">
                <label class="govuk-label govuk-date-input__label" for=id.clone()>{words}</label>
                <input class=class id=id name=sent r#type="text" inputmode="numeric" value=some(value)
                    aria-invalid=wrong.then_some("true")/>
            </div>
        </div>
    }
}
