//! The market rate: what may be said of the prices at hand, and how ours lies among them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::distribution::{Distribution, PriceRank, Sample};
use super::point::{AsQuoted, Converted, Origin, PricePoint};
use super::strip::{Strip, StripPoint};
use super::{FEWEST_FOR_QUARTILES, FEWEST_FOR_VERDICT};
use crate::access::closed_list;
use crate::id::PricePointId;
use crate::money::{Overflow, Pence};
use crate::vat::ComparisonBasis;

closed_list! {
    /// How a price lies in the market.
    Verdict {
        /// There are too few prices to say.
        NotEnoughData = "not_enough_data",
        /// Under the lower quartile.
        Below = "below",
        /// Between the quartiles.
        Within = "within",
        /// Over the upper quartile.
        Above = "above",
    }
}

/// A published price as it is shown: with its source, and how it was converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPrice {
    /// Which point it is.
    pub id: PricePointId,
    /// Who published it, where and when.
    pub origin: Origin,
    /// What was said, in the words and the unit of the source.
    pub quoted: AsQuoted,
    /// The day the price is of.
    pub on: NaiveDate,
    /// The price in the service's unit, with the working.
    pub converted: Converted,
}

/// What may be shown of the market for one service and one buyer's basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketRate {
    /// Whether VAT is in the amounts.
    pub basis: ComparisonBasis,
    /// Every published price, latest first.
    pub published: Vec<PublishedPrice>,
    /// The distribution, where there are enough prices.
    pub distribution: Option<Distribution>,
    /// Where ours stands among the prices, where there is a distribution.
    pub rank: Option<PriceRank>,
    /// The day of the oldest price among those counted.
    pub oldest_on: Option<NaiveDate>,
    /// The day of the latest one.
    pub latest_on: Option<NaiveDate>,
    /// How ours lies among them.
    pub verdict: Verdict,
    /// The chart, where there is anything to draw.
    pub strip: Option<Strip>,
}

impl MarketRate {
    /// Compares a price, on the basis given, with the published prices of its market.
    pub fn of(
        points: &[PricePoint],
        ours: Option<Pence>,
        basis: ComparisonBasis,
    ) -> Result<Self, Overflow> {
        let counted: Vec<(&PricePoint, Converted)> = points
            .iter()
            .map(|point| Ok((point, point.converted(basis)?)))
            .collect::<Result<_, Overflow>>()?;
        let sample = Sample::of(counted.iter().map(|(_, converted)| converted.middle));
        let distribution = distribution_of(&sample)?;
        let published = published(&counted);
        let rank = ours.filter(|_| distribution.is_some()).map(|ours| sample.rank_of(ours));
        let quartiles = distribution.map(|d| [d.lower_quartile, d.median, d.upper_quartile]);
        let strip_points = published.iter().map(strip_point).collect();
        Ok(Self {
            basis,
            rank,
            oldest_on: counted.iter().map(|(point, _)| point.on).min(),
            latest_on: counted.iter().map(|(point, _)| point.on).max(),
            verdict: verdict(ours, distribution.as_ref()),
            strip: Strip::drawn(basis, strip_points, quartiles, ours),
            published,
            distribution,
        })
    }
}

/// The distribution of published prices; nothing of fewer than [`FEWEST_FOR_QUARTILES`].
fn distribution_of(sample: &Sample) -> Result<Option<Distribution>, Overflow> {
    if sample.len() < FEWEST_FOR_QUARTILES {
        return Ok(None);
    }
    let quartiles = (sample.quartile(1)?, sample.quartile(2)?, sample.quartile(3)?);
    let (Some(lower_quartile), Some(median), Some(upper_quartile)) = quartiles else {
        return Ok(None);
    };
    Ok(Some(Distribution { count: sample.len(), lower_quartile, median, upper_quartile }))
}

fn published(counted: &[(&PricePoint, Converted)]) -> Vec<PublishedPrice> {
    let mut shown: Vec<PublishedPrice> = counted
        .iter()
        .map(|(point, converted)| PublishedPrice {
            id: point.id,
            origin: point.origin.clone(),
            quoted: point.quoted.clone(),
            on: point.on,
            converted: converted.clone(),
        })
        .collect();
    shown.sort_by(|a, b| b.on.cmp(&a.on).then(a.id.cmp(&b.id)));
    shown
}

fn strip_point(price: &PublishedPrice) -> StripPoint {
    let Origin::Published { source_name, .. } = &price.origin;
    let label = source_name.clone();
    let Converted { low, high, middle, .. } = price.converted;
    StripPoint { label, on: price.on, low, high, middle }
}

fn verdict(ours: Option<Pence>, distribution: Option<&Distribution>) -> Verdict {
    match (ours, distribution) {
        (Some(ours), Some(market)) if market.count >= FEWEST_FOR_VERDICT => {
            if ours < market.lower_quartile {
                Verdict::Below
            } else if ours > market.upper_quartile {
                Verdict::Above
            } else {
                Verdict::Within
            }
        }
        (Some(_) | None, Some(_) | None) => Verdict::NotEnoughData,
    }
}

#[cfg(test)]
mod tests;
