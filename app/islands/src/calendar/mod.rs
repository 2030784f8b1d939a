//! The calendar of a service's free days: months come and go without leaving the page, days are
//! ticked, and what they come to is said at once.
//!
//! What is ticked stands in real fields of the form around it, so that the form is sent the same
//! with and without JavaScript. The server writes the first month; without JavaScript the links
//! beside it lead to the page of another.
#![allow(missing_docs, reason = "an island's macro makes a type that cannot be given any")]

mod fetch;
mod month;

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};
use domain::Pence;
use domain::capacity::{CalendarMonth, YearMonth};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use month::month_view;

/// The name under which days are sent.
pub const FIELD: &str = "day";

/// What one day costs the school, and what is said of VAT beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPrice {
    /// The price of one.
    pub one: Pence,
    /// `excluding VAT`, or that none is added.
    pub vat: String,
}

/// The days chosen and what they come to: `3 days chosen: £1,185.00 excluding VAT`.
pub fn chosen_in_words(count: usize, price: Option<&DayPrice>) -> String {
    let days = match count {
        0 => return "No days chosen yet.".to_owned(),
        1 => "1 day chosen".to_owned(),
        _ => format!("{count} days chosen"),
    };
    let total = price.and_then(|price| {
        let total = price.one.times(i64::try_from(count).ok()?).ok()?;
        Some(format!(": {total} {}", price.vat))
    });
    format!("{days}{}.", total.unwrap_or_default())
}

/// The name of a month: `January 2027`.
pub fn month_name(month: YearMonth) -> String {
    month.first().format("%B %Y").to_string()
}

/// Free days to tick, month by month.
#[island]
pub fn FreeDaysCalendar(
    /// The service's id, as addresses name it.
    service: String,
    /// The month to begin with.
    month: CalendarMonth,
    /// Days that are ticked to begin with.
    picked: Vec<NaiveDate>,
    /// What a day costs, where one day has a price.
    price: Option<DayPrice>,
) -> impl IntoView {
    let chosen: RwSignal<BTreeSet<NaiveDate>> = RwSignal::new(picked.into_iter().collect());
    let shown = RwSignal::new(month);
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let told = move || chosen.with(|days| chosen_in_words(days.len(), price.as_ref()));
    let weekly = StoredValue::new(service.clone());
    view! {
        {beside(service, shown)}
        <div class="cp-days" id=FIELD>
            {move || month_view(&shown.get(), chosen)}
            {move || elsewhere(&shown.get(), &chosen.get())}
        </div>
        {move || awake.get().then(|| every_week(weekly.get_value(), shown, chosen))}
        <p class="cp-live" aria-live="polite">{told}</p>
    }
}

/// Links to the month before and the one after.
fn beside(service: String, shown: RwSignal<CalendarMonth>) -> impl IntoView {
    let link = move |go: fn(YearMonth) -> YearMonth, rel: &'static str| {
        let service = StoredValue::new(service.clone());
        let to = move || go(shown.with(|month| month.month));
        let href = move || service.with_value(|id| format!("/services/{id}/days?month={}", to()));
        view! {
            <a class="cp-link cp-pagination__link" rel=rel href=href
                on:click=move |event| {
                    event.prevent_default();
                    fetch::show(service.get_value(), to(), shown);
                }>
                {move || month_name(to())}
            </a>
        }
    };
    view! {
        <nav class="cp-pagination" aria-label="Months">
            {link.clone()(YearMonth::previous, "prev")}
            {link(YearMonth::next, "next")}
        </nav>
    }
}

/// Days chosen in other months than the one shown: sent all the same.
fn elsewhere(shown: &CalendarMonth, chosen: &BTreeSet<NaiveDate>) -> impl IntoView + use<> {
    let others: Vec<NaiveDate> =
        chosen.iter().copied().filter(|day| !shown.month.holds(*day)).collect();
    others
        .into_iter()
        .map(|day| view! { <input r#type="hidden" name=FIELD value=day.to_string()/> })
        .collect_view()
}

const WEEK: [(Weekday, &str); 5] = [
    (Weekday::Mon, "Monday"),
    (Weekday::Tue, "Tuesday"),
    (Weekday::Wed, "Wednesday"),
    (Weekday::Thu, "Thursday"),
    (Weekday::Fri, "Friday"),
];

/// Ticks the same day of every week of the term that the month shown is in.
fn every_week(
    service: String,
    shown: RwSignal<CalendarMonth>,
    chosen: RwSignal<BTreeSet<NaiveDate>>,
) -> impl IntoView {
    let buttons = WEEK
        .into_iter()
        .map(|(weekday, name)| {
            let service = service.clone();
            let pick = move |_| fetch::every(service.clone(), weekday, shown, chosen);
            view! {
                <button r#type="button" class="govuk-button cp-button--quiet" on:click=pick>
                    {format!("Every {name} this term")}
                </button>
            }
        })
        .collect_view();
    let clear = move |_| chosen.update(BTreeSet::clear);
    view! {
        <div class="cp-actions">
            {buttons}
            <button r#type="button" class="govuk-button cp-button--quiet" on:click=clear>
                "Clear all days"
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_is_said_with_what_it_comes_to() {
        let price = DayPrice { one: Pence::pounds(395), vat: "excluding VAT".to_owned() };
        assert_eq!(chosen_in_words(0, Some(&price)), "No days chosen yet.");
        assert_eq!(chosen_in_words(1, None), "1 day chosen.");
        assert_eq!(chosen_in_words(3, Some(&price)), "3 days chosen: £1,185.00 excluding VAT.");
    }
}
