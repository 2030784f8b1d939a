//! Price rules of every shape, for property tests.

use chrono::{Days, NaiveDate};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::amount::LARGEST;
use super::typed::{BANDS_MAX, CHANGES_MAX};
use super::{PriceRule, Rate, RateChange, Rates, SizeBand};
use crate::money::{Net, Pence};

/// Days over ten years.
pub fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..3_650).prop_map(|after| {
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().checked_add_days(Days::new(after)).unwrap()
    })
}

fn nets() -> impl Strategy<Value = Net> {
    prop_oneof![4 => 0_i64..1_000_000, 1 => 0..=LARGEST].prop_map(|pence| Net(Pence::new(pence)))
}

/// The few days on which the prices of one rule change: a form has room for so many.
fn change_days() -> impl Strategy<Value = Vec<NaiveDate>> {
    vec(days(), 0..=CHANGES_MAX)
}

fn rate(on: Vec<NaiveDate>) -> impl Strategy<Value = Rate> {
    (nets(), vec(option::of(nets()), on.len())).prop_map(move |(net, nets)| {
        let mut changes: Vec<RateChange> = on
            .iter()
            .zip(nets)
            .filter_map(|(from_on, net)| Some(RateChange { from_on: *from_on, net: net? }))
            .collect();
        changes.sort_by_key(|change| change.from_on);
        changes.dedup_by_key(|change| change.from_on);
        Rate { net, changes }
    })
}

fn rates(on: Vec<NaiveDate>) -> impl Strategy<Value = Rates> {
    (rate(on.clone()), option::of(rate(on.clone())), option::of(rate(on)))
        .prop_map(|(member, associate, non_member)| Rates { member, associate, non_member })
}

fn limits() -> impl Strategy<Value = (Option<Net>, Option<Net>)> {
    (option::of(nets()), option::of(nets())).prop_map(|(one, other)| match (one, other) {
        (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
        limits => limits,
    })
}

fn bands(on: Vec<NaiveDate>) -> impl Strategy<Value = Vec<SizeBand>> {
    let others = btree_map(1_u32..3_000, rates(on.clone()), 0..BANDS_MAX);
    (rates(on), others).prop_map(|(first, others)| {
        std::iter::once((0, first))
            .chain(others)
            .map(|(from_pupils, rates)| SizeBand { from_pupils, rates })
            .collect()
    })
}

/// Rules of every kind that can be used.
pub fn rules() -> impl Strategy<Value = PriceRule> {
    change_days().prop_flat_map(|on| {
        prop_oneof![
            rates(on.clone()).prop_map(|rates| PriceRule::PerUnit { rates }),
            rates(on.clone()).prop_map(|rates| PriceRule::Flat { rates }),
            (rates(on.clone()), limits()).prop_map(|(rates, (minimum, maximum))| {
                PriceRule::PerPupil { rates, minimum, maximum }
            }),
            (rates(on.clone()), rates(on.clone()), limits()).prop_map(
                |(base, per_pupil, (minimum, maximum))| {
                    PriceRule::BasePlusPerPupil { base, per_pupil, minimum, maximum }
                }
            ),
            bands(on).prop_map(|bands| PriceRule::SizeBands { bands }),
        ]
    })
}
