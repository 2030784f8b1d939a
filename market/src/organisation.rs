//! Organisations of every kind: who buys, sells, delivers, hosts.

use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId, RoleHoldingId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::db::{Reader, Writer, broken};

/// What kind of organisation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A school, college or other institution of the register.
    School,
    /// An academy trust.
    Trust,
    /// A federation of maintained schools.
    Federation,
    /// A council.
    Council,
    /// A firm, practitioner or charity that delivers.
    Provider,
    /// An education partnership.
    Partnership,
    /// A group within a partnership or county.
    Group,
    /// An association of partnerships.
    Association,
    /// Whoever keeps this installation running.
    Installation,
}

impl OrganisationKind {
    const ALL: [(Self, &'static str); 9] = [
        (Self::School, "school"),
        (Self::Trust, "trust"),
        (Self::Federation, "federation"),
        (Self::Council, "council"),
        (Self::Provider, "provider"),
        (Self::Partnership, "partnership"),
        (Self::Group, "group"),
        (Self::Association, "association"),
        (Self::Installation, "installation"),
    ];

    /// How it is stored.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, code)| code)
    }

    /// Reads what [`code`](Self::code) writes.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(kind, _)| *kind)
    }
}

/// An organisation, as most pages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// What kind it is.
    pub kind: OrganisationKind,
    /// Its name.
    pub name: String,
    /// Its part of an address, unlike any other's.
    pub slug: String,
    /// A school's number in the register.
    pub urn: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
    slug: String,
    urn: Option<String>,
}

impl TryFrom<Row> for Organisation {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let kind = OrganisationKind::from_code(&row.kind)
            .ok_or_else(|| broken(format!("an organisation of unknown kind {}", row.kind)))?;
        Ok(Self {
            id: OrganisationId::from_uuid(row.id),
            kind,
            name: row.name,
            slug: row.slug,
            urn: row.urn,
        })
    }
}

/// What a new organisation is made of.
#[derive(Debug, Clone)]
pub(crate) struct NewOrganisation<'a> {
    pub kind: OrganisationKind,
    pub name: &'a str,
    pub urn: Option<&'a str>,
}

/// Makes an organisation, with a part of an address that nobody has yet.
pub(crate) async fn create(
    market: &Market,
    w: &Writer,
    new: NewOrganisation<'_>,
) -> Result<OrganisationId, Failure> {
    let id = OrganisationId::from_uuid(market.ids.uuid());
    let slug = free_slug(w, new.name).await?;
    let sql = "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6, 1)";
    let values: [sea_orm::Value; 6] = [
        id.uuid().into(),
        new.kind.code().into(),
        new.name.into(),
        slug.into(),
        new.urn.map(str::to_owned).into(),
        market.now().into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}

/// Letters and digits of the name with hyphens between; a number behind it where it is taken.
async fn free_slug(w: &Writer, name: &str) -> Result<String, Failure> {
    #[derive(FromQueryResult)]
    struct Taken {
        slug: String,
    }
    let base = slug_of(name);
    let sql = "SELECT slug FROM organisation WHERE slug = $1 OR slug LIKE $2 ESCAPE '\\'";
    let pattern = crate::db::like_prefix(&format!("{base}-"));
    let taken: Vec<Taken> = w.sql_all(sql, [base.clone().into(), pattern.into()]).await?;
    let is_taken = |slug: &str| taken.iter().any(|row| row.slug == slug);
    if !is_taken(&base) {
        return Ok(base);
    }
    (2..=taken.len() + 2)
        .map(|number| format!("{base}-{number}"))
        .find(|slug| !is_taken(slug))
        .ok_or_else(|| broken("no free address for an organisation"))
}

fn slug_of(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            '\'' | '’' => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let slug: String = slug.trim_matches('-').chars().take(60).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "organisation".to_owned() } else { slug.to_owned() }
}

/// An organisation by its id.
pub(crate) async fn by_id(r: &Reader, id: OrganisationId) -> Result<Organisation, Failure> {
    let sql = "SELECT id, kind, name, slug, urn FROM organisation WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [id.uuid().into()]).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// An organisation by its part of an address.
pub(crate) async fn by_slug(r: &Reader, slug: &str) -> Result<Organisation, Failure> {
    let sql = "SELECT id, kind, name, slug, urn FROM organisation WHERE slug = $1";
    let row: Option<Row> = r.sql_one(sql, [slug.into()]).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// The names of organisations, in one statement.
pub(crate) async fn names(
    r: &Reader,
    ids: &[OrganisationId],
) -> Result<Vec<(OrganisationId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct Named {
        id: Uuid,
        name: String,
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|n| format!("${n}")).collect();
    let sql = format!("SELECT id, name FROM organisation WHERE id IN ({})", places.join(", "));
    let values: Vec<sea_orm::Value> = ids.iter().map(|id| id.uuid().into()).collect();
    let rows: Vec<Named> = r.sql_all(&sql, values).await?;
    Ok(rows.into_iter().map(|row| (OrganisationId::from_uuid(row.id), row.name)).collect())
}

/// Gives a person a role from today; having it already is fine.
pub(crate) async fn grant_role(
    market: &Market,
    w: &Writer,
    person: PersonId,
    organisation: OrganisationId,
    role: Role,
    order_limit_pence: Option<i64>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO role_holding \
               (id, person_id, organisation_id, role, order_limit_pence, starts_on, ends_on) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT DO NOTHING";
    let values: [sea_orm::Value; 6] = [
        RoleHoldingId::from_uuid(market.ids.uuid()).uuid().into(),
        person.uuid().into(),
        organisation.uuid().into(),
        role.code().into(),
        order_limit_pence.into(),
        market.today().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_of_letters_digits_and_hyphens() {
        assert_eq!(slug_of("St Mary's CofE Primary, N8"), "st-marys-cofe-primary-n8");
        assert_eq!(slug_of("  --  "), "organisation");
        assert_eq!(slug_of(&"x".repeat(90)).len(), 60);
    }

    #[test]
    fn every_kind_reads_back_as_written() {
        for (kind, code) in OrganisationKind::ALL {
            assert_eq!(kind.code(), code);
            assert_eq!(OrganisationKind::from_code(code), Some(kind));
        }
    }
}
