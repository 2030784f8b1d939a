//! Disputes as they are kept, and how a line stands in one.

use std::num::NonZeroU32;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::london_day;
use domain::dispute::{
    Decided, Dispute, DisputeState, Less, Open, Outcome, Said, Settled, StoodBy, said,
};
use domain::failure::Problem;
use domain::id::{DisputeId, OrderId, OrderLineId, PersonId};
use domain::order::{LineState, Settle};
use domain::{Failure, Net, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::super::charge::working_of;
use super::super::decide::free_lines;
use super::super::load::{Stored, StoredLine, load};
use super::super::saving;
use super::super::store::save;
use super::super::turn::take_turn;
use crate::Market;
use crate::access::Permit;
use crate::db::{Reader, Writer, broken};

/// A dispute as it is kept.
pub(super) struct StoredDispute {
    pub id: DisputeId,
    pub kind: String,
    pub words: String,
    pub version: i64,
    pub dispute: Dispute,
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    words: String,
    state: String,
    raised_at: DateTime<Utc>,
    answered_by: Option<Uuid>,
    outcome: Option<String>,
    version: i64,
}

/// An order in the turn of its school.
pub(super) async fn in_turn(
    w: &Writer,
    permit: &Permit,
    order: OrderId,
) -> Result<Stored, Failure> {
    let school = load(w, permit.scope(), order).await?.school;
    take_turn(w, school).await?;
    load(w, permit.scope(), order).await
}

/// The line of an order.
pub(super) fn line_of(stored: &Stored, line: OrderLineId) -> Result<&StoredLine, Failure> {
    stored.lines.iter().find(|kept| kept.id == line).ok_or(Failure::NotFound)
}

/// What a school has said of a line; nothing where nothing was confirmed, or it agreed beforehand.
pub(in super::super) fn said_of(
    line: &StoredLine,
    dispute: Option<DisputeState>,
    today: NaiveDate,
) -> Option<Said> {
    let (LineState::Delivered { delivered_on } | LineState::Invoiced { delivered_on, .. }) =
        line.state
    else {
        return None;
    };
    // What a late cancellation costs the school has agreed to as it cancelled.
    if line.charge_for.is_some() && !line.is_for_no_show {
        return None;
    }
    Some(said(delivered_on, line.is_agreed, dispute, today))
}

/// The dispute in which a line is.
///
/// # Errors
/// `Refused(DisputeState)` where it is in none.
pub(super) async fn standing(r: &Reader, line: &StoredLine) -> Result<StoredDispute, Failure> {
    let id = line.dispute.filter(|_| line.is_disputed).ok_or(Refusal::DisputeState)?;
    let sql = "SELECT kind, words, state, raised_at, answered_by, outcome, version \
               FROM dispute WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [id.uuid().into()]).await?;
    let row = row.ok_or_else(|| broken("a line in a dispute that is not there"))?;
    let lacks = |what: &str| broken(format!("a dispute lacks {what}"));
    let state = DisputeState::from_code(&row.state).ok_or_else(|| lacks("a known state"))?;
    let dispute = match state {
        DisputeState::Open => Dispute::Open(Open { raised_on: london_day(row.raised_at) }),
        DisputeState::StoodBy => {
            let by = row.answered_by.ok_or_else(|| lacks("who answered"))?;
            Dispute::StoodBy(StoodBy { by: PersonId::from_uuid(by) })
        }
        DisputeState::Settled => {
            let outcome = row.outcome.as_deref().and_then(Outcome::from_code);
            Dispute::Settled(Settled { outcome: outcome.ok_or_else(|| lacks("its outcome"))? })
        }
    };
    Ok(StoredDispute { id, kind: row.kind, words: row.words, version: row.version, dispute })
}

/// What becomes of a line that is settled so.
///
/// # Errors
/// `Invalid` on `quantity` or `net` where that is not less than was confirmed.
pub(super) fn settles(line: &StoredLine, decided: Decided) -> Result<Settle, Failure> {
    let wrong = |field| move |problem: Problem| Failure::field(field, problem);
    Ok(match decided {
        Decided::Whole(Outcome::Withdrawn | Outcome::AsSaid) => Settle::Stands,
        // What charges for a visit is not done again.
        Decided::Whole(Outcome::BookedAgain) if line.charge_for.is_some() => Settle::NotDelivered,
        Decided::Whole(Outcome::BookedAgain) => Settle::BookedAgain,
        Decided::Whole(Outcome::NotDelivered) => Settle::NotDelivered,
        Decided::Whole(Outcome::InPart) => return Err(Refusal::DisputeState.into()),
        Decided::Fewer(quantity) => {
            Settle::Less(Less::fewer(&line.line()?, quantity).map_err(wrong("quantity"))?)
        }
        Decided::ForLess(net) => {
            Settle::Less(Less::for_less(&line.line()?, net).map_err(wrong("net"))?)
        }
    })
}

/// Carries out on the order what was settled: its line, what it holds and what it saves. Gives what is to
/// be credited, excluding VAT.
pub(super) async fn carry_out(
    market: &Market,
    w: &Writer,
    order: &Stored,
    line: &StoredLine,
    (how, by): (Settle, PersonId),
) -> Result<Option<Net>, Failure> {
    let after = order.order.clone().settle(line.id, how, market.today())?;
    let credit = line.line()?.credit(how)?;
    save(market, w, order, &after, Some(by)).await?;
    if matches!(line.state, LineState::Invoiced { .. }) {
        // What it saves stands until the credit note: the invoice is as it was.
        stays(w, line.id).await?;
        return Ok(credit);
    }
    match how {
        Settle::Stands => stays(w, line.id).await?,
        Settle::BookedAgain => {}
        Settle::NotDelivered => {
            free_lines(market, w, &[line.id], Some(by)).await?;
            saving::take_back_delivered(market, w, line, by).await?;
        }
        Settle::Less(less) => {
            stays(w, line.id).await?;
            let working = working_of(w, line.id, less.net).await?;
            let working = serde_json::to_string(&working).map_err(broken)?;
            let sql = "UPDATE order_line SET price_working = $2 WHERE id = $1";
            w.execute_one(sql, [line.id.uuid().into(), working.into()]).await?;
            match NonZeroU32::new(less.quantity).filter(|_| less.quantity < line.quantity) {
                Some(fewer) => saving::lessen(market, w, line, fewer, by).await?,
                None => saving::take_back_delivered(market, w, line, by).await?,
            }
        }
    }
    Ok(credit)
}

/// A line is in dispute no more, and as it was.
async fn stays(w: &Writer, line: OrderLineId) -> Result<(), Failure> {
    let sql = "UPDATE order_line SET disputed_in = NULL, version = version + 1 \
               WHERE id = $1 AND disputed_in IS NOT NULL";
    w.execute_one(sql, [line.uuid().into()]).await
}

/// How a dispute ends, and why.
pub(super) struct End<'a> {
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    /// What the provider says, where they end it.
    pub answer: Option<&'a str>,
    pub credit: Option<Net>,
    pub by: PersonId,
}

/// Writes down that a dispute is over, at the version that was read.
pub(super) async fn end(
    market: &Market,
    w: &Writer,
    stored: &StoredDispute,
    end: End<'_>,
) -> Result<(), Failure> {
    let End { outcome, reason, answer, credit, by } = end;
    let sql = "UPDATE dispute SET state = 'settled', outcome = $3, reason = $4, \
               answer = COALESCE($5, answer), credit_net_pence = $6, settled_by = $7, \
               settled_at = $8, version = version + 1 \
               WHERE id = $1 AND version = $2 AND state <> 'settled'";
    let values: [Value; 8] = [
        stored.id.uuid().into(),
        stored.version.into(),
        outcome.code().into(),
        reason.map(str::to_owned).into(),
        answer.map(str::to_owned).into(),
        credit.map(|net| net.pence().get()).into(),
        by.uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}
