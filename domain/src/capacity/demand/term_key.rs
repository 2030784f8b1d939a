//! A term of a school year, whatever its dates.

use std::fmt;
use std::str::FromStr;

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::calendar::{Term, TermName};

/// A term of a school year, whatever its dates: in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TermKey {
    /// Terms since the autumn of the year nought.
    number: i32,
}

/// That a term cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a term")]
pub struct NotATerm;

impl TermKey {
    /// The term of the school year that begins in a year.
    pub const fn new(school_year: i32, name: TermName) -> Self {
        let place = match name {
            TermName::Autumn => 0,
            TermName::Spring => 1,
            TermName::Summer => 2,
        };
        Self { number: school_year.saturating_mul(3).saturating_add(place) }
    }

    /// The term with these dates.
    pub fn of(term: &Term) -> Self {
        let year = term.first_on.year();
        let school_year = if term.first_on.month() >= 8 { year } else { year.saturating_sub(1) };
        Self::new(school_year, term.name)
    }

    /// The year in which its school year begins.
    pub const fn school_year(self) -> i32 {
        self.number.div_euclid(3)
    }

    /// Which of the three.
    pub const fn name(self) -> TermName {
        match self.number.rem_euclid(3) {
            0 => TermName::Autumn,
            1 => TermName::Spring,
            _ => TermName::Summer,
        }
    }

    /// So many terms later.
    #[must_use]
    pub const fn later(self, terms: i32) -> Self {
        Self { number: self.number.saturating_add(terms) }
    }

    /// So many terms before.
    #[must_use]
    pub const fn before(self, terms: i32) -> Self {
        Self { number: self.number.saturating_sub(terms) }
    }

    /// The same term of the school year before.
    #[must_use]
    pub const fn a_year_before(self) -> Self {
        self.before(3)
    }
}

/// `2026-autumn`, by the year in which the school year begins.
impl fmt::Display for TermKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.school_year(), self.name().code())
    }
}

impl FromStr for TermKey {
    type Err = NotATerm;

    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let (year, name) = text.trim().split_once('-').ok_or(NotATerm)?;
        let year: i32 = year.parse().map_err(|_| NotATerm)?;
        let name = TermName::from_code(name).ok_or(NotATerm)?;
        if (1_900..=2_200).contains(&year) { Ok(Self::new(year, name)) } else { Err(NotATerm) }
    }
}

impl TryFrom<String> for TermKey {
    type Error = NotATerm;

    fn try_from(text: String) -> Result<Self, NotATerm> {
        text.parse()
    }
}

impl From<TermKey> for String {
    fn from(key: TermKey) -> Self {
        key.to_string()
    }
}
