//! The life of a deal. Each state is a type; a transition consumes the old one.

use chrono::{DateTime, Utc};

use crate::access::closed_list;
use crate::failure::Refusal;
use crate::id::OrganisationId;
use crate::money::Net;

use super::closing::{Award, Outcome, Shortfall};
use super::commitment::{Commitment, Commitments};
use super::meter::Meter;
use super::terms::Terms;

closed_list! {
    /// Where a deal is in its life.
    DealState {
        /// Being written.
        Draft = "draft",
        /// Schools sign up.
        Open = "open",
        /// Closed, and goes ahead.
        Met = "met",
        /// Closed, and does not go ahead.
        Lapsed = "lapsed",
        /// Taken back by the partnership before it closed.
        Withdrawn = "withdrawn",
    }
}

/// A deal being written: its terms can change and nobody can sign up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub(super) terms: Terms,
}

/// A deal that schools sign up to: its terms are frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub(super) terms: Terms,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) commitments: Commitments,
}

/// A deal that goes ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub(super) terms: Terms,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) commitments: Commitments,
    pub(super) closed_at: DateTime<Utc>,
    pub(super) award: Award,
}

/// A deal that closed without what it needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lapsed {
    pub(super) terms: Terms,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) commitments: Commitments,
    pub(super) closed_at: DateTime<Utc>,
    pub(super) missing: Shortfall,
}

/// A deal that the partnership took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub(super) terms: Terms,
    pub(super) opened_at: Option<DateTime<Utc>>,
    pub(super) commitments: Commitments,
    pub(super) ended_at: DateTime<Utc>,
}

impl Draft {
    /// A new deal.
    pub const fn new(terms: Terms) -> Self {
        Self { terms }
    }

    /// Opens it, if its closing time is still to come.
    pub fn open(self, now: DateTime<Utc>) -> Result<Open, Refusal> {
        if now >= self.terms.closes_at() {
            return Err(Refusal::DealClosed);
        }
        Ok(Open { terms: self.terms, opened_at: now, commitments: Commitments::none() })
    }
}

impl Open {
    /// Takes a school in, before the closing time.
    pub fn commit(
        mut self,
        school: OrganisationId,
        commitment: Commitment,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.still_open(now)?;
        self.commitments.add(school, commitment)?;
        Ok(self)
    }

    /// Puts a school's promise at another quantity, before the closing time.
    pub fn change_commitment(
        mut self,
        school: OrganisationId,
        to: Commitment,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.still_open(now)?;
        self.commitments.change(school, to)?;
        Ok(self)
    }

    /// Lets a school go, before the closing time.
    pub fn leave(mut self, school: OrganisationId, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.still_open(now)?;
        self.commitments.remove(school)?;
        Ok(self)
    }

    /// Ends the deal at or after its closing time: met or lapsed, by its frozen terms.
    pub fn close(self, now: DateTime<Utc>) -> Result<Deal, Refusal> {
        if now < self.terms.closes_at() {
            return Err(Refusal::DealStillOpen);
        }
        let Self { terms, opened_at, commitments } = self;
        match Outcome::of(&terms, &commitments).map_err(|_| Refusal::AmountTooLarge)? {
            Outcome::Met(award) => {
                Ok(Deal::Met(Met { terms, opened_at, commitments, closed_at: now, award }))
            }
            Outcome::Lapsed(missing) => {
                Ok(Deal::Lapsed(Lapsed { terms, opened_at, commitments, closed_at: now, missing }))
            }
        }
    }

    /// Takes the deal back, before its closing time: after it, what schools signed up for stands.
    pub fn withdraw(self, now: DateTime<Utc>) -> Result<Withdrawn, Refusal> {
        self.still_open(now)?;
        Ok(Withdrawn {
            terms: self.terms,
            opened_at: Some(self.opened_at),
            commitments: self.commitments,
            ended_at: now,
        })
    }

    fn still_open(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if now < self.terms.closes_at() { Ok(()) } else { Err(Refusal::DealClosed) }
    }
}

impl Met {
    /// Price, shares and total.
    pub const fn award(&self) -> &Award {
        &self.award
    }

    /// When it was closed.
    pub const fn closed_at(&self) -> DateTime<Utc> {
        self.closed_at
    }
}

impl Lapsed {
    /// What it lacked.
    pub const fn missing(&self) -> Shortfall {
        self.missing
    }

    /// When it was closed.
    pub const fn closed_at(&self) -> DateTime<Utc> {
        self.closed_at
    }
}

