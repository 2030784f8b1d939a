//! A request as one supplier sees it: the same text as every other, the answers to all questions, and
//! its own answer.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::id::{QuoteQuestionId, SupplierId};
use domain::quote_request::{QuoteStage, QuoteState, QuoteTerms};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::document::{QuoteDocument, of_specification};
use super::stored::{BidShown, Stored, find, own_bids};
use super::supplier::{self, Asked};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// A question about a specification. Who asked is told to nobody before answers are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteQuestion {
    /// Which.
    pub id: QuoteQuestionId,
    /// Who asked.
    pub supplier: SupplierId,
    /// What was asked.
    pub question: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What the school answered, and when.
    pub answer: Option<(String, DateTime<Utc>)>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    supplier_id: Uuid,
    question: String,
    asked_at: DateTime<Utc>,
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
}

/// All questions of a request, the oldest first.
pub(super) async fn questions(r: &Reader, stored: &Stored) -> Result<Vec<QuoteQuestion>, Failure> {
    let sql = "SELECT id, supplier_id, question, asked_at, answer, answered_at \
               FROM quote_question WHERE request_id = $1 ORDER BY id";
    let rows: Vec<Row> = r.sql_whole(sql, [stored.id.uuid().into()]).await?;
    let question = |row: Row| QuoteQuestion {
        id: QuoteQuestionId::from_uuid(row.id),
        supplier: SupplierId::from_uuid(row.supplier_id),
        question: row.question,
        asked_at: row.asked_at,
        answer: row.answer.zip(row.answered_at),
    };
    Ok(rows.into_iter().map(question).collect())
}

/// A request, for one who was asked.
#[derive(Debug, Clone)]
pub struct AskedForQuote {
    /// As whom.
    pub supplier: SupplierId,
    /// What the supplier is called.
    pub name: String,
    /// Which school asks.
    pub school: String,
    /// What is asked for.
    pub terms: QuoteTerms,
    /// Where it stands.
    pub stage: QuoteStage,
    /// Documents of the specification.
    pub documents: Vec<QuoteDocument>,
    /// What the supplier answered, the last of which counts.
    pub bids: Vec<BidShown>,
    /// What anybody asked and the school has answered, and what the supplier asked itself.
    pub questions: Vec<QuoteQuestion>,
    /// Whether the supplier was chosen, once that is decided.
    pub is_chosen: Option<bool>,
}

/// A request for a provider that was asked.
///
/// # Errors
/// `NotFound` for another's.
pub async fn asked_for_quote(
    market: &Market,
    actor: &Actor,
    supplier: SupplierId,
) -> Result<AskedForQuote, Failure> {
    let permit = actor.permit_own(Action::AnswerSchools)?;
    view(market, &Asked::Here(&permit, supplier)).await
}

/// A request for whoever has the link of a supplier. Looking at it does nothing: mail scanners follow
/// links.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was.
pub async fn quote_by_link(market: &Market, token: &str) -> Result<AskedForQuote, Failure> {
    view(market, &Asked::ByLink(token)).await
}

async fn view(market: &Market, asked: &Asked<'_>) -> Result<AskedForQuote, Failure> {
    market
        .db
        .read(|r| async move {
            let supplier = supplier::find(market, &r, asked).await?;
            let stored = find(&r, "", [supplier.request.uuid().into()]).await?;
            let mut questions = questions(&r, &stored).await?;
            questions.retain(|one| one.answer.is_some() || one.supplier == supplier.id);
            let is_chosen = match stored.state {
                QuoteState::Decided => Some(is_chosen(&r, supplier.id).await?),
                QuoteState::Open | QuoteState::Withdrawn => None,
            };
            Ok(AskedForQuote {
                supplier: supplier.id,
                name: supplier.name,
                school: stored.school_name.clone(),
                stage: stored.stage(market),
                documents: of_specification(&r, stored.id).await?,
                bids: own_bids(&r, &stored, supplier.id).await?,
                questions,
                is_chosen,
                terms: stored.terms,
            })
        })
        .await
}

async fn is_chosen(r: &Reader, supplier: SupplierId) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Chosen {
        n: i64,
    }
    let sql = "SELECT COUNT(*) AS n FROM quote_request WHERE chosen_id = $1";
    let values: [Value; 1] = [supplier.uuid().into()];
    let row: Option<Chosen> = r.sql_one(sql, values).await?;
    Ok(row.is_some_and(|row| row.n > 0))
}
