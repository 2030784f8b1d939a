//! The rules of quotes, by example and by property.

use proptest::prelude::*;

use super::super::arbitrary::rules;
use super::super::{Allowance, ComponentKind, Rate, Rates, Subsidy, Used, quote_days, share_of};
use super::super::{Cap, Component, MadeOf, OverCap, StatedBase};
use super::*;
use crate::failure::{FieldProblem, Problem};
use crate::money::BasisPoints;
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
    PriceRule {
        minimum: Some(net(200_000)),
        maximum: Some(net(2_500_000)),
        ..PriceKind::PerPupil { rates: Rates::members_only(net(1_900)) }.into()
    }
}

fn bands() -> PriceRule {
    let band = |from_pupils, pounds| SizeBand {
        from_pupils,
        rates: Rates::members_only(Net(Pence::pounds(pounds))),
    };
    PriceKind::SizeBands { bands: vec![band(0, 900), band(200, 1_400), band(500, 2_100)] }.into()
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
    let base = Rates::for_all(net(43_900));
    let rule = PriceKind::BasePlusPerPupil { base, per_pupil: Rates::for_all(net(108)) }.into();
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
    let rule = PriceKind::Flat { rates: Rates::for_all(net(50_000)) }.into();
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
        ..Rates::members_only(net(0))
    };
    let rule = PriceKind::PerUnit { rates }.into();
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
        assert!(text.contains(&format!("\"kind\":\"{}\"", rule.by.code())), "{text}");
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
            other_member: None,
        },
    )
}

fn any_limits() -> impl Strategy<Value = (Option<Net>, Option<Net>)> {
    (proptest::option::of(0_i64..500_000), proptest::option::of(500_000_i64..90_000_000))
        .prop_map(|(minimum, maximum)| (minimum.map(net), maximum.map(net)))
}

/// Rules of every kind with limits, and nothing else.
fn any_rule() -> impl Strategy<Value = PriceRule> {
    let limited = (any_rates(), any_rates(), any_limits(), 0_u8..3).prop_map(
        |(rates, base, (minimum, maximum), kind)| {
            let by = match kind {
                0 => PriceKind::PerUnit { rates },
                1 => PriceKind::PerPupil { rates },
                _ => PriceKind::BasePlusPerPupil { base, per_pupil: rates },
            };
            PriceRule { minimum, maximum, ..by.into() }
        },
    );
    prop_oneof![
        limited,
        any_rates().prop_map(|rates| PriceKind::Flat { rates }.into()),
        (any_rates(), any_rates(), 1_u32..1_500).prop_map(|(small, large, from_pupils)| {
            let large = SizeBand { from_pupils, rates: large };
            PriceKind::SizeBands { bands: vec![SizeBand { from_pupils: 0, rates: small }, large] }
                .into()
        }),
    ]
}

/// A figure of the kind that a rule asks for.
fn figure(rule: &PriceRule, number: u32) -> Option<Stated> {
    rule.by.needs_stated().map(|base| match base {
        StatedBase::Value => Stated::Value(net(i64::from(number) * 977)),
        StatedBase::Staff => Stated::Staff(number),
    })
}

fn any_standing() -> impl Strategy<Value = BuyerStanding> {
    proptest::sample::select(BuyerStanding::ALL)
}

fn day_rate() -> PriceRule {
    PriceRule::per_unit(net(24_000))
}

fn bought(rule: &PriceRule, used: u32, quantity: u32) -> Quote {
    let buyer = Buyer { standing: BuyerStanding::Full, pupils: Some(412), stated: None };
    quote_after(rule, buyer, used, quantity, day()).unwrap()
}

