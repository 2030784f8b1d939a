//! The only parts of pages that become WASM. They rest on `domain` alone and ask the server's own
//! addresses for what they need; without them a page says the same, as of when it was asked for.
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

pub mod calendar;
pub mod meter;

pub use calendar::FreeDaysCalendar;
pub use meter::DealMeter;
