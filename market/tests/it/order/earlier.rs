//! What a school paid before, and what it books now in place of it.

use std::sync::Arc;

use bytes::Bytes;
use domain::capacity::TypedPattern;
use domain::id::BaselineId;
use domain::price::Unit;
use domain::saving::{BaselineKind, Cashability, Evidence};
use domain::school::{InstitutionKind, RegisterEntry};
use domain::service::Category;
use domain::text::Urn;
use domain::{Failure, Net, Pence};
use market::Market;
use market::baseline::{self, AddDocument, Proof, RecordBaseline};
use market::capacity::{AddPractitioner, add_practitioner};
use market::file::Upload;
use market::order::{self, CancelOrder, OrderSaving, Placed, QuoteOrder, Wanted};
use testbed::{Bed, on_both};
use tokio::task::JoinSet;

use super::world::{TUESDAY, World, day, key};

const MONDAY: &str = "2026-12-07";
const LATER: &str = "2026-12-15";
/// What one day costs before and now, in pence: £40 less.
const DAY_BEFORE: i64 = 28_000;

fn document() -> Upload {
    Upload { name: "last-invoice.pdf".to_owned(), contents: Bytes::from_static(b"%PDF-1.7 paid") }
}

fn invoice() -> Proof {
    Proof::File(document())
}

/// The head says what the school pays a year, for so many.
async fn paid(
    bed: &Bed,
    world: &World,
    supplier: &str,
    pence: i64,
    (quantity, unit): (u32, Unit),
    proof: Proof,
) -> BaselineId {
    let record = RecordBaseline {
        category: Category::Counselling,
        supplier: supplier.to_owned(),
        yearly: Net(Pence::new(pence)),
        quantity,
        unit,
        covers_from: None,
        covers_to: None,
        proof,
        key: key(),
    };
    baseline::record_baseline(&bed.market, &world.head, record).await.unwrap()
}

/// So many days at £280.
async fn paid_days(bed: &Bed, world: &World, supplier: &str, days: u32) -> BaselineId {
    let pence = i64::from(days) * DAY_BEFORE;
    paid(bed, world, supplier, pence, (days, Unit::Day), invoice()).await
}

async fn book(market: &Market, world: &World, days: &[&str]) -> Placed {
    loop {
        match world.book(market, &world.head, days).await {
            Err(Failure::TryLater) => {}
            outcome => return outcome.unwrap(),
        }
    }
}

async fn saving_of(bed: &Bed, world: &World, placed: &Placed) -> OrderSaving {
    let seen = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
    seen.saving.unwrap()
}

/// What an order's lines save: the kind, how many lines, how much.
async fn parts(bed: &Bed, world: &World, placed: &Placed) -> Vec<(Cashability, u32, i64)> {
    in_parts(&saving_of(bed, world, placed).await)
}

fn in_parts(saving: &OrderSaving) -> Vec<(Cashability, u32, i64)> {
    saving.parts.iter().map(|part| (part.cashability, part.quantity, part.amount.get())).collect()
}

/// What the ledger says of a stage and a kind, in pence.
async fn sum(world: &World, stage: &str, cashability: Cashability) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS n FROM saving_sum \
         WHERE stage = '{stage}' AND cashability = '{}'",
        cashability.code()
    );
    world.sql.number(&sql).await
}

