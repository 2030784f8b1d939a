//! Money in whole pence, checked. No floats, no rounding that is not written down here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in pence sterling; negative for what is owed back.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Pence(i64);

/// Arithmetic went past what 64 bits of pence hold: no real amount does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an amount is larger than can be kept")]
pub struct Overflow;

impl Pence {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many pence.
    pub const fn new(pence: i64) -> Self {
        Self(pence)
    }

    /// An amount of whole pounds, as written in code and tables of facts.
    pub const fn pounds(pounds: i32) -> Self {
        // Widening, so it cannot overflow: i32 × 100 fits i64.
        #[allow(clippy::as_conversions, reason = "widening i32 to i64; From is not const")]
        Self(pounds as i64 * 100)
    }

    /// The number of pence.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether nothing is owed either way.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is below nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_add(other.0).map(Self).ok_or(Overflow)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(Overflow)
    }

    /// So many times the amount.
    pub fn times(self, count: i64) -> Result<Self, Overflow> {
        self.0.checked_mul(count).map(Self).ok_or(Overflow)
    }

    /// The amount with its sign turned.
    pub fn negated(self) -> Result<Self, Overflow> {
        self.0.checked_neg().map(Self).ok_or(Overflow)
    }

    /// `numerator / denominator` of the amount, rounded half away from zero to the penny.
    pub fn fraction(self, numerator: i64, denominator: i64) -> Result<Self, Overflow> {
        if denominator == 0 {
            return Err(Overflow);
        }
        let product = i128::from(self.0) * i128::from(numerator);
        round_half_away(product, i128::from(denominator))
    }

    /// A share of the amount, rounded half away from zero to the penny.
    pub fn share(self, rate: BasisPoints) -> Result<Self, Overflow> {
        self.fraction(i64::from(rate.0), 10_000)
    }

    /// The sum of many, or `Overflow`.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Splits the amount by weights so that the parts sum to it exactly.
    ///
    /// Largest remainder; among equal remainders the earlier part gets the penny, so the answer
    /// does not depend on anything but the order given. Weights must not all be zero.
    pub fn split(self, weights: &[u32]) -> Result<Vec<Self>, Overflow> {
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total == 0 {
            return Err(Overflow);
        }
        let amount = i128::from(self.0);
        let mut parts: Vec<i128> = Vec::with_capacity(weights.len());
        let mut order: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
        for (index, weight) in weights.iter().enumerate() {
            let product = amount * i128::from(*weight);
            parts.push(product.div_euclid(total));
            order.push((product.rem_euclid(total), index));
        }
        let left = amount - parts.iter().sum::<i128>();
        order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let pennies = usize::try_from(left).map_err(|_| Overflow)?;
        for (_, index) in order.into_iter().take(pennies) {
            if let Some(part) = parts.get_mut(index) {
                *part += 1;
            }
        }
        parts.into_iter().map(|part| i64::try_from(part).map(Self).map_err(|_| Overflow)).collect()
    }
}

fn round_half_away(numerator: i128, denominator: i128) -> Result<Pence, Overflow> {
    let (numerator, denominator) =
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    let half = denominator / 2;
    let rounded = if numerator >= 0 {
        (numerator + half) / denominator
    } else {
        -((-numerator + half) / denominator)
    };
    i64::try_from(rounded).map(Pence).map_err(|_| Overflow)
}

/// `£1,234.50`, with a minus sign (U+2212) before a negative amount.
impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "\u{2212}" } else { "" };
        let pence = self.0.unsigned_abs();
        write!(f, "{sign}£{}.{:02}", grouped(pence / 100), pence % 100)
    }
}

/// A whole number with its thousands marked: `1,234`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A rate in hundredths of a per cent: 20 % is 2,000.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// So many hundredths of a per cent.
    pub const fn new(points: u32) -> Self {
        Self(points)
    }

    /// The number of hundredths of a per cent.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// `20%`, `0.75%`, `12.5%`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest, rest % 10) {
            (0, _) => write!(f, "{whole}%"),
            (_, 0) => write!(f, "{whole}.{}%", rest / 10),
            (_, _) => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

macro_rules! kinds_of_amount {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize,
            Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub Pence);

        impl $name {
            /// The amount without its kind.
            pub const fn pence(self) -> Pence {
                self.0
            }

            /// The sum of two amounts of this kind.
            pub fn plus(self, other: Self) -> Result<Self, Overflow> {
                self.0.plus(other.0).map(Self)
            }

            /// The sum of many amounts of this kind.
            pub fn total(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
                Pence::total(amounts.into_iter().map(Self::pence)).map(Self)
            }
        }
    )*};
}

kinds_of_amount! {
    /// An amount excluding VAT.
    Net;
    /// An amount of VAT.
    Vat;
    /// An amount including VAT.
    Gross;
}

impl Net {
    /// The amount including its VAT.
    pub fn with(self, vat: Vat) -> Result<Gross, Overflow> {
        self.0.plus(vat.0).map(Gross)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(Pence::new(123_450).to_string(), "£1,234.50");
        assert_eq!(Pence::new(-5).to_string(), "\u{2212}£0.05");
        assert_eq!(Pence::pounds(2_900_000).to_string(), "£2,900,000.00");
        assert_eq!(Pence::new(i64::MIN).to_string(), "\u{2212}£92,233,720,368,547,758.08");
    }

    #[test]
    fn rates_read_as_people_write_them() {
        for (points, text) in [(2_000, "20%"), (75, "0.75%"), (1_250, "12.5%"), (5, "0.05%")] {
            assert_eq!(BasisPoints::new(points).to_string(), text);
        }
    }

    #[test]
    fn half_a_penny_rounds_away_from_nothing() {
        assert_eq!(Pence::new(5).fraction(1, 2), Ok(Pence::new(3)));
        assert_eq!(Pence::new(-5).fraction(1, 2), Ok(Pence::new(-3)));
        assert_eq!(Pence::new(1).fraction(1, 0), Err(Overflow));
    }

    proptest! {
        #[test]
        fn a_split_never_loses_a_penny(
            amount in -1_000_000_000_i64..1_000_000_000,
            weights in proptest::collection::vec(0_u32..10_000, 1..60),
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            let parts = Pence::new(amount).split(&weights).unwrap();
            prop_assert_eq!(Pence::total(parts.iter().copied()), Ok(Pence::new(amount)));
            for (part, weight) in parts.iter().zip(&weights) {
                if *weight == 0 {
                    prop_assert_eq!(*part, Pence::ZERO);
                }
            }
        }

        #[test]
        fn a_share_is_never_off_by_more_than_half_a_penny(
            amount in -1_000_000_000_i64..1_000_000_000,
            points in 0_u32..100_000,
        ) {
            let share = Pence::new(amount).share(BasisPoints::new(points)).unwrap();
            let exact = i128::from(amount) * i128::from(points);
            prop_assert!((i128::from(share.get()) * 10_000 - exact).abs() * 2 <= 10_000);
        }
    }
}
