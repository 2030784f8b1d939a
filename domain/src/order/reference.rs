//! Order references that can be read out over the telephone: `CP-7K3M-9QXD`.
//!
//! Seven characters and a check character from an alphabet of 29: digits and capitals without
//! 0, I, L, O (which are mistaken for each other) and without the vowels (which spell words).
//! 29 is a prime, so the weighted check finds every single wrong character and every swap of two.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const ALPHABET: &str = "123456789BCDFGHJKMNPQRSTVWXYZ";
const BASE: u64 = 29;
const DIGITS: u32 = 7;

/// The text is no order reference, or was mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an order reference")]
pub struct NotAReference;

/// What a person quotes for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrderReference(u64);

impl OrderReference {
    /// How many references there are: 29⁷, some 17 thousand million.
    pub const COUNT: u64 = BASE.pow(DIGITS);

    /// A reference from random bits, such as the low half of a `UUIDv7`. Storage keeps references
    /// unique; should one be taken, draw again.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits % Self::COUNT)
    }

    /// The seven digits, the most significant first.
    fn digits(self) -> impl Iterator<Item = u64> {
        (0..DIGITS).rev().map(move |place| self.0 / BASE.pow(place) % BASE)
    }
}

/// The digit that brings the weighted sum to a multiple of 29: weights 2 to 8, and 1 for itself.
fn check_digit(digits: impl Iterator<Item = u64>) -> u64 {
    let sum: u64 = digits.zip(2..).map(|(digit, weight)| digit * weight).sum();
    (BASE - sum % BASE) % BASE
}

fn value_of(character: char) -> Option<u64> {
    ALPHABET.chars().zip(0..).find(|(c, _)| *c == character).map(|(_, value)| value)
}

impl fmt::Display for OrderReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CP")?;
        let check = check_digit(self.digits());
        for (index, digit) in self.digits().chain([check]).enumerate() {
            if index % 4 == 0 {
                f.write_str("-")?;
            }
            let (symbol, _) =
                ALPHABET.chars().zip(0..).find(|(_, v)| *v == digit).ok_or(fmt::Error)?;
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

impl FromStr for OrderReference {
    type Err = NotAReference;

    /// Reads a reference in capitals or not, with or without `CP`, hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, NotAReference> {
        let bare: String = text
            .chars()
            .filter(|c| *c != '-' && !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        // "CP" is a possible beginning of the eight as well, so the length decides.
        let eight = if bare.chars().count() == 8 {
            bare.as_str()
        } else {
            bare.strip_prefix("CP").ok_or(NotAReference)?
        };
        let values: Option<Vec<u64>> = eight.chars().map(value_of).collect();
        let (Some([digits @ .., check]), true) = (values.as_deref(), eight.chars().count() == 8)
        else {
            return Err(NotAReference);
        };
        if check_digit(digits.iter().copied()) != *check {
            return Err(NotAReference);
        }
        Ok(Self(digits.iter().fold(0, |number, digit| number * BASE + digit)))
    }
}

impl TryFrom<String> for OrderReference {
    type Error = NotAReference;

    fn try_from(text: String) -> Result<Self, NotAReference> {
        text.parse()
    }
}

impl From<OrderReference> for String {
    fn from(reference: OrderReference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reference_is_read_however_it_is_typed() {
        let reference = OrderReference::from_bits(0xa1b2_c3d4_e5f6_0718);
        let text = reference.to_string();
        assert_eq!(text.len(), 12);
        for typed in
            [text.clone(), text.to_lowercase(), text.replace('-', " "), text[3..].to_owned()]
        {
            assert_eq!(typed.parse(), Ok(reference), "{typed}");
        }
        for typed in ["", "CP", "CP-1111-111", "CP-1111-11111", "XX-1111-1111", "CP-0000-0000"] {
            assert_eq!(typed.parse::<OrderReference>(), Err(NotAReference), "{typed}");
        }
    }

    #[test]
    fn the_first_and_the_last_reference_read_back() {
        for number in [0, 1, OrderReference::COUNT - 1] {
            let reference = OrderReference::from_bits(number);
            assert_eq!(reference.to_string().parse(), Ok(reference));
        }
        assert_eq!(OrderReference::from_bits(OrderReference::COUNT), OrderReference::from_bits(0));
    }

    proptest! {
        #[test]
        fn every_reference_reads_back(bits in any::<u64>()) {
            let reference = OrderReference::from_bits(bits);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }

        #[test]
        fn every_single_wrong_character_is_found(bits in any::<u64>()) {
            let right: Vec<char> = OrderReference::from_bits(bits).to_string().chars().collect();
            for place in (3..7).chain(8..12) {
                for wrong in ALPHABET.chars().filter(|c| *c != right[place]) {
                    let mut typed = right.clone();
                    typed[place] = wrong;
                    let typed: String = typed.into_iter().collect();
                    prop_assert_eq!(typed.parse::<OrderReference>(), Err(NotAReference));
                }
            }
        }

        #[test]
        fn every_swap_of_two_characters_is_found(bits in any::<u64>()) {
            let right: Vec<char> = OrderReference::from_bits(bits).to_string().chars().collect();
            let places: Vec<usize> = (3..7).chain(8..12).collect();
            for first in &places {
                for second in places.iter().filter(|second| *second > first) {
                    let mut typed = right.clone();
                    typed.swap(*first, *second);
                    if typed != right {
                        let typed: String = typed.into_iter().collect();
                        prop_assert_eq!(typed.parse::<OrderReference>(), Err(NotAReference));
                    }
                }
            }
        }
    }
}