/// A deal in whichever state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deal {
    /// Being written.
    Draft(Draft),
    /// Schools sign up.
    Open(Open),
    /// Goes ahead.
    Met(Met),
    /// Does not go ahead.
    Lapsed(Lapsed),
    /// Taken back.
    Withdrawn(Withdrawn),
}

impl Deal {
    /// Where the deal is in its life.
    pub const fn state(&self) -> DealState {
        match self {
            Self::Draft(_) => DealState::Draft,
            Self::Open(_) => DealState::Open,
            Self::Met(_) => DealState::Met,
            Self::Lapsed(_) => DealState::Lapsed,
            Self::Withdrawn(_) => DealState::Withdrawn,
        }
    }

    /// Its terms.
    pub const fn terms(&self) -> &Terms {
        match self {
            Self::Draft(Draft { terms })
            | Self::Open(Open { terms, .. })
            | Self::Met(Met { terms, .. })
            | Self::Lapsed(Lapsed { terms, .. })
            | Self::Withdrawn(Withdrawn { terms, .. }) => terms,
        }
    }

    /// What a unit costs all who are in, without VAT, once the deal is met.
    pub const fn final_price(&self) -> Option<Net> {
        match self {
            Self::Met(Met { award, .. }) => Some(award.unit_price),
            Self::Draft(_) | Self::Open(_) | Self::Lapsed(_) | Self::Withdrawn(_) => None,
        }
    }

    /// What has been signed up for; a draft has nothing.
    pub const fn commitments(&self) -> Option<&Commitments> {
        match self {
            Self::Draft(_) => None,
            Self::Open(Open { commitments, .. })
            | Self::Met(Met { commitments, .. })
            | Self::Lapsed(Lapsed { commitments, .. })
            | Self::Withdrawn(Withdrawn { commitments, .. }) => Some(commitments),
        }
    }

    /// What everybody may see of it.
    pub fn meter(&self) -> Meter {
        let nobody = Commitments::none();
        Meter::of(self.terms(), self.commitments().unwrap_or(&nobody), self.state())
    }

    /// Changes the terms of a draft.
    pub fn change_terms(self, terms: Terms) -> Result<Self, Refusal> {
        match self {
            Self::Draft(_) => Ok(Self::Draft(Draft::new(terms))),
            Self::Open(_) => Err(Refusal::TermsFrozen),
            Self::Met(_) | Self::Lapsed(_) => Err(Refusal::DealClosed),
            Self::Withdrawn(_) => Err(Refusal::DealNotOpen),
        }
    }

    /// Opens a draft.
    pub fn open(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self {
            Self::Draft(draft) => draft.open(now).map(Self::Open),
            Self::Open(_) => Err(Refusal::DealStillOpen),
            Self::Met(_) | Self::Lapsed(_) => Err(Refusal::DealClosed),
            Self::Withdrawn(_) => Err(Refusal::DealNotOpen),
        }
    }

    /// Takes a school in.
    pub fn commit(
        self,
        school: OrganisationId,
        commitment: Commitment,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.must_be_open()?.commit(school, commitment, now).map(Self::Open)
    }

    /// Puts a school's promise at another quantity.
    pub fn change_commitment(
        self,
        school: OrganisationId,
        to: Commitment,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        self.must_be_open()?.change_commitment(school, to, now).map(Self::Open)
    }

    /// Lets a school go.
    pub fn leave(self, school: OrganisationId, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.must_be_open()?.leave(school, now).map(Self::Open)
    }

    /// Ends the deal at or after its closing time.
    pub fn close(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        self.must_be_open()?.close(now)
    }

    /// Takes the deal back.
    pub fn withdraw(self, now: DateTime<Utc>) -> Result<Self, Refusal> {
        match self {
            Self::Draft(Draft { terms }) => Ok(Self::Withdrawn(Withdrawn {
                terms,
                opened_at: None,
                commitments: Commitments::none(),
                ended_at: now,
            })),
            other @ (Self::Open(_) | Self::Met(_) | Self::Lapsed(_) | Self::Withdrawn(_)) => {
                other.must_be_open()?.withdraw(now).map(Self::Withdrawn)
            }
        }
    }

    fn must_be_open(self) -> Result<Open, Refusal> {
        match self {
            Self::Open(open) => Ok(open),
            Self::Met(_) | Self::Lapsed(_) => Err(Refusal::DealClosed),
            Self::Draft(_) | Self::Withdrawn(_) => Err(Refusal::DealNotOpen),
        }
    }
}
