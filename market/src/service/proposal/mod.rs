//! Changes of a service that its provider asks the partnership for. Nothing of the service changes
//! until the partnership's staff take one on: that makes a new version, like any other change.

mod decide;
mod propose;
mod read;

pub use decide::{DecideProposal, decide_proposal};
pub use propose::{ProposeTerms, WithdrawProposal, propose_terms, withdraw_proposal};
pub use read::{Decided, Proposal, ProposalRow, proposals, view_proposal, waiting_proposal};
