//! Changing what somebody may spend, and ending a role. Both are dated and stand in the trail.

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, RoleHoldingId};
use domain::people::{Held, has_limit, may_end, may_narrow, may_set_limit};
use domain::{Failure, Pence, Problem, Refusal};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::keeper::own_roles;
use super::list::{Holding, one, read_held};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::delegation;
use crate::idempotency::{Once, RequestKey};
use crate::organisation::{self, Grant};
use crate::trust;

/// What somebody may spend from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChangeLimit {
    /// Their role.
    pub holding: RoleHoldingId,
    /// The most they may order or approve alone, including VAT; nothing for no limit.
    pub limit: Option<Pence>,
}

/// Changes a limit from today. The one until then stays known; gives the holding with the new one.
///
/// # Errors
/// `NotFound`; `NotAllowed` for a role that the actor may not give; `Invalid` on `limit` for a role
/// that spends nothing, where a buyer would have none, for more than the actor may let others spend,
/// for more than they may spend themselves and for the last who approves anything;
/// `Refused(ApprovesMore)`.
pub async fn change_limit(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    change: ChangeLimit,
) -> Result<RoleHoldingId, Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    let once = Once::new(permit.person(), "change_limit", key, &change)?;
    let (permit, once) = (&permit, &once);
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, set_limit(market, &w, (actor, permit), change)).await
        })
        .await
}

/// Changes a limit in the organisation of the permit.
pub(super) async fn set_limit(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    change: ChangeLimit,
) -> Result<RoleHoldingId, Failure> {
    let own = permit.organisation();
    organisation::one_at_a_time(w, own).await?;
    let held = changeable(market, w, actor, own, change.holding).await?;
    let fits = has_limit(held.role) && (change.limit.is_some() || held.role != Role::Buyer);
    if !fits {
        return Err(Failure::field("limit", Problem::Missing));
    }
    let of_self = held.is_own.then_some(held.limit);
    let others = remaining_but(market, w, own, ("id", held.id.uuid())).await?;
    may_set_limit(&own_roles(actor), change.limit, of_self)
        .and_then(|()| may_narrow(&others, held.held(), change.limit))
        .map_err(|problem| Failure::field("limit", problem))?;
    finish(market, w, held.id, None).await?;
    let next = Grant {
        person: held.person,
        organisation: own,
        role: held.role,
        order_limit_pence: change.limit.map(Pence::get),
        starts_on: Some(held.starts_on),
        ends_on: held.ends_on,
    };
    let id = organisation::begin_role(market, w, next).await?;
    let record = changed(w, permit, Deed::ChangeLimit, held.id)
        .await?
        .before(&told(&held))?
        .after(&json!({"held_as": id, "limit_pence": change.limit}))?;
    audit::record(market, w, record).await?;
    Ok(id)
}

/// A role to be ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EndRole {
    /// The role.
    pub holding: RoleHoldingId,
    /// Its last day; nothing to end it at once.
    pub last_day: Option<NaiveDate>,
}

/// Ends a role at once or with a day. What was done in it stays done.
///
/// # Errors
/// `NotFound`; `NotAllowed` for a role that the actor may not give; `Invalid` on `last_day` for a
/// day that is past or before the first; `Refused(LastApprover)`, `Refused(LastWithoutLimit)`,
/// `Refused(LastAdministrator)`, `Refused(LastGovernor)`, `Refused(ApprovesMore)`.
pub async fn end_role(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    end: EndRole,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    if end.last_day.is_some_and(|day| day < market.today()) {
        return Err(Failure::field("last_day", Problem::InThePast));
    }
    let once = Once::new(permit.person(), "end_role", key, &end)?;
    let (permit, once) = (&permit, &once);
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, end_in(market, &w, (actor, permit), end)).await
        })
        .await
}

