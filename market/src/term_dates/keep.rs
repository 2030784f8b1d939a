//! Entering the dates of a school year.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{SchoolYear, Terms, TypedTermDates, read_terms, short_day};
use domain::id::{OrganisationId, PoolId};
use domain::organisation::OrganisationKind;
use sea_orm::{FromQueryResult, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::of_school::terms_of;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::capacity;
use crate::db::{Reader, Writer, broken};
use crate::organisation;

/// The dates of a school year, to be kept for whom one acts for.
#[derive(Debug, Clone)]
pub struct KeepTermDates {
    /// Which year.
    pub year: SchoolYear,
    /// The three terms as typed, autumn first.
    pub typed: [TypedTermDates; 3],
    /// The version that was seen: nought where nobody had entered any.
    pub seen: i64,
}

/// Whoever may enter dates: a school for itself, a partnership for its area, a council for the
/// partnerships that trade through it.
pub(super) fn may_keep(actor: &Actor) -> Result<Permit, Failure> {
    // A council's commissioner who reads in a partnership enters nothing there.
    let is_council = actor.acting_for().is_some_and(|of| of.kind == OrganisationKind::Council);
    actor
        .permit_own(Action::CorrectSchool)
        .or_else(|_| actor.permit_own(Action::ManagePartnership))
        .or_else(
            |refused| {
                if is_council { actor.permit_own(Action::HostPartnership) } else { Err(refused) }
            },
        )
}

/// Keeps the dates of a school year. The pools for which they hold follow: free days that lie in a holiday now
/// are taken away, and days that have become school days are offered. What is booked stands. Saying
/// the same again writes nothing.
///
/// # Errors
/// `Invalid` beside each date that is wrong; `ChangedMeanwhile` where somebody else was quicker.
pub async fn keep_term_dates(
    market: &Market,
    actor: &Actor,
    keep: KeepTermDates,
) -> Result<(), Failure> {
    let permit = &may_keep(actor)?;
    let terms = &read_terms(keep.year, &keep.typed).map_err(Failure::Invalid)?;
    let keep = &keep;
    market
        .db
        .write(|w| async move {
            let owner = permit.organisation();
            let before = terms_of(&w, &[owner]).await?;
            let known = version_of(&w, owner, keep.year).await?;
            if known > 0 && keep.year.terms_of(&before) == terms.all() {
                return Ok(());
            }
            if known != keep.seen {
                return Err(Failure::ChangedMeanwhile);
            }
            let mut followed = Vec::new();
            for partnership in for_whom(&w, permit).await? {
                followed.push((partnership, terms_of(&w, &[partnership]).await?));
            }
            store(&w, owner, keep, terms).await?;
            for (partnership, before) in &followed {
                let after = terms_of(&w, &[*partnership]).await?;
                for pool in pools_of(&w, *partnership).await? {
                    capacity::follow_terms(market, &w, pool, (before, &after)).await?;
                }
            }
            let chain = organisation::chain_of(&w, owner).await?;
            let old = (known > 0).then(|| told(keep.year, &before));
            let record = Record::new(chain, permit, Deed::KeepTermDates, owner);
            let record = record.before(&old)?.after(&told(keep.year, terms))?;
            audit::record(market, &w, record).await
        })
        .await
}

/// The partnerships whose pools follow what is entered.
async fn for_whom(r: &Reader, permit: &Permit) -> Result<Vec<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        partnership_id: Uuid,
    }
    let owner = permit.organisation();
    if permit.action() != Action::HostPartnership {
        let is_area = permit.action() == Action::ManagePartnership;
        return Ok(is_area.then_some(owner).into_iter().collect());
    }
    let sql = "SELECT partnership_id FROM hosting WHERE host_id = $1 AND agreed = 1 \
               AND ended_at IS NULL ORDER BY partnership_id";
    let rows: Vec<Row> = r.sql_all(sql, [owner.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.partnership_id)).collect())
}

/// Which version of a year's dates an organisation entered last; nought where none.
pub(super) async fn version_of(
    r: &Reader,
    owner: OrganisationId,
    year: SchoolYear,
) -> Result<i64, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        version: i64,
    }
    let sql = "SELECT version FROM term_dates WHERE organisation_id = $1 AND begins_in = $2";
    let values: [Value; 2] = [owner.uuid().into(), i64::from(year.begins_in()).into()];
    let row: Option<Row> = r.sql_one(sql, values).await?;
    Ok(row.map_or(0, |row| row.version))
}

async fn store(
    w: &Writer,
    owner: OrganisationId,
    keep: &KeepTermDates,
    terms: &Terms,
) -> Result<(), Failure> {
    let sql = "INSERT INTO term_dates (organisation_id, begins_in, terms, version) \
               VALUES ($1, $2, $3, 1) ON CONFLICT (organisation_id, begins_in) DO UPDATE \
               SET terms = excluded.terms, version = term_dates.version + 1 \
               WHERE term_dates.version = $4";
    let values: [Value; 4] = [
        owner.uuid().into(),
        i64::from(keep.year.begins_in()).into(),
        serde_json::to_string(terms).map_err(broken)?.into(),
        keep.seen.into(),
    ];
    w.execute_one(sql, values).await
}

async fn pools_of(r: &Reader, partnership: OrganisationId) -> Result<Vec<PoolId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = "SELECT id FROM pool WHERE partnership_id = $1 ORDER BY id";
    let rows: Vec<Row> = r.sql_all(sql, [partnership.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| PoolId::from_uuid(row.id)).collect())
}

/// The dates as the trail tells them.
fn told(year: SchoolYear, terms: &Terms) -> Map<String, Json> {
    let mut told = Map::new();
    told.insert("school_year".to_owned(), year.to_string().into());
    for term in year.terms_of(terms) {
        let half = term.half_term;
        let text = format!(
            "{} to {}, half-term {} to {}",
            short_day(term.first_on),
            short_day(term.last_on),
            short_day(half.first_on),
            short_day(half.last_on)
        );
        told.insert(format!("{}_term", term.name.code()), text.into());
    }
    told
}
