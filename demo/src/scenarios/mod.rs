//! Small worlds beside the tour's: partnerships that are each like another area's, with a few
//! made-up schools, a director, a business manager and a head.

mod renewal;
mod sits;
mod table;

use std::collections::HashMap;

use domain::Failure;
use domain::Pence;
use domain::access::Role;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use domain::partnership::{LegalShape, LineOfWork, MemberRights, Model, NewTier, TierRule};
use domain::price::{TypedPrice, TypedRates};
use domain::service::{Event, OpenWidth, TypedOpening, TypedTerms};
use domain::text::{Email, LaCode, Urn};
use market::Actor;
use market::association::{JoinAssociation, join_association};
use market::db::every_row;
use market::group::{AddGroup, PutIntoGroup, add_group, put_into_group};
use market::installation;
use market::partnership::{
    ChangeTier, CreatePartnership, Director, Host, MemberFilter, change_tier, create_partnership,
    members, tiers,
};
use market::person::{self, personas};
use market::service::{
    AddService, Browse, MoveService, OfferService, OpenService, TypedProvider, add_service,
    list_services, move_service, offer_service, open_service, view_service,
};
pub(crate) use table::SCENARIOS;

use crate::events;
use crate::founding::{agree, foot};
use crate::names::People;
use crate::orders;
use crate::people::{self, Persona};
use crate::schools::{Area, School, Stands, TRUST_OF_ESSEX};
use crate::services::offer::Offer;
use crate::services::put_on_sale;
use crate::stage::Stage;
use crate::structure::{Comes, comes_in};

/// A partnership that is like another area's.
pub(crate) struct Scenario {
    /// What is seen there, for the picker.
    pub title: &'static str,
    /// Its name.
    pub partnership: &'static str,
    /// The areas of its members; its own is the first.
    pub areas: &'static [Area],
    /// What its invoices' numbers begin with.
    pub prefix: &'static str,
    /// What it is like.
    pub model: Model,
    /// What it works in.
    pub work: &'static [LineOfWork],
    /// The council through which it trades, where it is no legal body.
    pub host: Option<&'static str>,
    /// What its one membership level costs and includes.
    pub tier: (Cost, &'static str),
    /// Whom one can be, and what they come to do. The director is the first.
    pub people: &'static [(Persona, &'static str)],
    /// What it sells.
    pub offers: &'static [Offer],
    /// Its groups, in each of which are its first two members.
    pub groups: &'static [(&'static str, GroupKind)],
    /// What it has beside that.
    pub has: Has,
}

/// What a year of membership costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    /// So many pounds for each pupil.
    PerPupil(i32),
    /// So many pounds for each school.
    Flat(i32),
    /// Nothing until two months from today, then so many pounds for each pupil.
    FreeAtFirst(i32),
}

/// What one scenario has beside its services and groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Has {
    /// Nothing else.
    NoMore,
    /// It lies in a quadrant of a county, and its schools are in a trust too.
    QuadrantAndTrust,
    /// A school that delivers to the others.
    Giver,
    /// Next year's prices, which are open.
    NextYear,
    /// A course whose places are its first service.
    Course,
}

/// So many days from today on a free membership costs something.
const FREE_DAYS: u64 = 60;

/// What the course is called.
const COURSE: &str = "Leading a school, this year\u{2019}s course";

/// Founds them all, as of the clock's day.
pub(crate) async fn found_all(
    stage: &Stage<'_>,
    operator: &Actor,
    all: &[School],
) -> Result<(), Failure> {
    // The association is there from the first time that it is asked for.
    installation::organisation_for(&stage.market, Role::AssociationStaff, None).await?;
    for (number, scenario) in (11_u32..).zip(SCENARIOS) {
        Box::pin(found(stage, operator, scenario, number, all)).await?;
    }
    stage.tell(&format!("{} small partnerships stand beside them", SCENARIOS.len()));
    Ok(())
}

