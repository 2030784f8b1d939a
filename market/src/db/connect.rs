//! Opens a database by its address, and brings its tables up to date.

use std::sync::Arc;
use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::sqlx::postgres::PgConnectOptions;
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use tokio::sync::Semaphore;

use super::Db;
use super::reach::{Unreachable, reach};

/// The engine behind the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, one file.
    Sqlite,
    /// A server, for several processes on several machines.
    Postgres,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its address cannot be read. The address is not repeated: it may hold a password.
    #[error("not an address of a database: {0}")]
    Address(String),
    /// Its server cannot be reached.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// It was reached, and something went wrong.
    #[error(transparent)]
    Failed(#[from] DbErr),
}

/// How many connections to PostgreSQL a process has at most.
pub const CONNECTIONS_MAX: u32 = 24;

/// Opens the database: `sqlite://PATH` or `postgres://…`. Missing tables are made.
pub async fn connect(url: &str) -> Result<Db, OpenError> {
    let engine = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
    let db = match engine {
        Engine::Sqlite => {
            let writers = Database::connect(sqlite_options(url, 1)).await?;
            // Before there are readers: each learns when it begins what there is to be learnt.
            Migrator::up(&writers, None).await?;
            learn(&writers).await?;
            let readers = Database::connect(sqlite_options(url, 8)).await?;
            Db { readers, writers, turn: Arc::new(Semaphore::new(1)), engine }
        }
        Engine::Postgres => {
            readable(url)?;
            let at: PgConnectOptions = url.parse().map_err(address)?;
            reach(&at).await?;
            let mut options = ConnectOptions::new(url);
            options.max_connections(CONNECTIONS_MAX).sqlx_logging(false);
            options.acquire_timeout(Duration::from_secs(20));
            let pool = Database::connect(options).await?;
            Migrator::up(&pool, None).await?;
            Db { readers: pool.clone(), writers: pool, turn: Arc::new(Semaphore::new(16)), engine }
        }
    };
    Ok(db)
}

/// Refuses what other readers of an address take for something else than we do: they would say it, and
/// with it a password.
fn readable(url: &str) -> Result<(), OpenError> {
    let wrong = |why: &str| Err(OpenError::Address(why.to_owned()));
    let Some((scheme, rest)) = url.split_once("://") else {
        return wrong("it begins with neither postgres:// nor sqlite:");
    };
    if !["postgres", "postgresql"].contains(&scheme) {
        let is_word = scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+');
        let said = if is_word { scheme } else { "what stands before ://" };
        return wrong(&format!("{said} is neither postgres nor sqlite"));
    }
    match rest.split_once(['/', '?', '#']) {
        Some((_, behind)) if behind.contains('@') => {
            wrong("in a password / is written %2F, ? is %3F, # is %23 and @ is %40")
        }
        _ => Ok(()),
    }
}

fn address(error: sea_orm::sqlx::Error) -> OpenError {
    OpenError::Address(error.to_string())
}

/// Has `SQLite` look at how much there is of what, from up to a thousand rows of each index, where
/// that has changed tenfold: its planner guesses otherwise, and with a million rows it guesses
/// wrong. PostgreSQL does so by itself.
#[allow(clippy::disallowed_types, reason = "this module is the wall")]
pub(super) async fn learn(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let sql = "PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;";
    connection.execute_unprepared(sql).await.map(|_| ())
}

/// Write-ahead log, so that readers never wait for the writer; foreign keys on; the full promise
/// of durability, so that no committed order is lost when the power goes.
fn sqlite_options(url: &str, connections_max: u32) -> ConnectOptions {
    let separator = if url.contains('?') { '&' } else { '?' };
    let mut options = ConnectOptions::new(format!("{url}{separator}mode=rwc"));
    options.max_connections(connections_max).min_connections(1).sqlx_logging(false);
    options.acquire_timeout(Duration::from_secs(20));
    // A connection that begins anew knows what was learnt since.
    options.idle_timeout(None).max_lifetime(Duration::from_hours(1)).test_before_acquire(false);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(256)
    });
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_refused_where_its_password_could_be_read_as_something_else() {
        for good in [
            "postgres://ada:pa%2Fss@db:5432/market",
            "postgresql://ada@db/market?sslmode=require",
            "postgres://ada:p@ss@db/market",
            "postgres:///market?host=/var/run/postgresql",
        ] {
            assert!(readable(good).is_ok(), "{good}");
        }
        for bad in [
            "postgresql+asyncpg://ada:SECRET@db/market",
            "mysql://ada:SECRET@db/market",
            "ada:SECRET@db://market",
            "postgres://ada:12/SECRET@db/market",
            "postgres://ada:12?SECRET@db/market",
            "postgres://ada:12#SECRET@db/market",
        ] {
            let told = readable(bad).unwrap_err().to_string();
            assert!(!told.contains("SECRET"), "{told}");
        }
    }
}
