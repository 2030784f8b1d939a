//! How the demo's organisations belong together: S8's locality groups, a trust that acts for its
//! three schools, a school that is a provider, the association.

use std::sync::Arc;

use domain::Failure;
use domain::access::Role;
use domain::capacity::TypedPattern;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, TypedTerms};
use domain::text::Email;
use market::Actor;
use market::association::{JoinAssociation, join_association};
use market::capacity::{AddPractitioner, CreatePool, add_practitioner, create_pool};
use market::db::PageAsked;
use market::group::{AddGroup, PutIntoGroup, add_group, put_into_group};
use market::installation;
use market::order::{PlaceOrder, QuoteOrder, Wanted, place_order, quote_order};
use market::people::people;
use market::service::{
    AddService, MoveService, OfferService, TypedProvider, add_service, move_service, offer_service,
};
use market::trust::{AgreeTrust, BringInTrust, LetAct, agree_trust, bring_in_trust, let_act};

use crate::cast::{Cast, School};
use crate::founding::Founded;
use crate::names::{Name, People};
use crate::people::{self as tour_people, Persona, TRUST_MANAGER};
use crate::schools::{self, Sort, Stands};
use crate::stage::Stage;

/// S8's School Partnership Groups, five of eight to ten schools (published by the partnership,
/// 2021); which schools are in which is made up, and ten full members are in none.
const LOCALITIES: [(&str, usize); 5] = [
    ("Fairlop School Partnership Group", 8),
    ("Hainault School Partnership Group", 10),
    ("Loxford School Partnership Group", 9),
    ("Seven Kings School Partnership Group", 10),
    ("Wanstead School Partnership Group", 8),
];

/// Puts S8's schools into their groups.
pub(crate) async fn groups(
    stage: &Stage<'_>,
    redbridge: &Founded,
    schools: &[schools::School],
) -> Result<(), Failure> {
    let (market, director) = (&stage.market, &redbridge.director);
    let full = schools.iter().filter(|school| school.stands == Stands::Full);
    let mut full = full.filter_map(|school| redbridge.members.get(&school.urn).copied());
    let mut first_of_each = Vec::new();
    for (name, count) in LOCALITIES {
        let members: Vec<OrganisationId> = full.by_ref().take(count).collect();
        first_of_each.extend(members.first().copied());
        group(stage, director, (name, GroupKind::Locality), members).await?;
    }
    group(stage, director, ("Procurement Group", GroupKind::Committee), first_of_each).await?;
    let managers =
        AddGroup { name: "Business managers".to_owned(), kind: GroupKind::Network, parent: None };
    add_group(market, director, &stage.key()?, managers).await?;
    stage.tell("five locality groups have eight to ten schools each");
    Ok(())
}

async fn group(
    stage: &Stage<'_>,
    by: &Actor,
    (name, kind): (&str, GroupKind),
    members: Vec<OrganisationId>,
) -> Result<(), Failure> {
    let add = AddGroup { name: name.to_owned(), kind, parent: None };
    let group = add_group(&stage.market, by, &stage.key()?, add).await?;
    let put = PutIntoGroup { group, members };
    put_into_group(&stage.market, by, &stage.key()?, put).await
}

/// A trust of three schools of S1 comes in, each school's head agrees, and its business manager acts
/// for them.
pub(crate) async fn trust(
    stage: &Stage<'_>,
    names: &mut People,
    staff: &Actor,
    cast: &[Arc<School>],
) -> Result<(), Failure> {
    let of_three = cast.iter().filter(|school| school.is.is_of_three());
    let heads: Vec<&Actor> = of_three.map(|school| &school.head).collect();
    let people = [&names.next(), &names.next()];
    let comes = Comes { uid: schools::TRUST_OF_THREE.uid, people, manager: &TRUST_MANAGER };
    comes_in(stage, staff, comes, &heads).await?;
    stage.tell("a trust acts for its three schools");
    Ok(())
}

/// A trust that comes in.
pub(crate) struct Comes<'a> {
    /// Its number in the register.
    pub uid: &'a str,
    /// Its chair, who is invited, and its lead.
    pub people: [&'a Name; 2],
    /// Its business manager, whom one can be.
    pub manager: &'a Persona,
}

/// Staff bring a trust in, the heads of its schools agree, and its people act for these schools.
pub(crate) async fn comes_in(
    stage: &Stage<'_>,
    staff: &Actor,
    Comes { uid, people: [chair, lead], manager }: Comes<'_>,
    heads: &[&Actor],
) -> Result<(), Failure> {
    let market = &stage.market;
    let email = Email::parse(&chair.email()).map_err(|p| Failure::field("email", p))?;
    let command = BringInTrust { uid: uid.to_owned(), email };
    let trust = bring_in_trust(market, staff, &stage.key()?, command).await?;
    let lead = tour_people::join(stage, lead, trust, Role::Approver, None).await?;
    let lead = stage.become_person(lead, trust).await?;
    manager.join(stage, trust).await?;
    let found = people(market, &lead, &PageAsked::default()).await?;
    for held in found.holdings.items {
        let command = LetAct { holding: held.id, act: true };
        let_act(market, &lead, &stage.key()?, command).await?;
    }
    for head in heads {
        let found = people(market, head, &PageAsked::default()).await?;
        for tie in found.through.iter().map(|one| one.tie) {
            agree_trust(market, head, AgreeTrust { tie, agree: true }).await?;
        }
    }
    Ok(())
}

