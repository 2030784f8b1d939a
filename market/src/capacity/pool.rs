//! Making a pool, and who may keep one.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::capacity::WorkingPattern;
use domain::id::{OrganisationId, PoolId, PractitionerId, ServiceId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::service::{self, Stored};
use crate::{Market, Permit};

/// A pool to be made for a service that is booked by the day.
#[derive(Debug, Clone, Copy)]
pub struct CreatePool {
    /// The service.
    pub service: ServiceId,
    /// Field `people_of`: another service whose people it sells too, as whole days or as halves of the same
    /// days; none for people of its own.
    pub people_of: Option<ServiceId>,
}

/// A pool with its parties.
#[derive(Debug, Clone)]
pub(crate) struct Pool {
    pub id: PoolId,
    pub partnership: OrganisationId,
    pub provider: OrganisationId,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    provider_id: Uuid,
}

impl From<Row> for Pool {
    fn from(row: Row) -> Self {
        Self {
            id: PoolId::from_uuid(row.id),
            partnership: OrganisationId::from_uuid(row.partnership_id),
            provider: OrganisationId::from_uuid(row.provider_id),
        }
    }
}

/// The permit to keep a pool: of the provider whose people they are, or of the partnership
/// through which their days are sold.
pub(crate) fn permit(
    actor: &Actor,
    partnership: OrganisationId,
    provider: OrganisationId,
) -> Result<Permit, Failure> {
    match actor.permit(Action::ManageServices, partnership) {
        Ok(permit) => Ok(permit),
        Err(of_partnership) => match actor.permit(Action::ManagePool, provider) {
            Ok(permit) => Ok(permit),
            // Whoever is one of the two and lacks the right is told so, others nothing.
            Err(Failure::NotFound) => Err(of_partnership),
            Err(of_provider) => Err(of_provider),
        },
    }
}

/// The service's pool, with the permit to keep it.
pub(super) async fn own_pool(
    r: &Reader,
    actor: &Actor,
    id: ServiceId,
) -> Result<(Stored, Pool, Permit), Failure> {
    let service = service::find(r, id).await?;
    let permit = permit(actor, service.partnership, service.provider)?;
    let pool = service.pool.ok_or(Failure::NotFound)?;
    let pool = Pool { id: pool, partnership: service.partnership, provider: service.provider };
    Ok((service, pool, permit))
}

/// The pool of a practitioner, with the permit to keep it.
pub(super) async fn pool_of(
    r: &Reader,
    actor: &Actor,
    practitioner: PractitionerId,
) -> Result<(Pool, Permit), Failure> {
    let pool = find(r, practitioner).await?;
    let permit = permit(actor, pool.partnership, pool.provider)?;
    Ok((pool, permit))
}

/// The pool of a practitioner.
pub(super) async fn find(r: &Reader, practitioner: PractitionerId) -> Result<Pool, Failure> {
    let sql = "SELECT p.id, p.partnership_id, p.provider_id FROM pool p \
               JOIN practitioner x ON x.pool_id = p.id WHERE x.id = $1";
    let row: Option<Row> = r.sql_one(sql, [practitioner.uuid().into()]).await?;
    row.map(Pool::from).ok_or(Failure::NotFound)
}

/// The services of the same partnership and provider whose people a service could sell too, by title.
pub async fn pools_to_share(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<Vec<(ServiceId, String)>, Failure> {
    #[derive(FromQueryResult)]
    struct Known {
        id: Uuid,
        title: String,
    }
    market
        .db
        .read(|r| async move {
            let service = service::find(&r, service).await?;
            permit(actor, service.partnership, service.provider)?;
            // The first of those that sell the same people stands for them.
            let sql = "SELECT s.id, s.title FROM service s WHERE s.partnership_id = $1 \
                       AND s.provider_id = $2 AND s.pool_id IS NOT NULL AND s.state <> 'retired' \
                       AND NOT EXISTS (SELECT 1 FROM service e WHERE e.pool_id = s.pool_id \
                       AND e.state <> 'retired' AND e.number < s.number) ORDER BY s.title, s.id";
            let values = [service.partnership.uuid().into(), service.provider.uuid().into()];
            let rows: Vec<Known> = r.sql_all(sql, values).await?;
            Ok(rows.into_iter().map(|row| (ServiceId::from_uuid(row.id), row.title)).collect())
        })
        .await
}

/// Makes a pool for a service, or gives it the people of another; one that is there already is given.
///
/// # Errors
/// `Invalid` on `unit` where the service is not booked by the day, and on `people_of` for a service without
/// people, or of another partnership or provider.
pub async fn create_pool(
    market: &Market,
    actor: &Actor,
    command: CreatePool,
) -> Result<PoolId, Failure> {
    market
        .db
        .write(|w| async move {
            let service = service::find(&w, command.service).await?;
            let permit = permit(actor, service.partnership, service.provider)?;
            if let Some(pool) = service.pool {
                return Ok(pool);
            }
            if !service.terms.unit.is_booked_by_day() {
                return Err(Failure::field("unit", Problem::NotAChoice));
            }
            let of = (service.partnership, service.provider);
            let pool = match command.people_of {
                Some(other) => shared(&w, of, other).await?,
                None => insert_pool(market, &w, of, &service.terms.title).await?,
            };
            let sql = "UPDATE service SET pool_id = $3, version = version + 1 \
                       WHERE id = $1 AND version = $2";
            let values: [Value; 3] =
                [service.id.uuid().into(), service.version.into(), pool.uuid().into()];
            w.execute_one(sql, values).await?;
            let record = Record::new(Some(service.partnership), &permit, Deed::CreatePool, pool)
                .after(&service.id)?;
            audit::record(market, &w, record).await?;
            Ok(pool)
        })
        .await
}

/// The pool of another service of the same partnership and provider.
async fn shared(
    r: &Reader,
    of: (OrganisationId, OrganisationId),
    other: ServiceId,
) -> Result<PoolId, Failure> {
    let not_a_choice = || Failure::field("people_of", Problem::NotAChoice);
    let other = match service::find(r, other).await {
        Err(Failure::NotFound) => return Err(not_a_choice()),
        other => other?,
    };
    let pool = other.pool.filter(|_| (other.partnership, other.provider) == of);
    pool.ok_or_else(not_a_choice)
}

/// Stores a pool of a partnership and a provider.
pub(crate) async fn insert_pool(
    market: &Market,
    w: &Writer,
    (partnership, provider): (OrganisationId, OrganisationId),
    name: &str,
) -> Result<PoolId, Failure> {
    let id = PoolId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO pool (id, partnership_id, provider_id, name, version) \
               VALUES ($1, $2, $3, $4, 1)";
    let values: [Value; 4] =
        [id.uuid().into(), partnership.uuid().into(), provider.uuid().into(), name.into()];
    w.execute(sql, values).await?;
    Ok(id)
}

/// Stores people of a pool who work the same pattern from a day on.
pub(crate) async fn insert_people(
    market: &Market,
    w: &Writer,
    pool: PoolId,
    names: &[String],
    pattern: WorkingPattern,
    (starts_on, ends_on): (NaiveDate, Option<NaiveDate>),
) -> Result<Vec<PractitionerId>, Failure> {
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        let id = PractitionerId::from_uuid(market.ids.uuid());
        let sql = "INSERT INTO practitioner \
                   (id, pool_id, display_name, pattern, starts_on, ends_on, version) \
                   VALUES ($1, $2, $3, $4, $5, $6, 1)";
        let values: [Value; 6] = [
            id.uuid().into(),
            pool.uuid().into(),
            name.as_str().into(),
            serde_json::to_string(&pattern).map_err(broken)?.into(),
            starts_on.into(),
            ends_on.into(),
        ];
        w.execute(sql, values).await?;
        ids.push(id);
    }
    Ok(ids)
}
