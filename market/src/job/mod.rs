//! The outbox and the job runner: work that a transaction asked for, done after it, once it is
//! sure. Several processes share the table; a lease says whose turn a job is, and runs out when
//! the process dies.

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::id::{DealId, IncidentId, JobId, PoolId};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Market;
use crate::audit;
use crate::db::{Engine, Writer, broken};
use crate::deal;
use crate::mail::Mail;
use crate::service;

/// How long a job may take before another process may take it up.
const LEASE_SECONDS: i64 = 120;
/// How often a job is tried before it is set aside for a person to look at.
const ATTEMPTS_MAX: i64 = 8;
/// How many jobs one look takes up.
const BATCH: i64 = 20;

/// Something to be done later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "what", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a job is read, done and dropped")]
pub enum Job {
    /// Send a message.
    SendMail(Mail),
    /// Close a deal whose time has come.
    CloseDeal(DealId),
    /// Keep the prices of services that lists have none of.
    ListPrices,
    /// Make the days of a pool's people up to the end of the next school year.
    ExtendPool(PoolId),
}

impl Job {
    const fn kind(&self) -> &'static str {
        match self {
            Self::SendMail(_) => "send_mail",
            Self::CloseDeal(_) => "close_deal",
            Self::ListPrices => "list_prices",
            Self::ExtendPool(_) => "extend_pool",
        }
    }
}

/// Sends messages. Behind it stands SMTP, or files in development.
#[async_trait]
pub trait Post: Send + Sync {
    /// Sends one message; an error means that trying again later may help.
    async fn send(&self, mail: &Mail) -> Result<(), PostError>;
}

/// A message could not be handed over.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be handed over: {0}")]
pub struct PostError(pub String);

/// Asks for a job, within the transaction that makes it due.
pub(crate) async fn enqueue(market: &Market, w: &Writer, job: &Job) -> Result<(), Failure> {
    enqueue_at(market, w, job, market.now(), None).await
}

/// Asks for a job at an instant; with a key, only one of that key ever exists.
pub(crate) async fn enqueue_at(
    market: &Market,
    w: &Writer,
    job: &Job,
    run_at: DateTime<Utc>,
    unique_key: Option<String>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO job (id, kind, payload, unique_key, run_at, attempts) \
               VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (unique_key) DO NOTHING";
    let values: [sea_orm::Value; 5] = [
        JobId::from_uuid(market.ids.uuid()).uuid().into(),
        job.kind().into(),
        serde_json::to_string(job).map_err(broken)?.into(),
        unique_key.into(),
        run_at.into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

#[derive(FromQueryResult)]
struct Claimed {
    id: Uuid,
    payload: String,
    attempts: i64,
}

/// Does what is due, and says how many jobs it took up. Called again and again by each process.
pub async fn run_due(market: &Market, post: &dyn Post) -> Result<usize, Failure> {
    deal::remind_of_closing(market).await?;
    let runner = market.ids.uuid();
    let claimed = market.db.write(|w| async move { claim(market, &w, runner).await }).await?;
    for job in &claimed {
        let outcome = run(market, post, &job.payload).await;
        finish(market, job, runner, outcome).await?;
    }
    audit::seal(market).await?;
    Ok(claimed.len())
}

async fn claim(market: &Market, w: &Writer, runner: Uuid) -> Result<Vec<Claimed>, Failure> {
    let now = market.now();
    let skip = match w.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "UPDATE job SET leased_until = $2, leased_by = $3, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM job WHERE done_at IS NULL AND failed_at IS NULL \
             AND run_at <= $1 AND (leased_until IS NULL OR leased_until < $1) \
             ORDER BY run_at, id LIMIT {BATCH} {skip}) \
         RETURNING id, payload, attempts"
    );
    let lease = now + Duration::seconds(LEASE_SECONDS);
    w.sql_all(&sql, [now.into(), lease.into(), runner.into()]).await
}

async fn run(market: &Market, post: &dyn Post, payload: &str) -> Result<(), Failure> {
    match serde_json::from_str(payload).map_err(broken)? {
        Job::SendMail(mail) => post.send(&mail).await.map_err(broken),
        Job::CloseDeal(id) => deal::close_deal(market, id).await,
        Job::ListPrices => service::list_prices(market).await,
        Job::ExtendPool(pool) => crate::capacity::extend(market, pool).await,
    }
}

async fn finish(
    market: &Market,
    job: &Claimed,
    runner: Uuid,
    outcome: Result<(), Failure>,
) -> Result<(), Failure> {
    let now = market.now();
    let incident: Option<IncidentId> = match &outcome {
        Err(Failure::Broken(incident)) => Some(*incident),
        Err(other) => {
            tracing::warn!(job = %JobId::from_uuid(job.id), failure = %other, "a job failed");
            None
        }
        Ok(()) => None,
    };
    let last_incident = incident.map(|incident| incident.to_string());
    let last_incident = &last_incident;
    let done = outcome.is_ok();
    let give_up = !done && job.attempts >= ATTEMPTS_MAX;
    let wait = Duration::seconds(15 << job.attempts.clamp(0, 10));
    market
        .db
        .write(|w| async move {
            // What was sent may hold secrets of links: it is not kept longer than needed.
            let sql = "UPDATE job SET leased_until = NULL, leased_by = NULL, run_at = $3, \
                       done_at = $4, failed_at = $5, last_incident = $6, \
                       payload = CASE WHEN $7 THEN '{}' ELSE payload END \
                       WHERE id = $1 AND leased_by = $2";
            let values: [sea_orm::Value; 7] = [
                job.id.into(),
                runner.into(),
                (now + wait).into(),
                done.then_some(now).into(),
                give_up.then_some(now).into(),
                last_incident.clone().into(),
                done.into(),
            ];
            w.execute(sql, values).await.map(|_| ())
        })
        .await
}
