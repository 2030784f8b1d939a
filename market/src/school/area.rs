//! The schools of council areas, from which a partnership begins.

use domain::Failure;
use domain::id::OrganisationId;
use domain::school::{InstitutionKind, Phase, RegisterEntry, Standing};
use domain::text::{LaCode, Urn};
use sea_orm::{FromQueryResult, Value};

use super::pupils::newest_count;
use crate::Market;
use crate::db::{Reader, broken, places};
use crate::organisation;

/// The most schools that are listed for areas: more than the largest county has.
const SCHOOLS_MAX: usize = 1_500;

/// A school of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaSchool {
    /// Its number in the register.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// What kind of institution it is.
    pub kind: Option<InstitutionKind>,
    /// The ages it teaches.
    pub phase: Option<Phase>,
    /// The council's area it lies in.
    pub area: Option<LaCode>,
    /// Its pupils, where they are known.
    pub pupils: Option<u32>,
    /// Whether it is a school in the Procurement Act; private schools are not. Nothing where its
    /// kind is not known.
    pub is_school_in_the_act: Option<bool>,
}

#[derive(FromQueryResult)]
struct Row {
    entry: String,
    pupils: Option<i64>,
}

/// The schools of the areas that are not closed, by name.
pub async fn schools_of_areas(
    market: &Market,
    areas: &[LaCode],
) -> Result<Vec<AreaSchool>, Failure> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let today = market.today();
    let sql = format!(
        "SELECT s.entry, {} AS pupils FROM register_school s WHERE s.la_code IN {} \
         AND s.status <> 'closed' ORDER BY s.name, s.number LIMIT {SCHOOLS_MAX}",
        newest_count("s.urn", areas.len() + 1),
        places(1, areas.len())
    );
    let mut values: Vec<Value> = areas.iter().map(|area| area.as_str().into()).collect();
    values.push(today.into());
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, values).await }).await?;
    let mut schools = Vec::with_capacity(rows.len());
    for row in rows {
        let entry: RegisterEntry = serde_json::from_str(&row.entry).map_err(broken)?;
        if entry.standing(today) == Standing::Closed {
            continue;
        }
        schools.push(AreaSchool {
            phase: entry.known_phase().map(|known| known.phase),
            is_school_in_the_act: entry.legal_buyer().is_school_in_the_act(),
            urn: entry.urn,
            name: entry.name,
            kind: entry.kind,
            area: entry.la_code,
            pupils: row.pupils.and_then(|pupils| u32::try_from(pupils).ok()),
        });
    }
    Ok(schools)
}

/// The register's entry of a school.
pub(crate) async fn entry(r: &Reader, urn: &Urn) -> Result<Option<RegisterEntry>, Failure> {
    Ok(entries(r, &[urn]).await?.pop())
}

/// The register's entries of schools, in no order; a number that it does not have is left out.
pub(crate) async fn entries(r: &Reader, urns: &[&Urn]) -> Result<Vec<RegisterEntry>, Failure> {
    #[derive(FromQueryResult)]
    struct Stored {
        entry: String,
    }
    if urns.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT entry FROM register_school WHERE urn IN {}", places(1, urns.len()));
    let values: Vec<Value> = urns.iter().map(|urn| urn.as_str().into()).collect();
    let stored: Vec<Stored> = r.sql_all(&sql, values).await?;
    stored.iter().map(|stored| serde_json::from_str(&stored.entry).map_err(broken)).collect()
}

/// The organisation of a school, where it is on Commonpool.
pub(crate) async fn organisation_of(
    r: &Reader,
    urn: &Urn,
) -> Result<Option<OrganisationId>, Failure> {
    Ok(organisation::of_schools(r, &[urn]).await?.remove(urn))
}

/// The organisation of a school of the register, made when it first comes to Commonpool.
pub(crate) async fn bring_in(
    market: &Market,
    w: &crate::db::Writer,
    entry: &RegisterEntry,
) -> Result<OrganisationId, Failure> {
    let mut made = organisation::bring_in_schools(market, w, &[entry]).await?;
    made.remove(&entry.urn).ok_or_else(|| broken("a school was not brought in"))
}