async fn found(
    stage: &Stage<'_>,
    operator: &Actor,
    scenario: &Scenario,
    number: u32,
    all: &[School],
) -> Result<(), Failure> {
    let market = &stage.market;
    let schools: Vec<&School> = all
        .iter()
        .filter(|school| scenario.areas.contains(&school.area) && school.stands == Stands::Full)
        .collect();
    let charter = charter(scenario, &schools)?;
    let here = create_partnership(market, operator, &stage.key()?, charter).await?.partnership;
    if let Some(council) = scenario.host {
        let council = installation::council(market, council).await?;
        let role = Role::CouncilCommissioner;
        let host =
            people::join(stage, &table::name("Isolde", "Marwick"), council, role, None).await?;
        agree(stage, &stage.become_person(host, council).await?).await?;
    }
    let [(director, _), others @ ..] = scenario.people else { return Err(Failure::NotFound) };
    let director = stage.become_person(director.join(stage, here).await?, here).await?;
    let address = format!("{number} Demo Lane\nIG99 {}AA", number % 10);
    foot(stage, &director, scenario.host, &format!("000000{number}"), &address).await?;
    let (filter, lead) = (&MemberFilter::default(), &director);
    let held = every_row(|page| async move { members(market, lead, filter, &page).await }).await?;
    let held: HashMap<String, OrganisationId> = held
        .into_iter()
        .filter_map(|member| Some((member.urn?.to_string(), member.organisation)))
        .collect();
    let own: Vec<OrganisationId> =
        schools.iter().filter_map(|school| held.get(&school.urn).copied()).collect();
    let first = own.first().copied().ok_or(Failure::NotFound)?;
    for (persona, _) in others.iter().filter(|(persona, _)| *persona != table::OF_TRUST) {
        let at = match persona.role() {
            // Whoever reads for a council belongs to it too; the partnership is what they see first.
            Role::CouncilCommissioner => {
                persona.join(stage, here).await?;
                installation::council(market, table::CAMDEN_COUNCIL).await?
            }
            _ => first,
        };
        let person = persona.join(stage, at).await?;
        if persona.role() == Role::Approver {
            let head = stage.become_person(person, first).await?;
            match scenario.has {
                Has::NoMore | Has::NextYear | Has::Course => {}
                Has::Giver => gives(stage, &director, &head).await?,
                Has::QuadrantAndTrust => trust(stage, &director, &head).await?,
            }
        }
    }
    let on_sale = put_on_sale(stage, &director, &mut People::new(), &[scenario.offers]).await?;
    if let (Has::Course, [places, ..]) = (scenario.has, scenario.offers) {
        let service = on_sale.service(places.title)?;
        events::plan_course(stage, &director, service, COURSE).await?;
    }
    for (name, kind) in scenario.groups {
        let add = AddGroup { name: (*name).to_owned(), kind: *kind, parent: None };
        let group = add_group(market, &director, &stage.key()?, add).await?;
        let put = PutIntoGroup { group, members: own.iter().take(2).copied().collect() };
        put_into_group(market, &director, &stage.key()?, put).await?;
        sits::enter(stage, &director, (*name, group), scenario.people).await?;
    }
    if let (Cost::FreeAtFirst(each), _) = scenario.tier {
        costs_later(stage, &director, each).await?;
    }
    let contact = office(scenario);
    join_association(market, &director, JoinAssociation { contact }).await?;
    opens(stage, &director, scenario).await
}

/// What a partnership opens to members of all others, and what they pay: whose, which and how much.
const OPENED: [(&str, &str, &str); 1] =
    [("Hounslow Education Partnership", "Subject networks, by the year", "260")];

