//! The only parts of pages that become WASM. They know the page they stand in and ask the server's
//! own addresses for what they need; without them a page says the same, as of when it was asked for.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        reason = "a test fails loudly"
    )
)]

pub mod days;
pub mod live;
mod page;

pub use days::DaysChosen;
pub use live::LivePlaces;
