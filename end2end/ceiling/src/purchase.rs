//! One purchase from its order to its paid invoice: the original of the many that a country has.

use chrono::{Days, NaiveDate};
use domain::access::Role;
use domain::id::OrganisationId;
use market::clock::SetClock;
use market::invoice::{RaiseInvoices, raise_all_invoices, uninvoiced};
use market::order::{LineOfOrder, Placed, confirm_delivery, view_order};
use market::{Actor, Market};

use crate::world::{add, key, sign_in};
use crate::{Ended, told};

/// Lets the day of an order pass, and has it delivered by its provider and invoiced by the staff.
pub async fn see_through(
    market: &Market,
    clock: &SetClock,
    staff: &Actor,
    provider: OrganisationId,
    placed: &Placed,
    day: NaiveDate,
) -> Ended {
    let next_day = day.checked_add_days(Days::new(1)).ok_or("no day follows")?;
    clock.set(next_day.and_hms_opt(9, 0, 0).ok_or("no such time")?.and_utc());
    add(market, provider, Role::ProviderManager, "provider").await?;
    let (_, manager) = sign_in(market, "provider").await?;
    let order = view_order(market, &manager, placed.order).await.map_err(told)?;
    for line in order.lines {
        let line = LineOfOrder { order: placed.order, line: line.id };
        confirm_delivery(market, &manager, line).await.map_err(told)?;
    }
    let waiting = uninvoiced(market, staff).await.map_err(told)?;
    let schools = waiting.into_iter().map(|school| school.school).collect();
    let raise = RaiseInvoices { schools, key: key()? };
    let raised = raise_all_invoices(market, staff, raise).await.map_err(told)?;
    if raised.len() == 1 { Ok(()) } else { Err("one order led to no invoice".into()) }
}
