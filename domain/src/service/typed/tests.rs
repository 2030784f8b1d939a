//! Terms as typed, read and shown again.

use proptest::prelude::*;

use super::*;
use crate::money::{BasisPoints, Net, Pence};
use crate::price::{PriceRule, TypedRates};
use crate::vat::Question;

fn on() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap()
}

fn five_answers() -> TypedTerms {
    TypedTerms {
        title: "School counselling".to_owned(),
        description: "A counsellor in your school for a day. Up to five sessions.".to_owned(),
        category: "counselling".to_owned(),
        provider_name: "The counselling pool".to_owned(),
        price: TypedPrice {
            kind: "per_unit".to_owned(),
            rates: TypedRates::members("240"),
            ..TypedPrice::default()
        },
        ..TypedTerms::default()
    }
}

#[test]
fn five_answers_make_a_service_and_the_category_fills_the_rest() {
    let terms = five_answers().read(on()).unwrap();
    assert_eq!(terms.summary, "A counsellor in your school for a day.");
    assert_eq!(terms.unit, Unit::Day);
    assert_eq!(terms.price, PriceRule::per_unit(Net(Pence::pounds(240))));
    assert_eq!(terms.vat, VatTreatment::Ask(Question::CounsellingAsWelfare));
    assert_eq!(terms.cpv.as_ref().map(Cpv::as_str), Some("85312320"));
    assert_eq!(terms.cfr.as_ref().map(Cfr::as_str), Some("E28a"));
    assert_eq!(terms.accountable, "The counselling pool");
    assert_eq!(terms.light_touch().applies(), Some(true));
    assert!(terms.serves(PhaseServed::Primary));
}

#[test]
fn what_staff_typed_goes_before_what_the_category_says() {
    let typed = TypedTerms {
        vat: "standard".to_owned(),
        cfr: "E27".to_owned(),
        notice_days: "5".to_owned(),
        cancel_free_days: "14".to_owned(),
        cancel_charge: "12.5 %".to_owned(),
        included: "Five sessions\n\n  A report each term ".to_owned(),
        phases: vec!["secondary".to_owned(), "primary".to_owned(), "primary".to_owned()],
        areas: vec!["301".to_owned()],
        ..five_answers()
    };
    let terms = typed.read(on()).unwrap();
    assert!(terms.vat.basis().is_ok());
    assert_eq!(terms.cfr.as_ref().map(Cfr::as_str), Some("E27"));
    assert_eq!(terms.notice_days, 5);
    assert_eq!(terms.cancellation.late_charge, BasisPoints::new(1_250));
    assert_eq!(terms.included, ["Five sessions", "A report each term"]);
    assert_eq!(terms.phases, [PhaseServed::Primary, PhaseServed::Secondary]);
    assert!(!terms.serves(PhaseServed::Special));
    let area = |code| LaCode::parse(code).unwrap();
    assert!(terms.reaches(&area("301"), &[]));
    assert!(!terms.reaches(&area("302"), &[area("302")]));
}

#[test]
fn everything_that_is_wrong_is_said_at_once_under_its_fields_name() {
    let typed = TypedTerms {
        category: "zoo".to_owned(),
        unit: "fortnight".to_owned(),
        vat: "guess".to_owned(),
        notice_days: "400".to_owned(),
        cancel_charge: "101".to_owned(),
        phases: vec!["toddlers".to_owned()],
        areas: vec!["Barking".to_owned()],
        cpv: "1".to_owned(),
        cfr: "E99".to_owned(),
        ..TypedTerms::default()
    };
    let fields: Vec<&str> =
        typed.read(on()).unwrap_err().iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        [
            "title",
            "description",
            "category",
            "provider_name",
            "unit",
            "kind",
            "vat",
            "notice_days",
            "cancel_charge",
            "phases",
            "areas",
            "cpv",
            "cfr"
        ]
    );
}

proptest! {
    #[test]
    fn terms_read_back_as_their_form_shows_them(
        price in crate::price::arbitrary::rules(),
        settled in any::<bool>(),
        lines in proptest::collection::vec("[a-z][a-z ,.£0-9]{0,40}[a-z]", 0..5),
        charge in 0_u32..=10_000,
    ) {
        let full = TypedTerms {
            vat: if settled { "standard".to_owned() } else { String::new() },
            included: lines.join("\n"),
            standards: lines.join("\r\n\r\n"),
            description: format!("First.\n\n{}", lines.join("\n\n")),
            cancel_charge: format!("{}.{:02}", charge / 100, charge % 100),
            cancel_note: lines.first().cloned().unwrap_or_default(),
            phases: vec!["primary".to_owned()],
            areas: vec!["301".to_owned(), "317".to_owned()],
            booked: "quantity".to_owned(),
            ..five_answers()
        };
        let terms = ServiceTerms { price, ..full.read(on()).unwrap() };
        let again = TypedTerms::of(&terms, on()).read(on());
        let now = ServiceTerms { price: terms.price.starting(on()), ..terms };
        prop_assert_eq!(again, Ok(now));
    }
}

#[test]
fn terms_read_back_as_stored() {
    let terms = five_answers().read(on()).unwrap();
    let text = serde_json::to_string(&terms).unwrap();
    assert_eq!(serde_json::from_str::<ServiceTerms>(&text).unwrap(), terms);
}

#[test]
fn a_long_first_sentence_is_cut_between_words() {
    let summary = beginning(&"word ".repeat(100));
    assert!(summary.chars().count() <= 240);
    assert!(summary.ends_with("word…"));
    assert_eq!(beginning(&"x".repeat(300)).chars().count(), 237);
}

#[test]
fn shares_are_read_to_the_hundredth_of_a_per_cent() {
    assert_eq!(percent("100"), Ok(Some(BasisPoints::new(10_000))));
    assert_eq!(percent("0.05%"), Ok(Some(BasisPoints::new(5))));
    assert_eq!(percent("half"), Err(Problem::NotANumber));
    assert_eq!(percent("100.01"), Err(Problem::OutOfRange { min: 0, max: 100 }));
}
