//! The rule by which a membership level is priced, as staff set it up.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::failure::{FieldProblem, Problem};
use crate::money::Pence;

/// How a year of a membership level is priced. All amounts exclude VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TierRule {
    /// So much for each pupil.
    PerPupil {
        /// For one pupil a year.
        each: Pence,
    },
    /// An amount by size of school.
    SizeBands {
        /// From the smallest on; the first begins at no pupils.
        bands: Vec<SizeBand>,
    },
    /// The same for everybody; nothing where membership is free.
    Flat {
        /// A year.
        amount: Pence,
    },
    /// Nothing at first, then by another rule.
    FreeUntil {
        /// The first day that costs something.
        until: NaiveDate,
        /// The rule from that day on.
        then: Box<TierRule>,
    },
    /// By another rule, and never more than so much.
    Capped {
        /// The rule.
        rule: Box<TierRule>,
        /// The most a member pays a year.
        cap: Pence,
    },
}

/// One band of sizes: from so many pupils up to where the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeBand {
    /// The fewest pupils of the band.
    pub from_pupils: u32,
    /// For a school of the band, a year.
    pub amount: Pence,
}

impl TierRule {
    /// The most that can be asked for a pupil, a band or a year: one million pounds.
    pub const MOST: Pence = Pence::pounds(1_000_000);

    /// Checks a rule as it was set up; the problem names the field of the rule.
    ///
    /// Amounts are nought to one million pounds. Bands rise from no pupils. One free period and
    /// one cap at most.
    pub fn validate(&self) -> Result<(), FieldProblem> {
        self.validate_within(false, false)
    }

    fn validate_within(&self, in_free: bool, in_cap: bool) -> Result<(), FieldProblem> {
        match self {
            Self::PerPupil { each } => amount_fits("each", *each),
            Self::SizeBands { bands } => bands_fit(bands),
            Self::Flat { amount } => amount_fits("amount", *amount),
            Self::FreeUntil { then, .. } if !in_free => then.validate_within(true, in_cap),
            Self::Capped { rule, cap } if !in_cap => {
                amount_fits("cap", *cap)?;
                rule.validate_within(in_free, true)
            }
            Self::FreeUntil { .. } | Self::Capped { .. } => {
                Err(FieldProblem { field: "rule", problem: Problem::NotAChoice })
            }
        }
    }

    /// Whether the price on the day depends on the number of pupils.
    pub fn needs_pupils(&self, on: NaiveDate) -> bool {
        match self {
            Self::PerPupil { .. } | Self::SizeBands { .. } => true,
            Self::Flat { .. } => false,
            Self::FreeUntil { until, then } => on >= *until && then.needs_pupils(on),
            Self::Capped { rule, .. } => rule.needs_pupils(on),
        }
    }
}

fn amount_fits(field: &'static str, amount: Pence) -> Result<(), FieldProblem> {
    if (Pence::ZERO..=TierRule::MOST).contains(&amount) {
        Ok(())
    } else {
        let problem = Problem::OutOfRange { min: 0, max: TierRule::MOST.get() };
        Err(FieldProblem { field, problem })
    }
}

fn bands_fit(bands: &[SizeBand]) -> Result<(), FieldProblem> {
    let found = |problem| Err(FieldProblem { field: "bands", problem });
    match bands.first() {
        None => found(Problem::Missing),
        Some(first) if first.from_pupils != 0 => found(Problem::NotFromNought),
        _ if !bands.is_sorted_by(|a, b| a.from_pupils < b.from_pupils) => {
            found(Problem::SizesOutOfOrder)
        }
        _ => bands.iter().try_for_each(|band| amount_fits("bands", band.amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_pupil(pence: i64) -> TierRule {
        TierRule::PerPupil { each: Pence::new(pence) }
    }

    fn bands(bands: &[(u32, i64)]) -> TierRule {
        let band = |(from_pupils, pence): &(u32, i64)| SizeBand {
            from_pupils: *from_pupils,
            amount: Pence::new(*pence),
        };
        TierRule::SizeBands { bands: bands.iter().map(band).collect() }
    }

    fn capped(rule: TierRule) -> TierRule {
        TierRule::Capped { rule: Box::new(rule), cap: Pence::pounds(15_000) }
    }

    fn free(then: TierRule) -> TierRule {
        TierRule::FreeUntil { until: "2027-09-01".parse().unwrap(), then: Box::new(then) }
    }

    fn problem(rule: &TierRule) -> Option<(&'static str, Problem)> {
        rule.validate().err().map(|found| (found.field, found.problem))
    }

    #[test]
    fn sensible_rules_pass() {
        for rule in [
            per_pupil(1_900),
            TierRule::Flat { amount: Pence::ZERO },
            bands(&[(0, 50_000), (151, 90_000), (301, 90_000)]),
            free(capped(per_pupil(1_900))),
            capped(free(per_pupil(1_900))),
        ] {
            assert_eq!(rule.validate(), Ok(()), "{rule:?}");
        }
    }

    #[test]
    fn a_slip_in_a_rule_is_named() {
        let out = Problem::OutOfRange { min: 0, max: 100_000_000 };
        for (rule, field, found) in [
            (per_pupil(-1), "each", out.clone()),
            (TierRule::Flat { amount: Pence::new(100_000_001) }, "amount", out.clone()),
            (bands(&[]), "bands", Problem::Missing),
            (bands(&[(1, 100)]), "bands", Problem::NotFromNought),
            (bands(&[(0, 100), (0, 200)]), "bands", Problem::SizesOutOfOrder),
            (bands(&[(0, 100), (300, 200), (200, 300)]), "bands", Problem::SizesOutOfOrder),
            (bands(&[(0, -100)]), "bands", out.clone()),
            (free(per_pupil(-1)), "each", out),
            (free(capped(free(per_pupil(1)))), "rule", Problem::NotAChoice),
            (capped(capped(per_pupil(1))), "rule", Problem::NotAChoice),
        ] {
            assert_eq!(problem(&rule), Some((field, found)), "{rule:?}");
        }
    }

    #[test]
    fn rules_are_stored_in_words_that_can_be_read() {
        let rule = free(capped(bands(&[(0, 50_000)])));
        let json = serde_json::to_string_pretty(&rule).unwrap();
        insta::assert_snapshot!(json);
        assert_eq!(serde_json::from_str::<TierRule>(&json).unwrap(), rule);
    }
}
