//! Everything a database holds, as text: what a test compares to know that nothing was changed.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection, DbBackend, Statement,
};

use crate::Bed;

/// Counts on PostgreSQL, for this database alone, how many statements wrote.
const EAR: &str = "
CREATE SEQUENCE IF NOT EXISTS onlooker_ear;
CREATE OR REPLACE FUNCTION onlooker_hears() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM nextval('onlooker_ear'); RETURN NULL; END $$;
";

/// A look at a whole database, from behind the market's back.
pub struct Onlooker {
    connection: DatabaseConnection,
    /// One statement that gives every row of every table as a text.
    everything: String,
    /// One statement that gives other texts once something was written.
    pulse: &'static str,
}

/// Every row of every table, each with its table's name before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables(BTreeSet<String>);

impl Onlooker {
    /// Onto the database of a bed.
    pub async fn of(bed: &Bed) -> Self {
        // One connection: what SQLite says of the writing of others is said to each anew.
        let mut options = ConnectOptions::new(bed.database.url());
        options.max_connections(1);
        let connection = Connect::connect(options).await.expect("the database");
        let tables = rows_of_tables(&connection).await;
        let pulse = match connection.get_database_backend() {
            DbBackend::Postgres => {
                listen(&connection, &tables).await;
                "SELECT CAST(last_value AS text) AS text FROM onlooker_ear"
            }
            _ => "SELECT CAST(data_version AS text) AS text FROM pragma_data_version",
        };
        let rows = tables.iter();
        let rows =
            rows.map(|(table, row)| format!("SELECT '{table}: ' || {row} AS text FROM {table}"));
        let everything = rows.collect::<Vec<_>>().join(" UNION ALL ");
        Self { connection, everything, pulse }
    }

    /// What is the same as long as nothing is written: told much faster than a look.
    pub async fn pulse(&self) -> Vec<String> {
        texts(&self.connection, self.pulse).await
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

/// Has every writing to these tables of PostgreSQL counted.
async fn listen(connection: &DatabaseConnection, tables: &[(String, String)]) {
    let mut sql = EAR.to_owned();
    for (table, _) in tables {
        sql.push_str(&format!(
            "CREATE OR REPLACE TRIGGER onlooker AFTER INSERT OR UPDATE OR DELETE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION onlooker_hears();\n"
        ));
    }
    connection.execute_unprepared(&sql).await.expect("an ear on every table");
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
