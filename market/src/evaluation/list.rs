//! The answers, for those who delivered and the partnership through which it was sold.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::{Action, Capacity};
use domain::evaluation::{EvaluationKind, Score};
use domain::id::EvaluationId;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Page, PageAsked, broken};

/// Asks for a page of the answers, the newest first.
#[derive(Debug, Clone, Default)]
pub struct EvaluationsAsked {
    /// Which page.
    pub page: PageAsked,
}

/// An answer in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationRow {
    /// Which.
    pub id: EvaluationId,
    /// Who answered.
    pub kind: EvaluationKind,
    /// Of which service.
    pub service: String,
    /// From which school. Who it was is not told.
    pub school: String,
    /// The score.
    pub score: Score,
    /// What they added.
    pub words: Option<String>,
    /// When.
    pub answered_at: DateTime<Utc>,
    /// What was replied.
    pub reply: Option<String>,
}

const PAGE: usize = 30;

/// Leave to read and reply to answers: as the partnership, or as whoever delivers.
pub(super) fn keeper(actor: &Actor) -> Result<(Permit, &'static str), Failure> {
    let permit = match actor.permit_own(Action::ManageServices) {
        Ok(permit) => permit,
        Err(_) => actor.permit_own(Action::ManagePool)?,
    };
    match permit.scope().capacity() {
        Capacity::Partnership => Ok((permit, "partnership_id")),
        Capacity::Provider => Ok((permit, "provider_id")),
        Capacity::School | Capacity::Itself | Capacity::Installation => Err(Failure::NotFound),
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    service: String,
    school: String,
    score: i64,
    words: Option<String>,
    answered_at: DateTime<Utc>,
    reply: Option<String>,
}

/// The answers to what the organisation acted for sells or delivers.
pub async fn evaluations(
    market: &Market,
    actor: &Actor,
    asked: EvaluationsAsked,
) -> Result<Page<EvaluationRow>, Failure> {
    let (permit, party) = keeper(actor)?;
    let mut sql = format!(
        "SELECT v.id, v.kind, s.title AS service, o.name AS school, v.score, v.words, \
         v.answered_at, v.reply FROM evaluation v JOIN service s ON s.id = v.service_id \
         JOIN organisation o ON o.id = v.school_id WHERE v.{party} = $1 AND v.score IS NOT NULL"
    );
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(after) = asked.page.key() {
        let (at, id) = read_key(after).ok_or(Failure::NotFound)?;
        values.extend([Value::from(at), id.uuid().into()]);
        sql.push_str(" AND (v.answered_at, v.id) < ($2, $3)");
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(" ORDER BY v.answered_at DESC, v.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(rows, size, |row| format!("{}.{}", row.answered_at.timestamp_micros(), row.id)))
}

fn read(row: Row) -> Result<EvaluationRow, Failure> {
    let unknown = || broken(format!("an answer of unknown kind or score: {}", row.id));
    Ok(EvaluationRow {
        id: EvaluationId::from_uuid(row.id),
        kind: EvaluationKind::from_code(&row.kind).ok_or_else(unknown)?,
        score: Score::of(row.score).ok_or_else(unknown)?,
        service: row.service,
        school: row.school,
        words: row.words,
        answered_at: row.answered_at,
        reply: row.reply,
    })
}

fn read_key(key: &str) -> Option<(DateTime<Utc>, EvaluationId)> {
    let (at, id) = key.split_once('.')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.parse().ok()?))
}
