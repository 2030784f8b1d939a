//! The process: settings, the command line, security headers, jobs, mail, live pages.
//!
//! A library with a thin `main`, so that tests and the development binary can start it under
//! another clock. No rule of the market and no page may come in.
#![recursion_limit = "256"]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails loudly"))]

pub mod cli;
pub mod command;
pub mod headers;
pub mod jobs;
pub mod log;
pub mod post;
pub mod serve;
pub mod settings;
pub mod tour;

pub use serve::{Running, start};

/// A page is made of some thousand small pieces of memory; this allocator hands them out and takes
/// them back faster than the system's. For every program that serves, the bench's ceiling too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
