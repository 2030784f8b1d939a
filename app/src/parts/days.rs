//! Picking days: Monday to Friday, and the weekend in months in which somebody works at one; a box
//! for each day that is free. Works without JavaScript; with
//! it the island of [`islands::days`] finds here what it exchanges, by its ids and classes.

use islands::days::{ELSEWHERE, SHOWN, WEEKLY};
use leptos::prelude::*;

use super::{Link, MoreActions, some};

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
    /// To the month before.
    pub before: Link,
    /// To the month after. Its address ends in that month: `…=2027-02`.
    pub after: Link,
    /// What is picked in other months, and is sent all the same: `2027-03-02`.
    pub elsewhere: Vec<String>,
    /// The last day that the same day every week can be picked on at once.
    pub until: String,
    /// What the buttons for that say, from Monday to Friday.
    pub weekly: [String; 5],
}

/// A month to pick days from, with the ways to others. Every week's buttons show themselves where
/// they do something.
#[component]
pub fn MonthPicker(
    /// The name the days are sent under.
    #[prop(into)]
    name: String,
    /// The month and what is around it.
    shown: OneOfMany,
) -> impl IntoView {
    let OneOfMany { month, before, after, elsewhere, until, weekly } = shown;
    let way = |rel: &'static str, to: Link| {
        view! { <a class="cp-link cp-pagination__link" rel=rel href=to.href>{to.text}</a> }
    };
    let carried = |day: String| view! { <input r#type="hidden" name=name.clone() value=day/> };
    let weekly =
        weekly.into_iter().enumerate().map(|(weekday, words)| button(weekday.to_string(), words));
    let elsewhere = elsewhere.into_iter().map(carried).collect_view();
    view! {
        <div id=SHOWN data-until=until>
            <nav class="cp-pagination" aria-label="Months">{way("prev", before)}{way("next", after)}</nav>
            <DayPicker name=name.clone() months=vec![month]/>
        </div>
        <div id=ELSEWHERE>{elsewhere}</div>
        <div id=WEEKLY hidden>
            <MoreActions>{weekly.collect_view()}{button("none".to_owned(), "Clear all days".to_owned())}</MoreActions>
        </div>
    }
}

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
