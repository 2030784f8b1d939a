//! A page that moves. What its event stream sends is put at once in the places that it names: what
//! is the same for all who look. The rest differs from one to the other (who is in, what can be
//! done, one's own figures), so this fetches the very page again and puts its places there.
//!
//! The server draws every place, words it there and in the stream alike, and this knows nothing of
//! what it says. When the stream is lost, the page keeps what it has and says of when that is; when
//! the page cannot be had, a notice that the server drew leads to it.
#![allow(missing_docs, reason = "the macro of islands makes items that cannot be documented")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, EventSource, HtmlElement, MessageEvent};

use crate::page::{element, listen, page_at};

/// The event that fills a place: the id of the place in its first line, HTML in the rest.
pub const PLACE: &str = "place";
/// The event that is read out: in its first line when, in the rest what.
pub const SAID: &str = "said";
/// The event that says which version there is: in its first line the version, in the rest after how
/// many milliseconds it is this page's turn to be asked for.
pub const MOVED: &str = "moved";
/// The event after which nothing will move any more.
pub const ENDED: &str = "ended";
/// The id of the notice that the page is older than what is known of it: hidden until then.
pub const OLDER: &str = "page-is-older";

/// The class of a place that has just changed.
const CHANGED: &str = "cp-changed";
/// What somebody may be filling in.
const FIELDS: &str = "input:not([type=hidden]), select, textarea";

/// Keeps the places of a page up to date, and says politely what has changed.
#[island]
pub fn LivePlaces(
    /// The address of the event stream.
    source: String,
    /// As clocks in London show it, when the page was written.
    at: String,
    /// What the page says in short.
    said: String,
    /// The version that the page was written at.
    version: String,
    /// The ids of the places that are drawn anew for whoever looks, a space between each two.
    places: String,
) -> impl IntoView {
    let line = RwSignal::new(told(&at, &said));
    Effect::new(move |_| {
        let [shown, newest] = [version.clone(), version.clone()].map(RefCell::new);
        let page = Rc::new(Shown {
            version: shown,
            newest,
            asking: Cell::new(false),
            places: places.clone(),
        });
        follow(&source, at.clone(), line, page);
    });
    view! { <p class="cp-live" aria-live="polite">{move || line.get()}</p> }
}

fn told(at: &str, said: &str) -> String {
    ["At ", at, ": ", said].concat()
}

/// Follows the stream for as long as the page is open or until nothing will move any more.
fn follow(source: &str, at: String, line: RwSignal<String>, page: Rc<Shown>) {
    // Without event streams the page is as good as without JavaScript.
    let Ok(stream) = EventSource::new(source) else { return };
    let at = StoredValue::new(at);
    listen(&stream, PLACE, |event| in_two(&event, put));
    listen(&stream, MOVED, move |event| {
        in_two(&event, |version, turn| {
            version.clone_into(&mut page.newest.borrow_mut());
            Shown::ask(&page, turn.parse().unwrap_or_default());
        });
    });
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

/// What the page shows, and what there is.
struct Shown {
    version: RefCell<String>,
    newest: RefCell<String>,
    /// Whether the page is being asked for: once at a time.
    asking: Cell<bool>,
    places: String,
}

impl Shown {
    /// Asks for the page where it has moved on, after so many milliseconds.
    fn ask(page: &Rc<Self>, turn: u32) {
        if page.asking.get() || *page.version.borrow() == *page.newest.borrow() {
            return;
        }
        page.asking.set(true);
        let page = page.clone();
        let wait = Duration::from_millis(turn.into());
        set_timeout(move || spawn_local(page.renew(turn)), wait);
    }

    /// Puts the places of the page as it is now there. Where one cannot be put, a notice says that
    /// the page is older.
    async fn renew(self: Rc<Self>, turn: u32) {
        let version = self.newest.borrow().clone();
        let renewed = self.fetch().await.is_some();
        self.asking.set(false);
        if let Some(older) = element(OLDER) {
            older.toggle_attribute_with_force("hidden", renewed).unwrap_or_default();
        }
        if renewed {
            self.version.replace(version);
            // It may have moved while the page was on its way.
            Self::ask(&self, turn);
        }
    }

    async fn fetch(&self) -> Option<()> {
        let address = web_sys::window()?.location().href().ok()?;
        let page = page_at(&address).await?;
        // Each of them, also where one before it cannot be put.
        let put = self.places.split(' ').filter(|id| {
            let new = page.get_element_by_id(id);
            element(id).zip(new).is_some_and(|(old, new)| exchange(&old, &new))
        });
        (put.count() == self.places.split(' ').count()).then_some(())
    }
}

/// Puts something else in a place, and lets the place breathe once.
fn put(id: &str, html: &str) {
    let Some(place) = element(id) else { return };
    if place.inner_html() == html {
        return;
    }
    fill(&place, html);
    // Taken off first, so that a second change is seen as well; without the class the place has
    // changed all the same.
    let classes = place.class_list();
    classes.remove_1(CHANGED).and_then(|()| classes.add_1(CHANGED)).unwrap_or_default();
}

/// Puts what stands in one place in another. A place with fields is left alone, as somebody may have
/// typed into them.
fn exchange(old: &Element, new: &Element) -> bool {
    let html = new.inner_html();
    if old.inner_html() == html {
        return true;
    }
    if !matches!(old.query_selector(FIELDS), Ok(None)) {
        return false;
    }
    fill(old, &html);
    true
}

/// Fills a place: what is unfolded there stays unfolded, and whoever goes on by keyboard stays where
/// they were.
fn fill(place: &Element, html: &str) {
    let unfolded: Vec<bool> =
        all(place, "details").map(|details| details.has_attribute("open")).collect();
    let focused = place.query_selector(":focus").ok().flatten();
    let focused = focused.map(|focused| (focused.tag_name(), name(&focused)));
    place.set_inner_html(html);
    for (details, open) in all(place, "details").zip(unfolded) {
        details.toggle_attribute_with_force("open", open).unwrap_or_default();
    }
    if let Some((tag, named)) = focused {
        let same = all(place, &tag).find(|element| name(element) == named);
        let to = same.unwrap_or_else(|| {
            place.set_attribute("tabindex", "-1").unwrap_or_default();
            place.clone()
        });
        if let Some(to) = to.dyn_ref::<HtmlElement>() {
            to.focus().unwrap_or_default();
        }
    }
}

/// By what somebody knows a link, a button or a region again.
fn name(element: &Element) -> Option<String> {
    let attribute = |name| element.get_attribute(name);
    attribute("href").or_else(|| attribute("aria-label")).or_else(|| element.text_content())
}

fn all(within: &Element, tag: &str) -> impl Iterator<Item = Element> + use<> {
    let all = within.get_elements_by_tag_name(tag);
    (0..all.length()).filter_map(move |at| all.item(at))
}
