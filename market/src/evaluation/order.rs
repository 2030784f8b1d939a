//! What a school thought of an order: its head of the support, and its delegates of what they came to,
//! as far as they did not answer by a link.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::evaluation::{ReadEvaluation, Score, TypedEvaluation};
use domain::id::{OrderId, OrganisationId, PlaceId, ServiceId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The score.
    pub score: Score,
    /// What they added.
    pub words: Option<String>,
    /// What the provider replied.
    pub reply: Option<String>,
}

/// A delegate who is asked. What they thought is told to nobody beside their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegateAnswer {
    /// Their place.
    pub place: PlaceId,
    /// Their name, where they were named.
    pub name: Option<String>,
    /// Whether they answered.
    pub is_answered: bool,
}

/// What a school thought of an order.
#[derive(Debug, Clone)]
pub struct OrderEvaluation {
    /// Which.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// What was ordered.
    pub what: String,
    /// Whether any of it was delivered: before that nothing is asked.
    pub is_delivered: bool,
    /// What the head thought of the support.
    pub head: Option<Answered>,
    /// Whether whoever looks may answer for the head.
    pub is_head: bool,
    /// Whether whoever looks may pass on what delegates thought.
    pub may_pass_on: bool,
    /// The delegates who are asked.
    pub delegates: Vec<DelegateAnswer>,
}

#[derive(FromQueryResult)]
struct OrderRow {
    reference: String,
    partnership_id: Uuid,
    provider_id: Uuid,
    service_id: Option<Uuid>,
    title: Option<String>,
    delivered: i64,
}

async fn order(r: &Reader, permit: &Permit, id: OrderId) -> Result<OrderRow, Failure> {
    let sql = "SELECT o.reference, o.partnership_id, o.provider_id, l.service_id, s.title, \
               (SELECT COUNT(*) FROM order_line x WHERE x.order_id = o.id \
                AND x.state IN ('delivered', 'invoiced')) AS delivered \
               FROM school_order o JOIN order_line l ON l.order_id = o.id AND l.position = 1 \
               LEFT JOIN service s ON s.id = l.service_id WHERE o.id = $1 AND o.school_id = $2";
    let values = [id.uuid().into(), permit.organisation().uuid().into()];
    let row: Option<OrderRow> = r.sql_one(sql, values).await?;
    row.ok_or(Failure::NotFound)
}

#[derive(FromQueryResult)]
struct AnswerRow {
    kind: String,
    place_id: Option<Uuid>,
    name: Option<String>,
    score: Option<i64>,
    words: Option<String>,
    reply: Option<String>,
}

impl AnswerRow {
    fn answered(&self) -> Option<Answered> {
        let score = self.score.and_then(Score::of)?;
        Some(Answered { score, words: self.words.clone(), reply: self.reply.clone() })
    }
}

/// What the school acted for thought of one of its orders.
pub async fn evaluation_of_order(
    market: &Market,
    actor: &Actor,
    id: OrderId,
) -> Result<OrderEvaluation, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    market
        .db
        .read(|r| async move {
            let row = order(&r, permit, id).await?;
            let sql = "SELECT v.kind, v.place_id, p.name, v.score, v.words, v.reply \
                       FROM evaluation v LEFT JOIN event_place p ON p.id = v.place_id \
                       WHERE v.order_id = $1 ORDER BY p.position, v.id";
            let rows: Vec<AnswerRow> = r.sql_all(sql, [id.uuid().into()]).await?;
            let head = rows.iter().find(|row| row.kind == "head").and_then(AnswerRow::answered);
            let delegates = rows.iter().filter_map(|row| {
                Some(DelegateAnswer {
                    place: PlaceId::from_uuid(row.place_id?),
                    name: row.name.clone(),
                    is_answered: row.score.is_some(),
                })
            });
            Ok(OrderEvaluation {
                order: id,
                reference: row.reference,
                what: row.title.unwrap_or_default(),
                is_delivered: row.delivered > 0,
                head,
                is_head: is_head(actor),
                may_pass_on: actor.can(Action::PlaceOrder),
                delegates: delegates.collect(),
            })
        })
        .await
}

/// Whether somebody answers for the head: by a role of their own that approves, and no deputy.
fn is_head(actor: &Actor) -> bool {
    actor.own_role(Action::ApproveOrder).is_some()
}

