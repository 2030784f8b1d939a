//! The number a school is known by, beside which the quantity it signs up for is held.

use chrono::NaiveDate;
use domain::deal::{Unit, is_far_off};

use crate::baseline::Baseline;
use crate::school::SchoolFacts;

/// The number a school is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownNumber {
    /// How many.
    pub number: u32,
    /// From where.
    pub from: KnownFrom,
}

/// From where a school's number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownFrom {
    /// The pupils on its roll, counted on a day where that is known.
    Roll(Option<NaiveDate>),
    /// What it says it pays now is for so many.
    Spend,
}

impl KnownNumber {
    /// The number for what a deal counts: pupils on roll, or else what the school pays now for.
    pub(super) fn of(
        unit: Unit,
        school: &SchoolFacts,
        baseline: Option<&Baseline>,
    ) -> Option<Self> {
        let roll = school.pupils.filter(|_| unit == Unit::Pupil);
        let roll = roll.map(|number| Self { number, from: KnownFrom::Roll(school.pupils_on) });
        let spend =
            || baseline.map(|known| Self { number: known.quantity, from: KnownFrom::Spend });
        roll.or_else(spend)
    }

    /// Whether a quantity is so far from it that whoever signs must say why.
    pub fn is_far_from(&self, quantity: u32) -> bool {
        is_far_off(quantity, self.number)
    }
}
