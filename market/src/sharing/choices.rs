//! With whom a school can share: the members of its partnerships.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::OrganisationId;
use domain::{Failure, Refusal};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::Reader;

/// A school that can be asked to share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolToAsk {
    /// Which.
    pub school: OrganisationId,
    /// What it is called.
    pub name: String,
}

/// What a school chooses from when it proposes to share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingChoices {
    /// The school that proposes.
    pub own: SchoolToAsk,
    /// Within which partnership: the one that was chosen, or the one it joined first.
    pub partnership: OrganisationId,
    /// What that is called.
    pub partnership_name: String,
    /// All of which it is a member, with what they are called: it can share within each.
    pub partnerships: Vec<(OrganisationId, String)>,
    /// Its other member schools, by name.
    pub schools: Vec<SchoolToAsk>,
}

impl SharingChoices {
    /// A school that can share, the own one included.
    pub fn school(&self, id: OrganisationId) -> Option<&SchoolToAsk> {
        std::iter::once(&self.own).chain(&self.schools).find(|one| one.school == id)
    }
}

/// The schools with which the school acted for can share, within one of its partnerships or the one it
/// joined first.
///
/// # Errors
/// `Refused(NotForThisSchool)` where it is a member of no partnership; `NotFound` where it is none of that
/// one.
pub async fn sharing_choices(
    market: &Market,
    actor: &Actor,
    within: Option<OrganisationId>,
) -> Result<SharingChoices, Failure> {
    let own = actor.permit_own(Action::PlaceOrder)?.organisation();
    let today = market.today();
    market.db.read(|r| async move { choices(&r, own, within, today).await }).await
}

#[derive(FromQueryResult)]
struct Named {
    id: Uuid,
    name: String,
}

/// Two statements.
pub(super) async fn choices(
    r: &Reader,
    own: OrganisationId,
    within: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<SharingChoices, Failure> {
    let sql = "SELECT p.id, p.name FROM membership m JOIN organisation p ON p.id = m.partnership_id \
               WHERE m.organisation_id = $1 AND m.starts_on <= $2 \
               AND (m.ends_on IS NULL OR m.ends_on >= $2) ORDER BY m.starts_on, p.id";
    let rows: Vec<Named> = r.sql_whole(sql, [own.uuid().into(), today.into()]).await?;
    let one = |row: Named| (OrganisationId::from_uuid(row.id), row.name);
    let partnerships: Vec<(OrganisationId, String)> = rows.into_iter().map(one).collect();
    let chosen = match within {
        Some(within) => partnerships.iter().find(|(id, _)| *id == within).ok_or(Failure::NotFound),
        None => partnerships.first().ok_or(Refusal::NotForThisSchool.into()),
    };
    let (partnership, partnership_name) = chosen?.clone();
    let schools = members(r, partnership, today).await?;
    let (own, schools): (Vec<_>, Vec<_>) = schools.into_iter().partition(|one| one.school == own);
    let own = own.into_iter().next().ok_or(Refusal::NotForThisSchool)?;
    Ok(SharingChoices { own, partnership, partnership_name, partnerships, schools })
}

/// The member schools of a partnership, by name.
pub(super) async fn members(
    r: &Reader,
    partnership: OrganisationId,
    today: NaiveDate,
) -> Result<Vec<SchoolToAsk>, Failure> {
    let sql = "SELECT s.id, s.name FROM membership m \
               JOIN organisation s ON s.id = m.organisation_id AND s.kind = 'school' \
               WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
               AND (m.ends_on IS NULL OR m.ends_on >= $2) ORDER BY s.name, s.id";
    let rows: Vec<Named> = r.sql_whole(sql, [partnership.uuid().into(), today.into()]).await?;
    let school =
        |row: Named| SchoolToAsk { school: OrganisationId::from_uuid(row.id), name: row.name };
    Ok(rows.into_iter().map(school).collect())
}