/// An answer on an order's page.
#[derive(Debug, Clone)]
pub struct AnswerForOrder {
    /// The order.
    pub order: OrderId,
    /// Whose delegate's answer it is; nothing for the head's.
    pub place: Option<PlaceId>,
    /// As typed.
    pub typed: TypedEvaluation,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Takes the head's answer on an order, or that of a delegate who gave it to the school: each once, and
/// only where something was delivered.
///
/// # Errors
/// `NotFound` for another's; `NotAllowed`; `Invalid` on what was typed; `Refused` with
/// `NothingDelivered` or `AnsweredBefore`.
pub async fn answer_for_order(
    market: &Market,
    actor: &Actor,
    answer: AnswerForOrder,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let contents = (answer.order, answer.place, &answer.typed);
    let once = &Once::new(permit.person(), "answer_for_order", &answer.key, &contents)?;
    let answer = &answer;
    market
        .db
        .write(|w| async move {
            let row = order(&w, permit, answer.order).await?;
            // A delegate's answer is passed on by whoever orders; a head's is the head's own.
            let may = match answer.place {
                Some(_) => actor.can(Action::PlaceOrder),
                None => is_head(actor),
            };
            if !may {
                return Err(Failure::NotAllowed);
            }
            let read = answer.typed.read().map_err(Failure::Invalid)?;
            let take = async {
                if row.delivered == 0 {
                    return Err(Refusal::NothingDelivered.into());
                }
                match answer.place {
                    Some(place) => {
                        of_delegate(market, &w, permit, (answer.order, place), &read).await?;
                    }
                    None => of_head(market, &w, permit, (answer.order, &row), &read).await?,
                }
                let chain = Some(OrganisationId::from_uuid(row.partnership_id));
                let after = json!({"points": read.score.number()});
                let record = Record::new(chain, permit, Deed::AnswerEvaluation, answer.order);
                audit::record(market, &w, record.after(&after)?).await
            };
            once.answer(market, &w, take).await
        })
        .await
}

fn values(market: &Market, permit: &Permit, read: &ReadEvaluation, of: Uuid) -> [Value; 5] {
    [
        of.into(),
        i64::from(read.score.number()).into(),
        read.words.clone().into(),
        market.now().into(),
        permit.person().uuid().into(),
    ]
}

async fn of_delegate(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (order, place): (OrderId, PlaceId),
    read: &ReadEvaluation,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Asked {
        answered_at: Option<DateTime<Utc>>,
    }
    let sql = "SELECT answered_at FROM evaluation WHERE order_id = $1 AND place_id = $2";
    let asked: Option<Asked> = w.sql_one(sql, [order.uuid().into(), place.uuid().into()]).await?;
    if asked.ok_or(Failure::NotFound)?.answered_at.is_some() {
        return Err(Refusal::AnsweredBefore.into());
    }
    let sql = "UPDATE evaluation SET score = $2, words = $3, answered_at = $4, answered_by = $5 \
               WHERE place_id = $1 AND answered_at IS NULL";
    w.execute_one(sql, values(market, permit, read, place.uuid())).await
}

/// The head may answer without having been asked, as of days that were delivered.
async fn of_head(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (order, row): (OrderId, &OrderRow),
    read: &ReadEvaluation,
) -> Result<(), Failure> {
    let service = row.service_id.map(ServiceId::from_uuid).ok_or(Refusal::NothingDelivered)?;
    let sql = "INSERT INTO evaluation (id, kind, order_id, service_id, school_id, partnership_id, \
               provider_id, asked_at) VALUES ($1, 'head', $2, $3, $4, $5, $6, $7) \
               ON CONFLICT DO NOTHING";
    let new: [Value; 7] = [
        market.ids.uuid().into(),
        order.uuid().into(),
        service.uuid().into(),
        permit.organisation().uuid().into(),
        row.partnership_id.into(),
        row.provider_id.into(),
        market.now().into(),
    ];
    w.execute(sql, new).await?;
    let sql = "UPDATE evaluation SET score = $2, words = $3, answered_at = $4, answered_by = $5 \
               WHERE order_id = $1 AND kind = 'head' AND answered_at IS NULL";
    match w.execute(sql, values(market, permit, read, order.uuid())).await? {
        0 => Err(Refusal::AnsweredBefore.into()),
        _ => Ok(()),
    }
}
