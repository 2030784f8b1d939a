//! Deciding on somebody's wish to act for a school.

use domain::audit::Deed;
use domain::id::{JoinRequestId, OrganisationId};
use domain::people::RoleDays;
use domain::text;
use domain::{Failure, Problem};
use serde_json::json;

use super::super::area::{bring_in, entry};
use super::list::{JoinRequest, find};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::job::{self, Job};
use crate::mail::{About, Mail};
use crate::organisation;
use crate::person::{Invite, invite};

/// What somebody decides on a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecideJoin {
    /// The request.
    pub request: JoinRequestId,
    /// Whether they may act for the school.
    pub accept: bool,
    /// How the partnership knows them, where the address does not say it: up to 300 characters.
    pub reason: String,
}

/// Decides on a request. Accepting sends an invitation: the link proves that the address is theirs.
///
/// # Errors
/// `NotFound` where somebody else decides, `ChangedMeanwhile` where it has been decided; `Invalid`
/// on `reason` where a partnership accepts an address that is not the school's own without one.
pub async fn decide_join(
    market: &Market,
    actor: &Actor,
    decide: DecideJoin,
) -> Result<(), Failure> {
    let reason = text::optional_line(&decide.reason, 300);
    let (decide, reason) = (&decide, &reason);
    market
        .db
        .write(|w| async move {
            let (request, permit) = find(market, &w, actor, decide.request).await?;
            let reason = reason.clone().map_err(|problem| Failure::field("reason", problem))?;
            if decide.accept && request.needs_reason() && reason.is_none() {
                return Err(Failure::field("reason", Problem::ReasonNeeded));
            }
            store(market, &w, &permit, &request, decide.accept, reason.as_deref()).await?;
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let record =
                Record::new(chain, &permit, Deed::DecideJoin, decide.request).after(&json!({
                    "urn": &request.urn,
                    "role": request.role,
                    "accepted": decide.accept,
                    "check": request.check,
                    "reason": &reason,
                }))?;
            let record = if decide.accept {
                record.party(accept(market, &w, actor, &request).await?)
            } else {
                let about = About::JoinRefused { school: request.school };
                let to = request.email.as_str().to_owned();
                let mail = Mail { to, name: request.name, about };
                job::enqueue(market, &w, &Job::SendMail(mail)).await?;
                record
            };
            audit::record(market, &w, record).await
        })
        .await
}

async fn store(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    request: &JoinRequest,
    accept: bool,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let sql = "UPDATE join_request SET decided_at = $2, decided_by = $3, accepted = $4, \
               address_check = $5, reason = $6 WHERE id = $1 AND decided_at IS NULL";
    let values: [sea_orm::Value; 6] = [
        request.id.uuid().into(),
        market.now().into(),
        permit.person().uuid().into(),
        i32::from(accept).into(),
        request.check.code().into(),
        reason.map(str::to_owned).into(),
    ];
    w.execute_one(sql, values).await
}

async fn accept(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    request: &JoinRequest,
) -> Result<OrganisationId, Failure> {
    let entry = entry(w, &request.urn).await?.ok_or(Failure::NotFound)?;
    let organisation = bring_in(market, w, &entry).await?;
    let offer = Invite {
        organisation,
        organisation_name: &entry.name,
        role: request.role,
        order_limit_pence: None,
        days: RoleDays::default(),
        email: &request.email,
        name: &request.name,
        invited_by: actor.person(),
        inviter_name: actor.name(),
    };
    invite(market, w, offer).await?;
    Ok(organisation)
}
