//! Lists of services: as many statements whatever is asked, and work that grows with the page.
//!
//! | statements | for a school | for others |
//! |---|---|---|
//! | who looks, and where they can buy | 2 | 0 |
//! | the page with its terms | 1 | 1 |
//! | the next free day of each | 1 | 1 |
//! | providers and areas to filter by | 2 | 2, none for a visitor |

use chrono::NaiveDate;
use domain::access::Capacity;
use domain::capacity::Notice;
use domain::id::{OrganisationId, PoolId, ServiceId};
use domain::price::BuyerStanding;
use domain::service::{ServiceTerms, State};
use domain::text::LaCode;
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::{Audience, audience};
use super::browse::{Area, Browse, MarketColumns, Provider, ServiceSummary, ServicesFound, SortBy};
use super::{provider, search};
use crate::Market;
use crate::access::Viewer;
use crate::db::{Engine, Page, Parameters, Reader, broken};

/// Services on one page.
pub(super) const PAGE: usize = 20;
/// Sorts behind every price: no price comes near.
const NO_PRICE: i64 = i64::MAX;

/// A page of the services that the viewer may see, each with their school's price.
///
/// A school sees what is on sale through its partnerships, and what partnerships of its area sell
/// to schools that are no members. A partnership's staff and a provider see their own in every
/// state. Everybody else sees what is on sale, at members' prices.
pub async fn list_services(
    market: &Market,
    viewer: &Viewer,
    browse: Browse,
) -> Result<ServicesFound, Failure> {
    let browse = &browse;
    market
        .db
        .read(|r| async move {
            let audience = audience(market, &r, viewer).await?;
            let rows = page_rows(market, &r, &audience, browse).await?;
            let page = Page::of(rows, PAGE, |row: &Row| row.key(browse.sort));
            let services = summaries(market, &r, &audience, page).await?;
            let partnerships = audience.partnerships();
            let providers = provider::of_partnerships(&r, &partnerships).await?;
            let areas = areas_of(&r, &partnerships).await?;
            Ok(ServicesFound { services, looks: audience.looks(), providers, areas })
        })
        .await
}

