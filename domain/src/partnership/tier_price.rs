//! What a year of a membership level costs one school, and the sentence behind the figure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{SizeBand, TierRule};
use crate::failure::Refusal;
use crate::money::{Net, Overflow, Pence};

/// A year's price and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedTier {
    /// A year, excluding VAT.
    pub amount: Net,
    /// How it came about.
    pub working: TierWorking,
}

/// How a year's price came about, for a page to put in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "working", rename_all = "snake_case")]
pub enum TierWorking {
    /// £19.00 for each of your 412 pupils.
    PerPupil {
        /// For one pupil.
        each: Pence,
        /// The school's pupils.
        pupils: u32,
    },
    /// The price for schools of 301 to 500 pupils; yours has 412.
    Band {
        /// The fewest pupils of the band.
        from_pupils: u32,
        /// The most pupils of the band; none for the last.
        to_pupils: Option<u32>,
        /// The school's pupils.
        pupils: u32,
    },
    /// The same for everybody.
    Flat,
    /// Free until the day.
    Free {
        /// The first day that costs something.
        until: NaiveDate,
        /// What a year costs from that day on, where that can be worked out.
        then: Option<Box<PricedTier>>,
    },
    /// By the rule more, but never more than the cap.
    Capped {
        /// The cap, which is the price.
        cap: Pence,
        /// What it would be without a cap.
        without: Box<PricedTier>,
    },
}

/// A year of the level for a school with so many pupils, by the rule as it stands on the day.
///
/// Refused while the number of pupils is not known, unless the rule does without it.
pub fn yearly_price(
    rule: &TierRule,
    pupils: Option<u32>,
    on: NaiveDate,
) -> Result<PricedTier, Refusal> {
    match rule {
        TierRule::PerPupil { each } => {
            let pupils = pupils.ok_or(Refusal::PupilsNotKnown)?;
            let amount = each.times(i64::from(pupils)).map_err(too_large)?;
            Ok(priced(amount, TierWorking::PerPupil { each: *each, pupils }))
        }
        TierRule::SizeBands { bands } => {
            let pupils = pupils.ok_or(Refusal::PupilsNotKnown)?;
            band_price(bands, pupils)
        }
        TierRule::Flat { amount } => Ok(priced(*amount, TierWorking::Flat)),
        TierRule::FreeUntil { until, then } if on < *until => {
            // Only told ahead: that pupils are not known yet hinders nobody from joining free.
            let then = yearly_price(then, pupils, *until).ok().map(Box::new);
            Ok(priced(Pence::ZERO, TierWorking::Free { until: *until, then }))
        }
        TierRule::FreeUntil { then, .. } => yearly_price(then, pupils, on),
        TierRule::Capped { rule, cap } => {
            let without = yearly_price(rule, pupils, on)?;
            if without.amount.pence() <= *cap {
                return Ok(without);
            }
            Ok(priced(*cap, TierWorking::Capped { cap: *cap, without: Box::new(without) }))
        }
    }
}

/// The price of the last band that begins at or below the number. Rules that passed
/// [`TierRule::validate`] have a band for every number.
fn band_price(bands: &[SizeBand], pupils: u32) -> Result<PricedTier, Refusal> {
    let next = bands.iter().position(|band| band.from_pupils > pupils).unwrap_or(bands.len());
    let band = next.checked_sub(1).and_then(|at| bands.get(at)).ok_or(Refusal::NotForThisSchool)?;
    let to_pupils = bands.get(next).map(|next| next.from_pupils.saturating_sub(1));
    let from_pupils = band.from_pupils;
    Ok(priced(band.amount, TierWorking::Band { from_pupils, to_pupils, pupils }))
}

fn priced(amount: Pence, working: TierWorking) -> PricedTier {
    PricedTier { amount: Net(amount), working }
}

