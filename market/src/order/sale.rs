//! A service as it is on sale to one school: what a quote and an order are made from.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::capacity::{FreeDays, Notice};
use domain::id::{OrganisationId, PoolId, ServiceId, ServiceVersionId};
use domain::price::{self, BuyerStanding, Working};
use domain::service::{ServiceTerms, State};
use domain::vat::{VatBasis, VatTreatment};
use domain::{Failure, Net, Problem, Refusal};

use crate::Market;
use crate::capacity::counted;
use crate::db::Reader;
use crate::partnership::{Seller, seller_of, standing};
use crate::school::{SchoolFacts, facts};
use crate::service;

/// The most days one order may hold: more than one a day of a school year.
pub const DAYS_MAX: usize = 200;

/// How far ahead days can be booked.
pub(super) const AHEAD_DAYS: u64 = 400;

/// A service on sale by the day, with what its price turns on.
pub(super) struct Sale {
    pub service: ServiceId,
    pub version: ServiceVersionId,
    pub partnership: OrganisationId,
    pub seller: Seller,
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

impl Sale {
    /// Loads what is on sale now, for a school as it stands today.
    ///
    /// # Errors
    /// `NotFound` where there is no such service; `Refused` where it is not on sale, not sold by
    /// the day, its VAT is not settled, or the school delivers it itself.
    pub async fn load(
        market: &Market,
        r: &Reader,
        service: ServiceId,
        school: OrganisationId,
    ) -> Result<Self, Failure> {
        let stored = service::find(r, service).await?;
        match stored.lifecycle.state() {
            State::Live => {}
            State::Paused | State::Retired => return Err(Refusal::NotOnSale.into()),
            State::Draft | State::InReview => return Err(Failure::NotFound),
        }
        if stored.provider == school {
            return Err(Refusal::OwnService.into());
        }
        let pool = stored.pool.ok_or(Refusal::NotSoldByTheDay)?;
        let VatTreatment::Settled(vat) = stored.terms.vat else {
            return Err(Refusal::VatNotSettled.into());
        };
        let partnership = stored.partnership;
        let today = market.today();
        let school = facts(r, school, today).await?;
        school.must_be_open()?;
        Ok(Self {
            service,
            version: stored.version_id,
            partnership,
            seller: seller_of(r, partnership).await?,
            provider: stored.provider,
            pool,
            vat,
            standing: standing(r, partnership, school.organisation, today).await?,
            school,
            terms: stored.terms,
        })
    }

    /// How many of the pool are free on each day from one to another, both included.
    pub async fn free_days(
        &self,
        r: &Reader,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<FreeDays, Failure> {
        counted(r, self.pool, from, to).await
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
