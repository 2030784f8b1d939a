//! From a price rule to one school's price.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rates::BuyerStanding;
use super::rule::{PriceRule, SizeBand};
use super::working::{Working, WorkingLine};
use crate::failure::Refusal;
use crate::money::{Net, Overflow};

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

/// Quotes a quantity for a school on a day's prices.
///
/// Refused where the service is not sold to the buyer's standing, where the price needs pupils
/// that are not known, and where the amount is larger than can be kept.
pub fn quote(
    rule: &PriceRule,
    standing: BuyerStanding,
    pupils: Option<u32>,
    quantity: u32,
    on: NaiveDate,
) -> Result<Quote, Refusal> {
    let too_large = |_: Overflow| Refusal::AmountTooLarge;
    let known = || pupils.ok_or(Refusal::PupilsNotKnown);
    let mut working = Working::new(standing, on);
    let unit_price = match rule {
        PriceRule::PerUnit { rates } => {
            let rate = rates.on(standing, on)?;
            working.units(rate, quantity).map_err(too_large)?;
            Some(rate)
        }
        PriceRule::PerPupil { rates, minimum, maximum } => {
            let rate = rates.on(standing, on)?;
            working.pupils(rate, known()?).map_err(too_large)?;
            working.hold_between(*minimum, *maximum).map_err(too_large)?;
            Some(working.repeat(quantity).map_err(too_large)?)
        }
        PriceRule::BasePlusPerPupil { base, per_pupil, minimum, maximum } => {
            let (base, rate) = (base.on(standing, on)?, per_pupil.on(standing, on)?);
            working.lines.push(WorkingLine::Base { net: base });
            working.pupils(rate, known()?).map_err(too_large)?;
            working.hold_between(*minimum, *maximum).map_err(too_large)?;
            Some(working.repeat(quantity).map_err(too_large)?)
        }
        PriceRule::SizeBands { bands } => {
            working.lines.push(band_line(bands, standing, known, on)?);
            Some(working.repeat(quantity).map_err(too_large)?)
        }
        PriceRule::Flat { rates } => {
            working.lines.push(WorkingLine::Flat { net: rates.on(standing, on)? });
            None
        }
    };
    let net = working.total().map_err(too_large)?;
    Ok(Quote { unit_price, net, working })
}

fn band_line(
    bands: &[SizeBand],
    standing: BuyerStanding,
    known: impl FnOnce() -> Result<u32, Refusal>,
    on: NaiveDate,
) -> Result<WorkingLine, Refusal> {
    // Whether it is sold to the school at all is said before its size is asked for.
    if let Some(first) = bands.first() {
        first.rates.rate_for(standing)?;
    }
    let pupils = known()?;
    let below = bands.iter().filter(|band| band.from_pupils <= pupils);
    let band = below.max_by_key(|band| band.from_pupils).ok_or(Refusal::NotForThisSchool)?;
    let above = bands.iter().map(|other| other.from_pupils).filter(|from| *from > pupils).min();
    Ok(WorkingLine::Band {
        from_pupils: band.from_pupils,
        to_pupils: above.map(|from| from.saturating_sub(1)),
        pupils,
        net: band.rates.on(standing, on)?,
    })
}

#[cfg(test)]
mod tests;
