//! The kinds of price a service can have, and what can go with any of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::amount::LARGEST;
use super::extra::{Allowance, Step, Subsidy};
use super::made_of::MadeOf;
use super::rates::{BuyerStanding, Rate, Rates};
use super::stated::StatedBase;
use crate::failure::{FieldProblem, Problem, Refusal};
use crate::money::{Net, Pence};

/// The whole of a value, by what a share takes of each £100.
const THE_WHOLE: Pence = Pence::new(10_000);

/// How the price of a service is worked out: one of the kinds, and what goes with it. Written as JSON
/// with its kind beside the rest, so that what orders have kept stays readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRule {
    /// What the price is by.
    #[serde(flatten)]
    pub by: PriceKind,
    /// The least that is paid: for one unit where the price is by pupils, for an order otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Net>,
    /// The most that is paid, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Net>,
    /// What each costs less from a number of them on: units of an order, or pupils; fewest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What the membership includes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowance: Option<Allowance>,
    /// What the partnership pays of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsidy: Option<Subsidy>,
    /// What the price of one is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_of: Option<MadeOf>,
}

/// What a price is by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceKind {
    /// So much for each unit.
    PerUnit {
        /// The price of one unit.
        rates: Rates,
    },
    /// So much for each pupil of the school, for each unit bought (usually one year).
    PerPupil {
        /// The price for one pupil.
        rates: Rates,
    },
    /// A fixed part and so much for each pupil, for each unit bought.
    BasePlusPerPupil {
        /// The fixed part.
        base: Rates,
        /// The price for one pupil.
        per_pupil: Rates,
    },
    /// A price by the size of the school, for each unit bought.
    SizeBands {
        /// The bands, smallest first; the first starts at no pupils.
        bands: Vec<SizeBand>,
    },
    /// One amount for the whole, however many units are used.
    Flat {
        /// The amount.
        rates: Rates,
    },
    /// A share of a value that the buyer states, for each unit bought.
    Percentage {
        /// So much for each £100 of it: a penny is a hundredth of a per cent.
        rates: Rates,
    },
    /// So much for each member of staff that the buyer states, for each unit bought.
    PerStaff {
        /// The price for one of them.
        rates: Rates,
    },
}

/// The price of schools from a number of pupils on, up to the next band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeBand {
    /// The fewest pupils of the band.
    pub from_pupils: u32,
    /// The band's price.
    pub rates: Rates,
}

impl From<PriceKind> for PriceRule {
    /// Nothing but the kind.
    fn from(by: PriceKind) -> Self {
        Self {
            by,
            minimum: None,
            maximum: None,
            steps: Vec::new(),
            allowance: None,
            subsidy: None,
            made_of: None,
        }
    }
}

