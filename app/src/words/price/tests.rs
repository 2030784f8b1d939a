//! Prices in words, by example.

use domain::Pence;
use domain::price::quote;

use super::*;

fn said(rule: &PriceRule, unit: Unit, pupils: u32, count: u32) -> Vec<String> {
    let on = "2026-11-23".parse().unwrap();
    let quote = quote(rule, BuyerStanding::Full, Some(pupils), count, on).unwrap();
    working_in_words(&quote.working, unit)
}

#[test]
fn each_kind_of_price_is_worked_out_in_sentences() {
    let rates = |pence| Rates::members_only(Net(Pence::new(pence)));
    let per_unit = PriceKind::PerUnit { rates: rates(39_500) }.into();
    assert_eq!(
        said(&per_unit, Unit::Day, 420, 1),
        ["Your school buys as a full member.", "The price is £395 a day."]
    );
    assert_eq!(said(&per_unit, Unit::Day, 420, 3)[1], "3 days at £395 come to £1,185.");
    let maximum = Some(Net(Pence::pounds(1_000)));
    let by_pupils = PriceKind::PerPupil { rates: rates(420) };
    let capped = PriceRule { maximum, ..by_pupils.into() };
    assert_eq!(
        said(&capped, Unit::Pupil, 420, 1)[1..],
        [
            "£4.20 for each of your 420 pupils comes to £1,764.",
            "The most a school pays is £1,000, so £764 is taken off."
        ]
    );
    assert_eq!(rule_in_words(&capped, Unit::Pupil), "£4.20 a pupil");
    assert_eq!(price_unit(&capped, Unit::Pupil), "a year for the whole school");
}

#[test]
fn a_price_is_one_sentence() {
    let on = "2026-11-23".parse().unwrap();
    let said = |rule: &PriceRule, count| {
        let quote = quote(rule, BuyerStanding::Full, Some(412), count, on).unwrap();
        price_in_a_sentence(&quote.working, Unit::Day, "your")
    };
    let rates = |pence| Rates::members_only(Net(Pence::new(pence)));
    let base = PriceKind::BasePlusPerPupil { base: rates(43_900), per_pupil: rates(108) };
    assert_eq!(said(&base.into(), 1), "£439 plus £1.08 for each of your 412 pupils");
    let half = Subsidy { share: domain::BasisPoints::new(5_000), most: None, until: None };
    let subsidised =
        PriceRule { subsidy: Some(half), ..PriceRule::per_unit(Net(Pence::pounds(240))) };
    assert_eq!(said(&subsidised, 2), "2 days at £240, less £240 that the partnership pays");
    assert_eq!(
        extras_in_words(&subsidised, Unit::Day),
        ["The partnership pays 50% of a member’s price."]
    );
}

#[test]
fn a_price_by_a_figure_says_the_figure_and_where_it_is_from() {
    let on = "2026-11-23".parse().unwrap();
    let rates = |pence| Rates::members_only(Net(Pence::new(pence)));
    let rule: PriceRule = PriceKind::Percentage { rates: rates(250) }.into();
    assert_eq!(rule_in_words(&rule, Unit::Year), "2.5% of the value you state, a year");
    let stated = Some(domain::price::Stated::Value(Net(Pence::pounds(120_000))));
    let buyer = domain::price::Buyer { standing: BuyerStanding::Full, pupils: None, stated };
    let quote = domain::price::quote_after(&rule, buyer, 0, 1, on).unwrap();
    let from = Some("Payroll report, March".to_owned());
    let working = Working { stated_from: from, ..quote.working };
    assert_eq!(price_in_a_sentence(&working, Unit::Year, "your"), "2.5% of £120,000");
    assert_eq!(
        working_in_words(&working, Unit::Year)[1..],
        [
            "2.5% of £120,000 comes to £3,000.",
            "Your school states that figure. It is from: Payroll report, March"
        ]
    );
    let each: PriceRule = PriceKind::PerStaff { rates: rates(320) }.into();
    assert_eq!(rule_in_words(&each, Unit::Item), "£3.20 for each member of staff");
}

#[test]
fn what_is_free_for_now_says_until_when_and_what_then() {
    let rate = domain::price::Rate::of(Net(Pence::ZERO))
        .then("2027-09-01".parse().unwrap(), Net(Pence::pounds(240)));
    let rates = Rates { member: rate, ..Rates::members_only(Net::default()) };
    let rule = PriceKind::PerUnit { rates }.into();
    assert_eq!(rule_in_words(&rule, Unit::Day), "free until 31 August 2027, then £240 a day");
}
