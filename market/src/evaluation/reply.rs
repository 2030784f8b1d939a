//! Whoever delivered, or sold it, replies to an answer: once.

use domain::audit::Deed;
use domain::evaluation::WORDS_MAX;
use domain::id::{EvaluationId, OrganisationId};
use domain::{Failure, Refusal, text};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::list::keeper;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::idempotency::{Once, RequestKey};

/// A reply to an answer.
#[derive(Debug, Clone)]
pub struct ReplyToEvaluation {
    /// Which answer.
    pub evaluation: EvaluationId,
    /// What is replied.
    pub reply: String,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Replies to an answer, once.
///
/// # Errors
/// `NotFound` for another's, and what was not answered; `Invalid` on `reply`;
/// `Refused(AnsweredBefore)`.
pub async fn reply_to_evaluation(
    market: &Market,
    actor: &Actor,
    command: ReplyToEvaluation,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        partnership_id: Uuid,
    }
    let (permit, party) = &keeper(actor)?;
    let contents = (command.evaluation, &command.reply);
    let once = &Once::new(permit.person(), "reply_to_evaluation", &command.key, &contents)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let sql = format!(
                "SELECT school_id, partnership_id FROM evaluation \
                 WHERE id = $1 AND {party} = $2 AND score IS NOT NULL"
            );
            let id = command.evaluation.uuid();
            let row: Option<Row> =
                w.sql_one(&sql, [id.into(), permit.organisation().uuid().into()]).await?;
            let row = row.ok_or(Failure::NotFound)?;
            let reply = text::line(&command.reply, WORDS_MAX);
            let reply = reply.map_err(|problem| Failure::field("reply", problem))?;
            let take = async {
                let sql = "UPDATE evaluation SET reply = $2, replied_at = $3, replied_by = $4 \
                           WHERE id = $1 AND reply IS NULL";
                let by = permit.person().uuid().into();
                let values: [Value; 4] = [id.into(), reply.clone().into(), market.now().into(), by];
                if w.execute(sql, values).await? == 0 {
                    return Err(Refusal::AnsweredBefore.into());
                }
                let chain = Some(OrganisationId::from_uuid(row.partnership_id));
                let deed = Deed::ReplyToEvaluation;
                let record = Record::new(chain, permit, deed, command.evaluation)
                    .party(OrganisationId::from_uuid(row.school_id))
                    .after(&json!({"reply": reply}))?;
                audit::record(market, &w, record).await
            };
            once.answer(market, &w, take).await
        })
        .await
}
