//! Who keeps groups, and of whom.

use domain::Failure;
use domain::access::Action;
use domain::group::GroupKind;
use domain::id::OrganisationId;
use domain::organisation::OrganisationKind;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::access::{Actor, Permit};
use crate::db::{Reader, broken};

/// Leave to look at the groups of whom the actor acts for.
pub(super) fn viewing(actor: &Actor) -> Result<Permit, Failure> {
    match actor.acting_for().map(|acting| acting.kind) {
        Some(OrganisationKind::Association) => actor.permit_own(Action::ManageAssociation),
        _ => actor.permit_own(Action::ViewPartnership),
    }
}

/// Leave to keep them.
pub(super) fn keeping(actor: &Actor) -> Result<Permit, Failure> {
    match actor.acting_for().map(|acting| acting.kind) {
        Some(OrganisationKind::Association) => actor.permit_own(Action::ManageAssociation),
        _ => actor.permit_own(Action::ManageMembers),
    }
}

/// The members of the keeper `$1` on a day `$2`: schools of a partnership, partnerships of an
/// association.
pub(super) const MEMBERS: &str = "(SELECT m.organisation_id FROM membership m \
    WHERE m.partnership_id = $1 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
    UNION SELECT x.child_id FROM tie x WHERE x.parent_id = $1 AND x.kind = 'association' \
    AND x.starts_on <= $2 AND (x.ends_on IS NULL OR x.ends_on >= $2))";

/// A group as it is stored.
pub(super) struct Stored {
    pub id: OrganisationId,
    pub name: String,
    pub kind: GroupKind,
    pub version: i64,
}

/// A group that the permit's organisation keeps and that has not ended.
///
/// # Errors
/// `NotFound` for another's, and where there is none.
pub(super) async fn find(
    r: &Reader,
    permit: &Permit,
    id: OrganisationId,
) -> Result<Stored, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        kind: String,
        version: i64,
    }
    let sql = "SELECT g.organisation_id AS id, o.name, g.kind, g.version FROM school_group g \
               JOIN organisation o ON o.id = g.organisation_id \
               WHERE g.organisation_id = $1 AND g.keeper_id = $2 AND g.ends_on IS NULL";
    let values = [id.uuid().into(), permit.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    Ok(Stored {
        id: OrganisationId::from_uuid(row.id),
        name: row.name,
        kind: read_kind(&row.kind)?,
        version: row.version,
    })
}

pub(super) fn read_kind(code: &str) -> Result<GroupKind, Failure> {
    GroupKind::from_code(code).ok_or_else(|| broken("a group of unknown kind"))
}
