//! The page that the islands stand in.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DocumentFragment, Element, Event, EventTarget, HtmlTemplateElement, Response,
};

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

/// Another page of ours, or the same as it is now: its elements are found by their ids. Nothing
/// where it cannot be had, or where another page answered, such as that of signing in.
pub(crate) async fn page_at(address: &str) -> Option<DocumentFragment> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(address)).await.ok()?;
    let response = response.dyn_into::<Response>().ok()?;
    if !response.ok() || response.redirected() {
        return None;
    }
    let html = JsFuture::from(response.text().ok()?).await.ok()?;
    let page = document()?.create_element("template").ok()?;
    page.set_inner_html(&html.as_string()?);
    Some(page.dyn_into::<HtmlTemplateElement>().ok()?.content())
}
