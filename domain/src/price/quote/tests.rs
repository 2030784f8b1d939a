//! The rules of quotes, by example and by property.

use proptest::prelude::*;

use super::super::{Rate, Rates};
use super::*;
use crate::money::Pence;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
}

fn net(pence: i64) -> Net {
    Net(Pence::new(pence))
}

fn full(rule: &PriceRule, pupils: Option<u32>, quantity: u32) -> Result<Quote, Refusal> {
    quote(rule, BuyerStanding::Full, pupils, quantity, day())
}

fn core_offer() -> PriceRule {
    PriceRule::PerPupil {
        rates: Rates::members_only(net(1_900)),
        minimum: Some(net(200_000)),
        maximum: Some(net(2_500_000)),
    }
}

fn bands() -> PriceRule {
    let band = |from_pupils, pounds| SizeBand {
        from_pupils,
        rates: Rates::members_only(Net(Pence::pounds(pounds))),
    };
    PriceRule::SizeBands { bands: vec![band(0, 900), band(200, 1_400), band(500, 2_100)] }
}

#[test]
fn counselling_days_cost_the_day_rate_each() {
    let quote = full(&PriceRule::per_unit(net(24_000)), None, 12).unwrap();
    assert_eq!(quote.net, net(288_000));
    assert_eq!(quote.unit_price, Some(net(24_000)));
    assert_eq!(
        quote.working.lines,
        [WorkingLine::Units { rate: net(24_000), count: 12, net: net(288_000) }]
    );
}

#[test]
fn nineteen_pounds_a_pupil_for_a_school_of_412() {
    let quote = full(&core_offer(), Some(412), 1).unwrap();
    assert_eq!(quote.net, net(782_800));
    assert_eq!(quote.working.lines.len(), 1);
}

#[test]
fn a_small_school_pays_the_minimum_and_a_college_the_cap_and_both_are_said() {
    let small = full(&core_offer(), Some(60), 1).unwrap();
    assert_eq!(small.net, net(200_000));
    assert_eq!(
        small.working.lines[1],
        WorkingLine::MinimumApplied { minimum: net(200_000), net: net(200_000 - 114_000) }
    );
    let college = full(&core_offer(), Some(9_000), 1).unwrap();
    assert_eq!(college.net, net(2_500_000));
    assert_eq!(
        college.working.lines[1],
        WorkingLine::CapApplied { maximum: net(2_500_000), net: net(2_500_000 - 17_100_000) }
    );
}

#[test]
fn a_base_and_one_pound_eight_for_each_of_412_pupils() {
    let rule = PriceRule::BasePlusPerPupil {
        base: Rates::for_all(net(43_900)),
        per_pupil: Rates::for_all(net(108)),
        minimum: None,
        maximum: None,
    };
    let quote = full(&rule, Some(412), 1).unwrap();
    assert_eq!(quote.net, net(43_900 + 44_496));
    assert_eq!(
        quote.working.lines,
        [
            WorkingLine::Base { net: net(43_900) },
            WorkingLine::Pupils { rate: net(108), pupils: 412, net: net(44_496) },
        ]
    );
}

#[test]
fn a_school_pays_the_band_it_is_in() {
    for (pupils, pounds, to) in
        [(0, 900, Some(199)), (199, 900, Some(199)), (200, 1_400, Some(499)), (4_000, 2_100, None)]
    {
        let quote = full(&bands(), Some(pupils), 1).unwrap();
        assert_eq!(quote.net, Net(Pence::pounds(pounds)), "{pupils}");
        let WorkingLine::Band { to_pupils, .. } = quote.working.lines[0] else {
            panic!("the working names the band");
        };
        assert_eq!(to_pupils, to);
    }
}

#[test]
fn a_flat_price_does_not_grow_with_the_quantity() {
    let rule = PriceRule::Flat { rates: Rates::for_all(net(50_000)) };
    for quantity in [1, 2, 30] {
        let quote = full(&rule, None, quantity).unwrap();
        assert_eq!((quote.net, quote.unit_price), (net(50_000), None));
    }
}

#[test]
fn without_the_schools_pupils_a_price_by_pupils_is_refused() {
    assert_eq!(full(&core_offer(), None, 1), Err(Refusal::PupilsNotKnown));
    assert_eq!(full(&bands(), None, 1), Err(Refusal::PupilsNotKnown));
}

#[test]
fn others_are_told_that_it_is_not_for_them_before_their_size_is_asked() {
    for rule in [core_offer(), bands(), PriceRule::per_unit(net(1))] {
        let refused = quote(&rule, BuyerStanding::NonMember, None, 1, day());
        assert_eq!(refused, Err(Refusal::NotForThisSchool));
    }
}

#[test]
fn a_dated_change_of_price_holds_from_its_day() {
    let rates = Rates {
        member: Rate::of(net(24_000)).then(day(), net(25_000)),
        associate: None,
        non_member: None,
    };
    let rule = PriceRule::PerUnit { rates };
    let before = quote(&rule, BuyerStanding::Full, None, 1, day().pred_opt().unwrap()).unwrap();
    assert_eq!(before.net, net(24_000));
    assert_eq!(full(&rule, None, 1).unwrap().net, net(25_000));
}

