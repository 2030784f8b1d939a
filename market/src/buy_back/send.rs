//! Sending a sheet: what goes on is ordered as one purchase, what stops is told to the partnership.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{BuyBackId, PurchaseId};
use domain::text::PurchaseOrderNumber;
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::open::must_be_open;
use super::row::{SheetRow, goes_on, wanted};
use super::sheet::{Loaded, Sheet, by, is_open, load};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::{About, BuyBackNews, BuyBackTold};
use crate::order::{
    PlacedTogether, PurchaseQuote, Sale, SeenTogether, Wanted, place_purchase, quote_purchase,
    take_turn_as,
};
use crate::person::{tell_each, who_may};

/// What a sheet would come to, before it binds anybody.
#[derive(Debug, Clone)]
pub struct CheckSheet {
    /// The sheet.
    pub sheet: Sheet,
    /// What would be ordered; none where nothing would.
    pub quote: Option<PurchaseQuote>,
    /// The titles of services of which nothing is chosen yet: it is sent once there are none.
    pub unchosen: Vec<String>,
}

/// Quotes what the sheet of the school acted for would order.
///
/// # Errors
/// `Refused` with `BuyBackNotOpen` or `SentAlready`.
pub async fn check_sheet(
    market: &Market,
    actor: &Actor,
    id: BuyBackId,
) -> Result<CheckSheet, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .read(|r| async move {
            let mut loaded = load(market, &r, permit, id).await?;
            must_be_sendable(market, &loaded)?;
            let unchosen = unchosen(&loaded.sheet.rows);
            let ordered = ordered(&mut loaded);
            let quote = match ordered.as_slice() {
                [] => None,
                some => Some(quote_purchase(market, &r, permit, some).await?),
            };
            loaded.sheet.can_change = true;
            Ok(CheckSheet { sheet: loaded.sheet, quote, unchosen })
        })
        .await
}

fn must_be_sendable(market: &Market, loaded: &Loaded) -> Result<(), Refusal> {
    must_be_open(market, &loaded.found)?;
    if is_open(market, &loaded.sheet) { Ok(()) } else { Err(Refusal::SentAlready) }
}

fn unchosen(rows: &[SheetRow]) -> Vec<String> {
    let open = rows.iter().filter(|row| row.next().is_some() && row.kept.is_none());
    open.map(|row| row.title.clone()).collect()
}

/// What is ordered, in the order of the page.
fn ordered(loaded: &mut Loaded) -> Vec<(Sale, Wanted)> {
    let round = loaded.found.round;
    let mut ordered = Vec::new();
    for row in loaded.sheet.rows.iter().filter(|row| row.is_sent()) {
        let quantity = row.next().map_or(row.had.quantity, |next| next.quantity);
        if let Some(sale) = loaded.sales.remove(&row.service) {
            let wanted = wanted(&sale, row.renewal, quantity, round);
            ordered.push((sale, wanted));
        }
    }
    ordered
}

/// Sends the sheet of the school acted for.
#[derive(Debug, Clone)]
pub struct SendSheet {
    /// In which round.
    pub buy_back: BuyBackId,
    /// The version that was shown.
    pub version: i64,
    /// The school's own number for all that is ordered.
    pub purchase_order_number: Option<PurchaseOrderNumber>,
    /// What stood above the button; none where nothing is ordered.
    pub seen: Option<SeenTogether>,
    /// What makes sending the form twice the same as once.
    pub key: RequestKey,
}

/// A sheet that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSent {
    /// What was ordered; none where everything stops or is booked by date.
    pub placed: Option<PlacedTogether>,
}

/// Sends it: orders all that goes on in one transaction, or nothing of it.
///
/// # Errors
/// `Refused` with `NotAsShown` where a price or the terms of a service changed since; `SentAlready`,
/// `BuyBackNotOpen`; `ChangedMeanwhile` where the sheet did; `Invalid` on `choices` where nothing is
/// chosen of a service yet.
pub async fn send_sheet(
    market: &Market,
    actor: &Actor,
    send: SendSheet,
) -> Result<SheetSent, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    let send = &send;
    let number = send.purchase_order_number.as_ref().map(PurchaseOrderNumber::as_str);
    let contents = (permit.organisation(), send.buy_back, send.version, number, &send.seen);
    let once = &Once::new(permit.person(), "send_sheet", &send.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let work = carry_out(market, &w, permit, send);
            once.answer(market, &w, work).await
        })
        .await
}

