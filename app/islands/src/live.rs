//! A page that moves: what its event stream sends is put in the places of the page that it names.
//!
//! The server writes every place into the page, words it there and in the stream alike, and this
//! knows nothing of what it says. When the stream is lost, the page keeps what it has and says of
//! when that is.
#![allow(missing_docs, reason = "the macro of islands makes items that cannot be documented")]

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventSource, MessageEvent};

use crate::page::{element, listen};

/// The event that fills a place: the id of the place in its first line, HTML in the rest.
pub const PLACE: &str = "place";
/// The event that is read out: in its first line when, in the rest what.
pub const SAID: &str = "said";
/// The event after which nothing will move any more.
pub const ENDED: &str = "ended";

/// The class of a place that has just changed.
const CHANGED: &str = "cp-changed";

/// Keeps the places of a page up to date, and says politely what has changed.
#[island]
pub fn LivePlaces(
    /// The address of the event stream.
    source: String,
    /// As clocks in London show it, when the page was written.
    at: String,
    /// What the page says in short.
    said: String,
) -> impl IntoView {
    let line = RwSignal::new(told(&at, &said));
    Effect::new(move |_| follow(&source, at.clone(), line));
    view! { <p class="cp-live" aria-live="polite">{move || line.get()}</p> }
}

fn told(at: &str, said: &str) -> String {
    ["At ", at, ": ", said].concat()
}

/// Follows the stream for as long as the page is open or until nothing will move any more.
fn follow(source: &str, at: String, line: RwSignal<String>) {
    // Without event streams the page is as good as without JavaScript.
    let Ok(stream) = EventSource::new(source) else { return };
    let at = StoredValue::new(at);
    listen(&stream, PLACE, |event| in_two(&event, put));
    listen(&stream, SAID, move |event| {
        in_two(&event, |now, said| {
            at.set_value(now.to_owned());
            if !line.with_untracked(|line| line.ends_with(said)) {
                line.set(told(now, said));
            }
        });
    });
    listen(&stream, "error", move |_| {
        let at = at.get_value();
        line.set(["Connection lost. This is how it stood at ", &at, "."].concat());
    });
    let ending = stream.clone();
    listen(&stream, ENDED, move |_| ending.close());
}

/// Takes what an event says apart behind its first line.
fn in_two(event: &Event, take: impl FnOnce(&str, &str)) {
    let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
    if let Some((first, rest)) = text.as_deref().and_then(|text| text.split_once('\n')) {
        take(first, rest);
    }
}

/// Puts something else in a place, and lets the place breathe once.
fn put(id: &str, html: &str) {
    let Some(place) = element(id) else { return };
    if place.inner_html() == html {
        return;
    }
    place.set_inner_html(html);
    // Taken off first, so that a second change is seen as well; without the class the place has
    // changed all the same.
    let classes = place.class_list();
    classes.remove_1(CHANGED).and_then(|()| classes.add_1(CHANGED)).unwrap_or_default();
}
