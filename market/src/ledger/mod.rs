//! The books of a partnership: every amount leaves one account and reaches another, append-only.

mod account;
mod post;
mod trial;

pub(crate) use account::account;
pub(crate) use post::post;
pub use trial::{AccountBalance, Trial, trial_balance};
