//! What the chart of the market draws: a strip of published prices, the quartiles, and ours.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::money::Pence;
use crate::vat::ComparisonBasis;

/// A chart of prices on one line. Members' own prices are in the quartiles only, never points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// Whether VAT is in the amounts.
    pub basis: ComparisonBasis,
    /// The lowest amount drawn.
    pub from: Pence,
    /// The highest amount drawn.
    pub to: Pence,
    /// The published prices.
    pub points: Vec<StripPoint>,
    /// Lower quartile, median and upper quartile, where there are enough prices.
    pub quartiles: Option<[Pence; 3]>,
    /// The price that is compared, where there is one.
    pub ours: Option<Pence>,
}

/// One published price on the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StripPoint {
    /// Who published it.
    pub label: String,
    /// The day it is of.
    pub on: NaiveDate,
    /// The lower end.
    pub low: Pence,
    /// The upper end.
    pub high: Pence,
    /// The middle.
    pub middle: Pence,
}

impl Strip {
    /// The strip that holds everything that is to be drawn; nothing where there is nothing.
    pub(super) fn drawn(
        basis: ComparisonBasis,
        points: Vec<StripPoint>,
        quartiles: Option<[Pence; 3]>,
        ours: Option<Pence>,
    ) -> Option<Self> {
        let ends = points.iter().flat_map(|point| [point.low, point.high]);
        let amounts = || ends.clone().chain(quartiles.into_iter().flatten()).chain(ours);
        let (from, to) = (amounts().min()?, amounts().max()?);
        Some(Self { basis, from, to, points, quartiles, ours })
    }

    /// How far along the strip an amount lies, in thousandths of its length; the middle where all
    /// amounts are one.
    pub fn place(&self, amount: Pence) -> u32 {
        let length = i128::from(self.to.get()) - i128::from(self.from.get());
        let along = i128::from(amount.get()) - i128::from(self.from.get());
        if length == 0 {
            return 500;
        }
        let thousandths = (along * 1_000 / length).clamp(0, 1_000);
        u32::try_from(thousandths).unwrap_or(0)
    }
}
