//! Requests of a school, and those that a provider was asked by: the newest first.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::id::{QuoteRequestId, SupplierId};
use domain::quote_request::{QuoteStage, QuoteState};
use domain::{Failure, quote_request};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::ANSWERED;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, broken};

const PAGE: usize = 30;

/// A request in its school's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    /// Which.
    pub id: QuoteRequestId,
    /// What is asked for.
    pub title: String,
    /// The deadline.
    pub closes_at: DateTime<Utc>,
    /// How many were asked.
    pub asked: u32,
    /// How many have an answer that stands.
    pub answered: u32,
    /// Where it stands.
    pub stage: QuoteStage,
    /// Who was chosen.
    pub chosen: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    title: String,
    closes_at: DateTime<Utc>,
    state: String,
    asked: i64,
    answered: i64,
    chosen: Option<String>,
}

fn stage(market: &Market, state: &str, closes_at: DateTime<Utc>) -> Result<QuoteStage, Failure> {
    let state = QuoteState::from_code(state).ok_or_else(|| broken(state))?;
    Ok(QuoteStage::of(state, closes_at, market.now()))
}

/// Requests of the school acted for.
pub async fn quote_requests(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<QuoteRow>, Failure> {
    let school = actor.permit_own(Action::ViewSchool)?.organisation();
    let mut values: Vec<Value> = vec![school.uuid().into()];
    let mut after = "";
    if let Some(key) = page.key() {
        let key: QuoteRequestId = key.parse().map_err(|_| Failure::NotFound)?;
        values.push(key.uuid().into());
        after = "AND r.id < $2";
    }
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT r.id, r.title, r.closes_at, r.state, \
         (SELECT COUNT(*) FROM quote_supplier s WHERE s.request_id = r.id) AS asked, \
         (SELECT COUNT(*) FROM quote_supplier s WHERE s.request_id = r.id AND {ANSWERED}) AS answered, \
         (SELECT s.name FROM quote_supplier s WHERE s.id = r.chosen_id) AS chosen \
         FROM quote_request r WHERE r.school_id = $1 {after} ORDER BY r.id DESC LIMIT {}",
        size + 1
    );
    let values = &values;
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let rows = rows.into_iter().map(|row| {
        Ok(QuoteRow {
            id: QuoteRequestId::from_uuid(row.id),
            stage: stage(market, &row.state, row.closes_at)?,
            title: row.title,
            closes_at: row.closes_at,
            asked: count(row.asked),
            answered: count(row.answered),
            chosen: row.chosen,
        })
    });
    Ok(Page::of(rows.collect::<Result<_, Failure>>()?, size, |row| row.id.to_string()))
}

/// A request in the list of a provider that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    /// As whom.
    pub supplier: SupplierId,
    /// What is asked for.
    pub title: String,
    /// Which school asks.
    pub school: String,
    /// The deadline.
    pub closes_at: DateTime<Utc>,
    /// Where it stands.
    pub stage: quote_request::QuoteStage,
    /// Whether the provider's answer stands.
    pub is_answered: bool,
    /// Whether it was chosen.
    pub is_chosen: bool,
}

#[derive(FromQueryResult)]
struct OfProvider {
    id: Uuid,
    title: String,
    school: String,
    closes_at: DateTime<Utc>,
    state: String,
    answered: i64,
    chosen: i64,
}

/// Requests by which the provider acted for was asked.
pub async fn quotes_asked_for(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<AskedRow>, Failure> {
    let provider = actor.permit_own(Action::AnswerSchools)?.organisation();
    let mut values: Vec<Value> = vec![provider.uuid().into()];
    let mut after = "";
    if let Some(key) = page.key() {
        let key: SupplierId = key.parse().map_err(|_| Failure::NotFound)?;
        values.push(key.uuid().into());
        after = "AND s.id < $2";
    }
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT s.id, r.title, o.name AS school, r.closes_at, r.state, \
         CAST(CASE WHEN {ANSWERED} THEN 1 ELSE 0 END AS bigint) AS answered, \
         CAST(CASE WHEN r.chosen_id = s.id THEN 1 ELSE 0 END AS bigint) AS chosen \
         FROM quote_supplier s JOIN quote_request r ON r.id = s.request_id \
         JOIN organisation o ON o.id = r.school_id WHERE s.provider_id = $1 {after} \
         ORDER BY s.id DESC LIMIT {}",
        size + 1
    );
    let values = &values;
    let rows: Vec<OfProvider> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(|row| {
        Ok(AskedRow {
            supplier: SupplierId::from_uuid(row.id),
            stage: stage(market, &row.state, row.closes_at)?,
            title: row.title,
            school: row.school,
            closes_at: row.closes_at,
            is_answered: row.answered == 1,
            is_chosen: row.chosen == 1,
        })
    });
    Ok(Page::of(rows.collect::<Result<_, Failure>>()?, size, |row| row.supplier.to_string()))
}
