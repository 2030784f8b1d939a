//! Answers: sent, changed and taken back until the deadline. The trail says that it was done, and never
//! what was answered.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::id::SupplierId;
use domain::quote_request::{Bid, QuoteStage, TypedBid};
use domain::{Failure, Problem, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::document;
use super::stored::{BidShown, Stored, before_deadline, find as find_request, own_bids};
use super::supplier::{Asked, Supplier, find};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::file::{Kept, Upload};

/// An answer of a provider.
#[derive(Debug, Clone)]
pub struct SendBid {
    /// As whom the provider was asked.
    pub supplier: SupplierId,
    /// What was typed.
    pub typed: TypedBid,
    /// Field `document`: the quote on paper, where there is one. Without another the one sent before
    /// stays.
    pub document: Option<Upload>,
}

/// An answer of a supplier outside.
#[derive(Debug, Clone)]
pub struct BidByLink {
    /// The link's secret.
    pub token: String,
    /// What was typed.
    pub typed: TypedBid,
    /// As in [`SendBid`].
    pub document: Option<Upload>,
}

/// Sends an answer, or puts another in its place. The same again changes nothing.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on what was typed; `Refused(QuotesClosed)` from the deadline on.
pub async fn send_bid(market: &Market, actor: &Actor, command: SendBid) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::AnswerSchools)?;
    let asked = Asked::Here(&permit, command.supplier);
    send(market, &asked, &command.typed, command.document).await
}

/// The same by a link.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was; else as [`send_bid`].
pub async fn send_bid_by_link(market: &Market, command: BidByLink) -> Result<(), Failure> {
    let asked = Asked::ByLink(&command.token);
    send(market, &asked, &command.typed, command.document).await
}

/// How many answers of one supplier are kept: changing one's mind more often is no answer.
const BIDS_MAX: usize = 50;

async fn send(
    market: &Market,
    asked: &Asked<'_>,
    typed: &TypedBid,
    upload: Option<Upload>,
) -> Result<(), Failure> {
    // Contents are kept for those alone who were asked, while they are.
    let request = market
        .db
        .read(|r| async move {
            let supplier = find(market, &r, asked).await?;
            find_request(&r, "", [supplier.request.uuid().into()]).await
        })
        .await?;
    if request.stage(market) != QuoteStage::Sealed {
        return Err(Refusal::QuotesClosed.into());
    }
    let bid = &typed.read(request.terms.closes_at).map_err(Failure::Invalid)?;
    let papers = upload.map(|upload| ("document", upload)).into_iter().collect();
    let kept = document::keep(market, papers).await?;
    let (request, kept) = (&request, kept.first());
    market
        .db
        .write(|w| async move {
            let supplier = find(market, &w, asked).await?;
            let came_at = before_deadline(market, &w, request.id).await?;
            let before = own_bids(&w, request, supplier.id).await?;
            let came = (bid, kept, came_at);
            add(market, &w, (asked, &supplier, request), came, &before).await
        })
        .await
}

async fn add(
    market: &Market,
    w: &Writer,
    (asked, supplier, request): (&Asked<'_>, &Supplier, &Stored),
    (bid, kept, came_at): (&Bid, Option<&Kept>, DateTime<Utc>),
    before: &[BidShown],
) -> Result<(), Failure> {
    let last = before.last().and_then(|last| last.terms.as_ref());
    let held = last.and_then(|last| last.document.as_ref());
    let same_paper = kept.is_none_or(|kept| held.is_some_and(|held| held.hash == kept.hash()));
    if last.is_some_and(|last| last.bid == *bid) && same_paper {
        return Ok(());
    }
    if before.len() >= BIDS_MAX {
        let most = i64::try_from(BIDS_MAX).unwrap_or(i64::MAX);
        return Err(Failure::field("net", Problem::TooMany { most }));
    }
    let document = match (kept, held) {
        (Some(kept), _) => {
            let of = (request.id, Some(supplier.id));
            Some(document::insert(market, w, of, kept).await?)
        }
        (None, held) => held.map(|held| held.id),
    };
    let number = number_after(before);
    let sql = "INSERT INTO quote_bid (supplier_id, number, net_pence, vat, included, valid_until, \
               document_id, came_at, answered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        supplier.id.uuid().into(),
        number.into(),
        bid.net.pence().get().into(),
        bid.vat.code().into(),
        bid.included.clone().into(),
        bid.valid_until.into(),
        document.map(domain::id::QuoteDocumentId::uuid).into(),
        came_at.into(),
        asked.person().map(domain::id::PersonId::uuid).into(),
    ];
    w.execute(sql, values).await?;
    record(market, w, (asked, supplier, request), (Deed::SendBid, number)).await
}

fn number_after(before: &[BidShown]) -> i64 {
    before.last().map_or(1, |last| last.number + 1)
}

/// Writes that an answer came, and nothing of it: not even in the trail of the school, which would tell
/// who has answered.
async fn record(
    market: &Market,
    w: &Writer,
    (asked, supplier, request): (&Asked<'_>, &Supplier, &Stored),
    (deed, number): (Deed, i64),
) -> Result<(), Failure> {
    let record = Record::new(None, asked.who(), deed, supplier.id).after(&json!({
        "title": request.terms.title, "school": request.school_name, "number": number,
    }))?;
    audit::record(market, w, record).await
}

/// Takes a provider's answer back. One that is not there is fine.
///
/// # Errors
/// `NotFound` for another's; `Refused(QuotesClosed)` from the deadline on.
pub async fn withdraw_bid(
    market: &Market,
    actor: &Actor,
    supplier: SupplierId,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::AnswerSchools)?;
    withdraw(market, &Asked::Here(&permit, supplier)).await
}

/// The same by a link.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was; else as [`withdraw_bid`].
pub async fn withdraw_bid_by_link(market: &Market, token: &str) -> Result<(), Failure> {
    if token.is_empty() {
        return Err(Failure::field("token", Problem::LinkExpired));
    }
    withdraw(market, &Asked::ByLink(token)).await
}

async fn withdraw(market: &Market, asked: &Asked<'_>) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let supplier = find(market, &w, asked).await?;
            let came_at = before_deadline(market, &w, supplier.request).await?;
            let request = find_request(&w, "", [supplier.request.uuid().into()]).await?;
            let before = own_bids(&w, &request, supplier.id).await?;
            if before.last().is_none_or(|last| last.terms.is_none()) {
                return Ok(());
            }
            let number = number_after(&before);
            let sql = "INSERT INTO quote_bid (supplier_id, number, came_at, answered_by) \
                       VALUES ($1, $2, $3, $4)";
            let values: [Value; 4] = [
                supplier.id.uuid().into(),
                number.into(),
                came_at.into(),
                asked.person().map(domain::id::PersonId::uuid).into(),
            ];
            w.execute(sql, values).await?;
            let deed = (Deed::WithdrawBid, number);
            record(market, &w, (asked, &supplier, &request), deed).await
        })
        .await
}
