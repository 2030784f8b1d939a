//! What may be said of schools' own prices, and that nobody's can be read out of it.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn organisation(number: u128) -> OrganisationId {
    OrganisationId::from_uuid(Uuid::from_u128(number))
}

fn price(buyer: u128, seller: u128, pounds: i32) -> OwnPrice {
    let on = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    OwnPrice {
        buyer: organisation(buyer),
        seller: organisation(1_000 + seller),
        net: Pence::pounds(pounds),
        gross: Pence::new(i64::from(pounds) * 120),
        first_on: on,
        last_on: on,
    }
}

fn first(prices: Vec<OwnPrice>) -> OwnMarket {
    OwnMarket::default().next(prices).unwrap()
}

fn five() -> Vec<OwnPrice> {
    (1..=5_u8).map(|n| price(u128::from(n), 1, 200 + 10 * i32::from(n))).collect()
}

#[test]
fn four_contributors_are_not_enough_and_five_are() {
    assert_eq!(first(five().split_off(1)).figures(), None);
    let figures = *first(five()).figures().unwrap();
    assert_eq!(figures.net, [220, 230, 240].map(Pence::pounds));
    assert_eq!((figures.contributors, figures.buyers), (5, 5));
}

#[test]
fn five_contributors_from_two_buyers_are_not_enough() {
    let of = |pairs: [(u128, u128); 5]| first(pairs.map(|(b, s)| price(b, s, 240)).to_vec());
    assert_eq!(of([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]).figures(), None);
    assert!(of([(1, 1), (1, 2), (1, 3), (2, 1), (3, 1)]).figures().is_some());
}

#[test]
fn the_same_prices_compare_net_for_an_academy_and_gross_for_an_independent_school() {
    let figures = *first(five()).figures().unwrap();
    assert_eq!(figures.quartiles(ComparisonBasis::Gross), [264, 276, 288].map(Pence::pounds));
    let ours = Pence::pounds(250);
    assert_eq!(figures.verdict(ours, ComparisonBasis::Net), Verdict::Above);
    assert_eq!(figures.verdict(ours, ComparisonBasis::Gross), Verdict::Below);
    assert_eq!(figures.verdict(Pence::pounds(220), ComparisonBasis::Net), Verdict::Within);
}

#[test]
fn one_who_joins_moves_nothing_that_is_said_and_three_do() {
    let said = first(five());
    let mut prices = five();
    prices.push(price(6, 1, 900));
    let six = said.clone().next(prices.clone()).unwrap();
    assert_eq!(six.figures(), said.figures());
    prices.extend([price(7, 1, 900), price(8, 1, 900)]);
    let eight = six.next(prices).unwrap();
    assert_eq!(eight.figures().map(|figures| figures.contributors), Some(8));
}

#[test]
fn consent_withdrawn_takes_the_row_out_of_the_next_computation_and_is_not_to_be_read_off() {
    let six: Vec<OwnPrice> = five().into_iter().chain([price(6, 1, 900)]).collect();
    let said = first(six);
    assert!(said.figures().is_some());
    // What remains would be enough, but the difference would be the one who left.
    let held = said.next(five()).unwrap();
    assert_eq!(held.figures(), None);
    let text = serde_json::to_string(&held).unwrap();
    assert!(!text.contains("90000"), "the price of whoever left is kept nowhere");
    let held = held.next(five()).unwrap();
    assert_eq!(held.figures(), None);
    let more = five().into_iter().chain([price(7, 1, 200), price(8, 1, 210)]).collect();
    let again = held.next(more).unwrap();
    assert_eq!(again.figures().map(|figures| figures.contributors), Some(7));
}

#[test]
fn a_price_that_one_changes_is_not_to_be_read_off_either() {
    let said = first(five());
    let mut prices = five();
    prices[4].net = Pence::pounds(900);
    assert_eq!(said.clone().next(prices).unwrap().figures(), said.figures());
}

#[test]
fn one_wild_price_among_two_hundred_moves_the_median_by_less_than_a_twentieth() {
    let mut prices: Vec<OwnPrice> =
        (0..200_u8).map(|n| price(u128::from(n), 1, 180 + i32::from(n) / 2)).collect();
    let before = first(prices.clone()).figures().unwrap().net[1].get();
    prices.push(price(900, 1, 1_000_000));
    let after = first(prices).figures().unwrap().net[1].get();
    assert!((after - before).abs() * 20 < before, "{before} to {after}");
}

#[test]
fn what_is_kept_reads_back() {
    let said = first(five());
    let text = serde_json::to_string(&said).unwrap();
    assert_eq!(serde_json::from_str::<OwnMarket>(&text).unwrap(), said);
}

/// Days on which some of ten schools let their prices count, at prices that move.
fn days() -> impl Strategy<Value = Vec<Vec<Option<i32>>>> {
    let school = proptest::option::weighted(0.7, prop::sample::select(vec![200, 210, 220, 900]));
    proptest::collection::vec(proptest::collection::vec(school, 10), 1..30)
}

proptest! {
    /// Whatever happens: what is said anew rests on three buyers at least whose prices changed since it
    /// was said last, and what is said still has everybody in it who was in it then.
    #[test]
    fn the_difference_of_two_sayings_is_nobodys(days in days()) {
        let mut market = OwnMarket::default();
        let mut said: Option<(OwnFigures, Vec<OwnPrice>)> = None;
        let mut last: Vec<OwnPrice> = Vec::new();
        let mut moved: BTreeSet<OrganisationId> = BTreeSet::new();
        for day in days {
            let prices: Vec<OwnPrice> = (1_u128..)
                .zip(&day)
                .filter_map(|(buyer, pounds)| Some(price(buyer, 1, (*pounds)?)))
                .collect();
            differing(&last, &prices, &mut moved);
            last = prices.clone();
            market = market.next(prices.clone()).unwrap();
            let Some(figures) = market.figures() else { continue };
            let Some((before, counted)) = &said else {
                prop_assert!(prices.len() >= FEWEST_CONTRIBUTORS);
                said = Some((*figures, prices));
                moved.clear();
                continue;
            };
            if market.counted == prices && market.changed.is_empty() && !moved.is_empty() {
                prop_assert!(moved.len() >= FEWEST_BUYERS, "said anew by {} alone", moved.len());
                said = Some((*figures, prices));
                moved.clear();
            } else {
                prop_assert_eq!(before, figures);
                let there = |one: &OwnPrice| prices.iter().any(|now| now.buyer == one.buyer);
                prop_assert!(counted.iter().all(there));
            }
        }
    }
}
