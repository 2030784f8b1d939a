//! The partnership, its schools in the register, and their people.

use domain::Pence;
use domain::access::Role;
use domain::id::OrganisationId;
use domain::invoice::SellerPrefix;
use domain::partnership::{Bank, LegalShape, MemberRights, Model, NewTier, TierRule};
use domain::school::read_pasted;
use domain::text::{Email, LaCode, Urn};
use market::db::every_row;
use market::partnership::{
    CreatePartnership, Director, InviteSchools, MemberFilter, PartnershipFacts, change_bank,
    create_partnership, invite_schools, members, partnership, tiers, update_partnership,
};
use market::school::{AskToJoin, RecordPupils, import_register, record_pupils};
use market::{Actor, service};

use super::{Marks, Tenant, key};
use crate::Bed;
use crate::people::{self, Newcomer, Somebody};

/// The most the school's buyer may order alone, in pence including VAT.
const BUYERS_LIMIT: i64 = 30_000;

/// A partnership with its members, and who is in them.
pub(super) struct Founded {
    pub partnership: OrganisationId,
    pub school: OrganisationId,
    pub other_school: OrganisationId,
    pub people: Vec<Somebody>,
    pub of_both_schools: Somebody,
}

impl Founded {
    pub fn staff(&self) -> &Actor {
        let staff = self.people.iter().find(|person| person.role == Role::PartnershipStaff);
        &staff.expect("staff").actor
    }
}

/// Founds the partnership with three schools; nobody acts for the third.
pub(super) async fn found(bed: &Bed, marks: Marks) -> Founded {
    let market = &bed.market;
    import_register(market, register(marks).as_bytes(), &|_| ()).await.expect("the register");
    let operator = people::operator(bed).await;
    let charter = charter(marks);
    let created = create_partnership(market, &operator.actor, &key(market), charter).await;
    let partnership = created.expect("a partnership").partnership;
    let mut people = partnership_people(bed, marks, partnership).await;
    let director = &people.first().expect("a director").actor;
    sellers_details(bed, marks, director).await;
    let all = &MemberFilter::default();
    let members = every_row(|page| async move { members(market, director, all, &page).await });
    let members = members.await.expect("members");
    let member = |number: u8| {
        let urn = Urn::parse(&marks.urn(number)).expect("a number");
        let found = members.iter().find(|member| member.urn.as_ref() == Some(&urn));
        found.expect("a member").organisation
    };
    let (school, other_school) = (member(1), member(2));
    people.extend(school_people(bed, marks, school).await);
    let buys = Newcomer {
        name: &marks.hidden("Lena Fox"),
        role: Role::Buyer,
        organisation: other_school,
        limit_pence: None,
    };
    people.push(people::add(bed, buys).await);
    let of_both_schools = bursar(bed, marks, [other_school, school]).await;
    Founded { partnership, school, other_school, people, of_both_schools }
}

fn register(marks: Marks) -> String {
    let Marks { area, open, .. } = marks;
    let header = "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (code),\
                  EstablishmentStatus (code),PhaseOfEducation (code),CensusDate,NumberOfPupils,\
                  Town,Postcode";
    let rows = [(1, "Hill Rise Primary", 420), (2, "Marsh Lane School", 210)];
    let rows = rows.into_iter().chain([(3, "Weir Infant School", 90), (4, "Lock Gate School", 60)]);
    let rows = rows.map(|(number, name, pupils)| {
        let urn = marks.urn(number);
        format!("{urn},{area},{open},{name} {open},01,1,2,15-01-2026,{pupils},London,N8 7AA")
    });
    std::iter::once(header.to_owned()).chain(rows).map(|row| row + "\n").collect()
}

/// Letters for the invoices of the tenant's second partnership.
pub(super) fn other_letters(marks: Marks) -> SellerPrefix {
    let letters = marks.hidden.get(2..).expect("letters");
    SellerPrefix::parse(letters).expect("letters")
}

pub(super) fn charter(marks: Marks) -> CreatePartnership {
    let level = |name: &str, rights, rule| NewTier {
        name: marks.hidden(name),
        rights,
        rule,
        includes: marks.hidden("A named adviser and a vote"),
    };
    let per_pupil = TierRule::PerPupil { each: Pence::new(350) };
    let flat = TierRule::Flat { amount: Pence::pounds(500) };
    let urn = |number| Urn::parse(&marks.urn(number)).expect("a number");
    CreatePartnership {
        name: marks.open("Learning Partnership"),
        model: Model::TradedOnly,
        shape: LegalShape::Company,
        areas: vec![LaCode::parse(marks.area).expect("an area")],
        lines_of_work: Model::TradedOnly.defaults().lines_of_work,
        tiers: vec![
            level("Full", MemberRights::Full, per_pupil),
            level("Associate", MemberRights::Associate, flat),
        ],
        invoice_prefix: SellerPrefix::parse(marks.hidden).expect("letters"),
        host: None,
        schools: vec![urn(1), urn(2), urn(3)],
        director: Director::Invited(
            Email::parse(&format!("invited.{}@pool.example", marks.hidden)).expect("an address"),
        ),
    }
}

