//! Bringing a trust or federation to Commonpool, with its first person.

use domain::access::Role;
use domain::audit::Deed;
use domain::id::OrganisationId;
use domain::people::RoleDays;
use domain::text::{Email, Urn};
use domain::{Failure, Problem, Refusal};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::follow::follow;
use super::page::{MayBringIn, may_bring_in, organisation_of, schools};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::organisation::{self, NewOrganisation};
use crate::people::held_roles;
use crate::person::{Invite, invite};

/// A trust to be brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BringInTrust {
    /// The register's number of it.
    pub uid: String,
    /// Who answers for it first.
    pub email: Email,
}

/// Brings a trust in and invites its first approver, who says who else acts for it. Where nobody
/// approves at one of its schools that whoever brings it in answers for, the trust may act for the
/// school at once; the others agree first.
///
/// # Errors
/// `NotFound` where the register has none, or none with a member school; `Refused(TrustElsewhere)`;
/// `Invalid` on `email` where somebody acts for it already.
pub async fn bring_in_trust(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: BringInTrust,
) -> Result<OrganisationId, Failure> {
    let once = Once::new(actor.person(), "bring_in_trust", key, &command)?;
    let (once, command) = (&once, &command);
    market
        .db
        .write(|w| async move {
            let permit = match may_bring_in(market, &w, actor, &command.uid).await? {
                MayBringIn::Yes(permit) => permit,
                MayBringIn::Elsewhere => return Err(Refusal::TrustElsewhere.into()),
                MayBringIn::No(failure) => return Err(failure),
            };
            if let Some(done) = once.earlier(market, &w).await? {
                return Ok(done);
            }
            let (kind, name, schools) = schools(&w, &command.uid).await?;
            let trust = match organisation_of(&w, &command.uid).await? {
                Some(trust) => trust,
                None => {
                    let new = NewOrganisation { kind, name: &name, urn: None };
                    let trust = organisation::create(market, &w, new).await?;
                    let sql = "UPDATE organisation SET group_uid = $2 WHERE id = $1";
                    w.claim(sql, [trust.uuid().into(), command.uid.as_str().into()]).await?;
                    trust
                }
            };
            if !held_roles(&w, trust, market.today()).await?.is_empty() {
                return Err(Failure::field("email", Problem::AlreadyThere));
            }
            let record = Record::new(None, &permit, Deed::BringInTrust, trust)
                .party(trust)
                .after(&json!({"name": &name}))?
                .personal("email", command.email.as_str());
            audit::record(market, &w, record).await?;
            let urns: Vec<&Urn> = schools.iter().map(|school| &school.urn).collect();
            let answers_for = answers_for(market, &w, &permit, &command.uid).await?;
            follow(market, &w, (&permit).into(), &urns, &answers_for).await?;
            first_person(market, &w, actor, trust, &name, &command.email).await?;
            once.keep(&w, &trust).await?;
            Ok(trust)
        })
        .await
}

/// The schools of the trust that whoever brings it in answers for: a partnership its members, whoever
/// keeps the installation all.
async fn answers_for(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    uid: &str,
) -> Result<Vec<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut values: Vec<sea_orm::Value> = vec![uid.into()];
    let members = if permit.action() == domain::access::Action::ManageMembers {
        values.extend([permit.organisation().uuid().into(), market.today().into()]);
        "AND EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id \
         AND m.partnership_id = $2 AND m.starts_on <= $3 \
         AND (m.ends_on IS NULL OR m.ends_on >= $3))"
    } else {
        ""
    };
    let sql = format!(
        "SELECT o.id FROM organisation o JOIN register_school s ON s.urn = o.urn \
         WHERE (s.trust_uid = $1 OR s.federation_uid = $1) {members}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.id)).collect())
}

async fn first_person(
    market: &Market,
    w: &Writer,
    actor: &Actor,
    trust: OrganisationId,
    name: &str,
    email: &Email,
) -> Result<(), Failure> {
    let offer = Invite {
        organisation: trust,
        organisation_name: name,
        role: Role::Approver,
        order_limit_pence: None,
        days: RoleDays::default(),
        email,
        name: "colleague",
        invited_by: actor.person(),
        inviter_name: actor.name(),
    };
    invite(market, w, offer).await.map(|_| ())
}