async fn opens(stage: &Stage<'_>, director: &Actor, scenario: &Scenario) -> Result<(), Failure> {
    let market = &stage.market;
    let viewer = market::Viewer::Actor(Box::new(director.clone()));
    for (_, title, price) in OPENED.iter().filter(|(whose, ..)| *whose == scenario.partnership) {
        let listing = list_services(market, &viewer, Browse::default()).await?;
        let found = listing.services.items.iter().find(|one| one.title == *title);
        let service = found.ok_or(Failure::NotFound)?.id;
        let version = view_service(market, &viewer, service).await?.row_version();
        let opening = TypedOpening {
            to: OpenWidth::Association.code().to_owned(),
            prices: vec![(*price).to_owned()],
            ..TypedOpening::default()
        };
        open_service(market, director, OpenService { service, version, opening }).await?;
    }
    Ok(())
}

/// The head of each school that is met agrees on the first service that is sold by the year.
pub(crate) async fn order_all(stage: &Stage<'_>) -> Result<(), Failure> {
    let market = &stage.market;
    for scenario in SCENARIOS {
        let yearly = scenario.offers.iter().find(|offer| ["pupil", "year"].contains(&offer.unit));
        let heads = scenario.people.iter().find(|(who, _)| who.role() == Role::Approver);
        let (Some(offer), Some((head, _))) = (yearly, heads) else { continue };
        let head = becomes(stage, head).await?;
        let viewer = market::Viewer::Actor(Box::new(head.clone()));
        let listing = list_services(market, &viewer, Browse::default()).await?;
        let found = listing.services.items.iter().find(|one| one.title == offer.title);
        let service = found.ok_or(Failure::NotFound)?.id;
        match (scenario.has, scenario.people) {
            (Has::NextYear, [(director, _), (buyer, _), ..]) => {
                let (director, buyer) =
                    (becomes(stage, director).await?, becomes(stage, buyer).await?);
                renewal::open(stage, (&director, &buyer, &head), service).await?;
            }
            _ => {
                orders::agree(stage, &head, service).await?;
            }
        }
    }
    Ok(())
}

async fn becomes(stage: &Stage<'_>, persona: &Persona) -> Result<Actor, Failure> {
    let who = person::with_email(&stage.market, &persona.email()).await?;
    stage.become_one(who.ok_or(Failure::NotFound)?).await
}

/// How it is reached.
fn office(scenario: &Scenario) -> String {
    format!("office@{}.demo.example", scenario.prefix.to_lowercase())
}

fn charter(scenario: &Scenario, schools: &[&School]) -> Result<CreatePartnership, Failure> {
    let in_field = |field| move |problem| Failure::field(field, problem);
    let (cost, includes) = scenario.tier;
    let rule = match cost {
        Cost::PerPupil(pounds) => TierRule::PerPupil { each: Pence::pounds(pounds) },
        Cost::Flat(pounds) => TierRule::Flat { amount: Pence::pounds(pounds) },
        Cost::FreeAtFirst(_) => TierRule::Flat { amount: Pence::ZERO },
    };
    let areas = scenario.areas.iter().map(|area| LaCode::parse(area.code));
    let urns = schools.iter().map(|school| Urn::parse(&school.urn));
    let invited = office(scenario);
    Ok(CreatePartnership {
        name: scenario.partnership.to_owned(),
        model: scenario.model,
        shape: if scenario.host.is_some() { LegalShape::Informal } else { LegalShape::Company },
        areas: areas.collect::<Result<_, _>>().map_err(in_field("areas"))?,
        lines_of_work: scenario.work.to_vec(),
        tiers: vec![NewTier {
            name: "Member school".to_owned(),
            rights: MemberRights::Full,
            rule,
            includes: includes.to_owned(),
        }],
        invoice_prefix: SellerPrefix::parse(scenario.prefix).map_err(in_field("invoice_prefix"))?,
        host: scenario.host.map(|name| Host { name: name.to_owned(), contact: None }),
        schools: urns.collect::<Result<_, _>>().map_err(in_field("schools"))?,
        director: Director::Invited(Email::parse(&invited).map_err(in_field("email"))?),
    })
}

