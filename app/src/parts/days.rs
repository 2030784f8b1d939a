//! Picking days: Monday to Friday, and the weekend in months in which somebody works at one; a box
//! for each day that is free. Works without JavaScript; with
//! it the island of [`islands::days`] finds here what it exchanges, by its ids and classes.

use islands::days::{ELSEWHERE, FULL, SHOWN, WEEKLY};
use leptos::prelude::*;

use super::{Actions, Choice, MoreActions, some};

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// What is sent, like `2027-01-12`.
    pub value: String,
    /// The day of the month.
    pub number: u32,
    /// The whole date, for screen readers: "Tuesday 12 January 2027".
    pub words: String,
    /// Under the number: "3 free", "holiday"; empty for none.
    pub note: String,
    /// Whether it can be picked.
    pub free: bool,
    /// Whether it could have been picked, had not everybody been taken: it is told when the same
    /// day every week is picked.
    pub full: bool,
    /// Whether it is picked.
    pub picked: bool,
}

/// A month: weeks of seven places, Monday first; `None` where the month has no such day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// "January 2027".
    pub name: String,
    /// The weeks.
    pub weeks: Vec<[Option<Day>; 7]>,
    /// Whether Saturdays and Sundays are drawn.
    pub weekend: bool,
}

/// One month of many to pick days from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOfMany {
    /// The month shown.
    pub month: Month,
    /// It as it is sent: `2027-01`.
    pub shown: String,
    /// Where months are shown. It is asked with the month under `month`, and with all that is picked.
    pub address: String,
    /// The month before.
    pub before: Choice,
    /// The month after.
    pub after: Choice,
    /// What is picked in other months, and is sent all the same.
    pub elsewhere: Vec<Choice>,
    /// The last day that the same day every week can be picked on at once.
    pub until: String,
    /// The buttons for that: the number of the day of the week, Monday being nought, and the words.
    pub weekly: Vec<Choice>,
}

/// A month to pick days from, with the ways to others, which take along what is picked, and what is
/// picked there, to be taken off again. Every week's buttons show themselves where they do
/// something.
#[component]
pub fn MonthPicker(
    /// The name the days are sent under.
    #[prop(into)]
    name: String,
    /// The month and what is around it.
    shown: OneOfMany,
) -> impl IntoView {
    let OneOfMany { month, shown, address, before, after, elsewhere, until, weekly } = shown;
    let way = |way: &'static str, to: Choice| {
        let address = address.clone();
        view! {
            <button r#type="submit" class="govuk-button cp-button--quiet" formmethod="get" formaction=address
                name="month" value=to.value data-way=way>{to.text}</button>
        }
    };
    let weekly = weekly.into_iter().map(|one| button(one.value, one.text));
    let others = (!elsewhere.is_empty()).then(|| others(&name, elsewhere));
    let (before, after) = (way("prev", before), way("next", after));
    let ways = view! { <Actions>{before}{after}</Actions> };
    view! {
        // What the key Enter sends: the first button of a form, which else would be that of a month.
        <button r#type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true"
            name=ENTER.0 value=ENTER.1>"Go on"</button>
        <div id=SHOWN data-month=shown data-until=until>
            <nav aria-label="Months">{ways}</nav>
            <DayPicker name=name.clone() months=vec![month]/>
        </div>
        <div id=ELSEWHERE>{others}</div>
        <div id=WEEKLY hidden>
            <MoreActions>{weekly.collect_view()}{button("none".to_owned(), "Clear all days".to_owned())}</MoreActions>
        </div>
        <div id=FULL hidden></div>
    }
}

/// What is picked in other months: ticked, so that each can be taken off.
fn others(name: &str, days: Vec<Choice>) -> impl IntoView + use<> {
    let boxes = days.into_iter().map(|day| {
        let id = format!("{name}-{}", day.value);
        view! {
            <div class="govuk-checkboxes__item">
                <input class="govuk-checkboxes__input" r#type="checkbox" id=id.clone() name=name.to_owned()
                    value=day.value checked=true/>
                <label class="govuk-label govuk-checkboxes__label" for=id>{day.text}</label>
            </div>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <fieldset class="govuk-fieldset cp-days__others">
            <legend class="cp-days__name">"Chosen in other months"</legend>
            <div class="govuk-checkboxes govuk-checkboxes--small">{boxes}</div>
        </fieldset>
    }
}

/// What is sent with the key Enter: that the days are those that are ticked.
const ENTER: (&str, &str) = ("by", "days");

fn button(value: String, words: String) -> impl IntoView {
    view! { <button r#type="button" class="govuk-button cp-button--quiet" value=value>{words}</button> }
}

/// Months to pick days from, sent as `name` once for each day picked.
#[component]
pub fn DayPicker(
    /// The name the days are sent under.
    #[prop(into)]
    name: String,
    /// The months.
    months: Vec<Month>,
) -> impl IntoView {
    view! {
        <div class="cp-days" id=name.clone()>
            {months.into_iter().map(|one| month(&name, one)).collect_view()}
        </div>
    }
}

fn month(name: &str, month: Month) -> impl IntoView + use<> {
    let columns = if month.weekend { 7 } else { 5 };
    let weeks = month
        .weeks
        .into_iter()
        .map(|week| {
            let days =
                week.into_iter().take(columns).map(|one| one.map(|one| day(name, one)).into_any());
            let days = days.map(place).collect_view();
            view! { <div class="cp-days__week">{days}</div> }
        })
        .collect_view();
    let heads = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let class =
        if month.weekend { "cp-days__month cp-days__month--whole" } else { "cp-days__month" };
    view! {
        <fieldset class=class>
            <legend class="cp-days__name">{month.name}</legend>
            <div class="cp-days__head" aria-hidden="true">
                {heads.into_iter().take(columns).map(|head| view! { <span>{head}</span> }).collect_view()}
            </div>
            {weeks}
        </fieldset>
    }
}

/// A place in the week, so that Tuesday stands under Tuesday even when Monday is in another month.
fn place(day: AnyView) -> impl IntoView {
    view! { <div>{day}</div> }
}

fn day(name: &str, day: Day) -> impl IntoView + use<> {
    let note = some(day.note)
        .map(|note| view! { <span class="cp-day__note" aria-hidden="true">{note}</span> });
    let number =
        view! { <span class="cp-day__number cp-num" aria-hidden="true">{day.number}</span> };
    if day.free {
        view! {
            <label class="cp-day cp-day--free">
                <input class="cp-day__box" r#type="checkbox" name=name.to_owned() value=day.value checked=day.picked/>
                <span class="govuk-visually-hidden">{day.words}</span>
                {number}
                {note}
            </label>
        }
        .into_any()
    } else {
        let words = day.full.then(|| day.words.clone());
        let full = day.full.then_some(day.value);
        view! {
            <div class="cp-day cp-day--taken" data-full=full data-words=words>
                <span class="govuk-visually-hidden">{format!("{}: not free", day.words)}</span>
                {number}
                {note}
            </div>
        }
        .into_any()
    }
}
