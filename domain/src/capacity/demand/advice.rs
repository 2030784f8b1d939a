//! Whether to hire, to release or to leave a pool as it is, with every figure that it follows from.

use super::forecast::{Forecast, History, LEAST_TERMS};
use super::term_key::TermKey;
use crate::money::BasisPoints;

/// A pool in which more than this share of its days is wanted is short of them: schools then find
/// none on the day they want. House rules, as are the next two; in basis points.
const SHORT_FROM: u64 = 9_000;
/// Below this share, even if as many days are wanted as can be expected, there are days to spare.
const SPARE_BELOW: u64 = 6_000;
/// What share of its days should be wanted in a pool that fits.
const FITTING: u64 = 8_000;
const ONE: u64 = 10_000;

/// The days a pool has in a term to come, as things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// Which term.
    pub term: TermKey,
    /// Days that are worked in it.
    pub offered: u32,
    /// How many people work them.
    pub people: u32,
}

/// A term to come: what is expected, and the days there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// What schools are expected to want.
    pub forecast: Forecast,
    /// What the pool has.
    pub supply: Supply,
}

impl Outlook {
    /// The expected share of the days that are worked; nothing where none is.
    pub fn fullness(&self) -> Option<BasisPoints> {
        let share = u64::from(self.forecast.expected).saturating_mul(ONE);
        let share = share.checked_div(u64::from(self.supply.offered))?;
        Some(BasisPoints::new(u32::try_from(share).unwrap_or(u32::MAX)))
    }

    /// Even if as few days are wanted as can be expected, more than the pool can well serve are.
    fn is_short(&self) -> bool {
        u64::from(self.forecast.low).saturating_mul(ONE)
            > u64::from(self.supply.offered).saturating_mul(SHORT_FROM)
    }

    /// Even if as many days are wanted as can be expected, many are left over.
    fn has_spare(&self) -> bool {
        u64::from(self.forecast.high).saturating_mul(ONE)
            < u64::from(self.supply.offered).saturating_mul(SPARE_BELOW)
    }

    /// Days that one person works in the term, at least one.
    fn of_one(&self) -> u64 {
        let days = u64::from(self.supply.offered).checked_div(u64::from(self.supply.people));
        days.unwrap_or(0).max(1)
    }

    /// How many more days it takes so that the expected ones fit, and how many people that are.
    fn lacking(&self) -> (u64, u64) {
        let fitting = fitting(self.forecast.expected);
        let days = fitting.saturating_sub(u64::from(self.supply.offered)).max(1);
        (days, days.div_ceil(self.of_one()))
    }

    /// How many days can be let go of so that even the most that is expected fits, and how many people
    /// that are, whole ones.
    fn left_over(&self) -> (u64, u64) {
        let days = u64::from(self.supply.offered).saturating_sub(fitting(self.forecast.high));
        (days, days.checked_div(self.of_one()).unwrap_or(0))
    }
}

/// The days a pool should have where so many are wanted.
fn fitting(wanted: u32) -> u64 {
    u64::from(wanted).saturating_mul(ONE).div_ceil(FITTING)
}

/// What a pool's terms tell whoever keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Too few terms are known for a signal.
    TooEarly {
        /// How many are known, one after the other.
        known: usize,
        /// How many it takes.
        least: usize,
    },
    /// Hire: in each of the coming terms, even the least that is expected is more than the pool can
    /// well serve.
    Hire {
        /// Days that are lacking in the term in which most are.
        days: u32,
        /// How many people that are, as people of the pool work.
        people: u32,
    },
    /// Release: in each of the coming terms, even the most that is expected leaves many days over.
    Release {
        /// Days that are left over in the term in which the fewest are.
        days: u32,
        /// How many people that are, as people of the pool work.
        people: u32,
    },
    /// Leave it as it is.
    Hold {
        /// Whether it would be short of days in one of the terms, or if things come as expected.
        watch: bool,
    },
}

/// What the terms of a pool tell, with the outlook for the terms to come. Nobody is hired for a single
/// term: a signal needs every one of at least two.
pub fn advise(history: &History, supply: &[Supply]) -> (Advice, Vec<Outlook>) {
    let outlooks = supply.iter().filter_map(|supply| {
        let forecast = history.forecast(supply.term)?;
        Some(Outlook { forecast, supply: *supply })
    });
    let outlooks: Vec<Outlook> = outlooks.collect();
    let advice = if outlooks.len() < 2 || outlooks.len() < supply.len() {
        Advice::TooEarly { known: history.terms().len(), least: LEAST_TERMS }
    } else {
        of(&outlooks)
    };
    (advice, outlooks)
}

fn of(outlooks: &[Outlook]) -> Advice {
    let narrow = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    if outlooks.iter().all(Outlook::is_short) {
        let most = outlooks.iter().map(Outlook::lacking).max().unwrap_or_default();
        return Advice::Hire { days: narrow(most.0), people: narrow(most.1) };
    }
    if outlooks.iter().all(Outlook::has_spare) {
        let fewest = outlooks.iter().map(Outlook::left_over).min().unwrap_or_default();
        // Less than one person's days is nobody to let go of.
        if fewest.1 > 0 {
            return Advice::Release { days: narrow(fewest.0), people: narrow(fewest.1) };
        }
    }
    let full = |one: &Outlook| one.fullness().is_none_or(|share| u64::from(share.get()) > SHORT_FROM);
    Advice::Hold { watch: outlooks.iter().any(full) }
}
