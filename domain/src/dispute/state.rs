//! The life of a dispute. Each state is a type; a transition consumes the old one.

use chrono::{Days, NaiveDate};

use super::{ANSWER_DAYS, DisputeState, Outcome};
use crate::failure::Refusal;
use crate::id::PersonId;

/// A dispute that the provider has not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The day on which the school said so.
    pub raised_on: NaiveDate,
}

impl Open {
    /// The last day on which it waits for the provider alone.
    pub fn answer_until(self) -> NaiveDate {
        self.raised_on.checked_add_days(Days::new(ANSWER_DAYS)).unwrap_or(NaiveDate::MAX)
    }
}

/// A dispute in which the provider stands by what was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoodBy {
    /// Who answered for the provider.
    pub by: PersonId,
}

/// A dispute that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// What came of it.
    pub outcome: Outcome,
}

/// A dispute in whichever state it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    /// With the provider.
    Open(Open),
    /// With the partnership's staff.
    StoodBy(StoodBy),
    /// Over.
    Settled(Settled),
}

impl Dispute {
    /// A school says that a delivery is not right.
    pub const fn raised(on: NaiveDate) -> Self {
        Self::Open(Open { raised_on: on })
    }

    /// Where it is in its life.
    pub const fn state(self) -> DisputeState {
        match self {
            Self::Open(_) => DisputeState::Open,
            Self::StoodBy(_) => DisputeState::StoodBy,
            Self::Settled(_) => DisputeState::Settled,
        }
    }

    /// The provider stands by what was confirmed.
    ///
    /// # Errors
    /// `DisputeState` where they have answered, or it is over.
    pub const fn stand_by(self, by: PersonId) -> Result<Self, Refusal> {
        match self {
            Self::Open(_) => Ok(Self::StoodBy(StoodBy { by })),
            Self::StoodBy(_) | Self::Settled(_) => Err(Refusal::DisputeState),
        }
    }

    /// The provider gives in, also after standing by it, as long as nobody has decided.
    ///
    /// # Errors
    /// `DisputeState` where it is over, or that is not the provider's to say.
    pub const fn give_in(self, outcome: Outcome) -> Result<Self, Refusal> {
        match self {
            Self::Open(_) | Self::StoodBy(_) if outcome.is_providers() => {
                Ok(Self::Settled(Settled { outcome }))
            }
            Self::Open(_) | Self::StoodBy(_) | Self::Settled(_) => Err(Refusal::DisputeState),
        }
    }

    /// The school says that it was right after all.
    ///
    /// # Errors
    /// `DisputeState` where it is over.
    pub const fn withdraw(self) -> Result<Self, Refusal> {
        match self {
            Self::Open(_) | Self::StoodBy(_) => {
                Ok(Self::Settled(Settled { outcome: Outcome::Withdrawn }))
            }
            Self::Settled(_) => Err(Refusal::DisputeState),
        }
    }

    /// The partnership's staff decide: once the provider stands by it, or has not answered in time.
    /// Nobody decides on what they stood by themselves.
    ///
    /// # Errors
    /// `ProviderAnswers` while it is theirs to answer; `StoodByIt`; `DisputeState` where it is over, or
    /// that is not for staff to decide.
    pub fn decide(self, by: PersonId, outcome: Outcome, on: NaiveDate) -> Result<Self, Refusal> {
        match self {
            Self::Open(open) if on <= open.answer_until() => {
                Err(Refusal::ProviderAnswers { until: open.answer_until() })
            }
            Self::StoodBy(stood) if stood.by == by => Err(Refusal::StoodByIt),
            Self::Open(_) | Self::StoodBy(_) if outcome.is_staffs() => {
                Ok(Self::Settled(Settled { outcome }))
            }
            Self::Open(_) | Self::StoodBy(_) | Self::Settled(_) => Err(Refusal::DisputeState),
        }
    }
}
