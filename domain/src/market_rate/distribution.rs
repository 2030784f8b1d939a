//! The distribution of a handful of prices, in whole pence.

use serde::{Deserialize, Serialize};

use crate::money::{Overflow, Pence};

/// Prices in order.
///
/// A quartile is found by linear interpolation between the two prices nearest to its place
/// (n − 1) × q among n prices counted from nought, rounded half away from zero to the penny: the
/// rule of spreadsheets' `QUARTILE.INC`, so that staff can check it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    sorted: Vec<Pence>,
}

impl Sample {
    /// The prices, sorted.
    pub fn of(prices: impl IntoIterator<Item = Pence>) -> Self {
        let mut sorted: Vec<Pence> = prices.into_iter().collect();
        sorted.sort_unstable();
        Self { sorted }
    }

    /// How many prices there are.
    pub const fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The lowest price.
    pub fn lowest(&self) -> Option<Pence> {
        self.sorted.first().copied()
    }

    /// The highest price.
    pub fn highest(&self) -> Option<Pence> {
        self.sorted.last().copied()
    }

    /// The price at so many quarters of the way up: 1, 2 (the median) or 3.
    pub fn quartile(&self, quarters: u8) -> Result<Option<Pence>, Overflow> {
        let Some(last) = self.sorted.len().checked_sub(1) else { return Ok(None) };
        let place = last * usize::from(quarters.min(4));
        let (below, rest) = (place / 4, place % 4);
        let Some(lower) = self.sorted.get(below).copied() else { return Ok(None) };
        let upper = self.sorted.get(below + 1).copied().unwrap_or(lower);
        let rest = i64::try_from(rest).map_err(|_| Overflow)?;
        let step = upper.minus(lower)?.fraction(rest, 4)?;
        lower.plus(step).map(Some)
    }

    /// Where a price stands among these.
    pub fn rank_of(&self, price: Pence) -> PriceRank {
        let lower = self.sorted.iter().filter(|other| **other < price).count();
        let higher = self.sorted.iter().filter(|other| **other > price).count();
        PriceRank { lower, higher, all: self.sorted.len() }
    }
}

/// Where a price stands among others, counted: people read `lower than 7 of 10` without a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRank {
    /// How many of them are lower.
    pub lower: usize,
    /// How many are higher; those left over are the same.
    pub higher: usize,
    /// How many there are.
    pub all: usize,
}

/// What is said of the distribution of prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many prices.
    pub count: usize,
    /// A quarter of the prices are at or under this.
    pub lower_quartile: Pence,
    /// Half of them are.
    pub median: Pence,
    /// Three quarters of them are.
    pub upper_quartile: Pence,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(pence: &[i64]) -> Sample {
        Sample::of(pence.iter().copied().map(Pence::new))
    }

    #[test]
    fn quartiles_are_those_of_the_spreadsheet() {
        let of = |prices: &[i64]| {
            [1, 2, 3].map(|quarters| sample(prices).quartile(quarters).unwrap().unwrap().get())
        };
        assert_eq!(of(&[100, 200, 300, 400, 500]), [200, 300, 400]);
        assert_eq!(of(&[400, 100, 300, 200]), [175, 250, 325]);
        assert_eq!(of(&[1, 2]), [1, 2, 2]);
        assert_eq!(of(&[7]), [7, 7, 7]);
        assert_eq!(sample(&[]).quartile(2), Ok(None));
    }

    #[test]
    fn a_price_is_counted_against_lower_and_higher_ones_and_the_same_are_neither() {
        let rank = |price| sample(&[100, 200, 200, 300]).rank_of(Pence::new(price));
        let of = |lower, higher| PriceRank { lower, higher, all: 4 };
        assert_eq!(rank(50), of(0, 4));
        assert_eq!(rank(200), of(1, 1));
        assert_eq!(rank(250), of(3, 1));
        assert_eq!(rank(301), of(4, 0));
        let none = PriceRank { lower: 0, higher: 0, all: 0 };
        assert_eq!(sample(&[]).rank_of(Pence::new(1)), none);
    }

    #[test]
    fn one_wild_price_among_200_moves_the_median_by_less_than_a_twentieth() {
        // Day prices of £180 to £259.60, spread evenly: 200 rows.
        let prices: Vec<i64> = (0..200).map(|row| 18_000 + row * 40).collect();
        let median = |prices: &[i64]| sample(prices).quartile(2).unwrap().unwrap().get();
        let before = median(&prices);
        for wild in [0, 1, 100_000_000] {
            let with: Vec<i64> = prices.iter().copied().chain([wild]).collect();
            let moved = (median(&with) - before).abs();
            assert!(moved * 20 < before, "{wild} moved the median by {moved} from {before}");
            assert!(moved > 0, "the wild price counts as one price");
        }
    }

    proptest! {
        #[test]
        fn one_more_price_never_moves_the_median_past_its_neighbours(
            mut prices in proptest::collection::vec(0_i64..10_000_000, 3..200),
            wild in 0_i64..1_000_000_000,
        ) {
            prices.sort_unstable();
            let middle = prices.len() / 2;
            let (under, over) = (prices[middle - 1], prices[(middle + 1).min(prices.len() - 1)]);
            prices.push(wild);
            let median = sample(&prices).quartile(2).unwrap().unwrap().get();
            prop_assert!((under..=over).contains(&median));
        }

        #[test]
        fn quartiles_rise_and_lie_within_the_prices(
            prices in proptest::collection::vec(0_i64..10_000_000, 1..100),
        ) {
            let all = sample(&prices);
            let quartile = |quarters| all.quartile(quarters).unwrap().unwrap();
            let line = [
                all.lowest().unwrap(),
                quartile(1),
                quartile(2),
                quartile(3),
                all.highest().unwrap(),
            ];
            prop_assert!(line.is_sorted(), "{:?}", line);
        }
    }
}