impl PriceKind {
    /// The code of the kind, as in its JSON and in forms.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PerUnit { .. } => "per_unit",
            Self::PerPupil { .. } => "per_pupil",
            Self::BasePlusPerPupil { .. } => "base_plus_per_pupil",
            Self::SizeBands { .. } => "size_bands",
            Self::Flat { .. } => "flat",
            Self::Percentage { .. } => "percentage",
            Self::PerStaff { .. } => "per_staff",
        }
    }

    /// Whether the school's number of pupils is needed for a quote.
    pub const fn needs_pupils(&self) -> bool {
        match self {
            Self::PerPupil { .. } | Self::BasePlusPerPupil { .. } | Self::SizeBands { .. } => true,
            Self::PerUnit { .. }
            | Self::Flat { .. }
            | Self::Percentage { .. }
            | Self::PerStaff { .. } => false,
        }
    }

    /// What the buyer has to state for a quote, where it has to.
    pub const fn needs_stated(&self) -> Option<StatedBase> {
        match self {
            Self::Percentage { .. } => Some(StatedBase::Value),
            Self::PerStaff { .. } => Some(StatedBase::Staff),
            Self::PerUnit { .. }
            | Self::PerPupil { .. }
            | Self::BasePlusPerPupil { .. }
            | Self::SizeBands { .. }
            | Self::Flat { .. } => None,
        }
    }

    /// Whether members pay nothing of it for now.
    pub fn is_free(&self) -> bool {
        self.rates().iter().all(|rates| rates.member.net.pence().is_zero())
    }

    /// Whether something is counted and multiplied: what limits need.
    const fn counts(&self) -> bool {
        match self {
            Self::PerUnit { .. }
            | Self::PerPupil { .. }
            | Self::BasePlusPerPupil { .. }
            | Self::Percentage { .. }
            | Self::PerStaff { .. } => true,
            Self::SizeBands { .. } | Self::Flat { .. } => false,
        }
    }

    /// Its prices: a fixed part and the rest, those of each band, or the one set of them.
    pub fn rates(&self) -> Vec<&Rates> {
        match self {
            Self::PerUnit { rates }
            | Self::PerPupil { rates }
            | Self::Flat { rates }
            | Self::Percentage { rates }
            | Self::PerStaff { rates } => vec![rates],
            Self::BasePlusPerPupil { base, per_pupil } => vec![base, per_pupil],
            Self::SizeBands { bands } => bands.iter().map(|band| &band.rates).collect(),
        }
    }

    fn rates_mut(&mut self) -> Vec<&mut Rates> {
        match self {
            Self::PerUnit { rates }
            | Self::PerPupil { rates }
            | Self::Flat { rates }
            | Self::Percentage { rates }
            | Self::PerStaff { rates } => vec![rates],
            Self::BasePlusPerPupil { base, per_pupil } => vec![base, per_pupil],
            Self::SizeBands { bands } => bands.iter_mut().map(|band| &mut band.rates).collect(),
        }
    }

    /// The rates of what steps can be of.
    fn counted(&self) -> Option<&Rates> {
        match self {
            Self::PerUnit { rates } | Self::PerPupil { rates } => Some(rates),
            Self::BasePlusPerPupil { per_pupil, .. } => Some(per_pupil),
            Self::SizeBands { .. }
            | Self::Flat { .. }
            | Self::Percentage { .. }
            | Self::PerStaff { .. } => None,
        }
    }

    fn starting(&self, day: NaiveDate) -> Self {
        match self {
            Self::PerUnit { rates } => Self::PerUnit { rates: rates.starting(day) },
            Self::Flat { rates } => Self::Flat { rates: rates.starting(day) },
            Self::Percentage { rates } => Self::Percentage { rates: rates.starting(day) },
            Self::PerStaff { rates } => Self::PerStaff { rates: rates.starting(day) },
            Self::PerPupil { rates } => Self::PerPupil { rates: rates.starting(day) },
            Self::BasePlusPerPupil { base, per_pupil } => Self::BasePlusPerPupil {
                base: base.starting(day),
                per_pupil: per_pupil.starting(day),
            },
            Self::SizeBands { bands } => {
                let band = |band: &SizeBand| SizeBand {
                    from_pupils: band.from_pupils,
                    rates: band.rates.starting(day),
                };
                Self::SizeBands { bands: bands.iter().map(band).collect() }
            }
        }
    }
}

impl PriceRule {
    /// So much for each unit, for members and associates only.
    pub fn per_unit(net: Net) -> Self {
        PriceKind::PerUnit { rates: Rates::members_only(net) }.into()
    }

    /// Whether the school's number of pupils is needed for a quote.
    pub const fn needs_pupils(&self) -> bool {
        self.by.needs_pupils()
    }

    /// Whether others than members can buy.
    pub fn sold_to_non_members(&self) -> bool {
        self.by.rates().iter().all(|rates| rates.non_member.is_some())
    }

    /// What members of other partnerships pay until the first change, for each set of prices: a fixed
    /// part and the rest, or each band.
    pub fn of_other_members(&self) -> Vec<Option<Net>> {
        let net = |rates: &&Rates| rates.other_member.as_ref().map(|rate| rate.net);
        self.by.rates().iter().map(net).collect()
    }

