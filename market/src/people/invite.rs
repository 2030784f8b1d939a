//! Inviting somebody into the organisation acted for; sending an invitation again; taking it back.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::calendar::parse_day;
use domain::form::{Reading, choice, optional};
use domain::id::{InvitationId, OrganisationId};
use domain::people::{RoleDays, may_set_limit, read_limit, roles_of};
use domain::text::Email;
use domain::{Failure, FieldProblem, Pence, Problem};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::keeper::{gives, kept_by, own_roles};
use super::list::read_role;
use super::waiting::WaitingInvitation;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::limit::{self, Bucket};
use crate::organisation::{self, Organisation};
use crate::person::{Invite, invite, renew};

/// Letters of invitation that an organisation sends in a day.
pub(super) const LETTERS: i64 = 100;

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitePerson {
    /// Their address.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// The most they may order or approve alone, including VAT; nothing for no limit.
    pub limit: Option<Pence>,
    /// For how long.
    pub days: RoleDays,
}

impl InvitePerson {
    /// Reads a form: fields `email`, `role`, `limit`, and `until` where it is only for a time.
    pub fn read(
        email: &str,
        role: &str,
        limit: &str,
        until: &str,
    ) -> Result<Self, Vec<FieldProblem>> {
        let mut reading = Reading::default();
        let email = reading.take("email", Email::parse(email));
        let role = reading.take("role", choice(role, Role::from_code));
        let limit = role.and_then(|role| reading.take("limit", read_limit(role, limit)));
        let last = reading.take("until", optional(parse_day(until)));
        let read = email.zip(role).zip(limit).zip(last);
        reading.finish(read.map(|(((email, role), limit), last)| Self {
            email,
            role,
            limit,
            days: RoleDays { first: None, last },
        }))
    }
}