on_both! {
    async fn what_a_school_paid_before_is_set_free_and_what_it_buys_beyond_is_avoided(bed) {
        let world = World::of(&bed).await;
        paid_days(&bed, &world, "Old Counsellors", 2).await;
        let days = [MONDAY, TUESDAY, LATER];
        let ask = QuoteOrder {
            service: world.service,
            wanted: Wanted::Days(days.iter().map(|text| day(text)).collect()),
        };
        let quote = order::quote_order(&bed.market, &world.head, ask).await.unwrap();
        // Two days at £280 before; the third against the published prices' median of £300.
        let both = [(Cashability::Cashable, 2, 8_000), (Cashability::Avoided, 1, 6_000)];
        let expected = quote.saving.unwrap();
        assert_eq!(in_parts(&expected), both);
        assert_eq!(expected.amount, Pence::new(14_000));
        let placed = book(&bed.market, &world, &days).await;
        let saving = saving_of(&bed, &world, &placed).await;
        assert_eq!(in_parts(&saving), both);
        assert_eq!(saving.amount, Pence::new(14_000));
        let own = &saving.parts[0];
        assert_eq!(own.baseline_kind, BaselineKind::OwnEarlierSpend);
        assert_eq!(own.baseline_unit, Pence::new(DAY_BEFORE));
        assert!(matches!(own.evidence[..], [Evidence::File(_)]));
        assert_eq!(world.saved("contracted").await, 14_000);
        bed.clock.set(testbed::instant("2026-12-15T17:00:00Z"));
        world.deliver(&bed.market, &placed).await;
        world.invoice_all(&bed.market).await;
        assert_eq!(world.saved("realised").await, 14_000);
        assert_eq!(sum(&world, "realised", Cashability::Cashable).await, 8_000);
        assert_eq!(sum(&world, "realised", Cashability::Avoided).await, 6_000);
    }

    async fn an_amount_that_divides_into_no_whole_pennies_is_rounded_once(bed) {
        let world = World::of(&bed).await;
        paid(&bed, &world, "Old Counsellors", 1_000_001, (38, Unit::Day), invoice()).await;
        let placed = book(&bed.market, &world, &[TUESDAY]).await;
        let rounded = [(Cashability::Cashable, 1, 26_316 - 24_000)];
        assert_eq!(parts(&bed, &world, &placed).await, rounded);
    }

    async fn a_day_that_is_not_wanted_any_more_frees_what_it_was_measured_against(bed) {
        let world = World::of(&bed).await;
        paid_days(&bed, &world, "Old Counsellors", 1).await;
        let first = book(&bed.market, &world, &[TUESDAY]).await;
        let second = book(&bed.market, &world, &[LATER]).await;
        assert_eq!(parts(&bed, &world, &second).await[0].0, Cashability::Avoided);
        let cancel = CancelOrder { order: first.order, line: None, agreed_charge: Pence::ZERO, key: key() };
        order::cancel_order(&bed.market, &world.head, cancel).await.unwrap();
        let third = book(&bed.market, &world, &[MONDAY]).await;
        assert_eq!(parts(&bed, &world, &third).await[0].0, Cashability::Cashable);
        assert_eq!(parts(&bed, &world, &second).await[0].0, Cashability::Avoided);
        assert_eq!(sum(&world, "contracted", Cashability::Cashable).await, 4_000);
    }

    async fn a_memory_without_a_document_backs_no_agreement_until_it_has_one(bed) {
        let world = World::of(&bed).await;
        let note = Proof::Note("From our ledger.".to_owned());
        let days = (2, Unit::Day);
        let baseline = paid(&bed, &world, "Old Counsellors", 56_000, days, note).await;
        let before = book(&bed.market, &world, &[TUESDAY]).await;
        assert_eq!(parts(&bed, &world, &before).await[0].0, Cashability::Avoided);
        let add = AddDocument { baseline, document: document(), key: key() };
        baseline::add_document(&bed.market, &world.head, add).await.unwrap();
        let after = book(&bed.market, &world, &[LATER]).await;
        assert_eq!(parts(&bed, &world, &after).await[0].0, Cashability::Cashable);
        assert_eq!(parts(&bed, &world, &before).await[0].0, Cashability::Avoided);
    }

    async fn a_new_financial_year_begins_anew(bed) {
        let world = World::of(&bed).await;
        let spring = AddPractitioner {
            key: key(),
            service: world.service,
            name: "Counsellor in spring".to_owned(),
            pattern: TypedPattern::every(["Tue"]),
            starts_on: "2027-04-01".to_owned(),
            ends_on: "2027-05-31".to_owned(),
        };
        add_practitioner(&bed.market, &world.staff, spring).await.unwrap();
        paid_days(&bed, &world, "Old Counsellors", 1).await;
        let days = [TUESDAY, LATER, "2027-04-20", "2027-04-27"];
        let placed = book(&bed.market, &world, &days).await;
        let one_a_year = [(Cashability::Cashable, 2, 8_000), (Cashability::Avoided, 2, 12_000)];
        assert_eq!(parts(&bed, &world, &placed).await, one_a_year);
    }

    async fn the_same_spend_stated_twice_is_counted_once(bed) {
        let world = World::of(&bed).await;
        for supplier in ["Old Counsellors", "OLD  counsellors"] {
            paid_days(&bed, &world, supplier, 1).await;
        }
        let placed = book(&bed.market, &world, &[TUESDAY, LATER]).await;
        let once = [(Cashability::Cashable, 1, 4_000), (Cashability::Avoided, 1, 6_000)];
        assert_eq!(parts(&bed, &world, &placed).await, once);
        paid_days(&bed, &world, "Somebody else", 1).await;
        let another = book(&bed.market, &world, &[MONDAY]).await;
        assert_eq!(parts(&bed, &world, &another).await[0].0, Cashability::Cashable);
    }

    async fn what_was_paid_for_another_unit_is_no_measure_of_days(bed) {
        let world = World::of(&bed).await;
        let sessions = (10, Unit::Session);
        paid(&bed, &world, "Old Counsellors", 500_000, sessions, invoice()).await;
        let placed = book(&bed.market, &world, &[TUESDAY]).await;
        assert_eq!(parts(&bed, &world, &placed).await[0].0, Cashability::Avoided);
    }

    async fn a_school_that_bears_vat_is_measured_against_prices_that_hold_it(bed) {
        let world = World::of(&bed).await;
        let mut entry =
            RegisterEntry::new(Urn::parse("100101").unwrap(), "Hill Rise Primary".to_owned());
        entry.kind = InstitutionKind::from_register_code("11");
        let sql = "INSERT INTO register_school (number, urn, name, kind, status, entry, changed_at) \
                   VALUES (100101, '100101', 'Hill Rise Primary', '11', 'open', $1, $2)";
        let stored = serde_json::to_string(&entry).unwrap();
        world.sql.run(sql, [stored.into(), bed.market.now().into()]).await;
        paid_days(&bed, &world, "Old Counsellors", 1).await;
        let placed = book(&bed.market, &world, &[TUESDAY]).await;
        // What it paid before was entered without VAT, which it cannot reclaim.
        assert_eq!(parts(&bed, &world, &placed).await[0].0, Cashability::Avoided);
    }

    async fn of_days_booked_at_once_in_two_processes_as_many_are_set_free_as_were_paid_for(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        paid_days(&bed, &world, "Old Counsellors", 3).await;
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut bookings = JoinSet::new();
        for number in 0..12 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            bookings.spawn(async move { book(&market, &world, &[TUESDAY]).await });
        }
        assert_eq!(bookings.join_all().await.len(), 12);
        assert_eq!(sum(&world, "contracted", Cashability::Cashable).await, 3 * 4_000);
        assert_eq!(sum(&world, "contracted", Cashability::Avoided).await, 9 * 6_000);
    }
}