    /// The same rule with these prices for members of other partnerships, in the order of
    /// [`PriceRule::of_other_members`]; what is not said of is taken away. Later changes stay.
    #[must_use]
    pub fn with_other_members(mut self, nets: &[Option<Net>]) -> Self {
        let nets = nets.iter().copied().chain(std::iter::repeat(None));
        for (rates, net) in self.by.rates_mut().into_iter().zip(nets) {
            rates.set_other(net);
        }
        self
    }

    /// The rule with what a standing pays and has included in the place of what members do; nothing
    /// where it is not sold to that standing.
    pub fn paid_by(&self, standing: BuyerStanding) -> Option<Self> {
        let mut rule = self.clone();
        rule.allowance = rule.allowance.map(|of| Allowance { full: of.of(standing), ..of });
        for rates in rule.by.rates_mut() {
            rates.member = rates.rate_for(standing).ok()?.clone();
        }
        Some(rule)
    }

    /// Refuses a buyer to whose standing it is not sold.
    pub fn must_be_sold_to(&self, standing: BuyerStanding) -> Result<(), Refusal> {
        self.by.rates().first().map_or(Ok(()), |rates| rates.rate_for(standing).map(|_| ()))
    }

    /// Whether members of other partnerships have a price of their own.
    pub fn sold_to_other_members(&self) -> bool {
        self.by.rates().iter().all(|rates| rates.other_member.is_some())
    }

    /// Whether each unit of an order costs the same.
    pub const fn is_even(&self) -> bool {
        self.steps.is_empty()
            && self.allowance.is_none()
            && self.minimum.is_none()
            && self.maximum.is_none()
    }

    /// How many units a year the membership of a standing includes.
    pub fn included(&self, standing: BuyerStanding) -> u32 {
        self.allowance.map_or(0, |allowance| allowance.of(standing))
    }

    /// What the partnership pays for a standing on a day.
    pub fn subsidy_for(&self, standing: BuyerStanding, on: NaiveDate) -> Option<&Subsidy> {
        self.subsidy.as_ref().filter(|subsidy| standing.is_member() && subsidy.holds(on))
    }

    /// Whether the limits are those of a whole order.
    pub(super) const fn limits_orders(&self) -> bool {
        matches!(self.by, PriceKind::PerUnit { .. })
    }

    /// The first day after a day on which a school of a standing pays another price.
    pub fn next_change(&self, standing: BuyerStanding, day: NaiveDate) -> Option<NaiveDate> {
        self.changes(standing).into_iter().find(|change| *change > day)
    }

    /// The days on which the price of a standing changes, earliest first.
    pub(super) fn changes(&self, standing: BuyerStanding) -> BTreeSet<NaiveDate> {
        let rates = self.by.rates().into_iter().filter_map(|rates| rates.rate_for(standing).ok());
        let dated = rates.flat_map(|rate| rate.changes.iter().map(|change| change.from_on));
        let subsidy = self.subsidy.as_ref().filter(|_| standing.is_member());
        dated.chain(subsidy.and_then(Subsidy::ends_before)).collect()
    }

