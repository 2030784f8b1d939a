//! The race for the last day, on both databases, between two processes.

use chrono::NaiveDate;
use domain::capacity::{Half, Slot, Suited, WorkingPattern};
use domain::id::{OrderLineId, OrganisationId, PoolId};
use domain::{Failure, Refusal};
use testbed::Database;

use super::pool::{insert_people, insert_pool};
use super::{counted, days, release_days, take_day};
use crate::Market;
use crate::organisation::{self, NewOrganisation, OrganisationKind};
use crate::two_processes::{on_both, process};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A pool of so many people who work on Tuesdays until the end of January.
async fn tuesdays(market: &Market, people: usize) -> PoolId {
    market
        .db
        .write(|w| async move {
            let kind = OrganisationKind::Partnership;
            let new = NewOrganisation { kind, name: "Riverside", urn: None };
            let owner: OrganisationId = organisation::create(market, &w, new).await?;
            let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, \
                       invoice_prefix, payment_terms_days, version) \
                       VALUES ($1, 'x', 'company', 'R', 30, 1)";
            w.execute(sql, [owner.uuid().into()]).await?;
            let pool = insert_pool(market, &w, (owner, owner), "Counselling").await?;
            let names: Vec<String> = (0..people).map(|number| format!("P{number}")).collect();
            let pattern = WorkingPattern::of(&[chrono::Weekday::Tue]);
            let dates = (market.today(), Some(day("2027-01-31")));
            insert_people(market, &w, pool, &names, pattern, dates).await?;
            days::materialise(market, &w, pool, None).await?;
            Ok(pool)
        })
        .await
        .unwrap()
}

async fn buy(market: &Market, pool: PoolId, wanted: NaiveDate) -> Result<OrderLineId, Failure> {
    buy_slot(market, pool, Slot::whole(wanted)).await
}

async fn buy_slot(market: &Market, pool: PoolId, wanted: Slot) -> Result<OrderLineId, Failure> {
    let line = OrderLineId::from_uuid(market.ids.uuid());
    market
        .db
        .write(|w| async move {
            let suited = &Suited::default();
            let taken = take_day(market, &w, (pool, suited), wanted, line).await?;
            let none = Refusal::DayTaken { day: wanted.day, instead: Vec::new() };
            taken.map(|_| line).ok_or(none.into())
        })
        .await
}

async fn race(database: Database, people: usize) {
    let processes = [process(&database).await, process(&database).await];
    let pool = tuesdays(&processes[0], people).await;
    let wanted = day("2027-01-12");
    let buyers: Vec<_> = (0..200)
        .map(|number| {
            let market = processes[number % 2].clone();
            tokio::spawn(async move { buy(&market, pool, wanted).await })
        })
        .collect();
    let mut won = 0;
    for buyer in buyers {
        match buyer.await.unwrap() {
            Ok(_) => won += 1,
            Err(failure) => {
                let none = Refusal::DayTaken { day: wanted, instead: Vec::new() };
                let told = Failure::Refused(none);
                assert_eq!(failure, told);
            }
        }
    }
    assert_eq!(won, people);
}

async fn take_and_give_back(market: &Market, pool: PoolId, slot: Slot, times: u32) {
    for _ in 0..times {
        let line = buy_slot(market, pool, slot).await.unwrap();
        let give = market.db.write(|w| async move { release_days(market, &w, &[line]).await });
        give.await.unwrap();
    }
}

/// Half the buyers give their day back and take another: nobody may be told that none is free
/// while one is.
async fn taking_and_giving_back(database: Database) {
    let processes = [process(&database).await, process(&database).await];
    let pool = tuesdays(&processes[0], 4).await;
    let wanted = day("2027-01-12");
    let buyers: Vec<_> = (0..4)
        .map(|number| {
            let market = processes[number % 2].clone();
            tokio::spawn(async move {
                // Four people and four buyers: there is always one for each.
                take_and_give_back(&market, pool, Slot::whole(wanted), 10).await;
            })
        })
        .collect();
    for buyer in buyers {
        buyer.await.unwrap();
    }
    let market = &processes[0];
    assert_eq!(free_on(market, pool, Slot::whole(wanted)).await, 4);
}

async fn free_on(market: &Market, pool: PoolId, slot: Slot) -> u32 {
    let sold = (pool, slot.half);
    let free = market.db.read(|r| async move { counted(&r, sold, slot.day, slot.day).await });
    free.await.unwrap().on(slot.day).free
}

/// The whole day, its morning and its afternoon.
fn slots(day: NaiveDate) -> [Slot; 3] {
    [None, Some(Half::Morning), Some(Half::Afternoon)].map(|half| Slot { day, half })
}

/// Buyers of whole days, mornings and afternoons at once: no half of anybody's day is sold twice, and
/// nobody who wanted a half is sent away while one is left.
async fn race_for_halves(database: Database) {
    let processes = [process(&database).await, process(&database).await];
    let pool = tuesdays(&processes[0], 5).await;
    let wanted = slots(day("2027-01-12"));
    let buyers: Vec<_> = (0..150)
        .map(|number| {
            let (market, slot) = (processes[number % 2].clone(), wanted[number % 3]);
            tokio::spawn(async move { (slot, buy_slot(&market, pool, slot).await) })
        })
        .collect();
    let mut sold = [0_u32; 3];
    for buyer in buyers {
        let (slot, bought) = buyer.await.unwrap();
        match bought {
            Ok(_) => sold[wanted.iter().position(|one| *one == slot).unwrap()] += 1,
            Err(failure) => {
                let none = Refusal::DayTaken { day: slot.day, instead: Vec::new() };
                assert_eq!(failure, Failure::Refused(none));
            }
        }
    }
    let [whole, mornings, afternoons] = sold;
    assert_eq!((whole + mornings, whole + afternoons), (5, 5), "{sold:?}");
}

/// Halves of the same few days are taken and given back, the two of a day often at once: in the end every
/// day is whole again.
async fn halves_become_whole_again(database: Database) {
    let processes = [process(&database).await, process(&database).await];
    let pool = tuesdays(&processes[0], 2).await;
    let wanted = slots(day("2027-01-12"));
    let buyers: Vec<_> = (0..4)
        .map(|number| {
            let (market, slot) = (processes[number % 2].clone(), wanted[1 + number / 2]);
            tokio::spawn(async move {
                take_and_give_back(&market, pool, slot, 12).await;
            })
        })
        .collect();
    for buyer in buyers {
        buyer.await.unwrap();
    }
    for slot in wanted {
        assert_eq!(free_on(&processes[0], pool, slot).await, 2, "{slot:?}");
    }
}

on_both! {
    of_200_buyers_from_two_processes_one_gets_the_last_day => |database| race(database, 1);
    of_200_buyers_13_get_13_days => |database| race(database, 13);
    nobody_is_told_that_none_is_free_while_one_is => taking_and_giving_back;
    no_half_of_a_day_is_sold_twice => race_for_halves;
    halves_that_are_given_back_at_once_become_whole_days => halves_become_whole_again;
}
