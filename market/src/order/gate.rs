//! The gate that every order passes, the first time and again: how far its buyer may go alone, and
//! that it is what was shown.

use chrono::Duration;
use domain::access::Role;
use domain::delegation::{ApprovalLevel, Chain, DelegationRule, deputy_limit};
use domain::id::{OrganisationId, PersonId, ServiceId, ServiceVersionId};
use domain::order::{Allowance, Gate, WINDOW_DAYS};
use domain::service::Category;
use domain::{Failure, Pence, Refusal};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::access::Permit;
use crate::db::{Parameters, Reader};
use crate::delegation::{self, Standing};
use crate::school::facts;

/// What an order of somebody's passes: how far they may go alone with a service, and the levels
/// above that. Of their limit that is used what they ordered of it for the school without an
/// approver in the last thirty days; an order that an approver saw is no part of it.
pub(super) async fn gate(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    (service, category): (Option<ServiceId>, Option<Category>),
) -> Result<Gate, Failure> {
    gate_of(market, r, permit, (service.as_slice(), &[category])).await
}

/// The same for orders of several services that are placed together: by the strictest of what holds
/// for any of them, and by what was ordered alone of all of them.
pub(super) async fn gate_of(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    (services, categories): (&[ServiceId], &[Option<Category>]),
) -> Result<Gate, Failure> {
    let own = permit.role();
    let (school, person) = (permit.organisation(), permit.person());
    let (chain, rule) = chain_of(market, r, school, person, categories).await?;
    let limit = match own.role {
        Role::Buyer => deputy_limit(rule.alone, own.limit()),
        _ => own.limit(),
    };
    let counts = limit.is_some() || chain.governors_above.is_some();
    let used = if counts && !services.is_empty() {
        used(market, r, permit, services).await?
    } else {
        Pence::ZERO
    };
    Ok(Gate { allowance: Allowance::new(limit, used), chain })
}

/// The levels of a school for what somebody asks for, and what it has laid down for the category.
pub(crate) async fn chain(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
    requester: PersonId,
    category: Option<Category>,
) -> Result<(Chain, DelegationRule), Failure> {
    chain_of(market, r, school, requester, &[category]).await
}

/// The same for orders of several categories together: the strictest of what was laid down for any.
pub(super) async fn chain_of(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
    requester: PersonId,
    categories: &[Option<Category>],
) -> Result<(Chain, DelegationRule), Failure> {
    let scheme = delegation::scheme(r, school).await?;
    let rules = categories.iter().map(|category| scheme.of(*category));
    let rule = rules.reduce(DelegationRule::strictest).unwrap_or_else(|| scheme.of(None));
    let all = delegation::approvers(r, school, market.today()).await?;
    let governs = |one: &Standing| {
        one.approver.level == ApprovalLevel::Governors && one.approver.person != requester
    };
    let chain = Chain {
        governors_above: rule.governors_above,
        head: delegation::reach(&all, requester),
        governors: all.iter().any(governs),
    };
    Ok((chain, rule))
}

async fn used(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    services: &[ServiceId],
) -> Result<Pence, Failure> {
    #[derive(FromQueryResult)]
    struct Used {
        pence: i64,
    }
    let mut parameters = Parameters::default();
    let school = parameters.bind(permit.organisation().uuid());
    let person = parameters.bind(permit.person().uuid());
    let since = parameters.bind(market.now() - Duration::days(WINDOW_DAYS));
    let places: Vec<String> = services.iter().map(|one| parameters.bind(one.uuid())).collect();
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(o.gross_pence), 0) AS BIGINT) AS pence \
               FROM school_order o WHERE o.school_id = {school} AND o.requested_by = {person} \
               AND o.requested_at > {since} AND o.state IN ('placed', 'completed') \
               AND o.decided_by IS NULL AND EXISTS (SELECT 1 FROM order_line l \
               WHERE l.order_id = o.id AND l.service_id IN ({}))",
        places.join(", ")
    );
    let used: Option<Used> = r.sql_one(&sql, parameters.values()).await?;
    Ok(used.map_or(Pence::ZERO, |used| Pence::new(used.pence)))
}

/// Refuses to begin or to agree to anything for a school that the register has closed.
pub(super) async fn must_be_open(
    market: &Market,
    r: &Reader,
    school: OrganisationId,
) -> Result<(), Failure> {
    Ok(facts(r, school, market.today()).await?.must_be_open()?)
}

/// What stood above the button that was pressed: nobody is bound to anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The service as it was on sale: its terms.
    pub version: ServiceVersionId,
    /// What the order comes to, including VAT.
    pub gross: Pence,
    /// Whether it would wait for an approver.
    pub needs_approval: bool,
}

impl Seen {
    /// Refuses what is not as it was shown.
    pub(super) fn must_hold(self, now: Self) -> Result<(), Refusal> {
        if self == now { Ok(()) } else { Err(Refusal::NotAsShown) }
    }
}
