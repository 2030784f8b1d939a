//! What schools have signed up for.

use std::collections::BTreeMap;

use crate::failure::{Problem, Refusal};
use crate::id::OrganisationId;

/// One school's binding promise to a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment {
    quantity: u32,
}

impl Commitment {
    /// The most that one school may sign up for.
    pub const MOST: u32 = 1_000_000;

    /// A promise to take a firm quantity, 1 to 1,000,000.
    pub fn new(quantity: u32) -> Result<Self, Problem> {
        if quantity == 0 || quantity > Self::MOST {
            return Err(Problem::OutOfRange { min: 1, max: i64::from(Self::MOST) });
        }
        Ok(Self { quantity })
    }

    /// The firm quantity.
    pub const fn quantity(self) -> u32 {
        self.quantity
    }
}

/// All commitments to one deal, by school: the order in which they came is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commitments {
    by_school: BTreeMap<OrganisationId, Commitment>,
}

impl Commitments {
    /// Nobody yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// Takes a school in. Once only: a second promise is refused, not added.
    pub fn add(&mut self, school: OrganisationId, commitment: Commitment) -> Result<(), Refusal> {
        if self.by_school.contains_key(&school) {
            return Err(Refusal::AlreadyCommitted);
        }
        self.by_school.insert(school, commitment);
        Ok(())
    }

    /// Puts a school's promise at another quantity.
    pub fn change(&mut self, school: OrganisationId, to: Commitment) -> Result<(), Refusal> {
        let held = self.by_school.get_mut(&school).ok_or(Refusal::NotCommitted)?;
        *held = to;
        Ok(())
    }

    /// Lets a school go.
    pub fn remove(&mut self, school: OrganisationId) -> Result<Commitment, Refusal> {
        self.by_school.remove(&school).ok_or(Refusal::NotCommitted)
    }

    /// What one school has signed up for, if it has.
    pub fn of(&self, school: OrganisationId) -> Option<Commitment> {
        self.by_school.get(&school).copied()
    }

    /// Each school with its promise, by the school's id.
    pub fn iter(&self) -> impl Iterator<Item = (OrganisationId, Commitment)> + '_ {
        self.by_school.iter().map(|(school, commitment)| (*school, *commitment))
    }

    /// How many schools are in.
    pub fn schools(&self) -> u32 {
        // A deal of more than four thousand million schools is full.
        u32::try_from(self.by_school.len()).unwrap_or(u32::MAX)
    }

    /// The pooled quantity.
    pub fn pooled(&self) -> u64 {
        self.by_school.values().map(|commitment| u64::from(commitment.quantity)).sum()
    }
}