#[test]
fn from_the_eleventh_on_each_costs_less_and_the_first_ten_do_not() {
    let steps = vec![Step { from: 11, less: net(2_000) }, Step { from: 21, less: net(5_000) }];
    let rule = PriceRule { steps, ..day_rate() };
    assert!(rule.problems().is_empty());
    assert_eq!(full(&rule, None, 10).unwrap().unit_price, Some(net(24_000)));
    let many = full(&rule, None, 22).unwrap();
    assert_eq!(many.net, net(10 * 24_000 + 10 * 22_000 + 2 * 19_000));
    assert_eq!(many.unit_price, None);
    let counts: Vec<WorkingLine> = many.working.lines;
    assert_eq!(counts[1], WorkingLine::Units { rate: net(22_000), count: 10, net: net(220_000) });
}

#[test]
fn pupils_beyond_a_number_cost_less_each() {
    let steps = vec![Step { from: 301, less: net(400) }];
    let rates = Rates::members_only(net(1_900));
    let rule = PriceRule { steps, ..PriceKind::PerPupil { rates }.into() };
    assert_eq!(full(&rule, Some(300), 1).unwrap().net, net(570_000));
    let large = full(&rule, Some(412), 1).unwrap();
    assert_eq!(large.net, net(570_000 + 112 * 1_500));
    assert_eq!(large.working.of_pupils(), Some(412));
}

#[test]
fn three_days_a_year_are_included_and_the_fourth_is_paid() {
    let allowance = Some(Allowance { full: 3, associate: 0 });
    let rule = PriceRule { allowance, ..day_rate() };
    assert_eq!(bought(&rule, 0, 3).net, net(0));
    assert_eq!(bought(&rule, 2, 3).net, net(48_000));
    let first = WorkingLine::Included { count: 1, of: 3, used: 2, net: net(0) };
    assert_eq!(bought(&rule, 2, 3).working.lines[0], first);
    assert_eq!(bought(&rule, 3, 1).net, net(24_000));
    // What one costs in a list is what it costs once they are used.
    assert_eq!(full(&rule, None, 1).unwrap().net, net(24_000));
    let associate = Buyer { standing: BuyerStanding::Associate, pupils: None, stated: None };
    assert_eq!(quote_after(&rule, associate, 0, 1, day()).unwrap().net, net(24_000));
}

#[test]
fn the_partnership_pays_half_up_to_a_hundred_pounds_of_each_until_its_last_day() {
    let until = day().succ_opt();
    let half = BasisPoints::new(5_000);
    let subsidy = Some(Subsidy { share: half, most: Some(net(10_000)), until });
    let rule = PriceRule { subsidy, ..day_rate() };
    let quote = full(&rule, None, 2).unwrap();
    assert_eq!((quote.net, quote.unit_price), (net(28_000), Some(net(14_000))));
    assert_eq!(quote.working.before_subsidy(), Ok(net(48_000)));
    assert_eq!(quote.working.subsidy(), Ok(Some(net(20_000))));
    let after = until.and_then(|until| until.succ_opt()).unwrap();
    let later = super::quote(&rule, BuyerStanding::Full, None, 2, after).unwrap();
    assert_eq!(later.net, net(48_000));
    assert_eq!(rule.next_change(BuyerStanding::Full, day()), Some(after));
    assert_eq!(rule.next_change(BuyerStanding::NonMember, day()), None);
}

#[test]
fn one_hundred_and_twenty_one_pounds_thirty_are_pay_insurance_and_a_fee_of_six_per_cent() {
    let component = |kind, pence| Component { kind, net: net(pence), cap: None };
    let components = vec![
        component(ComponentKind::Pay, 10_000),
        component(ComponentKind::NationalInsurance, 1_380),
        component(ComponentKind::AgencyFee, 750),
    ];
    let made_of = Some(MadeOf { components, over_cap: OverCap::Warn });
    let rule = PriceRule { made_of, ..PriceRule::per_unit(net(12_130)) };
    assert!(rule.problems().is_empty());
    let quote = full(&rule, None, 1).unwrap();
    assert_eq!(quote.net, net(12_130));
    let fee = quote.working.made_of[2];
    assert_eq!(fee.kind, ComponentKind::AgencyFee);
    assert_eq!(share_of(fee.net, quote.net), Ok(BasisPoints::new(618)));
    let wrong = PriceRule { by: PriceKind::PerUnit { rates: Rates::for_all(net(12_000)) }, ..rule };
    let problem = Problem::NotTheSum { sum: Pence::new(12_130), price: Pence::new(12_000) };
    assert_eq!(wrong.problems(), [FieldProblem { field: "made_of", problem }]);
}

