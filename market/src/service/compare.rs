//! Services side by side, each at the viewer's own price.

use chrono::NaiveDate;
use domain::capacity::Notice;
use domain::id::ServiceId;
use domain::price::{BuyerStanding, PriceRule};
use domain::service::ServiceTerms;
use domain::vat::VatTreatment;
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::{Audience, audience};
use super::browse::{Browse, MarketColumns, ServiceSummary};
use super::list::{next_free_days, page_of};
use super::price_shown::PriceShown;
use super::stored::{self, Stored};
use crate::Market;
use crate::access::Viewer;
use crate::db::{Parameters, Reader};

/// The most services that stand side by side.
pub const COMPARED_MAX: usize = 4;

/// One of the services compared.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The service.
    pub id: ServiceId,
    /// What it promises.
    pub terms: ServiceTerms,
    /// Through which partnership it is sold.
    pub partnership: String,
    /// What the viewer's school pays for one.
    pub price: PriceShown,
    /// How the price is worked out from today on, for that school; for others, for members.
    pub own_rule: PriceRule,
    /// How VAT applies for it; for those who act for no school, as it does for members.
    pub vat: VatTreatment,
    /// The market rate as last worked out.
    pub market: MarketColumns,
    /// Whether days of people are sold.
    pub has_pool: bool,
    /// The first day that can be booked now.
    pub next_free: Option<NaiveDate>,
}

/// Services side by side, and what could stand beside them.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Those asked for that the viewer may see, in the order asked; the first four.
    pub services: Vec<Compared>,
    /// How many of those asked for are not there: gone, or never to be seen by the viewer.
    pub missing: usize,
    /// Others of the first one's kind that the viewer sees, while there is room for another.
    pub others: Vec<ServiceSummary>,
}

/// Compares services. Who may not see one hears only that it is not there.
pub async fn compare_services(
    market: &Market,
    viewer: &Viewer,
    asked: &[ServiceId],
) -> Result<Comparison, Failure> {
    let mut ids: Vec<ServiceId> = Vec::with_capacity(COMPARED_MAX);
    for id in asked {
        if ids.len() < COMPARED_MAX && !ids.contains(id) {
            ids.push(*id);
        }
    }
    let ids = &ids;
    market
        .db
        .read(|r| async move {
            let audience = audience(market, &r, viewer).await?;
            let found = stored::find_all(&r, ids).await?;
            let seen = found.into_iter().filter_map(|one| audience.may_see(one).ok());
            let mut seen: Vec<Stored> = seen.collect();
            seen.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
            let services = compared(market, &r, &audience, seen).await?;
            let others = others(market, &r, &audience, &services).await?;
            Ok(Comparison { missing: ids.len() - services.len(), services, others })
        })
        .await
}

#[derive(FromQueryResult)]
struct Beside {
    id: Uuid,
    partnership: String,
    points: i64,
    lower: Option<i64>,
    median: Option<i64>,
    upper: Option<i64>,
}

impl Beside {
    fn market(&self) -> MarketColumns {
        let net = |pence: i64| Net(Pence::new(pence));
        let quartiles = match (self.lower, self.median, self.upper) {
            (Some(lower), Some(median), Some(upper)) => Some([lower, median, upper].map(net)),
            _ => None,
        };
        MarketColumns { points: self.points, quartiles }
    }
}

async fn compared(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    seen: Vec<Stored>,
) -> Result<Vec<Compared>, Failure> {
    if seen.is_empty() {
        return Ok(Vec::new());
    }
    let beside = beside(r, &seen).await?;
    let pools = seen.iter().enumerate().filter_map(|(place, one)| {
        let earliest = Notice::days(one.terms.notice_days).earliest(market.today());
        one.pool.map(|pool| (place, (pool, one.terms.unit), earliest))
    });
    let free = next_free_days(r, &pools.collect::<Vec<_>>()).await?;
    let rows = seen.into_iter().enumerate().map(|(place, one)| {
        let beside = beside.iter().find(|row| row.id == one.id.uuid()).ok_or(Failure::NotFound)?;
        let standing = audience.standing(one.partnership, &one.terms);
        let standing = standing.unwrap_or(BuyerStanding::Full);
        let rule = one.terms.price.starting(market.today());
        Ok(Compared {
            own_rule: rule.paid_by(standing).unwrap_or(rule),
            id: one.id,
            partnership: beside.partnership.clone(),
            price: audience.price(one.partnership, &one.terms, market.today())?,
            vat: one.terms.vat_shown(standing),
            market: beside.market(),
            has_pool: one.pool.is_some(),
            next_free: free.iter().find(|(of, _)| *of == place).map(|(_, day)| *day),
            terms: one.terms,
        })
    });
    rows.collect()
}

async fn beside(r: &Reader, seen: &[Stored]) -> Result<Vec<Beside>, Failure> {
    let mut parameters = Parameters::default();
    let places: Vec<String> = seen.iter().map(|one| parameters.bind(one.id.uuid())).collect();
    let sql = format!(
        "SELECT s.id, o.name AS partnership, s.market_points AS points, \
         s.market_lower_net_pence AS lower, s.market_median_net_pence AS median, \
         s.market_upper_net_pence AS upper FROM service s \
         JOIN organisation o ON o.id = s.partnership_id WHERE s.id IN ({})",
        places.join(", ")
    );
    r.sql_all(&sql, parameters.values()).await
}

/// Others of the first one's kind, by name.
async fn others(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    services: &[Compared],
) -> Result<Vec<ServiceSummary>, Failure> {
    let Some(first) = services.first().filter(|_| services.len() < COMPARED_MAX) else {
        return Ok(Vec::new());
    };
    let browse = Browse { category: Some(first.terms.category), ..Browse::default() };
    let mut others = page_of(market, r, audience, &browse).await?.items;
    others.retain(|one| services.iter().all(|compared| compared.id != one.id));
    Ok(others)
}
