//! Group deals: schools pool what they need, and the price falls with the total.
//!
//! Who came first never matters: price and shares follow from the terms and the sum of what was
//! signed up for. No clock may come in: each transition is told the time.

mod closing;
mod commitment;
mod contract;
mod meter;
mod record;
mod signature;
mod state;
mod steps;
mod terms;
mod typed;
mod view;

#[cfg(test)]
mod tests;

pub use closing::{Award, CallOff, Outcome, Shortfall, cost};
pub use commitment::{Commitment, Commitments};
pub use contract::{ContractYear, share_by_years};
pub use meter::{Meter, NextStep, QuorumProgress};
pub use record::{BrokenRecord, Record};
pub use signature::is_far_off;
pub use state::{Deal, DealState, Draft, Lapsed, Met, Open, Withdrawn};
pub use steps::{Step, StepWrong, Steps, price_at};
pub use terms::{ProposedTerms, Quorum, ReadTerms, Terms, Unit};
pub use typed::{closing, description, new_provider, title};
pub use view::{EffectOfJoining, OwnFigures, SchoolView, StepForSchool};
