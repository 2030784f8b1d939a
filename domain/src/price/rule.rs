//! The kinds of price a service can have.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::amount::LARGEST;
use super::rates::{Rate, Rates};
use crate::failure::{FieldProblem, Problem};
use crate::money::Net;

/// How the price of a service is worked out. Written as JSON with its kind, so that kinds can be
/// added beside those that orders have kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PriceRule {
    /// So much for each unit.
    PerUnit {
        /// The price of one unit.
        rates: Rates,
    },
    /// So much for each pupil of the school, for each unit bought (usually one year).
    PerPupil {
        /// The price for one pupil.
        rates: Rates,
        /// The least a school pays for one unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minimum: Option<Net>,
        /// The most a school pays for one unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<Net>,
    },
    /// A fixed part and so much for each pupil, for each unit bought.
    BasePlusPerPupil {
        /// The fixed part.
        base: Rates,
        /// The price for one pupil.
        per_pupil: Rates,
        /// The least a school pays for one unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        minimum: Option<Net>,
        /// The most a school pays for one unit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        maximum: Option<Net>,
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
}

/// The price of schools from a number of pupils on, up to the next band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeBand {
    /// The fewest pupils of the band.
    pub from_pupils: u32,
    /// The band's price.
    pub rates: Rates,
}

impl PriceRule {
    /// So much for each unit, for members and associates only.
    pub const fn per_unit(net: Net) -> Self {
        Self::PerUnit { rates: Rates::members_only(net) }
    }

    /// The code of the kind, as in its JSON and in forms.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PerUnit { .. } => "per_unit",
            Self::PerPupil { .. } => "per_pupil",
            Self::BasePlusPerPupil { .. } => "base_plus_per_pupil",
            Self::SizeBands { .. } => "size_bands",
            Self::Flat { .. } => "flat",
        }
    }

    /// Whether the school's number of pupils is needed for a quote.
    pub const fn needs_pupils(&self) -> bool {
        match self {
            Self::PerPupil { .. } | Self::BasePlusPerPupil { .. } | Self::SizeBands { .. } => true,
            Self::PerUnit { .. } | Self::Flat { .. } => false,
        }
    }

    /// Whether others than members can buy.
    pub fn sold_to_non_members(&self) -> bool {
        self.rates().iter().all(|rates| rates.non_member.is_some())
    }

    /// What is wrong with the rule, by field of its form; nothing when it can be used.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let rates: Vec<&Rate> = self.rates().into_iter().flat_map(Rates::stated).collect();
        if rates.iter().flat_map(|rate| rate.all()).any(|net| net.pence().is_negative()) {
            problems.push(FieldProblem { field: "price", problem: Problem::NotMoney });
        }
        if !rates.iter().all(|rate| rises_in_time(rate)) {
            problems
                .push(FieldProblem { field: "change_1_from_on", problem: Problem::BeforeStart });
        }
        match self {
            Self::PerPupil { minimum, maximum, .. }
            | Self::BasePlusPerPupil { minimum, maximum, .. } => {
                problems.extend(limits_problem(*minimum, *maximum));
            }
            Self::SizeBands { bands } => problems.extend(bands_problem(bands)),
            Self::PerUnit { .. } | Self::Flat { .. } => {}
        }
        problems
    }

    /// The rule as it is from a day on: what prices were before is left behind. Every quote of that
    /// day and of later ones is the same.
    #[must_use]
    pub fn starting(&self, day: NaiveDate) -> Self {
        match self {
            Self::PerUnit { rates } => Self::PerUnit { rates: rates.starting(day) },
            Self::Flat { rates } => Self::Flat { rates: rates.starting(day) },
            Self::PerPupil { rates, minimum, maximum } => {
                Self::PerPupil { rates: rates.starting(day), minimum: *minimum, maximum: *maximum }
            }
            Self::BasePlusPerPupil { base, per_pupil, minimum, maximum } => {
                Self::BasePlusPerPupil {
                    base: base.starting(day),
                    per_pupil: per_pupil.starting(day),
                    minimum: *minimum,
                    maximum: *maximum,
                }
            }
            Self::SizeBands { bands } => {
                let band = |band: &SizeBand| SizeBand {
                    from_pupils: band.from_pupils,
                    rates: band.rates.starting(day),
                };
                Self::SizeBands { bands: bands.iter().map(band).collect() }
            }
        }
    }

    pub(super) fn rates(&self) -> Vec<&Rates> {
        match self {
            Self::PerUnit { rates } | Self::PerPupil { rates, .. } | Self::Flat { rates } => {
                vec![rates]
            }
            Self::BasePlusPerPupil { base, per_pupil, .. } => vec![base, per_pupil],
            Self::SizeBands { bands } => bands.iter().map(|band| &band.rates).collect(),
        }
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
