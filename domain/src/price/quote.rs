//! From a price rule to one school's price.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::extra::Step;
use super::rates::BuyerStanding;
use super::rule::{PriceKind, PriceRule, SizeBand};
use super::stated::Stated;
use super::working::{Working, WorkingComponent, WorkingLine};
use crate::failure::Refusal;
use crate::money::{BasisPoints, Net, Overflow, Pence};

/// What a quantity of a service costs one school, and how that was worked out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// What one unit costs this school; nothing where one unit has no price of its own.
    pub unit_price: Option<Net>,
    /// What the whole costs.
    pub net: Net,
    /// How it was worked out.
    pub working: Working,
}

/// What a price turns on of whoever buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buyer {
    /// How it stands towards the partnership.
    pub standing: BuyerStanding,
    /// Its pupils, where they are known.
    pub pupils: Option<u32>,
    /// The figure it has stated, where the price needs one.
    pub stated: Option<Stated>,
}

/// Quotes a quantity for a school on a day's prices, once what the membership includes is used.
///
/// Refused where the service is not sold to the buyer's standing, where the price needs pupils
/// that are not known or a figure that only the buyer knows, and where the amount is larger than can be kept.
pub fn quote(
    rule: &PriceRule,
    standing: BuyerStanding,
    pupils: Option<u32>,
    quantity: u32,
    on: NaiveDate,
) -> Result<Quote, Refusal> {
    quote_after(rule, Buyer { standing, pupils, stated: None }, u32::MAX, quantity, on)
}

/// The same for a school that has used so many of those that its membership includes in the year.
pub fn quote_after(
    rule: &PriceRule,
    buyer: Buyer,
    used: u32,
    quantity: u32,
    on: NaiveDate,
) -> Result<Quote, Refusal> {
    let mut working = Working::new(buyer.standing, on);
    let of = rule.included(buyer.standing);
    let included = of.saturating_sub(used).min(quantity);
    if included > 0 {
        working.lines.push(WorkingLine::Included {
            count: included,
            of,
            used,
            net: Net::default(),
        });
    }
    let count = quantity - included;
    let unit_price = if included > 0 && count == 0 {
        Some(Net::default())
    } else {
        let charge = Charge { rule, buyer, on };
        let once = charge.add(&mut working, 0, count)?;
        let once = charge.hold_order(&mut working, count, once).map_err(too_large)?;
        let once = charge.finish(&mut working, count, once)?;
        once.filter(|_| included == 0)
    };
    let net = working.total().map_err(too_large)?;
    Ok(Quote { unit_price, net, working })
}

pub(super) const fn too_large(_: Overflow) -> Refusal {
    Refusal::AmountTooLarge
}

/// What is charged of an order, step by step.
#[derive(Clone, Copy)]
pub(super) struct Charge<'a> {
    pub rule: &'a PriceRule,
    pub buyer: Buyer,
    pub on: NaiveDate,
}

