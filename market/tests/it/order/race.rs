//! Many at once, over two processes.

use std::sync::Arc;

use domain::{Failure, Refusal};
use market::invoice::{self, RaiseInvoice};
use market::order;
use testbed::on_both;

use super::world::{TUESDAY, World, key};

on_both! {
    async fn of_two_hundred_who_want_the_last_day_one_gets_it(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 1).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut buyers = Vec::new();
        for number in 0..200 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            buyers.push(tokio::spawn(async move {
                let buyer = if number % 3 == 0 { &world.buyer } else { &world.other_buyer };
                // Whoever is asked to come again does, as a person would.
                let booking = world.booking(&market, buyer, &[TUESDAY]).await;
                loop {
                    match order::place_order(&market, buyer, booking.clone()).await {
                        Err(Failure::TryLater) => {}
                        outcome => return outcome,
                    }
                }
            }));
        }
        let (mut placed, mut taken) = (0, 0);
        for buyer in buyers {
            match buyer.await.unwrap() {
                Ok(_) => placed += 1,
                Err(Failure::Refused(Refusal::DayTaken { .. })) => taken += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((placed, taken), (1, 199));
        for (count, sql) in [
            (1, "SELECT COUNT(*) AS n FROM school_order"),
            (1, "SELECT COUNT(*) AS n FROM order_line"),
            (1, "SELECT COUNT(*) AS n FROM pool_day WHERE order_line_id IS NOT NULL"),
            (0, "SELECT COUNT(*) AS n FROM pool_day d WHERE order_line_id IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.id = d.order_line_id)"),
            (1, "SELECT COUNT(*) AS n FROM saving_entry"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
    }

    async fn as_many_get_a_day_as_there_are_people(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut buyers = Vec::new();
        for number in 0..60 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            buyers.push(tokio::spawn(async move {
                loop {
                    match world.book(&market, &world.other_buyer, &[TUESDAY]).await {
                        Err(Failure::TryLater) => {}
                        outcome => return outcome.is_ok(),
                    }
                }
            }));
        }
        let mut placed = 0;
        for buyer in buyers {
            placed += i32::from(buyer.await.unwrap());
        }
        assert_eq!(placed, 13);
    }

    async fn forty_at_once_raise_numbers_without_gaps_and_each_line_once(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        for _ in 0..5 {
            for buyer in [&world.head, &world.other_buyer] {
                world.book(&bed.market, buyer, &[TUESDAY]).await.unwrap();
            }
        }
        bed.clock.set(testbed::instant("2026-12-08T17:00:00Z"));
        let orders = order::orders(&bed.market, &world.manager, order::OrdersAsked::default());
        let orders: Vec<_> = orders.await.unwrap().1.items;
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut clerks = Vec::new();
        for number in 0..40 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            // While invoices are raised, the provider goes on confirming.
            let confirm = orders.get(number / 4).filter(|_| number % 4 == 0).map(|row| row.id);
            clerks.push(tokio::spawn(async move {
                if let Some(order) = confirm {
                    let seen = order::view_order(&market, &world.manager, order).await.unwrap();
                    let line = order::LineOfOrder { order, line: seen.lines[0].id };
                    order::confirm_delivery(&market, &world.manager, line).await.unwrap();
                }
                let school = if number % 2 == 0 { world.school } else { world.other_school };
                loop {
                    let raise = RaiseInvoice { school, key: key() };
                    match invoice::raise_invoice(&market, &world.staff, raise).await {
                        Ok(raised) => return raised.len(),
                        Err(Failure::Refused(Refusal::NothingToInvoice)) => return 0,
                        Err(Failure::TryLater | Failure::ChangedMeanwhile) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
            }));
        }
        let mut raised = 0;
        for clerk in clerks {
            raised += clerk.await.unwrap();
        }
        raised += world.invoice_all(&bed.market).await.len();
        let raised = i64::try_from(raised).unwrap();
        for (count, sql) in [
            (raised, "SELECT COUNT(*) AS n FROM invoice"),
            (raised, "SELECT MAX(sequence) AS n FROM invoice"),
            (raised + 1, "SELECT next AS n FROM invoice_sequence"),
            (10, "SELECT COUNT(*) AS n FROM invoice_line"),
            (10, "SELECT COUNT(*) AS n FROM order_line WHERE state = 'invoiced'"),
            (10, "SELECT COUNT(*) AS n FROM school_order WHERE state = 'completed'"),
        ] {
            assert_eq!(world.sql.number(sql).await, count, "{sql}");
        }
        assert_eq!(world.saved("realised").await, 60_000);
        let trial = market::ledger::trial_balance(&bed.market, &world.staff).await.unwrap();
        assert!(trial.is_balanced);
        assert_eq!(trial.sums.debits, domain::Pence::new(10 * 28_800));
    }
}
