//! Closing: once, for all, to the penny.

use domain::access::Role;
use domain::deal::DealState;
use domain::id::{OrderId, OrganisationId};
use domain::saving::Stage;
use domain::{Failure, Pence, Refusal};
use market::Actor;
use market::baseline::Proof;
use market::deal::{self, For};
use market::mail::About;
use market::order::{self, LineOfOrder};
use testbed::on_both;

use super::world::*;

/// Whoever confirms what the deal's provider delivers.
async fn manager(bed: &testbed::Bed, world: &World, deal: domain::id::DealId) -> Actor {
    let provider = world.sql.id("SELECT provider_id AS id FROM deal WHERE id = $1", deal.uuid());
    let provider = OrganisationId::from_uuid(provider.await);
    person(bed, provider, Role::ProviderManager, "manager", None).await
}

async fn staff(bed: &testbed::Bed, world: &World) -> Actor {
    let partnership = world.lead.acting_for().unwrap().organisation;
    person(bed, partnership, Role::PartnershipStaff, "staff", None).await
}

/// The years of a school's call-off, in order.
async fn years_of(bed: &testbed::Bed, world: &World, member: &Member) -> Vec<LineOfOrder> {
    let sql = "SELECT id FROM school_order WHERE school_id = $1";
    let order = OrderId::from_uuid(world.sql.id(sql, member.school.uuid()).await);
    let shown = order::view_order(&bed.market, &member.buyer, order).await.unwrap();
    shown.lines.iter().map(|line| LineOfOrder { order, line: line.id }).collect()
}

async fn net_of_orders(world: &World, deal: domain::id::DealId, member: &Member) -> i64 {
    world
        .sql
        .number(
            "SELECT CAST(COALESCE(SUM(l.net_pence), 0) AS BIGINT) AS n FROM order_line l \
             JOIN school_order o ON o.id = l.order_id WHERE l.deal_id = $1 AND o.school_id = $2",
            [deal.uuid().into(), member.school.uuid().into()],
        )
        .await
}

async fn saved_by(world: &World, member: &Member, stage: Stage) -> i64 {
    world
        .sql
        .number(
            "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS n FROM saving_sum \
             WHERE school_id = $1 AND stage = $2",
            [member.school.uuid().into(), stage.code().into()],
        )
        .await
}

