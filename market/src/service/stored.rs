//! A service as stored: loading it, and writing its versions.

use chrono::NaiveDate;
use domain::Failure;
use domain::access::{Capacity, Scope};
use domain::id::{OrganisationId, PersonId, PoolId, ServiceId, ServiceVersionId};
use domain::service::{BookedBy, Lifecycle, OpenTo, ServiceTerms, State};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::prices;
use crate::Market;
use crate::db::{Parameters, Reader, Writer, broken};

/// A service with its current version.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: ServiceId,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub pool: Option<PoolId>,
    pub lifecycle: Lifecycle,
    pub version_id: ServiceVersionId,
    pub version_number: i64,
    pub terms: ServiceTerms,
    /// Rises with each change of the row.
    pub version: i64,
}

impl Stored {
    /// How it is booked: as staff say, else by the day where people's days are kept, else as its unit
    /// has it.
    pub fn booked(&self) -> BookedBy {
        match (self.terms.booked, self.pool) {
            (None, Some(_)) => BookedBy::Days,
            (Some(_), _) | (None, None) => self.terms.booked(),
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    provider_id: Uuid,
    pool_id: Option<Uuid>,
    state: String,
    state_since: Option<NaiveDate>,
    current_version_id: Uuid,
    number: i64,
    terms: String,
    version: i64,
}

/// The state a row stands in.
fn lifecycle_of(state: &str, since: Option<NaiveDate>) -> Result<Lifecycle, Failure> {
    State::from_code(state)
        .and_then(|state| Lifecycle::restore(state, since))
        .ok_or_else(|| broken(format!("a service in the state {state} since {since:?}")))
}

const COLUMNS: &str = "SELECT s.id, s.partnership_id, s.provider_id, s.pool_id, s.state, \
    s.state_since, s.current_version_id, v.number, v.terms, s.version \
    FROM service s JOIN service_version v ON v.id = s.current_version_id";

impl TryFrom<Row> for Stored {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        Ok(Self {
            id: ServiceId::from_uuid(row.id),
            partnership: OrganisationId::from_uuid(row.partnership_id),
            provider: OrganisationId::from_uuid(row.provider_id),
            pool: row.pool_id.map(PoolId::from_uuid),
            lifecycle: lifecycle_of(&row.state, row.state_since)?,
            version_id: ServiceVersionId::from_uuid(row.current_version_id),
            version_number: row.number,
            terms: serde_json::from_str(&row.terms).map_err(broken)?,
            version: row.version,
        })
    }
}

/// A service by its id, whoever asks: the caller decides who may see it.
pub(crate) async fn find(r: &Reader, id: ServiceId) -> Result<Stored, Failure> {
    let sql = format!("{COLUMNS} WHERE s.id = $1");
    let row: Option<Row> = r.sql_one(&sql, [id.uuid().into()]).await?;
    row.ok_or(Failure::NotFound)?.try_into()
}

/// Services by their ids, in one statement.
pub(crate) async fn find_all(r: &Reader, ids: &[ServiceId]) -> Result<Vec<Stored>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let places: Vec<String> = ids.iter().map(|id| parameters.bind(id.uuid())).collect();
    let sql = format!("{COLUMNS} WHERE s.id IN ({})", places.join(", "));
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// What a partnership has on sale.
pub(super) async fn on_sale_of(r: &Reader, partnership: &Scope) -> Result<Vec<Stored>, Failure> {
    let sql = format!("{COLUMNS} WHERE s.partnership_id = $1 AND s.state = 'live' ORDER BY s.id");
    let rows: Vec<Row> = r.sql_whole(&sql, [partnership.organisation().uuid().into()]).await?;
    rows.into_iter().map(Stored::try_from).collect()
}

/// Moves a service at a version of its row to another state.
pub(super) async fn set_state(
    w: &Writer,
    id: ServiceId,
    version: i64,
    next: Lifecycle,
) -> Result<(), Failure> {
    let sql = "UPDATE service SET state = $3, state_since = $4, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 4] =
        [id.uuid().into(), version.into(), next.state().code().into(), next.since().into()];
    w.execute_one(sql, values).await
}

/// A service of the scope's organisation, in the scope's capacity.
pub(crate) async fn find_own(r: &Reader, scope: &Scope, id: ServiceId) -> Result<Stored, Failure> {
    let stored = find(r, id).await?;
    let party = match scope.capacity() {
        Capacity::Partnership => stored.partnership,
        Capacity::Provider => stored.provider,
        Capacity::School | Capacity::Itself | Capacity::Installation => {
            return Err(Failure::NotFound);
        }
    };
    if party == scope.organisation() { Ok(stored) } else { Err(Failure::NotFound) }
}

/// What lists and search know of a service's terms.
struct Columns {
    search_words: String,
    sold_to_others: bool,
}

impl Columns {
    fn of(terms: &ServiceTerms) -> Self {
        let words: Vec<&str> =
            std::iter::once(terms.category.label()).chain(terms.category.synonyms()).collect();
        Self { search_words: words.join(", "), sold_to_others: terms.price.sold_to_non_members() }
    }
}

/// A service to be stored for the first time.
pub(super) struct NewService<'a> {
    pub id: ServiceId,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
    pub lifecycle: Lifecycle,
    pub terms: &'a ServiceTerms,
    pub by: Option<PersonId>,
}

