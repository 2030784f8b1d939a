//! Picking days: months come and go without leaving the page, days are ticked, and what they come
//! to is said at once.
//!
//! The server draws each month, with what is chosen in it and in others, into the page and into the
//! page of every other month; this takes it out of there. What is ticked stands in real fields of the form around it, so that the
//! form is sent the same with and without JavaScript.
#![allow(missing_docs, reason = "an island's macro makes a type that cannot be given any")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use domain::Pence;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

use crate::page::{document, element, listen, page_at};

/// The name under which days are sent.
pub const FIELD: &str = "day";
/// The name under which days are told that were meant and that everybody is booked on, each with
/// why: `2027-01-12 taken`.
pub const LEFT_OUT: &str = "left_out";
/// The id of what holds the month that is shown. Its attribute `data-month` is the month: `2027-01`,
/// and `data-until` says until when "every week" goes: `2027-03-26`.
pub const SHOWN: &str = "days-shown";
/// The id of what holds the days chosen in other months.
pub const ELSEWHERE: &str = "days-elsewhere";
/// The id of what holds the fields of days that were meant and are full.
pub const FULL: &str = "days-full";
/// The id of the buttons that nobody can use without this.
pub const WEEKLY: &str = "days-weekly";

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

/// The days of every week that everybody is booked on; nothing where there are none.
fn left_out_in_words<'a>(days: impl Iterator<Item = &'a str>) -> String {
    let days: Vec<&str> = days.collect();
    if days.is_empty() {
        return String::new();
    }
    format!(" Left out, because everybody is booked: {}.", days.join(", "))
}

/// Says what is chosen, and keeps it while months come and go.
#[island]
pub fn DaysChosen(
    /// How many are chosen to begin with.
    count: usize,
    /// What a day costs, where one day has a price.
    price: Option<DayPrice>,
) -> impl IntoView {
    // Where this never wakes, nobody counts what is ticked: then nothing is said of none.
    let counted = (count > 0).then(|| chosen_in_words(count, price.as_ref()));
    let said = RwSignal::new(counted.unwrap_or_default());
    Effect::new(move |_| wake(price.clone(), said));
    view! { <p class="cp-muted" aria-live="polite">{move || said.get()}</p> }
}

/// The days that are chosen, in whichever month.
struct Chosen {
    days: RefCell<BTreeSet<String>>,
    /// Days that were meant and are full, each with its words.
    full: RefCell<BTreeMap<String, String>>,
    price: Option<DayPrice>,
    said: RwSignal<String>,
}

/// Takes over the form around the days.
fn wake(price: Option<DayPrice>, said: RwSignal<String>) {
    let (Some(shown), Some(weekly)) = (element(SHOWN), element(WEEKLY)) else { return };
    let Ok(Some(form)) = shown.closest("form") else { return };
    let chosen =
        Rc::new(Chosen { days: RefCell::default(), full: RefCell::default(), price, said });
    chosen
        .days
        .borrow_mut()
        .extend(boxes(&form).filter(HtmlInputElement::checked).map(|day| day.value()));
    chosen.tell();
    let clicked = chosen.clone();
    listen(&form, "click", move |event| Chosen::clicked(&clicked, &event));
    listen(&form, "change", move |event| chosen.changed(&event));
    weekly.remove_attribute("hidden").unwrap_or_default();
}

impl Chosen {
    /// A button to another month, or for the same day every week.
    fn clicked(chosen: &Rc<Self>, event: &Event) {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
        else {
            return;
        };
        let within = |selector: &str| target.closest(selector).ok().flatten();
        if let Some(button) = within("[data-way]") {
            event.prevent_default();
            spawn_local(chosen.clone().go(button));
        } else if let Some(button) = within("#days-weekly button") {
            match button.get_attribute("value").and_then(|value| value.parse().ok()) {
                Some(weekday) => spawn_local(chosen.clone().add_every(weekday)),
                None => chosen.clear(),
            }
        }
    }

    /// A day was ticked, or is no longer.
    fn changed(&self, event: &Event) {
        let Some(day) = event.target().and_then(|day| day.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        if day.name() != FIELD {
            return;
        }
        let mut days = self.days.borrow_mut();
        if day.checked() {
            days.insert(day.value());
        } else {
            days.remove(&day.value());
        }
        drop(days);
        self.tell();
    }

    /// Shows the month that a button leads to.
    async fn go(self: Rc<Self>, button: Element) {
        let Some(month) = button.get_attribute("value") else { return };
        let way = button.get_attribute("data-way").unwrap_or_default();
        self.show(&month).await;
        // Whoever goes on by keyboard stays on the same button.
        let button = element(SHOWN).and_then(|shown| way_of(&shown, &way));
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.focus().unwrap_or_default();
        }
    }

