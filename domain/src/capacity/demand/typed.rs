//! A term from before the pool's days were sold here, as it was typed.

use serde::{Deserialize, Serialize};

use super::forecast::TermDays;
use super::term_key::TermKey;
use crate::failure::{FieldProblem, Problem};
use crate::form::{Reading, whole_number};

/// The days of an earlier term as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedTerm {
    /// Field `term`: which, as [`TermKey`] writes it.
    pub term: String,
    /// Field `offered`: days that were worked.
    pub offered: String,
    /// Field `sold`: days that were booked.
    pub sold: String,
    /// Field `delivered`: days that were delivered.
    pub delivered: String,
    /// Field `unmet`: days that were asked for in vain.
    pub unmet: String,
}

/// More days than any pool has in a term: a hundred people on each of its days.
const MOST: u32 = 10_000;

impl TypedTerm {
    /// Reads it.
    ///
    /// # Errors
    /// All that is wrong, by field: `NotAChoice` for what is no term, `OutOfRange` where more was booked
    /// than worked, or delivered than booked.
    pub fn read(&self) -> Result<TermDays, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let term = self.term.parse::<TermKey>().map_err(|_| Problem::NotAChoice);
        let term = reading.take("term", term);
        let offered = reading.take("offered", whole_number(&self.offered, MOST));
        let sold = reading.take("sold", whole_number(&self.sold, MOST));
        let delivered = reading.take("delivered", whole_number(&self.delivered, MOST));
        let unmet = reading.take("unmet", whole_number(&self.unmet, MOST));
        let more = |part: Option<u32>, whole: Option<u32>| part.zip(whole).filter(|(p, w)| p > w);
        if let Some((_, offered)) = more(sold, offered) {
            reading.wrong("sold", Problem::OutOfRange { min: 0, max: offered.into() });
        }
        if let Some((_, sold)) = more(delivered, sold) {
            reading.wrong("delivered", Problem::OutOfRange { min: 0, max: sold.into() });
        }
        let read = || {
            let (term, offered, sold) = (term?, offered?, sold?);
            Some(TermDays { term, offered, sold, delivered: delivered?, unmet: unmet? })
        };
        reading.finish(read())
    }
}
