//! How a saving is measured.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::access::closed_list;
use crate::money::{BasisPoints, Overflow, Pence};

closed_list! {
    /// How certain a saving is. Only what is realised has been saved.
    Stage {
        /// Expected: an estimate of what will be bought.
        Forecast = "forecast",
        /// Agreed: the awarded price for what was signed up for.
        Contracted = "contracted",
        /// Invoiced: the invoiced price for what was delivered.
        Realised = "realised",
    }
}

closed_list! {
    /// Whether money is set free.
    Cashability {
        /// The school paid more before, so its budget is relieved.
        Cashable = "cashable",
        /// The school would have paid more elsewhere, but never did.
        Avoided = "avoided",
    }
}

closed_list! {
    /// What a saving is measured against. The highest bid is not among them: it is no baseline.
    BaselineKind {
        /// What the school itself paid before.
        OwnEarlierSpend = "own_earlier_spend",
        /// What the market charges.
        MarketRate = "market_rate",
        /// The mean of the other compliant bids.
        MeanOfOtherBids = "mean_of_other_bids",
        /// The provider's list price.
        ListPrice = "list_price",
    }
}

closed_list! {
    /// How the amount was come by, in the words of the Department for Education's "Get help
    /// buying for schools". Its list of estimates has no alternative; that one is ours.
    Method {
        /// Previous spend less the estimated price.
        PreviousMinusEstimated = "previous_minus_estimated",
        /// Recommended retail price less the estimated price.
        RrpMinusEstimated = "rrp_minus_estimated",
        /// An alternative price less the estimated price.
        AlternativeMinusEstimated = "alternative_minus_estimated",
        /// Previous spend less the award price.
        PreviousMinusAward = "previous_minus_award",
        /// Recommended retail price less the award price.
        RrpMinusAward = "rrp_minus_award",
        /// An alternative price less the award price.
        AlternativeMinusAward = "alternative_minus_award",
    }
}

impl Cashability {
    /// Only a school's own earlier spend relieves its budget: what it never bought before is
    /// avoided cost, whatever the market charges.
    pub const fn of(baseline: BaselineKind) -> Self {
        match baseline {
            BaselineKind::OwnEarlierSpend => Self::Cashable,
            BaselineKind::MarketRate | BaselineKind::MeanOfOtherBids | BaselineKind::ListPrice => {
                Self::Avoided
            }
        }
    }
}

impl Method {
    /// The method that goes with a baseline and a stage.
    pub const fn of(baseline: BaselineKind, stage: Stage) -> Self {
        use BaselineKind as B;
        match (stage, baseline) {
            (Stage::Forecast, B::OwnEarlierSpend) => Self::PreviousMinusEstimated,
            (Stage::Forecast, B::ListPrice) => Self::RrpMinusEstimated,
            (Stage::Forecast, B::MarketRate | B::MeanOfOtherBids) => {
                Self::AlternativeMinusEstimated
            }
            (Stage::Contracted | Stage::Realised, B::OwnEarlierSpend) => Self::PreviousMinusAward,
            (Stage::Contracted | Stage::Realised, B::ListPrice) => Self::RrpMinusAward,
            (Stage::Contracted | Stage::Realised, B::MarketRate | B::MeanOfOtherBids) => {
                Self::AlternativeMinusAward
            }
        }
    }
}

/// A price of a unit, exact: so much for so many. £5,000 a year for 420 pupils is no whole number
/// of pence a pupil, and must not become one before it is multiplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPrice {
    /// What they cost together.
    pub amount: Pence,
    /// How many.
    pub per: NonZeroU32,
}

impl UnitPrice {
    /// A price of one unit in whole pence.
    pub const fn each(amount: Pence) -> Self {
        Self { amount, per: NonZeroU32::MIN }
    }

    /// The price of a unit when so many cost this together.
    pub const fn of(amount: Pence, per: NonZeroU32) -> Self {
        Self { amount, per }
    }

    /// What so many cost, rounded once, half away from nought to the penny.
    pub fn times(self, quantity: NonZeroU32) -> Result<Pence, Overflow> {
        self.amount.fraction(i64::from(quantity.get()), i64::from(self.per.get()))
    }
}

/// A saving in pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The fee on the price, where the price does not include it.
    pub fee: Pence,
    /// The baseline less the price less the fee; negative for a rise in cost.
    pub amount: Pence,
}

/// Measures a saving: the same quantity at the baseline and at the price, so that buying more or
/// less is never a saving; less a fee that is charged on top of the price.
pub fn measure(
    baseline: UnitPrice,
    price: UnitPrice,
    quantity: NonZeroU32,
    fee: BasisPoints,
) -> Result<Measured, Overflow> {
    let (before, now) = (baseline.times(quantity)?, price.times(quantity)?);
    let fee = now.share(fee)?;
    Ok(Measured { fee, amount: before.minus(now)?.minus(fee)? })
}