fn too_large(_: Overflow) -> Refusal {
    Refusal::AmountTooLarge
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn per_pupil() -> TierRule {
        TierRule::PerPupil { each: Pence::pounds(19) }
    }

    fn bands(amounts: &[(u32, i64)]) -> TierRule {
        let band = |(from_pupils, pence): &(u32, i64)| SizeBand {
            from_pupils: *from_pupils,
            amount: Pence::new(*pence),
        };
        TierRule::SizeBands { bands: amounts.iter().map(band).collect() }
    }

    fn price(rule: &TierRule, pupils: u32) -> PricedTier {
        yearly_price(rule, Some(pupils), day("2026-09-01")).unwrap()
    }

    #[test]
    fn nineteen_pounds_for_each_of_412_pupils() {
        let priced = price(&per_pupil(), 412);
        assert_eq!(priced.amount, Net(Pence::pounds(7_828)));
        assert_eq!(priced.working, TierWorking::PerPupil { each: Pence::pounds(19), pupils: 412 });
    }

    #[test]
    fn a_school_pays_for_the_band_it_is_in() {
        let rule = bands(&[(0, 50_000), (151, 90_000), (301, 140_000)]);
        for (pupils, pence, from_pupils, to_pupils) in [
            (0, 50_000, 0, Some(150)),
            (150, 50_000, 0, Some(150)),
            (151, 90_000, 151, Some(300)),
            (300, 90_000, 151, Some(300)),
            (301, 140_000, 301, None),
            (4_000_000, 140_000, 301, None),
        ] {
            let priced = price(&rule, pupils);
            assert_eq!(priced.amount, Net(Pence::new(pence)), "{pupils}");
            assert_eq!(priced.working, TierWorking::Band { from_pupils, to_pupils, pupils });
        }
    }

    #[test]
    fn membership_is_free_to_the_day_before_and_paid_from_the_day_on() {
        let rule = TierRule::FreeUntil { until: day("2027-09-01"), then: Box::new(per_pupil()) };
        let before = yearly_price(&rule, Some(100), day("2027-08-31")).unwrap();
        assert_eq!(before.amount, Net(Pence::ZERO));
        let TierWorking::Free { until, then } = before.working else { panic!("free") };
        assert_eq!(until, day("2027-09-01"));
        assert_eq!(then.unwrap().amount, Net(Pence::pounds(1_900)));
        let from = yearly_price(&rule, Some(100), day("2027-09-01")).unwrap();
        assert_eq!(from, price(&per_pupil(), 100));
    }

    #[test]
    fn without_a_pupil_number_only_rules_that_need_none_give_a_price() {
        let today = day("2026-09-01");
        let capped = TierRule::Capped { rule: Box::new(per_pupil()), cap: Pence::pounds(9) };
        for rule in [per_pupil(), bands(&[(0, 1)]), capped] {
            assert_eq!(yearly_price(&rule, None, today), Err(Refusal::PupilsNotKnown));
            assert!(rule.needs_pupils(today));
        }
        let flat = TierRule::Flat { amount: Pence::pounds(500) };
        let free = TierRule::FreeUntil { until: day("2027-09-01"), then: Box::new(per_pupil()) };
        for (rule, pounds) in [(&flat, 500), (&free, 0)] {
            let priced = yearly_price(rule, None, today).unwrap();
            assert_eq!(priced.amount, Net(Pence::pounds(pounds)));
            assert!(!rule.needs_pupils(today));
        }
        assert!(free.needs_pupils(day("2027-09-01")));
    }

    #[test]
    fn a_cap_that_bites_is_shown_with_what_it_saves() {
        let rule = TierRule::Capped { rule: Box::new(per_pupil()), cap: Pence::pounds(15_000) };
        assert_eq!(price(&rule, 412), price(&per_pupil(), 412));
        let priced = price(&rule, 1_000);
        assert_eq!(priced.amount, Net(Pence::pounds(15_000)));
        let without = Box::new(price(&per_pupil(), 1_000));
        assert_eq!(priced.working, TierWorking::Capped { cap: Pence::pounds(15_000), without });
    }

    #[test]
    fn a_price_past_what_can_be_kept_is_refused() {
        let rule = TierRule::PerPupil { each: Pence::new(i64::MAX) };
        let refused = yearly_price(&rule, Some(2), day("2026-09-01"));
        assert_eq!(refused, Err(Refusal::AmountTooLarge));
    }

    proptest! {
        #[test]
        fn nineteen_pounds_a_pupil_is_exact(pupils in 0_u32..100_000) {
            let amount = price(&per_pupil(), pupils).amount.pence().get();
            prop_assert_eq!(amount, i64::from(pupils) * 1_900);
        }

        #[test]
        fn a_larger_school_never_pays_less_where_bands_rise(
            gaps in proptest::collection::vec((1_u32..400, 0_i64..200_000), 0..8),
            pupils in 0_u32..3_000,
            more in 0_u32..500,
        ) {
            let mut rising = vec![(0, 10_000)];
            for (gap, rise) in gaps {
                let (from, pence) = *rising.last().unwrap();
                rising.push((from + gap, pence + rise));
            }
            let rule = bands(&rising);
            prop_assert_eq!(rule.validate(), Ok(()));
            prop_assert!(price(&rule, pupils).amount <= price(&rule, pupils + more).amount);
        }

        #[test]
        fn a_cap_is_never_exceeded_and_never_raises_a_price(
            each in 0_i64..10_000,
            cap in 0_i64..5_000_000,
            pupils in 0_u32..5_000,
        ) {
            let plain = TierRule::PerPupil { each: Pence::new(each) };
            let cap = Pence::new(cap);
            let capped = TierRule::Capped { rule: Box::new(plain.clone()), cap };
            let amount = price(&capped, pupils).amount;
            prop_assert!(amount <= Net(cap));
            prop_assert_eq!(amount, price(&plain, pupils).amount.min(Net(cap)));
        }

        #[test]
        fn a_free_period_ends_on_its_day(offset in -400_i64..400) {
            let until = day("2027-09-01");
            let on = until + chrono::Duration::days(offset);
            let rule = TierRule::FreeUntil { until, then: Box::new(per_pupil()) };
            let amount = yearly_price(&rule, Some(10), on).unwrap().amount;
            let expected = if offset < 0 { 0 } else { 190 };
            prop_assert_eq!(amount, Net(Pence::pounds(expected)));
        }
    }
}
