//! Ordering what is not picked from a calendar: so many of something, and agreements for a year.

use bytes::Bytes;
use chrono::NaiveDate;
use domain::id::ServiceId;
use domain::order::OrderState;
use domain::price::Unit;
use domain::saving::Cashability;
use domain::school::{InstitutionKind, RegisterEntry};
use domain::service::{Category, TypedTerms};
use domain::text::Urn;
use domain::{Failure, Net, Pence, Problem, Refusal};
use market::Actor;
use market::baseline::{self, Proof, RecordBaseline};
use market::file::Upload;
use market::mail::About;
use market::order::{
    self, BookingsAsked, BookingsWhen, CancelOrder, DecideOrder, Decision, LineFor, LineOfOrder,
    OrderQuote, PlaceOrder, Placed, QuoteOrder, Resubmit, Wanted,
};
use testbed::{Bed, on_both};

use super::world::{World, day, key, on_sale, terms};

/// The first day of the agreement year that has not begun.
const NEXT: &str = "2027-09-01";
/// That of the one that runs.
const RUNNING: &str = "2026-09-01";

async fn hours(bed: &Bed, world: &World) -> ServiceId {
    on_sale(bed, world, terms("Payroll help", "hour", "60")).await
}

/// A year from September at £1,000, of which next year's can be ordered long before.
async fn payroll(bed: &Bed, world: &World) -> ServiceId {
    let yearly = TypedTerms {
        year_begins: "september".to_owned(),
        opens_months: "11".to_owned(),
        ..terms("Payroll", "year", "1000")
    };
    on_sale(bed, world, yearly).await
}

/// The other school keeps the year of academies.
async fn other_is_an_academy(bed: &Bed, world: &World) {
    let mut entry = RegisterEntry::new(Urn::parse("100102").unwrap(), "Marsh Lane".to_owned());
    entry.kind = InstitutionKind::from_register_code("34");
    let sql = "INSERT INTO register_school (number, urn, name, kind, status, entry, changed_at) \
               VALUES (100102, '100102', 'Marsh Lane', '34', 'open', $1, $2)";
    let stored = serde_json::to_string(&entry).unwrap();
    world.sql.run(sql, [stored.into(), bed.market.now().into()]).await;
}

fn a_year(first: &str) -> Wanted {
    Wanted::Agreement { year: day(first) }
}

fn so_many(count: u32) -> Wanted {
    Wanted::Quantity { count, wished_on: None, note: None }
}

pub(super) async fn quote(
    bed: &Bed,
    who: &Actor,
    service: ServiceId,
    wanted: Wanted,
) -> Result<OrderQuote, Failure> {
    order::quote_order(&bed.market, who, QuoteOrder { service, wanted }).await
}

/// What is ordered as its page shows it.
async fn shown(bed: &Bed, who: &Actor, service: ServiceId, wanted: Wanted) -> PlaceOrder {
    let seen = quote(bed, who, service, wanted.clone()).await.unwrap().seen();
    PlaceOrder { service, wanted, purchase_order_number: None, seen, key: key() }
}

pub(super) async fn place(bed: &Bed, who: &Actor, service: ServiceId, wanted: Wanted) -> Placed {
    let command = shown(bed, who, service, wanted).await;
    order::place_order(&bed.market, who, command).await.unwrap()
}

/// The times of an order's lines, with their months and what they come to.
async fn billed(bed: &Bed, who: &Actor, placed: &Placed) -> Vec<(NaiveDate, NaiveDate, u32, i64)> {
    let viewed = order::view_order(&bed.market, who, placed.order).await.unwrap();
    let line = |line: &order::ViewedLine| {
        let (first, last) = line.span.unwrap();
        (first, last, line.months.unwrap(), line.net.pence().get())
    };
    viewed.lines.iter().map(line).collect()
}

fn part(first: &str, last: &str, months: u32, pence: i64) -> (NaiveDate, NaiveDate, u32, i64) {
    (day(first), day(last), months, pence)
}

