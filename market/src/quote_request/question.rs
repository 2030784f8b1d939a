//! Questions about a specification: asked by one, answered for everybody who was asked, before the
//! deadline. Nobody is told who asked.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{OrganisationId, QuoteQuestionId, QuoteRequestId, SupplierId};
use domain::quote_request::read_question;
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use super::stored::{before_deadline, find, find_own};
use super::supplier::{self, Asked};
use super::tell;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::mail::QuoteNews;

/// The most questions that one supplier asks about a specification.
const QUESTIONS_MAX: usize = 10;

/// Asks as a provider. The same question again is asked once.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `question`, with `TooMany` after ten; `Refused(QuotesClosed)`.
pub async fn ask_quote_question(
    market: &Market,
    actor: &Actor,
    supplier: SupplierId,
    question: &str,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::AnswerSchools)?;
    ask(market, &Asked::Here(&permit, supplier), question).await
}

/// The same by a link.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was; else as [`ask_quote_question`].
pub async fn ask_quote_question_by_link(
    market: &Market,
    token: &str,
    question: &str,
) -> Result<(), Failure> {
    ask(market, &Asked::ByLink(token), question).await
}

async fn ask(market: &Market, asked: &Asked<'_>, question: &str) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        question: String,
    }
    let read = &read_question(question);
    market
        .db
        .write(|w| async move {
            let supplier = supplier::find(market, &w, asked).await?;
            before_deadline(market, &w, supplier.request).await?;
            let question =
                read.clone().map_err(|problem| Failure::field("question", problem))?;
            let sql = "SELECT question FROM quote_question WHERE supplier_id = $1";
            let before: Vec<Row> = w.sql_all(sql, [supplier.id.uuid().into()]).await?;
            if before.iter().any(|row| row.question == question) {
                return Ok(());
            }
            if before.len() >= QUESTIONS_MAX {
                let most = i64::try_from(QUESTIONS_MAX).unwrap_or(i64::MAX);
                return Err(Failure::field("question", Problem::TooMany { most }));
            }
            let sql = "INSERT INTO quote_question (id, request_id, supplier_id, question, asked_at) \
                       VALUES ($1, $2, $3, $4, $5)";
            let values: [Value; 5] = [
                market.ids.uuid().into(),
                supplier.request.uuid().into(),
                supplier.id.uuid().into(),
                question.clone().into(),
                market.now().into(),
            ];
            w.execute(sql, values).await?;
            let stored = find(&w, "", [supplier.request.uuid().into()]).await?;
            let record = Record::new(None, asked.who(), Deed::AskQuoteQuestion, supplier.id)
                .after(&json!({"title": stored.terms.title, "question": question}))?;
            audit::record(market, &w, record).await?;
            tell::school(market, &w, &stored, &QuoteNews::Question { question }).await
        })
        .await
}

/// What the school answers.
#[derive(Debug, Clone)]
pub struct AnswerQuoteQuestion {
    /// Of which request.
    pub request: QuoteRequestId,
    /// Which question.
    pub question: QuoteQuestionId,
    /// Field `answer`.
    pub answer: String,
}

/// Answers a question for everybody who was asked, once.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `answer`; `Refused(AnsweredBefore)`; `Refused(QuotesClosed)`
/// from the deadline on, when it would help nobody.
pub async fn answer_quote_question(
    market: &Market,
    actor: &Actor,
    command: AnswerQuoteQuestion,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        question: String,
    }
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let AnswerQuoteQuestion { request, question, answer } = &command;
    let school: OrganisationId = permit.organisation();
    market
        .db
        .write(|w| async move {
            let stored = find_own(&w, *request, school).await?;
            let sql = "SELECT question FROM quote_question WHERE id = $1 AND request_id = $2";
            let named = [question.uuid().into(), request.uuid().into()];
            let row: Row = w.sql_one(sql, named).await?.ok_or(Failure::NotFound)?;
            before_deadline(market, &w, *request).await?;
            let answer =
                read_question(answer).map_err(|problem| Failure::field("answer", problem))?;
            let sql = "UPDATE quote_question SET answer = $2, answered_by = $3, answered_at = $4 \
                       WHERE id = $1 AND answer IS NULL";
            let values: [Value; 4] = [
                question.uuid().into(),
                answer.clone().into(),
                permit.person().uuid().into(),
                market.now().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Err(domain::Refusal::AnsweredBefore.into());
            }
            let after = json!({"question": row.question, "answer": answer});
            let record = Record::new(None, permit, Deed::AnswerQuoteQuestion, *request);
            audit::record(market, &w, record.after(&after)?).await?;
            let all = tell::addressees(&w, &stored, false).await?;
            let all: Vec<_> = all.into_iter().map(|(_, addressee)| addressee).collect();
            let news = QuoteNews::Answered { question: row.question, answer };
            tell::suppliers(market, &w, &stored, &all, &news).await
        })
        .await
}
