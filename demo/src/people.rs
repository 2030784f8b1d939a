//! The people of the demo world: a dozen who are on the tour, and everybody else.

use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId};
use market::person::{self, AddUser};

use crate::names::Name;
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

const fn persona(given: &'static str, family: &'static str, role: Role) -> Persona {
    Persona { given, family, role, limit: None }
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
/// Manages S1's counsellors.
pub(crate) const COUNSELLING_MANAGER: Persona = persona("Rosa", "Delamarre", Role::ProviderManager);
/// Manages the firm of therapists.
pub(crate) const THERAPY_MANAGER: Persona = persona("Idris", "Fairweather", Role::ProviderManager);
/// Reads everything of S1.
pub(crate) const AUDITOR: Persona = persona("Mei", "Thornbury", Role::Auditor);
/// Runs S8's group deals.
pub(crate) const PROCUREMENT_LEAD: Persona = persona("Farah", "Kowalski", Role::ProcurementLead);
/// Business manager of a school of S8 that is not in the open deal yet.
pub(crate) const DEAL_BUSINESS_MANAGER: Persona =
    Persona { limit: Some(5_000), ..persona("Joanna", "Sandhurst", Role::Buyer) };
/// Head of that school.
pub(crate) const DEAL_HEAD: Persona = persona("Grace", "Nakamoura", Role::Approver);
/// Follows what the council pays S1 for.
pub(crate) const COMMISSIONER: Persona = persona("Owen", "Baptista", Role::CouncilCommissioner);

/// Everybody of the tour. The first is added before all else and the last when all is done: with
/// some of them there and not all, a world was left half made.
pub(crate) const TOUR: &[Persona] = &[
    OPERATOR,
    DIRECTOR,
    STAFF,
    BUSINESS_MANAGER,
    HEAD,
    COUNSELLING_MANAGER,
    THERAPY_MANAGER,
    AUDITOR,
    PROCUREMENT_LEAD,
    DEAL_BUSINESS_MANAGER,
    DEAL_HEAD,
    COMMISSIONER,
];

impl Persona {
    /// Their whole name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Adds them to an organisation.
    pub async fn join(
        &self,
        stage: &Stage<'_>,
        organisation: OrganisationId,
    ) -> Result<PersonId, Failure> {
        let plain = |part: &str| part.to_lowercase();
        let email = format!("{}.{}@tour.demo.example", plain(self.given), plain(self.family));
        add(stage, email, self.name(), organisation, self.role, self.limit).await
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
