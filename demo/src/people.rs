//! The people of the demo world: those who are on the tour, and everybody else.

use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId};
use market::person::{self, AddUser};

use crate::names::Name;
use crate::scenarios::SCENARIOS;
use crate::stage::Stage;

/// Somebody of the tour, whom one can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Persona {
    given: &'static str,
    family: &'static str,
    role: Role,
    /// The most they may order alone, in pounds including VAT.
    limit: Option<i32>,
}

pub(crate) const fn persona(given: &'static str, family: &'static str, role: Role) -> Persona {
    Persona { given, family, role, limit: None }
}

/// Somebody who buys for a school.
pub(crate) const fn buyer(given: &'static str, family: &'static str) -> Persona {
    Persona { limit: Some(2_000), ..persona(given, family, Role::Buyer) }
}

/// Founds partnerships on this installation.
pub(crate) const OPERATOR: Persona = persona("Tomasz", "Wilderspin", Role::Operator);
/// S1's director.
pub(crate) const DIRECTOR: Persona = persona("Amara", "Whitlocke", Role::Director);
/// Keeps S1's services, orders and invoices.
pub(crate) const STAFF: Persona = persona("Declan", "Osibanjo", Role::PartnershipStaff);
/// Business manager of a school of S1.
pub(crate) const BUSINESS_MANAGER: Persona =
    Persona { limit: Some(1_500), ..persona("Priya", "Lindgreen", Role::Buyer) };
/// Head of the same school.
pub(crate) const HEAD: Persona = persona("Samuel", "Achterberg", Role::Approver);
/// Sees the same school's invoices and savings.
pub(crate) const FINANCE: Persona = persona("Lucian", "Ferreday", Role::Finance);
/// Manages S1's counsellors.
pub(crate) const COUNSELLING_MANAGER: Persona = persona("Rosa", "Delamarre", Role::ProviderManager);
/// Manages the firm of therapists.
pub(crate) const THERAPY_MANAGER: Persona = persona("Idris", "Fairweather", Role::ProviderManager);
/// Acts for the council that owns a part of S1, pays it for work, and sells through it.
pub(crate) const COMMISSIONER: Persona = persona("Owen", "Baptista", Role::CouncilCommissioner);
/// Runs S8's group deals.
pub(crate) const PROCUREMENT_LEAD: Persona = persona("Farah", "Kowalski", Role::ProcurementLead);
/// Business manager of a school of S8 that is not in the open deal yet.
pub(crate) const DEAL_BUSINESS_MANAGER: Persona =
    Persona { limit: Some(5_000), ..persona("Joanna", "Sandhurst", Role::Buyer) };
/// Head of that school.
pub(crate) const DEAL_HEAD: Persona = persona("Grace", "Nakamoura", Role::Approver);
/// S6's director.
pub(crate) const HOSTED_DIRECTOR: Persona = persona("Marguerite", "Oyelaran", Role::Director);
/// Business manager of a school of S6.
pub(crate) const HOSTED_BUSINESS_MANAGER: Persona =
    Persona { limit: Some(2_000), ..persona("Tobias", "Wrenfield", Role::Buyer) };
/// Answers for the council that S6 trades through.
pub(crate) const HOST: Persona = persona("Harriet", "Solanke", Role::CouncilCommissioner);
/// Business manager of a trust, who acts for its three schools in S1.
pub(crate) const TRUST_MANAGER: Persona =
    Persona { limit: Some(2_000), ..persona("Helena", "Marchbanks", Role::Buyer) };
/// Keeps what a school of S1 delivers to others.
pub(crate) const SCHOOL_PROVIDER: Persona = persona("Yusuf", "Calderwood", Role::ProviderManager);
/// Works for the association of partnerships.
pub(crate) const ASSOCIATION: Persona = persona("Beatrix", "Holloway", Role::AssociationStaff);
/// Approves for the governors of a school of S1 that has laid down three levels.
pub(crate) const GOVERNOR: Persona = persona("Winifred", "Castellane", Role::Governor);
/// Stands in for the head of that school.
pub(crate) const DEPUTY: Persona = persona("Callum", "Broadmead", Role::Finance);
/// Head of a school of S6 that became an academy.
pub(crate) const ACADEMY_HEAD: Persona = persona("Sybil", "Ravenhill", Role::Approver);
/// Head of a school of S1 that left its trust.
pub(crate) const LEFT_HEAD: Persona = persona("Ottilie", "Farnsworth", Role::Approver);
/// Reads everything of S1.
pub(crate) const AUDITOR: Persona = persona("Mei", "Thornbury", Role::Auditor);

/// Everybody of the tour. The first is added before all else and the last when all is done: with
/// some of them there and not all, a world was left half made.
pub(crate) const TOUR: &[Persona] = &[
    OPERATOR,
    DIRECTOR,
    STAFF,
    BUSINESS_MANAGER,
    HEAD,
    FINANCE,
    COUNSELLING_MANAGER,
    THERAPY_MANAGER,
    COMMISSIONER,
    PROCUREMENT_LEAD,
    DEAL_BUSINESS_MANAGER,
    DEAL_HEAD,
    HOSTED_DIRECTOR,
    HOSTED_BUSINESS_MANAGER,
    HOST,
    TRUST_MANAGER,
    SCHOOL_PROVIDER,
    ASSOCIATION,
    GOVERNOR,
    DEPUTY,
    ACADEMY_HEAD,
    LEFT_HEAD,
    AUDITOR,
];

/// Everybody whom one can be: those of the tour, and those of the scenarios beside it.
pub(crate) fn everybody() -> Vec<Persona> {
    let beside = SCENARIOS.iter().flat_map(|scenario| scenario.people);
    TOUR.iter().chain(beside.map(|(persona, _)| persona)).copied().collect()
}

impl Persona {
    /// As what they are there.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// Their whole name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Their address, by which the picker knows who is on the tour.
    pub fn email(&self) -> String {
        let plain = |part: &str| part.to_lowercase();
        format!("{}.{}@tour.demo.example", plain(self.given), plain(self.family))
    }

    /// Adds them to an organisation.
    pub async fn join(
        &self,
        stage: &Stage<'_>,
        organisation: OrganisationId,
    ) -> Result<PersonId, Failure> {
        self.join_as(stage, organisation, self.role).await
    }

    /// Gives them a role beside their own, or in another organisation.
    pub async fn join_as(
        &self,
        stage: &Stage<'_>,
        organisation: OrganisationId,
        role: Role,
    ) -> Result<PersonId, Failure> {
        add(stage, self.email(), self.name(), organisation, role, self.limit).await
    }
}

/// Adds somebody who is not on the tour. The limit is in pounds including VAT.
pub(crate) async fn join(
    stage: &Stage<'_>,
    name: &Name,
    organisation: OrganisationId,
    role: Role,
    limit: Option<i32>,
) -> Result<PersonId, Failure> {
    add(stage, name.email(), name.full(), organisation, role, limit).await
}

async fn add(
    stage: &Stage<'_>,
    email: String,
    name: String,
    organisation: OrganisationId,
    role: Role,
    limit: Option<i32>,
) -> Result<PersonId, Failure> {
    let order_limit_pence = limit.map(|pounds| domain::Pence::pounds(pounds).get());
    let user = AddUser { email, name, password: None, organisation, role, order_limit_pence };
    person::add_user(&stage.market, user).await
}
