//! What people see: pages, their forms and their words.

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

pub mod parts;