    /// What is wrong with the rule, by field of its form; nothing when it can be used.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let rates: Vec<&Rate> = self.by.rates().into_iter().flat_map(Rates::stated).collect();
        if rates.iter().flat_map(|rate| rate.all()).any(|net| net.pence().is_negative()) {
            problems.push(FieldProblem { field: "price", problem: Problem::NotMoney });
        }
        if matches!(self.by, PriceKind::Percentage { .. })
            && rates.iter().flat_map(|rate| rate.all()).any(|net| net.pence() > THE_WHOLE)
        {
            let problem = Problem::OutOfRange { min: 0, max: 100 };
            problems.push(FieldProblem { field: "price", problem });
        }
        if !rates.iter().all(|rate| rises_in_time(rate)) {
            problems
                .push(FieldProblem { field: "change_1_from_on", problem: Problem::BeforeStart });
        }
        problems.extend(limits_problem(self.minimum, self.maximum));
        if let PriceKind::SizeBands { bands } = &self.by {
            problems.extend(bands_problem(bands));
        }
        problems.extend(self.steps_problem());
        problems.extend(self.subsidy.as_ref().and_then(Subsidy::problem));
        problems.extend(self.misplaced());
        if let Some(made_of) = &self.made_of
            && let PriceKind::PerUnit { rates } = &self.by
        {
            problems.extend(made_of.problems(rates));
        }
        problems
    }

    /// What does not go with the kind, or not together.
    fn misplaced(&self) -> Vec<FieldProblem> {
        let counts = self.by.counts();
        let flat = matches!(self.by, PriceKind::Flat { .. });
        let steps = self.by.counted().is_some();
        let whole = matches!(self.by, PriceKind::PerUnit { .. })
            && self.steps.is_empty()
            && self.minimum.or(self.maximum).is_none()
            && self
                .by
                .rates()
                .into_iter()
                .flat_map(Rates::stated)
                .all(|rate| rate.changes.is_empty());
        [
            ("minimum", self.minimum.is_some() && !counts),
            ("maximum", self.maximum.is_some() && !counts),
            ("step_1_from", !self.steps.is_empty() && !steps),
            ("allowance", self.allowance.is_some() && flat),
            ("made_of", self.made_of.is_some() && !whole),
        ]
        .into_iter()
        .filter(|(_, wrong)| *wrong)
        .map(|(field, _)| FieldProblem { field, problem: Problem::NotForThisPrice })
        .collect()
    }

    /// Steps begin with the second, rise, and take off more and more, but never more than all.
    fn steps_problem(&self) -> Option<FieldProblem> {
        let rising = self.steps.windows(2).all(|pair| match pair {
            [few, many] => few.from < many.from && few.less < many.less,
            _ => true,
        });
        let first = self.steps.first().is_none_or(|step| {
            step.from >= 2 && !step.less.pence().is_negative() && !step.less.pence().is_zero()
        });
        if !rising || !first {
            let problem = Problem::CheaperStepsOutOfOrder;
            return Some(FieldProblem { field: "step_1_from", problem });
        }
        let most = self.steps.last()?.less;
        // What is free for now costs no less than nothing.
        let counted = self.by.counted()?.stated().flat_map(Rate::all);
        let counted = counted.filter(|net| !net.pence().is_zero());
        let problem = Problem::MoreThanThePrice;
        (counted.min()? < most).then_some(FieldProblem { field: "step_1_less", problem })
    }

    /// The rule as it is from a day on: what prices were before is left behind. Every quote of that
    /// day and of later ones is the same.
    #[must_use]
    pub fn starting(&self, day: NaiveDate) -> Self {
        let subsidy = self.subsidy.filter(|subsidy| subsidy.holds(day));
        Self { by: self.by.starting(day), subsidy, ..self.clone() }
    }
}

fn rises_in_time(rate: &Rate) -> bool {
    rate.changes.windows(2).all(|pair| match pair {
        [earlier, later] => earlier.from_on < later.from_on,
        _ => true,
    })
}

fn limits_problem(minimum: Option<Net>, maximum: Option<Net>) -> Option<FieldProblem> {
    if [minimum, maximum].into_iter().flatten().any(|limit| limit.pence().is_negative()) {
        return Some(FieldProblem { field: "minimum", problem: Problem::NotMoney });
    }
    let (minimum, maximum) = (minimum?, maximum?);
    (minimum > maximum).then_some(FieldProblem {
        field: "maximum",
        problem: Problem::OutOfRange { min: minimum.pence().get() / 100, max: LARGEST / 100 },
    })
}

fn bands_problem(bands: &[SizeBand]) -> Option<FieldProblem> {
    let starts_at_none = bands.first().is_some_and(|band| band.from_pupils == 0);
    let rises = bands.windows(2).all(|pair| match pair {
        [smaller, larger] => smaller.from_pupils < larger.from_pupils,
        _ => true,
    });
    let problem = match bands {
        [] => Problem::Missing,
        _ if !starts_at_none => Problem::NotFromNought,
        _ => Problem::SizesOutOfOrder,
    };
    (!starts_at_none || !rises).then_some(FieldProblem { field: "bands", problem })
}