#[test]
fn a_fee_over_its_cap_is_told_or_refused_with_the_caps_source() {
    let cap = Some(Cap { net: net(4_500), source: "RM6376 rate card".to_owned() });
    let fee = Component { kind: ComponentKind::AgencyFee, net: net(4_600), cap };
    let pay = Component { kind: ComponentKind::Pay, net: net(12_000), cap: None };
    let of = |over_cap| {
        let components = vec![pay.clone(), fee.clone()];
        PriceRule {
            made_of: Some(MadeOf { components, over_cap }),
            ..PriceRule::per_unit(net(16_600))
        }
    };
    assert!(of(OverCap::Warn).problems().is_empty());
    assert_eq!(fee.over().map(|cap| cap.source.as_str()), Some("RM6376 rate card"));
    let problem =
        Problem::OverCap { cap: Pence::pounds(45), source: "RM6376 rate card".to_owned() };
    let refused = FieldProblem { field: "made_of_agency_fee", problem };
    assert_eq!(of(OverCap::Block).problems(), [refused]);
}

#[test]
fn days_of_one_order_use_what_is_included_in_their_own_year() {
    let allowance = Some(Allowance { full: 1, associate: 0 });
    let rule = PriceRule { allowance, ..day_rate() };
    let buyer = Buyer { standing: BuyerStanding::Full, pupils: None, stated: None };
    let on = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let days = [on(2026, 8, 30), on(2026, 8, 31), on(2026, 9, 1), on(2026, 9, 2)];
    let nets = |used: &Used| -> Vec<i64> {
        let quotes = quote_days(&rule, buyer, &days, used).unwrap();
        quotes.iter().map(|quote| quote.net.pence().get()).collect()
    };
    assert_eq!(nets(&Used::default()), [0, 24_000, 0, 24_000]);
    let mut used = Used::default();
    used.add(on(2026, 12, 1), 1);
    assert_eq!(nets(&used), [0, 24_000, 24_000, 24_000]);
}

#[test]
fn what_goes_with_no_price_of_its_kind_is_told() {
    let fields = |rule: PriceRule| -> Vec<&'static str> {
        rule.problems().into_iter().map(|problem| problem.field).collect()
    };
    let steps = vec![Step { from: 3, less: net(1) }];
    let flat = PriceKind::Flat { rates: Rates::for_all(net(50_000)) };
    let allowance = Some(Allowance { full: 1, associate: 1 });
    let rule = PriceRule { steps, allowance, minimum: Some(net(1)), ..flat.into() };
    assert_eq!(fields(rule), ["minimum", "step_1_from", "allowance"]);
    let steep = vec![Step { from: 2, less: net(24_001) }];
    assert_eq!(fields(PriceRule { steps: steep, ..day_rate() }), ["step_1_less"]);
    let falling = vec![Step { from: 2, less: net(9) }, Step { from: 5, less: net(9) }];
    assert_eq!(fields(PriceRule { steps: falling, ..day_rate() }), ["step_1_from"]);
}

