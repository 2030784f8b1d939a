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
use crate::db::Reader;
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
    let own = permit.role();
    let (chain, rule) = chain(market, r, permit.organisation(), permit.person(), category).await?;
    let limit = match own.role {
        Role::Buyer => deputy_limit(rule.alone, own.limit()),
        _ => own.limit(),
    };
    let counts = limit.is_some() || chain.governors_above.is_some();
    let used = match service.filter(|_| counts) {
        Some(service) => used(market, r, permit, service).await?,
        None => Pence::ZERO,
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
    let rule = delegation::scheme(r, school).await?.of(category);
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
    service: ServiceId,
) -> Result<Pence, Failure> {
    #[derive(FromQueryResult)]
    struct Used {
        pence: i64,
    }
    let sql = "SELECT CAST(COALESCE(SUM(o.gross_pence), 0) AS BIGINT) AS pence \
               FROM school_order o WHERE o.school_id = $1 AND o.requested_by = $2 \
               AND o.requested_at > $3 AND o.state IN ('placed', 'completed') \
               AND o.decided_by IS NULL AND EXISTS (SELECT 1 FROM order_line l \
               WHERE l.order_id = o.id AND l.service_id = $4)";
    let since = market.now() - Duration::days(WINDOW_DAYS);
    let values: [sea_orm::Value; 4] = [
        permit.organisation().uuid().into(),
        permit.person().uuid().into(),
        since.into(),
        service.uuid().into(),
    ];
    let used: Option<Used> = r.sql_one(sql, values).await?;
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
