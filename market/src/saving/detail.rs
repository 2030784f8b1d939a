//! One entry with everything it rests on, as it was when the entry was made: prices that were taken
//! back since are still there, and say so.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Scope;
use domain::id::{FileId, PricePointId, SavingId};
use domain::market_rate::{MarketRate, PricePoint};
use domain::price::Unit;
use domain::saving::Evidence;
use domain::vat::ComparisonBasis;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::entries::{EntryView, Row, SELECT};
use super::report::{column, permit};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::market_rate::points_by_id;

/// An entry, what it rests on, and the entries that it and others correct.
#[derive(Debug, Clone)]
pub struct EntryDetail {
    /// The entry.
    pub view: EntryView,
    /// The published prices it was measured against, worked out again; none where it was measured
    /// against what the school itself paid.
    pub prices: Option<EntryPrices>,
    /// The documents behind it.
    pub documents: Vec<FileId>,
    /// The entry that it takes back.
    pub takes_back: Option<SavingId>,
    /// The entry that took it back.
    pub taken_back_by: Option<SavingId>,
}

/// The prices an entry was measured against.
#[derive(Debug, Clone)]
pub struct EntryPrices {
    /// The market rate of these prices alone, with the price paid among them.
    pub rate: MarketRate,
    /// The unit they are of.
    pub unit: Unit,
    /// Which of them were taken back since, and when.
    pub withdrawn: Vec<(PricePointId, DateTime<Utc>)>,
}

/// Shows an entry of whoever the actor acts for.
///
/// # Errors
/// `NotFound` where the entry is not theirs.
pub async fn view_saving_entry(
    market: &Market,
    actor: &Actor,
    id: SavingId,
) -> Result<EntryDetail, Failure> {
    let permit = &permit(actor)?;
    market
        .db
        .read(|r| async move {
            let view = find(&r, permit.scope(), id).await?;
            let stored = view.entry.stored();
            let (takes_back, documents) = (stored.reverses, documents(&stored.facts.evidence));
            let prices = prices(&r, &view).await?;
            let taken_back_by = reversal_of(&r, id).await?;
            Ok(EntryDetail { view, prices, documents, takes_back, taken_back_by })
        })
        .await
}

async fn find(r: &Reader, scope: &Scope, id: SavingId) -> Result<EntryView, Failure> {
    let sql = format!("{SELECT} WHERE e.id = $1 AND e.{} = $2", column(scope)?);
    let values = [id.uuid().into(), scope.organisation().uuid().into()];
    r.sql_one::<Row>(&sql, values).await?.ok_or(Failure::NotFound)?.view()
}

fn documents(evidence: &[Evidence]) -> Vec<FileId> {
    let file = |proof: &Evidence| match proof {
        Evidence::File(file) => Some(*file),
        Evidence::PricePoint(_) => None,
    };
    evidence.iter().filter_map(file).collect()
}

async fn prices(r: &Reader, view: &EntryView) -> Result<Option<EntryPrices>, Failure> {
    let facts = &view.entry.stored().facts;
    let point = |proof: &Evidence| match proof {
        Evidence::PricePoint(point) => Some(*point),
        Evidence::File(_) => None,
    };
    let ids: Vec<PricePointId> = facts.evidence.iter().filter_map(point).collect();
    let found = points_by_id(r, &ids).await?;
    let Some(unit) = found.first().map(|(point, _)| point.unit) else { return Ok(None) };
    let withdrawn = found.iter().filter_map(|(point, at)| Some((point.id, (*at)?))).collect();
    let points: Vec<PricePoint> = found.into_iter().map(|(point, _)| point).collect();
    let basis: ComparisonBasis = facts.basis;
    let paid = facts.price.times(std::num::NonZeroU32::MIN)?;
    Ok(Some(EntryPrices { rate: MarketRate::of(&points, Some(paid), basis)?, unit, withdrawn }))
}

async fn reversal_of(r: &Reader, id: SavingId) -> Result<Option<SavingId>, Failure> {
    #[derive(FromQueryResult)]
    struct By {
        id: Uuid,
    }
    let sql = "SELECT id FROM saving_entry WHERE reverses_id = $1";
    let by: Option<By> = r.sql_one(sql, [id.uuid().into()]).await?;
    Ok(by.map(|by| SavingId::from_uuid(by.id)))
}
