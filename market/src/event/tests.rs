//! Taking places and giving them back, by many at once.

use domain::event::TypedEvent;
use domain::id::{EventId, OrderLineId, OrganisationId, PersonId, ServiceId};
use domain::{Failure, Refusal};
use testbed::Database;

use super::keep::find;
use super::{release_places, take_places};
use crate::Market;
use crate::organisation::{self, NewOrganisation, OrganisationKind};
use crate::two_processes::{on_both, process};

/// A school, and an event with so many places.
async fn event(market: &Market, places: u32) -> (OrganisationId, EventId) {
    let typed = TypedEvent {
        title: "Reading for pleasure".to_owned(),
        venue: "room".to_owned(),
        address: "The town hall".to_owned(),
        places: places.to_string(),
        sittings: "12 January 2027, 9:00 to 12:00".to_owned(),
        ..TypedEvent::default()
    };
    let read = &typed.read(&[], market.now()).unwrap();
    market
        .db
        .write(|w| async move {
            let new = |name, kind| NewOrganisation { kind, name, urn: None };
            let owner = new("Riverside", OrganisationKind::Partnership);
            let owner: OrganisationId = organisation::create(market, &w, owner).await?;
            let school = new("Hill Rise", OrganisationKind::School);
            let school = organisation::create(market, &w, school).await?;
            let sql = "INSERT INTO partnership (organisation_id, model, legal_shape, \
                       invoice_prefix, payment_terms_days, version) \
                       VALUES ($1, 'x', 'company', 'R', 30, 1)";
            w.execute(sql, [owner.uuid().into()]).await?;
            let person = PersonId::from_uuid(market.ids.uuid());
            let sql = "INSERT INTO person (id, name, email, created_at, version) \
                       VALUES ($1, 'Wren', 'wren@pool.example', $2, 1)";
            w.execute(sql, [person.uuid().into(), market.now().into()]).await?;
            let service = ServiceId::from_uuid(market.ids.uuid());
            let sql = "INSERT INTO service (number, id, partnership_id, provider_id, state, \
                       state_since, category, title, summary, provider_name, search_words, \
                       sold_to_others, current_version_id, version) \
                       VALUES (1, $1, $2, $2, 'live', $3, 'training', 'T', 'S', 'P', 'W', TRUE, $1, 1)";
            let values = [service.uuid().into(), owner.uuid().into(), market.today().into()];
            w.execute(sql, values).await?;
            let id = EventId::from_uuid(market.ids.uuid());
            super::plan::insert_bare(market, &w, (id, service, person), read).await?;
            Ok((school, id))
        })
        .await
        .unwrap()
}

async fn buy(
    market: &Market,
    event: EventId,
    school: OrganisationId,
    places: u32,
) -> Result<OrderLineId, Failure> {
    let line = OrderLineId::from_uuid(market.ids.uuid());
    market
        .db
        .write(|w| async move {
            take_places(market, &w, event, (&[(line, places)], school), &[]).await?;
            Ok(line)
        })
        .await
}

async fn free(market: &Market, event: EventId) -> u32 {
    market.db.read(|r| async move { Ok(find(&r, event).await?.free()) }).await.unwrap()
}

async fn race(database: Database, places: u32) {
    let processes = [process(&database).await, process(&database).await];
    let (school, id) = event(&processes[0], places).await;
    let buyers: Vec<_> = (0..200)
        .map(|number| {
            let market = processes[number % 2].clone();
            tokio::spawn(async move { buy(&market, id, school, 1).await })
        })
        .collect();
    let mut won = 0;
    for buyer in buyers {
        match buyer.await.unwrap() {
            Ok(_) => won += 1,
            Err(failure) => {
                assert_eq!(failure, Failure::Refused(Refusal::NotEnoughPlaces { left: 0 }));
            }
        }
    }
    assert_eq!((won, free(&processes[0], id).await), (places, 0));
}

/// Ten buyers want three each of ten places, and each in turn gives them back: three at most have
/// theirs at once, and at the end all are free.
async fn taking_and_giving_back(database: Database) {
    let processes = [process(&database).await, process(&database).await];
    let (school, id) = event(&processes[0], 10).await;
    let buyers: Vec<_> = (0..10)
        .map(|number| {
            let market = processes[number % 2].clone();
            tokio::spawn(async move {
                let mut got = 0;
                for _ in 0..5 {
                    let Ok(line) = buy(&market, id, school, 3).await else { continue };
                    got += 1;
                    let market = &market;
                    let give = market.db.write(|w| async move {
                        release_places(market, &w, line).await?;
                        // A second time gives nothing back.
                        release_places(market, &w, line).await
                    });
                    give.await.unwrap();
                }
                got
            })
        })
        .collect();
    let mut got = 0;
    for buyer in buyers {
        got += buyer.await.unwrap();
    }
    assert!(got > 0);
    assert_eq!(free(&processes[0], id).await, 10);
    let four = buy(&processes[0], id, school, 11).await;
    assert_eq!(four, Err(Failure::Refused(Refusal::NotEnoughPlaces { left: 10 })));
}

on_both! {
    of_200_buyers_from_two_processes_one_gets_the_last_place => |database| race(database, 1);
    of_200_buyers_13_get_13_places => |database| race(database, 13);
    places_given_back_are_free_again_and_only_once => taking_and_giving_back;
}
