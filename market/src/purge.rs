//! What nobody needs any more is removed, once a night, by whichever process comes first.
//!
//! How long each table keeps its rows stands in [`RULES`], and nowhere else. Nothing that somebody
//! could be asked about later may come in here: orders, money, savings and the trail stay, all but
//! where its deeds were done from.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::Failure;
use domain::audit::Deed;
use sea_orm::Value;
use serde_json::json;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::event;
use crate::job::{self, Job};
use crate::person;

/// How long one kind of row is kept.
struct Rule {
    table: &'static str,
    /// The columns of its primary key.
    key: &'static str,
    since: Since,
    days: i64,
}

/// From when a row is kept.
enum Since {
    /// The instant in a column; a row without one stays.
    At(&'static str),
    /// For a personal value beside the trail: the instant in the id of its entry.
    Entry {
        /// The only field that goes.
        field: &'static str,
    },
}

impl Since {
    /// Which rows are older than an instant, and in which order they go; the instant as `$1`.
    fn before(&self, kept_from: DateTime<Utc>) -> (String, Value) {
        match self {
            Self::At(column) => (format!("{column} < $1 ORDER BY {column}"), kept_from.into()),
            Self::Entry { field } => (
                format!("field = '{field}' AND entry_id < $1 ORDER BY entry_id"),
                audit::first_id(kept_from).into(),
            ),
        }
    }

    /// What the trail calls it.
    const fn name(&self) -> &'static str {
        match self {
            Self::At(name) | Self::Entry { field: name } => name,
        }
    }
}

use Since::At;

/// Every kind of row that is ever removed.
const RULES: [Rule; 10] = [
    // What somebody looked at is a help to find it again, and no record of what they do.
    Rule {
        table: "viewed_service",
        key: "person_id, service_id",
        since: At("viewed_at"),
        days: 90,
    },
    // Whoever has not ordered it in a school term will not, and it may name people who come.
    Rule { table: "basket_row", key: "id", since: At("put_in_at"), days: 90 },
    // A session that has ended opens nothing.
    Rule { table: "session", key: "id", since: At("expires_at"), days: 0 },
    // A window that has ended counts nothing.
    Rule { table: "rate_limit", key: "bucket", since: At("window_ends_at"), days: 0 },
    // A form that was left open for a month is not sent a second time.
    Rule { table: "idempotency", key: "person_id, key", since: At("created_at"), days: 30 },
    // The link works for an hour; a day later nobody asks why it does not.
    Rule { table: "password_reset", key: "token_hash", since: At("expires_at"), days: 1 },
    // Whoever follows the link late is told that it ran out.
    Rule { table: "invitation", key: "id", since: At("expires_at"), days: 30 },
    // Blanked when done; a week to see what was done when.
    Rule { table: "job", key: "id", since: At("done_at"), days: 7 },
    // A message that nobody took up again: its links have run out long since.
    Rule { table: "job", key: "id", since: At("failed_at"), days: 30 },
    // Where somebody acted from is kept for asking who it really was, which comes up within weeks;
    // after that it would only tell where people work, and is kept no longer than that takes (UK
    // GDPR, article 5(1)(e)). A device that signed in is known for as long.
    Rule {
        table: "audit_personal",
        key: "entry_id, field",
        since: Since::Entry { field: audit::FROM_WHERE },
        days: audit::FROM_WHERE_DAYS,
    },
];

/// How many rows are removed in one transaction: others write between two.
const BATCH: u64 = 2_000;
/// How many transactions each table gets in one night. What is left waits for the next.
const BATCHES_MAX: usize = 500;
/// The hour, in UTC, at which few people work.
const HOUR: u32 = 2;

/// Asks for the removal of the coming night. Every process asks when it starts; there is one.
pub async fn plan(market: &Market) -> Result<(), Failure> {
    market.db.write(|w| async move { plan_next(market, &w).await }).await
}

async fn plan_next(market: &Market, w: &Writer) -> Result<(), Failure> {
    let at = next_night(market.now());
    let key = format!("purge:{}", at.date_naive());
    job::enqueue_at(market, w, &Job::Purge, at, Some(key)).await?;
    // What schools pay themselves is worked out in the same night.
    let key = format!("own_prices:{}", at.date_naive());
    job::enqueue_at(market, w, &Job::CountOwnPrices, at, Some(key)).await?;
    // What schools that are alike buy as well.
    let key = format!("bought_beside:{}", at.date_naive());
    job::enqueue_at(market, w, &Job::CountBoughtBeside, at, Some(key)).await?;
    // Whether the books agree.
    let key = format!("books:{}", at.date_naive());
    job::enqueue_at(market, w, &Job::CheckBooks, at, Some(key)).await?;
    crate::saved_search::plan_next(market, w).await
}

fn next_night(now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = NaiveTime::from_hms_opt(HOUR, 0, 0).unwrap_or_default();
    let tonight = now.date_naive().and_time(hour).and_utc();
    if tonight > now { tonight } else { tonight + Duration::days(1) }
}

/// Removes what has been kept long enough, lets the database learn how much is left of what, and
/// asks for the next night.
pub(crate) async fn purge(market: &Market) -> Result<(), Failure> {
    market.db.write(|w| async move { plan_next(market, &w).await }).await?;
    for rule in &RULES {
        for _ in 0..BATCHES_MAX {
            let removed = market.db.write(|w| async move { batch(market, &w, rule).await }).await?;
            if removed < BATCH {
                break;
            }
        }
    }
    person::forget_names(market).await?;
    event::forget_delegates(market).await?;
    crate::quote_request::forget_suppliers(market).await?;
    market.db.learn().await
}

/// Removes one batch, with its entry in the trail: how many rows of which table.
async fn batch(market: &Market, w: &Writer, rule: &Rule) -> Result<u64, Failure> {
    let Rule { table, key, since, days } = rule;
    let (old, kept_from) = since.before(market.now() - Duration::days(*days));
    let sql = format!(
        "DELETE FROM {table} WHERE ({key}) IN \
         (SELECT {key} FROM {table} WHERE {old} LIMIT {BATCH})"
    );
    let removed = w.execute(&sql, [kept_from]).await?;
    if removed > 0 {
        let entry = Record::new(None, Who::JOB, Deed::Purge, table)
            .after(&json!({"by": since.name(), "rows": removed}))?;
        audit::record(market, w, entry).await?;
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coming_night_is_never_the_one_that_is_past() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(next_night(at("2026-11-23T01:59:59Z")), at("2026-11-23T02:00:00Z"));
        assert_eq!(next_night(at("2026-11-23T02:00:00Z")), at("2026-11-24T02:00:00Z"));
        assert_eq!(next_night(at("2026-12-31T09:00:00Z")), at("2027-01-01T02:00:00Z"));
    }
}