/// What was free costs something from a day to come.
async fn costs_later(stage: &Stage<'_>, director: &Actor, each: i32) -> Result<(), Failure> {
    for tier in tiers(&stage.market, director).await? {
        let change = ChangeTier {
            tier: tier.id,
            version: tier.version,
            rule: TierRule::PerPupil { each: Pence::pounds(each) },
            includes: tier.level.includes,
            from: stage.in_days(FREE_DAYS),
        };
        change_tier(&stage.market, director, change).await?;
    }
    Ok(())
}

/// A school offers a service to the others, and the director puts it on sale.
async fn gives(stage: &Stage<'_>, director: &Actor, head: &Actor) -> Result<(), Failure> {
    let market = &stage.market;
    let of = |actor: &Actor| actor.acting_for().map(|acting| acting.organisation);
    let (partnership, school) = of(director).zip(of(head)).ok_or(Failure::NotFound)?;
    let offers = "Leading mathematics: half a day with our team".to_owned();
    let command = OfferService { partnership, offers: offers.clone() };
    offer_service(market, head, &stage.key()?, command).await?;
    let terms = TypedTerms {
        title: offers,
        summary: "A primary school shows how it leads mathematics.".to_owned(),
        description: "Every member commits and contributes: this is what one school gives. The \
                      school and the price are illustrative."
            .to_owned(),
        category: "school_improvement".to_owned(),
        unit: "session".to_owned(),
        vat: "standard".to_owned(),
        price: TypedPrice {
            kind: "per_unit".to_owned(),
            rates: TypedRates {
                member: "120".to_owned(),
                associate: String::new(),
                non_member: "160".to_owned(),
                ..TypedRates::default()
            },
            ..TypedPrice::default()
        },
        ..TypedTerms::default()
    };
    let provider = TypedProvider { chosen: school.to_string(), new_name: String::new() };
    let add = AddService { key: stage.key()?, provider, terms };
    let service = add_service(market, director, add).await?;
    move_service(market, director, MoveService { service, event: Event::Publish }).await
}

/// The trust of the schools comes in, and its business manager acts for the one that has agreed.
async fn trust(stage: &Stage<'_>, director: &Actor, head: &Actor) -> Result<(), Failure> {
    let (chair, lead) = (table::name("Hesper", "Lindfield"), table::name("Anselm", "Cardew"));
    let (uid, manager) = (TRUST_OF_ESSEX.uid, &table::OF_TRUST);
    let comes = Comes { uid, people: [&chair, &lead], manager };
    comes_in(stage, director, comes, &[head]).await
}

/// The association puts a county's partnership into its quadrant.
pub(crate) async fn group_all(stage: &Stage<'_>) -> Result<(), Failure> {
    let market = &stage.market;
    let role = Role::AssociationStaff;
    let here = installation::organisation_for(market, role, None).await?;
    let found = personas(market).await?;
    let keeper = found.iter().find(|who| who.role == role).ok_or(Failure::NotFound)?;
    let keeper = stage.become_person(keeper.person, here).await?;
    let county = AddGroup { name: "Essex".to_owned(), kind: GroupKind::County, parent: None };
    let county = add_group(market, &keeper, &stage.key()?, county).await?;
    for name in table::QUADRANTS {
        let parent = Some(county);
        let add = AddGroup { name: (*name).to_owned(), kind: GroupKind::Quadrant, parent };
        let quadrant = add_group(market, &keeper, &stage.key()?, add).await?;
        if *name == table::OWN_QUADRANT {
            let own = |one: &&Scenario| one.has == Has::QuadrantAndTrust;
            let names: Vec<&str> =
                SCENARIOS.iter().filter(own).map(|one| one.partnership).collect();
            let listed = market::association::directory(market).await?;
            let members = listed.into_iter().filter(|one| names.contains(&one.name.as_str()));
            let members = members.map(|one| one.partnership).collect();
            let put = PutIntoGroup { group: quadrant, members };
            put_into_group(market, &keeper, &stage.key()?, put).await?;
        }
    }
    stage.tell("a county has four quadrants");
    Ok(())
}
