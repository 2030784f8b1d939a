//! The terms of a deal: set before it opens, then frozen.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::calendar::london_day;
use crate::failure::{FieldProblem, Problem};
use crate::money::{BasisPoints, Net, Overflow};
use crate::price;

use super::steps::{Step, Steps};

/// The longest contract: ten years.
const LONGEST_MONTHS: u16 = 120;
/// The highest fee that makes sense: 30 %.
const HIGHEST_FEE: BasisPoints = BasisPoints::new(3_000);

closed_list! {
    /// What is counted and priced.
    Unit {
        /// A pupil on roll.
        Pupil = "pupil",
        /// A thing, a licence, a site: whatever the deal's title says.
        Each = "each",
    }
}

impl Unit {
    /// The unit that orders and what schools pay now are kept in.
    pub const fn priced_in(self) -> price::Unit {
        match self {
            Self::Pupil => price::Unit::Pupil,
            Self::Each => price::Unit::Item,
        }
    }
}

/// What a deal needs to go ahead. Somebody must sign up in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Quorum {
    /// The least number of schools, if that matters.
    pub schools: Option<u32>,
    /// The least pooled quantity, if that matters.
    pub quantity: Option<u64>,
}

/// Terms as typed or stored, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedTerms {
    /// What is counted and priced.
    pub unit: Unit,
    /// Price steps, in rising order of quantity.
    pub steps: Vec<Step>,
    /// What the deal needs to go ahead.
    pub quorum: Quorum,
    /// From this instant on nobody can sign up or leave.
    pub closes_at: DateTime<Utc>,
    /// What the partnership keeps of the price: one fixed percentage, shown to everybody.
    pub fee: BasisPoints,
    /// The day on which the contract begins: after the day on which the deal closes.
    pub starts_on: NaiveDate,
    /// How long the contract runs, 1 to 120 months.
    pub months: u16,
}

/// Checked terms. They exist only if they make sense, also when read back from storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ProposedTerms", into = "ProposedTerms")]
pub struct Terms {
    unit: Unit,
    steps: Steps,
    quorum: Quorum,
    closes_at: DateTime<Utc>,
    fee: BasisPoints,
    starts_on: NaiveDate,
    months: u16,
}

/// Terms as far as they could be read: so that what is wrong with one part is told together with
/// what could not be read of another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReadTerms {
    /// What is counted and priced.
    pub unit: Option<Unit>,
    /// Price steps, where all of them could be read.
    pub steps: Option<Vec<Step>>,
    /// What the deal needs to go ahead.
    pub quorum: Quorum,
    /// From this instant on nobody can sign up or leave.
    pub closes_at: Option<DateTime<Utc>>,
    /// What the partnership keeps of the price.
    pub fee: Option<BasisPoints>,
    /// The day on which the contract begins.
    pub starts_on: Option<NaiveDate>,
    /// How long the contract runs.
    pub months: Option<u16>,
}

impl ReadTerms {
    /// Every part that was read and cannot be used, with the form's names: `quorum_schools`,
    /// `quorum_quantity`, `fee`, `starts_on`, `months`, `steps`.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut wrong = |field, problem| problems.push(FieldProblem { field, problem });
        if self.quorum.schools == Some(0) {
            wrong("quorum_schools", Problem::OutOfRange { min: 1, max: i64::from(u32::MAX) });
        }
        if self.quorum.quantity == Some(0) {
            wrong("quorum_quantity", Problem::OutOfRange { min: 1, max: i64::MAX });
        }
        if self.fee.is_some_and(|fee| fee > HIGHEST_FEE) {
            // In per cent, as it is typed.
            wrong("fee", Problem::OutOfRange { min: 0, max: i64::from(HIGHEST_FEE.get()) / 100 });
        }
        let closes_on = self.closes_at.map(london_day);
        if self.starts_on.zip(closes_on).is_some_and(|(starts, closes)| starts <= closes) {
            wrong("starts_on", Problem::BeforeClosing);
        }
        if self.months.is_some_and(|months| months == 0 || months > LONGEST_MONTHS) {
            wrong("months", Problem::OutOfRange { min: 1, max: i64::from(LONGEST_MONTHS) });
        }
        if let Some(Err(problem)) = self.steps.clone().map(Steps::new) {
            wrong("steps", problem);
        }
        problems
    }

    /// The whole of them, where every part could be read.
    pub fn whole(self) -> Option<ProposedTerms> {
        Some(ProposedTerms {
            unit: self.unit?,
            steps: self.steps?,
            quorum: self.quorum,
            closes_at: self.closes_at?,
            fee: self.fee?,
            starts_on: self.starts_on?,
            months: self.months?,
        })
    }
}

impl From<ProposedTerms> for ReadTerms {
    fn from(proposed: ProposedTerms) -> Self {
        let ProposedTerms { unit, steps, quorum, closes_at, fee, starts_on, months } = proposed;
        Self {
            unit: Some(unit),
            steps: Some(steps),
            quorum,
            closes_at: Some(closes_at),
            fee: Some(fee),
            starts_on: Some(starts_on),
            months: Some(months),
        }
    }
}

impl Terms {
    /// Checks the terms; every field that cannot be used is named as [`ReadTerms::problems`] does.
    pub fn new(proposed: ProposedTerms) -> Result<Self, Vec<FieldProblem>> {
        let problems = ReadTerms::from(proposed.clone()).problems();
        let ProposedTerms { unit, steps, quorum, closes_at, fee, starts_on, months } = proposed;
        match Steps::new(steps) {
            Ok(steps) if problems.is_empty() => {
                Ok(Self { unit, steps, quorum, closes_at, fee, starts_on, months })
            }
            Ok(_) | Err(_) => Err(problems),
        }
    }

    /// What is counted and priced.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The price steps.
    pub const fn steps(&self) -> &Steps {
        &self.steps
    }

    /// What the deal needs to go ahead.
    pub const fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// From this instant on nobody can sign up or leave.
    pub const fn closes_at(&self) -> DateTime<Utc> {
        self.closes_at
    }

    /// What the partnership keeps of the price.
    pub const fn fee(&self) -> BasisPoints {
        self.fee
    }

    /// The day on which the contract begins.
    pub const fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// How long the contract runs, in months.
    pub const fn months(&self) -> u16 {
        self.months
    }

    /// The part of an amount that the partnership keeps. It is inside the price, never on top.
    pub fn fee_within(&self, price: Net) -> Result<Net, Overflow> {
        price.pence().share(self.fee).map(Net)
    }
}

impl TryFrom<ProposedTerms> for Terms {
    type Error = String;

    fn try_from(proposed: ProposedTerms) -> Result<Self, String> {
        Self::new(proposed).map_err(|problems| format!("not terms of a deal: {problems:?}"))
    }
}

impl From<Terms> for ProposedTerms {
    fn from(terms: Terms) -> Self {
        let Terms { unit, steps, quorum, closes_at, fee, starts_on, months } = terms;
        Self { unit, steps: steps.into(), quorum, closes_at, fee, starts_on, months }
    }
}
