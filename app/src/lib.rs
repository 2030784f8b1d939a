//! What people *see*: one folder per feature with its pages, its form handlers and its words.
//!
//! A page calls a use case of `market` and renders what it gives; a form handler calls the same
//! use case and answers with a redirect, or with the page again and what was typed. No SQL and no
//! `SeaORM` may come in, and nothing here is built for WASM.
#![recursion_limit = "256"]
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

pub mod about;
pub mod account;
pub mod association;
pub mod audit;
pub mod baseline;
pub mod basket;
pub mod booking;
pub mod buy_back;
pub mod capacity;
pub mod control;
pub mod deal;
pub mod delegation;
pub mod dispute;
pub mod enquiry;
pub mod evaluation;
pub mod event;
pub mod group;
pub mod home;
pub mod invoice;
mod last_day;
pub mod library;
pub mod list;
pub mod mail;
pub mod member;
pub mod order;
pub mod partnership;
pub mod parts;
pub mod payment;
pub mod peer_review;
pub mod people;
pub mod purchase;
pub mod quote_request;
pub mod routes;
pub mod saving;
pub mod school;
pub mod search;
pub mod service;
pub mod sharing;
pub mod shell;
pub mod term_dates;
pub mod trust;
pub mod web;
pub mod words;
