//! A deal's meter, live: the figures of the page move when another school signs up.
//!
//! The server writes every figure into the page, in elements with ids; [`MeterWords`] words them
//! there and here alike. The island listens to the deal's event stream, puts new words in their
//! places and reads them out politely. When the stream is lost, the page keeps the last figures
//! and says of when they are.
#![allow(missing_docs, reason = "the macro of islands makes items that cannot be documented")]

use domain::Pence;
use domain::deal::{DealState, Meter, OwnFigures, SchoolView, Unit};
use domain::money::grouped;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventSource, MessageEvent};

/// The id of the price as things stand.
pub const PRICE_NOW: &str = "price-now";
/// The id of what the school saves in a year.
pub const YOUR_SAVING: &str = "your-saving-now";
/// The id of the sentence that says who is in.
pub const SCHOOLS_IN: &str = "schools-in";
/// The id of the sentence about the next price break.
pub const NEXT_STEP: &str = "next-step";
/// The id of what is around the staircase of price breaks.
pub const STAIRS: &str = "stairs";

/// A meter with the time it was read, as clocks in London show it: `10:42am`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The meter.
    pub meter: Meter,
    /// When.
    pub at: String,
}

/// Everything about a meter that moves, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterWords {
    /// `£8.10`.
    pub price_now: String,
    /// `£1,134.00`, or `£90.00 more` for a rise; nothing until the school says what it pays now.
    pub your_saving: Option<String>,
    /// `18 schools have signed up. The deal goes ahead with 20.`
    pub schools_in: String,
    /// `760 more pupils and everybody pays £7.20 a pupil.`
    pub next_step: String,
}

impl MeterWords {
    /// Words a meter, for a school with these figures.
    pub fn of(meter: &Meter, own: Option<OwnFigures>) -> Self {
        let view = own.and_then(|own| SchoolView::of(meter, own).ok());
        Self {
            price_now: meter.price_now.pence().to_string(),
            your_saving: view.and_then(|view| view.saving).map(saving),
            schools_in: schools_in(meter),
            next_step: next_step(meter),
        }
    }
}

/// A saving in words; a rise is said to be one.
pub fn saving(amount: Pence) -> String {
    match amount.negated() {
        Ok(rise) if amount.is_negative() => format!("{rise} more"),
        _ => amount.to_string(),
    }
}

/// What is counted, in words that fit a number.
pub const fn counted(unit: Unit, count: u64) -> &'static str {
    match (unit, count) {
        (Unit::Pupil, 1) => "pupil",
        (Unit::Pupil, _) => "pupils",
        (Unit::Each, 1) => "item",
        (Unit::Each, _) => "items",
    }
}

fn schools_in(meter: &Meter) -> String {
    let schools = u64::from(meter.schools_in);
    let joined = match schools {
        0 => "No school has signed up yet".to_owned(),
        1 => "1 school has signed up".to_owned(),
        _ => format!("{} schools have signed up", grouped(schools)),
    };
    let needed = u64::from(meter.quorum.needed.schools.unwrap_or(1).max(1));
    let needed = match (meter.quorum.reached, needed) {
        (true, _) => "That is enough for the deal to go ahead.".to_owned(),
        (false, 1) => "The deal goes ahead with 1.".to_owned(),
        (false, _) => format!("The deal goes ahead with {}.", grouped(needed)),
    };
    format!("{joined}. {needed}")
}

fn next_step(meter: &Meter) -> String {
    match meter.next {
        None => "The lowest price has been reached.".to_owned(),
        Some(next) => format!(
            "{} more {} and everybody pays {}.",
            grouped(next.missing),
            counted(meter.unit, next.missing),
            next.unit_price.pence(),
        ),
    }
}

/// What is read out when the meter moves.
fn said(told: &Told) -> String {
    let Told { meter, at } = told;
    match meter.state {
        DealState::Open | DealState::Draft => {
            let words = MeterWords::of(meter, None);
            format!("At {at}: {} now. {}", words.price_now, words.next_step)
        }
        DealState::Met => "The deal has closed and is going ahead. Open the page again.".to_owned(),
        DealState::Lapsed | DealState::Withdrawn => {
            "The deal is not going ahead. Open the page again.".to_owned()
        }
    }
}

/// Keeps the figures of a deal's page up to date.
#[island]
pub fn DealMeter(
    /// What the page shows.
    told: Told,
    /// The figures of the school that looks; none for the partnership.
    own: Option<OwnFigures>,
    /// The address of the event stream.
    source: String,
) -> impl IntoView {
    let line = RwSignal::new(said(&told));
    let seen = StoredValue::new(told);
    Effect::new(move |_| listen(&source, own, line, seen));
    view! { <p class="cp-live" aria-live="polite">{move || line.get()}</p> }
}

