//! A service as it is on sale to one school: what a quote and an order are made from.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::capacity::Notice;
use domain::id::{OrganisationId, PoolId, ServiceId, ServiceVersionId};
use domain::price::{self, BuyerStanding, Working};
use domain::service::{ServiceTerms, State};
use domain::vat::{VatBasis, VatTreatment};
use domain::{Failure, Net, Problem, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, broken};
use crate::partnership::{seller_of, standing};
use crate::school::{SchoolFacts, facts};

/// The most days one order may hold: more than one a day of a school year.
pub const DAYS_MAX: usize = 200;

/// A service on sale by the day, with what its price turns on.
pub(super) struct Sale {
    pub service: ServiceId,
    pub version: ServiceVersionId,
    pub partnership: OrganisationId,
    pub seller: OrganisationId,
    pub provider: OrganisationId,
    pub pool: PoolId,
    pub terms: ServiceTerms,
    pub vat: VatBasis,
    pub school: SchoolFacts,
    pub standing: BuyerStanding,
}

/// One day with its price for the school.
#[derive(Debug, Clone)]
pub(super) struct PricedDay {
    pub day: NaiveDate,
    pub unit_net: Net,
    pub net: Net,
    pub working: Working,
}

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    provider_id: Uuid,
    pool_id: Option<Uuid>,
    state: String,
    version_id: Uuid,
    terms: String,
}

impl Sale {
    /// Loads what is on sale now, for a school as it stands today.
    ///
    /// # Errors
    /// `NotFound` where there is no such service; `Refused` where it is not on sale, not sold by
    /// the day, or its VAT is not settled.
    pub async fn load(
        market: &Market,
        r: &Reader,
        service: ServiceId,
        school: OrganisationId,
    ) -> Result<Self, Failure> {
        let sql = "SELECT s.partnership_id, s.provider_id, s.pool_id, s.state, \
                   v.id AS version_id, v.terms \
                   FROM service s JOIN service_version v ON v.id = s.current_version_id \
                   WHERE s.id = $1";
        let row: Option<Row> = r.sql_one(sql, [service.uuid().into()]).await?;
        let row = row.ok_or(Failure::NotFound)?;
        match State::from_code(&row.state) {
            Some(State::Live) => {}
            Some(State::Paused | State::Retired) => return Err(Refusal::NotOnSale.into()),
            Some(State::Draft | State::InReview) => return Err(Failure::NotFound),
            None => return Err(broken(format!("a stored state is not known: {}", row.state))),
        }
        let terms: ServiceTerms = serde_json::from_str(&row.terms).map_err(broken)?;
        let pool = row.pool_id.map(PoolId::from_uuid).ok_or(Refusal::NotSoldByTheDay)?;
        let VatTreatment::Settled(vat) = terms.vat else {
            return Err(Refusal::VatNotSettled.into());
        };
        let partnership = OrganisationId::from_uuid(row.partnership_id);
        let today = market.today();
        Ok(Self {
            service,
            version: ServiceVersionId::from_uuid(row.version_id),
            partnership,
            seller: seller_of(r, partnership).await?,
            provider: OrganisationId::from_uuid(row.provider_id),
            pool,
            vat,
            school: facts(r, school, today).await?,
            standing: standing(r, partnership, school, today).await?,
            terms,
        })
    }

    /// The notice the provider needs.
    pub fn notice(&self) -> Notice {
        Notice::days(self.terms.notice_days)
    }

    /// Prices each day by the prices that hold on it. One amount for the whole is split over the
    /// days so that no penny is lost.
    pub fn price(&self, days: &[NaiveDate]) -> Result<Vec<PricedDay>, Failure> {
        let pupils = self.school.pupils;
        let quote =
            |quantity, on| price::quote(&self.terms.price, self.standing, pupils, quantity, on);
        let singles = days.iter().map(|day| Ok((*day, quote(1, *day)?)));
        let singles: Vec<(NaiveDate, price::Quote)> = singles.collect::<Result<_, Refusal>>()?;
        if singles.iter().all(|(_, quote)| quote.unit_price.is_some()) {
            let priced = singles.into_iter().map(|(day, quote)| PricedDay {
                day,
                unit_net: quote.unit_price.unwrap_or(quote.net),
                net: quote.net,
                working: quote.working,
            });
            return Ok(priced.collect());
        }
        let count = u32::try_from(days.len()).map_err(|_| Refusal::AmountTooLarge)?;
        let first = days.first().ok_or_else(|| Failure::field("day", Problem::Missing))?;
        let whole = quote(count, *first)?;
        let parts = whole.net.pence().split(&vec![1; days.len()])?;
        let priced = days.iter().zip(parts).map(|(day, part)| PricedDay {
            day: *day,
            unit_net: Net(part),
            net: Net(part),
            working: whole.working.clone(),
        });
        Ok(priced.collect())
    }

    /// What the order is, in one line: `Counselling, 3 days`.
    pub fn in_one_line(&self, days: usize) -> String {
        let count = u32::try_from(days).unwrap_or(u32::MAX);
        format!("{}, {count} {}", self.terms.title, self.terms.unit.label_for(count))
    }
}

/// The days asked for: in order, each once.
pub(super) fn tidy(days: &[NaiveDate]) -> Result<Vec<NaiveDate>, Failure> {
    let days: BTreeSet<NaiveDate> = days.iter().copied().collect();
    match days.len() {
        0 => Err(Failure::field("day", Problem::Missing)),
        count if count > DAYS_MAX => {
            let max = i64::try_from(DAYS_MAX).unwrap_or(i64::MAX);
            Err(Failure::field("day", Problem::OutOfRange { min: 1, max }))
        }
        _ => Ok(days.into_iter().collect()),
    }
}