async fn partnership_people(
    bed: &Bed,
    marks: Marks,
    organisation: OrganisationId,
) -> Vec<Somebody> {
    let mut people = Vec::new();
    for (name, role) in [
        ("Dana Reed", Role::Director),
        ("Sam Patel", Role::PartnershipStaff),
        ("Farah Lowe", Role::ProcurementLead),
        ("Owen Clay", Role::CouncilCommissioner),
        ("Mei Stone", Role::Auditor),
    ] {
        let name = marks.hidden(name);
        let new = Newcomer { name: &name, role, organisation, limit_pence: None };
        people.push(people::add(bed, new).await);
    }
    people
}

async fn school_people(bed: &Bed, marks: Marks, organisation: OrganisationId) -> Vec<Somebody> {
    let mut people = Vec::new();
    for (name, role, limit_pence) in [
        ("Amina Rahman", Role::Buyer, Some(BUYERS_LIMIT)),
        ("Grace Adeyemi", Role::Approver, None),
        ("Tom Field", Role::Finance, None),
        ("Rosa Marsh", Role::Administrator, None),
        ("Ivo Bell", Role::Auditor, None),
    ] {
        let name = marks.hidden(name);
        let new = Newcomer { name: &name, role, organisation, limit_pence };
        people.push(people::add(bed, new).await);
    }
    let count = RecordPupils {
        urn: Urn::parse(&marks.urn(1)).expect("a number"),
        pupils: 425,
        counted_on: super::day("2026-10-01"),
        note: "October school census".to_owned(),
        reason: None,
    };
    let buyer = &people.first().expect("a buyer").actor;
    record_pupils(&bed.market, buyer, count).await.expect("pupils");
    people
}

/// Whoever keeps the accounts of both schools, and may switch between them.
async fn bursar(bed: &Bed, marks: Marks, schools: [OrganisationId; 2]) -> Somebody {
    let name = marks.hidden("Kit Vale");
    let of = |organisation| {
        let role = Role::Finance;
        people::add(bed, Newcomer { name: &name, role, organisation, limit_pence: None })
    };
    let [other, first] = schools.map(of);
    other.await;
    first.await
}

async fn sellers_details(bed: &Bed, marks: Marks, director: &Actor) {
    let held = partnership(&bed.market, director).await.expect("the partnership");
    let bank = Bank {
        name: marks.hidden("Riverside Bank"),
        sort_code: "40-11-22".to_owned(),
        account: "12345678".to_owned(),
    };
    change_bank(&bed.market, director, held.version, bank).await.expect("the first account");
    let held = partnership(&bed.market, director).await.expect("the partnership");
    let facts = PartnershipFacts {
        vat_number: Some("GB123456789".to_owned()),
        invoice_address: Some(marks.hidden("1 Riverside Walk")),
        ..held.facts
    };
    update_partnership(&bed.market, director, held.version, facts).await.expect("saved");
}

/// An invitation by e-mail that nobody has followed yet.
pub(super) async fn invite_a_fourth(bed: &Bed, tenant: &Tenant) {
    let (marks, director) = (tenant.marks, &tenant.who(Role::Director, tenant.partnership).actor);
    let levels = tiers(&bed.market, director).await.expect("levels");
    let line = format!("{} office.{}@pool.example", marks.urn(4), marks.hidden);
    let command = InviteSchools {
        pasted: read_pasted(&line),
        tier: levels.first().expect("a level").id,
        starts_on: bed.market.today(),
        role: Role::Approver,
        reason: Some(tenant.marks.hidden("From our list of headteachers")),
    };
    invite_schools(&bed.market, director, command).await.expect("an invitation");
}

/// Who delivers the services on sale, and two people there.
pub(super) async fn provider(
    bed: &Bed,
    marks: Marks,
    staff: &Actor,
) -> (OrganisationId, Vec<Somebody>) {
    let known = service::providers(&bed.market, staff).await.expect("providers");
    let name = marks.open(super::offers::PROVIDER);
    let provider = known.into_iter().find(|provider| provider.name == name);
    let organisation = provider.expect("the provider").id;
    let mut people = Vec::new();
    for (name, role) in [("Priya Shah", Role::ProviderManager), ("Theo Nash", Role::Practitioner)] {
        let name = marks.hidden(name);
        let new = Newcomer { name: &name, role, organisation, limit_pence: None };
        people.push(people::add(bed, new).await);
    }
    (organisation, people)
}

/// One request that the school decides on, and one that the partnership does.
pub(super) async fn ask_to_join(bed: &Bed, tenant: &Tenant) {
    for (school, name) in [(1, "Nell Hart"), (3, "Max Webb")] {
        let marks = tenant.marks;
        let ask = AskToJoin {
            urn: Urn::parse(&marks.urn(school)).expect("a number"),
            name: marks.hidden(name),
            email: format!("asks.{school}.{}@pool.example", marks.hidden),
            role: Role::Buyer,
        };
        let visitor = market::Viewer::Visitor;
        market::school::ask_to_join(&bed.market, &visitor, marks.hidden, ask)
            .await
            .expect("a request");
    }
}
