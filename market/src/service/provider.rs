//! Who delivers through a partnership: choosing one, or naming a new one.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::calendar::london_day;
use domain::id::OrganisationId;
use domain::{Failure, Problem, text};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::browse::Provider;
use crate::access::Actor;
use crate::db::{Reader, Writer, broken};
use crate::home::OFFER_TO_LIST;
use crate::organisation::{self, NewOrganisation, Organisation, OrganisationKind};
use crate::{Market, Permit};

/// Who delivers, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedProvider {
    /// Field `provider`: the id of one of the partnership's providers or of the partnership
    /// itself, or `new`.
    pub chosen: String,
    /// Field `provider_name`: the new one's name.
    pub new_name: String,
}

/// The partnership itself, then everybody who delivers through it already, by name.
pub async fn providers(market: &Market, actor: &Actor) -> Result<Vec<Provider>, Failure> {
    let own = actor.permit_own(Action::ManageServices)?.organisation();
    market.db.read(|r| async move { to_choose_from(&r, own).await }).await
}

/// The partnership itself, then everybody who delivers through it already, by name.
pub(crate) async fn to_choose_from(
    r: &Reader,
    own: OrganisationId,
) -> Result<Vec<Provider>, Failure> {
    let itself = organisation::by_id(r, own).await?;
    let itself = Provider { id: itself.id, name: itself.name };
    let others = of_partnerships(r, &[own]).await?.into_iter().filter(|one| one.id != own);
    Ok(std::iter::once(itself).chain(others).collect())
}

/// Somebody who delivers through a partnership, as its staff look after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedProvider {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// What it offers in its own words, where it offered itself.
    pub offers: Option<String>,
    /// Since when it has offered itself, where it did.
    pub offered_on: Option<NaiveDate>,
    /// How many services of it are on sale.
    pub on_sale: u64,
    /// How many services of it there are.
    pub services: u64,
    /// How many people act for it.
    pub people: u64,
    /// How many were invited to, and have not come yet.
    pub invited: u64,
}

/// Everybody who delivers through the partnership acted for: first whoever offered a service of
/// which none is listed yet, then by name.
pub async fn listed_providers(
    market: &Market,
    actor: &Actor,
) -> Result<Vec<ListedProvider>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        kind: String,
        offers: Option<String>,
        offered_at: Option<DateTime<Utc>>,
        on_sale: i64,
        services: i64,
        people: i64,
        invited: i64,
    }
    let permit = actor.permit_own(Action::ManageServices)?;
    let sql = format!(
        "SELECT o.id, o.name, o.kind, v.offers, v.offered_at, (SELECT COUNT(*) FROM service s \
         WHERE s.partnership_id = v.partnership_id AND s.provider_id = o.id AND s.state = 'live') \
         AS on_sale, (SELECT COUNT(*) FROM service s WHERE s.partnership_id = v.partnership_id \
         AND s.provider_id = o.id) AS services, (SELECT COUNT(DISTINCT h.person_id) \
         FROM role_holding h WHERE h.organisation_id = o.id AND h.starts_on <= $2 \
         AND (h.ends_on IS NULL OR h.ends_on >= $2)) AS people, (SELECT COUNT(*) FROM invitation i \
         WHERE i.organisation_id = o.id AND i.used_at IS NULL AND i.revoked_at IS NULL) AS invited \
         FROM partnership_provider v \
         JOIN organisation o ON o.id = v.provider_id WHERE v.partnership_id = $1 \
         ORDER BY CASE WHEN {OFFER_TO_LIST} THEN 0 ELSE 1 END, o.name, o.id"
    );
    let own = permit.organisation().uuid();
    let values = [own.into(), market.today().into()];
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_whole(&sql, values).await }).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    rows.into_iter()
        .map(|row| {
            Ok(ListedProvider {
                id: OrganisationId::from_uuid(row.id),
                name: row.name,
                kind: OrganisationKind::from_code(&row.kind)
                    .ok_or_else(|| broken("an organisation of unknown kind"))?,
                offers: row.offers,
                offered_on: row.offered_at.map(london_day),
                on_sale: count(row.on_sale),
                services: count(row.services),
                people: count(row.people),
                invited: count(row.invited),
            })
        })
        .collect()
}

