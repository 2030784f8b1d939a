//! The change feed: which live pages have something new to show, in whichever process it happened.

use std::fmt;

use domain::Failure;
use domain::id::DealId;
use sea_orm::FromQueryResult;

use crate::Market;
use crate::db::Writer;

/// Something that live pages watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A group deal's meter.
    Deal(DealId),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deal(id) => id.fmt(f),
        }
    }
}

/// A topic's newest version.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Version {
    /// The topic as written.
    pub topic: String,
    /// Rises with each change.
    pub version: i64,
}

/// Says, in the transaction that changes it, that a topic has something new. A row per topic and
/// not a row per change: the version is seen in the order of commits.
pub(crate) async fn touch(w: &Writer, topic: Topic) -> Result<(), Failure> {
    let sql = "INSERT INTO change (topic, version) VALUES ($1, 1) \
               ON CONFLICT (topic) DO UPDATE SET version = change.version + 1";
    w.execute(sql, [topic.to_string().into()]).await.map(|_| ())
}

/// The newest versions of the topics watched; topics never touched are left out.
pub async fn versions(market: &Market, topics: &[String]) -> Result<Vec<Version>, Failure> {
    if topics.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=topics.len()).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT topic, version FROM change WHERE topic IN ({})", places.join(", "));
    let values: Vec<sea_orm::Value> = topics.iter().map(|topic| topic.clone().into()).collect();
    market.db.read(|r| async move { r.sql_all(&sql, values).await }).await
}
