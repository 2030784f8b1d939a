//! Credit notes: numbered without gaps, never more than was charged, in the books to the penny.

use domain::id::{CreditNoteId, InvoiceId};
use domain::invoice::{CreditWhat, InvoiceState, TypedCredit};
use domain::ledger::AccountKind;
use domain::{Failure, Pence, Problem, Refusal};
use market::db::PageAsked;
use market::invoice::{
    RaiseCreditNote, RecordRefund, credit_notes, quote_credit, raise_credit_note, record_refund,
    view_credit_note, view_invoice,
};
use market::mail::About;
use market::{Actor, Market};
use testbed::{Bed, on_both};

use super::invoice::{evening, standing};
use super::world::{TUESDAY, World, day, key};

/// An invoice of one day: £240 and VAT.
async fn invoiced(bed: &Bed) -> (World, InvoiceId) {
    let world = World::of(bed).await;
    let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
    evening(bed);
    world.deliver(&bed.market, &placed).await;
    let raised = world.invoice_all(&bed.market).await;
    (world, raised[0].invoice)
}

fn typed(what: &str, net: &str) -> TypedCredit {
    TypedCredit {
        what: what.to_owned(),
        net: net.to_owned(),
        reason: "She left at noon".to_owned(),
    }
}

/// So much of its one line.
async fn of_line(market: &Market, world: &World, invoice: InvoiceId, net: &str) -> TypedCredit {
    let view = view_invoice(market, &world.staff, invoice).await.unwrap();
    typed(&view.lines[0].id.to_string(), net)
}

async fn raise(
    market: &Market,
    by: &Actor,
    invoice: InvoiceId,
    typed: TypedCredit,
) -> Result<CreditNoteId, Failure> {
    let shown = quote_credit(market, by, invoice, typed.clone()).await?;
    let agreed = shown.totals.gross.pence();
    raise_credit_note(market, by, RaiseCreditNote { key: key(), invoice, typed, agreed }).await
}

