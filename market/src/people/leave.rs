//! Leaving: one organisation by oneself, or every one with one's account.

use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, PersonId, RoleHoldingId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::change::{against, finish, remaining_but};
use super::list::read_held;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record, Who};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::mail::About;
use crate::organisation;
use crate::person::{holders, tell_each, who_may};
use crate::trust;

/// An organisation to be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Leave {
    /// Which one.
    pub organisation: OrganisationId,
}

/// Ends every role that the actor holds in an organisation, whomever they act for now. Whoever looks
/// after its people is told. What they ordered, approved and signed stays.
///
/// # Errors
/// `NotFound` where they hold none; `Refused(LastApprover)`, `Refused(LastWithoutLimit)`,
/// `Refused(LastAdministrator)`, `Refused(LastGovernor)`.
pub async fn leave_organisation(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    leave: Leave,
) -> Result<(), Failure> {
    let once = &Once::new(actor.person(), "leave_organisation", key, &leave)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, leave_one(market, &w, actor, leave.organisation)).await
        })
        .await
}

async fn leave_one(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    own: OrganisationId,
) -> Result<(), Failure> {
    let left = end_all(market, w, actor.person(), Some(own)).await?;
    if let Some(refusal) = left.against.into_iter().next() {
        return Err(refusal.into());
    }
    if left.roles.is_empty() {
        return Err(Failure::NotFound);
    }
    let organisation = organisation::by_id(w, own).await?.name;
    let about = About::PersonLeft { organisation, name: actor.name().to_owned() };
    let today = market.today();
    let mut to = who_may(w, own, Action::ManagePeople, today).await?;
    if to.is_empty() {
        to = holders(w, own, Role::ALL, today).await?;
    }
    tell_each(market, w, to, &about).await?;
    let chain = organisation::chain_of(w, own).await?;
    let who = Who::acting(actor.person(), own);
    let record = Record::new(chain, who, Deed::LeaveOrganisation, own)
        .before(&json!({"person": actor.person(), "roles": left.roles}))?;
    audit::record(market, w, record).await
}

/// Ends every role of somebody who leaves Commonpool, and gives what speaks against it: an
/// organisation that is left without an approver or anybody who may say who belongs to it.
pub(crate) async fn leave_everywhere(
    market: &Market,
    w: &Writer,
    person: PersonId,
) -> Result<Vec<Refusal>, Failure> {
    Ok(end_all(market, w, person, None).await?.against)
}

/// Roles that were ended, and what speaks against it.
struct Left {
    roles: Vec<Role>,
    against: Vec<Refusal>,
}

/// Ends every role of somebody, in one organisation or in all.
async fn end_all(
    market: &Market,
    w: &Writer,
    person: PersonId,
    only: Option<OrganisationId>,
) -> Result<Left, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        organisation_id: Uuid,
        role: String,
        order_limit_pence: Option<i64>,
    }
    let mut values: Vec<Value> = vec![person.uuid().into(), market.today().into()];
    let within = only.map_or("", |only| {
        values.push(only.uuid().into());
        "AND organisation_id = $3"
    });
    // In one order, so that two who leave at once wait for each other and do not deadlock.
    let sql = format!(
        "SELECT id, organisation_id, role, order_limit_pence FROM role_holding \
         WHERE person_id = $1 AND (ends_on IS NULL OR ends_on >= $2) {within} \
         ORDER BY organisation_id, id"
    );
    if let Some(only) = only {
        organisation::one_at_a_time(w, only).await?;
    }
    let rows: Vec<Row> = w.sql_all(&sql, values).await?;
    let mut left = Left { roles: Vec::new(), against: Vec::new() };
    for row in rows {
        let own = OrganisationId::from_uuid(row.organisation_id);
        organisation::one_at_a_time(w, own).await?;
        let others = remaining_but(market, w, own, ("person_id", person.uuid())).await?;
        let held = read_held(&row.role, row.order_limit_pence)?;
        left.against.extend(against(w, own, &others, held).await?);
        finish(market, w, RoleHoldingId::from_uuid(row.id), None).await?;
        trust::end_right(market, w, (person, own, held.role), None).await?;
        left.roles.push(held.role);
    }
    Ok(left)
}
