//! Which terms and INSET days hold for a school.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::Failure;
use domain::calendar::{InsetDay, SchoolDays, SchoolYear, Term, Terms};
use domain::id::OrganisationId;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Viewer;
use crate::db::{Reader, broken, places};
use crate::service::ServiceDetail;

#[derive(FromQueryResult)]
struct Kept {
    organisation_id: Uuid,
    begins_in: i64,
    terms: String,
    /// Whether a council entered them, through which one of the organisations asked about trades.
    by_host: i64,
}

/// A row of either table.
#[derive(FromQueryResult)]
struct Either {
    organisation_id: Uuid,
    begins_in: i64,
    terms: String,
    by_host: i64,
    day: Option<NaiveDate>,
    note: Option<String>,
}

#[derive(FromQueryResult)]
struct InsetRow {
    day: NaiveDate,
    note: Option<String>,
}

/// The dates that organisations of a list entered, or the councils through which they trade, as a condition
/// on `t`; and, as a column, whether it was such a council.
fn entered_by(list: &str) -> (String, String) {
    let hosts = format!(
        "SELECT h.host_id FROM hosting h WHERE h.partnership_id IN {list} AND h.agreed = 1 \
         AND h.ended_at IS NULL"
    );
    (
        format!("(t.organisation_id IN {list} OR t.organisation_id IN ({hosts}))"),
        format!(
            "CAST(CASE WHEN t.organisation_id IN {list} THEN 0 ELSE 1 END AS bigint) AS by_host"
        ),
    )
}

/// The terms of all years: those that the first of these organisations entered, else the second, else the
/// council through which one of them trades, and typical ones for the years of which nobody said anything.
/// One statement.
pub(crate) async fn terms_of(
    r: &Reader,
    organisations: &[OrganisationId],
) -> Result<Terms, Failure> {
    let (entered, by_host) = entered_by(&places(1, organisations.len()));
    let sql = format!(
        "SELECT t.organisation_id, t.begins_in, t.terms, {by_host} FROM term_dates t WHERE {entered}"
    );
    let values: Vec<Value> = organisations.iter().map(|one| one.uuid().into()).collect();
    laid_over(organisations, &r.sql_all::<Kept>(&sql, values).await?)
}

/// What the first organisation entered over what the second did, both over what a council did, and all
/// over typical terms.
fn laid_over(organisations: &[OrganisationId], kept: &[Kept]) -> Result<Terms, Failure> {
    let mut years: BTreeMap<SchoolYear, Vec<Term>> = BTreeMap::new();
    for term in Terms::typical().all() {
        years.entry(SchoolYear::of(term.first_on)).or_default().push(*term);
    }
    let by_council = kept.iter().filter(|row| row.by_host == 1);
    let by_each = organisations.iter().rev().flat_map(|organisation| {
        kept.iter().filter(|row| row.organisation_id == organisation.uuid())
    });
    for row in by_council.chain(by_each) {
        let (year, terms) = row.read()?;
        years.insert(year, terms.all().to_vec());
    }
    Terms::new(years.into_values().flatten().collect()).map_err(broken)
}

impl Kept {
    fn read(&self) -> Result<(SchoolYear, Terms), Failure> {
        let begins_in = i32::try_from(self.begins_in).map_err(broken)?;
        let year = SchoolYear::beginning_in(begins_in);
        let year = year.ok_or_else(|| broken(format!("no school year: {begins_in}")))?;
        Ok((year, serde_json::from_str(&self.terms).map_err(broken)?))
    }
}

/// When a school that buys through a partnership has its pupils. One statement.
pub(crate) async fn days_of(
    r: &Reader,
    school: OrganisationId,
    partnership: OrganisationId,
) -> Result<SchoolDays, Failure> {
    known(school, partnership, &rows_of(r, &[school], partnership).await?)
}

/// When each of some schools has its pupils, as the area of a partnership has it where a school said
/// nothing. One statement.
pub(crate) async fn days_of_each(
    r: &Reader,
    schools: &[OrganisationId],
    partnership: OrganisationId,
) -> Result<BTreeMap<OrganisationId, SchoolDays>, Failure> {
    let rows = rows_of(r, schools, partnership).await?;
    schools.iter().map(|school| Ok((*school, known(*school, partnership, &rows)?))).collect()
}

async fn rows_of(
    r: &Reader,
    schools: &[OrganisationId],
    partnership: OrganisationId,
) -> Result<Vec<Either>, Failure> {
    let whose = schools.iter().copied().chain([partnership]);
    let values: Vec<Value> = whose.map(|one| one.uuid().into()).collect();
    let of_these = places(1, values.len());
    let (entered, by_host) = entered_by(&of_these);
    let sql = format!(
        "SELECT t.organisation_id, t.begins_in, t.terms, {by_host}, CAST(NULL AS date) AS day, \
         CAST(NULL AS text) AS note FROM term_dates t WHERE {entered} \
         UNION ALL SELECT school_id, 0, '', CAST(0 AS bigint), day, note FROM inset_day WHERE school_id IN {of_these}"
    );
    r.sql_whole(&sql, values).await
}

/// The days of one school among the rows of several.
fn known(
    school: OrganisationId,
    partnership: OrganisationId,
    rows: &[Either],
) -> Result<SchoolDays, Failure> {
    let (mut kept, mut inset) = (Vec::new(), Vec::new());
    for row in rows {
        match row.day {
            Some(day) if row.organisation_id == school.uuid() => {
                inset.push(InsetDay { day, note: row.note.clone() });
            }
            Some(_) => {}
            None => kept.push(Kept {
                organisation_id: row.organisation_id,
                begins_in: row.begins_in,
                terms: row.terms.clone(),
                by_host: row.by_host,
            }),
        }
    }
    inset.sort_by_key(|one| one.day);
    Ok(SchoolDays::new(laid_over(&[school, partnership], &kept)?, inset))
}

/// The INSET days of a school, the first one first.
pub(super) async fn inset_of(r: &Reader, school: OrganisationId) -> Result<Vec<InsetDay>, Failure> {
    let sql = "SELECT day, note FROM inset_day WHERE school_id = $1 ORDER BY day";
    let rows: Vec<InsetRow> = r.sql_all(sql, [school.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| InsetDay { day: row.day, note: row.note }).collect())
}

/// When the school that somebody acts for has its pupils, as the area of a service has it where the
/// school said nothing; the area's days for everybody else. One statement.
pub async fn school_days(
    market: &Market,
    viewer: &Viewer,
    service: &ServiceDetail,
) -> Result<SchoolDays, Failure> {
    let acting = viewer.signed_in().and_then(|actor| actor.acting_for());
    let whose = acting.map_or(service.stored.partnership, |acting| acting.organisation);
    let partnership = service.stored.partnership;
    market.db.read(|r| async move { days_of(&r, whose, partnership).await }).await
}
