//! One month of the calendar, drawn as the page's own day picker draws it.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use domain::calendar::day_in_words;
use domain::capacity::{CalendarDay, CalendarMonth};
use leptos::prelude::*;

use super::{FIELD, month_name};

/// A month from Monday to Friday; a box for each day that can be booked.
pub(super) fn month_view(
    month: &CalendarMonth,
    chosen: RwSignal<BTreeSet<NaiveDate>>,
) -> impl IntoView + use<> {
    let heads = ["Mon", "Tue", "Wed", "Thu", "Fri"];
    let weeks = month
        .weeks
        .iter()
        .map(|week| {
            let days = week
                .iter()
                .take(heads.len())
                .map(|day| {
                    let day = day.map(|day| day_view(day, chosen));
                    view! { <div>{day}</div> }
                })
                .collect_view();
            view! { <div class="cp-days__week">{days}</div> }
        })
        .collect_view();
    view! {
        <fieldset class="cp-days__month">
            <legend class="cp-days__name">{month_name(month.month)}</legend>
            <div class="cp-days__head" aria-hidden="true">
                {heads.into_iter().map(|head| view! { <span>{head}</span> }).collect_view()}
            </div>
            {weeks}
        </fieldset>
    }
}

/// What stands under a day's number.
fn note(day: CalendarDay) -> String {
    match (day.free, day.total) {
        (_, 0) => String::new(),
        (0, _) => "full".to_owned(),
        (free, _) => format!("{free} free"),
    }
}

fn day_view(day: CalendarDay, chosen: RwSignal<BTreeSet<NaiveDate>>) -> AnyView {
    let (date, words) = (day.day, day_in_words(day.day));
    let number =
        view! { <span class="cp-day__number cp-num" aria-hidden="true">{date.day()}</span> };
    let note = view! { <span class="cp-day__note" aria-hidden="true">{note(day)}</span> };
    if !day.bookable {
        return view! {
            <div class="cp-day cp-day--taken">
                <span class="govuk-visually-hidden">{format!("{words}: not free")}</span>
                {number}
                {note}
            </div>
        }
        .into_any();
    }
    let is_chosen = move || chosen.with(|days| days.contains(&date));
    let toggle = move |_| {
        chosen.update(|days| {
            if !days.remove(&date) {
                days.insert(date);
            }
        });
    };
    view! {
        <label class="cp-day cp-day--free">
            <input class="cp-day__box" r#type="checkbox" name=FIELD value=date.to_string()
                checked=is_chosen() prop:checked=is_chosen on:change=toggle/>
            <span class="govuk-visually-hidden">{words}</span>
            {number}
            {note}
        </label>
    }
    .into_any()
}
