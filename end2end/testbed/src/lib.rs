//! A market to test with: a fresh database on either engine, a clock set by hand, and a letter box
//! that keeps what is sent. Never part of what ships.
#![allow(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test bed that cannot be laid must stop the test loudly"
)]

mod database;
pub mod http;
pub mod people;
pub mod promises;
pub mod tables;
pub mod tenant;
pub mod workbook;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::JobId;
use market::clock::SetClock;
use market::file::Files;
use market::job::{Post, PostError};
use market::mail::Mail;
use market::person::PasswordCost;
use market::person::SecondFactorRule::{self, Required, WhereChosen};
use market::{Market, Settings};

pub use database::{Database, postgres_is_there};

/// The instant at which every test begins, unless it says otherwise: a Monday in term.
pub const BEGINNING: &str = "2026-11-23T09:00:00Z";

/// A market on a fresh database.
pub struct Bed {
    /// The market.
    pub market: Market,
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// What was sent.
    pub letters: Letters,
    /// Its database, for a second process.
    pub database: Arc<Database>,
}

/// A letter box that keeps what is put in.
#[derive(Clone, Default)]
pub struct Letters(Arc<Mutex<Vec<Mail>>>);

impl Letters {
    /// Everything sent so far.
    pub fn all(&self) -> Vec<Mail> {
        self.0.lock().expect("the letter box").clone()
    }
}

#[async_trait]
impl Post for Letters {
    async fn send(&self, _id: JobId, mail: &Mail) -> Result<(), PostError> {
        self.0.lock().expect("the letter box").push(mail.clone());
        Ok(())
    }
}

impl Bed {
    /// On `SQLite`.
    pub async fn sqlite() -> Self {
        Self::on(Database::sqlite().await).await
    }

    /// On PostgreSQL, where the tests have been given one.
    pub async fn postgres() -> Option<Self> {
        Some(Self::on(Database::postgres().await?).await)
    }

    /// On a database.
    pub async fn on(database: Database) -> Self {
        let clock = Arc::new(SetClock::at(instant(BEGINNING)));
        let market = open(&database, clock.clone()).await;
        Self { market, clock, letters: Letters::default(), database: Arc::new(database) }
    }

    /// The same database opened once more, as another server process would.
    pub async fn another_process(&self) -> Market {
        open(&self.database, self.clock.clone()).await
    }

    /// The same database opened once more, with each statement counted.
    pub async fn counting(&self, count: Arc<std::sync::atomic::AtomicU64>) -> Market {
        let mut db = market::db::connect(self.database.url()).await.expect("the database opens");
        db.count_statements(count);
        Market::new(db, self.clock.clone(), Files::in_memory(), settings(WhereChosen))
    }

    /// The same database opened once more, with codes asked for as in what ships. Tests of other
    /// things sign in with a password alone.
    pub async fn requiring_codes(&self) -> Market {
        let db = market::db::connect(self.database.url()).await.expect("the database opens");
        Market::new(db, self.clock.clone(), Files::in_memory(), settings(Required))
    }

    /// Does every job that is due, and those that they make due, until none is left.
    pub async fn run_jobs(&self) {
        while market::job::run_due(&self.market, &self.letters).await.expect("jobs") > 0 {}
    }
}

async fn open(database: &Database, clock: Arc<SetClock>) -> Market {
    let db = market::db::connect(database.url()).await.expect("the database opens");
    Market::new(db, clock, Files::in_memory(), settings(WhereChosen))
}

fn settings(second_factor: SecondFactorRule) -> Settings {
    Settings { password_cost: PasswordCost::Least, second_factor }
}

/// Reads an instant as tests write it.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant like 2026-11-23T09:00:00Z")
}

/// One test body, run on both databases. Whatever it did, the promises hold at its end.
///
/// Without a PostgreSQL the second half says that it was left out; `make test` always has one.
#[macro_export]
macro_rules! on_both {
    ($($(#[$attribute:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a body uses what it needs of its file")]
            use super::*;

            $(#[$attribute])*
            async fn body($bed: $crate::Bed) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let bed = $crate::Bed::sqlite().await;
                let database = bed.database.clone();
                body(bed).await;
                $crate::promises::hold(&database).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                if let Some(bed) = $crate::Bed::postgres().await {
                    let database = bed.database.clone();
                    body(bed).await;
                    $crate::promises::hold(&database).await;
                }
            }
        }
    )*};
}

/// One test body, run on SQLite alone, the quicker of the two. For long tests of what is decided before a
/// database is asked, or is read from pages that are the same on both.
#[macro_export]
macro_rules! on_sqlite {
    ($($(#[$attribute:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a body uses what it needs of its file")]
            use super::*;

            $(#[$attribute])*
            async fn body($bed: $crate::Bed) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let bed = $crate::Bed::sqlite().await;
                let database = bed.database.clone();
                body(bed).await;
                $crate::promises::hold(&database).await;
            }
        }
    )*};
}

/// One test body, run on PostgreSQL, which refuses more than SQLite does; on SQLite where there is no
/// PostgreSQL. For long tests of what is asked, where both databases answer alike.
#[macro_export]
macro_rules! on_postgres {
    ($($(#[$attribute:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "a body uses what it needs of its file")]
            use super::*;

            $(#[$attribute])*
            async fn body($bed: $crate::Bed) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let bed = match $crate::Bed::postgres().await {
                    Some(bed) => bed,
                    None => $crate::Bed::sqlite().await,
                };
                let database = bed.database.clone();
                body(bed).await;
                $crate::promises::hold(&database).await;
            }
        }
    )*};
}
