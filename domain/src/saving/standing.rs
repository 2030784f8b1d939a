//! The sums over entries: by stage, category, year, school and kind of saving.
//!
//! Entries are summed once into cells, and every figure is a sum of cells: two breakdowns of the
//! same figure cannot disagree.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::id::{OrganisationId, SavingId};
use crate::money::{Overflow, Pence};
use crate::vat::ComparisonBasis;

use super::entry::Entry;
use super::measure::{Cashability, Stage};

/// A sum with the entries under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// The saving, fees taken off; negative for a rise in cost.
    pub amount: Pence,
    /// The fees that were taken off.
    pub fee: Pence,
    /// Every entry in the sum, reversals too.
    pub entries: BTreeSet<SavingId>,
}

impl Figure {
    /// The saving before fees were taken off.
    pub fn before_fee(&self) -> Result<Pence, Overflow> {
        self.amount.plus(self.fee)
    }

    fn add(&mut self, other: &Self) -> Result<(), Overflow> {
        self.amount = self.amount.plus(other.amount)?;
        self.fee = self.fee.plus(other.fee)?;
        self.entries.extend(&other.entries);
        Ok(())
    }
}

/// What entries have in common that are summed together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Whether VAT is in the prices.
    pub basis: ComparisonBasis,
    /// How certain the saving is.
    pub stage: Stage,
    /// Whether money is set free.
    pub cashability: Cashability,
    /// The code of the category of what is bought.
    pub category: String,
    /// The first day of the financial year.
    pub year_starts_on: NaiveDate,
    /// Whose saving it is.
    pub school: OrganisationId,
}

impl Cell {
    fn of(entry: &Entry) -> Self {
        let facts = entry.facts();
        Self {
            basis: facts.basis,
            stage: entry.stage(),
            cashability: entry.cashability(),
            category: facts.category.clone(),
            year_starts_on: facts.year_starts_on,
            school: facts.school,
        }
    }
}

/// How savings stand. The order of the entries does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    cells: BTreeMap<Cell, Figure>,
}

impl Standing {
    /// Sums entries up.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Self, Overflow> {
        let mut cells: BTreeMap<Cell, Figure> = BTreeMap::new();
        for entry in entries {
            let one = Figure {
                amount: entry.amount(),
                fee: entry.fee(),
                entries: BTreeSet::from([entry.id()]),
            };
            cells.entry(Cell::of(entry)).or_default().add(&one)?;
        }
        Ok(Self { cells })
    }

    /// The finest sums there are.
    pub fn cells(&self) -> impl Iterator<Item = (&Cell, &Figure)> {
        self.cells.iter()
    }

    /// The figure of a stage. Net and gross are never added.
    pub fn total(&self, basis: ComparisonBasis, stage: Stage) -> Result<Figure, Overflow> {
        Ok(self.grouped(basis, stage, |_| ())?.remove(&()).unwrap_or_default())
    }

    /// The figure of a stage by category.
    pub fn by_category(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
    ) -> Result<BTreeMap<String, Figure>, Overflow> {
        self.grouped(basis, stage, |cell| cell.category.clone())
    }

    /// The figure of a stage by the first day of the financial year.
    pub fn by_year(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
    ) -> Result<BTreeMap<NaiveDate, Figure>, Overflow> {
        self.grouped(basis, stage, |cell| cell.year_starts_on)
    }

    /// The figure of a stage by school.
    pub fn by_school(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
    ) -> Result<BTreeMap<OrganisationId, Figure>, Overflow> {
        self.grouped(basis, stage, |cell| cell.school)
    }

    /// The figure of a stage by whether money is set free.
    pub fn by_cashability(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
    ) -> Result<BTreeMap<Cashability, Figure>, Overflow> {
        self.grouped(basis, stage, |cell| cell.cashability)
    }

    fn grouped<K: Ord>(
        &self,
        basis: ComparisonBasis,
        stage: Stage,
        key: impl Fn(&Cell) -> K,
    ) -> Result<BTreeMap<K, Figure>, Overflow> {
        let mut groups: BTreeMap<K, Figure> = BTreeMap::new();
        for (cell, figure) in &self.cells {
            if cell.basis == basis && cell.stage == stage {
                groups.entry(key(cell)).or_default().add(figure)?;
            }
        }
        Ok(groups)
    }
}
