//! An entry of the savings ledger: made once, never changed, taken back by a reversal.

use std::num::NonZeroU32;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Refusal};
use crate::id::{CommitmentId, FileId, OrderLineId, OrganisationId, PricePointId, SavingId};
use crate::money::{BasisPoints, Overflow, Pence};
use crate::vat::ComparisonBasis;

use super::measure::{BaselineKind, Cashability, Measured, Method, Stage, UnitPrice, measure};

/// What a saving was made on. One line of spend belongs to one saving only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A line of an order.
    OrderLine(OrderLineId),
    /// A commitment to a group deal, and the call-off that follows from it.
    DealCommitment(CommitmentId),
}

/// A document or a published price behind a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Evidence {
    /// A stored file, such as the last invoice.
    File(FileId),
    /// A price point of the market.
    PricePoint(PricePointId),
}

/// What an entry states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Whose saving it is.
    pub school: OrganisationId,
    /// Through which partnership.
    pub partnership: OrganisationId,
    /// What it was made on.
    pub subject: Subject,
    /// Which part of the subject, from 1: a contract year or an instalment; 1 for the whole.
    pub part: u16,
    /// The code of the category of what is bought.
    pub category: String,
    /// Whether VAT is in the prices.
    pub basis: ComparisonBasis,
    /// What it is measured against.
    pub baseline_kind: BaselineKind,
    /// The baseline's price.
    pub baseline: UnitPrice,
    /// What was or will be paid.
    pub price: UnitPrice,
    /// How much is bought, the same for both prices.
    pub quantity: NonZeroU32,
    /// A fee on top of the price; nought where the price includes it.
    pub fee: BasisPoints,
    /// The day on which the saving counts: of delivery, or of the contract's start.
    pub counts_on: NaiveDate,
    /// The first day of the school's financial year in which that day lies.
    pub year_starts_on: NaiveDate,
    /// What is behind the baseline.
    pub evidence: Vec<Evidence>,
}

/// What is different at the next stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What was or will be paid.
    pub price: UnitPrice,
    /// How much is bought.
    pub quantity: NonZeroU32,
    /// The day on which the saving counts.
    pub counts_on: NaiveDate,
    /// The first day of the school's financial year in which that day lies.
    pub year_starts_on: NaiveDate,
    /// What is behind the baseline, if more or other than before.
    pub evidence: Option<Vec<Evidence>>,
}

/// The ids of a reversal and of the entry that takes the old one's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryIds {
    /// Of the reversal.
    pub reversal: SavingId,
    /// Of the new entry.
    pub replacement: SavingId,
}

/// Why an entry cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// Without evidence of the baseline a saving stays a forecast.
    #[error("no evidence of the baseline")]
    EvidenceNeeded,
    /// The day is not in the financial year.
    #[error("the day is not in the financial year")]
    NotInYear,
    /// A saving moves to a later stage only.
    #[error("not a later stage")]
    NotALaterStage,
    /// What is itself a reversal is not advanced, corrected or reversed.
    #[error("the entry is a reversal")]
    IsAReversal,
    /// A correction is about the same line of spend.
    #[error("another subject")]
    AnotherSubject,
    /// An amount is too large.
    #[error(transparent)]
    TooLarge(#[from] Overflow),
}

impl From<EntryRefusal> for Failure {
    fn from(refusal: EntryRefusal) -> Self {
        match refusal {
            EntryRefusal::EvidenceNeeded => Self::Refused(Refusal::BaselineNeeded),
            EntryRefusal::TooLarge(_) => Self::Refused(Refusal::AmountTooLarge),
            EntryRefusal::NotInYear => {
                Self::field("year_starts_on", crate::failure::Problem::BeforeStart)
            }
            // Somebody else has moved or taken back the saving since it was read.
            EntryRefusal::NotALaterStage
            | EntryRefusal::IsAReversal
            | EntryRefusal::AnotherSubject => Self::ChangedMeanwhile,
        }
    }
}

/// A stored entry does not recompute, or states what cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored saving does not recompute")]
pub struct BrokenEntry;

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// Its id.
    pub id: SavingId,
    /// How certain the saving is.
    pub stage: Stage,
    /// What it states.
    pub facts: Facts,
    /// The fee on top; with its sign turned in a reversal.
    pub fee: Pence,
    /// The saving; with its sign turned in a reversal.
    pub amount: Pence,
    /// The entry that this one takes back.
    pub reverses: Option<SavingId>,
}

