//! Organisations of every kind: who buys, sells, delivers, hosts.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Role;
use domain::id::{OrganisationId, PersonId, RoleHoldingId};
pub use domain::organisation::OrganisationKind;
use domain::school::RegisterEntry;
use domain::text::{self, Urn};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::audit::Who;
use crate::db::{Reader, Writer, broken, places};
use crate::{Market, trust};

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
    w.claim(sql, values).await?;
    Ok(id)
}

/// A council by its name, made where there is none of that name. `field` is what a name that cannot
/// be is told of.
pub(crate) async fn council(
    market: &Market,
    w: &Writer,
    name: &str,
    field: &'static str,
) -> Result<OrganisationId, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let name = text::name(name, 120).map_err(|problem| Failure::field(field, problem))?;
    let sql = "SELECT id FROM organisation \
               WHERE kind = 'council' AND lower(name) = lower($1) LIMIT 1";
    match w.sql_one::<Found>(sql, [name.clone().into()]).await? {
        Some(found) => Ok(OrganisationId::from_uuid(found.id)),
        None => {
            let kind = OrganisationKind::Council;
            create(market, w, NewOrganisation { kind, name: &name, urn: None }).await
        }
    }
}

/// The organisations of schools by their numbers, as far as they are on Commonpool.
pub(crate) async fn of_schools(
    r: &Reader,
    urns: &[&Urn],
) -> Result<HashMap<Urn, OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
        urn: String,
    }
    if urns.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, urn FROM organisation WHERE urn IN {}", places(1, urns.len()));
    let values: Vec<sea_orm::Value> = urns.iter().map(|urn| urn.as_str().into()).collect();
    let rows: Vec<Found> = r.sql_all(&sql, values).await?;
    rows.into_iter()
        .map(|row| {
            let urn = Urn::parse(&row.urn).map_err(|_| broken("a stored school has no number"))?;
            Ok((urn, OrganisationId::from_uuid(row.id)))
        })
        .collect()
}

/// The organisations of schools of the register, made for those that come to Commonpool for the
/// first time: a few statements, however many there are.
pub(crate) async fn bring_in_schools(
    market: &Market,
    w: &Writer,
    entries: &[&RegisterEntry],
) -> Result<HashMap<Urn, OrganisationId>, Failure> {
    let urns: Vec<&Urn> = entries.iter().map(|entry| &entry.urn).collect();
    let mut known = of_schools(w, &urns).await?;
    let new: Vec<&Urn> = urns.iter().copied().filter(|urn| !known.contains_key(urn)).collect();
    // A name that another has, also one made at the same moment, gets the school's number behind it.
    for with_number in [false, true] {
        let missing: Vec<&RegisterEntry> =
            entries.iter().copied().filter(|entry| !known.contains_key(&entry.urn)).collect();
        if missing.is_empty() {
            break;
        }
        let mut values: Vec<sea_orm::Value> = Vec::with_capacity(missing.len() * 7);
        for entry in &missing {
            let mut slug = slug_of(&entry.name);
            if with_number {
                slug = format!("{slug}-{}", entry.urn);
            }
            let row: [sea_orm::Value; 7] = [
                market.ids.uuid().into(),
                OrganisationKind::School.code().into(),
                entry.name.clone().into(),
                slug.into(),
                entry.urn.as_str().into(),
                market.now().into(),
                1_i64.into(),
            ];
            values.extend(row);
        }
        let sql = format!(
            "INSERT INTO organisation (id, kind, name, slug, urn, created_at, version) VALUES {} \
             ON CONFLICT DO NOTHING",
            places(missing.len(), 7)
        );
        w.execute(&sql, values).await?;
        let urns: Vec<&Urn> = missing.iter().map(|entry| &entry.urn).collect();
        known.extend(of_schools(w, &urns).await?);
    }
    trust::follow(market, w, Who::JOB, &new, &[]).await?;
    Ok(known)
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

/// The chain of the trail in which changes of an organisation stand: a partnership's own, the
/// installation's for everybody else.
pub(crate) async fn chain_of(
    r: &Reader,
    id: OrganisationId,
) -> Result<Option<OrganisationId>, Failure> {
    let found = by_id(r, id).await?;
    Ok((found.kind == OrganisationKind::Partnership).then_some(id))
}

/// Waits until nobody else changes who belongs to an organisation: two who end each other's role at
/// once would leave nobody, and two lists of members would each begin the same membership.
pub(crate) async fn one_at_a_time(w: &Writer, organisation: OrganisationId) -> Result<(), Failure> {
    let sql = "UPDATE organisation SET version = version + 1 WHERE id = $1";
    w.execute_one(sql, [organisation.uuid().into()]).await
}

/// A role that somebody gets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub organisation: OrganisationId,
    /// The role.
    pub role: Role,
    /// The most they may order or approve alone, in pence including VAT; nothing for no limit.
    pub order_limit_pence: Option<i64>,
    /// The first day, where that is to come.
    pub starts_on: Option<NaiveDate>,
    /// The last day, where there is one.
    pub ends_on: Option<NaiveDate>,
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
    let (starts_on, ends_on) = (None, None);
    let grant = Grant { person, organisation, role, order_limit_pence, starts_on, ends_on };
    begin_role(market, w, grant).await.map(|_| ())
}

/// Whether somebody has the role already, with no end.
pub(crate) async fn holds(r: &Reader, grant: &Grant) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        id: Uuid,
    }
    let sql = "SELECT id FROM role_holding WHERE person_id = $1 AND organisation_id = $2 \
               AND role = $3 AND ends_on IS NULL";
    let values =
        [grant.person.uuid().into(), grant.organisation.uuid().into(), grant.role.code().into()];
    let held: Option<Held> = r.sql_one(sql, values).await?;
    Ok(held.is_some_and(|held| !held.id.is_nil()))
}

/// Begins a role today, or on its first day where that is to come; one that is held without an end already goes on as it is.
pub(crate) async fn begin_role(
    market: &Market,
    w: &Writer,
    grant: Grant,
) -> Result<RoleHoldingId, Failure> {
    let id = RoleHoldingId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO role_holding \
               (id, person_id, organisation_id, role, order_limit_pence, starts_on, ends_on) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let values: [sea_orm::Value; 7] = [
        id.uuid().into(),
        grant.person.uuid().into(),
        grant.organisation.uuid().into(),
        grant.role.code().into(),
        grant.order_limit_pence.into(),
        grant.starts_on.map_or(market.today(), |first| first.max(market.today())).into(),
        grant.ends_on.into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
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
}
