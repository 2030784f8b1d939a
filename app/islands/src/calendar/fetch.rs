//! Fetching months from the server's own address.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::Terms;
use domain::capacity::{CalendarMonth, YearMonth};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Response;

/// Shows another month. Where it cannot be fetched, the page of that month is opened instead.
pub(super) fn show(service: String, month: YearMonth, shown: RwSignal<CalendarMonth>) {
    spawn_local(async move {
        match fetched(&service, month).await {
            Some(found) => shown.set(found),
            None => open(&format!("/services/{service}/days?month={month}")),
        }
    });
}

/// Ticks every such day of the week that is free, from the month shown to the end of the term.
pub(super) fn every(
    service: String,
    weekday: Weekday,
    shown: RwSignal<CalendarMonth>,
    chosen: RwSignal<BTreeSet<NaiveDate>>,
) {
    spawn_local(async move {
        let begin = shown.get_untracked();
        let last = last_of_term(&begin);
        let mut month = begin;
        loop {
            let days: Vec<NaiveDate> = month
                .bookable()
                .map(|one| one.day)
                .filter(|day| day.weekday() == weekday && *day <= last)
                .collect();
            chosen.update(|chosen| chosen.extend(days));
            if month.month.last() >= last {
                return;
            }
            let Some(next) = fetched(&service, month.month.next()).await else { return };
            month = next;
        }
    });
}

/// The last day of the term in which the month's first free day lies; of the month in holidays.
fn last_of_term(month: &CalendarMonth) -> NaiveDate {
    let first = month.bookable().next().map_or(month.month.first(), |one| one.day);
    Terms::typical().term_of(first).map_or(month.month.last(), |term| term.last_on)
}

async fn fetched(service: &str, month: YearMonth) -> Option<CalendarMonth> {
    let address = format!("/api/services/{service}/free-days?month={month}");
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(&address)).await.ok()?;
    let response: Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let text = JsFuture::from(response.text().ok()?).await.ok()?;
    serde_json::from_str(&text.as_string()?).ok()
}

fn open(address: &str) {
    if let Some(window) = web_sys::window() {
        // Without a window there is nothing to open it in, and nobody to tell.
        let _ = window.location().set_href(address);
    }
}
