//! Invoices, the books under them, and the savings they make real.

use domain::invoice::InvoiceState;
use domain::ledger::AccountKind;
use domain::order::OrderState;
use domain::text::PurchaseOrderNumber;
use domain::vat::{VatBasis, VatReason};
use domain::{Failure, Pence, Refusal};
use market::invoice::{self, InvoicesAsked, RaiseInvoice};
use market::order::{self, PlaceOrder};
use market::{Actor, Market, ledger};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use testbed::{Bed, on_both};
use uuid::Uuid;

use super::world::{TUESDAY, World, day, key};

/// On the evening of the day that every test books.
pub fn evening(bed: &Bed) {
    bed.clock.set(testbed::instant("2026-12-08T17:00:00Z"));
}

pub async fn standing(market: &Market, staff: &Actor, kind: AccountKind) -> Pence {
    let trial = ledger::trial_balance(market, staff).await.unwrap();
    assert!(trial.is_balanced);
    let of_kind = trial.accounts.iter().filter(|account| account.kind == kind);
    Pence::total(of_kind.map(|account| account.standing().unwrap())).unwrap()
}

on_both! {
    async fn from_delivery_to_the_paid_invoice_money_and_savings_follow(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        let raise = RaiseInvoice { school: world.school, key: key() };
        let early = invoice::raise_invoice(&bed.market, &world.staff, raise.clone()).await.unwrap_err();
        assert_eq!(early, Refusal::NothingToInvoice.into());
        evening(&bed);
        world.deliver(&bed.market, &placed).await;
        let waiting = invoice::uninvoiced(&bed.market, &world.staff).await.unwrap();
        assert_eq!(waiting[0].totals.gross.pence(), Pence::new(28_800));
        let raised = invoice::raise_invoice(&bed.market, &world.staff, raise.clone()).await.unwrap();
        let again = invoice::raise_invoice(&bed.market, &world.staff, raise).await.unwrap();
        assert_eq!(raised, again, "sent twice is sent once");
        assert_eq!(raised[0].number, "RIVER-000001");
        assert_eq!(world.saved("contracted").await, 0);
        assert_eq!(world.saved("realised").await, 6_000);
        let order = order::view_order(&bed.market, &world.buyer, placed.order).await.unwrap();
        assert_eq!(order.state, OrderState::Completed);
        assert_eq!(order.lines[0].invoice.as_ref().unwrap().1, "RIVER-000001");
        let id = raised[0].invoice;
        let seen = invoice::view_invoice(&bed.market, &world.finance, id).await.unwrap();
        assert_eq!(seen.due_on, day("2027-01-07"));
        assert_eq!(seen.paper.buyer.name, "Hill Rise Primary");
        assert_eq!(seen.paper.bank.unwrap().sort_code, "40-11-22");
        assert_eq!(seen.totals.groups[0].reasons, [VatReason::Standard]);
        assert!(seen.number.len() <= 18);
        let market = &bed.market;
        let owed = standing(market, &world.staff, AccountKind::SchoolReceivable).await;
        assert_eq!(owed, Pence::new(28_800));
        assert_eq!(standing(market, &world.staff, AccountKind::Vat).await, Pence::new(4_800));
        world.pay(market, id, TUESDAY).await;
        let owed = standing(market, &world.staff, AccountKind::SchoolReceivable).await;
        assert_eq!(owed, Pence::ZERO);
        assert_eq!(standing(market, &world.staff, AccountKind::Bank).await, Pence::new(28_800));
        let twice = world.paid(market, id, (Pence::new(28_800), TUESDAY)).await;
        assert_eq!(twice, Err(Refusal::InvoiceState.into()));
    }

    async fn an_invoice_is_seen_by_its_school_and_its_partnership_only(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        evening(&bed);
        world.deliver(&bed.market, &placed).await;
        let raised = world.invoice_all(&bed.market).await;
        let id = raised[0].invoice;
        invoice::view_invoice(&bed.market, &world.buyer, id).await.unwrap();
        let staff = invoice::view_invoice(&bed.market, &world.staff, id).await.unwrap();
        assert!(staff.can_record_payment);
        for (stranger, failure) in
            [(&world.other_buyer, Failure::NotFound), (&world.manager, Failure::NotAllowed)]
        {
            let seen = invoice::view_invoice(&bed.market, stranger, id).await;
            assert_eq!(seen.unwrap_err(), failure);
        }
        let asked = |state| InvoicesAsked { state, ..InvoicesAsked::default() };
        let open = Some(InvoiceState::Issued);
        let list = invoice::invoices(&bed.market, &world.finance, asked(open)).await.unwrap();
        assert_eq!(list.items.len(), 1);
        assert!(!list.items[0].is_overdue);
        bed.clock.set(testbed::instant("2027-01-08T09:00:00Z"));
        let list = invoice::invoices(&bed.market, &world.finance, asked(None)).await.unwrap();
        assert!(list.items[0].is_overdue);
        let other = invoice::invoices(&bed.market, &world.other_buyer, asked(None)).await.unwrap();
        assert!(other.items.is_empty());
    }

    async fn one_invoice_carries_one_purchase_order_number(bed) {
        let world = World::of(&bed).await;
        for number in [Some("PO-1"), Some("PO-2"), Some("PO-1")] {
            let number = number.map(|text| PurchaseOrderNumber::parse(text).unwrap());
            let shown = world.booking(&bed.market, &world.head, &[TUESDAY]).await;
            let booking = PlaceOrder { purchase_order_number: number, ..shown };
            order::place_order(&bed.market, &world.head, booking).await.unwrap();
        }
        evening(&bed);
        let rows = order::orders(&bed.market, &world.manager, order::OrdersAsked::default());
        for row in rows.await.unwrap().1.items {
            let placed =
                order::Placed { order: row.id, reference: row.reference, needs_approval: false };
            world.deliver(&bed.market, &placed).await;
        }
        let raise = RaiseInvoice { school: world.school, key: key() };
        let raised = invoice::raise_invoice(&bed.market, &world.staff, raise).await.unwrap();
        let numbers: Vec<&str> = raised.iter().map(|one| one.number.as_str()).collect();
        assert_eq!(numbers, ["RIVER-000001", "RIVER-000002"]);
        let first = invoice::view_invoice(&bed.market, &world.buyer, raised[0].invoice).await;
        let first = first.unwrap();
        assert_eq!(first.purchase_order_number.as_deref(), Some("PO-1"));
        assert_eq!(first.lines.len(), 2);
    }

    async fn what_fails_at_the_last_step_leaves_nothing_half(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        evening(&bed);
        world.deliver(&bed.market, &placed).await;
        let (on, off) = if world.sql.is_sqlite() {
            (
                "CREATE TRIGGER fault BEFORE INSERT ON saving_entry BEGIN SELECT RAISE(ABORT, 'fault'); END",
                "DROP TRIGGER fault",
            )
        } else {
            (
                "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'fault'; END $$; \
                 CREATE TRIGGER fault BEFORE INSERT ON saving_entry FOR EACH ROW EXECUTE FUNCTION fault()",
                "DROP TRIGGER fault ON saving_entry",
            )
        };
        world.sql.script(on).await;
        let raise = RaiseInvoice { school: world.school, key: key() };
        let broken = invoice::raise_invoice(&bed.market, &world.staff, raise.clone()).await.unwrap_err();
        assert!(matches!(broken, Failure::Broken(_)));
        let booked = world.book(&bed.market, &world.other_buyer, &["2026-12-15"]).await.unwrap_err();
        assert!(matches!(booked, Failure::Broken(_)));
        for (count, sql) in [
            (0, "SELECT COUNT(*) AS n FROM invoice"),
            (0, "SELECT COUNT(*) AS n FROM invoice_line"),
            (0, "SELECT COUNT(*) AS n FROM ledger_transfer"),
            (0, "SELECT COUNT(*) AS n FROM invoice_sequence"),
            (1, "SELECT COUNT(*) AS n FROM order_line WHERE state = 'delivered'"),
            (1, "SELECT COUNT(*) AS n FROM school_order"),
            (1, "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NOT NULL"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
        world.sql.script(off).await;
        let raised = invoice::raise_invoice(&bed.market, &world.staff, raise).await.unwrap();
        assert_eq!(raised[0].number, "RIVER-000001");
    }

    async fn whatever_the_lines_invoices_and_books_agree_to_the_penny(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &[TUESDAY]).await.unwrap();
        evening(&bed);
        let mut cases = TestRunner::new(Config { cases: 12, ..Config::default() });
        let strategy = proptest::collection::vec(
            (0_i64..2_000_000, proptest::sample::select(VatReason::ALL)),
            1..12,
        );
        let mut drawn = Vec::new();
        for _ in 0..12 {
            drawn.push(strategy.new_tree(&mut cases).unwrap().current());
        }
        let (mut net, mut gross) = (0, 0);
        for lines in drawn {
            put_delivered_lines(&bed, &world, placed.order.uuid(), &lines).await;
            let raise = RaiseInvoice { school: world.school, key: key() };
            let raised = invoice::raise_invoice(&bed.market, &world.staff, raise).await.unwrap();
            let mut of_lines = 0;
            for one in raised {
                let seen = invoice::view_invoice(&bed.market, &world.buyer, one.invoice).await;
                let seen = seen.unwrap();
                let sum: i64 = seen.lines.iter().map(|line| line.net.pence().get()).sum();
                assert_eq!(seen.totals.net.pence().get(), sum);
                let vat: i64 = seen.totals.groups.iter().map(|group| group.vat.pence().get()).sum();
                assert_eq!(seen.totals.gross.pence().get(), sum + vat);
                assert!(!seen.totals.must_be_split());
                of_lines += sum;
                gross += sum + vat;
            }
            assert_eq!(of_lines, lines.iter().map(|(pence, _)| pence).sum::<i64>());
            net += of_lines;
        }
        let market = &bed.market;
        let owed = standing(market, &world.staff, AccountKind::SchoolReceivable).await;
        assert_eq!(owed, Pence::new(gross));
        let earned = standing(market, &world.staff, AccountKind::TradedIncome).await;
        assert_eq!(earned, Pence::new(net));
        let vat = standing(market, &world.staff, AccountKind::Vat).await;
        assert_eq!(vat, Pence::new(gross - net));
    }
}

/// Puts lines that were delivered into the order, as bookings at other prices and treatments
/// would have left them.
async fn put_delivered_lines(bed: &Bed, world: &World, order: Uuid, lines: &[(i64, VatReason)]) {
    let positions = world.sql.number("SELECT MAX(position) AS n FROM order_line").await;
    for (position, (net, reason)) in (positions + 1..).zip(lines) {
        let basis: VatBasis = reason.basis(day(TUESDAY)).unwrap();
        world
            .sql
            .run(
                "INSERT INTO order_line (id, order_id, position, state, service_id, \
                 service_version_id, category, description, unit, quantity, unit_net_pence, \
                 net_pence, price_working, vat_basis, delivered_at, delivered_by, version) \
                 SELECT $1, $2, $3, 'delivered', service_id, service_version_id, category, 'Extra', \
                 'item', 1, $4, $4, '{}', $5, $6, $7, 1 FROM order_line WHERE order_id = $2 \
                 AND position = 1",
                [
                    Uuid::now_v7().into(),
                    order.into(),
                    position.into(),
                    (*net).into(),
                    serde_json::to_string(&basis).unwrap().into(),
                    bed.market.now().into(),
                    world.manager.person().uuid().into(),
                ],
            )
            .await;
    }
}