impl Audience {
    /// The partnerships whose services the list is drawn from; none where it is drawn from all.
    fn partnerships(&self) -> Vec<OrganisationId> {
        match self {
            Self::School(school) => school.reach.iter().map(|reach| reach.partnership).collect(),
            Self::Staff(scope) => vec![scope.organisation()],
            Self::Visitor | Self::Provider(_) => Vec::new(),
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
    title: String,
    list_price: i64,
    market_points: i64,
    market_lower_net_pence: Option<i64>,
    market_median_net_pence: Option<i64>,
    market_upper_net_pence: Option<i64>,
    terms: String,
}

impl Row {
    /// The key by which the next page begins.
    fn key(&self, sort: SortBy) -> String {
        let id = ServiceId::from_uuid(self.id);
        match sort {
            SortBy::Title => format!("{id}~{}", self.title),
            SortBy::Price => format!("{id}~{}", self.list_price),
        }
    }

    fn market(&self) -> MarketColumns {
        let quartiles = match (
            self.market_lower_net_pence,
            self.market_median_net_pence,
            self.market_upper_net_pence,
        ) {
            (Some(lower), Some(median), Some(upper)) => {
                Some([lower, median, upper].map(|pence| Net(Pence::new(pence))))
            }
            _ => None,
        };
        MarketColumns { points: self.market_points, quartiles }
    }
}

/// The rows of a page and one more. Each partnership's part is read by its own index in the order
/// of the list and cut off where the page would end, so that no part costs more than a page.
async fn page_rows(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    browse: &Browse,
) -> Result<Vec<Row>, Failure> {
    let mut parameters = Parameters::default();
    let shared = Conditions { market, engine: r.engine(), browse };
    let parts: Vec<String> = match audience {
        Audience::Visitor => vec![shared.part(&mut parameters, &[ON_SALE.to_owned()])],
        Audience::Staff(scope) | Audience::Provider(scope) => {
            let column = match scope.capacity() {
                Capacity::Partnership => "partnership_id",
                Capacity::Provider => "provider_id",
                Capacity::School | Capacity::Itself | Capacity::Installation => {
                    return Ok(Vec::new());
                }
            };
            let place = parameters.bind(scope.organisation().uuid());
            let mut own = vec![format!("s.{column} = {place}")];
            if let Some(state) = browse.state {
                own.push(format!("s.state = {}", parameters.bind(state.code())));
            }
            vec![shared.part(&mut parameters, &own)]
        }
        Audience::School(school) => {
            let area = school.facts.la_code.as_ref();
            let part = |reach: &super::audience::Reach| {
                let place = parameters.bind(reach.partnership.uuid());
                let mut own = vec![format!("s.partnership_id = {place}"), ON_SALE.to_owned()];
                if reach.standing == BuyerStanding::NonMember {
                    own.push("s.sold_to_others = TRUE".to_owned());
                    own.extend(area.map(|area| delivered_in(&mut parameters, area)));
                }
                shared.part(&mut parameters, &own)
            };
            school.reach.iter().map(part).collect()
        }
    };
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let parts: Vec<String> =
        parts.into_iter().map(|part| format!("SELECT * FROM ({part}) AS part")).collect();
    let sql = format!(
        "SELECT p.*, v.terms FROM (SELECT * FROM ({}) AS parts ORDER BY {} LIMIT {}) AS p \
         JOIN service_version v ON v.id = p.current_version_id ORDER BY {}",
        parts.join(" UNION ALL "),
        order(browse.sort, ""),
        PAGE + 1,
        order(browse.sort, "p."),
    );
    r.sql_all(&sql, parameters.values()).await
}

const ON_SALE: &str = "s.state = 'live'";

/// By the expression that the index is made of, or by the column that stands for it outside.
fn order(sort: SortBy, of: &str) -> String {
    match (sort, of) {
        (SortBy::Title, of) => format!("{of}title, {of}id"),
        (SortBy::Price, "s.") => format!("{LIST_PRICE}, s.id"),
        (SortBy::Price, of) => format!("{of}list_price, {of}id"),
    }
}

const LIST_PRICE: &str = "COALESCE(s.member_unit_net_pence, 9223372036854775807)";

/// What narrows every part of a list alike.
struct Conditions<'a> {
    market: &'a Market,
    engine: Engine,
    browse: &'a Browse,
}

impl Conditions<'_> {
    /// The statement of one part: its own conditions and the shared ones.
    fn part(&self, parameters: &mut Parameters, own: &[String]) -> String {
        let mut conditions = own.to_vec();
        conditions.extend(self.shared(parameters));
        conditions.extend(self.after(parameters));
        format!(
            "SELECT s.id, s.partnership_id, s.provider_id, s.pool_id, s.state, s.title, \
             {LIST_PRICE} AS list_price, s.market_points, s.market_lower_net_pence, \
             s.market_median_net_pence, s.market_upper_net_pence, s.current_version_id \
             FROM service s WHERE {} ORDER BY {} LIMIT {}",
            conditions.join(" AND "),
            order(self.browse.sort, "s."),
            PAGE + 1,
        )
    }

    fn shared(&self, parameters: &mut Parameters) -> Vec<String> {
        let browse = self.browse;
        let mut conditions = Vec::new();
        conditions.extend(search::condition(self.engine, &browse.q, parameters));
        if let Some(category) = browse.category {
            conditions.push(format!("s.category = {}", parameters.bind(category.code())));
        }
        if let Some(phase) = browse.phase {
            let place = parameters.bind(phase.code());
            conditions.push(format!(
                "(NOT EXISTS (SELECT 1 FROM service_phase f WHERE f.service_id = s.id) \
                 OR EXISTS (SELECT 1 FROM service_phase f WHERE f.service_id = s.id AND f.phase = {place}))"
            ));
        }
        if let Some(area) = &browse.area {
            conditions.push(delivered_in(parameters, area));
        }
        if let Some(provider) = browse.provider {
            conditions.push(format!("s.provider_id = {}", parameters.bind(provider.uuid())));
        }
        if let Some(most) = browse.price_max {
            conditions.push(format!("s.member_unit_net_pence <= {}", parameters.bind(most.get())));
        }
        if let Some(month) = browse.free_in {
            let from = parameters.bind(month.first().max(self.market.today()));
            let to = parameters.bind(month.last());
            conditions.push(format!(
                "EXISTS (SELECT 1 FROM pool_day d WHERE d.pool_id = s.pool_id \
                 AND d.day >= {from} AND d.day <= {to} AND d.order_line_id IS NULL)"
            ));
        }
        conditions
    }

    /// Behind the key of the last row seen; an unreadable key is no key.
    fn after(&self, parameters: &mut Parameters) -> Option<String> {
        let (id, key) = self.browse.page.after.as_deref()?.split_once('~')?;
        let id: ServiceId = id.parse().ok()?;
        Some(match self.browse.sort {
            SortBy::Title => {
                let (key, id) = (parameters.bind(key), parameters.bind(id.uuid()));
                format!("(s.title, s.id) > ({key}, {id})")
            }
            SortBy::Price => {
                let key: i64 = key.parse().unwrap_or(NO_PRICE);
                let (key, id) = (parameters.bind(key), parameters.bind(id.uuid()));
                format!("({LIST_PRICE}, s.id) > ({key}, {id})")
            }
        })
    }
}