#[test]
fn an_amount_beyond_keeping_is_refused_and_not_wrapped() {
    let rule = PriceRule::per_unit(net(i64::MAX / 2));
    assert_eq!(full(&rule, None, 3), Err(Refusal::AmountTooLarge));
}

#[test]
fn rules_and_workings_read_back_as_stored() {
    for rule in [core_offer(), bands(), PriceRule::per_unit(net(24_000))] {
        let text = serde_json::to_string(&rule).unwrap();
        assert!(text.contains(&format!("\"kind\":\"{}\"", rule.kind())), "{text}");
        assert_eq!(serde_json::from_str::<PriceRule>(&text).unwrap(), rule);
        let quote = full(&rule, Some(60), 3).unwrap();
        let text = serde_json::to_string(&quote).unwrap();
        assert_eq!(serde_json::from_str::<Quote>(&text).unwrap(), quote);
    }
}

#[test]
fn the_json_of_a_rule_is_what_orders_already_hold() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&core_offer()).unwrap());
}

fn any_rates() -> impl Strategy<Value = Rates> {
    let price = 0_i64..2_000_000;
    (price.clone(), proptest::option::of(price.clone()), proptest::option::of(price)).prop_map(
        |(member, associate, non_member)| Rates {
            member: Rate::of(net(member)),
            associate: associate.map(|pence| Rate::of(net(pence))),
            non_member: non_member.map(|pence| Rate::of(net(pence))),
        },
    )
}

fn any_limits() -> impl Strategy<Value = (Option<Net>, Option<Net>)> {
    (proptest::option::of(0_i64..500_000), proptest::option::of(500_000_i64..90_000_000))
        .prop_map(|(minimum, maximum)| (minimum.map(net), maximum.map(net)))
}

fn any_rule() -> impl Strategy<Value = PriceRule> {
    prop_oneof![
        any_rates().prop_map(|rates| PriceRule::PerUnit { rates }),
        any_rates().prop_map(|rates| PriceRule::Flat { rates }),
        (any_rates(), any_limits()).prop_map(|(rates, (minimum, maximum))| PriceRule::PerPupil {
            rates,
            minimum,
            maximum
        }),
        (any_rates(), any_rates(), any_limits()).prop_map(|(base, per_pupil, limits)| {
            PriceRule::BasePlusPerPupil { base, per_pupil, minimum: limits.0, maximum: limits.1 }
        }),
        (any_rates(), any_rates(), 1_u32..1_500).prop_map(|(small, large, from_pupils)| {
            PriceRule::SizeBands {
                bands: vec![
                    SizeBand { from_pupils: 0, rates: small },
                    SizeBand { from_pupils, rates: large },
                ],
            }
        }),
    ]
}

fn any_standing() -> impl Strategy<Value = BuyerStanding> {
    proptest::sample::select(BuyerStanding::ALL)
}

proptest! {
    #[test]
    fn the_lines_of_a_working_sum_to_the_price(
        rule in any_rule(), standing in any_standing(),
        pupils in 0_u32..3_000, quantity in 0_u32..200,
    ) {
        prop_assume!(rule.problems().is_empty());
        if let Ok(quote) = quote(&rule, standing, Some(pupils), quantity, day()) {
            prop_assert_eq!(quote.working.total(), Ok(quote.net));
            prop_assert!(!quote.net.pence().is_negative());
            if let Some(one) = quote.unit_price {
                prop_assert_eq!(one.pence().times(i64::from(quantity)), Ok(quote.net.pence()));
            }
        } else {
            prop_assert!(standing == BuyerStanding::NonMember);
        }
    }

    #[test]
    fn more_never_costs_less(
        rule in any_rule(), pupils in 0_u32..3_000, few in 0_u32..200, more in 0_u32..200,
    ) {
        let price = |quantity| full(&rule, Some(pupils), quantity).unwrap().net;
        prop_assert!(price(few) <= price(few + more));
    }

    #[test]
    fn buying_in_two_parts_never_loses_a_penny(
        rule in any_rule(), pupils in 0_u32..3_000, first in 0_u32..200, second in 0_u32..200,
    ) {
        prop_assume!(!matches!(rule, PriceRule::Flat { .. }));
        let price = |quantity| full(&rule, Some(pupils), quantity).unwrap().net;
        prop_assert_eq!(price(first).plus(price(second)), Ok(price(first + second)));
    }

    #[test]
    fn minimum_and_maximum_hold_for_every_school(
        rates in any_rates(), (minimum, maximum) in any_limits(), pupils in 0_u32..20_000,
    ) {
        let rule = PriceRule::PerPupil { rates, minimum, maximum };
        let price = full(&rule, Some(pupils), 1).unwrap().net;
        prop_assert!(minimum.is_none_or(|least| price >= least));
        prop_assert!(maximum.is_none_or(|most| price <= most));
    }

    #[test]
    fn a_larger_school_never_pays_less_by_the_pupil(
        rates in any_rates(), (minimum, maximum) in any_limits(),
        pupils in 0_u32..3_000, more in 0_u32..3_000,
    ) {
        let rule = PriceRule::PerPupil { rates, minimum, maximum };
        let price = |pupils| full(&rule, Some(pupils), 1).unwrap().net;
        prop_assert!(price(pupils) <= price(pupils + more));
    }
}
