//! What a school has used of what its membership includes: what it has ordered of a service in the
//! year, whoever has still to decide on it. Whoever orders counts it in the school's turn, so that no
//! two orders use the last one.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Failure;
use domain::calendar::{london_day, london_instant};
use domain::id::{OrganisationId, ServiceId};
use domain::price::{Allowance, Stated, Used, Working};
use sea_orm::FromQueryResult;

use crate::db::{Reader, broken};

/// What a school has ordered of a service since the year of a day began.
pub(crate) async fn used(
    r: &Reader,
    school: OrganisationId,
    service: ServiceId,
    today: NaiveDate,
) -> Result<Used, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: Option<NaiveDate>,
        requested_at: DateTime<Utc>,
        quantity: i64,
    }
    let since = Allowance::year_of(today).first_on();
    // An agreement is one, whichever years it is billed in.
    let sql = "SELECT COALESCE(l.day, l.first_on, l.wished_on) AS day, o.requested_at, l.quantity \
               FROM school_order o JOIN order_line l ON l.order_id = o.id \
               WHERE o.school_id = $1 AND l.service_id = $2 AND l.state <> 'cancelled' \
               AND o.state NOT IN ('declined', 'cancelled') \
               AND (l.months IS NULL OR l.position = 1) \
               AND (COALESCE(l.day, l.first_on, l.wished_on) >= $3 \
               OR (COALESCE(l.day, l.first_on, l.wished_on) IS NULL AND o.requested_at >= $4))";
    let begun = london_instant(since, NaiveTime::MIN).ok_or_else(|| broken(since))?;
    let values = [school.uuid().into(), service.uuid().into(), since.into(), begun.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let mut used = Used::default();
    for row in rows {
        let day = row.day.unwrap_or_else(|| london_day(row.requested_at));
        used.add(day, u32::try_from(row.quantity).unwrap_or(u32::MAX));
    }
    Ok(used)
}

/// What an invoice says of a price besides its amount: that the membership includes it, by which
/// figure of the school it was worked out, or what the partnership pays of it.
pub(super) fn said_of(working: &Working, a_year: bool) -> Result<String, Failure> {
    if working.is_included() {
        return Ok(", included in the membership".to_owned());
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
