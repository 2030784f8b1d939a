//! The deadline: answers are open from it on by themselves, and the school is told, once.

use domain::Failure;
use domain::audit::Deed;
use domain::id::{QuoteRequestId, SupplierId};
use serde_json::json;

use super::stored::{BidShown, find, open_bids};
use super::tell;
use super::view::suppliers;
use crate::Market;
use crate::audit::{self, Record, Who};
use crate::mail::QuoteNews;

/// Tells the school that answers are open, and writes what came into its trail. Done twice it is done
/// once: whoever marks the row tells.
pub(crate) async fn tell_of_opening(
    market: &Market,
    request: QuoteRequestId,
) -> Result<(), Failure> {
    market
        .db
        .write(|w| async move {
            let sql = "UPDATE quote_request SET told_at = $2 WHERE id = $1 AND told_at IS NULL \
                       AND state <> 'withdrawn' AND closes_at <= $2";
            if w.execute(sql, [request.uuid().into(), market.now().into()]).await? == 0 {
                return Ok(());
            }
            let stored = find(&w, "", [request.uuid().into()]).await?;
            let bids = open_bids(market, &w, &stored).await?;
            let asked = suppliers(&w, &stored).await?;
            let mut told = Vec::new();
            for supplier in &asked {
                let own = |(id, _): &&(SupplierId, BidShown)| *id == supplier.id;
                let Some((_, last)) = bids.iter().rfind(own) else { continue };
                let Some(terms) = &last.terms else { continue };
                told.push(json!({
                    "name": supplier.name, "net": terms.offered.net, "gross": terms.offered.gross,
                    "came_at": last.came_at,
                    "document": terms.document.as_ref().map(|paper| paper.hash.as_str()),
                }));
            }
            let answers = u32::try_from(told.len()).unwrap_or(u32::MAX);
            let record = Record::new(None, Who::JOB, Deed::OpenQuotes, request)
                .party(stored.school)
                .after(&json!({"title": stored.terms.title, "quotes": told}))?;
            audit::record(market, &w, record).await?;
            let asked = u32::try_from(asked.len()).unwrap_or(u32::MAX);
            tell::school(market, &w, &stored, &QuoteNews::Opened { answers, asked }).await
        })
        .await
}
