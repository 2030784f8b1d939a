//! What nobody needs any more is removed, once a night, by whichever process comes first.
//!
//! How long each table keeps its rows stands in [`RULES`], and nowhere else. Nothing that somebody
//! could be asked about later may come in here: orders, money, savings and the trail stay.

use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::Failure;
use domain::audit::Deed;
use serde_json::json;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::job::{self, Job};
use crate::person;

/// How long one kind of row is kept.
struct Rule {
    table: &'static str,
    /// The columns of its primary key.
    key: &'static str,
    /// The instant from which it is kept for so long; a row without one stays.
    since: &'static str,
    days: i64,
}

/// Every kind of row that is ever removed.
const RULES: [Rule; 7] = [
    // A session that has ended opens nothing.
    Rule { table: "session", key: "id", since: "expires_at", days: 0 },
    // A window that has ended counts nothing.
    Rule { table: "rate_limit", key: "bucket", since: "window_ends_at", days: 0 },
    // A form that was left open for a month is not sent a second time.
    Rule { table: "idempotency", key: "person_id, key", since: "created_at", days: 30 },
    // The link works for an hour; a day later nobody asks why it does not.
    Rule { table: "password_reset", key: "token_hash", since: "expires_at", days: 1 },
    // Whoever follows the link late is told that it ran out.
    Rule { table: "invitation", key: "id", since: "expires_at", days: 30 },
    // Blanked when done; a week to see what was done when.
    Rule { table: "job", key: "id", since: "done_at", days: 7 },
    // A message that nobody took up again: its links have run out long since.
    Rule { table: "job", key: "id", since: "failed_at", days: 30 },
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
    job::enqueue_at(market, w, &Job::Purge, at, Some(key)).await
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
    market.db.learn().await
}

/// Removes one batch, with its entry in the trail: how many rows of which table.
async fn batch(market: &Market, w: &Writer, rule: &Rule) -> Result<u64, Failure> {
    let Rule { table, key, since, days } = rule;
    let sql = format!(
        "DELETE FROM {table} WHERE ({key}) IN \
         (SELECT {key} FROM {table} WHERE {since} < $1 ORDER BY {since} LIMIT {BATCH})"
    );
    let kept_from = market.now() - Duration::days(*days);
    let removed = w.execute(&sql, [kept_from.into()]).await?;
    if removed > 0 {
        let entry = Record::new(None, Who::JOB, Deed::Purge, table)
            .after(&json!({"by": since, "rows": removed}))?;
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
