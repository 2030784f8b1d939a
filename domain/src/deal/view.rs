//! A deal as one school sees it: its own cost, its own saving, what its joining does.
//!
//! Works from the [`Meter`] alone, so the browser can redo it whenever the meter moves.

use serde::{Deserialize, Serialize};

use crate::money::{Net, Overflow, Pence};

use super::closing::{cost, saving};
use super::meter::{Meter, NextStep, next_step};
use super::steps::price_at;

/// What only the school itself knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFigures {
    /// What it would take: what it has signed up for, or what it thinks of signing up for.
    pub quantity: u32,
    /// What it pays now for a year, for the same quantity, excluding VAT; if it has said so.
    pub baseline: Option<Net>,
    /// How much of the meter's quantity is its own already; nought until it has signed up.
    pub signed_up_for: u32,
}

/// One price step as it concerns one school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepForSchool {
    /// The pooled quantity from which the price holds.
    pub from: u64,
    /// What a unit costs for a year.
    pub unit_price: Net,
    /// What the school pays for a year.
    pub cost: Net,
    /// What it saves in a year against what it pays now; negative is a rise.
    pub saving: Option<Pence>,
    /// Whether the pooled quantity, this school's included, has reached the step.
    pub reached: bool,
}

/// What one more school does to everybody's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectOfJoining {
    /// What a unit costs without this school.
    pub price_without: Net,
    /// What a unit costs with it.
    pub price_with: Net,
    /// The pooled quantity with it.
    pub pooled_with: u64,
    /// How many schools with it.
    pub schools_with: u32,
    /// What all others together save in a year because of it.
    pub others_save: Pence,
    /// The next cheaper step once it is in.
    pub next: Option<NextStep>,
}

/// A deal as one school sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolView {
    /// What it pays for a year once it is in, as things stand.
    pub cost: Net,
    /// What it then saves in a year; negative is a rise. None until it says what it pays now.
    pub saving: Option<Pence>,
    /// The same at each step.
    pub at_steps: Vec<StepForSchool>,
    /// What its being in does to everybody's price.
    pub effect_of_joining: EffectOfJoining,
}

impl SchoolView {
    /// Works out what the deal means for a school with these figures.
    pub fn of(meter: &Meter, own: OwnFigures) -> Result<Self, Overflow> {
        let effect = EffectOfJoining::of(meter, own)?;
        let quantity = u64::from(own.quantity);
        let saved = |cost| own.baseline.map(|baseline| saving(baseline, cost)).transpose();
        let cost_now = cost(effect.price_with, quantity)?;
        let mut at_steps = Vec::new();
        for step in meter.steps.iter() {
            let cost = cost(step.unit_price, quantity)?;
            at_steps.push(StepForSchool {
                from: step.from,
                unit_price: step.unit_price,
                cost,
                saving: saved(cost)?,
                reached: step.from <= effect.pooled_with,
            });
        }
        let saving = saved(cost_now)?;
        Ok(Self { cost: cost_now, saving, at_steps, effect_of_joining: effect })
    }
}

impl EffectOfJoining {
    /// Compares the deal without and with the school, whether it is in already or not.
    pub fn of(meter: &Meter, own: OwnFigures) -> Result<Self, Overflow> {
        let without = meter.pooled.saturating_sub(u64::from(own.signed_up_for));
        let with = without.checked_add(u64::from(own.quantity)).ok_or(Overflow)?;
        let newcomer = u32::from(own.signed_up_for == 0);
        let (price_without, price_with) =
            (price_at(&meter.steps, without), price_at(&meter.steps, with));
        Ok(Self {
            price_without,
            price_with,
            pooled_with: with,
            schools_with: meter.schools_in.saturating_add(newcomer),
            others_save: saving(cost(price_without, without)?, cost(price_with, without)?)?,
            next: next_step(&meter.steps, with),
        })
    }
}