proptest! {
    #[test]
    fn every_price_adds_up_and_more_never_costs_less(
        rule in rules(), standing in any_standing(), pupils in 0_u32..3_000,
        used in 0_u32..30, few in 1_u32..60, more in 0_u32..60,
    ) {
        let buyer = Buyer { standing, pupils: Some(pupils), stated: figure(&rule, pupils) };
        let Ok(quote) = quote_after(&rule, buyer, used, few, day()) else { return Ok(()) };
        let working = &quote.working;
        prop_assert_eq!(working.total(), Ok(quote.net));
        let full = working.before_subsidy().unwrap();
        let paid = working.subsidy().unwrap().unwrap_or_default();
        prop_assert!(paid <= full && !paid.pence().is_negative());
        prop_assert_eq!(quote.net.pence().plus(paid.pence()), Ok(full.pence()));
        let made_of = working.made_of.iter().map(|component| component.net);
        prop_assert!(working.made_of.is_empty() || Net::total(made_of) == Ok(full));
        if let Some(one) = quote.unit_price {
            prop_assert_eq!(one.pence().times(i64::from(few)), Ok(quote.net.pence()));
        }
        let included = rule.included(standing).saturating_sub(used).min(few);
        if rule.limits_orders() && few > included {
            prop_assert!(rule.minimum.is_none_or(|least| full >= least));
            prop_assert!(rule.maximum.is_none_or(|most| full <= most));
        }
        let larger = quote_after(&rule, buyer, used, few + more, day());
        prop_assert!(larger.is_ok_and(|larger| larger.working.before_subsidy().unwrap() >= full));
        let less_used = quote_after(&rule, buyer, used.saturating_sub(1), few, day()).unwrap();
        prop_assert!(less_used.working.before_subsidy().unwrap() <= full);
    }

    #[test]
    fn days_come_to_what_their_order_comes_to(
        rule in rules(), standing in any_standing(), pupils in 0_u32..3_000,
        used in 0_u32..30, count in 1_u32..40,
    ) {
        let buyer = Buyer { standing, pupils: Some(pupils), stated: figure(&rule, pupils) };
        let days = vec![day(); usize::try_from(count).unwrap()];
        let mut before = Used::default();
        before.add(day(), used);
        let order = quote_after(&rule, buyer, used, count, day());
        let Ok(order) = order else { return Ok(()) };
        let days = quote_days(&rule, buyer, &days, &before).unwrap();
        for day in &days {
            prop_assert_eq!(day.working.total(), Ok(day.net));
            prop_assert!(!day.net.pence().is_negative());
            prop_assert!(day.working.made_of.is_empty()
                || Net::total(day.working.made_of.iter().map(|one| one.net)) == day.working.before_subsidy());
        }
        let sum = |of: &dyn Fn(&Quote) -> Net| Net::total(days.iter().map(of)).unwrap();
        if !matches!(rule.by, PriceKind::Flat { .. }) {
            let full = sum(&|day| day.working.before_subsidy().unwrap());
            prop_assert_eq!(full, order.working.before_subsidy().unwrap());
        }
        if rule.subsidy_for(standing, day()).is_none() || matches!(rule.by, PriceKind::Flat { .. }) {
            prop_assert_eq!(sum(&|day| day.net), order.net);
        }
    }

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
            prop_assert!(!standing.is_member());
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
        // One amount for the whole, and limits of an order, are not meant to add up.
        prop_assume!(rule.by.needs_pupils() || rule.minimum.or(rule.maximum).is_none());
        prop_assume!(!matches!(rule.by, PriceKind::Flat { .. }));
        let price = |quantity| full(&rule, Some(pupils), quantity).unwrap().net;
        prop_assert_eq!(price(first).plus(price(second)), Ok(price(first + second)));
    }

    #[test]
    fn minimum_and_maximum_hold_for_every_school(
        rates in any_rates(), (minimum, maximum) in any_limits(), pupils in 0_u32..20_000,
    ) {
        let rule = PriceRule { minimum, maximum, ..PriceKind::PerPupil { rates }.into() };
        let price = full(&rule, Some(pupils), 1).unwrap().net;
        prop_assert!(minimum.is_none_or(|least| price >= least));
        prop_assert!(maximum.is_none_or(|most| price <= most));
    }

    #[test]
    fn a_larger_school_never_pays_less_by_the_pupil(
        rates in any_rates(), (minimum, maximum) in any_limits(),
        pupils in 0_u32..3_000, more in 0_u32..3_000,
    ) {
        let rule = PriceRule { minimum, maximum, ..PriceKind::PerPupil { rates }.into() };
        let price = |pupils| full(&rule, Some(pupils), 1).unwrap().net;
        prop_assert!(price(pupils) <= price(pupils + more));
    }
}
