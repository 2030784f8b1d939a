//! The people of a demo world and their tour, for the picker.

use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, broken};

/// Somebody one can be in a demo world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// The person.
    pub person: PersonId,
    /// Their address, by which the tour knows them.
    pub email: String,
    /// Their made-up name.
    pub name: String,
    /// What they do where they belonged first.
    pub role: Role,
    /// For whom.
    pub organisation: String,
}

/// A stop of the demo's tour, or what stands beside it: what is seen there, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What is seen there.
    pub title: &'static str,
    /// In whose market.
    pub partnership: &'static str,
    /// Who is met there.
    pub people: Vec<Part>,
}

/// Somebody's part in the tour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The address by which the persona is known.
    pub email: String,
    /// What they come to do, in a sentence.
    pub comes_to: &'static str,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    email: String,
    name: String,
    role: String,
    organisation: String,
}

/// The first role that somebody holds without an end, as `h`: ids rise with time.
const FIRST_ROLE: &str = "JOIN role_holding h ON h.person_id = p.id AND h.ends_on IS NULL \
     AND NOT EXISTS (SELECT 1 FROM role_holding e \
       WHERE e.person_id = p.id AND e.ends_on IS NULL AND e.id < h.id)";

/// The people of a demo world who have a part in the tour: those whose address is the demo's own.
///
/// # Errors
/// `NotFound` unless the installation is a demo.
pub async fn personas(market: &Market) -> Result<Vec<Persona>, Failure> {
    let sql = format!(
        "SELECT p.id, p.email, p.name, h.role, o.name AS organisation FROM person p {FIRST_ROLE} \
         JOIN organisation o ON o.id = h.organisation_id \
         JOIN installation i ON i.kind = 'demo' \
         WHERE p.email LIKE '%@tour.demo.example' ORDER BY p.id LIMIT 100"
    );
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, []).await }).await?;
    if rows.is_empty() {
        return Err(Failure::NotFound);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Persona {
                person: PersonId::from_uuid(row.id),
                email: row.email,
                name: row.name,
                role: Role::from_code(&row.role)
                    .ok_or_else(|| broken("a stored role is not known"))?,
                organisation: row.organisation,
            })
        })
        .collect()
}

/// The organisation that somebody belonged to first, of those they belong to.
pub(super) async fn first_organisation(
    r: &Reader,
    person: PersonId,
) -> Result<Option<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        organisation_id: Uuid,
    }
    let sql = format!("SELECT h.organisation_id FROM person p {FIRST_ROLE} WHERE p.id = $1");
    let found: Option<Found> = r.sql_one(&sql, [person.uuid().into()]).await?;
    Ok(found.map(|found| OrganisationId::from_uuid(found.organisation_id)))
}
