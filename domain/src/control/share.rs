//! How much each holds of the whole.

use crate::access::closed_list;
use crate::money::{BasisPoints, Overflow, Pence};

closed_list! {
    /// In what the holdings of one company are counted.
    Measure {
        /// In shares.
        Shares = "shares",
        /// In members by guarantee, each of whom counts as one.
        Guarantee = "guarantee",
        /// In hundredths of a percent, where no more is known.
        Percent = "percent",
    }
}

/// The whole, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// The holdings of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// In what they are counted.
    pub measure: Measure,
    /// What they come to in that.
    pub total: i64,
    /// What share each is, in their order. They come to 100% together wherever the whole is known.
    pub parts: Vec<BasisPoints>,
}

impl Whole {
    /// The holdings of one day, in their order. What is left over in rounding goes to the largest
    /// remainders, so that the shares come to the whole.
    ///
    /// # Errors
    /// `Overflow` where nobody holds anything.
    pub fn of(measure: Measure, amounts: &[u32]) -> Result<Self, Overflow> {
        let total = amounts.iter().map(|amount| i64::from(*amount)).sum();
        let parts = match measure {
            Measure::Percent => amounts.iter().map(|amount| BasisPoints::new(*amount)).collect(),
            Measure::Shares | Measure::Guarantee => Pence::new(WHOLE)
                .split(amounts)?
                .into_iter()
                .map(|part| u32::try_from(part.get()).map(BasisPoints::new).map_err(|_| Overflow))
                .collect::<Result<_, _>>()?,
        };
        Ok(Self { measure, total, parts })
    }

    /// Whether it is all there: percentages may fall short of 100.
    pub const fn is_whole(&self) -> bool {
        !matches!(self.measure, Measure::Percent) || self.total == WHOLE
    }

    /// What the shares come to.
    pub fn share(&self) -> BasisPoints {
        BasisPoints::new(self.parts.iter().map(|part| part.get()).sum())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn fifty_six_schools_and_a_council_come_to_eighty_one_and_nineteen_percent() {
        let mut amounts = vec![81_u32; 56];
        amounts.push(1_064);
        let whole = Whole::of(Measure::Shares, &amounts).unwrap();
        assert_eq!(whole.total, 5_600);
        assert_eq!(whole.parts.last(), Some(&BasisPoints::new(1_900)));
        let schools: u32 = whole.parts.iter().take(56).map(|part| part.get()).sum();
        assert_eq!(schools, 8_100);
        assert!(whole.is_whole());
    }

    #[test]
    fn percentages_that_fall_short_are_not_made_whole() {
        let whole = Whole::of(Measure::Percent, &[8_100, 1_800]).unwrap();
        assert!(!whole.is_whole());
        assert_eq!(whole.share(), BasisPoints::new(9_900));
        assert!(Whole::of(Measure::Percent, &[8_100, 1_900]).unwrap().is_whole());
    }

    #[test]
    fn nobody_holds_nothing() {
        assert_eq!(Whole::of(Measure::Shares, &[]), Err(Overflow));
    }

    proptest! {
        #[test]
        fn shares_come_to_the_whole_to_the_hundredth(
            amounts in prop::collection::vec(1_u32..1_000_000, 1..120)
        ) {
            let whole = Whole::of(Measure::Shares, &amounts).unwrap();
            prop_assert_eq!(whole.share(), BasisPoints::new(10_000));
            prop_assert_eq!(whole.parts.len(), amounts.len());
        }
    }
}