/// Listens to the stream for as long as the page is open or until the deal ends.
fn listen(source: &str, own: Option<OwnFigures>, line: RwSignal<String>, seen: StoredValue<Told>) {
    // Without event streams the page is as good as without JavaScript.
    let Ok(stream) = EventSource::new(source) else { return };
    let ending = stream.clone();
    on(&stream, "meter", move |event| {
        let Some(told) = text_of(&event).and_then(|text| serde_json::from_str(&text).ok()) else {
            return;
        };
        show(&told, own);
        let moved = seen.with_value(|before: &Told| before.meter != told.meter);
        if moved || line.with_untracked(|words| words.starts_with("Connection")) {
            line.set(said(&told));
        }
        if told.meter.state != DealState::Open {
            ending.close();
        }
        seen.set_value(told);
    });
    on(&stream, "stairs", |event| {
        if let (Some(stairs), Some(html)) = (element(STAIRS), text_of(&event)) {
            stairs.set_inner_html(&html);
        }
    });
    on(&stream, "error", move |_| {
        let at = seen.with_value(|told| told.at.clone());
        line.set(format!("Connection lost. These are the figures of {at}."));
    });
}

/// Handles one kind of event for as long as the page is open.
fn on(stream: &EventSource, kind: &str, handle: impl FnMut(Event) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(handle);
    let added = stream.add_event_listener_with_callback(kind, handler.as_ref().unchecked_ref());
    if added.is_ok() {
        handler.forget();
    }
}

fn text_of(event: &Event) -> Option<String> {
    event.dyn_ref::<MessageEvent>()?.data().as_string()
}

fn show(told: &Told, own: Option<OwnFigures>) {
    let words = MeterWords::of(&told.meter, own);
    put(PRICE_NOW, &words.price_now);
    put(SCHOOLS_IN, &words.schools_in);
    put(NEXT_STEP, &words.next_step);
    if let Some(saving) = &words.your_saving {
        put(YOUR_SAVING, saving);
    }
}

/// Puts words in the place of others, and lets the place breathe once.
fn put(id: &str, words: &str) {
    let Some(place) = element(id) else { return };
    if place.text_content().as_deref() == Some(words) {
        return;
    }
    place.set_text_content(Some(words));
    // Taken off first, so that a second change is seen as well; without the class the words have
    // changed all the same.
    let classes = place.class_list();
    classes.remove_1("cp-changed").and_then(|()| classes.add_1("cp-changed")).unwrap_or_default();
}

fn element(id: &str) -> Option<web_sys::Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

#[cfg(test)]
mod tests {
    use domain::deal::{Commitment, Commitments, ProposedTerms, Quorum, Step, Terms};
    use domain::id::OrganisationId;
    use domain::{BasisPoints, Net};

    use super::*;

    fn meter(quantities: &[u32]) -> Meter {
        let step = |from, pence| Step { from, unit_price: Net(Pence::new(pence)) };
        let terms = Terms::new(ProposedTerms {
            unit: Unit::Pupil,
            steps: vec![step(0, 950), step(1_000, 810)],
            quorum: Quorum { schools: Some(2), quantity: None },
            closes_at: "2026-12-18T17:00:00Z".parse().unwrap(),
            fee: BasisPoints::new(0),
            starts_on: "2027-04-01".parse().unwrap(),
            months: 12,
        })
        .unwrap();
        let mut commitments = Commitments::none();
        for (number, quantity) in (1_u128..).zip(quantities) {
            let text = format!("org_{number:032x}");
            let school: OrganisationId = text.parse().unwrap();
            commitments.add(school, Commitment::new(*quantity).unwrap()).unwrap();
        }
        Meter::of(&terms, &commitments, DealState::Open)
    }

    #[test]
    fn the_meter_says_who_is_in_and_what_the_next_break_needs() {
        let words = MeterWords::of(&meter(&[420]), None);
        assert_eq!(words.price_now, "£9.50");
        assert_eq!(words.schools_in, "1 school has signed up. The deal goes ahead with 2.");
        assert_eq!(words.next_step, "580 more pupils and everybody pays £8.10.");
        let words = MeterWords::of(&meter(&[420, 580]), None);
        assert_eq!(
            words.schools_in,
            "2 schools have signed up. That is enough for the deal to go ahead."
        );
        assert_eq!(words.next_step, "The lowest price has been reached.");
    }

    #[test]
    fn a_rise_is_said_to_be_one() {
        let own = |baseline| OwnFigures {
            quantity: 100,
            baseline: Some(Net(Pence::new(baseline))),
            signed_up_for: 0,
        };
        let saved = |baseline| MeterWords::of(&meter(&[420]), Some(own(baseline))).your_saving;
        assert_eq!(saved(100_000).as_deref(), Some("£50.00"));
        assert_eq!(saved(90_000).as_deref(), Some("£50.00 more"));
    }
}
