//! Looks into the tables behind the product's back.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test looks where the product gives no answer"
)]

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement, Value};
use testbed::Bed;
use uuid::Uuid;

async fn one(bed: &Bed, sql: &str, values: Vec<Value>) -> (DatabaseConnection, QueryResult) {
    let database = Database::connect(bed.database.url()).await.unwrap();
    let backend = database.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let row = database.query_one_raw(statement).await.unwrap().expect("a row");
    (database, row)
}

/// What a `SELECT COUNT(*)` gives.
pub async fn count(bed: &Bed, sql: &str, values: impl IntoIterator<Item = Value>) -> i64 {
    let (database, row) = one(bed, sql, values.into_iter().collect()).await;
    let count = row.try_get_by_index(0).unwrap();
    database.close().await.unwrap();
    count
}

/// What a `SELECT … AS text` gives.
pub async fn text(bed: &Bed, sql: &str) -> String {
    let (database, row) = one(bed, sql, Vec::new()).await;
    let text = row.try_get("", "text").unwrap();
    database.close().await.unwrap();
    text
}

/// What a `SELECT … AS id` gives.
pub async fn id(bed: &Bed, sql: &str) -> Uuid {
    let (database, row) = one(bed, sql, Vec::new()).await;
    let id = row.try_get("", "id").unwrap();
    database.close().await.unwrap();
    id
}
