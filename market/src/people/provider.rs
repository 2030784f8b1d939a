//! The first of a provider's people, invited by staff of the partnership that it delivers through:
//! without anybody nothing that is booked can be confirmed, and so nothing can be invoiced.

use domain::Failure;
use domain::access::{Action, Role};
use domain::id::{InvitationId, OrganisationId};
use domain::people::RoleDays;
use domain::text::Email;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::invite::{InvitePerson, offer};
use super::keeper::held_roles;
use super::waiting::{WaitingInvitation, invitations};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{PageAsked, Reader};
use crate::idempotency::{Once, RequestKey};
use crate::organisation::{self, Organisation, OrganisationKind};

/// A provider, and whether staff may invite somebody to act for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPeople {
    /// Its name.
    pub name: String,
    /// Invitations that nobody has accepted yet.
    pub invited: Vec<WaitingInvitation>,
    /// Whether staff of the partnership may invite the first.
    pub may_invite: bool,
}

/// Who was invited to act for a provider of the partnership acted for.
///
/// # Errors
/// `NotFound` for a provider that does not deliver through it.
pub async fn provider_people(
    market: &Market,
    actor: &Actor,
    provider: OrganisationId,
) -> Result<ProviderPeople, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    market
        .db
        .read(|r| async move {
            let found = delivers(&r, permit, provider).await?.ok_or(Failure::NotFound)?;
            let may_invite = is_ours_to_begin(market, &r, permit, &found).await?;
            let invited = if may_invite {
                invitations(market, &r, &found, &PageAsked::default()).await?.items
            } else {
                Vec::new()
            };
            Ok(ProviderPeople { name: found.name, invited, may_invite })
        })
        .await
}

/// The first who is to act for a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InviteProvider {
    /// The provider.
    pub provider: OrganisationId,
    /// Their address.
    pub email: Email,
}

/// Invites somebody to manage a provider for which nobody acts yet. From then on its own people
/// invite each other.
///
/// # Errors
/// `NotFound` for a provider that does not deliver through the partnership; `ChangedMeanwhile` where
/// somebody acts for it by now, where it delivers through others too, or where it is no firm or
/// practitioner; `Invalid` on `email` for somebody who is invited already.
pub async fn invite_provider(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: InviteProvider,
) -> Result<InvitationId, Failure> {
    let permit = actor.permit_own(Action::ManageServices)?;
    let once = Once::new(permit.person(), "invite_provider", key, &command)?;
    let (permit, once, command) = (&permit, &once, &command);
    market
        .db
        .write(|w| async move {
            if let Some(done) = once.earlier(market, &w).await? {
                return Ok(done);
            }
            let found = delivers(&w, permit, command.provider).await?.ok_or(Failure::NotFound)?;
            if !is_ours_to_begin(market, &w, permit, &found).await? {
                return Err(Failure::ChangedMeanwhile);
            }
            let (email, role) = (command.email.clone(), Role::ProviderManager);
            let first = InvitePerson { email, role, limit: None, days: RoleDays::default() };
            let id = offer(market, &w, (actor, permit), &found, &first).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// A provider that delivers through the partnership.
async fn delivers(
    r: &Reader,
    permit: &Permit,
    provider: OrganisationId,
) -> Result<Option<Organisation>, Failure> {
    let sql = "SELECT COUNT(*) AS number FROM partnership_provider \
               WHERE partnership_id = $1 AND provider_id = $2";
    let values = [permit.organisation().uuid().into(), provider.uuid().into()];
    if number(r, sql, values).await? == 0 {
        return Ok(None);
    }
    organisation::by_id(r, provider).await.map(Some)
}

/// Whether a provider's people begin with the partnership: a firm or practitioner that delivers
/// through nobody else, so that no other's bookings are shown to whoever is invited, and for which
/// nobody acts.
pub(super) async fn is_ours_to_begin(
    market: &Market,
    r: &Reader,
    permit: &Permit,
    provider: &Organisation,
) -> Result<bool, Failure> {
    if provider.kind != OrganisationKind::Provider {
        return Ok(false);
    }
    let sql = "SELECT COUNT(*) AS number FROM partnership_provider \
               WHERE provider_id = $2 AND partnership_id <> $1";
    let values = [permit.organisation().uuid().into(), provider.id.uuid().into()];
    let elsewhere = number(r, sql, values).await?;
    let held = held_roles(r, provider.id, market.today()).await?;
    Ok(elsewhere == 0 && held.is_empty())
}

async fn number(r: &Reader, sql: &str, values: [sea_orm::Value; 2]) -> Result<i64, Failure> {
    #[derive(FromQueryResult)]
    struct Count {
        number: i64,
    }
    let found: Option<Count> = r.sql_one(sql, values).await?;
    Ok(found.map_or(0, |count| count.number))
}