    /// Adds every such day of the week that is free, and tells those that are full, from the month
    /// shown to the end of the term: Monday is 0.
    async fn add_every(self: Rc<Self>, weekday: u32) {
        let mut shown = element(SHOWN);
        let of = |name| shown.as_ref().and_then(|shown| shown.get_attribute(name));
        let (first, until) =
            (of("data-month").unwrap_or_default(), of("data-until").unwrap_or_default());
        while let Some(month) = shown {
            let days = column(&month, weekday).map(|day| day.value());
            self.days.borrow_mut().extend(days.filter(|day| *day <= until));
            let full = full_in_column(&month, weekday).filter(|(day, _)| *day <= until);
            self.full.borrow_mut().extend(full);
            let next = way_of(&month, "next").and_then(|next| next.get_attribute("value"));
            shown = match next
                .filter(|next| until.get(..7).is_some_and(|last| next.as_str() <= last))
            {
                Some(next) => match self.address(&next) {
                    Some(address) => {
                        page_at(&address).await.and_then(|page| page.get_element_by_id(SHOWN))
                    }
                    None => None,
                },
                None => None,
            };
        }
        self.show(&first).await;
    }

    /// Nothing is chosen any more.
    fn clear(&self) {
        self.days.borrow_mut().clear();
        self.full.borrow_mut().clear();
        if let Some(shown) = element(SHOWN) {
            boxes(&shown).for_each(|day| day.set_checked(false));
        }
        for emptied in [ELSEWHERE, FULL].into_iter().filter_map(element) {
            emptied.set_text_content(None);
        }
        self.tell();
    }

    /// Where a month is shown, with all that is chosen.
    fn address(&self, month: &str) -> Option<String> {
        let to = way_of(&element(SHOWN)?, "next")?.get_attribute("formaction")?;
        let days: Vec<String> =
            self.days.borrow().iter().map(|day| format!("&{FIELD}={day}")).collect();
        Some(format!("{to}?month={month}{}", days.concat()))
    }

    /// Shows a month, with what is chosen in it and in others, as the server draws them. Where it
    /// cannot be had, its page is opened.
    async fn show(&self, month: &str) {
        let Some(address) = self.address(month) else { return };
        let drawn = page_at(&address).await;
        let drawn = |id| Some((element(id)?, drawn.as_ref()?.get_element_by_id(id)?));
        let (Some(shown), Some(elsewhere)) = (drawn(SHOWN), drawn(ELSEWHERE)) else {
            return open(&address);
        };
        for (old, new) in [shown, elsewhere] {
            old.replace_with_with_node_1(&new).unwrap_or_default();
        }
        if let Some(held) = element(FULL) {
            held.set_text_content(None);
            for day in self.full.borrow().keys() {
                // A field that cannot be made is a day that is not told: the line here tells it.
                let _ = carry(&held, &format!("{day} taken"));
            }
        }
        self.tell();
    }

    fn tell(&self) {
        let chosen = chosen_in_words(self.days.borrow().len(), self.price.as_ref());
        let full = self.full.borrow();
        self.said.set(chosen + &left_out_in_words(full.values().map(String::as_str)));
    }
}

/// The button to the month before or after.
fn way_of(shown: &Element, way: &str) -> Option<Element> {
    shown.query_selector(&format!("[data-way={way}]")).ok()?
}

/// The boxes of days within an element.
fn boxes(within: &Element) -> impl Iterator<Item = HtmlInputElement> + use<> {
    let all = within.get_elements_by_tag_name("input");
    let all = (0..all.length()).filter_map(move |at| all.item(at)?.dyn_into().ok());
    all.filter(|field: &HtmlInputElement| field.name() == FIELD)
}

/// The fields of one day of the week within a month.
fn column(month: &Element, weekday: u32) -> impl Iterator<Item = HtmlInputElement> + use<> {
    let weeks = month.get_elements_by_class_name("cp-days__week");
    (0..weeks.length())
        .filter_map(move |at| boxes(&weeks.item(at)?.children().item(weekday)?).next())
}

/// The days of one day of the week within a month that are full, each with its words.
fn full_in_column(month: &Element, weekday: u32) -> impl Iterator<Item = (String, String)> + use<> {
    let weeks = month.get_elements_by_class_name("cp-days__week");
    (0..weeks.length()).filter_map(move |at| {
        let place = weeks.item(at)?.children().item(weekday)?;
        let full = place.query_selector("[data-full]").ok()??;
        Some((full.get_attribute("data-full")?, full.get_attribute("data-words")?))
    })
}

fn carry(held: &Element, value: &str) -> Option<()> {
    let field = document()?.create_element("input").ok()?;
    for (attribute, value) in [("type", "hidden"), ("name", LEFT_OUT), ("value", value)] {
        field.set_attribute(attribute, value).ok()?;
    }
    held.append_child(&field).ok().map(drop)
}

fn open(address: &str) {
    if let Some(window) = web_sys::window() {
        // Without a window there is nothing to open it in, and nobody to tell.
        let _ = window.location().set_href(address);
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

    #[test]
    fn days_of_every_week_that_are_full_are_said() {
        assert_eq!(left_out_in_words(std::iter::empty()), "");
        let days = ["Tuesday 24 November 2026", "Tuesday 8 December 2026"];
        let said = left_out_in_words(days.into_iter());
        assert_eq!(
            said,
            " Left out, because everybody is booked: Tuesday 24 November 2026, Tuesday 8 December 2026."
        );
    }
}
