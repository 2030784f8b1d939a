//! The only way to the database: [`Db::read`] and [`Db::write`].
//!
//! [`Reader`] and [`Writer`] do not give out the connection, so that no statement can run outside
//! them. A write is a closure that can be run again: it begins at once as a writer, and is
//! repeated when the database says that it lost a race. No HTTP and no mail may come in: those
//! wait in the outbox (`job`).

mod connect;
mod cursor;
mod handle;
mod parameters;
mod reach;
mod trouble;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

pub use connect::{CONNECTIONS_MAX, Engine, OpenError, connect};
pub use cursor::{Page, PageAsked, every_row};
use domain::Failure;
pub use handle::{Reader, Writer, like_prefix};
pub(crate) use handle::{like_part, places, rows};
pub(crate) use parameters::Parameters;
use rand::Rng;
pub use reach::{Barrier, Unreachable};
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
use sea_orm::{
    DatabaseConnection, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;
use trouble::Trouble;
pub(crate) use trouble::{broken, classify};

/// How often a write is tried before it is given up as [`Failure::TryLater`].
const WRITE_ATTEMPTS_MAX: u32 = 12;

/// An open database.
#[derive(Clone)]
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
pub struct Db {
    readers: DatabaseConnection,
    writers: DatabaseConnection,
    /// On SQLite one writer at a time, in the order of asking; on PostgreSQL as many as there
    /// are connections.
    turn: Arc<Semaphore>,
    engine: Engine,
}

impl Db {
    /// Which engine stands behind it.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Lets the planner learn how much there is of what. A night's work, and of the start.
    pub(crate) async fn learn(&self) -> Result<(), Failure> {
        match self.engine {
            Engine::Sqlite => connect::learn(&self.writers).await.map_err(broken),
            // It does so by itself.
            Engine::Postgres => Ok(()),
        }
    }

    /// Gives every connection back.
    pub async fn close(self) {
        for pool in [self.readers, self.writers] {
            if let Err(error) = pool.close().await {
                tracing::warn!(%error, "a connection was not given back");
            }
        }
    }

    /// Reads. Each statement sees the newest committed state.
    pub async fn read<'c, T, F, Fut>(&self, work: F) -> Result<T, Failure>
    where
        F: FnOnce(Reader) -> Fut + 'c,
        Fut: Future<Output = Result<T, Failure>> + Send + 'c,
    {
        // Kept off the stack, like what is written: a page's whole story would travel with its caller.
        Box::pin(work(Reader::over_connection(self.readers.clone(), self.engine))).await
    }

    /// Writes: all of it or nothing. The closure may run several times.
    pub async fn write<'c, T, F, Fut>(&self, work: F) -> Result<T, Failure>
    where
        F: Fn(Writer) -> Fut + 'c,
        Fut: Future<Output = Result<T, Failure>> + Send + 'c,
    {
        let _turn = self.turn.acquire().await.map_err(broken)?;
        for attempt in 1..=WRITE_ATTEMPTS_MAX {
            match self.try_write(&work).await {
                Err(Trouble::LostRace) if attempt < WRITE_ATTEMPTS_MAX => pause(attempt).await,
                Err(Trouble::LostRace) => return Err(Failure::TryLater),
                Err(Trouble::Failed(failure)) => return Err(failure),
                Ok(done) => return Ok(done),
            }
        }
        Err(Failure::TryLater)
    }

    async fn try_write<T, F, Fut>(&self, work: &F) -> Result<T, Trouble>
    where
        F: Fn(Writer) -> Fut,
        Fut: Future<Output = Result<T, Failure>> + Send,
    {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        #[allow(clippy::disallowed_methods, reason = "this module is the wall")]
        let transaction = self.writers.begin_with_options(options).await.map_err(classify)?;
        let transaction = Arc::new(transaction);
        let writer = Writer::over_transaction(transaction.clone(), self.engine);
        let lost_race = writer.lost_race();
        let outcome = Box::pin(work(writer)).await;
        // A handle that escaped the closure could write after the commit.
        let transaction = Arc::try_unwrap(transaction)
            .map_err(|_| Trouble::Failed(broken("a writer escaped its closure")))?;
        match outcome {
            Ok(done) => transaction.commit().await.map(|()| done).map_err(classify),
            Err(failure) => {
                let rolled_back: Result<(), DbErr> = transaction.rollback().await;
                if let Err(error) = rolled_back {
                    tracing::warn!(%error, "a transaction could not be rolled back");
                }
                Err(if lost_race.happened() { Trouble::LostRace } else { Trouble::Failed(failure) })
            }
        }
    }

    /// Counts the statements that run from now on: how a page's test knows what the page costs.
    pub fn count_statements(&mut self, count: Arc<std::sync::atomic::AtomicU64>) {
        let counter = move |_: &sea_orm::metric::Info<'_>| {
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        };
        self.readers.set_metric_callback(counter.clone());
        self.writers.set_metric_callback(counter);
    }
}

/// Waits a little longer each time, and never as long as the neighbour.
async fn pause(attempt: u32) {
    let most = 4_u64.saturating_mul(1 << attempt.min(7));
    let milliseconds = rand::rng().random_range(1..=most);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
