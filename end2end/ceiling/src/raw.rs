//! The database without the market: the least that an order can be, one row, one line and one place
//! less, with nothing asked and nothing told.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "it measures the database without the market"
)]

use domain::Failure;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait,
    Value,
};
use uuid::Uuid;

use crate::Ended;

/// Tables of nobody else's.
const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS raw_stock (id bigint PRIMARY KEY, places bigint NOT NULL CHECK (places >= 0))",
    "CREATE TABLE IF NOT EXISTS raw_order (id text PRIMARY KEY, placed_on text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS raw_line (order_id text NOT NULL REFERENCES raw_order (id), net_pence bigint NOT NULL)",
    "INSERT INTO raw_stock (id, places) VALUES (1, 1000000000) ON CONFLICT (id) DO NOTHING",
];

/// Brings what `SQLite` wrote beside the file into it, so that a copy of the file is whole.
pub async fn tidy(database_url: &str) -> Ended {
    if database_url.starts_with("sqlite:") {
        let connection = Database::connect(database_url).await?;
        connection.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        connection.close().await?;
    }
    Ok(())
}

/// A database of its own, beside the market's.
pub struct Raw(DatabaseConnection);

impl Raw {
    /// On `SQLite` another file with one writer; on PostgreSQL tables in the same database.
    pub async fn beside(database_url: &str) -> Ended<Self> {
        let is_sqlite = database_url.starts_with("sqlite:");
        let url = if is_sqlite {
            format!("{database_url}.raw?mode=rwc")
        } else {
            database_url.to_owned()
        };
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).max_connections(if is_sqlite { 1 } else { 16 });
        options.map_sqlx_sqlite_opts(|options| {
            options.pragma("journal_mode", "WAL").pragma("synchronous", "FULL")
        });
        let connection = Database::connect(options).await?;
        for sql in TABLES {
            connection.execute_unprepared(sql).await?;
        }
        Ok(Self(connection))
    }

    /// Writes one order.
    pub async fn order(&self) -> Result<(), Failure> {
        self.try_order().await.map_err(|error| market::incident(&error))
    }

    async fn try_order(&self) -> Result<(), sea_orm::DbErr> {
        let transaction = self.0.begin().await?;
        let backend = transaction.get_database_backend();
        let id = Uuid::now_v7().to_string();
        let run = |sql: &str, values: Vec<Value>| {
            transaction.execute_raw(Statement::from_sql_and_values(backend, sql, values))
        };
        run("UPDATE raw_stock SET places = places - 1 WHERE id = 1 AND places > 0", vec![]).await?;
        run(
            "INSERT INTO raw_order (id, placed_on) VALUES ($1, '2026-11-23')",
            vec![id.clone().into()],
        )
        .await?;
        run("INSERT INTO raw_line (order_id, net_pence) VALUES ($1, 29000)", vec![id.into()])
            .await?;
        transaction.commit().await
    }
}
