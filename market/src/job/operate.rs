//! What the owner of the installation sees of the jobs, and how they are taken up again.

use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::audit::Deed;
use domain::id::JobId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::audit::{self, Record, Who};

/// How long a job may be due before it counts as late: then nobody is doing jobs, or too few are.
const LATE: Duration = Duration::minutes(5);
/// The most jobs that one list shows.
const LIST_MAX: usize = 200;

/// How many jobs stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Due now and not done yet.
    pub due: i64,
    /// Of these, due for more than five minutes.
    pub late: i64,
    /// Tried in vain, and to be tried again.
    pub failing: i64,
    /// Messages given up, for a person to look at.
    pub set_aside: i64,
}

/// How many jobs stand how. One statement over the jobs that are not done.
pub async fn counts(market: &Market) -> Result<Counts, Failure> {
    let now = market.now();
    let sql = "SELECT \
               COUNT(CASE WHEN failed_at IS NULL AND run_at <= $1 THEN 1 END) AS due, \
               COUNT(CASE WHEN failed_at IS NULL AND run_at <= $2 THEN 1 END) AS late, \
               COUNT(CASE WHEN failed_at IS NULL AND attempts > 0 AND leased_by IS NULL \
                     THEN 1 END) AS failing, \
               COUNT(failed_at) AS set_aside FROM job WHERE done_at IS NULL";
    let counted: Option<Counts> = market
        .db
        .read(|r| async move { r.sql_one(sql, [now.into(), (now - LATE).into()]).await })
        .await?;
    counted.ok_or_else(|| crate::db::broken("counting gave no row"))
}

/// How a job stands that has not gone well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is tried again.
    Failing,
    /// It is not tried any more, unless somebody asks for it.
    SetAside,
}

/// A job that has not gone well, without what it is about: the owner of an installation sees
/// nobody's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Which.
    pub id: JobId,
    /// What kind of work.
    pub kind: String,
    /// How it stands.
    pub standing: Standing,
    /// How often it was tried.
    pub attempts: i64,
    /// When it first was to be done.
    pub due_since: DateTime<Utc>,
    /// When it is tried next, unless it was set aside.
    pub next_at: DateTime<Utc>,
    /// Under which number the log has the cause.
    pub incident: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    attempts: i64,
    due_since: DateTime<Utc>,
    run_at: DateTime<Utc>,
    failed_at: Option<DateTime<Utc>>,
    last_incident: Option<String>,
}

impl From<Row> for JobRow {
    fn from(row: Row) -> Self {
        let standing = row.failed_at.map_or(Standing::Failing, |_| Standing::SetAside);
        Self {
            id: JobId::from_uuid(row.id),
            kind: row.kind,
            standing,
            attempts: row.attempts,
            due_since: row.due_since,
            next_at: row.run_at,
            incident: row.last_incident,
        }
    }
}

/// What has not gone well and is in nobody's hands.
const NOT_WELL: &str =
    "done_at IS NULL AND leased_by IS NULL AND (failed_at IS NOT NULL OR attempts > 0)";

/// Jobs that have not gone well, the longest due first; at most 200.
pub async fn list(market: &Market) -> Result<Vec<JobRow>, Failure> {
    let sql = format!(
        "SELECT id, kind, attempts, COALESCE(due_since, run_at) AS due_since, run_at, failed_at, \
         last_incident FROM job WHERE {NOT_WELL} \
         ORDER BY COALESCE(due_since, run_at), id LIMIT {LIST_MAX}"
    );
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, []).await }).await?;
    Ok(rows.into_iter().map(JobRow::from).collect())
}

/// Which jobs to take up again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// One that is failing or was set aside.
    One(JobId),
    /// Every message that was set aside, and whatever is failing.
    All,
}

/// Takes jobs up again now, as if they had never been tried, and says how many.
///
/// # Errors
/// `NotFound` where the one named is done, under way, or was never there.
pub async fn retry(market: &Market, which: Retry) -> Result<u64, Failure> {
    let now = market.now();
    let one = match which {
        Retry::One(id) => Some(id),
        Retry::All => None,
    };
    market
        .db
        .write(|w| async move {
            let only = if one.is_some() { "AND id = $2" } else { "" };
            let sql = format!(
                "UPDATE job SET failed_at = NULL, attempts = 0, due_since = NULL, run_at = $1, \
                 last_incident = NULL WHERE {NOT_WELL} {only}"
            );
            let mut values: Vec<sea_orm::Value> = vec![now.into()];
            values.extend(one.map(|id| sea_orm::Value::from(id.uuid())));
            let taken_up = w.execute(&sql, values).await?;
            if taken_up == 0 {
                return if one.is_some() { Err(Failure::NotFound) } else { Ok(0) };
            }
            let subject = one.map_or_else(|| "jobs".to_owned(), |id| id.to_string());
            let record = Record::new(None, Who::owner(market), Deed::RetryJobs, subject);
            audit::record(market, &w, record.after(&taken_up)?).await?;
            Ok(taken_up)
        })
        .await
}
