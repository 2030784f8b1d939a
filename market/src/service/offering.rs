//! A school that gives as well as buys: offering a service of its own through a partnership that it
//! is a member of.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Role};
use domain::audit::Deed;
use domain::calendar::london_day;
use domain::id::{OrganisationId, ServiceId};
use domain::service::State;
use domain::{Failure, text};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::{organisation, school};

/// The longest that somebody says of what they offer.
const OFFERS_MAX: usize = 200;

/// What the school acted for offers to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offering {
    /// The partnerships that it is a member of, by name.
    pub through: Vec<OfferedThrough>,
    /// The services that it delivers, whatever their state, by name.
    pub services: Vec<OfferedService>,
}

/// A partnership through which a school offers services, or could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedThrough {
    /// The partnership.
    pub partnership: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether the school is one of its providers.
    pub is_provider: bool,
    /// Since when, where the school offered itself.
    pub since: Option<NaiveDate>,
    /// What it said then that it would offer.
    pub offers: Option<String>,
}

/// A service that a school delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedService {
    /// The service.
    pub id: ServiceId,
    /// What it is called.
    pub title: String,
    /// Where it is in its life.
    pub state: State,
    /// Through which partnership.
    pub partnership: String,
}

#[derive(FromQueryResult)]
struct ThroughRow {
    partnership_id: Uuid,
    offered_at: Option<DateTime<Utc>>,
    offers: Option<String>,
}

#[derive(FromQueryResult)]
struct ServiceRow {
    id: Uuid,
    title: String,
    state: String,
    partnership: String,
}

/// What the school acted for offers, and through whom it could.
pub async fn offering(market: &Market, actor: &Actor) -> Result<Offering, Failure> {
    let permit = actor.permit_own(Action::OfferService)?;
    let (own, today) = (permit.organisation(), market.today());
    market
        .db
        .read(|r| async move {
            let memberships = school::partnerships_of(&r, own, today).await?;
            let offered = through(&r, own).await?;
            let through = memberships.into_iter().map(|(partnership, name)| {
                let found = offered.iter().find(|row| row.partnership_id == partnership.uuid());
                OfferedThrough {
                    partnership,
                    name,
                    is_provider: found.is_some(),
                    since: found.and_then(|row| row.offered_at).map(london_day),
                    offers: found.and_then(|row| row.offers.clone()),
                }
            });
            Ok(Offering { through: through.collect(), services: services(&r, own).await? })
        })
        .await
}

async fn through(r: &Reader, provider: OrganisationId) -> Result<Vec<ThroughRow>, Failure> {
    let sql = "SELECT partnership_id, offered_at, offers FROM partnership_provider \
               WHERE provider_id = $1";
    r.sql_all(sql, [provider.uuid().into()]).await
}

async fn services(r: &Reader, provider: OrganisationId) -> Result<Vec<OfferedService>, Failure> {
    let sql = "SELECT s.id, s.title, s.state, o.name AS partnership FROM service s \
         JOIN organisation o ON o.id = s.partnership_id \
         WHERE s.provider_id = $1 ORDER BY s.title, s.id";
    let rows: Vec<ServiceRow> = r.sql_whole(sql, [provider.uuid().into()]).await?;
    let service = |row: ServiceRow| {
        Ok(OfferedService {
            id: ServiceId::from_uuid(row.id),
            title: row.title,
            state: State::from_code(&row.state)
                .ok_or_else(|| broken("a stored state is not known"))?,
            partnership: row.partnership,
        })
    };
    rows.into_iter().map(service).collect()
}

/// A school's offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferService {
    /// The partnership through which others would buy it.
    pub partnership: OrganisationId,
    /// What it would be, in a line; may be left to later.
    pub offers: String,
}

/// Makes the school acted for a provider of a partnership that it is a member of. Whoever does it
/// keeps what the school delivers from now on. The partnership's staff list its services.
///
/// # Errors
/// `NotFound` for a partnership that the school is no member of; `Invalid` on `offers` for more
/// than a line.
pub async fn offer_service(
    market: &Market,
    actor: &Actor,
    key: &RequestKey,
    command: OfferService,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::OfferService)?;
    let once = Once::new(permit.person(), "offer_service", key, &command)?;
    let offers = text::optional_line(&command.offers, OFFERS_MAX)
        .map_err(|problem| Failure::field("offers", problem))?;
    let (permit, once, command, offers) = (&permit, &once, &command, &offers);
    market
        .db
        .write(|w| async move {
            if once.earlier::<()>(market, &w).await?.is_some() {
                return Ok(());
            }
            let (own, partnership) = (permit.organisation(), command.partnership);
            if !school::is_member(&w, partnership, own, market.today()).await? {
                return Err(Failure::NotFound);
            }
            offer(market, &w, permit.person(), (partnership, own), offers.as_deref()).await?;
            let role = Role::ProviderManager;
            organisation::grant_role(market, &w, permit.person(), own, role, None).await?;
            let record = Record::new(Some(partnership), permit, Deed::OfferService, own)
                .after(&json!({"through": partnership, "offers": offers}))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// Notes the offer. One that was a provider already says what it offers now.
async fn offer(
    market: &Market,
    w: &Writer,
    by: domain::id::PersonId,
    (partnership, provider): (OrganisationId, OrganisationId),
    offers: Option<&str>,
) -> Result<(), Failure> {
    let sql = "INSERT INTO partnership_provider \
               (partnership_id, provider_id, offered_at, offered_by, offers) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (partnership_id, provider_id) DO UPDATE \
               SET offered_at = excluded.offered_at, offered_by = excluded.offered_by, \
               offers = excluded.offers";
    let values: [sea_orm::Value; 5] = [
        partnership.uuid().into(),
        provider.uuid().into(),
        market.now().into(),
        by.uuid().into(),
        offers.map(str::to_owned).into(),
    ];
    w.execute_one(sql, values).await
}