/// Everybody who delivers through one of the partnerships, by name.
pub(super) async fn of_partnerships(
    r: &Reader,
    partnerships: &[OrganisationId],
) -> Result<Vec<Provider>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
    }
    if partnerships.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=partnerships.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT DISTINCT o.id, o.name FROM partnership_provider p \
         JOIN organisation o ON o.id = p.provider_id \
         WHERE p.partnership_id IN ({}) ORDER BY o.name, o.id",
        places.join(", ")
    );
    let values: Vec<sea_orm::Value> = partnerships.iter().map(|id| id.uuid().into()).collect();
    let rows: Vec<Row> = r.sql_whole(&sql, values).await?;
    let provider = |row: Row| Provider { id: OrganisationId::from_uuid(row.id), name: row.name };
    Ok(rows.into_iter().map(provider).collect())
}

/// The provider that was typed; a new one is made where none of the partnership's has the name.
pub(super) async fn resolve(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    typed: &TypedProvider,
) -> Result<Organisation, Failure> {
    let partnership = permit.organisation();
    match typed.chosen.trim() {
        "new" => {
            let name = text::name(&typed.new_name, 120)
                .map_err(|problem| Failure::field("provider_name", problem))?;
            named(market, w, partnership, &name).await
        }
        "" => Err(Failure::field("provider", Problem::Missing)),
        id => {
            let id = id.parse().map_err(|_| Failure::field("provider", Problem::NotAChoice))?;
            chosen(w, partnership, id).await
        }
    }
}

/// The partnership itself, or one of its providers.
///
/// # Errors
/// `Invalid` on `provider` for any other.
pub(crate) async fn chosen(
    w: &Writer,
    partnership: OrganisationId,
    id: OrganisationId,
) -> Result<Organisation, Failure> {
    if id != partnership && !delivers_through(w, partnership, id).await? {
        return Err(Failure::field("provider", Problem::NotAChoice));
    }
    join(w, partnership, id).await?;
    organisation::by_id(w, id).await
}

/// The partnership's provider of a name, made where there is none. The partnership's own name
/// means the partnership, and that of a council here the council.
pub(crate) async fn named(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    name: &str,
) -> Result<Organisation, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    let sql = "SELECT o.id, 1 AS place FROM partnership_provider p \
               JOIN organisation o ON o.id = p.provider_id \
               WHERE p.partnership_id = $1 AND LOWER(o.name) = LOWER($2) \
               UNION ALL SELECT id, 2 AS place FROM organisation \
               WHERE (id = $1 OR kind = 'council') AND LOWER(name) = LOWER($2) \
               ORDER BY place LIMIT 1";
    let found: Option<Found> = w.sql_one(sql, [partnership.uuid().into(), name.into()]).await?;
    let id = match found {
        Some(found) => OrganisationId::from_uuid(found.id),
        None => {
            let kind = OrganisationKind::Provider;
            organisation::create(market, w, NewOrganisation { kind, name, urn: None }).await?
        }
    };
    join(w, partnership, id).await?;
    organisation::by_id(w, id).await
}

async fn delivers_through(
    r: &Reader,
    partnership: OrganisationId,
    provider: OrganisationId,
) -> Result<bool, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        #[allow(dead_code, reason = "that there is a row is the answer")]
        provider_id: Uuid,
    }
    let sql = "SELECT provider_id FROM partnership_provider \
               WHERE partnership_id = $1 AND provider_id = $2";
    let values = [partnership.uuid().into(), provider.uuid().into()];
    Ok(r.sql_one::<Found>(sql, values).await?.is_some())
}

async fn join(
    w: &Writer,
    partnership: OrganisationId,
    provider: OrganisationId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO partnership_provider (partnership_id, provider_id) VALUES ($1, $2) \
               ON CONFLICT DO NOTHING";
    w.execute(sql, [partnership.uuid().into(), provider.uuid().into()]).await.map(|_| ())
}
