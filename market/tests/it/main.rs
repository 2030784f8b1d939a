//! Use cases on both databases, one body each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs,
    reason = "a test fails loudly"
)]

mod account;
mod audit;
mod register;
mod rows;
