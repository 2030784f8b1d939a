//! What a school had of each service of a partnership in the year that ends, and what of it is ordered
//! for the next one already.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::buy_back::Round;
use domain::calendar::{london_day, london_instant};
use domain::id::{OrderId, OrganisationId, ServiceId};
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, broken};

/// What a school had of a service in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Had {
    /// How many; of an agreement one.
    pub quantity: u32,
    /// Of an agreement: for how many months of the year.
    pub months: Option<u32>,
    /// What it cost, excluding VAT.
    pub net: Net,
}

/// What a school had of a service, and what of the next year it has ordered.
#[derive(Debug, Clone, Default)]
pub(super) struct HadOf {
    pub had: Had,
    /// An order for the year to come, with what is ordered for it in all, excluding VAT.
    pub ordered: Option<(OrderId, String, Net)>,
}

#[derive(FromQueryResult)]
struct Line {
    service_id: Uuid,
    quantity: i64,
    net_pence: i64,
    months: Option<i64>,
    counts_on: Option<NaiveDate>,
    requested_at: DateTime<Utc>,
    order_id: Uuid,
    reference: String,
    binds: i64,
}

/// Lines of services that count, since a year began: not of deals, which renew themselves, nor
/// charges, nor what came with a package, which is renewed with that.
/// The names say what stands for the school, the partnership, the first day and its first instant.
pub(super) fn counted(school: &str, partnership: &str, first_on: &str, from: &str) -> String {
    format!(
        "FROM school_order o JOIN order_line l ON l.order_id = o.id WHERE o.school_id = {school} \
         AND o.partnership_id = {partnership} AND l.service_id IS NOT NULL \
         AND l.deal_id IS NULL AND l.charge_for IS NULL AND l.package_order_id IS NULL AND l.state <> 'cancelled' \
         AND o.state NOT IN ('declined', 'cancelled') \
         AND (COALESCE(l.day, l.first_on, l.wished_on) >= {first_on} \
         OR (COALESCE(l.day, l.first_on, l.wished_on) IS NULL AND o.requested_at >= {from}))"
    )
}

/// The instant at which a day begins in London.
pub(super) fn begins(day: NaiveDate) -> Result<DateTime<Utc>, Failure> {
    london_instant(day, NaiveTime::MIN).ok_or_else(|| broken(day))
}

/// What a school had, by service. One statement.
pub(super) async fn had(
    r: &Reader,
    (school, partnership): (OrganisationId, OrganisationId),
    round: Round,
) -> Result<BTreeMap<ServiceId, HadOf>, Failure> {
    let lines = counted("$1", "$2", "$3", "$4");
    let sql = format!(
        "SELECT l.service_id, l.quantity, l.net_pence, l.months, \
         COALESCE(l.day, l.first_on, l.wished_on) AS counts_on, o.requested_at, o.id AS order_id, \
         o.reference, CAST(CASE WHEN o.state IN ('placed', 'completed') THEN 1 ELSE 0 END AS BIGINT) \
         AS binds {lines} ORDER BY l.id"
    );
    let (first, last) = round.year_before();
    let values =
        [school.uuid().into(), partnership.uuid().into(), first.into(), begins(first)?.into()];
    let lines: Vec<Line> = r.sql_whole(&sql, values).await?;
    let mut found: BTreeMap<ServiceId, HadOf> = BTreeMap::new();
    for line in lines {
        let of = found.entry(ServiceId::from_uuid(line.service_id)).or_default();
        if line.counts_on() > last {
            let first = (OrderId::from_uuid(line.order_id), line.reference, Net::default());
            let (order, reference, net) = of.ordered.take().unwrap_or(first);
            let net = Net(net.pence().plus(Pence::new(line.net_pence))?);
            of.ordered = Some((order, reference, net));
        } else if line.binds == 1 {
            line.add_to(&mut of.had)?;
        }
    }
    found.retain(|_, of| of.had.quantity > 0);
    Ok(found)
}

impl Line {
    fn counts_on(&self) -> NaiveDate {
        self.counts_on.unwrap_or_else(|| london_day(self.requested_at))
    }

    fn add_to(&self, had: &mut Had) -> Result<(), Failure> {
        had.net = Net(had.net.pence().plus(Pence::new(self.net_pence))?);
        match self.months {
            // An agreement is one, whichever years it is billed in.
            Some(months) => {
                let months = u32::try_from(months).map_err(broken)?;
                had.months = Some(had.months.unwrap_or(0).saturating_add(months));
                had.quantity = 1;
            }
            None => {
                let quantity = u32::try_from(self.quantity).map_err(broken)?;
                had.quantity = had.quantity.saturating_add(quantity);
            }
        }
        Ok(())
    }
}