/// Takes so many of the numbers that the full-text index knows services by, and gives the first.
pub(super) async fn take_numbers(w: &Writer, count: i64) -> Result<i64, Failure> {
    #[derive(FromQueryResult)]
    struct Next {
        next: i64,
    }
    let sql = "UPDATE service_number SET next = next + $1 WHERE only_row = 1 RETURNING next";
    let next: Option<Next> = w.sql_one(sql, [count.into()]).await?;
    let next = next.ok_or_else(|| broken("the numbers of services are not there"))?;
    Ok(next.next - count)
}

/// Stores a service and its first version.
pub(super) async fn insert(
    market: &Market,
    w: &Writer,
    number: i64,
    new: NewService<'_>,
) -> Result<(), Failure> {
    let version = ServiceVersionId::from_uuid(market.ids.uuid());
    let columns = Columns::of(new.terms);
    let sql = "INSERT INTO service (number, id, partnership_id, provider_id, pool_id, state, \
               state_since, category, title, summary, provider_name, search_words, \
               sold_to_others, current_version_id, version) \
               VALUES ($1, $2, $3, $4, NULL, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)";
    let values: [Value; 13] = [
        number.into(),
        new.id.uuid().into(),
        new.partnership.uuid().into(),
        new.provider.uuid().into(),
        new.lifecycle.state().code().into(),
        new.lifecycle.since().into(),
        new.terms.category.code().into(),
        new.terms.title.clone().into(),
        new.terms.summary.clone().into(),
        new.terms.provider_name.clone().into(),
        columns.search_words.into(),
        columns.sold_to_others.into(),
        version.uuid().into(),
    ];
    w.execute(sql, values).await?;
    insert_version(market, w, new.id, version, 1, new.terms, new.by).await?;
    prices::insert(w, new.id, new.partnership, &new.terms.price).await?;
    insert_reach(w, new.id, new.partnership, new.terms).await
}

async fn insert_version(
    market: &Market,
    w: &Writer,
    service: ServiceId,
    id: ServiceVersionId,
    number: i64,
    terms: &ServiceTerms,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO service_version (id, service_id, number, terms, made_by, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values: [Value; 6] = [
        id.uuid().into(),
        service.uuid().into(),
        number.into(),
        serde_json::to_string(terms).map_err(broken)?.into(),
        by.map(PersonId::uuid).into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

/// For lists and their filters: the phases and areas the terms name, and to whom they open it.
async fn insert_reach(
    w: &Writer,
    id: ServiceId,
    partnership: OrganisationId,
    terms: &ServiceTerms,
) -> Result<(), Failure> {
    for phase in &terms.phases {
        let sql = "INSERT INTO service_phase (service_id, phase) VALUES ($1, $2)";
        w.execute(sql, [id.uuid().into(), phase.code().into()]).await?;
    }
    for area in &terms.areas {
        let sql = "INSERT INTO service_area (service_id, la_code) VALUES ($1, $2)";
        w.execute(sql, [id.uuid().into(), area.as_str().into()]).await?;
    }
    if !terms.price.sold_to_other_members() {
        return Ok(());
    }
    let association = matches!(terms.open_to, OpenTo::Association).then_some(None);
    let named = terms.open_to.named().iter().map(|one| Some(one.uuid()));
    for to in named.chain(association) {
        let sql = "INSERT INTO service_opening (service_id, partnership_id, to_id) \
                   VALUES ($1, $2, $3)";
        w.execute(sql, [id.uuid().into(), partnership.uuid().into(), to.into()]).await?;
    }
    Ok(())
}

/// Makes a new version of a service current. Orders keep the ones they were placed on.
///
/// # Errors
/// `ChangedMeanwhile` where somebody changed the service since it was read.
pub(super) async fn add_version(
    market: &Market,
    w: &Writer,
    stored: &Stored,
    provider: OrganisationId,
    terms: &ServiceTerms,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let version = ServiceVersionId::from_uuid(market.ids.uuid());
    let columns = Columns::of(terms);
    let sql = "UPDATE service SET provider_id = $3, category = $4, title = $5, summary = $6, \
               provider_name = $7, search_words = $8, sold_to_others = $9, \
               current_version_id = $10, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 10] = [
        stored.id.uuid().into(),
        stored.version.into(),
        provider.uuid().into(),
        terms.category.code().into(),
        terms.title.clone().into(),
        terms.summary.clone().into(),
        terms.provider_name.clone().into(),
        columns.search_words.into(),
        columns.sold_to_others.into(),
        version.uuid().into(),
    ];
    w.execute_one(sql, values).await?;
    let number = stored.version_number + 1;
    insert_version(market, w, stored.id, version, number, terms, by).await?;
    prices::keep(w, stored.id, stored.partnership, &terms.price).await?;
    for table in ["service_phase", "service_area", "service_opening"] {
        let sql = format!("DELETE FROM {table} WHERE service_id = $1");
        w.execute(&sql, [stored.id.uuid().into()]).await?;
    }
    insert_reach(w, stored.id, stored.partnership, terms).await
}
