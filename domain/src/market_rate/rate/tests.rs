//! What may be shown of the market, and from how many prices on.

use proptest::prelude::*;
use uuid::Uuid;

use super::super::{AsQuoted, Conversion, QuotedVat};
use super::*;
use crate::money::BasisPoints;
use crate::price::Unit;

fn on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn point(id: u128, origin: Origin, pence: i64) -> PricePoint {
    PricePoint {
        id: PricePointId::from_uuid(Uuid::from_u128(id)),
        origin,
        quoted: AsQuoted {
            low: Pence::new(pence),
            high: Pence::new(pence),
            unit_words: "day".to_owned(),
            vat: QuotedVat::Excluded { rate: BasisPoints::new(2_000) },
        },
        conversion: Conversion::SameUnit,
        unit: Unit::Day,
        on: on(),
        phase: None,
        area: None,
    }
}

fn seen(id: u128, pence: i64) -> PricePoint {
    let origin = Origin::Published {
        source_name: format!("Source {id}"),
        source_url: format!("https://example.org/{id}"),
        published_on: None,
        seen_on: on(),
        note: None,
    };
    point(id, origin, pence)
}

fn rate(points: &[PricePoint], ours: i64) -> MarketRate {
    MarketRate::of(points, Some(Pence::new(ours)), ComparisonBasis::Net).unwrap()
}

#[test]
fn published_prices_show_from_the_first_and_have_quartiles_from_three() {
    let one = rate(&[seen(1, 18_590)], 15_000);
    assert_eq!(one.published.len(), 1);
    assert_eq!((one.distribution, one.rank), (None, None), "too few to stand among");
    assert_eq!(one.verdict, Verdict::NotEnoughData);
    assert_eq!(one.strip.unwrap().points.len(), 1);
    let points: Vec<_> =
        [17_000, 18_590, 23_500].into_iter().zip(1..).map(|(p, id)| seen(id, p)).collect();
    let three = rate(&points, 15_000).distribution.unwrap();
    assert_eq!(three.median, Pence::new(18_590));
    assert_eq!(rate(&points, 15_000).verdict, Verdict::NotEnoughData);
    let rank = PriceRank { lower: 2, higher: 1, all: 3 };
    assert_eq!(rate(&points, 20_000).rank, Some(rank));
}

#[test]
fn below_market_is_said_only_under_the_lower_quartile_of_at_least_five_with_every_source() {
    let points: Vec<_> =
        (1..=5).map(|id| seen(id, 18_000 + i64::try_from(id).unwrap() * 1_000)).collect();
    // 190, 200, 210, 220, 230: the lower quartile is 200, the upper 220.
    for (ours, verdict) in [
        (19_999, Verdict::Below),
        (20_000, Verdict::Within),
        (22_000, Verdict::Within),
        (22_001, Verdict::Above),
    ] {
        assert_eq!(rate(&points, ours).verdict, verdict, "{ours}");
    }
    assert_eq!(rate(&points, 19_999).published.len(), 5);
    assert_eq!(rate(&points[..4], 1).verdict, Verdict::NotEnoughData);
}

#[test]
fn the_same_offer_compares_net_for_an_academy_and_gross_for_an_independent_school() {
    let points: Vec<_> = (1..=5).map(|id| seen(id, 20_000)).collect();
    let of = |basis| MarketRate::of(&points, None, basis).unwrap().distribution.unwrap().median;
    assert_eq!(of(ComparisonBasis::Net), Pence::new(20_000));
    assert_eq!(of(ComparisonBasis::Gross), Pence::new(24_000));
}

#[test]
fn published_counselling_prices_come_to_a_day() {
    let mut session = seen(1, 0);
    session.quoted.low = Pence::pounds(34);
    session.quoted.high = Pence::pounds(47);
    session.quoted.vat = QuotedVat::NotSaid;
    session.conversion = Conversion::SessionsPerDay { sessions: 5 };
    let converted = session.converted(ComparisonBasis::Gross).unwrap();
    assert_eq!((converted.low, converted.high), (Pence::pounds(170), Pence::pounds(235)));
    assert_eq!(converted.middle, Pence::new(20_250));
    assert_eq!(converted.low_working.multiplied_by, 5);
}

