//! The demo world: two partnerships with a year behind them, made by calling the use cases under a
//! moved clock, never by inserts.
//!
//! Figures that partnerships have published say so; everything else says "illustrative". Areas and
//! the partnerships' names are real, schools, firms and people are made up. Made on the same day,
//! the world is the same.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        reason = "a test fails loudly"
    )
)]

mod agenda;
mod bookings;
mod cast;
mod chance;
mod deals;
mod founding;
mod history;
mod names;
mod papers;
mod people;
mod schools;
mod services;
mod stage;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Role;
use market::{Actor, Market, installation, person, school};

use agenda::{Agenda, Partnership};
use bookings::Bookings;
use cast::Cast;
use deals::Deals;
use founding::{Founded, found};
use history::History;
use names::People;
use services::Catalogue;
use stage::Stage;

/// How many days of history the world has.
const HISTORY_DAYS: u64 = 364;

/// How far the demo world of a database has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum World {
    /// There is none.
    Missing,
    /// Making it was cut off half way: a new database is needed.
    CutOff,
    /// It is there.
    Ready,
}

/// Whether the demo world has been made.
pub async fn world(market: &Market) -> Result<World, Failure> {
    match person::personas(market).await {
        Ok(personas) if personas.len() >= people::TOUR.len() => Ok(World::Ready),
        Ok(_) => Ok(World::CutOff),
        Err(Failure::NotFound) => Ok(World::Missing),
        Err(other) => Err(other),
    }
}

/// Makes it. `progress` is told what has been done.
///
/// # Errors
/// `ChangedMeanwhile` where a world is there already, whole or half made.
pub async fn load(market: &Market, progress: &(dyn Fn(&str) + Sync)) -> Result<(), Failure> {
    if world(market).await? != World::Missing {
        return Err(Failure::ChangedMeanwhile);
    }
    // Kept off the stack of whoever waits for it: a year of business is a long story.
    Box::pin(make(&Stage::new(market, progress))).await
}

async fn make(stage: &Stage<'_>) -> Result<(), Failure> {
    let begin = stage.days_ago(HISTORY_DAYS);
    stage.set(begin, 8);
    let mut people = People::new();
    let operator = operator(stage).await?;
    let all = import(stage).await?;
    let barking = found_one(stage, &operator, Partnership::BarkingAndDagenham, &mut people, &all);
    let (barking, barking_schools) = barking.await?;
    let redbridge = found_one(stage, &operator, Partnership::Redbridge, &mut people, &all);
    let (redbridge, redbridge_schools) = redbridge.await?;
    let (cast, catalogue) =
        gather(stage, &mut people, (&barking, &barking_schools), (&redbridge, &redbridge_schools))
            .await?;
    play(stage, &cast, &catalogue, begin, people).await?;
    finish(stage, &barking).await
}

/// The first of the tour's people, without whom nothing is made.
async fn operator(stage: &Stage<'_>) -> Result<Actor, Failure> {
    let here = installation::organisation_for(&stage.market, Role::Operator, None).await?;
    let person = people::OPERATOR.join(stage, here).await?;
    stage.become_person(person, here).await
}

async fn import(stage: &Stage<'_>) -> Result<Vec<schools::School>, Failure> {
    let all = schools::all();
    let file = schools::register_file(&all, stage.market.today());
    school::import_register(&stage.market, file.as_bytes(), &|_| ()).await?;
    stage.tell(&format!("{} made-up schools stand in the register", all.len()));
    Ok(all)
}

async fn found_one(
    stage: &Stage<'_>,
    operator: &Actor,
    which: Partnership,
    people: &mut People,
    all: &[schools::School],
) -> Result<(Founded, Vec<schools::School>), Failure> {
    let area = match which {
        Partnership::BarkingAndDagenham => schools::BARKING_AND_DAGENHAM,
        Partnership::Redbridge => schools::REDBRIDGE,
    };
    let own: Vec<schools::School> =
        all.iter().filter(|school| school.area == area).cloned().collect();
    let founded = found(stage, operator, which, &people.next(), &own).await?;
    stage.tell(&format!("{} has {} members", area.name, founded.members.len()));
    Ok((founded, own))
}

/// Puts services on sale and gives everybody who acts their part.
async fn gather(
    stage: &Stage<'_>,
    people: &mut People,
    (barking, barking_schools): (&Founded, &[schools::School]),
    (redbridge, redbridge_schools): (&Founded, &[schools::School]),
) -> Result<(Cast, Catalogue), Failure> {
    let here = barking.organisation;
    let staff = stage.become_person(people::STAFF.join(stage, here).await?, here).await?;
    people::AUDITOR.join(stage, here).await?;
    let catalogue = services::barking_and_dagenham(stage, &staff, people).await?;
    services::redbridge(stage, &redbridge.director, people).await?;
    stage.tell("services are on sale, with thirteen counsellors");
    let day_managers = managers(stage, people, &staff).await?;
    let there = redbridge.organisation;
    let lead = people::PROCUREMENT_LEAD.join(stage, there).await?;
    let name = people.next();
    let office = people::join(stage, &name, there, Role::PartnershipStaff, None).await?;
    let (barking_cast, tour_school) = cast::schools_of(
        stage,
        people,
        Partnership::BarkingAndDagenham,
        barking_schools,
        &barking.members,
    )
    .await?;
    let (redbridge_cast, deal_school) = cast::schools_of(
        stage,
        people,
        Partnership::Redbridge,
        redbridge_schools,
        &redbridge.members,
    )
    .await?;
    stage.tell("every member school has a business manager and a head");
    let cast = Cast {
        redbridge_staff: stage.become_person(office, there).await?,
        procurement: stage.become_person(lead, there).await?,
        staff,
        day_managers,
        barking_and_dagenham: barking_cast,
        tour_school,
        redbridge: redbridge_cast,
        deal_school,
    };
    Ok((cast, catalogue))
}

/// Who says that booked days were delivered: for the counsellors, the therapists, and the
/// partnership's own advisers.
async fn managers(
    stage: &Stage<'_>,
    people: &mut People,
    staff: &Actor,
) -> Result<Vec<Actor>, Failure> {
    let mut managers = Vec::new();
    for provider in market::service::providers(&stage.market, staff).await? {
        let person = match provider.name.as_str() {
            services::COUNSELLING_TEAM => {
                people::COUNSELLING_MANAGER.join(stage, provider.id).await?
            }
            services::THERAPISTS => people::THERAPY_MANAGER.join(stage, provider.id).await?,
            _ => {
                let name = people.next();
                people::join(stage, &name, provider.id, Role::ProviderManager, None).await?
            }
        };
        managers.push(stage.become_person(person, provider.id).await?);
    }
    Ok(managers)
}

async fn play(
    stage: &Stage<'_>,
    cast: &Cast,
    catalogue: &Catalogue,
    begin: NaiveDate,
    people: People,
) -> Result<(), Failure> {
    let mut agenda = Agenda::default();
    let mut deals = Deals::new(stage, cast, people);
    deals.plan(&mut agenda);
    Bookings::new(stage, cast, catalogue, begin).plan(&mut agenda)?;
    History::new(stage, cast, agenda, deals).play(begin).await
}

/// The last of the tour's people: with them the world is whole.
async fn finish(stage: &Stage<'_>, barking: &Founded) -> Result<(), Failure> {
    people::COMMISSIONER.join(stage, barking.organisation).await?;
    stage.do_jobs().await
}
