//! Loading the world, and what must hold in it.

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};
use demo::World;
use domain::access::Role;
use domain::capacity::YearMonth;
use domain::partnership::MemberRights;
use domain::saving::Stage;
use domain::text::{LaCode, Urn};
use domain::vat::ComparisonBasis;
use domain::{Failure, Pence};
use market::db::every_row;
use market::deal::{For, ListDeals, Show, list_deals, view_deal};
use market::home::school_home;
use market::installation::{self, InstallationKind};
use market::invoice::{InvoicesAsked, invoices};
use market::ledger::trial_balance;
use market::order::{BookingsAsked, BookingsWhen, bookings};
use market::partnership::{Member, MemberFilter, members};
use market::person::{personas, sign_in_as, viewer};
use market::saving::{Filter, view_saving_entries, view_savings};
use market::school::schools_of_areas;
use market::service::{Browse, list_services};
use market::{Actor, Market, Viewer};
use testbed::Bed;

use crate::{councils, scenarios};

/// The world is made once, since that takes most of the time; each rule has a function of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_world_is_whole_and_everything_in_it_agrees() {
    let bed = Bed::sqlite().await;
    let market = &bed.market;
    installation::claim(market, InstallationKind::Demo).await.unwrap();
    assert_eq!(demo::world(market).await, Ok(World::Missing));
    demo::load(market, &|_| ()).await.unwrap();
    assert_eq!(demo::world(market).await, Ok(World::Ready));
    assert_eq!(demo::load(market, &|_| ()).await, Err(Failure::ChangedMeanwhile));

    let tour = everybody_of_the_tour_can_sign_in(market).await;
    the_published_numbers_of_schools_are_there(market, &tour).await;
    sums_of_savings_are_the_sums_of_their_entries(market, &tour).await;
    the_books_balance_and_most_invoices_are_paid(market, &tour).await;
    counselling_stands_beside_the_market_with_busy_and_free_tuesdays(market, &tour).await;
    the_head_has_orders_to_approve_and_providers_days_to_confirm(market, &tour).await;
    one_more_school_lowers_the_price_of_the_open_deal(market, &tour).await;
    a_saving_has_been_invoiced_and_a_rise_is_a_rise(market, &tour).await;
    an_area_without_a_partnership_has_schools_for_one(market).await;
    scenarios::everybody_sees_what_is_theirs(market, &tour).await;
    scenarios::a_free_membership_turns_into_a_paid_one(market, &tour).await;
    scenarios::a_county_has_quadrants_and_a_school_belongs_twice(market, &tour).await;
    scenarios::members_are_of_every_kind_and_of_two_areas(market, &tour).await;
    scenarios::a_school_gives(market, &tour).await;
    scenarios::what_is_sold_by_the_day_has_free_days(market, &tour).await;
    scenarios::committees_have_people(market, &tour).await;
    scenarios::an_academy_waits_for_its_school(market, &tour).await;
    councils::sees_what_is_its_own(market, &tour).await;
    councils::trades_for_a_partnership_that_is_no_legal_body(market, &tour).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_world_that_was_cut_off_is_known_and_not_taken_up_again() {
    let bed = Bed::sqlite().await;
    let market = &bed.market;
    installation::claim(market, InstallationKind::Demo).await.unwrap();
    // Making it is dropped where the first partnership has been founded and says so.
    let founded = tokio::sync::Notify::new();
    let tell = |done: &str| {
        if done.contains("members") {
            founded.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = founded.notified() => (),
        loaded = demo::load(market, &tell) => panic!("it was not cut off: {loaded:?}"),
    }
    assert_eq!(demo::world(market).await, Ok(World::CutOff));
    assert_eq!(demo::load(market, &|_| ()).await, Err(Failure::ChangedMeanwhile));
}

/// Who is on the tour, by role and organisation, signed in.
pub struct Tour(pub Vec<(Role, Actor)>);

impl Tour {
    pub fn is(&self, role: Role, organisation: &str) -> &Actor {
        let held = |actor: &Actor| actor.acting_for().unwrap().name.contains(organisation);
        let found = self.0.iter().find(|(held_role, actor)| *held_role == role && held(actor));
        &found.unwrap_or_else(|| panic!("nobody is {role:?} of {organisation}")).1
    }

    /// Somebody of a school in an area: `Barking` or `Redbridge`.
    async fn of_school(&self, market: &Market, role: Role, partnership: &str) -> &Actor {
        let lead = if partnership == "Barking" { Role::Director } else { Role::ProcurementLead };
        let lead = self.is(lead, partnership);
        let members = members_of(market, lead).await;
        let of_member = |actor: &Actor| {
            let school = actor.acting_for().unwrap().organisation;
            members.iter().any(|member| member.organisation == school)
        };
        let found = self.0.iter().find(|(held, actor)| *held == role && of_member(actor));
        &found.unwrap_or_else(|| panic!("nobody is {role:?} at {partnership}")).1
    }
}

pub async fn members_of(market: &Market, lead: &Actor) -> Vec<Member> {
    let all = &MemberFilter::default();
    every_row(|page| async move { members(market, lead, all, &page).await }).await.unwrap()
}

async fn everybody_of_the_tour_can_sign_in(market: &Market) -> Tour {
    let mut tour = Vec::new();
    for persona in personas(market).await.unwrap() {
        let token = sign_in_as(market, persona.person, "test").await.unwrap();
        let Viewer::Actor(actor) = viewer(market, token.as_str()).await.unwrap() else {
            panic!("{} is not signed in", persona.name);
        };
        assert_eq!(actor.acting_for().unwrap().name, persona.organisation);
        assert!(actor.email().unwrap().ends_with("@tour.demo.example"));
        tour.push((persona.role, *actor));
    }
    assert_eq!(tour.len(), demo::tour().iter().map(|stop| stop.people.len()).sum::<usize>());
    Tour(tour)
}

async fn the_published_numbers_of_schools_are_there(market: &Market, tour: &Tour) {
    let members = async |actor: &Actor| {
        let members = members_of(market, actor).await;
        assert!(members.iter().all(|member| member.has_people));
        let counted = members.iter().fold(BTreeMap::new(), |mut counted, member| {
            let phase = member.phase.map_or("", |phase| phase.code());
            *counted.entry((member.rights.code(), phase)).or_insert(0) += 1;
            counted
        });
        (members, counted)
    };
    let (barking, _) = members(tour.is(Role::Director, "Barking")).await;
    assert_eq!(barking.len(), 56);
    assert!(barking.iter().all(|member| member.rights == MemberRights::Full));
    let (_, redbridge) = members(tour.is(Role::ProcurementLead, "Redbridge")).await;
    // The register gives special schools no phase.
    let published = [
        (("associate", "primary"), 2),
        (("associate", "secondary"), 9),
        (("full", "not_applicable"), 4),
        (("full", "primary"), 51),
    ];
    assert_eq!(redbridge, BTreeMap::from(published));
    // Four schools of the borough are outside, and none of Redbridge's is.
    let borough = schools_of_areas(market, &[LaCode::parse("301").unwrap()]).await.unwrap();
    let is_member = |urn: &Urn| barking.iter().any(|member| member.urn.as_ref() == Some(urn));
    assert_eq!(borough.iter().filter(|school| !is_member(&school.urn)).count(), 4);
    assert_eq!(borough.len(), 60);
}

async fn sums_of_savings_are_the_sums_of_their_entries(market: &Market, tour: &Tour) {
    let readers = [tour.is(Role::Director, "Barking"), tour.is(Role::ProcurementLead, "Redbridge")];
    for actor in readers {
        let report = view_savings(market, actor).await.unwrap();
        let read = |page| view_saving_entries(market, actor, Filter::default(), page);
        let entries = every_row(read).await.unwrap();
        let mut sums: BTreeMap<(String, Stage), Pence> = BTreeMap::new();
        for shown in &entries {
            let facts = shown.entry.facts();
            assert_eq!(facts.basis, ComparisonBasis::Net);
            let sum = sums.entry((facts.category.clone(), shown.entry.stage())).or_default();
            *sum = Pence::total([*sum, shown.entry.amount()]).unwrap();
        }
        for ((category, stage), sum) in sums {
            let of_report =
                report.total(ComparisonBasis::Net, stage, |row| row.category == category).unwrap();
            assert_eq!(of_report, sum, "{category} {stage:?}");
        }
        assert!(entries.len() > 100);
    }
}

async fn the_books_balance_and_most_invoices_are_paid(market: &Market, tour: &Tour) {
    let staff = tour.is(Role::PartnershipStaff, "Barking");
    let trial = trial_balance(market, staff).await.unwrap();
    assert!(trial.is_balanced && trial.sums.debits > Pence::pounds(100_000));
    let read = |page| invoices(market, staff, InvoicesAsked { page, ..InvoicesAsked::default() });
    let all = every_row(read).await.unwrap();
    let count = |fits: fn(&market::invoice::InvoiceRow) -> bool| {
        all.iter().filter(|invoice| fits(invoice)).count()
    };
    assert!(all.len() > 200, "{}", all.len());
    assert!(count(|invoice| invoice.paid_on.is_some()) * 4 > all.len() * 3);
    assert!(count(|invoice| invoice.is_overdue) > 3);
}

async fn counselling_stands_beside_the_market_with_busy_and_free_tuesdays(
    market: &Market,
    tour: &Tour,
) {
    let buyer = tour.of_school(market, Role::Buyer, "Barking").await;
    let buyer = Viewer::Actor(Box::new(buyer.clone()));
    let browse = Browse { q: "counsellor".to_owned(), ..Browse::default() };
    let found = list_services(market, &buyer, browse).await.unwrap().services.items;
    let counselling = found.iter().find(|service| service.title == "Counselling for pupils");
    let counselling = counselling.expect("it is found by what it is");
    assert!(counselling.market.points >= 4 && counselling.market.quartiles.is_some());
    let visit = market::service::visit_service(market, &buyer, counselling.id).await.unwrap();
    assert!(!visit.also_bought.is_empty(), "schools like hers buy something beside it");
    let shown = visit.service;
    let all = list_services(market, &buyer, Browse::default()).await.unwrap();
    assert_eq!(all.viewed.first().map(|one| one.id), Some(counselling.id), "what she viewed last");
    let today = market.today();
    let mut tuesdays = Vec::new();
    for month in 0..3 {
        let month = YearMonth::of(today.checked_add_months(chrono::Months::new(month)).unwrap());
        let days = market::capacity::free_days(market, &shown, (None, month)).await.unwrap();
        let days = days.weeks.into_iter().flatten().flatten();
        tuesdays.extend(days.filter(|day| day.day.weekday() == Weekday::Tue && day.day > today));
    }
    assert!(tuesdays.iter().any(|day| day.total > 0 && day.free == 0), "a busy one");
    assert!(tuesdays.iter().filter(|day| day.bookable).count() > 3, "free ones");
}

async fn the_head_has_orders_to_approve_and_providers_days_to_confirm(
    market: &Market,
    tour: &Tour,
) {
    let head = tour.of_school(market, Role::Approver, "Barking").await;
    let home = school_home(market, head).await.unwrap();
    assert_eq!(home.to_decide.len(), 2);
    assert!(!home.booked.is_empty() && !home.saved.is_empty());
    for provider in ["Counselling", "Larkspur"] {
        let manager = tour.is(Role::ProviderManager, provider);
        for when in [BookingsWhen::ToConfirm, BookingsWhen::Coming, BookingsWhen::Delivered] {
            let asked = BookingsAsked { when, ..BookingsAsked::default() };
            let page = bookings(market, manager, asked).await.unwrap();
            assert!(!page.items.is_empty(), "{provider} {when:?}");
        }
    }
}

async fn one_more_school_lowers_the_price_of_the_open_deal(market: &Market, tour: &Tour) {
    let buyer = tour.of_school(market, Role::Buyer, "Redbridge").await;
    let show = |show| ListDeals { show, ..ListDeals::default() };
    let open = list_deals(market, buyer, show(Show::Open)).await.unwrap().items;
    assert_eq!(open.len(), 1);
    assert!((18..=25).contains(&open[0].schools_in), "{} schools", open[0].schools_in);
    let shown = view_deal(market, buyer, open[0].id, None).await.unwrap();
    let For::School(own) = shown.to else { panic!("a school looks at it") };
    assert!(own.can_join && own.baseline.is_some());
    let view = own.view.unwrap();
    assert!(view.effect_of_joining.price_with < view.effect_of_joining.price_without);
    assert!(view.saving.unwrap() > Pence::ZERO, "{:?}", view.saving);
    assert_eq!(list_deals(market, buyer, show(Show::Met)).await.unwrap().items.len(), 1);
    assert_eq!(list_deals(market, buyer, show(Show::NotGoingAhead)).await.unwrap().items.len(), 1);
}

async fn a_saving_has_been_invoiced_and_a_rise_is_a_rise(market: &Market, tour: &Tour) {
    let buyer = tour.of_school(market, Role::Buyer, "Barking").await;
    let report = view_savings(market, buyer).await.unwrap();
    let of = |fits: fn(&market::saving::SumRow) -> bool| {
        report.rows.iter().filter(|row| fits(row)).count()
    };
    assert!(of(|row| row.stage == Stage::Realised && row.amount > Pence::ZERO) > 0);
    assert!(of(|row| row.amount < Pence::ZERO) > 0);
}

async fn an_area_without_a_partnership_has_schools_for_one(market: &Market) {
    let schools = schools_of_areas(market, &[LaCode::parse("320").unwrap()]).await.unwrap();
    assert_eq!(schools.len(), 20);
    assert!(schools.iter().all(|school| school.pupils.is_some()));
}
