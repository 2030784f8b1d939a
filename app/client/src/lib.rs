//! The browser part: makes the islands reachable from JavaScript, and nothing else.
//!
//! The islands' own functions are exported by `#[island]`; `app/client/boot.js` calls them.

// Linked for its exports, though nothing here names it.
extern crate islands as _;

/// Prepares the page for its islands. `boot.js` calls this once, before it wakes them.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
