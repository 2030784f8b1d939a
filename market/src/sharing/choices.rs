//! With whom a school can share: the members of its partnerships.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::OrganisationId;
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
    /// Within which partnership: the one it joined first.
    pub partnership: OrganisationId,
    /// What that is called.
    pub partnership_name: String,
    /// Its other member schools, by name.
    pub schools: Vec<SchoolToAsk>,
}

impl SharingChoices {
    /// A school that can share, the own one included.
    pub fn school(&self, id: OrganisationId) -> Option<&SchoolToAsk> {
        std::iter::once(&self.own).chain(&self.schools).find(|one| one.school == id)
    }
}

/// The schools with which the school acted for can share.
///
/// # Errors
/// `Refused(NotForThisSchool)` where it is a member of no partnership.
pub async fn sharing_choices(market: &Market, actor: &Actor) -> Result<SharingChoices, Failure> {
    let own = actor.permit_own(Action::PlaceOrder)?.organisation();
    let today = market.today();
    market.db.read(|r| async move { choices(&r, own, today).await }).await
}

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    partnership: String,
    school_id: Uuid,
    name: String,
}

/// One statement.
pub(super) async fn choices(
    r: &Reader,
    own: OrganisationId,
    today: NaiveDate,
) -> Result<SharingChoices, Failure> {
    let sql = "SELECT p.id AS partnership_id, p.name AS partnership, s.id AS school_id, s.name \
               FROM membership m JOIN organisation s ON s.id = m.organisation_id AND s.kind = 'school' \
               JOIN organisation p ON p.id = m.partnership_id \
               WHERE m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2) \
               AND m.partnership_id = (SELECT n.partnership_id FROM membership n \
               WHERE n.organisation_id = $1 AND n.starts_on <= $2 \
               AND (n.ends_on IS NULL OR n.ends_on >= $2) \
               ORDER BY n.starts_on, n.partnership_id LIMIT 1) ORDER BY s.name, s.id";
    let rows: Vec<Row> = r.sql_whole(sql, [own.uuid().into(), today.into()]).await?;
    let mut found: Option<SharingChoices> = None;
    let mut schools = Vec::with_capacity(rows.len());
    for row in rows {
        let one = SchoolToAsk { school: OrganisationId::from_uuid(row.school_id), name: row.name };
        if one.school == own {
            found = Some(SharingChoices {
                own: one,
                partnership: OrganisationId::from_uuid(row.partnership_id),
                partnership_name: row.partnership,
                schools: Vec::new(),
            });
        } else {
            schools.push(one);
        }
    }
    let found = found.ok_or(domain::Refusal::NotForThisSchool)?;
    Ok(SharingChoices { schools, ..found })
}