async fn carry_out(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    send: &SendSheet,
) -> Result<SheetSent, Failure> {
    take_turn_as(w, permit).await?;
    let mut loaded = Box::pin(load(market, w, permit, send.buy_back)).await?;
    must_be_sendable(market, &loaded)?;
    let Some(id) = loaded.id.filter(|_| loaded.sheet.version == send.version) else {
        return Err(Failure::ChangedMeanwhile);
    };
    if !unchosen(&loaded.sheet.rows).is_empty() {
        return Err(Failure::field("choices", domain::Problem::Missing));
    }
    let ordered = ordered(&mut loaded);
    let placed = match (ordered.as_slice(), &send.seen) {
        ([], None) => None,
        ([], Some(_)) | (_, None) => return Err(Refusal::NotAsShown.into()),
        (some, Some(seen)) => {
            let bought = (some, send.purchase_order_number.as_ref());
            Some(Box::pin(place_purchase(market, w, permit, bought, seen)).await?)
        }
    };
    let sql = "UPDATE buy_back_sheet SET sent_at = $3, sent_by = $4, purchase_id = $5, \
               next_net_pence = $6, version = version + 1 WHERE id = $1 AND version = $2";
    let values: [Value; 6] = [
        id.uuid().into(),
        send.version.into(),
        market.now().into(),
        by(permit).into(),
        placed.as_ref().map(|placed| placed.purchase.uuid()).into(),
        loaded.sheet.totals.next.pence().get().into(),
    ];
    w.execute_one(sql, values).await?;
    tell(market, w, &loaded, placed.as_ref()).await?;
    record(market, w, permit, &loaded, placed.as_ref().map(|placed| placed.purchase)).await?;
    Ok(SheetSent { placed })
}

fn count(loaded: &Loaded, goes: bool) -> u32 {
    let those = loaded.sheet.rows.iter().filter_map(|row| row.next().and(row.kept));
    u32::try_from(those.filter(|choice| goes_on(*choice) == goes).count()).unwrap_or(u32::MAX)
}

/// Tells the partnership's staff.
async fn tell(
    market: &Market,
    w: &Writer,
    loaded: &Loaded,
    placed: Option<&PlacedTogether>,
) -> Result<(), Failure> {
    let news = BuyBackNews::Decided {
        kept: count(loaded, true),
        stopped: count(loaded, false),
        waits: placed.is_some_and(|placed| placed.needs_approval),
    };
    let about = About::BuyBack(BuyBackTold {
        buy_back: loaded.found.id,
        partnership: loaded.found.name.clone(),
        begins_on: loaded.found.round.begins_on,
        last_on: loaded.found.round.last_on(),
        school: loaded.sheet.school.clone(),
        news,
    });
    let partnership = loaded.found.partnership;
    let staff = who_may(w, partnership, Action::ManageServices, market.today()).await?;
    tell_each(market, w, staff, &about).await
}

async fn record(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    loaded: &Loaded,
    purchase: Option<PurchaseId>,
) -> Result<(), Failure> {
    let of = |goes: bool| -> Vec<&str> {
        let those = loaded.sheet.rows.iter().filter(|row| row.next().is_some());
        let those = those.filter(|row| row.kept.is_some_and(|choice| goes_on(choice) == goes));
        those.map(|row| row.title.as_str()).collect()
    };
    let after = json!({
        "purchase": purchase.map(|purchase| purchase.to_string()),
        "goes_on": of(true),
        "stops": of(false),
        "next_net_pence": loaded.sheet.totals.next.pence().get(),
    });
    let partnership = Some(loaded.found.partnership);
    let record =
        Record::new(partnership, permit, Deed::SendRenewal, loaded.sheet.buy_back).after(&after)?;
    audit::record(market, w, record).await
}
