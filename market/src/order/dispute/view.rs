//! Disputes and visits in vain, as an order's page tells of them.

use chrono::{DateTime, Utc};
use domain::dispute::{DisputeKind, DisputeState, NoShowKind, Outcome};
use domain::id::{DisputeId, OrderId, OrderLineId};
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::super::load::Stored;
use crate::db::{Reader, broken};

/// What a school says is not right about a line, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeView {
    /// The dispute.
    pub id: DisputeId,
    /// The line.
    pub line: OrderLineId,
    /// What is not right.
    pub kind: DisputeKind,
    /// In the school's words.
    pub words: String,
    /// Who said so.
    pub raised_by: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// Where it is in its life.
    pub state: DisputeState,
    /// What the provider says.
    pub answer: Option<String>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Why staff decided so.
    pub reason: Option<String>,
    /// Who settled it.
    pub settled_by: Option<String>,
    /// When.
    pub settled_at: Option<DateTime<Utc>>,
    /// What is to be credited, excluding VAT.
    pub credit: Option<Net>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    order_line_id: Uuid,
    kind: String,
    words: String,
    raised_by: String,
    raised_at: DateTime<Utc>,
    state: String,
    answer: Option<String>,
    outcome: Option<String>,
    reason: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<DateTime<Utc>>,
    credit_net_pence: Option<i64>,
}

/// The disputes about an order's lines, the latest of each first.
pub(in super::super) async fn of_order(
    r: &Reader,
    order: OrderId,
) -> Result<Vec<DisputeView>, Failure> {
    let sql = "SELECT d.id, d.order_line_id, d.kind, d.words, p.name AS raised_by, d.raised_at, \
               d.state, d.answer, d.outcome, d.reason, s.name AS settled_by, d.settled_at, \
               d.credit_net_pence FROM dispute d JOIN person p ON p.id = d.raised_by \
               LEFT JOIN person s ON s.id = d.settled_by WHERE d.order_id = $1 ORDER BY d.id DESC";
    let rows: Vec<Row> = r.sql_all(sql, [order.uuid().into()]).await?;
    rows.into_iter().map(DisputeView::try_from).collect()
}

impl TryFrom<Row> for DisputeView {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unknown = || broken("a stored dispute is of no known kind, state or outcome");
        let outcome =
            row.outcome.as_deref().map(|code| Outcome::from_code(code).ok_or_else(unknown));
        Ok(Self {
            id: DisputeId::from_uuid(row.id),
            line: OrderLineId::from_uuid(row.order_line_id),
            kind: DisputeKind::from_code(&row.kind).ok_or_else(unknown)?,
            words: row.words,
            raised_by: row.raised_by,
            raised_at: row.raised_at,
            state: DisputeState::from_code(&row.state).ok_or_else(unknown)?,
            answer: row.answer,
            outcome: outcome.transpose()?,
            reason: row.reason,
            settled_by: row.settled_by,
            settled_at: row.settled_at,
            credit: row.credit_net_pence.map(|pence| Net(Pence::new(pence))),
        })
    }
}

/// The days of an order on which somebody came in vain: why, and what they said.
pub(in super::super) async fn no_shows(
    r: &Reader,
    order: &Stored,
) -> Result<Vec<(OrderLineId, NoShowKind, Option<String>)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        no_show: String,
        no_show_words: Option<String>,
    }
    // Where there was one, a line says so, or charges for it.
    if order.lines.iter().all(|line| !line.is_cancelled() || line.day.is_none()) {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, no_show, no_show_words FROM order_line \
               WHERE order_id = $1 AND no_show IS NOT NULL";
    let rows: Vec<Row> = r.sql_all(sql, [order.id.uuid().into()]).await?;
    let read = |row: Row| {
        let kind = NoShowKind::from_code(&row.no_show);
        let kind = kind.ok_or_else(|| broken("a stored visit in vain is of no known kind"))?;
        Ok((OrderLineId::from_uuid(row.id), kind, row.no_show_words))
    };
    rows.into_iter().map(read).collect()
}

/// Disputes that wait for the provider `own` to answer: what stands behind `FROM`.
pub(crate) fn disputes_to_answer(own: &str) -> String {
    format!(
        "dispute d JOIN school_order o ON o.id = d.order_id \
         WHERE o.provider_id = {own} AND d.state = 'open'"
    )
}

/// Disputes that wait for the partnership `own` to decide: what providers stand by, and what was raised
/// before an instant: what stands behind `FROM`.
pub(crate) fn disputes_to_decide(own: &str, before: &str) -> String {
    format!(
        "dispute d JOIN school_order o ON o.id = d.order_id WHERE o.partnership_id = {own} \
         AND (d.state = 'stood_by' OR (d.state = 'open' AND d.raised_at < {before}))"
    )
}