/// Ends a role in the organisation of the permit.
pub(super) async fn end_in(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    end: EndRole,
) -> Result<(), Failure> {
    let own = permit.organisation();
    organisation::one_at_a_time(w, own).await?;
    let held = changeable(market, w, actor, own, end.holding).await?;
    if end.last_day.is_some_and(|last| last < held.starts_on) {
        return Err(Failure::field("last_day", Problem::BeforeStart));
    }
    let others = remaining_but(market, w, own, ("id", held.id.uuid())).await?;
    if let Some(refusal) = against(w, own, &others, held.held()).await? {
        return Err(refusal.into());
    }
    finish(market, w, held.id, end.last_day).await?;
    trust::end_right(market, w, (held.person, own, held.role), end.last_day).await?;
    let record = changed(w, permit, Deed::EndRole, held.id)
        .await?
        .before(&told(&held))?
        .after(&end.last_day)?;
    audit::record(market, w, record).await
}

/// What speaks against the end of a role in an organisation where others remain.
pub(super) async fn against(
    r: &Reader,
    own: OrganisationId,
    others: &[Held],
    ended: Held,
) -> Result<Option<Refusal>, Failure> {
    if let Err(refusal) = may_end(organisation::by_id(r, own).await?.kind, others, ended) {
        return Ok(Some(refusal));
    }
    let governs = |held: &Held| held.role == Role::Governor;
    let last_governor = governs(&ended) && !others.iter().any(governs);
    let is_needed = last_governor && delegation::needs_governors(r, own).await?;
    Ok(is_needed.then_some(Refusal::LastGovernor))
}

/// The holding, where the actor may change it.
///
/// # Errors
/// `NotFound`; `NotAllowed` for a role that they may not give; `Refused(ApprovesMore)`.
pub(crate) async fn changeable(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    own: OrganisationId,
    id: RoleHoldingId,
) -> Result<Holding, Failure> {
    let held = one(r, actor, own, market.today(), id).await?;
    if !held.may_change {
        return Err(Failure::NotAllowed);
    }
    if held.approves_more {
        return Err(Refusal::ApprovesMore.into());
    }
    Ok(held)
}

/// The roles that are held in the organisation today, without an end, but those with this value in
/// a column.
pub(super) async fn remaining_but(
    market: &Market,
    r: &Reader,
    own: OrganisationId,
    (column, but): (&str, Uuid),
) -> Result<Vec<Held>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        role: String,
        order_limit_pence: Option<i64>,
    }
    let sql = format!(
        "SELECT DISTINCT role, order_limit_pence FROM role_holding \
         WHERE organisation_id = $1 AND {column} <> $2 AND starts_on <= $3 AND ends_on IS NULL"
    );
    let values = [own.uuid().into(), but.into(), market.today().into()];
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.iter().map(|row| read_held(&row.role, row.order_limit_pence)).collect()
}

/// Ends a holding. One that ends at once has yesterday as its last whole day, so that nothing can
/// be done under it from this moment.
pub(super) async fn finish(
    market: &Market,
    w: &Writer,
    holding: RoleHoldingId,
    last_day: Option<NaiveDate>,
) -> Result<(), Failure> {
    let yesterday = market.today().pred_opt().ok_or_else(|| broken("a day without one before"))?;
    let sql = "UPDATE role_holding SET ends_on = $2, ended_at = $3 \
               WHERE id = $1 AND (ends_on IS NULL OR ends_on > $2)";
    let last = last_day.unwrap_or(yesterday);
    w.execute_one(sql, [holding.uuid().into(), last.into(), market.now().into()]).await
}

async fn changed(
    r: &Reader,
    permit: &Permit,
    deed: Deed,
    holding: RoleHoldingId,
) -> Result<Record<'static>, Failure> {
    let chain = organisation::chain_of(r, permit.organisation()).await?;
    Ok(Record::new(chain, permit, deed, holding))
}

/// What the trail tells of a role as it was held.
fn told(held: &Holding) -> serde_json::Value {
    json!({"person": held.person, "role": held.role, "limit_pence": held.limit})
}
