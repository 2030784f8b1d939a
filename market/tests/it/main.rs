//! Use cases on both databases, one body each.
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

mod account;
mod attempts;
mod audit;
mod capacity;
mod clearance;
mod control;
mod cover;
mod day_list;
mod deal;
mod delegation;
mod demand;
mod dispute;
mod enquiry;
mod erase;
mod evaluation;
mod event;
mod event_places;
mod group;
mod group_seat;
mod job;
mod library;
mod market_rate;
mod move_day;
mod order;
mod own_account;
mod partnership;
mod pay;
mod peer_review;
mod people;
mod people_list;
mod people_of_providers;
mod permits;
mod price_list;
mod purge;
mod quotes;
mod renewal;
mod roles;
mod rows;
mod school;
mod second_factor;
mod service;
mod service_price;
mod service_proposal;
mod setting;
mod sharing;
mod sharing_handed_over;
mod simulation;
mod trust;
mod trust_left;