/// A school of S1 offers a service, the staff list it, and another school books two days.
pub(crate) async fn provider(
    stage: &Stage<'_>,
    partnership: OrganisationId,
    cast: &Cast,
) -> Result<(), Failure> {
    let (market, staff) = (&stage.market, &cast.staff);
    let mut primaries = cast.barking_and_dagenham.iter().filter(|school| {
        let is_on_tour = school.is.urn == cast.tour_school.is.urn;
        school.is.sort == Sort::Primary && !school.is.is_of_three() && !is_on_tour
    });
    let (Some(gives), Some(takes)) = (primaries.next(), primaries.next()) else {
        return Err(Failure::NotFound);
    };
    let command =
        OfferService { partnership, offers: "A day of peer support in early reading".to_owned() };
    offer_service(market, &gives.head, &stage.key()?, command).await?;
    let own = gives.head.acting_for().map(|acting| acting.organisation).ok_or(Failure::NotFound)?;
    tour_people::SCHOOL_PROVIDER.join(stage, own).await?;
    let provider = TypedProvider { chosen: own.to_string(), new_name: String::new() };
    let service = AddService { key: stage.key()?, provider, terms: early_reading() };
    let service = add_service(market, staff, service).await?;
    create_pool(market, staff, CreatePool { service, people_of: None }).await?;
    let add = AddPractitioner {
        key: stage.key()?,
        service,
        name: "Reading lead".to_owned(),
        pattern: TypedPattern::every(["Wed", "Thu"]),
        starts_on: stage.today.to_string(),
        ends_on: String::new(),
    };
    add_practitioner(market, staff, add).await?;
    move_service(market, staff, MoveService { service, event: Event::Publish }).await?;
    let viewer = market::Viewer::Actor(Box::new(takes.head.clone()));
    let month = domain::capacity::YearMonth::of(stage.in_days(21));
    let shown = market::service::view_service(market, &viewer, service).await?;
    let free = market::capacity::free_days(market, &shown, (None, month)).await?;
    let days: Vec<chrono::NaiveDate> = free.bookable().take(2).map(|day| day.day).collect();
    if days.is_empty() {
        return Ok(());
    }
    let asked = QuoteOrder { service, wanted: Wanted::Days(days.clone()) };
    let quote = quote_order(market, &takes.head, asked).await?;
    let booking = PlaceOrder {
        service,
        wanted: Wanted::Days(days),
        purchase_order_number: None,
        seen: quote.seen(),
        key: stage.key()?,
    };
    place_order(market, &takes.head, booking).await?;
    stage.tell("a school sells days of its own to another");
    Ok(())
}

/// What the school delivers.
fn early_reading() -> TypedTerms {
    TypedTerms {
        title: "Early reading: a day with our reading lead".to_owned(),
        summary: "A primary school that teaches phonics well shows yours how.".to_owned(),
        description:
            "Our reading lead watches lessons with you in the morning and plans the next half term \
                      with your team in the afternoon. The school and the price are illustrative."
                .to_owned(),
        included: "A visit of a day\nNotes within a week".to_owned(),
        category: "school_improvement".to_owned(),
        unit: "day".to_owned(),
        vat: "standard".to_owned(),
        price: TypedPrice {
            kind: "per_unit".to_owned(),
            rates: TypedRates {
                member: "320".to_owned(),
                associate: String::new(),
                non_member: "380".to_owned(),
                ..TypedRates::default()
            },
            ..TypedPrice::default()
        },
        ..TypedTerms::default()
    }
}

/// The association, which three partnerships join.
pub(crate) async fn association(
    stage: &Stage<'_>,
    partnerships: [&Founded; 3],
) -> Result<(), Failure> {
    let market = &stage.market;
    let role = Role::AssociationStaff;
    let here = installation::organisation_for(market, role, None).await?;
    let who: &Persona = &tour_people::ASSOCIATION;
    who.join(stage, here).await?;
    for (founded, place) in partnerships.into_iter().zip(["barking", "redbridge", "lewisham"]) {
        let contact = format!("office@{place}.demo.example");
        join_association(market, &founded.director, JoinAssociation { contact }).await?;
    }
    stage.tell("three partnerships stand in the association\u{2019}s directory");
    Ok(())
}
