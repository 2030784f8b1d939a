//! The price a viewer is shown: their school's own, or what members pay.

use chrono::NaiveDate;
use domain::price::{BuyerStanding, PriceRule, Quote, Unit, WhoPays, quote};
use domain::{Failure, Net, Refusal};

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
    /// It rests on a figure that a school states when it orders.
    ByFigure,
    /// It is sold to members only, and theirs is not one.
    MembersOnly,
}

/// What a price will be from a later day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterPrice {
    /// The first day.
    pub from_on: NaiveDate,
    /// The price from then on.
    pub price: PriceShown,
}

impl PriceShown {
    /// The quote behind it, where there is one.
    pub const fn quote(&self) -> Option<&Quote> {
        match self {
            Self::Yours(quote) | Self::Members(quote) => Some(quote),
            Self::BySize | Self::PupilsNotKnown | Self::ByFigure | Self::MembersOnly => None,
        }
    }

    /// What compares with the market's prices: what one unit comes to, whoever pays it. A price by pupils is for the
    /// whole school, and the market's for one pupil.
    pub fn comparable(&self, unit: Unit) -> Result<Option<Net>, Failure> {
        let Some(quote) = self.quote() else { return Ok(None) };
        // What the partnership pays is no part of how dear it is.
        let net = quote.working.before_subsidy()?;
        let pupils = quote.working.of_pupils();
        match (unit, pupils) {
            (Unit::Pupil, Some(0)) => Ok(None),
            (Unit::Pupil, Some(pupils)) => {
                Ok(Some(Net(net.pence().fraction(1, i64::from(pupils))?)))
            }
            _ => Ok(Some(net)),
        }
    }

    /// Who pays for one under a rule; nothing where no price can be said.
    pub(super) fn who_pays(&self, rule: &PriceRule) -> Result<Option<WhoPays>, Failure> {
        let who = self.quote().map(|quote| WhoPays::of(rule, &quote.working)).transpose();
        who.map_err(Failure::from)
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
            Err(Refusal::FigureNotStated) => Ok(Self::ByFigure),
            Err(Refusal::NotForThisSchool) => Ok(Self::MembersOnly),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// One unit for a full member whose size is not asked.
    pub(super) fn members(rule: &PriceRule, on: NaiveDate) -> Result<Self, Failure> {
        match quote(rule, BuyerStanding::Full, None, 1, on) {
            Ok(quote) => Ok(Self::Members(quote)),
            Err(Refusal::PupilsNotKnown) => Ok(Self::BySize),
            Err(Refusal::FigureNotStated) => Ok(Self::ByFigure),
            Err(refusal) => Err(refusal.into()),
        }
    }
}
