//! Whether the trust or federation of a school buys a service already: through it, in the school's
//! running financial year.

use domain::Failure;
use domain::calendar::london_instant;
use domain::id::ServiceId;
use sea_orm::FromQueryResult;

use super::audience::{Audience, SchoolAudience};
use crate::Market;
use crate::db::{Parameters, Reader};

/// The condition in SQL that a line `l` of an order `x` is of the financial year of the school that looks.
/// What has no day counts by when it was ordered.
pub(super) fn this_year(
    market: &Market,
    school: &SchoolAudience,
    parameters: &mut Parameters,
) -> Option<String> {
    let year = school.facts.year_of(market.today());
    let begins = london_instant(year.first_on(), chrono::NaiveTime::MIN)?;
    let (first, last) = (parameters.bind(year.first_on()), parameters.bind(year.last_on()));
    let begins = parameters.bind(begins);
    Some(format!(
        "COALESCE(l.first_on, l.day, l.wished_on, {last}) <= {last} \
         AND (COALESCE(l.last_on, l.day, l.wished_on) >= {first} \
         OR (COALESCE(l.last_on, l.day, l.wished_on) IS NULL AND x.requested_at >= {begins}))"
    ))
}

/// The condition in SQL that a trust of the school that looks has an order for a service, whose id is
/// written `service`; nothing where no school looks.
pub(super) fn condition(
    market: &Market,
    audience: &Audience,
    service: &str,
    parameters: &mut Parameters,
) -> Option<String> {
    let Audience::School(school) = audience else { return None };
    let year = this_year(market, school, parameters)?;
    let own = parameters.bind(school.facts.organisation.uuid());
    let today = parameters.bind(market.today());
    Some(format!(
        "EXISTS (SELECT 1 FROM tie z JOIN school_order x ON x.requested_through = z.parent_id \
         JOIN order_line l ON l.order_id = x.id WHERE z.child_id = {own} \
         AND z.kind IN ('trust', 'federation') AND z.starts_on <= {today} \
         AND (z.ends_on IS NULL OR z.ends_on >= {today}) AND x.state IN ('placed', 'completed') \
         AND l.service_id = {service} AND l.state <> 'cancelled' AND {year})"
    ))
}

/// The same of one service. One statement; none where no school looks.
pub(super) async fn buys(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    service: ServiceId,
) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        many: i64,
    }
    let mut parameters = Parameters::default();
    let id = parameters.bind(service.uuid());
    let Some(condition) = condition(market, audience, "s.id", &mut parameters) else {
        return Ok(false);
    };
    let sql = format!("SELECT COUNT(*) AS many FROM service s WHERE s.id = {id} AND {condition}");
    let row: Option<Row> = r.sql_one(&sql, parameters.values()).await?;
    Ok(row.is_some_and(|row| row.many > 0))
}
