//! Everything a database holds, as text: what a test compares to know that nothing was changed.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Database as Connect, DatabaseConnection, DbBackend, Statement};

use crate::Bed;

/// A look at a whole database, from behind the market's back.
pub struct Onlooker {
    connection: DatabaseConnection,
    /// One statement that gives every row of every table as a text.
    everything: String,
}

/// Every row of every table, each with its table's name before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables(BTreeSet<String>);

impl Onlooker {
    /// Onto the database of a bed.
    pub async fn of(bed: &Bed) -> Self {
        let connection = Connect::connect(bed.database.url()).await.expect("the database");
        let mut parts = Vec::new();
        for (table, row) in rows_of_tables(&connection).await {
            parts.push(format!("SELECT '{table}: ' || {row} AS text FROM {table}"));
        }
        Self { connection, everything: parts.join(" UNION ALL ") }
    }

    /// The database as it stands now.
    pub async fn look(&self) -> Tables {
        Tables(texts(&self.connection, &self.everything).await.into_iter().collect())
    }
}

impl Tables {
    /// The rows that are in one of the two only: `+` is new, `-` is gone.
    pub fn changes(&self, after: &Self) -> Vec<String> {
        let new = after.0.difference(&self.0).map(|row| format!("+ {row}"));
        let gone = self.0.difference(&after.0).map(|row| format!("- {row}"));
        new.chain(gone).collect()
    }
}

/// Each table of ours, with the expression that makes a text of its row.
async fn rows_of_tables(connection: &DatabaseConnection) -> Vec<(String, String)> {
    let names = match connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT tablename AS text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        }
        // Those of the full-text index follow from the tables they index.
        _ => {
            "SELECT name AS text FROM sqlite_master WHERE type = 'table' \
             AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_search%' ORDER BY 1"
        }
    };
    let mut found = Vec::new();
    for table in texts(connection, names).await {
        let row = match connection.get_database_backend() {
            DbBackend::Postgres => format!("CAST({table} AS text)"),
            _ => row_of_sqlite(connection, &table).await,
        };
        found.push((table, row));
    }
    found
}

async fn row_of_sqlite(connection: &DatabaseConnection, table: &str) -> String {
    let asked = format!("SELECT name AS text FROM pragma_table_info('{table}')");
    let columns = texts(connection, &asked).await;
    let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
    quoted.join(" || ' ' || ")
}

async fn texts(connection: &DatabaseConnection, sql: &str) -> Vec<String> {
    let asked = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(asked).await.expect("rows");
    rows.iter().map(|row| row.try_get("", "text").expect("a text")).collect()
}