async fn confirm(bed: &Bed, world: &World, placed: &Placed, line: usize) -> Result<(), Failure> {
    let viewed = order::view_order(&bed.market, &world.manager, placed.order).await.unwrap();
    let line = LineOfOrder { order: placed.order, line: viewed.lines[line].id };
    order::confirm_delivery(&bed.market, &world.manager, line).await
}

async fn cancel(bed: &Bed, who: &Actor, placed: &Placed) -> Result<(), Failure> {
    let command =
        CancelOrder { order: placed.order, line: None, agreed_charge: Pence::ZERO, key: key() };
    order::cancel_order(&bed.market, who, command).await
}

async fn decide(bed: &Bed, world: &World, placed: &Placed, decision: Decision) {
    let viewed = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
    let command =
        DecideOrder { order: placed.order, version: viewed.version, decision, key: key() };
    order::decide_order(&bed.market, &world.head, command).await.unwrap();
}

on_both! {
    async fn so_many_hours_are_ordered_with_a_wish_and_a_note_and_paid_for(bed) {
        let world = World::of(&bed).await;
        let service = hours(&bed, &world).await;
        let wanted = Wanted::Quantity {
            count: 12,
            wished_on: Some(day("2027-01-12")),
            note: Some(" Ring the office first. ".to_owned()),
        };
        let quoted = quote(&bed, &world.head, service, wanted.clone()).await.unwrap();
        assert_eq!(quoted.totals.net.pence(), Pence::pounds(720));
        assert_eq!(quoted.lines[0].free_until, Some(day("2027-01-05")));
        let command = shown(&bed, &world.head, service, wanted).await;
        let placed = order::place_order(&bed.market, &world.head, command.clone()).await.unwrap();
        let again = order::place_order(&bed.market, &world.head, command).await.unwrap();
        assert_eq!(placed, again, "sent twice is sent once");
        bed.run_jobs().await;
        let received = bed.letters.all().into_iter().find_map(|mail| match mail.about {
            About::BookingReceived(told) => Some(told),
            _ => None,
        });
        let told = received.unwrap();
        assert_eq!(told.what, "Payroll help, 12 hours");
        assert_eq!(told.wished_on, Some(day("2027-01-12")));
        assert_eq!(told.note.as_deref(), Some("Ring the office first."));
        let coming = BookingsAsked { when: BookingsWhen::Coming, ..BookingsAsked::default() };
        let coming = order::bookings(&bed.market, &world.manager, coming).await.unwrap();
        assert_eq!(coming.items[0].quantity, 12);
        // It is only wished for then: whoever delivers may be earlier.
        assert!(coming.items[0].can_confirm);
        confirm(&bed, &world, &placed, 0).await.unwrap();
        assert_eq!(world.invoice_all(&bed.market).await.len(), 1);
        let viewed = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Completed);
    }

    async fn none_too_many_and_too_soon_are_told_at_their_fields(bed) {
        let world = World::of(&bed).await;
        let service = hours(&bed, &world).await;
        let refused = async |wanted: Wanted| quote(&bed, &world.head, service, wanted).await;
        let range = Problem::OutOfRange { min: 1, max: 10_000 };
        for count in [0, 10_001] {
            let told = refused(so_many(count)).await.unwrap_err();
            assert_eq!(told, Failure::field("quantity", range.clone()));
        }
        let early = Wanted::Quantity { count: 1, wished_on: Some(day("2026-11-01")), note: None };
        let earliest = bed.market.today();
        assert_eq!(
            refused(early).await.unwrap_err(),
            Failure::field("wished_on", Problem::TooEarly { earliest })
        );
    }

    async fn an_agreement_is_billed_by_the_schools_own_financial_years(bed) {
        let world = World::of(&bed).await;
        other_is_an_academy(&bed, &world).await;
        let service = payroll(&bed, &world).await;
        let placed = place(&bed, &world.head, service, a_year(NEXT)).await;
        assert_eq!(
            billed(&bed, &world.head, &placed).await,
            [
                part("2027-09-01", "2028-03-31", 7, 58_333),
                part("2028-04-01", "2028-08-31", 5, 41_667)
            ]
        );
        let academy = place(&bed, &world.other_buyer, service, a_year(NEXT)).await;
        let whole = [part("2027-09-01", "2028-08-31", 12, 100_000)];
        assert_eq!(billed(&bed, &world.other_buyer, &academy).await, whole);
        // In the middle of the year that runs, the ten months that remain.
        let rest = place(&bed, &world.head, service, a_year(RUNNING)).await;
        assert_eq!(
            billed(&bed, &world.head, &rest).await,
            [
                part("2026-11-23", "2027-03-31", 5, 41_667),
                part("2027-04-01", "2027-08-31", 5, 41_666)
            ]
        );
    }

    async fn each_part_of_an_agreement_is_delivered_and_invoiced_once_its_time_has_begun(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let placed = place(&bed, &world.head, service, a_year(RUNNING)).await;
        confirm(&bed, &world, &placed, 0).await.unwrap();
        let early = Err(Refusal::BeforeItsDay { day: day("2027-04-01") }.into());
        assert_eq!(confirm(&bed, &world, &placed, 1).await, early);
        assert_eq!(world.invoice_all(&bed.market).await.len(), 1);
        bed.clock.set(testbed::instant("2027-04-01T09:00:00Z"));
        confirm(&bed, &world, &placed, 1).await.unwrap();
        assert_eq!(world.invoice_all(&bed.market).await.len(), 1);
        let viewed = order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Completed);
        let net = "SELECT CAST(SUM(net_pence) AS BIGINT) AS n FROM invoice_line";
        assert_eq!(world.sql.number(net).await, 83_333);
    }

    async fn whoever_orders_an_agreement_twice_is_told_and_a_declined_one_does_not_count(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let asked = place(&bed, &world.buyer, service, a_year(NEXT)).await;
        assert!(asked.needs_approval);
        let already = async || {
            let quoted = quote(&bed, &world.buyer, service, a_year(NEXT)).await.unwrap();
            quoted.already.into_iter().map(|one| one.reference).collect::<Vec<_>>()
        };
        assert_eq!(already().await, [asked.reference.clone(), asked.reference.clone()]);
        let choices = order::order_choices(&bed.market, &world.buyer, service).await.unwrap();
        let told: Vec<usize> = choices.years.iter().map(|year| year.already.len()).collect();
        assert_eq!(told, [0, 2]);
        let reason = "Not this year.".to_owned();
        decide(&bed, &world, &asked, Decision::Decline { reason }).await;
        assert_eq!(already().await, Vec::<String>::new());
    }

    async fn an_agreement_that_has_begun_can_be_approved_days_later(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let asked = place(&bed, &world.buyer, service, a_year(RUNNING)).await;
        bed.clock.set(testbed::instant("2026-11-27T09:00:00Z"));
        bed.run_jobs().await;
        decide(&bed, &world, &asked, Decision::Approve).await;
        let viewed = order::view_order(&bed.market, &world.head, asked.order).await.unwrap();
        assert_eq!(viewed.state, OrderState::Placed);
    }

    async fn an_agreement_is_cancelled_whole_and_in_time(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let next = place(&bed, &world.head, service, a_year(NEXT)).await;
        let viewed = order::view_order(&bed.market, &world.head, next.order).await.unwrap();
        assert!(viewed.can_cancel && viewed.lines.iter().all(|line| !line.can_cancel));
        // Both parts are free until a week before the first of them begins.
        let until: Vec<_> = viewed.lines.iter().map(|line| line.free_until.unwrap()).collect();
        assert_eq!(until, [day("2027-08-25"), day("2027-08-25")]);
        let line = Some(viewed.lines[1].id);
        let command = CancelOrder { order: next.order, line, agreed_charge: Pence::ZERO, key: key() };
        let parted = order::cancel_order(&bed.market, &world.head, command).await;
        assert_eq!(parted, Err(Refusal::OrderState.into()));
        cancel(&bed, &world.head, &next).await.unwrap();
        let running = place(&bed, &world.head, service, a_year(RUNNING)).await;
        let late = Refusal::TooLateToCancel { free_until: day("2026-11-16") };
        assert_eq!(cancel(&bed, &world.head, &running).await, Err(late.into()));
        let help = hours(&bed, &world).await;
        let some = place(&bed, &world.head, help, so_many(3)).await;
        cancel(&bed, &world.head, &some).await.unwrap();
    }

    async fn a_late_cancellation_is_charged_as_the_terms_say_and_as_was_shown(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let days = ["2026-12-01", "2026-12-08"];
        let placed = world.book(&bed.market, &world.head, &days).await.unwrap();
        bed.clock.set(testbed::instant("2026-11-27T09:00:00Z"));
        let view = async || order::view_order(&bed.market, &world.head, placed.order).await.unwrap();
        let viewed = view().await;
        // The first day is less than a week away; of the second cancelling is free still.
        assert_eq!(viewed.late_charge, Some(Pence::new(28_800)));
        let late: Vec<_> = viewed.lines.iter().map(|line| line.late_charge).collect();
        assert_eq!(late, [Some(Pence::new(28_800)), None]);
        let cancel = async |line: Option<usize>, pence: i64| {
            let line = line.map(|line| viewed.lines[line].id);
            let agreed_charge = Pence::new(pence);
            let command = CancelOrder { order: placed.order, line, agreed_charge, key: key() };
            order::cancel_order(&bed.market, &world.head, command).await
        };
        let free_until = day("2026-11-24");
        assert_eq!(cancel(Some(0), 0).await, Err(Refusal::TooLateToCancel { free_until }.into()));
        assert_eq!(cancel(Some(0), 28_799).await, Err(Refusal::NotAsShown.into()));
        assert_eq!(cancel(Some(1), 28_800).await, Err(Refusal::NotAsShown.into()));
        cancel(Some(0), 28_800).await.unwrap();
        // The day is free for others, and nothing is saved by it any more.
        world.book(&bed.market, &world.other_buyer, &["2026-12-01"]).await.unwrap();
        let charged = view().await;
        assert_eq!(charged.totals.gross.pence(), Pence::new(2 * 28_800));
        assert!(charged.lines[2].is_charge && !charged.lines[2].can_cancel);
        cancel(Some(1), 0).await.unwrap();
        assert_eq!(view().await.state, OrderState::Placed);
        assert_eq!(world.invoice_all(&bed.market).await.len(), 1);
        let invoiced = view().await;
        assert_eq!(invoiced.state, OrderState::Completed);
        assert_eq!(invoiced.totals.gross.pence(), Pence::new(28_800));
    }

    async fn cancelling_an_agreement_late_charges_every_part_of_it(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let running = place(&bed, &world.head, service, a_year(RUNNING)).await;
        let viewed = order::view_order(&bed.market, &world.head, running.order).await.unwrap();
        assert_eq!(viewed.late_charge, Some(viewed.totals.gross.pence()));
        let agreed_charge = viewed.totals.gross.pence();
        let command =
            CancelOrder { order: running.order, line: None, agreed_charge, key: key() };
        order::cancel_order(&bed.market, &world.head, command).await.unwrap();
        let viewed = order::view_order(&bed.market, &world.head, running.order).await.unwrap();
        assert_eq!(viewed.totals.gross.pence(), agreed_charge);
        assert_eq!(viewed.lines.iter().filter(|line| line.is_charge).count(), 2);
    }

    async fn an_agreement_sent_back_is_sent_again_whole(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let asked = place(&bed, &world.buyer, service, a_year(NEXT)).await;
        let reason = "Is there money for it?".to_owned();
        decide(&bed, &world, &asked, Decision::SendBack { reason }).await;
        let again = Resubmit {
            order: asked.order,
            keep: Vec::new(),
            purchase_order_number: None,
            key: key(),
        };
        order::resubmit(&bed.market, &world.buyer, again).await.unwrap();
        assert_eq!(billed(&bed, &world.buyer, &asked).await.len(), 2);
        decide(&bed, &world, &asked, Decision::Approve).await;
        let viewed = order::view_order(&bed.market, &world.head, asked.order).await.unwrap();
        assert_eq!(viewed.totals.gross.pence(), Pence::pounds(1_200));
    }

    async fn what_is_booked_in_another_way_is_refused(bed) {
        let world = World::of(&bed).await;
        let (help, yearly) = (hours(&bed, &world).await, payroll(&bed, &world).await);
        let ask = TypedTerms { booked: "ask".to_owned(), ..terms("Advice", "hour", "60") };
        let ask = on_sale(&bed, &world, ask).await;
        let days = || Wanted::Days(vec![day("2026-12-08")]);
        let otherwise = Refusal::BookedOtherwise;
        for (service, wanted, refusal) in [
            (help, a_year(NEXT), otherwise.clone()),
            (help, days(), Refusal::NotSoldByTheDay),
            (yearly, so_many(1), otherwise.clone()),
            (world.service, so_many(1), otherwise.clone()),
            (ask, so_many(1), otherwise),
            (yearly, a_year("2028-09-01"), Refusal::YearNotOpen),
            (yearly, a_year("2025-09-01"), Refusal::YearNotOpen),
        ] {
            let refused = quote(&bed, &world.head, service, wanted).await.unwrap_err();
            assert_eq!(refused, Failure::Refused(refusal));
        }
    }

    async fn an_agreement_takes_the_place_of_what_was_paid_for_the_same_months_once(bed) {
        let world = World::of(&bed).await;
        let service = payroll(&bed, &world).await;
        let contents = Bytes::from_static(b"%PDF-1.7 paid");
        let document = Upload { name: "last-invoice.pdf".to_owned(), contents };
        let record = RecordBaseline {
            category: Category::Payroll,
            supplier: "Old Payroll".to_owned(),
            yearly: Net(Pence::pounds(1_200)),
            quantity: 1,
            unit: Unit::Year,
            covers_from: None,
            covers_to: None,
            proof: Proof::File(document),
            key: key(),
        };
        baseline::record_baseline(&bed.market, &world.head, record).await.unwrap();
        let next = place(&bed, &world.head, service, a_year(NEXT)).await;
        assert_eq!(world.saved("contracted").await, 20_000);
        let viewed = order::view_order(&bed.market, &world.head, next.order).await.unwrap();
        let saving = viewed.saving.unwrap();
        let told: Vec<_> = saving
            .parts
            .iter()
            .map(|part| (part.cashability, part.quantity, part.baseline_unit.get()))
            .collect();
        assert_eq!(told, [(Cashability::Cashable, 12, 10_000)]);
        // The year that runs is another time; the same one again is counted no more.
        place(&bed, &world.head, service, a_year(RUNNING)).await;
        assert_eq!(world.saved("contracted").await, 20_000 + 16_667);
        let twice = quote(&bed, &world.head, service, a_year(NEXT)).await.unwrap();
        assert_eq!(twice.saving, None);
        cancel(&bed, &world.head, &next).await.unwrap();
        assert_eq!(world.saved("contracted").await, 16_667);
        let again = quote(&bed, &world.head, service, a_year(NEXT)).await.unwrap();
        assert_eq!(again.saving.unwrap().amount, Pence::pounds(200));
    }

    async fn the_lines_of_a_quote_say_what_they_are_for(bed) {
        let world = World::of(&bed).await;
        let yearly = payroll(&bed, &world).await;
        let quoted = quote(&bed, &world.head, yearly, a_year(NEXT)).await.unwrap();
        let months = |line: &order::QuotedLine| match &line.what {
            LineFor::Agreement(part) => part.months,
            LineFor::Day(_) | LineFor::Places(_) | LineFor::Quantity { .. } => 0,
        };
        assert_eq!(quoted.lines.iter().map(months).collect::<Vec<_>>(), [7, 5]);
        assert_eq!(quoted.working.unwrap().total().unwrap(), Net(Pence::pounds(1_000)));
    }
}
