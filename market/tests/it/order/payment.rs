//! What schools pay: in parts, for several invoices at once, too much, and not after all.

use domain::id::{InvoiceId, PaymentId};
use domain::invoice::{InvoiceState, TypedCredit};
use domain::ledger::AccountKind;
use domain::payment::TypedPayment;
use domain::{Failure, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::invoice::{
    RaiseCreditNote, RecordRefund, quote_credit, raise_credit_note, record_refund,
    view_credit_note, view_invoice,
};
use market::payment::{
    PaymentsAsked, Period, RecordPayment, ReturnPayment, UndoPayment, UseCredit, owing,
    owing_schools, payments, record_payment, return_payment, statement, undo_payment, use_credit,
    view_payment,
};
use market::{Actor, Market, ledger};
use testbed::{Bed, on_both};

use super::world::{TUESDAY, World, day, key};

/// Invoices of one day each: £288 with VAT.
async fn invoiced(bed: &Bed, days: &[&str]) -> (World, Vec<InvoiceId>) {
    let world = World::with_counsellors(bed, 3).await;
    let mut all = Vec::new();
    for text in days {
        let placed = world.book(&bed.market, &world.head, &[text]).await.unwrap();
        bed.clock.set(testbed::instant(&format!("{text}T17:00:00Z")));
        world.deliver(&bed.market, &placed).await;
        all.push(world.invoice_all(&bed.market).await[0].invoice);
    }
    (world, all)
}

async fn standing(market: &Market, staff: &Actor, kind: AccountKind) -> i64 {
    assert_eq!(ledger::check_books(market).await, Ok(Vec::new()));
    let trial = ledger::trial_balance(market, staff).await.unwrap();
    assert!(trial.is_balanced);
    let of = trial.accounts.iter().filter(|account| account.kind == kind);
    Pence::total(of.map(|account| account.standing().unwrap())).unwrap().get()
}

async fn owed(market: &Market, staff: &Actor, invoice: InvoiceId) -> (InvoiceState, i64) {
    let view = view_invoice(market, staff, invoice).await.unwrap();
    (view.state, view.outstanding.pence().get())
}

fn typed(pounds: &str) -> TypedPayment {
    TypedPayment {
        received_on: "2026-12-15".to_owned(),
        amount: pounds.to_owned(),
        way: "bank".to_owned(),
        reference: "HILL RISE".to_owned(),
    }
}

async fn came(market: &Market, world: &World, pounds: &str, invoices: &[InvoiceId]) -> PaymentId {
    let (school, invoices) = (world.school, invoices.to_vec());
    let command = RecordPayment { key: key(), school, typed: typed(pounds), invoices };
    record_payment(market, &world.staff, command).await.unwrap()
}

const TWO: [&str; 2] = [TUESDAY, "2026-12-15"];

on_both! {
    async fn one_payment_settles_what_is_due_first_and_the_rest_in_part(bed) {
        let (world, all) = invoiced(&bed, &TWO).await;
        let (market, staff) = (&bed.market, &world.staff);
        let schools = owing_schools(market, staff, &PageAsked::default()).await.unwrap().items;
        assert_eq!((schools[0].invoices, schools[0].owed), (2, Pence::new(57_600)));
        let first = came(market, &world, "300", &[]).await;
        assert_eq!(owed(market, staff, all[0]).await, (InvoiceState::Paid, 0));
        assert_eq!(owed(market, staff, all[1]).await, (InvoiceState::Issued, 27_600));
        let view = view_payment(market, &world.finance, first).await.unwrap();
        let parts: Vec<_> = view.parts.iter().map(|part| (part.invoice, part.amount.pence().get())).collect();
        assert_eq!(parts, [(all[0], 28_800), (all[1], 1_200)]);
        assert_eq!((view.left, view.can_undo), (Pence::ZERO, false), "the school takes nothing back");
        came(market, &world, "276", &[all[1]]).await;
        assert_eq!(owed(market, staff, all[1]).await, (InvoiceState::Paid, 0));
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, 0);
        assert_eq!(standing(market, staff, AccountKind::Bank).await, 57_600);
        let none = owing_schools(market, staff, &PageAsked::default()).await.unwrap().items;
        assert_eq!(none, []);
    }

    async fn too_much_stands_to_the_schools_credit_and_settles_a_later_invoice(bed) {
        let (world, all) = invoiced(&bed, &TWO).await;
        let (market, staff) = (&bed.market, &world.staff);
        let payment = came(market, &world, "388", &[all[0]]).await;
        assert_eq!(standing(market, staff, AccountKind::CreditBalance).await, 10_000);
        assert_eq!(owing(market, staff, world.school).await.unwrap().credit.pence(), Pence::new(10_000));
        let set = UseCredit { key: key(), invoice: all[1] };
        let used = use_credit(market, staff, set.clone()).await.unwrap();
        assert_eq!(use_credit(market, staff, set).await, Ok(used), "sent twice is sent once");
        assert_eq!(used.pence(), Pence::new(10_000));
        assert_eq!(owed(market, staff, all[1]).await, (InvoiceState::Issued, 18_800));
        assert_eq!(standing(market, staff, AccountKind::CreditBalance).await, 0);
        let nothing = use_credit(market, staff, UseCredit { key: key(), invoice: all[1] }).await;
        assert_eq!(nothing, Err(Refusal::InvoiceState.into()));
        let back = ReturnPayment { key: key(), payment, returned_on: day("2026-12-15") };
        let refused = return_payment(market, staff, back).await;
        assert_eq!(refused, Err(Refusal::InvoiceState.into()), "nothing of it is left");
        // It never came: both invoices are owed again, in full.
        undo_payment(market, staff, UndoPayment { key: key(), payment }).await.unwrap();
        for invoice in all {
            assert_eq!(owed(market, staff, invoice).await, (InvoiceState::Issued, 28_800));
        }
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, 57_600);
        assert_eq!(standing(market, staff, AccountKind::Bank).await, 0);
        let twice = undo_payment(market, staff, UndoPayment { key: key(), payment }).await;
        assert_eq!(twice, Err(Refusal::InvoiceState.into()));
    }

    async fn what_is_left_of_a_payment_is_paid_back_once(bed) {
        let (world, all) = invoiced(&bed, &[TUESDAY]).await;
        let (market, staff) = (&bed.market, &world.staff);
        bed.clock.set(testbed::instant("2026-12-16T09:00:00Z"));
        let payment = came(market, &world, "300", &all).await;
        let only = PaymentsAsked { with_credit: true, ..PaymentsAsked::default() };
        assert_eq!(payments(market, staff, only.clone()).await.unwrap().items.len(), 1);
        let back = |on: &str| ReturnPayment { key: key(), payment, returned_on: day(on) };
        let early = return_payment(market, staff, back("2026-12-14")).await;
        let earliest = day("2026-12-15");
        assert_eq!(early, Err(Failure::field("returned_on", Problem::TooEarly { earliest })));
        return_payment(market, staff, back("2026-12-16")).await.unwrap();
        let twice = return_payment(market, staff, back("2026-12-16")).await;
        assert_eq!(twice, Err(Refusal::InvoiceState.into()));
        assert_eq!(standing(market, staff, AccountKind::CreditBalance).await, 0);
        assert_eq!(standing(market, staff, AccountKind::Bank).await, 28_800);
        assert_eq!(payments(market, staff, only).await.unwrap().items, []);
        let undone = undo_payment(market, staff, UndoPayment { key: key(), payment }).await;
        assert_eq!(undone, Err(Refusal::InvoiceState.into()), "what was paid back is not taken back");
    }

    async fn what_a_credit_note_gives_back_settles_another_invoice(bed) {
        let (world, all) = invoiced(&bed, &TWO).await;
        let (market, staff) = (&bed.market, &world.staff);
        came(market, &world, "188", &[all[0]]).await;
        let whole = TypedCredit {
            what: "whole".to_owned(), net: String::new(), reason: "Nobody came".to_owned(),
        };
        let shown = quote_credit(market, staff, all[0], whole.clone()).await.unwrap();
        assert_eq!(shown.back.pence(), Pence::new(18_800), "what had been paid");
        let agreed = shown.totals.gross.pence();
        let raise = RaiseCreditNote { key: key(), invoice: all[0], typed: whole, agreed };
        let note = raise_credit_note(market, staff, raise).await.unwrap();
        assert_eq!(owed(market, staff, all[0]).await, (InvoiceState::Credited, 0));
        assert_eq!(standing(market, staff, AccountKind::CreditBalance).await, 18_800);
        use_credit(market, staff, UseCredit { key: key(), invoice: all[1] }).await.unwrap();
        assert_eq!(owed(market, staff, all[1]).await, (InvoiceState::Issued, 10_000));
        let shown = view_credit_note(market, staff, note).await.unwrap();
        assert_eq!((shown.used, shown.can_refund), (Pence::new(18_800), false));
        let refund = RecordRefund { key: key(), note, refunded_on: day("2026-12-15") };
        assert_eq!(record_refund(market, staff, refund).await, Err(Refusal::InvoiceState.into()));
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, 10_000);
    }

    async fn a_statement_of_account_says_what_is_owed_after_each(bed) {
        let (world, _) = invoiced(&bed, &TWO).await;
        let (market, staff) = (&bed.market, &world.staff);
        came(market, &world, "300", &[]).await;
        let year = Period { first: day("2026-12-09"), last: day("2026-12-31") };
        let seen = statement(market, &world.finance, None, year).await.unwrap();
        assert_eq!(seen.opening, Pence::new(28_800));
        let entries: Vec<_> = seen.entries.iter().map(|one| (one.amount.get(), one.balance.get())).collect();
        assert_eq!(entries, [(28_800, 57_600), (-30_000, 27_600)]);
        assert_eq!(seen.closing, Pence::new(27_600));
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, 27_600);
        let same = statement(market, staff, Some(world.school), year).await.unwrap();
        assert_eq!((same.entries, same.school.0), (seen.entries, world.school));
        let other = statement(market, &world.other_buyer, None, year).await;
        assert_eq!(other.err(), Some(Failure::NotFound));
        let hidden = statement(market, &world.other_buyer, Some(world.partnership), year).await;
        assert_eq!(hidden.err(), Some(Failure::NotFound));
    }

    async fn nobody_else_sees_or_moves_a_payment_and_two_at_once_settle_an_invoice_once(bed) {
        let (world, all) = invoiced(&bed, &[TUESDAY]).await;
        let (market, staff) = (&bed.market, &world.staff);
        bed.clock.set(testbed::instant("2026-12-16T09:00:00Z"));
        let other = bed.another_process().await;
        let whole = || RecordPayment {
            key: key(), school: world.school, typed: typed("288"), invoices: vec![all[0]],
        };
        let (one, two) = tokio::join!(
            record_payment(market, staff, whole()),
            record_payment(&other, staff, whole()),
        );
        let mut outcomes = [one, two];
        outcomes.sort_by_key(Result::is_err);
        assert_eq!(outcomes[1], Err(Refusal::InvoiceState.into()));
        let payment = *outcomes[0].as_ref().unwrap();
        assert_eq!(standing(market, staff, AccountKind::Bank).await, 28_800);
        let hidden = view_payment(market, &world.other_buyer, payment).await;
        assert_eq!(hidden.err(), Some(Failure::NotFound));
        let unknown = RecordPayment {
            key: key(), school: world.other_school, typed: typed("5"), invoices: Vec::new(),
        };
        let refused = record_payment(market, staff, unknown).await;
        assert_eq!(refused, Err(Failure::NotFound), "a school that was never invoiced");
        let ahead = TypedPayment { received_on: "2027-01-01".to_owned(), ..typed("0") };
        let wrong = RecordPayment { typed: ahead, ..whole() };
        let Err(Failure::Invalid(wrong)) = record_payment(market, staff, wrong).await else {
            panic!("it was taken")
        };
        let wrong: Vec<_> = wrong.iter().map(|one| (one.field, &one.problem)).collect();
        assert_eq!(wrong, [("received_on", &Problem::InTheFuture), ("amount", &Problem::NotLess)]);
    }

    async fn what_does_not_agree_with_the_books_is_named(bed) {
        let (world, all) = invoiced(&bed, &TWO).await;
        let (market, staff) = (&bed.market, &world.staff);
        came(market, &world, "300", &[]).await;
        assert_eq!(ledger::check_books(market).await, Ok(Vec::new()));
        let number = view_invoice(market, staff, all[1]).await.unwrap().number;
        let of = |sql: &str| format!("{sql} WHERE number = '{number}'");
        let wrong: [(&str, &str, &[&str]); 3] = [
            ("UPDATE invoice SET paid_pence = 1300", "UPDATE invoice SET paid_pence = 1200",
                &["what is owed of an invoice, by the books", "what was paid of an invoice"]),
            ("UPDATE invoice SET net_pence = 23999, vat_pence = 4801",
                "UPDATE invoice SET net_pence = 24000, vat_pence = 4800",
                &["what an invoice’s lines come to", "the VAT of an invoice, by the books"]),
            ("UPDATE invoice SET sequence = 7", "UPDATE invoice SET sequence = 2",
                &["the numbers of invoices and credit notes"]),
        ];
        for (breaks, mends, told) in wrong {
            world.sql.script(&of(breaks)).await;
            let found = ledger::check_books(market).await.unwrap();
            assert_eq!(found.iter().map(|one| one.what).collect::<Vec<_>>(), told);
            world.sql.script(&of(mends)).await;
        }
        world.sql.script("UPDATE payment SET left_pence = 5").await;
        let found = ledger::check_books(market).await.unwrap();
        let told: Vec<_> = found.iter().map(|one| (one.what, one.expected, one.found)).collect();
        let expected = [
            ("where a payment went", 30_000, 30_005),
            ("what stands to a school’s credit, by the books", 5, 0),
        ];
        assert_eq!(told, expected);
    }
}
