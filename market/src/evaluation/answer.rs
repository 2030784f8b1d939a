//! A delegate answers by the link in their mail, without an account.

use chrono::{DateTime, Duration, Utc};
use domain::audit::Deed;
use domain::evaluation::TypedEvaluation;
use domain::id::{EvaluationId, OrganisationId};
use domain::{Failure, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::Reader;
use crate::person::digest_of;

/// How long a link works.
const DAYS: i64 = 60;

/// What a link asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedByLink {
    /// Which event.
    pub event: String,
    /// Who delivered it.
    pub provider: String,
    /// Whether it has been answered.
    pub is_answered: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    event: String,
    provider: String,
    school_id: Uuid,
    partnership_id: Uuid,
    asked_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
}

async fn find(market: &Market, r: &Reader, token: &str) -> Result<Row, Failure> {
    let sql = "SELECT v.id, e.title AS event, o.name AS provider, v.school_id, v.partnership_id, \
               v.asked_at, v.answered_at FROM evaluation v \
               JOIN event_place p ON p.id = v.place_id JOIN event e ON e.id = p.event_id \
               JOIN organisation o ON o.id = v.provider_id WHERE v.token_hash = $1";
    let row: Option<Row> = r.sql_one(sql, [digest_of(token).into()]).await?;
    row.filter(|row| row.asked_at + Duration::days(DAYS) > market.now())
        .ok_or_else(|| Failure::field("token", Problem::LinkExpired))
}

/// What a link asks about. Looking at it answers nothing: mail scanners follow links.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was.
pub async fn asked_by_link(market: &Market, token: &str) -> Result<AskedByLink, Failure> {
    let row = market.db.read(|r| async move { find(market, &r, token).await }).await?;
    Ok(AskedByLink {
        event: row.event,
        provider: row.provider,
        is_answered: row.answered_at.is_some(),
    })
}

/// An answer by a link.
#[derive(Debug, Clone)]
pub struct AnswerByLink {
    /// The link's secret.
    pub token: String,
    /// As typed.
    pub typed: TypedEvaluation,
}

/// Takes a delegate's answer, once.
///
/// # Errors
/// `Invalid` on `token` or what was typed; `Refused(AnsweredBefore)`.
pub async fn answer_by_link(market: &Market, answer: AnswerByLink) -> Result<(), Failure> {
    let answer = &answer;
    market
        .db
        .write(|w| async move {
            let row = find(market, &w, &answer.token).await?;
            let read = answer.typed.read().map_err(Failure::Invalid)?;
            let sql = "UPDATE evaluation SET score = $2, words = $3, answered_at = $4 \
                       WHERE id = $1 AND answered_at IS NULL";
            let values: [Value; 4] = [
                row.id.into(),
                i64::from(read.score.number()).into(),
                read.words.into(),
                market.now().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Err(Refusal::AnsweredBefore.into());
            }
            let chain = Some(OrganisationId::from_uuid(row.partnership_id));
            let id = EvaluationId::from_uuid(row.id);
            let record = Record::new(chain, Who::VISITOR, Deed::AnswerEvaluation, id)
                .party(OrganisationId::from_uuid(row.school_id))
                .after(&json!({"event": row.event, "points": read.score.number()}))?;
            audit::record(market, &w, record).await
        })
        .await
}
