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

    /// How many more days it takes so that the expected ones fit.
    fn lacking(&self) -> u64 {
        fitting(self.forecast.expected).saturating_sub(u64::from(self.supply.offered)).max(1)
    }

    /// How many days can be let go of so that even the most that is expected fits.
    fn left_over(&self) -> u64 {
        u64::from(self.supply.offered).saturating_sub(fitting(self.forecast.high))
    }
}

/// Days that one person of the pool works in a term; nothing where nobody works in any.
fn of_one(outlooks: &[Outlook]) -> Option<u64> {
    let worked = outlooks.iter().filter(|one| one.supply.people > 0 && one.supply.offered > 0);
    let each = worked.map(|one| u64::from(one.supply.offered / one.supply.people).max(1));
    each.min()
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
        /// How many people that are, as people of the pool work; nought where nobody does.
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
    let of_one = of_one(outlooks);
    if outlooks.iter().all(Outlook::is_short) {
        let days = outlooks.iter().map(Outlook::lacking).max().unwrap_or_default();
        let people = of_one.map_or(0, |one| days.div_ceil(one));
        return Advice::Hire { days: narrow(days), people: narrow(people) };
    }
    if outlooks.iter().all(Outlook::has_spare) {
        let days = outlooks.iter().map(Outlook::left_over).min().unwrap_or_default();
        let people = of_one.and_then(|one| days.checked_div(one)).unwrap_or(0);
        // Less than one person's days is nobody to let go of.
        if people > 0 {
            return Advice::Release { days: narrow(days), people: narrow(people) };
        }
    }
    let full =
        |one: &Outlook| one.fullness().is_none_or(|share| u64::from(share.get()) > SHORT_FROM);
    Advice::Hold { watch: outlooks.iter().any(full) }
}
