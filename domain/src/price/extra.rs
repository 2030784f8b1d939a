//! What goes with a price of any kind: less from a number on, what the membership includes, and what
//! the partnership pays of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rates::BuyerStanding;
use crate::calendar::{FinancialYear, FinancialYearKind};
use crate::failure::{FieldProblem, Problem};
use crate::money::{BasisPoints, Net, Overflow};

/// Each costs less from a number of them on; those before cost what they did, so that more never
/// costs less in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The first that costs less, counted from 1 within an order, or among the school's pupils.
    pub from: u32,
    /// How much less than the first.
    pub less: Net,
}

/// How many units a membership includes in a year from September to August.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Of a full member.
    #[serde(default)]
    pub full: u32,
    /// Of an associate.
    #[serde(default)]
    pub associate: u32,
}

impl Allowance {
    /// How many are included for a standing.
    pub const fn of(self, standing: BuyerStanding) -> u32 {
        match standing {
            BuyerStanding::Full => self.full,
            BuyerStanding::Associate => self.associate,
            BuyerStanding::NonMember | BuyerStanding::OtherMember => 0,
        }
    }

    /// The year in which what is bought for a day counts.
    pub fn year_of(day: NaiveDate) -> FinancialYear {
        FinancialYear::of(FinancialYearKind::SeptemberToAugust, day)
    }
}

/// How much a school has bought already of what its membership includes, by year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Used(BTreeMap<NaiveDate, u32>);

impl Used {
    /// So many more in the year of a day.
    pub fn add(&mut self, day: NaiveDate, count: u32) {
        let year = self.0.entry(Allowance::year_of(day).first_on()).or_default();
        *year = year.saturating_add(count);
    }

    /// How many in the year of a day.
    pub fn in_year_of(&self, day: NaiveDate) -> u32 {
        self.0.get(&Allowance::year_of(day).first_on()).copied().unwrap_or(0)
    }
}

/// What the partnership pays of a member's price: a share of it, no more than so much for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subsidy {
    /// The share; the whole where only an amount was said.
    pub share: BasisPoints,
    /// The most for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Net>,
    /// The last day on which it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// The whole, as a share.
pub(super) const WHOLE: BasisPoints = BasisPoints::new(10_000);

impl Subsidy {
    /// Whether it is paid on a day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.until.is_none_or(|until| until >= on)
    }

    /// Whether so much is paid of each, whatever it costs.
    pub fn is_amount(&self) -> bool {
        self.share == WHOLE && self.most.is_some()
    }

    /// The first day on which it is not paid any more.
    pub(super) fn ends_before(&self) -> Option<NaiveDate> {
        self.until.and_then(|until| until.succ_opt())
    }

    /// What is paid of one that costs so much: never more than that.
    pub fn of(&self, price: Net) -> Result<Net, Overflow> {
        let share = Net(price.pence().share(self.share)?);
        Ok(share.min(self.most.unwrap_or(share)).min(price))
    }

    /// What is paid of so many that cost so much together.
    pub(super) fn of_several(&self, price: Net, count: u32) -> Result<Net, Overflow> {
        let share = Net(price.pence().share(self.share)?);
        let most = self.most.map(|most| most.pence().times(i64::from(count)).map(Net));
        Ok(share.min(most.transpose()?.unwrap_or(share)).min(price))
    }

    pub(super) fn problem(&self) -> Option<FieldProblem> {
        let nothing = self.share.get() == 0
            || self.most.is_some_and(|most| most.pence().is_zero() || most.pence().is_negative());
        let problem = Problem::OutOfRange { min: 1, max: 100 };
        (nothing || self.share > WHOLE).then_some(FieldProblem { field: "subsidy_share", problem })
    }
}
