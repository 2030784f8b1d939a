//! Days that are held while nobody decides: for so long, and so many.

use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use domain::Refusal;
use domain::order::{HELD_DAYS_MAX, OrderState};
use market::Market;
use market::mail::About;
use market::order::{self, ChooseDays, DecideOrder, Decision, Placed};
use testbed::on_both;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::limits::{DAYS, JANUARY, LATER, again, decide, press, send_back, state};
use super::world::{World, day, key};

async fn held(world: &World) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(held_days), 0) AS BIGINT) AS n FROM school_counter";
    world.sql.number(sql).await
}

async fn lapses(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM audit_entry WHERE action = 'lapse_order'";
    world.sql.number(sql).await
}

/// Mondays and Tuesdays that can be had, from the new year on.
async fn free_days(market: &Market, world: &World) -> Vec<NaiveDate> {
    let mut free = Vec::new();
    for weekday in [Weekday::Mon, Weekday::Tue] {
        let ask = ChooseDays {
            half: None,
            service: world.service,
            weekday,
            from: day("2027-01-04"),
            to: day("2027-03-31"),
        };
        free.extend(order::choose_days(market, &world.head, ask).await.unwrap().free());
    }
    free
}

on_both! {
    async fn an_order_on_which_nobody_decides_lapses_after_two_weeks(bed) {
        let world = World::with_counsellors(&bed, 1).await;
        let waits = world.book(&bed.market, &world.buyer, &JANUARY).await.unwrap();
        let seen = order::view_order(&bed.market, &world.buyer, waits.order).await.unwrap();
        let until = testbed::instant("2026-12-08T00:00:00Z");
        assert_eq!((seen.held_until, held(&world).await), (Some(until), 2));
        bed.clock.set(until - chrono::Duration::seconds(1));
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, waits.order).await, OrderState::AwaitingApproval);
        bed.clock.set(until);
        bed.run_jobs().await;
        let seen = order::view_order(&bed.market, &world.buyer, waits.order).await.unwrap();
        assert_eq!((seen.state, seen.lapsed_at), (OrderState::Cancelled, Some(until)));
        assert_eq!((held(&world).await, world.saved("forecast").await), (0, 0));
        world.book(&bed.market, &world.other_buyer, &JANUARY).await.unwrap();
        let lapsed = bed.letters.all().into_iter();
        let lapsed = lapsed.filter(|mail| matches!(mail.about, About::OrderLapsed(_)));
        let mut told: Vec<String> = lapsed.map(|mail| mail.name).collect();
        told.sort();
        assert_eq!(told, ["Amina Rahman", "Grace Adeyemi"]);
        let late = DecideOrder {
            order: waits.order,
            version: seen.version,
            decision: Decision::Approve,
            key: key(),
        };
        let late = order::decide_order(&bed.market, &world.head, late).await.unwrap_err();
        assert_eq!(late, Refusal::OrderState.into());
        assert_eq!(lapses(&world).await, 1);
    }

    async fn an_order_for_soon_lapses_before_its_first_day_and_one_decided_never(bed) {
        let world = World::of(&bed).await;
        let soon = world.book(&bed.market, &world.buyer, &["2026-12-01", LATER]).await.unwrap();
        let approved = world.book(&bed.market, &world.buyer, &JANUARY).await.unwrap();
        decide(&bed, &world.head, approved.order, Decision::Approve).await;
        bed.clock.set(testbed::instant("2026-12-01T00:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, soon.order).await, OrderState::Cancelled);
        bed.clock.set(testbed::instant("2027-01-05T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, approved.order).await, OrderState::Placed);
    }

    async fn an_order_sent_back_has_its_two_weeks_anew_and_then_lapses(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &JANUARY).await.unwrap();
        bed.clock.set(testbed::instant("2026-11-30T09:00:00Z"));
        decide(&bed, &world.head, placed.order, send_back()).await;
        bed.clock.set(testbed::instant("2026-12-08T09:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, placed.order).await, OrderState::SentBack);
        bed.clock.set(testbed::instant("2026-12-15T00:00:00Z"));
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, placed.order).await, OrderState::Cancelled);
        assert_eq!(held(&world).await, 0);
    }

    async fn an_order_lapses_though_its_job_was_lost_or_it_is_older_than_lapsing(bed) {
        let world = World::of(&bed).await;
        let lost = world.book(&bed.market, &world.buyer, &JANUARY).await.unwrap();
        let old = world.book(&bed.market, &world.buyer, &DAYS).await.unwrap();
        world.sql.run("DELETE FROM job", []).await;
        let forget = "UPDATE school_order SET held_until = NULL WHERE id = $1";
        world.sql.run(forget, [old.order.uuid().into()]).await;
        bed.clock.set(testbed::instant("2026-12-01T09:00:00Z"));
        bed.run_jobs().await;
        let seen = order::view_order(&bed.market, &world.head, old.order).await.unwrap();
        assert_eq!(seen.held_until, Some(testbed::instant("2026-12-08T00:00:00Z")));
        assert_eq!(seen.state, OrderState::AwaitingApproval);
        bed.clock.set(testbed::instant("2026-12-08T00:00:00Z"));
        bed.run_jobs().await;
        for order in [lost.order, old.order] {
            assert_eq!(state(&bed, &world, order).await, OrderState::Cancelled);
        }
    }

    async fn of_processes_that_let_an_order_lapse_at_once_one_does(bed) {
        let world = World::of(&bed).await;
        let placed = world.book(&bed.market, &world.buyer, &JANUARY).await.unwrap();
        // The same work twice, as when a lease has run out.
        let twice = "INSERT INTO job (id, kind, payload, run_at, attempts) \
                     SELECT $1, kind, payload, run_at, 0 FROM job WHERE kind = 'lapse_order'";
        world.sql.run(twice, [Uuid::now_v7().into()]).await;
        bed.clock.set(testbed::instant("2026-12-08T00:00:00Z"));
        let other = bed.another_process().await;
        let (one, two) = tokio::join!(
            market::job::run_due(&bed.market, &bed.letters),
            market::job::run_due(&other, &bed.letters),
        );
        one.and(two).unwrap();
        bed.run_jobs().await;
        assert_eq!(state(&bed, &world, placed.order).await, OrderState::Cancelled);
        assert_eq!((lapses(&world).await, held(&world).await), (1, 0));
    }

    async fn a_school_cannot_empty_a_pool_without_anybodys_approval(bed) {
        let world = Arc::new(World::with_counsellors(&bed, 13).await);
        let days: Vec<String> = free_days(&bed.market, &world).await.iter().map(ToString::to_string).collect();
        let days: Vec<&str> = days.iter().take(10).map(String::as_str).collect();
        let processes = [bed.market.clone(), bed.another_process().await];
        let mut orders = JoinSet::new();
        for number in 0..9 {
            let (world, market) = (world.clone(), processes[number % 2].clone());
            let booking = world.booking(&market, &world.buyer, &days).await;
            orders.spawn(async move { press(&market, &world.buyer, booking).await });
        }
        let outcomes = orders.join_all().await;
        let refused = Err(Refusal::TooManyHeld { most: HELD_DAYS_MAX }.into());
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == refused).count(), 3);
        let waiting: Vec<&Placed> = outcomes.iter().flatten().collect();
        assert_eq!((waiting.len(), held(&world).await), (6, i64::from(HELD_DAYS_MAX)));
        // Whoever needs nobody's approval books on, and what is decided is held no longer.
        world.book(&bed.market, &world.head, &[JANUARY[0]]).await.unwrap();
        decide(&bed, &world.head, waiting[0].order, Decision::Approve).await;
        decide(&bed, &world.head, waiting[1].order, send_back()).await;
        assert_eq!(held(&world).await, 50, "what is sent back is still held");
        again(&bed, &world, waiting[1].order, 4).await.unwrap();
        assert_eq!(held(&world).await, 44);
    }
}