#[test]
fn a_price_that_does_not_say_its_vat_never_makes_ours_look_lower() {
    let mut unclear = seen(1, 12_000);
    unclear.quoted.vat = QuotedVat::NotSaid;
    for basis in ComparisonBasis::ALL {
        let counted = unclear.converted(*basis).unwrap().middle;
        for vat in [
            QuotedVat::Included { rate: BasisPoints::new(2_000) },
            QuotedVat::Excluded { rate: BasisPoints::new(2_000) },
            QuotedVat::None,
        ] {
            let mut clear = unclear.clone();
            clear.quoted.vat = vat;
            assert!(counted <= clear.converted(*basis).unwrap().middle, "{basis:?} {vat:?}");
        }
    }
    assert_eq!(unclear.converted(ComparisonBasis::Net).unwrap().middle, Pence::new(10_000));
}

#[test]
fn an_amount_that_includes_vat_is_compared_without_it() {
    let mut point = seen(1, 12_000);
    point.quoted.vat = QuotedVat::Included { rate: BasisPoints::new(2_000) };
    assert_eq!(point.converted(ComparisonBasis::Net).unwrap().middle, Pence::new(10_000));
    assert_eq!(point.converted(ComparisonBasis::Gross).unwrap().middle, Pence::new(12_000));
}

#[test]
fn points_that_make_no_sense_are_named_by_field() {
    let mut bad = seen(1, 0);
    bad.quoted.high = Pence::new(-1);
    bad.conversion = Conversion::SessionsPerDay { sessions: 0 };
    let fields: Vec<&str> = bad.problems().iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["low", "high", "sessions"]);
    assert!(seen(1, 1).problems().is_empty());
}

#[test]
fn a_market_without_prices_has_nothing_to_say() {
    let none = MarketRate::of(&[], None, ComparisonBasis::Net).unwrap();
    assert_eq!((none.strip, none.distribution), (None, None));
    assert_eq!(none.verdict, Verdict::NotEnoughData);
}

#[test]
fn points_and_rates_read_back_as_stored() {
    let stored = [seen(1, 17_000), seen(2, 18_000)];
    let text = serde_json::to_string(&stored).unwrap();
    assert_eq!(serde_json::from_str::<Vec<PricePoint>>(&text).unwrap(), stored);
    let shown = rate(&stored, 15_000);
    let text = serde_json::to_string(&shown).unwrap();
    assert_eq!(serde_json::from_str::<MarketRate>(&text).unwrap(), shown);
}

proptest! {
    #[test]
    fn everything_drawn_lies_on_the_strip(
        prices in proptest::collection::vec(1_i64..1_000_000, 1..20), ours in 1_i64..1_000_000,
    ) {
        let points: Vec<_> = prices.iter().zip(1..).map(|(p, id)| seen(id, *p)).collect();
        let strip = rate(&points, ours).strip.unwrap();
        prop_assert!(strip.from.get() <= ours && ours <= strip.to.get());
        prop_assert!(strip.place(strip.from) <= strip.place(strip.to));
        for point in &strip.points {
            prop_assert!(strip.place(point.low) <= 1_000);
        }
    }

    #[test]
    fn the_order_of_points_changes_nothing(
        prices in proptest::collection::vec(1_i64..1_000_000, 1..20), ours in 1_i64..1_000_000,
    ) {
        let points: Vec<_> = prices.iter().zip(1..).map(|(p, id)| seen(id, *p)).collect();
        let turned: Vec<_> = points.iter().rev().cloned().collect();
        prop_assert_eq!(rate(&points, ours), rate(&turned, ours));
    }
}
