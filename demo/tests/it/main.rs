//! The demo world as a whole, loaded once and looked at from every side.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails loudly"
)]

mod councils;
mod scenarios;
mod world;