/// Invites somebody into the organisation acted for. The link works for fourteen days.
///
/// # Errors
/// `Invalid` on `role` for one that such an organisation does not have, on `email` for the actor's
/// own address or somebody who has the role or an invitation to it, on `limit` for more than the
/// actor may let others spend, on `until` for a day that is past; `NotAllowed` for a role that the actor may not give.
pub async fn invite_person(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: InvitePerson,
) -> Result<InvitationId, Failure> {
    let permit = actor.permit_own(Action::ManagePeople)?;
    if actor.email() == Some(command.email.as_str()) {
        return Err(Failure::field("email", Problem::OwnAddress));
    }
    command.days.check(market.today()).map_err(Failure::Invalid)?;
    let once = Once::new(permit.person(), "invite_person", key, &command)?;
    let (permit, once, command) = (&permit, &once, &command);
    market
        .db
        .write(|w| async move {
            if let Some(done) = once.earlier(market, &w).await? {
                return Ok(done);
            }
            let own = organisation::by_id(&w, permit.organisation()).await?;
            if !roles_of(own.kind).contains(&command.role) {
                return Err(Failure::field("role", Problem::NotAChoice));
            }
            if !gives(actor, command.role) {
                return Err(Failure::NotAllowed);
            }
            if domain::people::has_limit(command.role) {
                may_set_limit(&own_roles(actor), command.limit, None)
                    .map_err(|problem| Failure::field("limit", problem))?;
            }
            let id = offer(market, &w, (actor, permit), &own, command).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// Sends somebody the offer of a role in an organisation, on behalf of whom the permit is for.
pub(super) async fn offer(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    to: &Organisation,
    command: &InvitePerson,
) -> Result<InvitationId, Failure> {
    refuse_known(market, w, to.id, command).await?;
    limit::count(market, w, &letters(permit.organisation())).await?;
    send(market, w, (actor, permit), to, command, None).await
}

/// Sends an offer that nothing speaks against, with how the address is known.
pub(super) async fn send(
    market: &Market,
    w: &Writer,
    (actor, permit): (&Actor, &Permit),
    to: &Organisation,
    command: &InvitePerson,
    reason: Option<&str>,
) -> Result<InvitationId, Failure> {
    let offer = Invite {
        organisation: to.id,
        organisation_name: &to.name,
        role: command.role,
        order_limit_pence: command.limit.map(Pence::get),
        days: command.days,
        email: &command.email,
        name: "colleague",
        invited_by: permit.person(),
        inviter_name: actor.name(),
    };
    let id = invite(market, w, offer).await?;
    let chain = organisation::chain_of(w, permit.organisation()).await?;
    let told = json!({
        "role": command.role,
        "limit_pence": command.limit,
        "organisation": to.id,
        "reason": reason,
        "from": command.days.first,
        "until": command.days.last,
    });
    let record = Record::new(chain, permit, Deed::InvitePerson, id)
        .party(to.id)
        .after(&told)?
        .personal("email", command.email.as_str());
    audit::record(market, w, record).await?;
    Ok(id)
}

pub(super) fn letters(organisation: OrganisationId) -> Bucket {
    Bucket::new(&["invite-people", &organisation.to_string()], LETTERS, Duration::days(1))
}

async fn refuse_known(
    market: &Market,
    r: &Reader,
    own: OrganisationId,
    command: &InvitePerson,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Known {
        known: i64,
    }
    let sql = "SELECT (SELECT COUNT(*) FROM role_holding h JOIN person p ON p.id = h.person_id \
                 WHERE h.organisation_id = $1 AND p.email = $2 AND h.role = $3 \
                 AND (h.ends_on IS NULL OR h.ends_on >= $4)) \
               + (SELECT COUNT(*) FROM invitation WHERE organisation_id = $1 AND email = $2 \
                 AND role = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $5 \
                 AND (ends_on IS NULL OR ends_on >= $4)) \
               AS known";
    let values = [
        own.uuid().into(),
        command.email.as_str().into(),
        command.role.code().into(),
        market.today().into(),
        market.now().into(),
    ];
    let found: Option<Known> = r.sql_one(sql, values).await?;
    match found {
        Some(Known { known: 0 }) | None => Ok(()),
        Some(_) => Err(Failure::field("email", Problem::AlreadyThere)),
    }
}

/// An invitation that nobody has accepted yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InvitationAsked {
    /// The invitation.
    pub invitation: InvitationId,
}

#[derive(FromQueryResult)]
struct Row {
    organisation_id: Uuid,
    organisation: String,
    email: String,
    role: String,
    order_limit_pence: Option<i64>,
    starts_on: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
    expires_at: DateTime<Utc>,
}

/// An invitation that waits, and who may change it.
struct Found {
    organisation: String,
    email: String,
    role: Role,
    limit: Option<Pence>,
    days: RoleDays,
    expires_at: DateTime<Utc>,
    permit: Permit,
}

async fn waiting(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    id: InvitationId,
) -> Result<Found, Failure> {
    let sql = "SELECT i.organisation_id, o.name AS organisation, i.email, i.role, \
               i.order_limit_pence, i.starts_on, i.ends_on, i.expires_at \
               FROM invitation i JOIN organisation o ON o.id = i.organisation_id \
               WHERE i.id = $1 AND i.used_at IS NULL AND i.revoked_at IS NULL";
    let row: Option<Row> = r.sql_one(sql, [id.uuid().into()]).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let role = read_role(&row.role)?;
    let organisation = OrganisationId::from_uuid(row.organisation_id);
    Ok(Found {
        permit: kept_by(market, r, actor, organisation, role).await?,
        organisation: row.organisation,
        email: row.email,
        role,
        limit: row.order_limit_pence.map(Pence::new),
        days: RoleDays { first: row.starts_on, last: row.ends_on },
        expires_at: row.expires_at,
    })
}

/// An invitation that waits, for whoever may send it again or take it back.
///
/// # Errors
/// `NotFound` where it was used, was taken back, or is somebody else's.
pub async fn waiting_invitation(
    market: &Market,
    actor: &Actor,
    id: InvitationId,
) -> Result<WaitingInvitation, Failure> {
    market
        .db
        .read(|r| async move {
            let found = waiting(market, &r, actor, id).await?;
            Ok(WaitingInvitation {
                id,
                organisation: found.organisation,
                email: found.email,
                role: found.role,
                limit: found.limit,
                days: found.days,
                expires_at: found.expires_at,
                has_run_out: found.expires_at <= market.now() || found.days.is_over(market.today()),
            })
        })
        .await
}

/// Takes an invitation back: its link leads nowhere from now on.
///
/// # Errors
/// `NotFound` where it was used, was taken back, or is somebody else's.
pub async fn revoke_invitation(
    market: &Market,
    actor: &Actor,
    asked: InvitationAsked,
) -> Result<(), Failure> {
    let id = asked.invitation;
    market
        .db
        .write(|w| async move {
            let Found { email, permit, .. } = waiting(market, &w, actor, id).await?;
            let sql = "UPDATE invitation SET revoked_at = $2 \
                       WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL";
            w.execute_one(sql, [id.uuid().into(), market.now().into()]).await?;
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let record =
                Record::new(chain, &permit, Deed::RevokeInvitation, id).personal("email", email);
            audit::record(market, &w, record).await
        })
        .await
}

/// Sends an invitation again, with a new link for another fourteen days; the old one no longer
/// works.
///
/// # Errors
/// `NotFound` as for taking it back, and where the role's last day has passed; `TooMany` after a
/// hundred letters in a day.
pub async fn resend_invitation(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    asked: InvitationAsked,
) -> Result<(), Failure> {
    let id = asked.invitation;
    let once = &Once::new(actor.person(), "resend_invitation", key, &asked)?;
    market
        .db
        .write(|w| async move {
            let found = waiting(market, &w, actor, id).await?;
            let Found { organisation, email, permit, days, .. } = found;
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            if days.is_over(market.today()) {
                return Err(Failure::NotFound);
            }
            limit::count(market, &w, &letters(permit.organisation())).await?;
            renew(market, &w, id, &email, &organisation, actor.name()).await?;
            let chain = organisation::chain_of(&w, permit.organisation()).await?;
            let record =
                Record::new(chain, &permit, Deed::ResendInvitation, id).personal("email", email);
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}
