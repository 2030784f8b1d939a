//! The books of a partnership: every amount leaves one account and reaches another, append-only.

mod account;
mod check;
mod post;
mod trial;

pub(crate) use account::account;
pub(crate) use check::check_at_night;
pub use check::{Disagreement, check_books};
pub(crate) use post::{Cause, post};
pub use trial::{AccountBalance, Trial, trial_balance};
