//! The people of a demo world, for the picker.

use domain::Failure;
use domain::access::Role;
use domain::id::PersonId;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::broken;

/// Somebody one can be in a demo world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// The person.
    pub person: PersonId,
    /// Their made-up name.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// For whom.
    pub organisation: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    role: String,
    organisation: String,
}

/// The people of a demo world who have a part in the tour: those whose address is the demo's own.
///
/// # Errors
/// `NotFound` unless the installation is a demo.
pub async fn personas(market: &Market) -> Result<Vec<Persona>, Failure> {
    let sql = "SELECT p.id, p.name, MIN(h.role) AS role, MIN(o.name) AS organisation \
               FROM person p JOIN role_holding h ON h.person_id = p.id AND h.ends_on IS NULL \
               JOIN organisation o ON o.id = h.organisation_id \
               JOIN installation i ON i.kind = 'demo' \
               WHERE p.email LIKE '%@tour.demo.example' \
               GROUP BY p.id, p.name ORDER BY p.id LIMIT 100";
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(sql, []).await }).await?;
    if rows.is_empty() {
        return Err(Failure::NotFound);
    }
    rows.into_iter()
        .map(|row| {
            Ok(Persona {
                person: PersonId::from_uuid(row.id),
                name: row.name,
                role: Role::from_code(&row.role)
                    .ok_or_else(|| broken("a stored role is not known"))?,
                organisation: row.organisation,
            })
        })
        .collect()
}
