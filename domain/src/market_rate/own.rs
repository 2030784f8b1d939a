//! What schools themselves pay: their own prices in sum, said so that nobody's can be read out.
//!
//! Each buyer counts once with each seller. Nothing is said of fewer than [`FEWEST_CONTRIBUTORS`] from
//! [`FEWEST_BUYERS`]; what is said is rounded, and said anew only when the prices of
//! [`FEWEST_BUYERS`] buyers are others than when it was said last, so that the difference of two
//! sayings is nobody's. Where fewer than that have left, nothing is said until more have changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::distribution::Sample;
use super::rate::Verdict;
use super::{FEWEST_BUYERS, FEWEST_CONTRIBUTORS};
use crate::id::OrganisationId;
use crate::money::{Overflow, Pence};
use crate::vat::ComparisonBasis;

/// What one buyer pays one seller for one, on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPrice {
    /// Who buys.
    pub buyer: OrganisationId,
    /// Who sells.
    pub seller: OrganisationId,
    /// Excluding VAT.
    pub net: Pence,
    /// Including VAT.
    pub gross: Pence,
    /// The day of the first that is in it.
    pub first_on: NaiveDate,
    /// The day of the last.
    pub last_on: NaiveDate,
}

/// What is said of schools' own prices of one kind of service, in one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFigures {
    /// From how many pairs of a buyer and a seller.
    pub contributors: usize,
    /// From how many buyers.
    pub buyers: usize,
    /// Lower quartile, median and upper quartile, excluding VAT, rounded.
    pub net: [Pence; 3],
    /// The same including VAT.
    pub gross: [Pence; 3],
    /// The day of the oldest.
    pub oldest_on: NaiveDate,
    /// The day of the latest.
    pub latest_on: NaiveDate,
}

/// What is said, with what has to be known to go on from it. Only [`OwnMarket::figures`] is ever told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMarket {
    figures: Option<OwnFigures>,
    /// Whether anything was ever said: then what changed since is counted.
    said_before: bool,
    /// The prices as they were last counted.
    counted: Vec<OwnPrice>,
    /// Whose prices have changed since something was said.
    changed: BTreeSet<OrganisationId>,
}

impl OwnFigures {
    /// The quartiles with VAT in them or without.
    pub const fn quartiles(&self, basis: ComparisonBasis) -> [Pence; 3] {
        match basis {
            ComparisonBasis::Net => self.net,
            ComparisonBasis::Gross => self.gross,
        }
    }

    /// How a price lies among them.
    pub fn verdict(&self, ours: Pence, basis: ComparisonBasis) -> Verdict {
        let [lower, _, upper] = self.quartiles(basis);
        if ours < lower {
            Verdict::Below
        } else if ours > upper {
            Verdict::Above
        } else {
            Verdict::Within
        }
    }

    fn of(prices: &[OwnPrice]) -> Result<Option<Self>, Overflow> {
        let buyers: BTreeSet<OrganisationId> = prices.iter().map(|price| price.buyer).collect();
        let oldest_on = prices.iter().map(|price| price.first_on).min();
        let latest_on = prices.iter().map(|price| price.last_on).max();
        let (Some(oldest_on), Some(latest_on)) = (oldest_on, latest_on) else { return Ok(None) };
        if prices.len() < FEWEST_CONTRIBUTORS || buyers.len() < FEWEST_BUYERS {
            return Ok(None);
        }
        Ok(Some(Self {
            contributors: prices.len(),
            buyers: buyers.len(),
            net: quartiles(prices.iter().map(|price| price.net))?,
            gross: quartiles(prices.iter().map(|price| price.gross))?,
            oldest_on,
            latest_on,
        }))
    }
}

fn quartiles(prices: impl Iterator<Item = Pence>) -> Result<[Pence; 3], Overflow> {
    let sample = Sample::of(prices);
    let at = |quarters| sample.quartile(quarters)?.map_or(Ok(Pence::ZERO), rounded);
    Ok([at(1)?, at(2)?, at(3)?])
}

/// To the pound; under £20 to ten pence.
fn rounded(price: Pence) -> Result<Pence, Overflow> {
    let step = if price >= Pence::pounds(20) { 100 } else { 10 };
    price.fraction(1, step)?.times(step)
}

impl OwnMarket {
    /// What is said; nothing where too few stand behind it, or too few have changed.
    pub const fn figures(&self) -> Option<&OwnFigures> {
        self.figures.as_ref()
    }

    /// Whether there is nothing in it that a later one would have to know.
    pub const fn is_blank(&self) -> bool {
        !self.said_before && self.counted.is_empty()
    }

    /// What is said next, of the prices as they are now: each buyer with each seller once.
    pub fn next(self, mut prices: Vec<OwnPrice>) -> Result<Self, Overflow> {
        prices.sort_by_key(|price| (price.buyer, price.seller));
        let figures = OwnFigures::of(&prices)?;
        if !self.said_before {
            // Before anything was said there is nothing to take the difference to.
            let said_before = figures.is_some();
            let counted = if said_before { prices } else { Vec::new() };
            return Ok(Self { figures, said_before, counted, changed: BTreeSet::new() });
        }
        let mut changed = self.changed;
        let left = differing(&self.counted, &prices, &mut changed);
        if changed.len() >= FEWEST_BUYERS && figures.is_some() {
            let changed = BTreeSet::new();
            return Ok(Self { figures, said_before: true, counted: prices, changed });
        }
        // What was said stays, unless somebody who was in it is not any more.
        let figures = self.figures.filter(|_| !left && figures.is_some());
        Ok(Self { figures, said_before: true, counted: prices, changed })
    }
}

/// Adds whose prices are others than before; whether somebody's are there no more.
fn differing(
    before: &[OwnPrice],
    now: &[OwnPrice],
    changed: &mut BTreeSet<OrganisationId>,
) -> bool {
    let by_pair = |prices: &[OwnPrice]| -> BTreeMap<_, _> {
        prices.iter().map(|price| ((price.buyer, price.seller), (price.net, price.gross))).collect()
    };
    let (before, now) = (by_pair(before), by_pair(now));
    let pairs: BTreeSet<_> = before.keys().chain(now.keys()).collect();
    let others = pairs.into_iter().filter(|pair| before.get(pair) != now.get(pair));
    changed.extend(others.map(|(buyer, _)| *buyer));
    before.keys().any(|pair| !now.contains_key(pair))
}

#[cfg(test)]
mod tests;
