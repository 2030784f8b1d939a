//! The price a viewer is shown: their school's own, or what members pay.

use chrono::NaiveDate;
use domain::price::{BuyerStanding, PriceRule, Quote, quote};
use domain::{Failure, Refusal};

/// What a viewer is shown as the price of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceShown {
    /// What their school pays.
    Yours(Quote),
    /// What a full member pays: the viewer acts for no school.
    Members(Quote),
    /// It depends on the size of the school, and the viewer acts for no school.
    BySize,
    /// It depends on the size of the school, and theirs is not known.
    PupilsNotKnown,
    /// It is sold to members only, and theirs is not one.
    MembersOnly,
}

impl PriceShown {
    /// The quote behind it, where there is one.
    pub const fn quote(&self) -> Option<&Quote> {
        match self {
            Self::Yours(quote) | Self::Members(quote) => Some(quote),
            Self::BySize | Self::PupilsNotKnown | Self::MembersOnly => None,
        }
    }

    /// One unit for a school on a day's prices.
    pub(super) fn yours(
        rule: &PriceRule,
        standing: BuyerStanding,
        pupils: Option<u32>,
        on: NaiveDate,
    ) -> Result<Self, Failure> {
        match quote(rule, standing, pupils, 1, on) {
            Ok(quote) => Ok(Self::Yours(quote)),
            Err(Refusal::PupilsNotKnown) => Ok(Self::PupilsNotKnown),
            Err(Refusal::NotForThisSchool) => Ok(Self::MembersOnly),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// One unit for a full member whose size is not asked.
    pub(super) fn members(rule: &PriceRule, on: NaiveDate) -> Result<Self, Failure> {
        match quote(rule, BuyerStanding::Full, None, 1, on) {
            Ok(quote) => Ok(Self::Members(quote)),
            Err(Refusal::PupilsNotKnown) => Ok(Self::BySize),
            Err(refusal) => Err(refusal.into()),
        }
    }
}
