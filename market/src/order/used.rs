//! What a school has used of what its membership includes: what it has ordered of a service in the
//! year, whoever has still to decide on it. Whoever orders counts it in the school's turn, so that no
//! two orders use the last one.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Failure;
use domain::calendar::{london_day, london_instant};
use domain::id::{OrganisationId, ServiceId};
use domain::price::{Allowance, Stated, Used, Working};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Parameters, Reader, broken};

/// What a school has ordered of a service since the year of a day began.
pub(crate) async fn used(
    r: &Reader,
    school: OrganisationId,
    service: ServiceId,
    today: NaiveDate,
) -> Result<Used, Failure> {
    Ok(used_of(r, school, &[service], today).await?.remove(&service).unwrap_or_default())
}

#[derive(FromQueryResult)]
struct Row {
    service_id: Uuid,
    day: Option<NaiveDate>,
    requested_at: DateTime<Utc>,
    quantity: i64,
}

impl Row {
    fn counts_on(&self) -> NaiveDate {
        self.day.unwrap_or_else(|| london_day(self.requested_at))
    }

    fn count(&self) -> u32 {
        u32::try_from(self.quantity).unwrap_or(u32::MAX)
    }
}

// An agreement is one, whichever years it is billed in; what is taken from a package uses up nothing
// that the membership includes.
const COUNTED: &str = "COALESCE(l.day, l.first_on, l.wished_on) AS day, o.requested_at, l.quantity \
    FROM school_order o JOIN order_line l ON l.order_id = o.id WHERE l.state <> 'cancelled' \
    AND o.state NOT IN ('declined', 'cancelled') AND (l.months IS NULL OR l.position = 1) \
    AND l.package_order_id IS NULL";

/// The same of several services, by service; of what it has ordered nothing there is none. One statement.
pub(super) async fn used_of(
    r: &Reader,
    school: OrganisationId,
    services: &[ServiceId],
    today: NaiveDate,
) -> Result<BTreeMap<ServiceId, Used>, Failure> {
    if services.is_empty() {
        return Ok(BTreeMap::new());
    }
    let since = Allowance::year_of(today).first_on();
    let begun = london_instant(since, NaiveTime::MIN).ok_or_else(|| broken(since))?;
    let mut parameters = Parameters::default();
    let school = parameters.bind(school.uuid());
    let (since, begun) = (parameters.bind(since), parameters.bind(begun));
    let places: Vec<String> = services.iter().map(|one| parameters.bind(one.uuid())).collect();
    let sql = format!(
        "SELECT l.service_id, {COUNTED} AND o.school_id = {school} AND l.service_id IN ({}) \
         AND (COALESCE(l.day, l.first_on, l.wished_on) >= {since} \
         OR (COALESCE(l.day, l.first_on, l.wished_on) IS NULL AND o.requested_at >= {begun}))",
        places.join(", ")
    );
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    let mut used: BTreeMap<ServiceId, Used> = BTreeMap::new();
    for row in rows {
        used.entry(ServiceId::from_uuid(row.service_id))
            .or_default()
            .add(row.counts_on(), row.count());
    }
    Ok(used)
}

/// What an invoice says of a price besides its amount: that the membership or a package includes it, by which
/// figure of the school it was worked out, or what the partnership pays of it.
pub(super) fn said_of(working: &Working, a_year: bool) -> Result<String, Failure> {
    if working.is_included() {
        return Ok(", included in the membership".to_owned());
    }
    if let Some(from) = &working.package {
        return Ok(format!(", included in {} ({})", from.title, from.reference));
    }
    let by_figure = match (working.stated(), &working.stated_from) {
        (Some(Stated::Value(value)), Some(from)) => {
            format!(", of {} stated by the school ({from})", value.pence())
        }
        (Some(Stated::Staff(staff)), Some(from)) => {
            format!(", for {staff} staff stated by the school ({from})")
        }
        _ => String::new(),
    };
    let Some(paid) = working.subsidy()? else { return Ok(by_figure) };
    let full = working.before_subsidy()?;
    let a_year = if a_year { " a year" } else { "" };
    Ok(format!(
        "{by_figure}, {}{a_year} less {} paid by the partnership",
        full.pence(),
        paid.pence()
    ))
}
