//! A service as it is on sale to one school: what a quote and an order are made from.

use chrono::NaiveDate;
use domain::capacity::{FreeDays, Half, Notice};
use domain::id::{OrganisationId, PoolId, ServiceId, ServiceVersionId};
use domain::price::{BuyerStanding, Packages, Used};
use domain::service::{BookedBy, ServiceTerms, State};
use domain::vat::VatBasis;
use domain::{Failure, Refusal};

use super::package;
use super::used::{used, used_of};
use super::wanted::{StatedFigure, Wanted};
use crate::Market;
use crate::capacity::{counted, offered_to};
use crate::db::Reader;
use crate::event;
use crate::partnership::{Seller, seller_of, standing};
use crate::school::{SchoolFacts, facts};
use crate::service;

/// How far ahead days can be booked.
pub(super) const AHEAD_DAYS: u64 = 400;

/// A service on sale, with what its price turns on.
#[derive(Clone)]
pub(crate) struct Sale {
    pub service: ServiceId,
    pub version: ServiceVersionId,
    pub partnership: OrganisationId,
    pub seller: Seller,
    pub provider: OrganisationId,
    /// How it is booked.
    pub booked: BookedBy,
    /// Whose days are sold, where it is booked by the day.
    pub pool: Option<PoolId>,
    pub terms: ServiceTerms,
    pub vat: VatBasis,
    pub school: SchoolFacts,
    pub standing: BuyerStanding,
    /// What the school has used of what its membership includes.
    pub used: Used,
    /// What the school has left of it in packages that it has bought.
    pub packages: Packages,
    /// The day on which it is quoted or ordered.
    pub today: NaiveDate,
    /// The event at which places are wanted, where they are.
    pub event: Option<event::Stored>,
    /// Which half of its days is wanted, where halves are.
    pub half: Option<Half>,
    /// The figure that the school states, where the price rests on one.
    pub stated: Option<StatedFigure>,
    /// The first day of the year for which it is renewed in a buy-back: an agreement can be had for
    /// that year however early the buy-back is open.
    pub renews: Option<NaiveDate>,
}

/// Whether a school can buy a service now, however VAT applies to it.
fn must_be_on_sale(stored: &service::Stored, school: OrganisationId) -> Result<(), Failure> {
    match stored.lifecycle.state() {
        State::Live => {}
        State::Paused | State::Retired => return Err(Refusal::NotOnSale.into()),
        State::Draft | State::InReview => return Err(Failure::NotFound),
    }
    if stored.provider == school {
        return Err(Refusal::OwnService.into());
    }
    stored.terms.vat.basis().map(|_| ()).map_err(Failure::from)
}

/// How VAT applies to it for a buyer of a standing. That it is not sold to them at all comes before how it
/// is taxed.
fn vat_for(terms: &ServiceTerms, standing: BuyerStanding) -> Result<VatBasis, Failure> {
    let vat = terms.vat_for(standing);
    vat.or_else(|open| terms.price.must_be_sold_to(standing).and(Err(open))).map_err(Failure::from)
}

impl Sale {
    /// Loads what is on sale now, for a school as it stands today.
    ///
    /// # Errors
    /// `NotFound` where there is no such service; `Refused` where it is not on sale, its VAT is not
    /// settled, or the school delivers it itself.
    pub async fn load(
        market: &Market,
        r: &Reader,
        id: ServiceId,
        school: OrganisationId,
    ) -> Result<Self, Failure> {
        let stored = service::find(r, id).await?;
        must_be_on_sale(&stored, school)?;
        let booked = stored.booked();
        let partnership = stored.partnership;
        let today = market.today();
        let school = facts(r, school, today).await?;
        school.must_be_open()?;
        let standing = service::buys_as(r, &stored, school.organisation, today).await?;
        let vat = vat_for(&stored.terms, standing)?;
        let used = match stored.terms.price.included(standing) {
            0 => Used::default(),
            _ => used(r, school.organisation, id, today).await?,
        };
        Ok(Self {
            service: id,
            version: stored.version_id,
            partnership,
            seller: seller_of(r, partnership).await?,
            provider: stored.provider,
            booked,
            pool: stored.pool,
            vat,
            standing,
            used,
            packages: package::left(r, school.organisation, id, today).await?,
            school,
            terms: stored.terms,
            today,
            event: None,
            half: None,
            stated: None,
            renews: None,
        })
    }

