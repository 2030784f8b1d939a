//! Who of a trust may act for its schools: a dated right beside a role.

use chrono::NaiveDate;
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::id::{OrganisationId, PersonId, RoleHoldingId};
use domain::people::acts_through;
use domain::{Failure, Problem};
use sea_orm::Value;
use serde::Serialize;
use serde_json::json;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::people::changeable;

/// Whether somebody of the trust acts for its schools from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LetAct {
    /// Their role in the trust.
    pub holding: RoleHoldingId,
    /// Whether they do.
    pub act: bool,
}

/// Lets somebody act for the schools of the trust acted for, in the role that they hold there, or
/// ends that at once.
///
/// # Errors
/// `NotFound` for another organisation's role; `NotAllowed` for a role that the actor may not give;
/// `Invalid` on `act` for a role in which nobody acts for schools, or in an organisation that has
/// none; `ChangedMeanwhile` where it is so already.
pub async fn let_act(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: LetAct,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    let once = Once::new(permit.person(), "let_act", key, &command)?;
    let (permit, once) = (&permit, &once);
    market
        .db
        .write(|w| async move {
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            let own = permit.organisation();
            let held = changeable(market, &w, actor, own, command.holding).await?;
            let kind = crate::organisation::by_id(&w, own).await?.kind;
            if !acts_through(kind, held.role) {
                return Err(Failure::field("act", Problem::NotAChoice));
            }
            let right = Right { person: held.person, organisation: own, role: held.role };
            let deed = if command.act {
                begin(market, &w, right, permit.person()).await?;
                Deed::LetAct
            } else {
                if end(market, &w, right, None).await? == 0 {
                    return Err(Failure::ChangedMeanwhile);
                }
                Deed::StopActing
            };
            let record = Record::new(None, permit, deed, held.id)
                .after(&json!({"person": held.person, "role": held.role}))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// Somebody's right to act for the schools of an organisation, in a role held there.
#[derive(Clone, Copy)]
struct Right {
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
}

async fn begin(market: &Market, w: &Writer, right: Right, by: PersonId) -> Result<(), Failure> {
    let sql = "INSERT INTO acting_right \
               (id, person_id, organisation_id, role, given_by, starts_on) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let values: [Value; 6] = [
        market.ids.uuid().into(),
        right.person.uuid().into(),
        right.organisation.uuid().into(),
        right.role.code().into(),
        by.uuid().into(),
        market.today().into(),
    ];
    w.execute_one(sql, values).await
}

/// Ends it with a day or at once, when yesterday was its last whole day; says whether there was one.
async fn end(
    market: &Market,
    w: &Writer,
    right: Right,
    last_day: Option<NaiveDate>,
) -> Result<u64, Failure> {
    let yesterday = market.today().pred_opt().ok_or_else(|| broken("a day without one before"))?;
    let sql = "UPDATE acting_right SET ends_on = $4, ended_at = $5 WHERE person_id = $1 \
               AND organisation_id = $2 AND role = $3 AND (ends_on IS NULL OR ends_on > $4)";
    let values: [Value; 5] = [
        right.person.uuid().into(),
        right.organisation.uuid().into(),
        right.role.code().into(),
        last_day.unwrap_or(yesterday).into(),
        market.now().into(),
    ];
    w.execute(sql, values).await
}

/// Ends the right that goes with a role that ends: whoever comes back is given it anew.
pub(crate) async fn end_right(
    market: &Market,
    w: &Writer,
    (person, organisation, role): (PersonId, OrganisationId, Role),
    last_day: Option<NaiveDate>,
) -> Result<(), Failure> {
    end(market, w, Right { person, organisation, role }, last_day).await.map(|_| ())
}
