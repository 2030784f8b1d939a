//! Many at once, in two processes.
#![allow(clippy::disallowed_methods, reason = "a job is put in place behind the market's back")]

use domain::deal::DealState;
use domain::{Failure, Refusal};
use market::baseline::Proof;
use market::deal;
use market::job::run_due;
use testbed::on_both;
use tokio::task::JoinSet;

use super::world::*;

on_both! {
    async fn forty_schools_that_sign_up_at_once_in_two_processes_are_all_in_once(bed) {
        let world = world(&bed, 40).await;
        let deal = open(&bed, &world).await;
        let other = bed.another_process().await;
        let mut tasks = JoinSet::new();
        for (number, member) in world.schools.iter().enumerate() {
            let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
            let (buyer, promise) = (member.buyer.clone(), promise(&bed.market, deal, member, baseline).await);
            let market = if number % 2 == 0 { bed.market.clone() } else { other.clone() };
            tasks.spawn(async move { deal::commit_to_deal(&market, &buyer, promise).await });
        }
        for outcome in tasks.join_all().await {
            outcome.unwrap();
        }
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        let pupils: u32 = world.schools.iter().map(|member| member.pupils).sum();
        assert_eq!((shown.meter.schools_in, shown.meter.pooled), (40, u64::from(pupils)));
    }

    async fn two_people_of_a_school_who_sign_at_once_bind_it_once(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        let other = bed.another_process().await;
        let member = &world.schools[0];
        let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
        let mut tasks = JoinSet::new();
        for number in 0..8 {
            let (market, buyer) = (if number % 2 == 0 { &bed.market } else { &other }.clone(), member.buyer.clone());
            let promise = deal::CommitToDeal {
                key: key(&format!("person {number}").replace(' ', "-")),
                ..promise(&bed.market, deal, member, baseline).await
            };
            tasks.spawn(async move { deal::commit_to_deal(&market, &buyer, promise).await });
        }
        let outcomes = tasks.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(outcome, Failure::Refused(Refusal::AlreadyCommitted));
        }
    }

    async fn whoever_signs_while_the_deal_closes_is_wholly_in_or_wholly_out(bed) {
        let world = world(&bed, 12).await;
        let deal = open(&bed, &world).await;
        let other = bed.another_process().await;
        for member in &world.schools[..3] {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        let mut tasks = JoinSet::new();
        for (number, member) in world.schools[3..].iter().enumerate() {
            let baseline = pays(&bed.market, member, 18, Proof::File(invoice())).await;
            let (buyer, promise) = (member.buyer.clone(), promise(&bed.market, deal, member, baseline).await);
            let market = if number % 2 == 0 { bed.market.clone() } else { other.clone() };
            tasks.spawn(async move { deal::commit_to_deal(&market, &buyer, promise).await });
        }
        bed.clock.set(testbed::instant(CLOSES));
        let (letters, closing) = (bed.letters.clone(), other.clone());
        let closer = tokio::spawn(async move {
            while run_due(&closing, &letters).await.unwrap() > 0 {}
        });
        let outcomes = tasks.join_all().await;
        closer.await.unwrap();
        bed.run_jobs().await;
        let late = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        for failure in late {
            assert_eq!(*failure, Failure::Refused(Refusal::DealClosed));
        }
        let joined = 3 + outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(orders(&world, deal).await, i64::try_from(joined).unwrap());
        assert_eq!(saved(&world, "forecast").await, 0);
    }

    async fn two_processes_that_close_a_deal_at_once_close_it_once(bed) {
        let world = world(&bed, 5).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        bed.clock.set(testbed::instant(CLOSES));
        // A second job for the same deal, as after a lease that ran out.
        world
            .sql
            .run(
                "INSERT INTO job (id, kind, payload, unique_key, run_at, attempts) \
                 SELECT $1, kind, payload, 'again', run_at, 0 FROM job WHERE kind = 'close_deal'",
                [uuid::Uuid::new_v4().into()],
            )
            .await;
        let other = bed.another_process().await;
        let mut tasks = JoinSet::new();
        for market in [bed.market.clone(), other] {
            let letters = bed.letters.clone();
            tasks.spawn(async move { while run_due(&market, &letters).await.unwrap() > 0 {} });
        }
        tasks.join_all().await;
        bed.run_jobs().await;
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Met);
        assert_eq!(orders(&world, deal).await, 5);
        assert_eq!(bed.letters.all().len(), 6, "five buyers and the procurement lead, once each");
        let pupils: u32 = world.schools.iter().map(|member| member.pupils).sum();
        // 650 pupils together: £11.20.
        assert_eq!(saved(&world, "contracted").await, i64::from(pupils) * 680 * 5 / 2);
    }
}