/// An entry of the savings ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry(StoredEntry);

impl Entry {
    /// Makes an entry; its amount follows from its prices.
    pub fn new(id: SavingId, stage: Stage, facts: Facts) -> Result<Self, EntryRefusal> {
        match stage {
            Stage::Contracted | Stage::Realised if facts.evidence.is_empty() => {
                return Err(EntryRefusal::EvidenceNeeded);
            }
            Stage::Forecast | Stage::Contracted | Stage::Realised => {}
        }
        let year_ends = facts.year_starts_on.checked_add_months(Months::new(12));
        let in_year = facts.counts_on >= facts.year_starts_on
            && year_ends.is_some_and(|next_year| facts.counts_on < next_year);
        if !in_year {
            return Err(EntryRefusal::NotInYear);
        }
        let Measured { fee, amount } =
            measure(facts.baseline, facts.price, facts.quantity, facts.fee)?;
        Ok(Self(StoredEntry { id, stage, facts, fee, amount, reverses: None }))
    }

    /// Takes the entry back: the same figures with their sign turned, on the same day.
    pub fn reversal(&self, id: SavingId) -> Result<Self, EntryRefusal> {
        if self.0.reverses.is_some() {
            return Err(EntryRefusal::IsAReversal);
        }
        Ok(Self(StoredEntry {
            id,
            fee: self.0.fee.negated()?,
            amount: self.0.amount.negated()?,
            reverses: Some(self.0.id),
            ..self.0.clone()
        }))
    }

    /// Moves a saving to a later stage: takes this entry back and makes one at that stage.
    pub fn advance(
        &self,
        to: Stage,
        ids: EntryIds,
        change: Change,
    ) -> Result<[Self; 2], EntryRefusal> {
        if to <= self.0.stage {
            return Err(EntryRefusal::NotALaterStage);
        }
        let Change { price, quantity, counts_on, year_starts_on, evidence } = change;
        let old = self.0.facts.clone();
        let evidence = evidence.unwrap_or_else(|| old.evidence.clone());
        let facts = Facts { price, quantity, counts_on, year_starts_on, evidence, ..old };
        Ok([self.reversal(ids.reversal)?, Self::new(ids.replacement, to, facts)?])
    }

    /// Puts a saving right at the same stage: takes this entry back and makes another.
    pub fn correct(&self, ids: EntryIds, facts: Facts) -> Result<[Self; 2], EntryRefusal> {
        let old = &self.0.facts;
        if (facts.subject, facts.part, facts.school) != (old.subject, old.part, old.school) {
            return Err(EntryRefusal::AnotherSubject);
        }
        Ok([self.reversal(ids.reversal)?, Self::new(ids.replacement, self.0.stage, facts)?])
    }

    /// What to keep of it.
    pub fn stored(&self) -> &StoredEntry {
        &self.0
    }

    /// Reads an entry back, if its amount still follows from its prices.
    pub fn from_stored(stored: StoredEntry) -> Result<Self, BrokenEntry> {
        let made = Self::new(stored.id, stored.stage, stored.facts.clone());
        let Ok(Self(mut made)) = made else { return Err(BrokenEntry) };
        if stored.reverses.is_some() {
            made.fee = made.fee.negated().map_err(|_| BrokenEntry)?;
            made.amount = made.amount.negated().map_err(|_| BrokenEntry)?;
            made.reverses = stored.reverses;
        }
        if made == stored { Ok(Self(made)) } else { Err(BrokenEntry) }
    }

    /// Its id.
    pub const fn id(&self) -> SavingId {
        self.0.id
    }

    /// How certain the saving is.
    pub const fn stage(&self) -> Stage {
        self.0.stage
    }

    /// What it states.
    pub const fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// The fee on top of the price.
    pub const fn fee(&self) -> Pence {
        self.0.fee
    }

    /// The saving, the fee taken off; negative for a rise, or in a reversal of a saving.
    pub const fn amount(&self) -> Pence {
        self.0.amount
    }

    /// The entry that this one takes back.
    pub const fn reverses(&self) -> Option<SavingId> {
        self.0.reverses
    }

    /// Whether money is set free.
    pub const fn cashability(&self) -> Cashability {
        Cashability::of(self.0.facts.baseline_kind)
    }

    /// How the amount was come by.
    pub const fn method(&self) -> Method {
        Method::of(self.0.facts.baseline_kind, self.0.stage)
    }
}
