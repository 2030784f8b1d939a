//! Days of a service as they are sold to one school: what the waiting list for them asks for.

use chrono::NaiveDate;
use domain::Failure;
use domain::capacity::{Half, Notice};
use domain::id::{OrganisationId, PoolId, ServiceId};
use domain::price::Unit;

use super::sale::Sale;
use super::wanted::Wanted;
use crate::Market;
use crate::access::Permit;
use crate::db::Reader;

/// Days of a service on sale to one school.
pub(crate) struct DaySale {
    pub pool: PoolId,
    pub title: String,
    pub partnership: OrganisationId,
    pub notice: Notice,
    /// Which half of its days is meant; none for whole ones.
    pub half: Option<Half>,
    sale: Sale,
}

impl DaySale {
    /// The days of a service as they are sold to whoever holds a permit.
    ///
    /// # Errors
    /// `Refused(NotSoldByTheDay)`, or as the service is not sold to the school.
    pub async fn load(
        market: &Market,
        r: &Reader,
        permit: &Permit,
        service: ServiceId,
    ) -> Result<Self, Failure> {
        let sale = Sale::load(market, r, service, permit.organisation()).await?;
        Ok(Self {
            pool: sale.pool()?,
            title: sale.terms.title.clone(),
            partnership: sale.partnership,
            notice: sale.notice(),
            half: None,
            sale,
        })
    }

    /// The same, of halves of days.
    pub fn of(self, half: Option<Half>) -> Self {
        Self { half, ..self }
    }

    /// Whether half days are sold.
    pub fn by_halves(&self) -> bool {
        self.sale.terms.unit == Unit::HalfDay
    }

    /// Refuses a day that the school could not book, were somebody free: one that is too soon, or has no
    /// price for it.
    pub fn can_be_bought(&self, day: NaiveDate) -> Result<(), Failure> {
        self.sale.price(&Wanted::days_of(self.half, vec![day])).map(|_| ())
    }
}
