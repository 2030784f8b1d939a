//! Price steps: the more is pooled, the less a unit costs.

use serde::{Deserialize, Serialize};

use crate::failure::Problem;
use crate::money::{Net, Pence};

/// The most a unit may cost a year: £100,000. With [`Commitment::MOST`](super::Commitment::MOST)
/// and ten years it keeps every sum inside 64 bits of pence.
const DEAREST: Pence = Pence::pounds(100_000);

/// From a pooled quantity on, a unit costs so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The pooled quantity from which the price holds.
    pub from: u64,
    /// What one unit costs for a year, excluding VAT, the partnership's fee included.
    pub unit_price: Net,
}

/// A step that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepWrong {
    /// Which, counted from nought.
    pub step: usize,
    /// Whether its price is what cannot be used, and not its quantity.
    pub in_price: bool,
    /// Why.
    pub problem: Problem,
}

/// At least one step; the first from nothing, each further one from more and cheaper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Step>", into = "Vec<Step>")]
pub struct Steps {
    first: Step,
    further: Vec<Step>,
}

impl Steps {
    /// Takes steps in rising order of quantity, the first from 0, each cheaper than the one before.
    pub fn new(steps: Vec<Step>) -> Result<Self, Problem> {
        if let Some(wrong) = Self::wrong(&steps) {
            return Err(wrong.problem);
        }
        let mut steps = steps.into_iter();
        let first = steps.next().ok_or(Problem::Missing)?;
        Ok(Self { first, further: steps.collect() })
    }

    /// The first step that cannot be used, counted from nought, and why.
    pub fn wrong(steps: &[Step]) -> Option<StepWrong> {
        let out_of_order = Problem::StepsOutOfOrder;
        let Some(first) = steps.first() else {
            return Some(StepWrong { step: 0, in_price: true, problem: Problem::Missing });
        };
        if first.from != 0 {
            return Some(StepWrong { step: 0, in_price: false, problem: out_of_order });
        }
        let pairs = steps.iter().zip(steps.iter().skip(1)).enumerate();
        for (before, (last, next)) in pairs {
            let (quantity, price) = (next.from <= last.from, next.unit_price >= last.unit_price);
            if quantity || price {
                return Some(StepWrong {
                    step: before.saturating_add(1),
                    in_price: !quantity,
                    problem: out_of_order,
                });
            }
        }
        // Prices fall, so the last is the least and the first the most.
        let beyond = |step: &Step| {
            step.unit_price.pence() <= Pence::ZERO || step.unit_price.pence() > DEAREST
        };
        // In pounds, as it is typed.
        let problem = Problem::OutOfRange { min: 1, max: DEAREST.get() / 100 };
        let step = steps.iter().position(beyond)?;
        Some(StepWrong { step, in_price: true, problem })
    }

    /// All of them, in rising order of quantity.
    pub fn iter(&self) -> impl Iterator<Item = Step> + '_ {
        std::iter::once(self.first).chain(self.further.iter().copied())
    }

    /// The step that a pooled quantity has reached.
    pub fn reached(&self, pooled: u64) -> Step {
        self.further
            .iter()
            .copied()
            .take_while(|step| step.from <= pooled)
            .last()
            .unwrap_or(self.first)
    }

    /// The step after the one reached, if there is a cheaper one.
    pub fn after(&self, pooled: u64) -> Option<Step> {
        self.further.iter().copied().find(|step| step.from > pooled)
    }
}

/// What a unit costs for a year when so much is pooled.
pub fn price_at(steps: &Steps, pooled: u64) -> Net {
    steps.reached(pooled).unit_price
}

impl TryFrom<Vec<Step>> for Steps {
    type Error = String;

    fn try_from(steps: Vec<Step>) -> Result<Self, String> {
        Self::new(steps).map_err(|problem| format!("not price steps: {problem:?}"))
    }
}

impl From<Steps> for Vec<Step> {
    fn from(steps: Steps) -> Self {
        steps.iter().collect()
    }
}
