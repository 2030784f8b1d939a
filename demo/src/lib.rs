//! The demo world: three partnerships with a year behind them, and nine small ones that are each like
//! another area's, made by calling the use cases under a moved clock, never by inserts.
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

mod academy;
mod agenda;
mod bookings;
mod cast;
mod chance;
mod clearances;
mod control;
mod deals;
mod delegation;
mod desks;
mod enquiries;
mod events;
mod finding;
mod founding;
mod history;
mod inset;
mod left_trust;
mod library;
mod names;
mod orders;
mod packages;
mod papers;
mod paying;
mod people;
mod planning;
mod quality;
mod quotes;
mod scenarios;
mod schools;
mod services;
mod sharing;
mod stage;
mod structure;
mod tour;
mod waiting;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Role;
use domain::id::OrganisationId;
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
pub use tour::tour;

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
        Ok(personas) if personas.len() >= people::everybody().len() => Ok(World::Ready),
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
    let at = |which| (which, all.as_slice());
    let barking = found_one(stage, &operator, at(Partnership::BarkingAndDagenham), &mut people);
    let barking = barking.await?;
    let redbridge = found_one(stage, &operator, at(Partnership::Redbridge), &mut people).await?;
    let lewisham = found_one(stage, &operator, at(Partnership::Lewisham), &mut people).await?;
    scenarios::found_all(stage, &operator, &all).await?;
    let (cast, catalogue) = gather(stage, &mut people, [&barking, &redbridge, &lewisham]).await?;
    structure::groups(stage, &redbridge.founded, &redbridge.schools).await?;
    structure::association(stage, [&barking.founded, &redbridge.founded, &lewisham.founded])
        .await?;
    scenarios::group_all(stage).await?;
    structure::trust(stage, &mut people, &cast.staff, &cast.barking_and_dagenham).await?;
    let newcomers = [people.next(), people.next()];
    Box::pin(play(stage, &cast, &catalogue, begin, people)).await?;
    let here = barking.founded.organisation;
    events::look_back(stage, &cast).await?;
    structure::provider(stage, here, &cast).await?;
    delegation::three_levels(stage, &cast, &catalogue).await?;
    desks::lay(stage, &cast, &catalogue, newcomers).await?;
    control::enter(stage, &barking.founded).await?;
    academy::becomes(stage, &cast, &catalogue).await?;
    left_trust::leaves(stage, &cast, &catalogue).await?;
    clearances::enter(stage, &cast, &catalogue).await?;
    planning::enter(stage, &cast, &catalogue).await?;
    inset::enter(stage, &cast).await?;
    library::share(stage, &cast).await?;
    Box::pin(sharing::agree(stage, &cast)).await?;
    orders::place(stage, &cast, &catalogue).await?;
    waiting::join(stage, &cast, &catalogue).await?;
    quality::enter(stage, &cast, &catalogue).await?;
    quotes::ask_now(stage, &cast, &catalogue).await?;
    enquiries::ask(stage, &cast, &catalogue).await?;
    Box::pin(packages::sell(stage, &cast, &catalogue)).await?;
    finding::keep(stage, &cast, &catalogue).await?;
    scenarios::order_all(stage).await?;
    finish(stage, &barking.founded).await
}

/// The first of the tour's people, without whom nothing is made.
async fn operator(stage: &Stage<'_>) -> Result<Actor, Failure> {
    let here = installation::organisation_for(&stage.market, Role::Operator, None).await?;
    let person = people::OPERATOR.join(stage, here).await?;
    stage.become_person(person, here).await
}

async fn import(stage: &Stage<'_>) -> Result<Vec<schools::School>, Failure> {
    let all = schools::all();
    let file = schools::register::file(&all, stage.market.today());
    school::import_register(&stage.market, file.as_bytes(), &|_| ()).await?;
    stage.tell(&format!("{} made-up schools stand in the register", all.len()));
    Ok(all)
}

/// A partnership and the schools of its area.
struct Own {
    founded: Founded,
    schools: Vec<schools::School>,
}

