//! Invoice numbers: the seller's letters and a sequence without gaps.
//!
//! A number is also what a school's bank transfer quotes, so it fits a BACS reference: 18
//! characters, of which only A–Z, 0–9 and `-` are used here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::failure::Problem;

/// The text was not an invoice number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an invoice number")]
pub struct NotAnInvoiceNumber;

/// Two to six letters that stand for a seller, unique on an installation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SellerPrefix(String);

impl SellerPrefix {
    /// Reads two to six letters, in capitals or not.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim().to_ascii_uppercase();
        match text.len() {
            0 => Err(Problem::Missing),
            2..=6 if text.bytes().all(|byte| byte.is_ascii_uppercase()) => Ok(Self(text)),
            _ => Err(Problem::NotLetters { min: 2, max: 6 }),
        }
    }

    /// Letters to suggest for a name: its words' first letters, and one more each time they are
    /// taken. `taken` says of letters whether another seller has them.
    pub fn suggest(name: &str, mut taken: impl FnMut(&str) -> bool) -> Option<Self> {
        let words = crate::text::plain_words(name);
        let words = words.split(' ').filter(|word| !matches!(*word, "and" | "the" | "of" | "for"));
        let letters: String = words.filter_map(|word| word.chars().next()).collect();
        let letters: String =
            letters.to_ascii_uppercase().chars().filter(char::is_ascii_uppercase).take(5).collect();
        let letters = if letters.len() < 2 { format!("{letters}XX") } else { letters };
        let numbered = ('A'..='Z').map(|last| format!("{letters}{last}"));
        std::iter::once(letters.clone())
            .chain(numbered)
            .find(|letters| !taken(letters))
            .and_then(|letters| Self::parse(&letters).ok())
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SellerPrefix {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|_| format!("not a seller's letters: {text}"))
    }
}

impl From<SellerPrefix> for String {
    fn from(prefix: SellerPrefix) -> Self {
        prefix.0
    }
}

/// An invoice number like `BDSIP-000123`: at most 17 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InvoiceNumber {
    prefix: SellerPrefix,
    sequence: u32,
}

impl InvoiceNumber {
    /// The number with this place in the seller's sequence, which starts at 1 and has no gaps.
    pub fn new(prefix: SellerPrefix, sequence: u32) -> Result<Self, NotAnInvoiceNumber> {
        if sequence == 0 {
            return Err(NotAnInvoiceNumber);
        }
        Ok(Self { prefix, sequence })
    }

    /// The place in the seller's sequence, from 1.
    pub const fn sequence(&self) -> u32 {
        self.sequence
    }

    /// The seller's letters.
    pub const fn prefix(&self) -> &SellerPrefix {
        &self.prefix
    }

    /// The number that must follow, so that there is no gap.
    pub fn next(&self) -> Result<Self, NotAnInvoiceNumber> {
        let sequence = self.sequence.checked_add(1).ok_or(NotAnInvoiceNumber)?;
        Ok(Self { prefix: self.prefix.clone(), sequence })
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.prefix.0, self.sequence)
    }
}

impl FromStr for InvoiceNumber {
    type Err = NotAnInvoiceNumber;

    /// Reads what a person or a bank statement quotes: capitals or not, zeros left out or not.
    fn from_str(text: &str) -> Result<Self, NotAnInvoiceNumber> {
        let (prefix, digits) = text.trim().rsplit_once('-').ok_or(NotAnInvoiceNumber)?;
        let prefix = SellerPrefix::parse(prefix).map_err(|_| NotAnInvoiceNumber)?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NotAnInvoiceNumber);
        }
        Self::new(prefix, digits.parse().map_err(|_| NotAnInvoiceNumber)?)
    }
}

impl TryFrom<String> for InvoiceNumber {
    type Error = NotAnInvoiceNumber;

    fn try_from(text: String) -> Result<Self, NotAnInvoiceNumber> {
        text.parse()
    }
}

impl From<InvoiceNumber> for String {
    fn from(number: InvoiceNumber) -> Self {
        number.to_string()
    }
}

/// The number of a credit note, like `BDSIP-CN-000007`: a sequence of its own, so that no bank transfer
/// that quotes it is taken for the payment of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNoteNumber {
    prefix: SellerPrefix,
    sequence: u32,
}

impl CreditNoteNumber {
    /// The number with this place in the seller's sequence of credit notes, which starts at 1 and has no
    /// gaps.
    pub const fn new(prefix: SellerPrefix, sequence: u32) -> Self {
        Self { prefix, sequence }
    }

    /// The place in that sequence, from 1.
    pub const fn sequence(&self) -> u32 {
        self.sequence
    }
}

impl fmt::Display for CreditNoteNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-CN-{:06}", self.prefix.0, self.sequence)
    }
}

#[cfg(test)]
mod suggestions {
    use super::SellerPrefix;

    #[test]
    fn letters_are_suggested_from_a_name_and_differ_from_those_taken() {
        let suggest = |name: &str, taken: &[&str]| {
            let found = SellerPrefix::suggest(name, |letters| taken.contains(&letters));
            found.map(|prefix| prefix.as_str().to_owned()).unwrap()
        };
        assert_eq!(suggest("Barking and Dagenham School Improvement Partnership", &[]), "BDSIP");
        assert_eq!(suggest("Redbridge Education Partnership", &["REP", "REPA"]), "REPB");
        assert_eq!(suggest("Attain", &[]), "AXX");
        assert_eq!(suggest("42", &[]), "XX");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_prefix_is_two_to_six_letters() {
        assert_eq!(SellerPrefix::parse(" rep ").unwrap().as_str(), "REP");
        assert_eq!(SellerPrefix::parse(""), Err(Problem::Missing));
        for odd in ["A", "ABCDEFG", "A1", "A-B", "ÉA", "A B", "🦉"] {
            let refused = Err(Problem::NotLetters { min: 2, max: 6 });
            assert_eq!(SellerPrefix::parse(odd), refused, "{odd}");
        }
    }

    #[test]
    fn a_number_is_read_however_a_bank_statement_spells_it() {
        let number = InvoiceNumber::new(SellerPrefix::parse("BDSIP").unwrap(), 123).unwrap();
        assert_eq!(number.to_string(), "BDSIP-000123");
        for text in ["BDSIP-000123", "bdsip-123", " BDSIP-0000123 "] {
            assert_eq!(text.parse(), Ok(number.clone()));
        }
        for text in ["BDSIP000123", "BDSIP-", "BDSIP-000000", "BDSIP-12x", "B-1", "BDSIP-+1"] {
            assert_eq!(text.parse::<InvoiceNumber>(), Err(NotAnInvoiceNumber), "{text}");
        }
        assert_eq!(number.next().unwrap().to_string(), "BDSIP-000124");
    }

    #[test]
    fn a_credit_note_is_no_invoice() {
        let number = CreditNoteNumber::new(SellerPrefix::parse("REP").unwrap(), 7).to_string();
        assert_eq!(number, "REP-CN-000007");
        assert_eq!(number.parse::<InvoiceNumber>(), Err(NotAnInvoiceNumber));
    }

    proptest! {
        #[test]
        fn every_number_fits_a_bacs_reference_and_reads_back(
            prefix in "[A-Z]{2,6}",
            sequence in 1..=u32::MAX,
        ) {
            let number = InvoiceNumber::new(SellerPrefix::parse(&prefix).unwrap(), sequence).unwrap();
            let text = number.to_string();
            prop_assert!(text.len() <= 18);
            let safe = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
            prop_assert!(text.chars().all(safe));
            prop_assert_eq!(text.parse(), Ok(number));
        }
    }
}
