//! What becomes of a deal at its closing time.

use serde::{Deserialize, Serialize};

use crate::id::OrganisationId;
use crate::money::{Net, Overflow, Pence};

use super::commitment::Commitments;
use super::steps::price_at;
use super::terms::Terms;

/// A school's order that follows from a deal that is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallOff {
    /// The school that signed up.
    pub school: OrganisationId,
    /// What it signed up for.
    pub quantity: u32,
    /// What it pays for a year: the unit price times the quantity.
    pub net_per_year: Net,
    /// What it pays for the whole contract: its share of the total.
    pub net: Net,
}

/// A deal that goes ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Award {
    /// What a unit costs everybody for a year.
    pub unit_price: Net,
    /// One order for each school, by the school's id.
    pub call_offs: Vec<CallOff>,
    /// The whole contract. The shares sum to it to the penny.
    pub total: Net,
    /// The part of the total that the partnership keeps.
    pub fee: Net,
}

/// What a deal lacked to go ahead; nought where nothing was lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shortfall {
    /// So many schools too few.
    pub schools: u32,
    /// So much quantity too little.
    pub quantity: u64,
}

impl Shortfall {
    /// What is still lacking. Without a quorum one school is enough.
    pub fn of(terms: &Terms, schools: u32, pooled: u64) -> Self {
        let quorum = terms.quorum();
        Self {
            schools: quorum.schools.unwrap_or(1).max(1).saturating_sub(schools),
            quantity: quorum.quantity.unwrap_or(0).saturating_sub(pooled),
        }
    }

    /// Whether the deal can go ahead.
    pub const fn is_none(self) -> bool {
        self.schools == 0 && self.quantity == 0
    }
}

/// How a deal ends at its closing time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It goes ahead.
    Met(Award),
    /// It does not, and this was missing.
    Lapsed(Shortfall),
}

impl Outcome {
    /// Works out the end from the terms and what was signed up for; from nothing else.
    pub fn of(terms: &Terms, commitments: &Commitments) -> Result<Self, Overflow> {
        let missing = Shortfall::of(terms, commitments.schools(), commitments.pooled());
        if missing.is_none() {
            award(terms, commitments).map(Self::Met)
        } else {
            Ok(Self::Lapsed(missing))
        }
    }
}

fn award(terms: &Terms, commitments: &Commitments) -> Result<Award, Overflow> {
    let pooled = commitments.pooled();
    let unit_price = price_at(terms.steps(), pooled);
    let yearly = cost(unit_price, pooled)?;
    // Months that are no whole years can leave half pennies: round the total once, then share it.
    let total = terms.whole_contract(yearly)?.pence();
    let quantities: Vec<u32> = commitments.iter().map(|(_, c)| c.quantity()).collect();
    let shares = total.split(&quantities)?;
    let mut call_offs = Vec::with_capacity(shares.len());
    for ((school, commitment), share) in commitments.iter().zip(shares) {
        let quantity = commitment.quantity();
        let net_per_year = cost(unit_price, u64::from(quantity))?;
        call_offs.push(CallOff { school, quantity, net_per_year, net: Net(share) });
    }
    let total = Net(total);
    Ok(Award { unit_price, call_offs, total, fee: terms.fee_within(total)? })
}

/// What so many units cost for a year.
pub fn cost(unit_price: Net, quantity: u64) -> Result<Net, Overflow> {
    let quantity = i64::try_from(quantity).map_err(|_| Overflow)?;
    unit_price.pence().times(quantity).map(Net)
}

/// The difference between two amounts of a year; negative for a rise.
pub(super) fn saving(now: Net, then: Net) -> Result<Pence, Overflow> {
    now.pence().minus(then.pence())
}