async fn found_one(
    stage: &Stage<'_>,
    operator: &Actor,
    (which, all): (Partnership, &[schools::School]),
    people: &mut People,
) -> Result<Own, Failure> {
    let area = match which {
        Partnership::BarkingAndDagenham => schools::BARKING_AND_DAGENHAM,
        Partnership::Redbridge => schools::REDBRIDGE,
        Partnership::Lewisham => schools::LEWISHAM,
    };
    let schools: Vec<schools::School> =
        all.iter().filter(|school| school.area == area).cloned().collect();
    let founded = found(stage, operator, which, &people.next(), &schools).await?;
    stage.tell(&format!("{} has {} members", area.name, founded.members.len()));
    Ok(Own { founded, schools })
}

/// Puts services on sale and gives everybody who acts their part.
async fn gather(
    stage: &Stage<'_>,
    people: &mut People,
    [barking, redbridge, lewisham]: [&Own; 3],
) -> Result<(Cast, Catalogue), Failure> {
    let here = barking.founded.organisation;
    let staff = stage.become_person(people::STAFF.join(stage, here).await?, here).await?;
    council(stage, here).await?;
    let hosted = &lewisham.founded.director;
    let catalogue = services::barking_and_dagenham(stage, &staff, people)
        .await?
        .and(services::lewisham(stage, hosted, people).await?);
    let catalogue =
        catalogue.and(services::redbridge(stage, &redbridge.founded.director, people).await?);
    stage.tell("services are on sale, with thirteen counsellors");
    let mut day_managers = managers(stage, people, &staff).await?;
    day_managers.extend(managers(stage, people, hosted).await?);
    let there = redbridge.founded.organisation;
    let lead = people::PROCUREMENT_LEAD.join(stage, there).await?;
    let name = people.next();
    let office = people::join(stage, &name, there, Role::PartnershipStaff, None).await?;
    let schools_of = async |people: &mut People, which, own: &Own| {
        cast::schools_of(stage, people, which, &own.schools, &own.founded.members).await
    };
    let (barking_cast, tour_school) =
        schools_of(people, Partnership::BarkingAndDagenham, barking).await?;
    let (redbridge_cast, deal_school) =
        schools_of(people, Partnership::Redbridge, redbridge).await?;
    let (lewisham_cast, _) = schools_of(people, Partnership::Lewisham, lewisham).await?;
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
        lewisham_director: hosted.clone(),
        lewisham: lewisham_cast,
    };
    Ok((cast, catalogue))
}

/// S1's council: it pays for work and reads the figures, and sells services of its own.
async fn council(stage: &Stage<'_>, partnership: OrganisationId) -> Result<(), Failure> {
    let council = installation::council(&stage.market, services::COUNCIL).await?;
    people::COMMISSIONER.join(stage, council).await?;
    people::COMMISSIONER.join(stage, partnership).await.map(|_| ())
}

/// Who says that booked days were delivered: for the counsellors, the therapists, the council, and
/// each partnership's own advisers.
async fn managers(
    stage: &Stage<'_>,
    people: &mut People,
    staff: &Actor,
) -> Result<Vec<Actor>, Failure> {
    let mut managers = Vec::new();
    for provider in market::service::providers(&stage.market, staff).await? {
        let role = Role::ProviderManager;
        let person = match provider.name.as_str() {
            services::COUNSELLING_TEAM => {
                people::COUNSELLING_MANAGER.join(stage, provider.id).await?
            }
            services::THERAPISTS => people::THERAPY_MANAGER.join(stage, provider.id).await?,
            services::COUNCIL => people::COMMISSIONER.join_as(stage, provider.id, role).await?,
            _ => people::join(stage, &people.next(), provider.id, role, None).await?,
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
    events::plan(stage, cast, catalogue, &mut agenda).await?;
    quotes::plan(stage, cast, &mut agenda);
    History::new(stage, (cast, catalogue), agenda, deals).play(begin).await
}

/// The last of the tour's people: with them the world is whole.
async fn finish(stage: &Stage<'_>, barking: &Founded) -> Result<(), Failure> {
    people::AUDITOR.join(stage, barking.organisation).await?;
    stage.do_jobs().await
}
