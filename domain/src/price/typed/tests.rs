use proptest::prelude::*;

use super::super::BuyerStanding;
use super::super::arbitrary::rules;
use super::*;
use crate::money::Pence;

fn typed(kind: &str, member: &str) -> TypedPrice {
    TypedPrice {
        kind: kind.to_owned(),
        rates: TypedRates::members(member),
        ..TypedPrice::default()
    }
}

fn change(from_on: &str, member: &str, associate: &str) -> TypedChange {
    TypedChange {
        from_on: from_on.to_owned(),
        rates: TypedRates { associate: associate.to_owned(), ..TypedRates::members(member) },
        ..TypedChange::default()
    }
}

fn fields(read: Result<PriceRule, Vec<FieldProblem>>) -> Vec<&'static str> {
    read.unwrap_err().into_iter().map(|problem| problem.field).collect()
}

#[test]
fn a_day_rate_is_one_number() {
    let rule = typed("per_unit", "£240").read().unwrap();
    assert_eq!(rule, PriceRule::per_unit(Net(Pence::pounds(240))));
}

#[test]
fn a_price_for_each_pupil_takes_its_limits() {
    let mut price = typed("per_pupil", "19");
    price.minimum = "2,000".to_owned();
    price.maximum = "25000".to_owned();
    assert!(price.read().is_ok());
    price.maximum = "1000".to_owned();
    assert_eq!(fields(price.read()), ["maximum"]);
}

#[test]
fn next_years_prices_are_dated() {
    let mut price = typed("per_unit", "240");
    price.changes = vec![change("1/4/2027", "255", "275")];
    let PriceKind::PerUnit { rates } = price.read().unwrap().by else {
        panic!("a price for each unit");
    };
    let on = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let associate = |day| rates.on(BuyerStanding::Associate, day).unwrap().pence();
    assert_eq!(rates.member.on(on(2027, 4, 1)).pence(), Pence::pounds(255));
    assert_eq!(associate(on(2027, 3, 31)), Pence::pounds(240));
    assert_eq!(associate(on(2027, 4, 1)), Pence::pounds(275));
}

#[test]
fn every_field_that_is_wrong_is_named_at_once() {
    let mut price = typed("base_plus_per_pupil", "x");
    price.rates.non_member = "y".to_owned();
    price.minimum = "z".to_owned();
    let named = fields(price.read());
    assert_eq!(named, ["base_member", "member", "non_member", "minimum"]);
    assert_eq!(fields(typed("barter", "1").read()), ["kind"]);
    price = typed("per_unit", "1");
    price.changes = vec![
        change("soon", "", ""),
        TypedChange::default(),
        change("", "x", ""),
        change("1 April 2027", "255", ""),
        change("2027-04-01", "260", ""),
    ];
    let named = fields(price.read());
    assert_eq!(
        named,
        [
            "change_1_from_on",
            "change_1_member",
            "change_3_from_on",
            "change_3_member",
            "change_5_from_on",
        ]
    );
}

#[test]
fn size_bands_start_at_none_and_rise() {
    let band = |from: &str, price: &str| TypedBand {
        from_pupils: from.to_owned(),
        rates: TypedRates::members(price),
    };
    let mut price = typed("size_bands", "");
    assert_eq!(fields(price.read()), ["bands"]);
    price.bands = vec![band("0", "900"), band("200", "1,400")];
    assert!(price.read().is_ok());
    price.bands = vec![band("200", "1,400"), band("0", "900")];
    assert_eq!(fields(price.read()), ["bands"]);
    price.bands = vec![band("0", "900"), band("few", "")];
    assert_eq!(fields(price.read()), ["band_2_from", "band_2_member"]);
}

#[test]
fn associates_follow_the_members_price_until_they_get_one_of_their_own() {
    let mut price = typed("per_unit", "240");
    price.changes = vec![
        change("1 April 2026", "250", ""),
        change("1 April 2027", "260", "275"),
        change("1 April 2028", "270", ""),
    ];
    let PriceKind::PerUnit { rates } = price.read().unwrap().by else {
        panic!("a price for each unit");
    };
    let associate = |year| {
        let day = NaiveDate::from_ymd_opt(year, 5, 1).unwrap();
        rates.on(BuyerStanding::Associate, day).unwrap().pence()
    };
    let paid = [2025, 2026, 2027, 2028].map(associate);
    assert_eq!(paid, [240, 250, 275, 275].map(Pence::pounds));
}

#[test]
fn others_cannot_be_given_a_price_of_a_later_day_only() {
    let mut price = typed("per_unit", "240");
    let mut later = change("1 April 2027", "250", "");
    later.rates.non_member = "300".to_owned();
    price.changes = vec![later];
    assert_eq!(fields(price.read()), ["non_member"]);
}

#[test]
fn more_bands_or_changes_than_the_form_has_room_for_are_refused_and_never_dropped() {
    let mut price = typed("size_bands", "");
    let band = |number: usize| TypedBand {
        from_pupils: (number * 10).to_string(),
        rates: TypedRates::members("1"),
    };
    price.bands = (0..=BANDS_MAX).map(band).collect();
    assert_eq!(fields(price.read()), ["bands"]);
    let mut price = typed("per_unit", "1");
    price.changes =
        (0..=CHANGES_MAX).map(|n| change(&format!("1/4/{}", 2030 + n), "2", "")).collect();
    assert_eq!(fields(price.read()), ["changes"]);
}

#[test]
fn what_a_price_is_made_of_is_the_price_where_none_is_typed() {
    let mut price = typed("per_unit", "");
    let component = |net: &str, cap: &str, source: &str| TypedComponent {
        net: net.to_owned(),
        cap: cap.to_owned(),
        source: source.to_owned(),
    };
    let mut components = vec![TypedComponent::default(); 8];
    components[0] = component("100", "", "");
    components[2] = component("13.80", "", "");
    components[6] = component("7.50", "", "");
    price.extras.components = components;
    let rule = price.read().unwrap();
    assert_eq!(
        rule,
        PriceRule { made_of: rule.made_of.clone(), ..PriceRule::per_unit(Net(Pence::new(12_130))) }
    );
    price.rates.member = "121".to_owned();
    assert_eq!(fields(price.read()), ["made_of"]);
    price.rates.member.clear();
    price.extras.components[6] = component("7.50", "45", "");
    assert_eq!(fields(price.read()), ["made_of_agency_fee_source"]);
    price.extras.components[6] = component("7.50", "7", "The rate card");
    assert!(price.read().is_ok());
    price.extras.over_cap = "block".to_owned();
    assert_eq!(fields(price.read()), ["made_of_agency_fee"]);
}

#[test]
fn an_amount_that_the_partnership_pays_is_all_of_it_up_to_that() {
    let mut price = typed("per_unit", "240");
    price.extras.subsidy_most = "20".to_owned();
    let subsidy = price.read().unwrap().subsidy.unwrap();
    assert!(subsidy.is_amount());
    assert_eq!(subsidy.of(Net(Pence::pounds(240))), Ok(Net(Pence::pounds(20))));
    assert_eq!(subsidy.of(Net(Pence::pounds(15))), Ok(Net(Pence::pounds(15))));
    price.extras = TypedExtras { subsidy_until: "31/8/2027".to_owned(), ..TypedExtras::default() };
    assert_eq!(fields(price.read()), ["subsidy_share"]);
}

proptest! {
    #[test]
    fn a_rule_reads_back_as_its_form_shows_it(rule in rules()) {
        prop_assert_eq!(TypedPrice::of(&rule).read(), Ok(rule));
    }
}
