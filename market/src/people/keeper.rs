//! Who may give and end a role of an organisation, and take an invitation to it back.

use chrono::NaiveDate;
use domain::Failure;
use domain::Pence;
use domain::access::{Action, Role};
use domain::id::OrganisationId;
use domain::people::{Held, LetsIn, may_give, who_lets_in};
use sea_orm::FromQueryResult;

use super::list::read_role;
use super::provider::is_ours_to_begin;
use crate::access::{Actor, HeldRole, Permit};
use crate::db::Reader;
use crate::{Market, organisation, school};

/// The roles of their own that the actor holds for whom they act, as the domain's rules take them.
pub(crate) fn own_roles(actor: &Actor) -> Vec<Held> {
    let roles = actor.acting_for().map(|acting| acting.roles.as_slice()).unwrap_or_default();
    let held =
        |own: &HeldRole| Held { role: own.role, limit: own.order_limit_pence.map(Pence::new) };
    roles.iter().filter(|own| own.deputy_of.is_none()).map(held).collect()
}

/// Whether the actor's own roles let them give a role.
pub(crate) fn gives(actor: &Actor, role: Role) -> bool {
    let Some(acting) = actor.acting_for() else { return false };
    let own: Vec<Role> = own_roles(actor).iter().map(|own| own.role).collect();
    may_give(acting.kind, &own, role)
}

/// The roles that anybody holds in an organisation on a day, each once.
pub(crate) async fn held_roles(
    r: &Reader,
    organisation: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<Role>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        role: String,
    }
    let sql = "SELECT DISTINCT role FROM role_holding WHERE organisation_id = $1 \
               AND starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $2) ORDER BY role";
    let rows: Vec<Row> = r.sql_all(sql, [organisation.uuid().into(), today.into()]).await?;
    rows.iter().map(|row| read_role(&row.role)).collect()
}

/// The permit to let somebody into an organisation in a role, and to take that back: that of its
/// own people who may give the role, or, as long as there is nobody who could, that of staff: for a
/// school of a partnership it is a member of, for a provider of the one it delivers through.
///
/// # Errors
/// `NotFound` for an organisation that is somebody else's, `NotAllowed` for a role that they may
/// not give.
pub(super) async fn kept_by(
    market: &Market,
    r: &Reader,
    actor: &Actor,
    organisation: OrganisationId,
    role: Role,
) -> Result<Permit, Failure> {
    let today = market.today();
    if let Ok(permit) = actor.permit(Action::ManagePeople, organisation) {
        return if gives(actor, role) { Ok(permit) } else { Err(Failure::NotAllowed) };
    }
    let permit = actor.permit_own(Action::ManageMembers).map_err(|_| Failure::NotFound)?;
    if role == Role::ProviderManager {
        let provider = organisation::by_id(r, organisation).await?;
        let begins = is_ours_to_begin(market, r, &permit, &provider).await?;
        return if begins { Ok(permit) } else { Err(Failure::NotFound) };
    }
    let lets_in = who_lets_in(&held_roles(r, organisation, today).await?, role);
    let member = school::is_member(r, permit.organisation(), organisation, today).await?;
    if member && lets_in == LetsIn::Partnership { Ok(permit) } else { Err(Failure::NotFound) }
}
