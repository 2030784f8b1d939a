//! The page that the islands stand in.

use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget};

/// The document.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Handles one kind of event for as long as the page is open.
pub(crate) fn listen(target: &EventTarget, kind: &str, handle: impl FnMut(Event) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(handle);
    let added = target.add_event_listener_with_callback(kind, handler.as_ref().unchecked_ref());
    if added.is_ok() {
        handler.forget();
    }
}
