//! Asking to act for a school, and deciding on it.
//!
//! Whoever may give the role at the school decides. While nobody at all acts for it, or the
//! approver it asks for is missing, staff of a partnership that it is a member of do, after a look
//! at whether the address is the school's own.

mod ask;
mod decide;
mod list;

use chrono::NaiveDate;
use domain::access::Role;
use domain::id::OrganisationId;
use domain::people::{LetsIn, who_lets_in};
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use uuid::Uuid;

pub use ask::{AskToJoin, ask_to_join};
pub use decide::{DecideJoin, decide_join};
pub use list::{JoinRequest, JoinRequests, Waiting, join_request, join_requests};
pub(crate) use list::{undecided_by_partnership, undecided_by_school};

use crate::db::Reader;
use crate::people::held_roles;

/// Who decides on a role at a school.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deciders {
    /// People of the school who may give the role.
    School(OrganisationId),
    /// Staff of these partnerships; perhaps the school is a member of none yet.
    Partnerships(Vec<OrganisationId>),
    /// Nobody before the school has an approver; these are its people.
    NobodyYet(OrganisationId),
}

/// Who decides on a role at a school; a school that is not on Commonpool has nobody.
async fn deciders(
    r: &Reader,
    school: Option<OrganisationId>,
    role: Role,
    today: NaiveDate,
) -> Result<Deciders, Failure> {
    let Some(school) = school else { return Ok(Deciders::Partnerships(Vec::new())) };
    match who_lets_in(&held_roles(r, school, today).await?, role) {
        LetsIn::School => Ok(Deciders::School(school)),
        LetsIn::NobodyYet => Ok(Deciders::NobodyYet(school)),
        LetsIn::Partnership => {
            let partnerships = partnerships_of(r, school, today).await?;
            Ok(Deciders::Partnerships(partnerships.into_iter().map(|(id, _)| id).collect()))
        }
    }
}

/// The partnerships that a school is a member of today, by name.
pub(crate) async fn partnerships_of(
    r: &Reader,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    let sql = "SELECT DISTINCT o.id, o.name FROM membership m \
               JOIN organisation o ON o.id = m.partnership_id \
               WHERE m.organisation_id = $1 AND m.starts_on <= $2 \
               AND (m.ends_on IS NULL OR m.ends_on >= $2) ORDER BY o.name, o.id";
    let rows: Vec<Row> = r.sql_all(sql, [school.uuid().into(), today.into()]).await?;
    Ok(rows.into_iter().map(|row| (OrganisationId::from_uuid(row.id), row.name)).collect())
}

/// Whether a school is a member of a partnership today.
pub(crate) async fn is_member(
    r: &Reader,
    partnership: OrganisationId,
    school: OrganisationId,
    today: NaiveDate,
) -> Result<bool, Failure> {
    let all = partnerships_of(r, school, today).await?;
    Ok(all.iter().any(|(id, _)| *id == partnership))
}

/// The roles that one can ask for, and that a partnership offers to a school's first people.
pub(crate) const fn askable(role: Role) -> Result<Role, Problem> {
    match role {
        Role::Buyer | Role::Approver => Ok(role),
        _ => Err(Problem::NotAChoice),
    }
}
