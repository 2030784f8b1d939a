//! Real processes of the operating system over one database: racing, and killed in the middle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    reason = "a test fails loudly"
)]

#[path = "../../../../market/tests/it/deal/world.rs"]
mod deals;
mod kill;
mod process;
mod race;
#[path = "../../../../market/tests/it/order/world.rs"]
mod trade;
