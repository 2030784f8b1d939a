//! One price of the market, as it was quoted and as it compares.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::conversion::{Conversion, ConversionWorking};
use crate::failure::{FieldProblem, Problem};
use crate::id::PricePointId;
use crate::money::{BasisPoints, Overflow, Pence};
use crate::price::Unit;
use crate::service::PhaseServed;
use crate::text::LaCode;
use crate::vat::{ComparisonBasis, standard_rate};

/// A price somebody asked or paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePoint {
    /// Which point it is.
    pub id: PricePointId,
    /// Who says so.
    pub origin: Origin,
    /// What was said.
    pub quoted: AsQuoted,
    /// How that comes to the service's unit.
    pub conversion: Conversion,
    /// The service's unit.
    pub unit: Unit,
    /// The day the price is of: paid, published, or seen.
    pub on: NaiveDate,
    /// The phase it was for, where that is known.
    pub phase: Option<PhaseServed>,
    /// The council's area it was for, where that is known.
    pub area: Option<LaCode>,
}

/// Where a price comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// Somebody outside published it.
    Published {
        /// Who published it.
        source_name: String,
        /// Where it can be read.
        source_url: String,
        /// When it was published, where that is said.
        published_on: Option<NaiveDate>,
        /// When staff last read it there.
        seen_on: NaiveDate,
        /// What has to be known to read it right, such as that it is pay and not price.
        note: Option<String>,
    },
}

impl Origin {
    /// The web address of the source; nothing for anything a browser should not follow.
    pub fn link(&self) -> Option<&str> {
        let Self::Published { source_url, .. } = self;
        let web = source_url.starts_with("https://") || source_url.starts_with("http://");
        web.then_some(source_url.as_str())
    }
}

/// A price in the words and the unit of its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsQuoted {
    /// The amount, or the lower end of a range.
    pub low: Pence,
    /// The amount again, or the upper end.
    pub high: Pence,
    /// The unit in the source's words: `session of 40 to 45 minutes`.
    pub unit_words: String,
    /// How the amount stands towards VAT.
    pub vat: QuotedVat,
}

/// How a quoted amount stands towards VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum QuotedVat {
    /// VAT comes on top.
    Excluded {
        /// At this rate.
        rate: BasisPoints,
    },
    /// VAT is in it.
    Included {
        /// At this rate.
        rate: BasisPoints,
    },
    /// There is none: exempt, zero-rated, or a seller who is not registered.
    None,
    /// The source does not say. It counts as if VAT were in it, at the standard rate of its day: an
    /// unclear price must not make ours look lower than it is.
    NotSaid,
}

impl QuotedVat {
    /// The rate at which VAT is in the amount, where it is or has to be taken to be. Forms take no
    /// price from before the rates we know.
    fn within(self, day: NaiveDate) -> Option<BasisPoints> {
        match self {
            Self::Included { rate } => Some(rate),
            Self::NotSaid => standard_rate(day),
            Self::Excluded { .. } | Self::None => None,
        }
    }

    /// What an amount of that day that stands so towards VAT comes to on a basis.
    fn on(self, basis: ComparisonBasis, amount: Pence, day: NaiveDate) -> Result<Pence, Overflow> {
        let whole = |rate: BasisPoints| 10_000 + i64::from(rate.get());
        match (self, basis) {
            (Self::Excluded { rate }, ComparisonBasis::Gross) => {
                amount.fraction(whole(rate), 10_000)
            }
            (_, ComparisonBasis::Net) => match self.within(day) {
                Some(rate) => amount.fraction(10_000, whole(rate)),
                None => Ok(amount),
            },
            (Self::Included { .. } | Self::None | Self::NotSaid, ComparisonBasis::Gross) => {
                Ok(amount)
            }
        }
    }
}

/// A price in the service's unit and on one basis, with the working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// The lower end.
    pub low: Pence,
    /// The upper end.
    pub high: Pence,
    /// The middle of the two, which stands for the price in sums.
    pub middle: Pence,
    /// Whether VAT is in these.
    pub basis: ComparisonBasis,
    /// How the lower end was converted.
    pub low_working: ConversionWorking,
    /// How the upper end was converted.
    pub high_working: ConversionWorking,
}

impl PricePoint {
    /// The price in the service's unit, without or with VAT.
    pub fn converted(&self, basis: ComparisonBasis) -> Result<Converted, Overflow> {
        let on_basis = |amount| self.quoted.vat.on(basis, amount, self.on);
        let low_working = self.conversion.apply(on_basis(self.quoted.low)?)?;
        let high_working = self.conversion.apply(on_basis(self.quoted.high)?)?;
        let (low, high) = (low_working.result, high_working.result);
        let middle = low.plus(high)?.fraction(1, 2)?;
        Ok(Converted { low, high, middle, basis, low_working, high_working })
    }

    /// What makes no sense in it, by field of its form.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.quoted.low <= Pence::ZERO {
            problems.push(FieldProblem { field: "low", problem: Problem::NotMoney });
        }
        if self.quoted.high < self.quoted.low {
            problems.push(FieldProblem { field: "high", problem: Problem::BelowLower });
        }
        problems.extend(self.conversion.problem());
        problems
    }
}
