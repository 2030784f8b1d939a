//! What is said after the first question: one message after the other, closed and opened again.

use chrono::{DateTime, Duration, Utc};
use domain::audit::Deed;
use domain::enquiry::{EnquirySide, EnquiryState, MESSAGES_MAX, WORDS_MAX};
use domain::id::EnquiryId;
use domain::{Failure, Problem, Refusal, text};
use sea_orm::Value;
use serde_json::json;
use uuid::Uuid;

use super::stored::{Party, Stored, To, find_in_turn};
use super::tell;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::limit::{self, Bucket};

/// The most messages of one organisation in a day: each is a letter to several people.
const MESSAGES_A_DAY: i64 = 200;

/// One message more.
#[derive(Debug, Clone)]
pub struct WriteEnquiry {
    /// Of which enquiry.
    pub enquiry: EnquiryId,
    /// Field `words`.
    pub words: String,
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
}

/// Writes for the school that asked, for whoever delivers, or for the partnership. The others are told.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `words`, with `TooMany` after 100 messages;
/// `Refused(EnquiryClosed)`; `TooMany` after 200 of one organisation in a day.
pub async fn write_enquiry(
    market: &Market,
    actor: &Actor,
    command: WriteEnquiry,
) -> Result<(), Failure> {
    let party = &Party::of(actor, To::Write)?;
    let WriteEnquiry { enquiry, words, key } = &command;
    let contents = (party.organisation(), enquiry, words);
    let once = &Once::new(actor.person(), "write_enquiry", key, &contents)?;
    market
        .db
        .write(|w| async move {
            let stored = find_in_turn(&w, *enquiry).await?;
            let of = party.to(&stored)?;
            once.answer(market, &w, write(market, &w, of, (&stored, words))).await
        })
        .await
}

async fn write(
    market: &Market,
    w: &Writer,
    (permit, side): (&Permit, EnquirySide),
    (stored, words): (&Stored, &str),
) -> Result<(), Failure> {
    let state = stored.state.write(side)?;
    let words = text::paragraph(words, WORDS_MAX);
    let words = words.map_err(|problem| Failure::field("words", problem))?;
    if stored.messages >= i64::from(MESSAGES_MAX) {
        let problem = Problem::TooMany { most: i64::from(MESSAGES_MAX) };
        return Err(Failure::field("words", problem));
    }
    let sender = permit.organisation().to_string();
    let bucket = Bucket::new(&["enquiry_message", &sender], MESSAGES_A_DAY, Duration::hours(24));
    limit::count(market, w, &bucket).await?;
    let (message, number) = (market.ids.uuid(), stored.messages.saturating_add(1));
    insert(market, w, permit, (stored.id, message, number), (side, &words)).await?;
    let sql = "UPDATE enquiry SET state = $2, newest_id = $3, messages = $4, \
               waits_since = CASE WHEN $2 = 'waiting' THEN COALESCE(waits_since, $5) END \
               WHERE id = $1 AND messages = $6";
    let values: [Value; 6] = [
        stored.id.uuid().into(),
        state.code().into(),
        message.into(),
        number.into(),
        market.now().into(),
        stored.messages.into(),
    ];
    w.execute_one(sql, values).await?;
    record(market, w, (permit, side), stored, (Deed::WriteEnquiry, state)).await?;
    tell::others(market, w, stored, (side, &words)).await
}

/// Puts a message into an enquiry.
pub(super) async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (enquiry, message, number): (EnquiryId, Uuid, i64),
    (side, words): (EnquirySide, &str),
) -> Result<(), Failure> {
    let sql = "INSERT INTO enquiry_message (id, enquiry_id, number, side, words, written_by, \
               written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values: [Value; 7] = [
        message.into(),
        enquiry.uuid().into(),
        number.into(),
        side.code().into(),
        words.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await
}

/// Says that nothing is left to say. Closing twice is closing once.
///
/// # Errors
/// `NotFound` for another's; `Refused(EnquiryUnanswered)` for whoever is asked, while the school waits.
pub async fn close_enquiry(
    market: &Market,
    actor: &Actor,
    enquiry: EnquiryId,
) -> Result<(), Failure> {
    set(market, actor, enquiry, Turn::Close).await
}

/// Opens it again, so that more can be written. What is open stays as it is.
///
/// # Errors
/// `NotFound` for another's.
pub async fn reopen_enquiry(
    market: &Market,
    actor: &Actor,
    enquiry: EnquiryId,
) -> Result<(), Failure> {
    set(market, actor, enquiry, Turn::Reopen).await
}

/// What becomes of an enquiry without a word.
#[derive(Clone, Copy)]
enum Turn {
    Close,
    Reopen,
}

impl Turn {
    fn of(self, stored: &Stored, side: EnquirySide) -> Result<(Deed, EnquiryState), Refusal> {
        match self {
            Self::Close => Ok((Deed::CloseEnquiry, stored.state.close(side)?)),
            Self::Reopen => Ok((Deed::ReopenEnquiry, stored.state.reopen(stored.last))),
        }
    }
}

async fn set(
    market: &Market,
    actor: &Actor,
    enquiry: EnquiryId,
    turn: Turn,
) -> Result<(), Failure> {
    let party = &Party::of(actor, To::Write)?;
    market
        .db
        .write(|w| async move {
            let stored = find_in_turn(&w, enquiry).await?;
            let of = party.to(&stored)?;
            let (deed, state) = turn.of(&stored, of.1)?;
            if state == stored.state {
                return Ok(());
            }
            let since: Option<DateTime<Utc>> =
                (state == EnquiryState::Waiting).then(|| market.now());
            let sql =
                "UPDATE enquiry SET state = $2, waits_since = $3 WHERE id = $1 AND state = $4";
            let values: [Value; 4] = [
                enquiry.uuid().into(),
                state.code().into(),
                since.into(),
                stored.state.code().into(),
            ];
            w.execute_one(sql, values).await?;
            record(market, &w, of, &stored, (deed, state)).await
        })
        .await
}

/// The trail says that something was written, and not what: the message stands where it was written.
async fn record(
    market: &Market,
    w: &Writer,
    (permit, side): (&Permit, EnquirySide),
    stored: &Stored,
    (deed, state): (Deed, EnquiryState),
) -> Result<(), Failure> {
    let mut record = Record::new(Some(stored.partnership), permit, deed, stored.id);
    if side != EnquirySide::School {
        record = record.party(stored.school);
    }
    if side != EnquirySide::Provider {
        record = record.party(stored.provider);
    }
    let record = record
        .before(&json!({ "state": stored.state }))?
        .after(&json!({ "service": stored.title, "subject": stored.subject, "state": state }))?;
    audit::record(market, w, record).await
}