impl Charge<'_> {
    /// Adds so many units after so many others of the order, and gives what one of them costs where
    /// each costs the same.
    pub fn add(
        self,
        working: &mut Working,
        before: u32,
        count: u32,
    ) -> Result<Option<Net>, Refusal> {
        let (standing, on) = (self.buyer.standing, self.on);
        match &self.rule.by {
            PriceKind::PerUnit { rates } => {
                let rate = rates.on(standing, on)?;
                let steps = stepped(&self.rule.steps, rate, before, count);
                for step in &steps {
                    working.units(step.rate, step.count).map_err(too_large)?;
                }
                Ok(steps.first().map(|step| step.rate).filter(|_| steps.len() == 1))
            }
            PriceKind::PerPupil { rates } => {
                let rate = rates.on(standing, on)?;
                self.pupils(working, rate, count)
            }
            PriceKind::BasePlusPerPupil { base, per_pupil } => {
                let (base, rate) = (base.on(standing, on)?, per_pupil.on(standing, on)?);
                working.lines.push(WorkingLine::Base { net: base });
                self.pupils(working, rate, count)
            }
            PriceKind::SizeBands { bands } => {
                working.lines.push(self.band(bands)?);
                working.repeat(count).map(Some).map_err(too_large)
            }
            PriceKind::Flat { rates } => {
                working.lines.push(WorkingLine::Flat { net: rates.on(standing, on)? });
                Ok(None)
            }
            PriceKind::Percentage { rates } => {
                let line = self.share(rates.on(standing, on)?)?;
                self.by_figure(working, line, count)
            }
            PriceKind::PerStaff { rates } => {
                let line = self.staff(rates.on(standing, on)?)?;
                self.by_figure(working, line, count)
            }
        }
    }

    /// A share of the value that is stated, by what it takes of each £100.
    fn share(self, of_hundred: Net) -> Result<WorkingLine, Refusal> {
        let of = self.buyer.stated.and_then(Stated::value).ok_or(Refusal::FigureNotStated)?;
        let points = u32::try_from(of_hundred.pence().get());
        let share = BasisPoints::new(points.map_err(|_| Refusal::AmountTooLarge)?);
        let net = Net(of.pence().share(share).map_err(too_large)?);
        Ok(WorkingLine::Percentage { share, of, net })
    }

    fn staff(self, rate: Net) -> Result<WorkingLine, Refusal> {
        let staff = self.buyer.stated.and_then(Stated::staff).ok_or(Refusal::FigureNotStated)?;
        let net = Net(rate.pence().times(i64::from(staff)).map_err(too_large)?);
        Ok(WorkingLine::Staff { rate, staff, net })
    }

    fn by_figure(
        self,
        working: &mut Working,
        line: WorkingLine,
        count: u32,
    ) -> Result<Option<Net>, Refusal> {
        working.lines.push(line);
        working
            .hold_between(self.rule.minimum, self.rule.maximum)
            .and_then(|()| working.repeat(count))
            .map(Some)
            .map_err(too_large)
    }

    fn pupils(self, working: &mut Working, rate: Net, count: u32) -> Result<Option<Net>, Refusal> {
        let pupils = self.buyer.pupils.ok_or(Refusal::PupilsNotKnown)?;
        let steps = stepped(&self.rule.steps, rate, 0, pupils);
        let added = match steps.as_slice() {
            [all] => working.pupils(all.rate, all.count),
            steps => steps
                .iter()
                .try_for_each(|step| working.pupils_from(step.rate, step.from, step.count)),
        };
        added
            .and_then(|()| working.hold_between(self.rule.minimum, self.rule.maximum))
            .and_then(|()| working.repeat(count))
            .map(Some)
            .map_err(too_large)
    }

    fn band(self, bands: &[SizeBand]) -> Result<WorkingLine, Refusal> {
        // Whether it is sold to the school at all is said before its size is asked for.
        if let Some(first) = bands.first() {
            first.rates.rate_for(self.buyer.standing)?;
        }
        let pupils = self.buyer.pupils.ok_or(Refusal::PupilsNotKnown)?;
        let below = bands.iter().filter(|band| band.from_pupils <= pupils);
        let band = below.max_by_key(|band| band.from_pupils).ok_or(Refusal::NotForThisSchool)?;
        let above = bands.iter().map(|other| other.from_pupils).filter(|from| *from > pupils).min();
        Ok(WorkingLine::Band {
            from_pupils: band.from_pupils,
            to_pupils: above.map(|from| from.saturating_sub(1)),
            pupils,
            net: band.rates.on(self.buyer.standing, self.on)?,
        })
    }

    /// Holds an order of a price by the unit between its limits; where one of them bites, one unit has
    /// no price of its own any more.
    fn hold_order(
        self,
        working: &mut Working,
        count: u32,
        once: Option<Net>,
    ) -> Result<Option<Net>, Overflow> {
        if count == 0 || !self.rule.limits_orders() {
            return Ok(once);
        }
        let lines = working.lines.len();
        working.hold_between(self.rule.minimum, self.rule.maximum)?;
        Ok(once.filter(|_| working.lines.len() == lines))
    }

    /// Says what the price is made of, and takes off what the partnership pays: gives what is left of
    /// one.
    pub fn finish(
        self,
        working: &mut Working,
        count: u32,
        once: Option<Net>,
    ) -> Result<Option<Net>, Refusal> {
        if let (Some(made_of), Some(once)) = (&self.rule.made_of, once) {
            for component in made_of.of(once)? {
                let net = component.net.pence().times(i64::from(count)).map_err(too_large)?;
                working.made_of.push(WorkingComponent { kind: component.kind, net: Net(net) });
            }
        }
        self.subsidise(working, count, once).map_err(too_large)
    }

    fn subsidise(
        self,
        working: &mut Working,
        count: u32,
        once: Option<Net>,
    ) -> Result<Option<Net>, Overflow> {
        let Some(subsidy) = self.rule.subsidy_for(self.buyer.standing, self.on) else {
            return Ok(once);
        };
        let (paid, left) = match once {
            Some(once) => {
                let each = subsidy.of(once)?;
                let left = Net(once.pence().minus(each.pence())?);
                (each.pence().times(i64::from(count))?, Some(left))
            }
            None if matches!(self.rule.by, PriceKind::Flat { .. }) => {
                (subsidy.of(working.total()?)?.pence(), None)
            }
            None => (subsidy.of_several(working.total()?, count)?.pence(), None),
        };
        if !paid.is_zero() {
            let net = Net(paid.negated()?);
            working.lines.push(WorkingLine::Subsidised { subsidy: *subsidy, net });
        }
        Ok(left)
    }
}

/// Some of what is counted that cost the same each.
struct Stepped {
    from: u32,
    count: u32,
    rate: Net,
}

/// So many after so many others, by what each costs.
fn stepped(steps: &[Step], rate: Net, before: u32, count: u32) -> Vec<Stepped> {
    let last = u64::from(before) + u64::from(count);
    let starts = std::iter::once((1, Net::default()));
    let starts: Vec<(u32, Net)> =
        starts.chain(steps.iter().map(|step| (step.from, step.less))).collect();
    let nexts = steps.iter().map(|step| u64::from(step.from)).chain([u64::MAX]);
    let of = |((from, less), next): ((u32, Net), u64)| {
        let first = u64::from(from).max(u64::from(before) + 1);
        let count = next.min(last + 1).saturating_sub(first);
        let less = less.pence().min(rate.pence());
        Some(Stepped {
            from,
            count: u32::try_from(count).ok()?,
            rate: Net(rate.pence().minus(less).unwrap_or(Pence::ZERO)),
        })
    };
    let all: Vec<Stepped> = starts.into_iter().zip(nexts).filter_map(of).collect();
    if count == 0 {
        return all.into_iter().take(1).collect();
    }
    all.into_iter().filter(|step| step.count > 0).collect()
}

#[cfg(test)]
mod tests;
