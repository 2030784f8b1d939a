use std::num::NonZeroU32;

use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::failure::{Failure, Refusal};
use crate::id::{CommitmentId, FileId, OrderLineId, OrganisationId, SavingId};
use crate::money::{BasisPoints, Overflow, Pence};
use crate::vat::ComparisonBasis;

fn saving(number: usize) -> SavingId {
    SavingId::from_uuid(Uuid::from_u128(number as u128))
}

fn school(number: usize) -> OrganisationId {
    OrganisationId::from_uuid(Uuid::from_u128(number as u128))
}

fn many(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn ids(number: usize) -> EntryIds {
    EntryIds { reversal: saving(number), replacement: saving(number + 1) }
}

/// 420 pupils: £5,000 a year before, £11.20 a pupil now, so £296 less.
fn facts() -> Facts {
    Facts {
        school: school(1),
        partnership: school(99),
        subject: Subject::DealCommitment(CommitmentId::from_uuid(Uuid::from_u128(1))),
        part: 1,
        category: "hr".to_owned(),
        basis: ComparisonBasis::Net,
        baseline_kind: BaselineKind::OwnEarlierSpend,
        baseline: UnitPrice::of(Pence::pounds(5_000), many(420)),
        price: UnitPrice::each(Pence::new(1_120)),
        quantity: many(420),
        fee: BasisPoints::new(0),
        counts_on: day(2026, 9, 1),
        year_starts_on: day(2026, 4, 1),
        evidence: vec![Evidence::File(FileId::from_uuid(Uuid::from_u128(5)))],
    }
}

fn change(pence: i64, quantity: u32) -> Change {
    Change {
        price: UnitPrice::each(Pence::new(pence)),
        quantity: many(quantity),
        counts_on: day(2026, 10, 1),
        year_starts_on: day(2026, 4, 1),
        evidence: None,
    }
}

fn forecast() -> Entry {
    Entry::new(saving(1), Stage::Forecast, facts()).unwrap()
}

fn total(entries: &[Entry], stage: Stage) -> i64 {
    let standing = Standing::of(entries).unwrap();
    standing.total(ComparisonBasis::Net, stage).unwrap().amount.get()
}

#[test]
fn a_saving_is_the_baseline_less_the_price_to_the_penny() {
    assert_eq!(forecast().amount(), Pence::new(29_600));
    assert_eq!(forecast().method(), Method::PreviousMinusEstimated);
    assert_eq!(forecast().cashability(), Cashability::Cashable);
}

#[test]
fn a_rise_in_cost_is_negative() {
    let facts = Facts { price: UnitPrice::each(Pence::new(1_450)), ..facts() };
    let entry = Entry::new(saving(1), Stage::Realised, facts).unwrap();
    assert_eq!(entry.amount(), Pence::new(-109_000));
}

#[test]
fn a_fee_on_top_lowers_the_saving_by_exactly_its_amount() {
    let facts = Facts { fee: BasisPoints::new(100), ..facts() };
    let entry = Entry::new(saving(1), Stage::Contracted, facts).unwrap();
    // 1 % of £4,704.
    assert_eq!(entry.fee(), Pence::new(4_704));
    assert_eq!(entry.amount(), Pence::new(29_600 - 4_704));
    let figure = Standing::of([&entry]).unwrap();
    let figure = figure.total(ComparisonBasis::Net, Stage::Contracted).unwrap();
    assert_eq!(figure.before_fee(), Ok(Pence::new(29_600)));
}

#[test]
fn without_evidence_of_the_baseline_a_saving_stays_a_forecast() {
    let bare = Facts { evidence: vec![], ..facts() };
    let forecast = Entry::new(saving(1), Stage::Forecast, bare.clone()).unwrap();
    for stage in [Stage::Contracted, Stage::Realised] {
        assert_eq!(Entry::new(saving(2), stage, bare.clone()), Err(EntryRefusal::EvidenceNeeded));
        let refused = forecast.advance(stage, ids(2), change(1_120, 420)).unwrap_err();
        assert_eq!(Failure::from(refused), Failure::Refused(Refusal::BaselineNeeded));
    }
    let with = Change { evidence: Some(facts().evidence), ..change(1_120, 420) };
    assert!(forecast.advance(Stage::Contracted, ids(2), with).is_ok());
}

#[test]
fn the_highest_bid_is_no_baseline() {
    let kinds: Vec<&str> = BaselineKind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(kinds, ["own_earlier_spend", "market_rate", "mean_of_other_bids", "list_price"]);
    assert!(serde_json::from_str::<BaselineKind>("\"highest_bid\"").is_err());
}

#[test]
fn only_a_schools_own_earlier_spend_sets_money_free() {
    let mut table = String::new();
    for kind in BaselineKind::ALL {
        for stage in Stage::ALL {
            let (method, money) = (Method::of(*kind, *stage), Cashability::of(*kind));
            let row = [kind.code(), stage.code(), method.code(), money.code()];
            table.push_str(&format!("{:19}{:11}{:28}{}\n", row[0], row[1], row[2], row[3]));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_saving_counts_in_the_financial_year_of_its_day() {
    for (counts_on, in_year) in [
        (day(2026, 3, 31), false),
        (day(2026, 4, 1), true),
        (day(2027, 3, 31), true),
        (day(2027, 4, 1), false),
    ] {
        let made = Entry::new(saving(1), Stage::Forecast, Facts { counts_on, ..facts() });
        assert_eq!(made.is_ok(), in_year, "{counts_on}");
    }
}

#[test]
fn a_saving_moves_through_its_stages_and_is_counted_once() {
    let first = forecast();
    let [back, contracted] = first.advance(Stage::Contracted, ids(2), change(1_130, 420)).unwrap();
    let [again, realised] =
        contracted.advance(Stage::Realised, ids(4), change(1_130, 400)).unwrap();
    let mut book = Book::new();
    for entry in [first, back, contracted, again, realised.clone()] {
        book.write(entry).unwrap();
    }
    assert_eq!(total(book.entries(), Stage::Forecast), 0);
    assert_eq!(total(book.entries(), Stage::Contracted), 0);
    // £5,000 × 400 ÷ 420 is £4,761.90, less 400 × £11.30.
    assert_eq!(total(book.entries(), Stage::Realised), 24_190);
    assert_eq!(book.live(realised.facts().subject, 1), Some(&realised));
}

#[test]
fn a_saving_never_moves_to_an_earlier_stage_or_out_of_a_reversal() {
    let realised = Entry::new(saving(1), Stage::Realised, facts()).unwrap();
    for stage in Stage::ALL {
        let refused = realised.advance(*stage, ids(2), change(1_120, 420));
        assert_eq!(refused, Err(EntryRefusal::NotALaterStage));
    }
    let reversal = forecast().reversal(saving(2)).unwrap();
    assert_eq!(reversal.reversal(saving(3)), Err(EntryRefusal::IsAReversal));
    let refused = reversal.advance(Stage::Realised, ids(3), change(1_120, 420));
    assert_eq!(refused, Err(EntryRefusal::IsAReversal));
}

#[test]
fn a_correction_takes_the_old_figure_back_and_stays_on_its_line_of_spend() {
    let lower = Facts { price: UnitPrice::each(Pence::new(1_150)), ..facts() };
    let [back, right] = forecast().correct(ids(2), lower).unwrap();
    assert_eq!(total(&[forecast(), back, right], Stage::Forecast), 17_000);
    let other = Facts { part: 2, ..facts() };
    assert_eq!(forecast().correct(ids(2), other), Err(EntryRefusal::AnotherSubject));
}

#[test]
fn one_line_of_spend_is_never_in_two_savings() {
    let mut book = Book::new();
    book.write(forecast()).unwrap();
    let second = Entry::new(saving(2), Stage::Realised, facts()).unwrap();
    assert_eq!(book.write(second.clone()), Err(BookProblem::CountedAlready { by: saving(1) }));
    assert_eq!(book.write(forecast()), Err(BookProblem::SameId));
    let next_year = Entry::new(saving(3), Stage::Forecast, Facts { part: 2, ..facts() }).unwrap();
    book.write(next_year).unwrap();
    let back = forecast().reversal(saving(4)).unwrap();
    book.write(back).unwrap();
    book.write(second).unwrap();
    let twice = forecast().reversal(saving(5)).unwrap();
    assert_eq!(book.write(twice), Err(BookProblem::NothingToReverse));
}

#[test]
fn a_reversal_has_the_figures_of_its_entry() {
    let mut book = Book::new();
    book.write(forecast()).unwrap();
    let dearer = Facts { price: UnitPrice::each(Pence::new(1_121)), ..facts() };
    let other = Entry::new(saving(1), Stage::Forecast, dearer).unwrap();
    assert_eq!(book.write(other.reversal(saving(2)).unwrap()), Err(BookProblem::OtherFigures));
}

#[test]
fn a_stored_entry_reads_back_only_if_it_recomputes() {
    for entry in [forecast(), forecast().reversal(saving(2)).unwrap()] {
        let kept = serde_json::to_string(entry.stored()).unwrap();
        let stored: StoredEntry = serde_json::from_str(&kept).unwrap();
        assert_eq!(Entry::from_stored(stored.clone()), Ok(entry));
        let better =
            StoredEntry { amount: stored.amount.plus(Pence::new(1)).unwrap(), ..stored.clone() };
        assert_eq!(Entry::from_stored(better), Err(BrokenEntry));
        let bare = Facts { evidence: vec![], ..stored.facts.clone() };
        let agreed = StoredEntry { stage: Stage::Contracted, facts: bare, ..stored };
        assert_eq!(Entry::from_stored(agreed), Err(BrokenEntry));
    }
}

#[test]
fn net_and_gross_are_never_added() {
    let gross = Facts { basis: ComparisonBasis::Gross, ..facts() };
    let gross = Entry::new(saving(2), Stage::Forecast, gross).unwrap();
    let standing = Standing::of([&forecast(), &gross]).unwrap();
    for basis in ComparisonBasis::ALL {
        let figure = standing.total(*basis, Stage::Forecast).unwrap();
        assert_eq!((figure.amount.get(), figure.entries.len()), (29_600, 1));
    }
}

#[test]
fn a_sum_that_is_too_large_is_refused_and_not_wrapped() {
    let dear = UnitPrice::each(Pence::new(i64::MAX));
    assert_eq!(dear.times(many(2)), Err(Overflow));
    assert_eq!(
        measure(dear, UnitPrice::each(Pence::new(-1)), many(1), BasisPoints::new(0)),
        Err(Overflow)
    );
}

/// A line of spend at random: school, category, year, prices, quantity, fee; what happens to it.
type Line = ((usize, usize, i32), (i64, i64, u32, u32), u8);

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let place = (0_usize..6, 0_usize..4, 2024_i32..2027);
    let money = (0_i64..3_000_000, 0_i64..5_000, 1_u32..900, 0_u32..500);
    proptest::collection::vec((place, money, 0_u8..5), 1..40)
}

fn made_from(lines: &[Line]) -> Book {
    let mut book = Book::new();
    for (number, ((at, category, year), (before, now, quantity, fee), fate)) in
        lines.iter().enumerate()
    {
        let line = OrderLineId::from_uuid(Uuid::from_u128(number as u128));
        let facts = Facts {
            school: school(*at),
            subject: Subject::OrderLine(line),
            category: ["hr", "counselling", "cleaning", "supply"][*category].to_owned(),
            baseline: UnitPrice::of(Pence::new(*before), many(quantity + 7)),
            price: UnitPrice::each(Pence::new(*now)),
            quantity: many(*quantity),
            fee: BasisPoints::new(*fee),
            counts_on: day(*year, 9, 1),
            year_starts_on: day(*year, 4, 1),
            ..facts()
        };
        let id = number * 10;
        let first = Entry::new(saving(id), Stage::Forecast, facts.clone()).unwrap();
        book.write(first.clone()).unwrap();
        let next = Change {
            counts_on: day(*year, 10, 1),
            year_starts_on: facts.year_starts_on,
            ..change(*now, *quantity)
        };
        let more = match fate {
            0 => vec![],
            1 => vec![first.reversal(saving(id + 1)).unwrap()],
            2 => first.advance(Stage::Contracted, ids(id + 1), next).unwrap().to_vec(),
            3 => first.advance(Stage::Realised, ids(id + 1), next).unwrap().to_vec(),
            _ => first
                .correct(ids(id + 1), Facts { quantity: many(quantity + 3), ..facts })
                .unwrap()
                .to_vec(),
        };
        for entry in more {
            book.write(entry).unwrap();
        }
    }
    book
}

fn add_up<K>(groups: Result<std::collections::BTreeMap<K, Figure>, Overflow>) -> (i64, i64, usize) {
    let groups = groups.unwrap();
    groups.values().fold((0, 0, 0), |(amount, fee, entries), figure| {
        (amount + figure.amount.get(), fee + figure.fee.get(), entries + figure.entries.len())
    })
}

proptest! {
    #[test]
    fn every_breakdown_agrees_with_the_entries_to_the_penny(lines in lines()) {
        let book = made_from(&lines);
        let standing = Standing::of(book.entries()).unwrap();
        let net = ComparisonBasis::Net;
        for stage in Stage::ALL.iter().copied() {
            let of_stage = || book.entries().iter().filter(|entry| entry.stage() == stage);
            let amount: i64 = of_stage().map(|entry| entry.amount().get()).sum();
            let fee: i64 = of_stage().map(|entry| entry.fee().get()).sum();
            let expected = (amount, fee, of_stage().count());
            let figure = standing.total(net, stage).unwrap();
            prop_assert_eq!((figure.amount.get(), figure.fee.get(), figure.entries.len()), expected);
            prop_assert_eq!(add_up(standing.by_category(net, stage)), expected);
            prop_assert_eq!(add_up(standing.by_year(net, stage)), expected);
            prop_assert_eq!(add_up(standing.by_school(net, stage)), expected);
            prop_assert_eq!(add_up(standing.by_cashability(net, stage)), expected);
        }
    }

    #[test]
    fn the_order_of_entries_does_not_matter(lines in lines()) {
        let book = made_from(&lines);
        let turned: Vec<&Entry> = book.entries().iter().rev().collect();
        prop_assert_eq!(Standing::of(turned), Standing::of(book.entries()));
    }

    #[test]
    fn taking_back_every_live_entry_leaves_nothing(lines in lines()) {
        let mut book = made_from(&lines);
        for number in 0..lines.len() {
            let line = OrderLineId::from_uuid(Uuid::from_u128(number as u128));
            let live = book.live(Subject::OrderLine(line), 1).cloned();
            if let Some(live) = live {
                book.write(live.reversal(saving(1_000_000 + number)).unwrap()).unwrap();
            }
        }
        for (_, figure) in Standing::of(book.entries()).unwrap().cells() {
            prop_assert_eq!((figure.amount, figure.fee), (Pence::ZERO, Pence::ZERO));
        }
    }

    #[test]
    fn buying_more_or_less_at_the_same_price_is_no_saving(
        pence in 0_i64..10_000_000,
        per in 1_u32..2_000,
        factor in 1_u32..50,
        quantity in 1_u32..100_000,
    ) {
        // The same price said of another quantity: £5,000 for 420 is £10,000 for 840.
        let before = UnitPrice::of(Pence::new(pence), many(per));
        let now = UnitPrice::of(Pence::new(pence * i64::from(factor)), many(per * factor));
        let measured = measure(before, now, many(quantity), BasisPoints::new(0)).unwrap();
        prop_assert_eq!(measured.amount, Pence::ZERO);
    }
}
