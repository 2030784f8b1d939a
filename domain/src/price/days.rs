//! The price of several days, each on its own: by the prices that hold on it, after what was bought
//! before, and to the penny what the order comes to.

use chrono::NaiveDate;

use super::extra::Used;
use super::quote::{Buyer, Charge, Quote, quote_after, too_large};
use super::rule::{PriceKind, PriceRule};
use super::working::{Working, WorkingLine};
use crate::failure::Refusal;
use crate::money::{Net, Overflow, Pence};

/// A day on its way to a quote.
struct Day {
    on: NaiveDate,
    working: Working,
    /// What it costs before limits of the order; nothing for what the membership includes.
    charged: Option<Net>,
}

/// Quotes one unit on each of some days of one order, in their order. One amount for the whole is
/// split over them, and so is what the least or the most of an order adds or takes off.
pub fn quote_days(
    rule: &PriceRule,
    buyer: Buyer,
    days: &[NaiveDate],
    used: &Used,
) -> Result<Vec<Quote>, Refusal> {
    if matches!(rule.by, PriceKind::Flat { .. }) {
        return shared(rule, buyer, days);
    }
    let mut priced = each(rule, buyer, days, used.clone())?;
    hold(rule, &mut priced).map_err(too_large)?;
    priced.into_iter().map(|day| finished(rule, buyer, day)).collect()
}

fn each(
    rule: &PriceRule,
    buyer: Buyer,
    days: &[NaiveDate],
    mut used: Used,
) -> Result<Vec<Day>, Refusal> {
    let of = rule.included(buyer.standing);
    let mut before = 0;
    let mut priced = Vec::with_capacity(days.len());
    for on in days.iter().copied() {
        let mut working = Working::new(buyer.standing, on);
        let used_before = used.in_year_of(on);
        used.add(on, 1);
        let charged = if used_before < of {
            let net = Net::default();
            working.lines.push(WorkingLine::Included { count: 1, of, used: used_before, net });
            None
        } else {
            Charge { rule, buyer, on }.add(&mut working, before, 1)?;
            before += 1;
            Some(working.total().map_err(too_large)?)
        };
        priced.push(Day { on, working, charged });
    }
    Ok(priced)
}

/// Holds the order between its limits: what is added is added to each day alike, what is taken off in
/// proportion to what it costs.
fn hold(rule: &PriceRule, days: &mut [Day]) -> Result<(), Overflow> {
    if !rule.limits_orders() || days.iter().all(|day| day.charged.is_none()) {
        return Ok(());
    }
    let total = Net::total(days.iter().filter_map(|day| day.charged))?;
    let least = rule.minimum.filter(|minimum| total < *minimum);
    let most = rule.maximum.filter(|maximum| total > *maximum);
    let Some(limit) = least.or(most) else { return Ok(()) };
    let weight = |day: &Day| match day.charged {
        Some(_) if least.is_some() => Ok(1),
        Some(net) => u32::try_from(net.pence().get()).map_err(|_| Overflow),
        None => Ok(0),
    };
    let weights = days.iter().map(weight).collect::<Result<Vec<u32>, Overflow>>()?;
    let parts = limit.pence().minus(total.pence())?.split(&weights)?;
    for (day, part) in days.iter_mut().zip(parts).filter(|(day, _)| day.charged.is_some()) {
        let net = Net(part);
        day.working.lines.push(if least.is_some() {
            WorkingLine::MinimumApplied { minimum: limit, net }
        } else {
            WorkingLine::CapApplied { maximum: limit, net }
        });
    }
    Ok(())
}

fn finished(rule: &PriceRule, buyer: Buyer, day: Day) -> Result<Quote, Refusal> {
    let Day { on, mut working, charged } = day;
    if charged.is_some() {
        let full = working.total().map_err(too_large)?;
        Charge { rule, buyer, on }.finish(&mut working, 1, Some(full))?;
    }
    let net = working.total().map_err(too_large)?;
    Ok(Quote { unit_price: Some(net), net, working })
}

/// One amount for all days, by the prices of the first.
fn shared(rule: &PriceRule, buyer: Buyer, days: &[NaiveDate]) -> Result<Vec<Quote>, Refusal> {
    let Some(first) = days.first() else { return Ok(Vec::new()) };
    let count = u32::try_from(days.len()).map_err(|_| Refusal::AmountTooLarge)?;
    let whole = quote_after(rule, buyer, u32::MAX, count, *first)?;
    let parts = whole.net.pence().split(&vec![1; days.len()]).map_err(too_large)?;
    let part = |part: Pence| {
        let mut working = whole.working.clone();
        let less = Net(part.minus(whole.net.pence()).map_err(too_large)?);
        if count > 1 {
            working.lines.push(WorkingLine::Shared { days: count, net: less });
        }
        Ok(Quote { unit_price: Some(Net(part)), net: Net(part), working })
    };
    parts.into_iter().map(part).collect()
}
