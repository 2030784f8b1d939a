//! Doing what is due. Several processes share the table: a lease says whose turn a job is, from
//! when it is begun, and runs out when the process dies.

use std::panic::AssertUnwindSafe;
use std::time::{Duration as Span, Instant};

use chrono::{DateTime, Duration, Utc};
use domain::Failure;
use domain::id::{IncidentId, JobId};
use futures::FutureExt;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::{Job, MAIL, PURGE, Post, PostError};
use crate::Market;
use crate::audit;
use crate::db::{Engine, Writer, broken};
use crate::deal;
use crate::event;
use crate::order;
use crate::person;
use crate::saved_search;
use crate::service;

/// How long after it was begun another process may take a job up. Whatever a job does ends well
/// before, so that no two processes are at the same one while both live.
const LEASE: Duration = Duration::minutes(2);
/// The same for the nightly removal, which may have much to remove. It waits for nobody.
const LONG_LEASE: Duration = Duration::hours(1);
/// How long handing over a message may take: far less than the lease.
const SENDING_MAX: Span = Span::from_secs(30);
/// How long a message is tried before it is set aside for a person to look at. Other work is never
/// set aside: a deal must close.
const MESSAGE_TRIED_FOR: Duration = Duration::days(3);
/// The pause before the second try; it doubles with each try, up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::seconds(30);
/// The longest pause between two tries.
const PAUSE_MAX: Duration = Duration::hours(1);
/// How many jobs are done before whoever asked looks around again.
const ROUND_MAX: usize = 20;
/// How long a round goes on taking up jobs.
const ROUND_TIME: Span = Span::from_secs(5);

#[derive(FromQueryResult)]
struct Claimed {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
    due_since: DateTime<Utc>,
}

/// What became of a job that was begun.
enum Outcome {
    Done,
    /// Nothing is lost: it is tried again.
    Failed(Failure),
    /// It can never be done.
    Hopeless(Failure),
}

/// Does what is due, one job after the other, and says how many it took up. Called again and again
/// by each process; a job is leased when it is begun and not before, so that those behind a slow
/// one are free for other processes.
pub async fn run_due(market: &Market, post: &dyn Post) -> Result<usize, Failure> {
    deal::remind_of_closing(market).await?;
    order::remind_of_lapsing(market).await?;
    let runner = market.ids.uuid();
    let began = Instant::now();
    let mut taken = 0;
    let mut next = if is_due(market).await? {
        market.db.write(|w| async move { claim(market, &w, runner).await }).await?
    } else {
        None
    };
    while let Some(job) = &next {
        let outcome = &run(market, post, job).await;
        taken += 1;
        let goes_on = taken < ROUND_MAX && began.elapsed() < ROUND_TIME;
        next = market
            .db
            .write(|w| async move {
                settle(market, &w, job, runner, outcome).await?;
                if goes_on { claim(market, &w, runner).await } else { Ok(None) }
            })
            .await?;
    }
    audit::seal(market).await?;
    Ok(taken)
}

/// What is due: asked for, not done, not set aside, and not in somebody's hands.
const DUE: &str = "done_at IS NULL AND failed_at IS NULL AND run_at <= $1 \
                   AND (leased_until IS NULL OR leased_until < $1)";

/// Looks without the writer's lock: mostly nothing is due.
async fn is_due(market: &Market) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Waits {
        #[allow(dead_code, reason = "that there is a row is the answer")]
        id: Uuid,
    }
    let now = market.now();
    let sql = format!("SELECT id FROM job WHERE {DUE} LIMIT 1");
    let waits: Option<Waits> =
        market.db.read(|r| async move { r.sql_one(&sql, [now.into()]).await }).await?;
    Ok(waits.is_some())
}

