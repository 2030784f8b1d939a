//! What a school is offered for the next school year.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use domain::Failure;
use domain::access::Action;
use domain::calendar::{SchoolYear, TermName};
use domain::capacity::Half;
use domain::id::{RenewalId, ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::super::half;
use crate::Market;
use crate::access::Actor;
use crate::db::broken;

/// An offer to the school acted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalOffered {
    /// The offer.
    pub id: RenewalId,
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Who delivers.
    pub provider: String,
    /// The school year.
    pub year: SchoolYear,
    /// Which half of its days; none for whole ones. What is booked by halves is ordered one half at a time.
    pub half: Option<Half>,
    /// Until when its days are held.
    pub until: DateTime<Utc>,
    /// Who comes on which day of the week.
    pub weekdays: Vec<RenewalWeekday>,
}

impl RenewalOffered {
    /// All days that are held, in order.
    pub fn days(&self) -> Vec<NaiveDate> {
        let of = |one: &RenewalWeekday| one.terms.values().flatten().copied().collect::<Vec<_>>();
        let mut days: Vec<NaiveDate> = self.weekdays.iter().flat_map(of).collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// A day of the week of somebody, by term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewalWeekday {
    /// Who comes.
    pub who: String,
    /// On which day of the week.
    pub weekday: Weekday,
    /// The days that are held, by term.
    pub terms: BTreeMap<TermName, Vec<NaiveDate>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    service_id: Uuid,
    title: String,
    provider: String,
    year_starts_on: NaiveDate,
    offered_until: DateTime<Utc>,
    who: String,
    day: NaiveDate,
    half: Option<String>,
    term: String,
}

/// What the school acted for is offered for the next school year and has not ordered yet, the offer that
/// ends first before the others.
pub async fn renewals(market: &Market, actor: &Actor) -> Result<Vec<RenewalOffered>, Failure> {
    let permit = actor.permit_own(Action::PlaceOrder)?;
    let sql = "SELECT n.id, n.service_id, x.name AS title, o.name AS provider, n.year_starts_on, \
               n.offered_until, p.display_name AS who, d.day, d.half, d.term FROM renewal n \
               JOIN renewal_day d ON d.renewal_id = n.id JOIN pool x ON x.id = n.pool_id \
               JOIN organisation o ON o.id = x.provider_id \
               JOIN practitioner p ON p.id = d.practitioner_id \
               WHERE n.school_id = $1 AND n.state = 'offered' AND n.offered_until > $2 \
               AND d.state = 'held' ORDER BY n.offered_until, n.id, COALESCE(d.half, ''), d.practitioner_id, d.day";
    let values = [permit.organisation().uuid().into(), market.now().into()];
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(sql, values).await }).await?;
    let mut all: Vec<RenewalOffered> = Vec::new();
    for row in rows {
        let id = RenewalId::from_uuid(row.id);
        let half = half::read(row.half.as_deref())?;
        if all.last().is_none_or(|last| (last.id, last.half) != (id, half)) {
            all.push(RenewalOffered {
                id,
                half,
                service: ServiceId::from_uuid(row.service_id),
                title: row.title.clone(),
                provider: row.provider.clone(),
                year: SchoolYear::of(row.year_starts_on),
                until: row.offered_until,
                weekdays: Vec::new(),
            });
        }
        let term = TermName::from_code(&row.term);
        let term = term.ok_or_else(|| broken("a stored term is not known"))?;
        let Some(offer) = all.last_mut() else { continue };
        let same = |one: &RenewalWeekday| one.who == row.who && one.weekday == row.day.weekday();
        let at = match offer.weekdays.iter().position(same) {
            Some(at) => at,
            None => {
                let (who, weekday) = (row.who.clone(), row.day.weekday());
                offer.weekdays.push(RenewalWeekday { who, weekday, terms: BTreeMap::new() });
                offer.weekdays.len() - 1
            }
        };
        if let Some(weekday) = offer.weekdays.get_mut(at) {
            weekday.terms.entry(term).or_default().push(row.day);
        }
    }
    Ok(all)
}
