//! The basket as its page shows it: what each row costs now, and what all of it comes to.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::id::{BasketRowId, OrganisationId, ServiceId};
use domain::{Failure, Pence, Refusal};

use super::super::purchase::{PurchaseQuote, QuotedOrder, quote_purchase, quoted_order};
use super::super::sale::Sale;
use super::super::wanted::Wanted;
use super::load::{Row, load};
use crate::Market;
use crate::access::Actor;

/// One row of a basket.
#[derive(Debug, Clone)]
pub struct BasketRow {
    /// Which.
    pub id: BasketRowId,
    /// Of which service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Who delivers it, as schools know them.
    pub provider: String,
    /// Which partnership sells it.
    pub sold_by: OrganisationId,
    /// What that is called.
    pub partnership: String,
    /// What is wanted of it.
    pub wanted: Wanted,
    /// What it came to when it was put in, including VAT.
    pub was: Pence,
    /// When that was.
    pub put_in_at: DateTime<Utc>,
    /// What it would be as an order now, or why it cannot be one.
    pub now: Result<QuotedOrder, Refusal>,
}

/// What the rows of one partnership come to: those that can be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasketSum {
    /// Which partnership.
    pub sold_by: OrganisationId,
    /// What it is called.
    pub partnership: String,
    /// Excluding VAT.
    pub net: Pence,
    /// The VAT.
    pub vat: Pence,
    /// Including VAT.
    pub gross: Pence,
}

/// Somebody's basket for a school.
#[derive(Debug, Clone)]
pub struct Basket {
    /// Which school.
    pub school: String,
    /// What is in it, by partnership and title.
    pub rows: Vec<BasketRow>,
    /// What it comes to, by partnership.
    pub sums: Vec<BasketSum>,
    /// All of it as one purchase; none where nothing is in it, or something cannot be ordered.
    pub quote: Option<PurchaseQuote>,
}

/// The actor's basket of the school acted for, as prices and free days are now.
pub async fn view_basket(market: &Market, actor: &Actor) -> Result<Basket, Failure> {
    let permit = &actor.permit_own(Action::PlaceOrder)?;
    market
        .db
        .read(|r| async move {
            let loaded = Box::pin(load(market, &r, permit)).await?;
            let rows: Vec<BasketRow> = loaded.iter().map(shown).collect::<Result<_, Failure>>()?;
            let quote = match ordered(loaded) {
                Ok(all) if !all.is_empty() => {
                    Some(Box::pin(quote_purchase(market, &r, permit, &all)).await?)
                }
                Ok(_) | Err(_) => None,
            };
            let school = actor.acting_for().map(|acting| acting.name.clone());
            let school = school.unwrap_or_default();
            Ok(Basket { school, sums: sums(&rows)?, rows, quote })
        })
        .await
}

fn shown(row: &Row) -> Result<BasketRow, Failure> {
    let now = match &row.now {
        Ok(sale) => Ok(quoted_order(sale, &row.wanted)?),
        Err(refusal) => Err(refusal.clone()),
    };
    Ok(BasketRow {
        id: row.id,
        service: row.service,
        title: row.title.clone(),
        provider: row.provider.clone(),
        sold_by: row.sold_by,
        partnership: row.partnership.clone(),
        wanted: row.wanted.clone(),
        was: row.was,
        put_in_at: row.put_in_at,
        now,
    })
}

/// All of it as it is ordered together.
///
/// # Errors
/// Why the first that cannot be ordered cannot.
pub(super) fn ordered(rows: Vec<Row>) -> Result<Vec<(Sale, Wanted)>, Refusal> {
    rows.into_iter().map(|row| Ok((row.now?, row.wanted))).collect()
}

fn sums(rows: &[BasketRow]) -> Result<Vec<BasketSum>, Failure> {
    let mut sums: Vec<BasketSum> = Vec::new();
    for row in rows {
        let Ok(now) = &row.now else { continue };
        let at = match sums.iter().position(|sum| sum.sold_by == row.sold_by) {
            Some(at) => at,
            None => {
                let (sold_by, none) = (row.sold_by, Pence::ZERO);
                let partnership = row.partnership.clone();
                sums.push(BasketSum { sold_by, partnership, net: none, vat: none, gross: none });
                sums.len() - 1
            }
        };
        if let Some(sum) = sums.get_mut(at) {
            sum.net = sum.net.plus(now.totals.net.pence())?;
            sum.vat = sum.vat.plus(now.totals.vat.pence())?;
            sum.gross = sum.gross.plus(now.totals.gross.pence())?;
        }
    }
    Ok(sums)
}