/// Takes up one job. Messages come last: a deal closes on time however slow the post is.
async fn claim(market: &Market, w: &Writer, runner: Uuid) -> Result<Option<Claimed>, Failure> {
    let now = market.now();
    let skip = match w.engine() {
        Engine::Sqlite => "",
        Engine::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let sql = format!(
        "UPDATE job SET leased_until = CASE kind WHEN '{PURGE}' THEN $4 ELSE $2 END, \
         leased_by = $3, attempts = attempts + 1, \
         due_since = COALESCE(due_since, run_at) WHERE id = (SELECT id FROM job WHERE {DUE} \
             ORDER BY CASE kind WHEN '{MAIL}' THEN 1 ELSE 0 END, run_at, id LIMIT 1 {skip}) \
         RETURNING id, kind, payload, attempts, due_since"
    );
    let values = [now.into(), (now + LEASE).into(), runner.into(), (now + LONG_LEASE).into()];
    w.sql_one(&sql, values).await
}

/// Does one job. One that panics has failed like any other, and the next is done.
async fn run(market: &Market, post: &dyn Post, job: &Claimed) -> Outcome {
    let work = AssertUnwindSafe(perform(market, post, job)).catch_unwind();
    match work.await {
        Ok(outcome) => outcome,
        Err(_) => Outcome::Failed(broken(format!("a job of kind {} panicked", job.kind))),
    }
}

async fn perform(market: &Market, post: &dyn Post, claimed: &Claimed) -> Outcome {
    let job: Job = match serde_json::from_str(&claimed.payload) {
        Ok(job) => job,
        Err(error) => return Outcome::Failed(broken(error)),
    };
    let done = match job {
        Job::SendMail(mail) => {
            let id = JobId::from_uuid(claimed.id);
            match person::is_wanted_now(market, id, &mail).await {
                Ok(true) => {}
                Ok(false) => return Outcome::Done,
                Err(failure) => return Outcome::Failed(failure),
            }
            let sending = post.send(id, &mail);
            match tokio::time::timeout(SENDING_MAX, sending).await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error @ PostError::Never(_))) => return Outcome::Hopeless(broken(error)),
                Ok(Err(error @ PostError::Later(_))) => Err(broken(error)),
                Err(_) => Err(broken("handing over a message took too long")),
            }
        }
        Job::SendDigest(person) => person::send_digest(market, person).await,
        Job::CloseDeal(id) => deal::close_deal(market, id).await,
        Job::LapseOrder(id) => order::lapse_order(market, id).await,
        Job::ListPrices => service::list_prices(market).await,
        Job::TellOfClearance(end) => crate::capacity::tell_of_clearance(market, end).await,
        Job::ExtendPool(pool) => crate::capacity::extend(market, pool).await,
        Job::SendAhead(event) => event::send_ahead(market, event).await,
        Job::HoldEvent(event) => event::hold_event(market, event).await,
        Job::EndOffer(waiting) => event::end_offer(market, waiting).await,
        Job::EndDayOffer(waiting) => crate::capacity::end_day_offer(market, waiting).await,
        Job::OpenBuyBack(id) => crate::buy_back::open_buy_back(market, id).await,
        Job::EndRenewal(renewal) => crate::capacity::end_renewal(market, renewal).await,
        Job::TellOfDeliveries { school, on } => order::tell_of_deliveries(market, school, on).await,
        Job::SendReset { email, asked_from } => {
            let asked = asked_from.map(|place| market.asked_from(&place));
            crate::person::send_reset(asked.as_ref().unwrap_or(market), &email).await
        }
        Job::Purge => crate::purge::purge(market).await,
        Job::CountOwnPrices => crate::market_rate::count_own_prices(market).await,
        Job::CountBoughtBeside => crate::alike::count_bought_beside(market).await,
        Job::CheckBooks => crate::ledger::check_at_night(market).await,
        Job::TellOfSearches { monday } => saved_search::tell_of_searches(market, monday).await,
        Job::TellOfSearchesOf { person, monday } => {
            saved_search::tell_of_searches_of(market, person, monday).await
        }
        Job::OpenQuotes(id) => crate::quote_request::tell_of_opening(market, id).await,
        Job::TellOfAnswers { sharing, round } => {
            crate::sharing::tell_of_answers(market, sharing, round).await
        }
    };
    done.map_or_else(Outcome::Failed, |()| Outcome::Done)
}

/// How long a job waits after a number of tries.
fn pause_after(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or_default();
    (PAUSE * 2_i32.pow(doublings)).min(PAUSE_MAX)
}

/// Writes down what became of a job. Where the lease has run out meanwhile and another process has
/// it, that one's word counts.
async fn settle(
    market: &Market,
    w: &Writer,
    job: &Claimed,
    runner: Uuid,
    outcome: &Outcome,
) -> Result<(), Failure> {
    let now = market.now();
    let id = JobId::from_uuid(job.id);
    let (failure, hopeless) = match outcome {
        Outcome::Done => (None, false),
        Outcome::Failed(failure) => (Some(failure), false),
        Outcome::Hopeless(failure) => (Some(failure), true),
    };
    let tried_long = job.kind == MAIL && now - job.due_since > MESSAGE_TRIED_FOR;
    let set_aside = failure.is_some() && (hopeless || tried_long);
    // What was sent may hold secrets of links: it is not kept longer than needed.
    let sql = "UPDATE job SET leased_until = NULL, leased_by = NULL, run_at = $3, done_at = $4, \
               failed_at = $5, last_incident = $6, \
               payload = CASE WHEN $7 THEN '{}' ELSE payload END \
               WHERE id = $1 AND leased_by = $2";
    let values: [sea_orm::Value; 7] = [
        job.id.into(),
        runner.into(),
        (now + pause_after(job.attempts)).into(),
        failure.is_none().then_some(now).into(),
        set_aside.then_some(now).into(),
        failure.and_then(incident).map(|incident| incident.to_string()).into(),
        failure.is_none().into(),
    ];
    if w.execute(sql, values).await? == 0 {
        tracing::warn!(%id, kind = job.kind, "a job took longer than its lease");
    } else if let Some(failure) = failure {
        let attempts = job.attempts;
        tracing::warn!(%id, kind = job.kind, attempts, set_aside, %failure, "a job failed");
    }
    Ok(())
}

const fn incident(failure: &Failure) -> Option<IncidentId> {
    match failure {
        Failure::Broken(incident) => Some(*incident),
        Failure::SignInNeeded
        | Failure::SecondFactorNeeded
        | Failure::NotAllowed
        | Failure::NotFound
        | Failure::Invalid(_)
        | Failure::Refused(_)
        | Failure::ChangedMeanwhile
        | Failure::TooMany { .. }
        | Failure::TryLater => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let minutes: Vec<i64> = (1..=9).map(|tries| pause_after(tries).num_seconds()).collect();
        assert_eq!(minutes, [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert_eq!(pause_after(i64::MAX), PAUSE_MAX);
        assert_eq!(pause_after(0), PAUSE);
    }
}
