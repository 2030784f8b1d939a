//! A forecast by the same term of the year before and what has changed since, with how far that was
//! off before.

use serde::{Deserialize, Serialize};

use super::term_key::TermKey;
use crate::money::BasisPoints;

/// The days of a pool in one term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermDays {
    /// Which term.
    pub term: TermKey,
    /// Days that were worked, booked or not.
    pub offered: u32,
    /// Days that were booked.
    pub sold: u32,
    /// Booked days that were delivered.
    pub delivered: u32,
    /// Days that schools asked for, did not get, and did not replace by another.
    pub unmet: u32,
}

impl TermDays {
    /// What schools wanted: what they booked, and what they asked for in vain.
    pub const fn wanted(&self) -> u32 {
        self.sold.saturating_add(self.unmet)
    }
}

/// From so many terms on, one after the other, a forecast is made: two school years. With fewer there
/// is no term of which the forecast could be checked against what came: a house rule.
pub const LEAST_TERMS: usize = 6;

/// No forecast is said to be surer than to within this share of itself, in basis points, however well
/// it did before: a house rule.
const LEAST_ERROR: u64 = 500;
/// However much changed in a year, a forecast takes it as no less than half and no more than double.
const GROWTH: (u64, u64) = (5_000, 20_000);
const ONE: u64 = 10_000;
/// Terms of a year.
const YEAR: usize = 3;
/// From so many checks on, those made with less known of growth are left out.
const CHECKS: usize = 3;
/// Terms of a year, each of which counts for a third of what changed in it.
const TERMS_A_YEAR: u64 = 3;

/// Terms that are over, one after the other without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History(Vec<TermDays>);

/// What schools are expected to want in one term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Of which term.
    pub term: TermKey,
    /// What was wanted in the same term of the year before.
    pub year_before: u32,
    /// What of it is expected: 10,000 basis points are as much.
    pub growth: BasisPoints,
    /// The days that are expected to be wanted.
    pub expected: u32,
    /// No fewer, if it is off by no more than it ever was.
    pub low: u32,
    /// No more, if it is off by no more than it ever was.
    pub high: u32,
    /// The most by which a forecast was off before, as a share of itself.
    pub error: BasisPoints,
    /// Of how many terms a forecast could be checked.
    pub checked: usize,
}

impl History {
    /// Terms in whatever order. Where one is missing, only what came after it counts; of a term given
    /// twice, the first.
    pub fn new(terms: impl IntoIterator<Item = TermDays>) -> Self {
        let mut terms: Vec<TermDays> = terms.into_iter().collect();
        terms.sort_by_key(|term| term.term);
        terms.dedup_by_key(|term| term.term);
        let follows = |pair: &[TermDays]| match pair {
            [one, next] => one.term.later(1) == next.term,
            _ => true,
        };
        let gap = terms.windows(2).rposition(|pair| !follows(pair));
        Self(terms.split_off(gap.map_or(0, |place| place.saturating_add(1))))
    }

    /// The terms, the earliest first.
    pub fn terms(&self) -> &[TermDays] {
        &self.0
    }

    /// What schools are expected to want in a term after these; nothing where too little is known.
    pub fn forecast(&self, term: TermKey) -> Option<Forecast> {
        if self.0.len() < LEAST_TERMS {
            return None;
        }
        let (year_before, growth, expected) = self.point(term)?;
        let errors = self.errors();
        let error = errors.iter().copied().max()?.max(LEAST_ERROR);
        let off = half_up(u64::from(expected).saturating_mul(error), ONE);
        Some(Forecast {
            term,
            year_before,
            growth: points(growth),
            expected,
            low: narrow(u64::from(expected).saturating_sub(off)),
            high: narrow(u64::from(expected).saturating_add(off)),
            error: points(error),
            checked: errors.len(),
        })
    }

    fn wanted(&self, term: TermKey) -> Option<u32> {
        self.0.iter().find(|known| known.term == term).map(TermDays::wanted)
    }

    /// The same term of the year before, by what changed since: in basis points, what of it is
    /// expected, and how many days that are.
    fn point(&self, term: TermKey) -> Option<(u32, u64, u32)> {
        let year_before = self.wanted(term.a_year_before())?;
        let growth = self.growth();
        let expected = half_up(u64::from(year_before).saturating_mul(growth), ONE);
        Some((year_before, growth, narrow(expected)))
    }

    /// What was wanted over the latest three terms that can be compared, against the year before each.
    /// Where only one or two can be, what changed counts for a third or for two.
    fn growth(&self) -> u64 {
        let pairs = self.0.iter().rev().filter_map(|now| {
            let before = self.wanted(now.term.a_year_before())?;
            Some((u64::from(now.wanted()), u64::from(before)))
        });
        let (mut now, mut before, mut count) = (0_u64, 0_u64, 0_u64);
        for (of_now, of_before) in pairs.take(3) {
            now = now.saturating_add(of_now);
            before = before.saturating_add(of_before);
            count = count.saturating_add(1);
        }
        if before == 0 {
            return ONE;
        }
        let whole = half_up(now.saturating_mul(ONE), before).clamp(GROWTH.0, GROWTH.1);
        let rest = TERMS_A_YEAR.saturating_sub(count);
        half_up(whole.saturating_mul(count).saturating_add(ONE.saturating_mul(rest)), TERMS_A_YEAR)
    }

    /// How far a forecast of each term would have been off, as a share of itself in basis points: made
    /// while the term before it was running, as forecasts are, from nothing but the terms before that.
    /// Those made with less known of growth say nothing, as soon as three were made with as much.
    fn errors(&self) -> Vec<u64> {
        let check = |(place, now): (usize, &TermDays)| {
            let known = Self(self.0.get(..place.checked_sub(1)?)?.to_vec());
            let (_, _, expected) = known.point(now.term)?;
            let (expected, came) = (u64::from(expected), u64::from(now.wanted()));
            let off = expected.abs_diff(came).saturating_mul(ONE);
            let pairs = known.0.len().saturating_sub(YEAR).min(YEAR);
            Some((pairs, half_up(off, expected.max(1))))
        };
        let all: Vec<(usize, u64)> = self.0.iter().enumerate().filter_map(check).collect();
        let of = |least: usize| all.iter().filter(move |one| one.0 >= least).map(|one| one.1);
        let level = (0..=YEAR).rev().find(|level| of(*level).count() >= CHECKS).unwrap_or(0);
        of(level).collect()
    }
}

/// Divides, rounding half up; by nought, nought.
fn half_up(dividend: u64, divisor: u64) -> u64 {
    dividend.saturating_add(divisor / 2).checked_div(divisor).unwrap_or(0)
}

fn narrow(days: u64) -> u32 {
    u32::try_from(days).unwrap_or(u32::MAX)
}

fn points(share: u64) -> BasisPoints {
    BasisPoints::new(narrow(share))
}