    /// Loads several that are on sale through one partnership, each with why it cannot be had where it
    /// cannot. As many statements for many as for one, and one for each that is open to members of other
    /// partnerships where the school is no member of this.
    ///
    /// # Errors
    /// `Refused` where the register has closed the school, or nobody sells for the partnership;
    /// `NotFound` of one that is another partnership's or was never on sale.
    pub async fn load_all(
        market: &Market,
        r: &Reader,
        partnership: OrganisationId,
        (school, services): (OrganisationId, &[ServiceId]),
    ) -> Result<(SchoolFacts, Vec<(service::Stored, Result<Self, Refusal>)>), Failure> {
        let today = market.today();
        let stored = service::find_all(r, services).await?;
        let school = facts(r, school, today).await?;
        school.must_be_open()?;
        let held = standing(r, partnership, school.organisation, today).await?;
        let seller = seller_of(r, partnership).await?;
        let used = used_of(r, school.organisation, services, today).await?;
        let left = package::left_of(r, school.organisation, services, today).await?;
        let mut found = Vec::with_capacity(stored.len());
        for stored in stored {
            if stored.partnership != partnership {
                return Err(Failure::NotFound);
            }
            let standing = if held.is_member() || stored.terms.open_to.is_nobody() {
                held
            } else {
                service::buys_as(r, &stored, school.organisation, today).await?
            };
            let on_sale = must_be_on_sale(&stored, school.organisation);
            let sale = match on_sale.and_then(|()| vat_for(&stored.terms, standing)) {
                Ok(vat) => Ok(Self {
                    service: stored.id,
                    version: stored.version_id,
                    partnership,
                    seller: seller.clone(),
                    provider: stored.provider,
                    booked: stored.booked(),
                    pool: stored.pool,
                    vat,
                    standing,
                    used: used.get(&stored.id).cloned().unwrap_or_default(),
                    packages: left.get(&stored.id).cloned().unwrap_or_default(),
                    school: school.clone(),
                    terms: stored.terms.clone(),
                    today,
                    event: None,
                    half: None,
                    stated: None,
                    renews: None,
                }),
                Err(Failure::Refused(refusal)) => Err(refusal),
                Err(other) => return Err(other),
            };
            found.push((stored, sale));
        }
        Ok((school, found))
    }

    /// The same for what is wanted: with the event at which places are, or the figure that is stated.
    ///
    /// # Errors
    /// `NotFound` where it is no event of this service; `Refused` where its places are not sold.
    pub async fn wanting(
        self,
        market: &Market,
        r: &Reader,
        wanted: &Wanted,
    ) -> Result<Self, Failure> {
        if let Wanted::Stated { figure, .. } = wanted {
            return Ok(Self { stated: Some(figure.clone()), ..self });
        }
        let Wanted::Places { event, .. } = wanted else {
            return Ok(Self { half: wanted.half(), ..self });
        };
        let event = event::find(r, *event).await?;
        if event.service != self.service {
            return Err(Failure::NotFound);
        }
        event::must_be_sold(&event, market.now())?;
        Ok(Self { event: Some(event), ..self })
    }

    /// How many of the pool are free for the school on each day from one to another, both included;
    /// with those that are held for it.
    pub async fn free_days(
        &self,
        r: &Reader,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<FreeDays, Failure> {
        let sold = (self.pool()?, self.half);
        let free = counted(r, sold, from, to).await?;
        if free.iter().all(|(_, count)| count.free > 0) {
            return Ok(free);
        }
        let held = offered_to(r, sold, self.school.organisation, self.today).await?;
        Ok(free.and_held(held))
    }

    /// Whose days are sold.
    pub fn pool(&self) -> Result<PoolId, Refusal> {
        self.pool.ok_or(Refusal::NotSoldByTheDay)
    }

    /// The notice the provider needs.
    pub fn notice(&self) -> Notice {
        Notice::days(self.terms.notice_days)
    }
}
