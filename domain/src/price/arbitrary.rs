//! Price rules of every shape, for property tests.

use chrono::{Days, NaiveDate};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::amount::LARGEST;
use super::typed::{BANDS_MAX, CHANGES_MAX, STEPS_MAX};
use super::{
    Allowance, Cap, Component, ComponentKind, MadeOf, OverCap, PriceKind, PriceRule, Rate,
    RateChange, Rates, SizeBand, Step, Subsidy,
};
use crate::money::{BasisPoints, Net, Pence};

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
    let or_none = |on: &Vec<NaiveDate>| option::of(rate(on.clone()));
    (rate(on.clone()), or_none(&on), or_none(&on), or_none(&on)).prop_map(
        |(member, associate, non_member, other_member)| Rates {
            member,
            associate,
            non_member,
            other_member,
        },
    )
}

/// Shares of at most the whole.
fn shares(on: Vec<NaiveDate>) -> impl Strategy<Value = Rates> {
    rates(on).prop_map(|mut rates| {
        let at_most = |rate: &mut Rate| {
            let most = |net: Net| Net(Pence::new(net.pence().get() % 10_001));
            rate.net = most(rate.net);
            for change in &mut rate.changes {
                change.net = most(change.net);
            }
        };
        at_most(&mut rates.member);
        let others = [&mut rates.associate, &mut rates.non_member, &mut rates.other_member];
        others.into_iter().flatten().for_each(at_most);
        rates
    })
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

/// What each kind is by.
fn kinds() -> impl Strategy<Value = PriceKind> {
    change_days().prop_flat_map(|on| {
        prop_oneof![
            rates(on.clone()).prop_map(|rates| PriceKind::PerUnit { rates }).boxed(),
            rates(on.clone()).prop_map(|rates| PriceKind::Flat { rates }).boxed(),
            rates(on.clone()).prop_map(|rates| PriceKind::PerPupil { rates }).boxed(),
            (rates(on.clone()), rates(on.clone()))
                .prop_map(|(base, per_pupil)| PriceKind::BasePlusPerPupil { base, per_pupil })
                .boxed(),
            shares(on.clone()).prop_map(|rates| PriceKind::Percentage { rates }).boxed(),
            rates(on.clone()).prop_map(|rates| PriceKind::PerStaff { rates }).boxed(),
            bands(on).prop_map(|bands| PriceKind::SizeBands { bands }).boxed(),
        ]
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    btree_map(2_u32..2_000, 1_i64..5_000, 0..=STEPS_MAX).prop_map(|steps| {
        let mut less = 0;
        let mut more = |(from, step)| {
            less += step;
            Step { from, less: Net(Pence::new(less)) }
        };
        steps.into_iter().map(&mut more).collect()
    })
}

fn subsidies() -> impl Strategy<Value = Subsidy> {
    (1_u32..=10_000, option::of(1_i64..200_000), option::of(days())).prop_map(
        |(share, most, until)| Subsidy {
            share: BasisPoints::new(share),
            most: most.map(|most| Net(Pence::new(most))),
            until,
        },
    )
}

fn allowances() -> impl Strategy<Value = Allowance> {
    (1_u32..20, 0_u32..20).prop_map(|(full, associate)| Allowance { full, associate })
}

/// What a price by the unit is made of: its own amount, cut in four.
fn made_of(rule: &PriceRule, cuts: [u32; 4], cap: Option<Net>) -> Option<MadeOf> {
    use ComponentKind as K;
    let PriceKind::PerUnit { rates } = &rule.by else { return None };
    let parts = rates.member.net.pence().split(&cuts).ok()?;
    let kinds = [K::Pay, K::NationalInsurance, K::AgencyFee, K::PartnershipFee];
    let cap = cap.map(|net| Cap { net, source: "The framework’s rate card".to_owned() });
    let components = kinds
        .into_iter()
        .zip(parts)
        .map(|(kind, net)| Component { kind, net: Net(net), cap: cap.clone() })
        .collect();
    Some(MadeOf { components, over_cap: OverCap::Warn })
}

/// Rules of every kind that can be used, with whatever goes with it.
pub fn rules() -> impl Strategy<Value = PriceRule> {
    let extras = (
        limits(),
        steps(),
        option::of(allowances()),
        option::of(subsidies()),
        option::weighted(0.2, ([1_u32..90, 1..90, 1..90, 1..90], option::of(nets()))),
    );
    (kinds().boxed(), extras.boxed()).prop_map(|(by, (limits, steps, allowance, subsidy, cuts))| {
        let bare = PriceRule::from(by);
        let mut rule = PriceRule { subsidy, ..bare.clone() };
        let made_of = cuts.and_then(|(cuts, cap)| made_of(&bare, cuts, cap));
        let wishes: [&dyn Fn(PriceRule) -> PriceRule; 4] = [
            &|rule| PriceRule { made_of: made_of.clone(), ..rule },
            &|rule| PriceRule { minimum: limits.0, maximum: limits.1, ..rule },
            &|rule| PriceRule { steps: steps.clone(), ..rule },
            &|rule| PriceRule { allowance, ..rule },
        ];
        for wish in wishes {
            let with = wish(rule.clone());
            if with.problems().is_empty() {
                rule = with;
            }
        }
        rule
    })
}
