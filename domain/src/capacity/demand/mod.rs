//! What schools wanted of a pool by term, what they will want, and whether to hire or to release.
//!
//! Whole numbers and three terms a year: a forecast that whoever keeps the pool can work out again on
//! paper. What it rests on, how far it was off before and why it says what it says go with it.

mod advice;
mod forecast;
mod term_key;
mod typed;

pub use advice::{Advice, Outlook, Supply, advise};
pub use forecast::{Forecast, History, LEAST_TERMS, TermDays};
pub use term_key::TermKey;
pub use typed::TypedTerm;

#[cfg(test)]
mod tests;