on_both! {
    async fn a_met_deal_makes_every_schools_order_and_agreed_saving_to_the_penny(bed) {
        let world = world(&bed, 4).await;
        let deal = open(&bed, &world).await;
        let [first, second, third, fourth] = &world.schools[..] else { panic!("four schools") };
        sign_up(&bed.market, deal, first).await.unwrap();
        // No document: the saving stays expected, at the price that all pay.
        let note = Proof::Note("We pay by the hour; no invoice yet.".to_owned());
        let by_note = pays(&bed.market, second, 18, note).await;
        deal::commit_to_deal(&bed.market, &second.buyer, promise(&bed.market, deal, second, by_note).await).await.unwrap();
        // Pays less now than the deal will cost: a rise.
        let cheaper = pays(&bed.market, third, 10, Proof::File(invoice())).await;
        deal::commit_to_deal(&bed.market, &third.buyer, promise(&bed.market, deal, third, cheaper).await).await.unwrap();
        close(&bed).await;

        let late = sign_up(&bed.market, deal, fourth).await;
        assert_eq!(late.unwrap_err(), Failure::Refused(Refusal::DealClosed));
        let shown = deal::view_deal(&bed.market, &first.buyer, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Met);
        let For::School(own) = shown.to else { panic!("not a school's view") };
        assert!(own.order.unwrap().reference.starts_with("CP-"));
        assert_eq!(orders(&world, deal).await, 3);
        // 360 pupils together: £12.75 a pupil, two years and a half.
        for member in [first, second, third] {
            let yearly = i64::from(member.pupils) * 1_275;
            assert_eq!(net_of_orders(&world, deal, member).await, yearly * 5 / 2);
        }
        assert_eq!(saved_by(&world, first, Stage::Contracted).await, 110 * 525 * 5 / 2);
        assert_eq!(saved_by(&world, first, Stage::Forecast).await, 0);
        assert_eq!(saved_by(&world, second, Stage::Contracted).await, 0);
        assert_eq!(saved_by(&world, second, Stage::Forecast).await, 120 * 525 * 5 / 2);
        assert_eq!(saved_by(&world, third, Stage::Contracted).await, -130 * 275 * 5 / 2);
        let both = saved(&world, Stage::Contracted.code()).await;
        assert_eq!(both, (110 * 525 - 130 * 275) * 5 / 2);
    }

    async fn a_deal_without_enough_schools_tells_everybody_and_nobody_owes_anything(bed) {
        let world = world(&bed, 2).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        assert!(saved(&world, Stage::Forecast.code()).await > 0);
        close(&bed).await;
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!((shown.meter.state, shown.meter.quorum.missing.schools), (DealState::Lapsed, 1));
        assert_eq!(orders(&world, deal).await, 0);
        for stage in Stage::ALL {
            assert_eq!(saved(&world, stage.code()).await, 0, "{stage:?}");
        }
        let letters = bed.letters.all();
        let mut told: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
        told.sort_unstable();
        assert_eq!(told, ["buyer1@pool.example", "buyer2@pool.example", "lead@pool.example"]);
        for letter in &letters {
            let About::DealEnded { missing_schools, unit_net_pence, .. } = letter.about else {
                panic!("another letter")
            };
            assert_eq!((missing_schools, unit_net_pence), (1, None));
        }
    }

    async fn an_invoiced_year_of_a_call_off_is_saved_from_invoices(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        close(&bed).await;
        let (agreed, first) = (saved(&world, "contracted").await, &world.schools[0]);
        assert_eq!(saved(&world, "realised").await, 0);
        let years = years_of(&bed, &world, first).await;
        let manager = manager(&bed, &world, deal).await;
        let staff = staff(&bed, &world).await;
        // Nothing is confirmed, nor invoiced, before it has begun.
        for (line, begins) in years.iter().zip(["2027-04-01", "2028-04-01", "2029-04-01"]) {
            let early = order::confirm_delivery(&bed.market, &manager, *line).await.unwrap_err();
            assert_eq!(early, Refusal::BeforeItsDay { day: day(begins) }.into());
        }
        bed.clock.set(testbed::instant("2027-04-01T09:00:00Z"));
        order::confirm_delivery(&bed.market, &manager, years[0]).await.unwrap();
        let early = order::confirm_delivery(&bed.market, &manager, years[1]).await.unwrap_err();
        assert_eq!(early, Refusal::BeforeItsDay { day: day("2028-04-01") }.into());
        // One said to be delivered ahead of its time, before there was such a rule.
        world
            .sql
            .run(
                "UPDATE order_line SET state = 'delivered', delivered_at = $1, delivered_by = $2 \
                 WHERE id = $3",
                [
                    bed.market.now().into(),
                    manager.person().uuid().into(),
                    years[1].line.uuid().into(),
                ],
            )
            .await;
        assert_eq!(invoice_all(&bed.market, &staff).await.len(), 1);
        let lines = "SELECT COUNT(*) AS n FROM invoice_line";
        assert_eq!(world.sql.number(lines, []).await, 1);
        let invoiced = saved(&world, "realised").await;
        assert_eq!(invoiced, saved_by(&world, first, Stage::Realised).await);
        assert!(invoiced > 0);
        assert_eq!(invoiced + saved(&world, "contracted").await, agreed);
    }

    async fn a_deal_nobody_signed_is_not_going_ahead(bed) {
        let world = world(&bed, 1).await;
        let deal = open(&bed, &world).await;
        close(&bed).await;
        let shown = deal::view_deal(&bed.market, &world.schools[0].buyer, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Lapsed);
    }

    async fn who_came_first_changes_nobodys_price_order_or_saving(bed) {
        let world = world(&bed, 6).await;
        let arrivals: [[usize; 6]; 4] =
            [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [2, 5, 0, 3, 1, 4], [4, 0, 5, 1, 3, 2]];
        let mut deals = Vec::new();
        for order in arrivals {
            let deal = open(&bed, &world).await;
            // Each deal takes the place of a contract of its own: nothing is counted twice.
            let supplier = format!("Payroll {}", deals.len());
            for arrives in order {
                let (market, member) = (&bed.market, &world.schools[arrives]);
                let file = Proof::File(invoice());
                let baseline = pays_to(market, member, &supplier, 18, file).await;
                let promise = promise(market, deal, member, baseline).await;
                deal::commit_to_deal(market, &member.buyer, promise).await.unwrap();
            }
            deals.push(deal);
        }
        close(&bed).await;
        for member in &world.schools {
            let first = net_of_orders(&world, deals[0], member).await;
            assert!(first > 0);
            for deal in &deals {
                assert_eq!(net_of_orders(&world, *deal, member).await, first);
            }
            // 810 pupils together: £11.20, so £6.80 less for each pupil, in each of four deals.
            let agreed = saved_by(&world, member, Stage::Contracted).await;
            assert_eq!(agreed, 4 * i64::from(member.pupils) * 680 * 5 / 2);
        }
        assert_eq!(saved(&world, Stage::Forecast.code()).await, 0);
    }

    async fn a_deal_whose_closing_job_was_lost_is_closed_all_the_same(bed) {
        let world = world(&bed, 3).await;
        let deal = open(&bed, &world).await;
        for member in &world.schools {
            sign_up(&bed.market, deal, member).await.unwrap();
        }
        world.sql.run("DELETE FROM job WHERE kind = 'close_deal'", []).await;
        close(&bed).await;
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Open, "its own job has two minutes");
        bed.clock.set(testbed::instant("2026-12-18T17:02:00Z"));
        bed.run_jobs().await;
        let shown = deal::view_deal(&bed.market, &world.lead, deal, None).await.unwrap();
        assert_eq!(shown.meter.state, DealState::Met);
        assert_eq!(shown.meter.price_now.pence(), Pence::new(1_275));
        assert_eq!(orders(&world, deal).await, 3);
    }
}
