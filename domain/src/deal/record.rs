//! A deal as it is kept: flat, and checked when it is read back.

use chrono::{DateTime, Utc};

use super::commitment::Commitments;
use super::state::{Deal, DealState, Draft, Lapsed, Met, Open, Withdrawn};
use super::terms::Terms;

/// What storage keeps of a deal. Price and shares of a closed one follow from the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Where the deal is in its life.
    pub state: DealState,
    /// Its terms.
    pub terms: Terms,
    /// What has been signed up for.
    pub commitments: Commitments,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was closed or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
}

/// The record contradicts itself: such a deal cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored deal contradicts itself")]
pub struct BrokenRecord;

impl Deal {
    /// What to keep of the deal.
    pub fn record(&self) -> Record {
        let (opened_at, ended_at) = match self {
            Self::Draft(_) => (None, None),
            Self::Open(Open { opened_at, .. }) => (Some(*opened_at), None),
            Self::Met(Met { opened_at, closed_at, .. })
            | Self::Lapsed(Lapsed { opened_at, closed_at, .. }) => {
                (Some(*opened_at), Some(*closed_at))
            }
            Self::Withdrawn(Withdrawn { opened_at, ended_at, .. }) => (*opened_at, Some(*ended_at)),
        };
        Record {
            state: self.state(),
            terms: self.terms().clone(),
            commitments: self.commitments().cloned().unwrap_or_default(),
            opened_at,
            ended_at,
        }
    }

    /// Reads a deal back, if the record is one that a deal's life can leave.
    pub fn from_record(record: Record) -> Result<Self, BrokenRecord> {
        let Record { state, terms, commitments, opened_at, ended_at } = record;
        if opened_at.is_some_and(|opened_at| opened_at >= terms.closes_at()) {
            return Err(BrokenRecord);
        }
        match (state, opened_at, ended_at) {
            (DealState::Draft, None, None) if commitments.schools() == 0 => {
                Ok(Self::Draft(Draft { terms }))
            }
            (DealState::Open, Some(opened_at), None) => {
                Ok(Self::Open(Open { terms, opened_at, commitments }))
            }
            (DealState::Withdrawn, opened_at, Some(ended_at))
                if opened_at.is_some() || commitments.schools() == 0 =>
            {
                Ok(Self::Withdrawn(Withdrawn { terms, opened_at, commitments, ended_at }))
            }
            (DealState::Met | DealState::Lapsed, Some(opened_at), Some(closed_at)) => {
                let open = Open { terms, opened_at, commitments };
                let closed = open.close(closed_at).map_err(|_| BrokenRecord)?;
                if closed.state() == state { Ok(closed) } else { Err(BrokenRecord) }
            }
            (
                DealState::Draft
                | DealState::Open
                | DealState::Met
                | DealState::Lapsed
                | DealState::Withdrawn,
                _,
                _,
            ) => Err(BrokenRecord),
        }
    }
}
