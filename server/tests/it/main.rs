//! The product over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::assigning_clones,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unnecessary_wraps,
    missing_docs,
    reason = "a test fails loudly"
)]
#![recursion_limit = "256"]

mod account;
mod audit;
mod basket;
mod belonging;
mod beside;
mod coverage;
mod deal;
#[path = "../../../market/tests/it/deal/world.rs"]
mod deal_world;
mod delegation;
mod document;
mod download;
mod enquiry;
mod explore;
mod failing;
mod finding;
mod founding;
mod guard;
mod home;
mod hostile;
mod listing;
mod lists;
mod order;
mod order_kinds;
mod page;
mod peer_review;
mod planning;
mod price;
mod program;
mod quality;
mod quotes;
mod search;
mod service;
mod sharing;
mod sign_in;
mod statements;
mod tables;
mod tour;
#[path = "../../../market/tests/it/order/world.rs"]
mod trade;
mod typing;
mod walk;
mod world;
