//! Choosing one of the answers, or none, with a reason; and taking a request back before its deadline.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{QuoteRequestId, SupplierId};
use domain::quote_request::{QuoteStage, reason_min};
use domain::{Failure, Problem, Refusal, text};
use sea_orm::Value;
use serde_json::json;

use super::stored::{BidShown, BidTerms, Stored, find_own, open_bids, take_turn};
use super::tell;
use super::view::suppliers;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::mail::QuoteNews;

/// The most characters of a reason.
const REASON_MAX: usize = 2_000;

/// What the school decides.
#[derive(Debug, Clone)]
pub struct DecideQuotes {
    /// Of which request.
    pub request: QuoteRequestId,
    /// Field `chosen`: a supplier, or none.
    pub chosen: Option<SupplierId>,
    /// Field `reason`.
    pub reason: String,
}

/// The last answer of each supplier, as far as it stands.
pub(super) fn standing(bids: &[(SupplierId, BidShown)]) -> Vec<(SupplierId, &BidTerms)> {
    let mut last: Vec<(SupplierId, &BidShown)> = Vec::new();
    for (supplier, bid) in bids {
        last.retain(|(other, _)| other != supplier);
        last.push((*supplier, bid));
    }
    last.into_iter().filter_map(|(id, bid)| Some((id, bid.terms.as_ref()?))).collect()
}

/// Chooses one of the answers, or none. Everybody who answered is told.
///
/// # Errors
/// `NotFound` for another's; `Refused(QuotesSealed)` before the deadline; `Refused(QuotesDecided)`;
/// `Invalid` on `chosen` where that supplier has no answer, on `reason` with `TooShort` where it has to
/// say more.
pub async fn decide_quotes(
    market: &Market,
    actor: &Actor,
    command: DecideQuotes,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            // An answer that came in time and is being written is waited for.
            take_turn(&w, command.request).await?;
            let stored = find_own(&w, command.request, permit.organisation()).await?;
            match stored.stage(market) {
                QuoteStage::Sealed => return Err(Refusal::QuotesSealed.into()),
                QuoteStage::Decided | QuoteStage::Withdrawn => {
                    return Err(Refusal::QuotesDecided.into());
                }
                QuoteStage::Opened => {}
            }
            let bids = open_bids(market, &w, &stored).await?;
            let standing = standing(&bids);
            let chosen = match command.chosen {
                None => None,
                Some(id) => {
                    let found = standing.iter().find(|(supplier, _)| *supplier == id);
                    let found = found.ok_or(Failure::field("chosen", Problem::NotAChoice))?;
                    Some(found.1)
                }
            };
            let all: Vec<_> = standing.iter().map(|(_, terms)| terms.offered).collect();
            let min = reason_min(chosen.map(|terms| terms.offered), &all);
            let reason = reason(&command.reason, min)?;
            close(&w, (&stored, "decided"), permit, (command.chosen, &reason, market)).await?;
            record(market, &w, permit, (&stored, chosen), (command.chosen, &reason)).await?;
            tell_all(market, &w, &stored, command.chosen).await
        })
        .await
}

fn reason(typed: &str, min: usize) -> Result<String, Failure> {
    let read = text::paragraph(typed, REASON_MAX).and_then(|reason| {
        if reason.chars().count() < min { Err(Problem::TooShort { min }) } else { Ok(reason) }
    });
    read.map_err(|problem| Failure::field("reason", problem))
}

/// Brings a request to its end, unless somebody was first.
async fn close(
    w: &Writer,
    (stored, state): (&Stored, &'static str),
    permit: &Permit,
    (chosen, reason, market): (Option<SupplierId>, &str, &Market),
) -> Result<(), Failure> {
    let now = market.now();
    let time = if state == "decided" { "closes_at <= $6" } else { "closes_at > $6" };
    let sql = format!(
        "UPDATE quote_request SET state = $2, chosen_id = $3, reason = $4, decided_by = $5, \
         decided_at = $6 WHERE id = $1 AND state = 'open' AND {time}"
    );
    let values: [Value; 6] = [
        stored.id.uuid().into(),
        state.into(),
        chosen.map(SupplierId::uuid).into(),
        reason.into(),
        permit.person().uuid().into(),
        now.into(),
    ];
    match w.execute(&sql, values).await? {
        0 => Err(Refusal::QuotesDecided.into()),
        _ => Ok(()),
    }
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (stored, terms): (&Stored, Option<&BidTerms>),
    (chosen, reason): (Option<SupplierId>, &str),
) -> Result<(), Failure> {
    let names = suppliers(w, stored).await?;
    let name = names.into_iter().find(|one| Some(one.id) == chosen).map(|one| one.name);
    let record = Record::new(None, permit, Deed::DecideQuotes, stored.id).after(&json!({
        "title": stored.terms.title, "chosen": name, "reason": reason,
        "net": terms.map(|terms| terms.offered.net),
    }))?;
    audit::record(market, w, record).await
}

async fn tell_all(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    chosen: Option<SupplierId>,
) -> Result<(), Failure> {
    for (supplier, addressee) in tell::addressees(w, stored, true).await? {
        let news = match chosen {
            Some(chosen) if chosen == supplier => QuoteNews::Chosen,
            Some(_) => QuoteNews::NotChosen,
            None => QuoteNews::NoneChosen,
        };
        tell::suppliers(market, w, stored, std::slice::from_ref(&addressee), &news).await?;
    }
    Ok(())
}

/// A request to be taken back.
#[derive(Debug, Clone)]
pub struct WithdrawQuotes {
    /// Which.
    pub request: QuoteRequestId,
    /// Field `reason`: everybody who was asked reads it.
    pub reason: String,
}

/// Takes a request back before its deadline: what was answered is never opened.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `reason`; `Refused(QuotesClosed)` from the deadline on;
/// `Refused(QuotesDecided)`.
pub async fn withdraw_quotes(
    market: &Market,
    actor: &Actor,
    command: WithdrawQuotes,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let command = &command;
    market
        .db
        .write(|w| async move {
            let stored = find_own(&w, command.request, permit.organisation()).await?;
            match stored.stage(market) {
                QuoteStage::Opened => return Err(Refusal::QuotesClosed.into()),
                QuoteStage::Decided | QuoteStage::Withdrawn => {
                    return Err(Refusal::QuotesDecided.into());
                }
                QuoteStage::Sealed => {}
            }
            let reason = reason(&command.reason, 1)?;
            close(&w, (&stored, "withdrawn"), permit, (None, &reason, market)).await?;
            let record = Record::new(None, permit, Deed::WithdrawQuotes, stored.id)
                .after(&json!({"title": stored.terms.title, "reason": reason}))?;
            audit::record(market, &w, record).await?;
            let all = tell::addressees(&w, &stored, false).await?;
            let all: Vec<_> = all.into_iter().map(|(_, addressee)| addressee).collect();
            tell::suppliers(market, &w, &stored, &all, &QuoteNews::Withdrawn { reason }).await
        })
        .await
}