on_both! {
    async fn piece_by_piece_the_school_owes_less_until_it_owes_nothing(bed) {
        let (world, id) = invoiced(&bed).await;
        let (market, staff) = (&bed.market, &world.staff);
        assert_eq!(world.saved("realised").await, 6_000);
        let half = of_line(market, &world, id, "80.01").await;
        let first = raise(market, staff, id, half).await.unwrap();
        let note = view_credit_note(market, &world.finance, first).await.unwrap();
        assert_eq!((note.number.as_str(), note.reason.as_str()), ("RIVER-CN-000001", "She left at noon"));
        assert_eq!((note.invoice_number.as_str(), note.refund), ("RIVER-000001", Pence::ZERO));
        assert_eq!((note.totals.vat.pence().get(), note.totals.gross.pence().get()), (1_600, 9_601));
        assert_eq!(world.saved("realised").await, 0, "nobody can say what was bought for how much");
        let view = view_invoice(market, &world.finance, id).await.unwrap();
        assert_eq!((view.state, view.outstanding.pence().get()), (InvoiceState::Issued, 28_800 - 9_601));
        assert_eq!((view.credit_notes.len(), view.can_credit), (1, false));
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, Pence::new(19_199));
        let too_much = of_line(market, &world, id, "160").await;
        let refused = raise(market, staff, id, too_much).await.unwrap_err();
        let left = Problem::MoreThanLeft { left: Pence::new(15_999) };
        assert_eq!(refused, Failure::field("net", left));
        let settled = raise(market, staff, id, typed(CreditWhat::SETTLED, "")).await.unwrap_err();
        assert_eq!(settled, Refusal::NothingToCredit.into(), "nothing was settled with the school");
        raise(market, staff, id, typed(CreditWhat::WHOLE, "")).await.unwrap();
        let view = view_invoice(market, staff, id).await.unwrap();
        assert_eq!((view.state, view.can_record_payment, view.can_credit), (InvoiceState::Credited, false, false));
        for kind in [AccountKind::SchoolReceivable, AccountKind::Vat, AccountKind::TradedIncome] {
            assert_eq!(standing(market, staff, kind).await, Pence::ZERO, "{kind:?}");
        }
        let more = raise(market, staff, id, typed(CreditWhat::WHOLE, "")).await.unwrap_err();
        assert_eq!(more, Refusal::NothingToCredit.into());
        let rows = credit_notes(market, &world.finance, &PageAsked::default()).await.unwrap().items;
        let rows: Vec<_> = rows.iter().map(|row| (row.number.as_str(), row.gross.get())).collect();
        assert_eq!(rows, [("RIVER-CN-000002", 19_199), ("RIVER-CN-000001", 9_601)]);
        bed.run_jobs().await;
        let letters = bed.letters.all();
        let is_owed_less = |about: &About| matches!(about, About::CreditNoteRaised(told) if !told.is_refunded);
        let told = letters.iter().filter(|one| is_owed_less(&one.about));
        let to: Vec<&str> = told.map(|one| one.to.as_str()).collect();
        assert_eq!(to, ["tom.field@pool.example"; 2]);
    }

    async fn what_was_paid_is_owed_to_the_school_until_it_is_paid_back(bed) {
        let (world, id) = invoiced(&bed).await;
        let (market, staff) = (&bed.market, &world.staff);
        // Less is paid where less is owed.
        let part = of_line(market, &world, id, "40").await;
        raise(market, staff, id, part).await.unwrap();
        world.pay(market, id, TUESDAY).await;
        assert_eq!(standing(market, staff, AccountKind::Bank).await, Pence::new(24_000));
        let note = raise(market, staff, id, typed(CreditWhat::WHOLE, "")).await.unwrap();
        let view = view_invoice(market, staff, id).await.unwrap();
        assert_eq!((view.state, view.outstanding.pence()), (InvoiceState::Paid, Pence::ZERO));
        assert_eq!(standing(market, staff, AccountKind::CreditBalance).await, Pence::new(24_000));
        assert_eq!(standing(market, staff, AccountKind::SchoolReceivable).await, Pence::ZERO);
        let shown = view_credit_note(market, staff, note).await.unwrap();
        assert_eq!((shown.refund, shown.can_refund), (Pence::new(24_000), true));
        let back = |on: &str| RecordRefund { key: key(), note, refunded_on: day(on) };
        let early = record_refund(market, staff, back("2026-12-07")).await;
        assert_eq!(early, Err(Failure::field("refunded_on", Problem::TooEarly { earliest: day(TUESDAY) })));
        let ahead = record_refund(market, staff, back("2026-12-09")).await;
        assert_eq!(ahead, Err(Failure::field("refunded_on", Problem::InTheFuture)));
        let paid_back = back(TUESDAY);
        record_refund(market, staff, paid_back.clone()).await.unwrap();
        record_refund(market, staff, paid_back).await.unwrap();
        let twice = record_refund(market, staff, back(TUESDAY)).await;
        assert_eq!(twice, Err(Refusal::InvoiceState.into()));
        for kind in [AccountKind::Bank, AccountKind::CreditBalance, AccountKind::Vat] {
            assert_eq!(standing(market, staff, kind).await, Pence::ZERO, "{kind:?}");
        }
        let shown = view_credit_note(market, &world.finance, note).await.unwrap();
        assert_eq!((shown.refunded_on, shown.can_refund), (Some(day(TUESDAY)), false));
    }

    async fn two_who_credit_the_same_at_once_credit_it_once(bed) {
        let (world, id) = invoiced(&bed).await;
        let other = bed.another_process().await;
        let whole = || typed(CreditWhat::WHOLE, "");
        let agreed = Pence::new(28_800);
        let note = || RaiseCreditNote { key: key(), invoice: id, typed: whole(), agreed };
        let (one, two) = tokio::join!(
            raise_credit_note(&bed.market, &world.staff, note()),
            raise_credit_note(&other, &world.staff, note()),
        );
        let done = [&one, &two].into_iter().filter(|done| done.is_ok()).count();
        assert_eq!(done, 1, "{one:?} {two:?}");
        assert_eq!(world.sql.number("SELECT COUNT(*) AS n FROM credit_note").await, 1);
        assert_eq!(standing(&bed.market, &world.staff, AccountKind::TradedIncome).await, Pence::ZERO);
        let next = "SELECT next_credit_note AS n FROM invoice_sequence";
        assert_eq!(world.sql.number(next).await, 2, "no number is left out");
    }

    async fn a_credit_note_is_raised_as_shown_by_staff_and_seen_by_both_sides_alone(bed) {
        let (world, id) = invoiced(&bed).await;
        let market = &bed.market;
        let agreed = Pence::new(28_799);
        let wrong = RaiseCreditNote { key: key(), invoice: id, typed: typed(CreditWhat::WHOLE, ""), agreed };
        let refused = raise_credit_note(market, &world.staff, wrong).await;
        assert_eq!(refused, Err(Refusal::NotAsShown.into()));
        for by in [&world.finance, &world.head, &world.manager] {
            let refused = raise(market, by, id, typed(CreditWhat::WHOLE, "")).await;
            assert_eq!(refused, Err(Failure::NotAllowed));
        }
        let note = raise(market, &world.staff, id, typed(CreditWhat::WHOLE, "")).await.unwrap();
        for (stranger, failure) in
            [(&world.other_buyer, Failure::NotFound), (&world.manager, Failure::NotAllowed)]
        {
            assert_eq!(view_credit_note(market, stranger, note).await.unwrap_err(), failure);
        }
        let others = credit_notes(market, &world.other_buyer, &PageAsked::default()).await.unwrap();
        assert!(others.items.is_empty());
        // The database itself keeps what was charged above what is taken back.
        for sql in [
            "UPDATE invoice SET credited_gross_pence = gross_pence + 1",
            "UPDATE invoice_line SET credited_net_pence = net_pence + 1",
            "UPDATE credit_note_line SET net_pence = 1",
        ] {
            assert!(world.sql.refuses(sql).await, "{sql}");
        }
    }
}
