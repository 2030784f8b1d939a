//! A basket as it stands now: each row with what it would be as an order, or why it cannot be one.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::capacity::{FreeDays, Half, Halves};
use domain::id::{BasketRowId, EventId, OrderId, OrganisationId, PoolId, ServiceId};
use domain::{Failure, FieldProblem, Pence, Problem, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::super::quote::taken;
use super::super::sale::Sale;
use super::super::wanted::Wanted;
use crate::Market;
use crate::access::Permit;
use crate::capacity::{Sold, free_in, offered_to};
use crate::db::{Reader, broken};
use crate::event;

/// A row of a basket.
pub(super) struct Row {
    pub id: BasketRowId,
    pub service: ServiceId,
    /// The event, or the service: there is one row of each.
    pub thing: Uuid,
    pub title: String,
    pub provider: String,
    pub sold_by: OrganisationId,
    pub partnership: String,
    pub wanted: Wanted,
    /// What it came to when it was put in, including VAT.
    pub was: Pence,
    pub put_in_at: DateTime<Utc>,
    /// It as it is on sale for what is wanted, or why it cannot be had.
    pub now: Result<Sale, Refusal>,
}

#[derive(FromQueryResult)]
struct Stored {
    id: Uuid,
    service_id: Uuid,
    thing_id: Uuid,
    title: String,
    provider_name: String,
    partnership_id: Uuid,
    partnership: String,
    wanted: String,
    gross_pence: i64,
    put_in_at: DateTime<Utc>,
}

/// The rows of whoever holds the permit, by partnership and title, which is the order in which days are
/// taken: two baskets of the same services wait for each other, and not crosswise.
///
/// As many statements for many rows as for one of each partnership; one or two more for each that cannot
/// be had.
pub(super) async fn load(
    market: &Market,
    r: &Reader,
    permit: &Permit,
) -> Result<Vec<Row>, Failure> {
    let sql = "SELECT b.id, b.service_id, b.thing_id, s.title, s.provider_name, s.partnership_id, \
               o.name AS partnership, b.wanted, b.gross_pence, b.put_in_at FROM basket_row b \
               JOIN service s ON s.id = b.service_id JOIN organisation o ON o.id = s.partnership_id \
               WHERE b.school_id = $1 AND b.person_id = $2 ORDER BY o.name, s.title, b.thing_id";
    let values = [permit.organisation().uuid().into(), permit.person().uuid().into()];
    let stored: Vec<Stored> = r.sql_whole(sql, values).await?;
    let sales = sales(market, r, permit, &stored).await?;
    let mut rows = Vec::with_capacity(stored.len());
    for stored in stored {
        let service = ServiceId::from_uuid(stored.service_id);
        let now = sales.get(&service).cloned().unwrap_or(Err(Refusal::NotOnSale));
        rows.push(Row {
            id: BasketRowId::from_uuid(stored.id),
            service,
            thing: stored.thing_id,
            title: stored.title,
            provider: stored.provider_name,
            sold_by: OrganisationId::from_uuid(stored.partnership_id),
            partnership: stored.partnership,
            wanted: serde_json::from_str(&stored.wanted).map_err(broken)?,
            was: Pence::new(stored.gross_pence),
            put_in_at: stored.put_in_at,
            now,
        });
    }
    with_what_is_wanted(market, r, &mut rows).await?;
    priced_in_order(&mut rows)?;
    must_be_had(market, r, permit, &mut rows).await?;
    Ok(rows)
}

/// Each service as it is on sale to the school, partnership by partnership.
async fn sales(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    stored: &[Stored],
) -> Result<BTreeMap<ServiceId, Result<Sale, Refusal>>, Failure> {
    let mut by_partnership: BTreeMap<Uuid, Vec<ServiceId>> = BTreeMap::new();
    for row in stored {
        let services = by_partnership.entry(row.partnership_id).or_default();
        let service = ServiceId::from_uuid(row.service_id);
        if !services.contains(&service) {
            services.push(service);
        }
    }
    let mut sales = BTreeMap::new();
    for (partnership, services) in by_partnership {
        let partnership = OrganisationId::from_uuid(partnership);
        let asked = (permit.organisation(), services.as_slice());
        match Box::pin(Sale::load_all(market, r, partnership, asked)).await {
            Ok((_, found)) => {
                sales.extend(found.into_iter().map(|(stored, sale)| (stored.id, sale)));
            }
            Err(Failure::Refused(refusal)) => {
                sales.extend(services.into_iter().map(|one| (one, Err(refusal.clone()))));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(sales)
}

/// Puts the event at which places are wanted with each, and the figure that was stated.
async fn with_what_is_wanted(market: &Market, r: &Reader, rows: &mut [Row]) -> Result<(), Failure> {
    let events: Vec<EventId> = rows.iter().filter_map(|row| event_of(&row.wanted)).collect();
    let events = event::find_all(r, &events).await?;
    for row in rows {
        let Ok(sale) = &mut row.now else { continue };
        if let Wanted::Stated { figure, .. } = &row.wanted {
            sale.stated = Some(figure.clone());
        }
        let Some(id) = event_of(&row.wanted) else { continue };
        let found = events.iter().find(|event| event.id == id && event.service == row.service);
        let sold = match found {
            Some(event) => match event::must_be_sold(event, market.now()) {
                Ok(()) => Ok(event.clone()),
                Err(Failure::Refused(refusal)) => Err(refusal),
                Err(other) => return Err(other),
            },
            None => Err(Refusal::NotOnSale),
        };
        match sold {
            Ok(event) => sale.event = Some(event),
            Err(refusal) => row.now = Err(refusal),
        }
    }
    Ok(())
}

const fn event_of(wanted: &Wanted) -> Option<EventId> {
    match wanted {
        Wanted::Places { event, .. } => Some(*event),
        Wanted::Days(_)
        | Wanted::HalfDays { .. }
        | Wanted::Quantity { .. }
        | Wanted::Agreement { .. }
        | Wanted::Stated { .. } => None,
    }
}

/// Prices each after those of the same service before it: what the membership or a package includes is
/// used once.
fn priced_in_order(rows: &mut [Row]) -> Result<(), Failure> {
    let mut used: Vec<(ServiceId, NaiveDate, u32)> = Vec::new();
    let mut taken: Vec<(ServiceId, OrderId, u32)> = Vec::new();
    for row in rows {
        let Ok(sale) = &mut row.now else { continue };
        for (_, day, count) in used.iter().filter(|(service, ..)| *service == row.service) {
            sale.used.add(*day, *count);
        }
        for (_, package, count) in taken.iter().filter(|(service, ..)| *service == row.service) {
            sale.packages.note(*package, *count);
        }
        match sale.price(&row.wanted) {
            Ok(lines) => {
                for line in lines {
                    match line.package {
                        Some(package) => taken.push((row.service, package, line.quantity)),
                        None => {
                            used.push((row.service, line.counts_on(sale.today), line.quantity));
                        }
                    }
                }
            }
            Err(Failure::Refused(refusal)) => row.now = Err(refusal),
            Err(Failure::Invalid(problems)) => row.now = Err(not_any_more(&problems)),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Why what could be put in cannot be had any more, where time has passed since.
fn not_any_more(problems: &[FieldProblem]) -> Refusal {
    let too_soon = problems.iter().find_map(|one| match one.problem {
        Problem::TooEarly { earliest } => Some(Refusal::TooSoon { earliest }),
        _ => None,
    });
    too_soon.unwrap_or(Refusal::NotOnSale)
}

/// Looks whether the days and the places that are wanted can still be had.
async fn must_be_had(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    rows: &mut [Row],
) -> Result<(), Failure> {
    let spans: Vec<(Sold, NaiveDate, NaiveDate)> = rows.iter().filter_map(span).collect();
    let mut free: BTreeMap<Sold, FreeDays> = free_in(r, &spans).await?;
    for (sold, days) in &mut free {
        if days.iter().any(|(_, count)| count.free == 0) {
            let offered = offered_to(r, *sold, permit.organisation(), market.today()).await?;
            *days = std::mem::take(days).and_held(offered);
        }
    }
    let mut used = UsedDays::new();
    for row in rows {
        let Ok(sale) = &row.now else { continue };
        let had = match &row.wanted {
            Wanted::Days(days) | Wanted::HalfDays { days, .. } => {
                match lacking(sale, days, (&free, &mut used)) {
                    Some(day) => Err(taken(market, r, sale, day, days).await),
                    None => continue,
                }
            }
            Wanted::Places { event, count, .. } => {
                let left = sale.event.as_ref().map_or(0, event::Stored::free);
                if *count <= left {
                    continue;
                }
                event::must_have(r, *event, permit.organisation(), *count).await
            }
            Wanted::Quantity { .. } | Wanted::Agreement { .. } | Wanted::Stated { .. } => continue,
        };
        match had {
            Ok(()) => {}
            Err(Failure::Refused(refusal)) => row.now = Err(refusal),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// How many people of a pool the rows of a basket want on a day, in the morning and in the afternoon.
type UsedDays = BTreeMap<(PoolId, NaiveDate), (u32, u32)>;

/// The first day that cannot be had beside what rows before it use of the same pool; where there is none,
/// all of them are used from here on.
fn lacking(
    sale: &Sale,
    days: &[NaiveDate],
    (free, used): (&BTreeMap<Sold, FreeDays>, &mut UsedDays),
) -> Option<NaiveDate> {
    let sold = sale.pool.map(|pool| (pool, sale.half));
    let Some(((pool, half), free)) = sold.and_then(|sold| Some((sold, free.get(&sold)?))) else {
        return days.first().copied();
    };
    let left = |day: &NaiveDate| {
        let (mornings, afternoons) = used.get(&(pool, *day)).copied().unwrap_or_default();
        let beside = match half {
            None => mornings.max(afternoons),
            Some(Half::Morning) => mornings,
            Some(Half::Afternoon) => afternoons,
        };
        free.on(*day).free.saturating_sub(beside)
    };
    if let Some(day) = days.iter().find(|day| left(day) == 0) {
        return Some(*day);
    }
    let asked = Halves::of(half);
    for day in days {
        let (mornings, afternoons) = used.entry((pool, *day)).or_default();
        *mornings = mornings.saturating_add(u32::from(asked.morning));
        *afternoons = afternoons.saturating_add(u32::from(asked.afternoon));
    }
    None
}

/// The pool and the days of a row, from the first to the last.
fn span(row: &Row) -> Option<(Sold, NaiveDate, NaiveDate)> {
    let Ok(sale) = &row.now else { return None };
    let days = row.wanted.days();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    Some(((sale.pool?, sale.half), *first, *last))
}
