//! Laying down who may order to what value, and above what the governors approve.

use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::delegation::{DelegationRule, may_change};
use domain::id::OrganisationId;
use domain::service::Category;
use domain::{Failure, Problem};
use serde::Serialize;
use serde_json::json;

use super::approvers::approvers;
use super::store::{history, holding, lay_down};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Reader;
use crate::idempotency::{Once, RequestKey};
use crate::order::take_turn;
use crate::organisation;
use crate::people::own_roles;

/// What a school lays down from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ChangeDelegation {
    /// The revision of the scheme that was shown: what is changed is what was seen.
    pub revision: i64,
    /// For which category; nothing for everything.
    pub category: Option<Category>,
    /// What holds.
    pub rule: DelegationRule,
}

/// Lays down what holds for orders of the school acted for, from now on. Orders that wait are
/// decided by what holds then.
///
/// # Errors
/// `Refused(SchemeNotYours)` for an approver with a limit, `Refused(GovernorsDecide)` where the
/// governors would approve less, `Refused(NoGovernor)`; `Invalid` on `category` where nothing was
/// laid down for it and nothing would be; `ChangedMeanwhile`.
pub async fn change_delegation(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    change: ChangeDelegation,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManageDelegation)?;
    let once = Once::new(permit.person(), "change_delegation", key, &change)?;
    let (permit, once) = (&permit, &once);
    market
        .db
        .write(|w| async move {
            let school = permit.organisation();
            take_turn(&w, school).await?;
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            must_order(&w, school).await?;
            let (now, revision) = holding(&history(&w, school).await?)?;
            if revision != change.revision {
                return Err(Failure::ChangedMeanwhile);
            }
            let held = change.category.and_then(|category| now.own(category));
            if change.rule.is_empty() && change.category.is_some() && held.is_none() {
                return Err(Failure::field("alone", Problem::Missing));
            }
            let mut next = now.clone();
            next.set(change.category, change.rule);
            let others = approvers(&w, school, market.today()).await?;
            let governs = others.iter().map(|other| &other.approver).any(|other| {
                other.level.role() == Role::Governor
                    && other.deputy_of.is_none()
                    && other.person != permit.person()
            });
            may_change(&own_roles(actor), governs, &now, &next)?;
            let laid = (revision, change.category, change.rule);
            let id = lay_down(market, &w, school, permit.person(), laid).await?;
            let before = if change.category.is_some() { held } else { Some(now.general()) };
            let chain = organisation::chain_of(&w, school).await?;
            let record = Record::new(chain, permit, Deed::ChangeDelegation, id)
                .party(school)
                .before(&told(change.category, before.unwrap_or_default()))?
                .after(&told(change.category, change.rule))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

fn told(category: Option<Category>, rule: DelegationRule) -> serde_json::Value {
    json!({
        "category": category,
        "alone_pence": rule.alone,
        "governors_above_pence": rule.governors_above,
    })
}

/// An organisation that orders nothing has no scheme.
pub(super) async fn must_order(r: &Reader, own: OrganisationId) -> Result<String, Failure> {
    let own = organisation::by_id(r, own).await?;
    let orders = domain::people::roles_of(own.kind).contains(&Role::Buyer);
    if orders { Ok(own.name) } else { Err(Failure::NotFound) }
}
