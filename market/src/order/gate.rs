//! The gate that every order passes, the first time and again: how far its buyer may go alone, and
//! that it is what was shown.

use chrono::Duration;
use domain::id::{OrganisationId, ServiceId, ServiceVersionId};
use domain::order::{Allowance, WINDOW_DAYS};
use domain::{Failure, Pence, Refusal};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::access::Permit;
use crate::db::Reader;
use crate::school::facts;

/// How far somebody may go alone with a service: their limit, of which that is used what they
/// ordered of it for the school without an approver in the last thirty days. An order that an
/// approver saw is no part of it.
pub(super) async fn allowance(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    service: Option<ServiceId>,
) -> Result<Allowance, Failure> {
    #[derive(FromQueryResult)]
    struct Used {
        pence: i64,
    }
    let limit = permit.role().limit();
    let (Some(_), Some(service)) = (limit, service) else {
        return Ok(Allowance::new(limit, Pence::ZERO));
    };
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
    Ok(Allowance::new(limit, used.map_or(Pence::ZERO, |used| Pence::new(used.pence))))
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
