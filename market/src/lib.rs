//! What people can *do*: one use case, one public function
//! `(&Market, &Actor, Command) -> Result<_, Failure>`.
//!
//! Behind it stand the database, the outbox and the file store; their tables and statements are
//! private. Nothing of HTTP, HTML or Leptos may come in.
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

pub mod access;
mod alike;
pub mod association;
pub mod audit;
pub mod baseline;
pub mod buy_back;
pub mod calendar_link;
pub mod capacity;
pub mod change;
pub mod clock;
pub mod control;
pub mod db;
pub mod deal;
pub mod delegation;
pub mod enquiry;
pub mod evaluation;
pub mod event;
pub mod file;
pub mod group;
pub mod home;
pub mod idempotency;
pub mod ids;
pub mod installation;
pub mod invoice;
pub mod job;
pub mod ledger;
pub mod library;
pub mod limit;
pub mod listed;
pub mod mail;
pub mod market_rate;
pub mod order;
pub mod organisation;
pub mod partnership;
pub mod payment;
pub mod peer_review;
pub mod people;
pub mod person;
pub mod purge;
pub mod quote_request;
pub mod saved_search;
pub mod saving;
pub mod school;
pub mod service;
pub mod sharing;
mod spreadsheet;
pub mod term_dates;
pub mod trust;
#[cfg(test)]
mod two_processes;

use std::sync::Arc;

pub use access::{Actor, Deputising, HeldRole, Permit, Viewer};
use clock::Clock;
use db::Db;
use file::Files;
use ids::Ids;

/// The market of one installation: its database, clock, ids and files.
#[derive(Clone)]
pub struct Market {
    db: Db,
    clock: Arc<dyn Clock>,
    ids: Ids,
    files: Files,
    settings: Settings,
    /// Who runs the command line, where they said so.
    run_by: Option<domain::id::PersonId>,
    /// Where the request comes from that this market answers.
    asked_from: Option<Arc<str>>,
    /// How many passwords are digested at once: each takes memory and a core.
    digesting: Arc<tokio::sync::Semaphore>,
}

/// Writes a cause to the log under a new id, and gives the failure that carries only the id.
pub fn incident(cause: &dyn std::fmt::Display) -> domain::Failure {
    db::broken(cause)
}

/// The longest word on where a request comes from, in characters.
const PLACE_MAX: usize = 120;

/// How many passwords may be digested at once.
const DIGESTS_AT_ONCE: usize = 4;

/// What the owner of the installation chose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How hard a password is to guess from its digest. Tests use the least.
    pub password_cost: person::PasswordCost,
    /// Who must give a code beside the password. Tests of other things ask for none.
    pub second_factor: person::SecondFactorRule,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            password_cost: person::PasswordCost::Owasp,
            second_factor: person::SecondFactorRule::Required,
        }
    }
}

impl Market {
    /// The market over an open database and file store, under a clock.
    pub fn new(db: Db, clock: Arc<dyn Clock>, files: Files, settings: Settings) -> Self {
        let digesting = Arc::new(tokio::sync::Semaphore::new(DIGESTS_AT_ONCE));
        let ids = Ids::new(clock.clone());
        Self { db, ids, clock, files, settings, run_by: None, asked_from: None, digesting }
    }

    /// The same market, run by a person at the command line: what the owner of the installation
    /// does stands in the trail under that name.
    pub fn run_by(&self, person: domain::id::PersonId) -> Self {
        Self { run_by: Some(person), ..self.clone() }
    }

    /// The same market, as it answers one request: what anybody does by it stands in the trail with
    /// where they did it from, in a few words (the network address, and the device). A job and the
    /// command line come from nowhere: the trail says what they are instead.
    pub fn asked_from(&self, place: &str) -> Self {
        let place: String = place.chars().filter(|c| !c.is_control()).take(PLACE_MAX).collect();
        Self { asked_from: Some(place.into()), ..self.clone() }
    }

    /// The time by the market's own clock.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// The day in London by the market's own clock.
    pub fn today(&self) -> chrono::NaiveDate {
        domain::calendar::london_day(self.clock.now())
    }

    /// A key for one showing of a form: what makes sending it twice the same as once.
    pub fn form_key(&self) -> String {
        self.ids.uuid().simple().to_string()
    }

    /// Counts the statements that run from now on: how a page's test knows what the page costs.
    pub fn count_statements(&mut self, count: Arc<std::sync::atomic::AtomicU64>) {
        self.db.count_statements(count);
    }

    /// The same market under another clock: how the demo world gets its history.
    pub fn under_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { ids: Ids::new(clock.clone()), clock, ..self.clone() }
    }
}