/// Delivered in an area: one that the service names, or without any one of its partnership's.
fn delivered_in(parameters: &mut Parameters, area: &LaCode) -> String {
    let place = parameters.bind(area.as_str());
    format!(
        "(EXISTS (SELECT 1 FROM service_area a WHERE a.service_id = s.id AND a.la_code = {place}) \
         OR (NOT EXISTS (SELECT 1 FROM service_area a WHERE a.service_id = s.id) \
         AND EXISTS (SELECT 1 FROM partnership_area a \
         WHERE a.partnership_id = s.partnership_id AND a.la_code = {place} \
         AND a.ends_on IS NULL)))"
    )
}

async fn summaries(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    page: Page<Row>,
) -> Result<Page<ServiceSummary>, Failure> {
    let mut items = Vec::with_capacity(page.items.len());
    let mut wanted = Vec::new();
    for (place, row) in page.items.into_iter().enumerate() {
        let terms: ServiceTerms = serde_json::from_str(&row.terms).map_err(broken)?;
        let partnership = OrganisationId::from_uuid(row.partnership_id);
        if let Some(pool) = row.pool_id {
            let earliest = Notice::days(terms.notice_days).earliest(market.today());
            wanted.push((place, PoolId::from_uuid(pool), earliest));
        }
        items.push(ServiceSummary {
            id: ServiceId::from_uuid(row.id),
            partnership,
            provider: Provider {
                id: OrganisationId::from_uuid(row.provider_id),
                name: terms.provider_name,
            },
            summary: terms.summary,
            category: terms.category,
            unit: terms.unit,
            state: State::from_code(&row.state).ok_or_else(|| broken(&row.state))?,
            price: audience.price(market, partnership, &terms.price)?,
            rule: terms.price,
            market: row.market(),
            pool: row.pool_id.map(PoolId::from_uuid),
            next_free: None,
            title: row.title,
        });
    }
    for (place, day) in next_free_days(r, &wanted).await? {
        if let Some(item) = items.get_mut(place) {
            item.next_free = Some(day);
        }
    }
    Ok(Page { items, next: page.next })
}

/// The first free day of each pool from a day on: one statement, one step into the index for each.
async fn next_free_days(
    r: &Reader,
    wanted: &[(usize, PoolId, NaiveDate)],
) -> Result<Vec<(usize, NaiveDate)>, Failure> {
    #[derive(FromQueryResult)]
    struct Next {
        place: i64,
        day: Option<NaiveDate>,
    }
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let parts: Vec<String> = wanted
        .iter()
        .map(|(place, pool, from)| {
            let (pool, from) = (parameters.bind(pool.uuid()), parameters.bind(*from));
            format!(
                "SELECT CAST({place} AS BIGINT) AS place, (SELECT d.day FROM pool_day d \
                 WHERE d.pool_id = {pool} AND d.day >= {from} AND d.order_line_id IS NULL \
                 ORDER BY d.day LIMIT 1) AS day"
            )
        })
        .collect();
    let rows: Vec<Next> = r.sql_all(&parts.join(" UNION ALL "), parameters.values()).await?;
    let found = |row: Next| Some((usize::try_from(row.place).ok()?, row.day?));
    Ok(rows.into_iter().filter_map(found).collect())
}

async fn areas_of(r: &Reader, partnerships: &[OrganisationId]) -> Result<Vec<Area>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        la_code: String,
        la_name: Option<String>,
    }
    if partnerships.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=partnerships.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT a.la_code, (SELECT s.la_name FROM register_school s \
         WHERE s.la_code = a.la_code LIMIT 1) AS la_name \
         FROM (SELECT DISTINCT la_code FROM partnership_area \
           WHERE partnership_id IN ({}) AND ends_on IS NULL) AS a \
         ORDER BY a.la_code",
        places.join(", ")
    );
    let values: Vec<sea_orm::Value> = partnerships.iter().map(|id| id.uuid().into()).collect();
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter()
        .map(|row| {
            let code = LaCode::parse(&row.la_code).map_err(|_| broken(&row.la_code))?;
            let name = row.la_name.unwrap_or_else(|| row.la_code.clone());
            Ok(Area { code, name })
        })
        .collect()
}
