//! The meter: what everybody sees of a deal, on the page and live.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, Net};

use super::closing::Shortfall;
use super::commitment::Commitments;
use super::state::DealState;
use super::steps::{Steps, price_at};
use super::terms::{Quorum, Terms, Unit};

/// The next cheaper step and how far away it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What a unit would cost for a year.
    pub unit_price: Net,
    /// From which pooled quantity on.
    pub from: u64,
    /// How much more must be signed up for.
    pub missing: u64,
}

/// How near a deal is to going ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuorumProgress {
    /// What it needs.
    pub needed: Quorum,
    /// What it still lacks.
    pub missing: Shortfall,
    /// Whether it would go ahead if it closed now.
    pub reached: bool,
}

/// A deal as it stands: no school is named, so every member may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meter {
    /// Where the deal is in its life.
    pub state: DealState,
    /// What is counted and priced.
    pub unit: Unit,
    /// All price steps.
    pub steps: Steps,
    /// How many schools are in.
    pub schools_in: u32,
    /// The pooled quantity.
    pub pooled: u64,
    /// What a unit costs for a year as things stand.
    pub price_now: Net,
    /// The next cheaper step; none when the cheapest is reached.
    pub next: Option<NextStep>,
    /// How near the deal is to going ahead.
    pub quorum: QuorumProgress,
    /// From this instant on nobody can sign up or leave.
    pub closes_at: DateTime<Utc>,
    /// What the partnership keeps of the price.
    pub fee: BasisPoints,
    /// How long the contract runs, in months.
    pub months: u16,
}

impl Meter {
    /// Reads the meter off the terms and what has been signed up for.
    pub fn of(terms: &Terms, commitments: &Commitments, state: DealState) -> Self {
        let (schools, pooled) = (commitments.schools(), commitments.pooled());
        let missing = Shortfall::of(terms, schools, pooled);
        Self {
            state,
            unit: terms.unit(),
            steps: terms.steps().clone(),
            schools_in: schools,
            pooled,
            price_now: price_at(terms.steps(), pooled),
            next: next_step(terms.steps(), pooled),
            quorum: QuorumProgress { needed: terms.quorum(), missing, reached: missing.is_none() },
            closes_at: terms.closes_at(),
            fee: terms.fee(),
            months: terms.months(),
        }
    }
}

/// The next cheaper step from a pooled quantity on.
pub(super) fn next_step(steps: &Steps, pooled: u64) -> Option<NextStep> {
    steps.after(pooled).map(|step| NextStep {
        unit_price: step.unit_price,
        from: step.from,
        missing: step.from.saturating_sub(pooled),
    })
}
