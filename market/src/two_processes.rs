//! What tests of races stand on: one database, opened as several server processes open it.

use std::sync::Arc;

use testbed::Database;

use crate::clock::SetClock;
use crate::db;
use crate::file::Files;
use crate::{Market, Settings};

/// The same database as another server process opens it.
pub(crate) async fn process(database: &Database) -> Market {
    let clock = Arc::new(SetClock::at("2026-11-23T09:00:00Z".parse().unwrap()));
    let db = db::connect(database.url()).await.unwrap();
    Market::new(db, clock, Files::in_memory(), Settings::default())
}

/// Tests by name, each run on both databases with threads enough to race.
macro_rules! on_both {
    ($($name:ident => $body:expr;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                let body = $body;
                body(Database::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                let body = $body;
                if let Some(database) = Database::postgres().await {
                    body(database).await;
                }
            }
        }
    )*};
}

pub(crate) use on_both;
