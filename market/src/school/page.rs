//! A school's page: what the register says of it, its pupils with day and source, what came
//! before and after it.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::Action;
use domain::id::OrganisationId;
use domain::school::{LinkKind, RegisterEntry};
use domain::text::Urn;
use sea_orm::FromQueryResult;

use super::area::{entry, organisation_of};
use super::join::{self, Deciders};
use super::pupils::may_record;
use crate::Market;
use crate::access::Viewer;
use crate::db::{Reader, broken};

/// Counts of pupils shown.
const COUNTS: u32 = 12;

/// Everything a school's page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolPage {
    /// What the register says.
    pub entry: RegisterEntry,
    /// Its organisation, if it is on Commonpool.
    pub organisation: Option<OrganisationId>,
    /// Whether somebody looks after it here already.
    pub attended: bool,
    /// Partnerships that work in its area, by name.
    pub partnerships: Vec<String>,
    /// Its pupils, newest first.
    pub counts: Vec<PupilCount>,
    /// What came before and after it.
    pub links: Vec<LinkedSchool>,
    /// Whether the viewer may enter its pupils.
    pub may_record_pupils: bool,
    /// Whether the viewer acts for it and decides who else may.
    pub may_decide: bool,
}

/// A count of pupils.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PupilCount {
    /// How many.
    pub pupils: u32,
    /// On which day.
    pub on: NaiveDate,
    /// Whether the register says so.
    pub by_register: bool,
    /// Where the number is from, as it was entered.
    pub note: Option<String>,
}

/// A school that this one is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedSchool {
    /// Its number.
    pub urn: Urn,
    /// Its name, if the register has it here.
    pub name: Option<String>,
    /// What it is to this one.
    pub kind: LinkKind,
    /// Since when.
    pub since: Option<NaiveDate>,
}

/// A school's page.
///
/// # Errors
/// `NotFound` where the register has no such number.
pub async fn school_page(
    market: &Market,
    viewer: &Viewer,
    urn: &Urn,
) -> Result<SchoolPage, Failure> {
    let today = market.today();
    let actor = viewer.signed_in();
    market
        .db
        .read(|r| async move {
            let entry = entry(&r, urn).await?.ok_or(Failure::NotFound)?;
            let organisation = organisation_of(&r, urn).await?;
            let deciders = join::deciders(&r, &entry, organisation, today).await?;
            let may_record_pupils = match actor {
                Some(actor) => may_record(&r, actor, urn, today).await?.is_some(),
                None => false,
            };
            let acts_for_it = actor
                .and_then(|actor| actor.permit_own(Action::ManagePeople).ok())
                .is_some_and(|permit| Some(permit.organisation()) == organisation);
            Ok(SchoolPage {
                organisation,
                attended: matches!(deciders, Deciders::School(_)),
                partnerships: partnerships(&r, &entry, organisation, today).await?,
                counts: counts(&r, urn).await?,
                links: links(&r, urn).await?,
                may_record_pupils,
                may_decide: acts_for_it,
                entry,
            })
        })
        .await
}

#[derive(FromQueryResult)]
struct Name {
    name: String,
}

async fn partnerships(
    r: &Reader,
    entry: &RegisterEntry,
    organisation: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<Vec<String>, Failure> {
    let ids = join::partnerships_of(r, entry, organisation, today).await?;
    let mut names = Vec::with_capacity(ids.len());
    for id in ids {
        let sql = "SELECT name FROM organisation WHERE id = $1";
        let name: Option<Name> = r.sql_one(sql, [id.uuid().into()]).await?;
        names.extend(name.map(|row| row.name));
    }
    names.sort();
    Ok(names)
}

#[derive(FromQueryResult)]
struct CountRow {
    pupils: i64,
    counted_on: NaiveDate,
    source: String,
    note: Option<String>,
}

async fn counts(r: &Reader, urn: &Urn) -> Result<Vec<PupilCount>, Failure> {
    let sql = format!(
        "SELECT pupils, counted_on, source, note FROM pupil_count WHERE urn = $1 \
         ORDER BY counted_on DESC, source DESC LIMIT {COUNTS}"
    );
    let rows: Vec<CountRow> = r.sql_all(&sql, [urn.as_str().into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(PupilCount {
                pupils: u32::try_from(row.pupils).map_err(broken)?,
                on: row.counted_on,
                by_register: row.source == "register",
                note: row.note,
            })
        })
        .collect()
}

#[derive(FromQueryResult)]
struct LinkRow {
    urn: String,
    linked_urn: String,
    kind: String,
    linked_on: Option<NaiveDate>,
    name: Option<String>,
}

/// Its links, whichever of the two the register tells them of.
async fn links(r: &Reader, urn: &Urn) -> Result<Vec<LinkedSchool>, Failure> {
    let sql = "SELECT l.urn, l.linked_urn, l.kind, l.linked_on, s.name FROM register_link l \
               LEFT JOIN register_school s \
               ON s.urn = CASE WHEN l.urn = $1 THEN l.linked_urn ELSE l.urn END \
               WHERE l.urn = $1 OR l.linked_urn = $1 ORDER BY l.linked_on, l.linked_urn";
    let rows: Vec<LinkRow> = r.sql_all(sql, [urn.as_str().into()]).await?;
    let mut links: Vec<LinkedSchool> = Vec::new();
    for row in rows {
        let kind = LinkKind::from_code(&row.kind)
            .ok_or_else(|| broken(format!("a stored link is of no known kind: {}", row.kind)))?;
        let own = row.urn == urn.as_str();
        let kind = match kind {
            LinkKind::Predecessor if !own => LinkKind::Successor,
            LinkKind::Successor if !own => LinkKind::Predecessor,
            kind => kind,
        };
        let other = if own { row.linked_urn } else { row.urn };
        let other = Urn::parse(&other).map_err(|_| broken("a stored link leads to no number"))?;
        let told = links.iter_mut().find(|link| link.urn == other && link.kind == kind);
        match told {
            Some(told) => told.since = told.since.or(row.linked_on),
            None => {
                links.push(LinkedSchool { urn: other, name: row.name, kind, since: row.linked_on })
            }
        }
    }
    Ok(links)
}
