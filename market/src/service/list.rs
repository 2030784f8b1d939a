//! Lists of services: as many statements whatever is asked, and work that grows with the page.
//!
//! | statements | for a school | for others |
//! |---|---|---|
//! | who looks, and where they can buy | 2 | 0 |
//! | the page with its terms | 1 | 1 |
//! | the next free day of each | 1 | 1 |
//! | providers and areas to filter by | 2 | 2, none for a visitor |
//! | how many each filter would leave | 1 | 1, none for a visitor |
//! | what they viewed last, where nothing is sought | 1 | 1, none for a visitor |

use chrono::NaiveDate;
use domain::Failure;
use domain::capacity::Notice;
use domain::id::{OrganisationId, PoolId, ServiceId};
use domain::price::{BuyerStanding, Unit};
use domain::service::{ServiceTerms, State};
use sea_orm::FromQueryResult;

use super::area;
use super::audience::{Audience, audience};
use super::browse::{Browse, Provider, ServiceSummary, ServicesFound};
use super::counts::counts;
use super::provider;
use super::rows::{Row, Sorted, page_rows};
use super::viewed::viewed;
use crate::Market;
use crate::access::Viewer;
use crate::capacity::half;
use crate::db::{Page, Parameters, Reader, broken};

/// Services on one page.
pub(super) const PAGE: usize = 20;

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
            let services = page_of(market, &r, &audience, browse).await?;
            let partnerships = audience.partnerships();
            let providers = provider::of_partnerships(&r, &partnerships).await?;
            let areas = area::of_partnerships(&r, &partnerships).await?;
            let counts = counts(market, &r, &audience, browse).await?;
            let viewed = if browse.is_whole() {
                viewed(market, &r, &audience, viewer).await?
            } else {
                Vec::new()
            };
            let looks = audience.looks();
            Ok(ServicesFound { services, looks, providers, areas, counts, viewed })
        })
        .await
}

/// A page of what an audience sees.
pub(super) async fn page_of(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    browse: &Browse,
) -> Result<Page<ServiceSummary>, Failure> {
    let rows = page_rows(market, r, audience, browse, (None, Parameters::default())).await?;
    let page =
        Page::of(rows, browse.page.size(PAGE), |row: &Row| row.key(Sorted::of(browse, false)));
    summaries(market, r, audience, page).await
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

/// Rows as the audience sees them. One statement where days of people are sold, none otherwise.
pub(super) async fn summaries(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    page: Page<Row>,
) -> Result<Page<ServiceSummary>, Failure> {
    let today = market.today();
    let mut items = Vec::with_capacity(page.items.len());
    let mut wanted = Vec::new();
    for (place, row) in page.items.into_iter().enumerate() {
        let terms: ServiceTerms = serde_json::from_str(&row.terms).map_err(broken)?;
        let partnership = OrganisationId::from_uuid(row.partnership_id);
        if let Some(pool) = row.pool_id {
            let earliest = Notice::days(terms.notice_days).earliest(today);
            wanted.push((place, (PoolId::from_uuid(pool), terms.unit), earliest));
        }
        let standing = audience.standing(partnership, &terms);
        let offered = standing == Some(BuyerStanding::OtherMember);
        let rule = terms.price.starting(today);
        // What rests on a figure has no amount to show, so that the rule is the viewer's own.
        let by_figure = standing.filter(|_| rule.by.needs_stated().is_some());
        let rule = by_figure.and_then(|standing| rule.paid_by(standing)).unwrap_or(rule);
        let market = row.market();
        let price = audience.price(partnership, &terms, today)?;
        items.push(ServiceSummary {
            id: ServiceId::from_uuid(row.id),
            partnership,
            state: State::from_code(&row.state).ok_or_else(|| broken(&row.state))?,
            who_pays: price.who_pays(&terms.price)?,
            price,
            later: audience.later_price(partnership, &terms, today)?,
            offered_by: offered.then_some(row.partnership),
            rule,
            summary: terms.summary,
            category: terms.category,
            unit: terms.unit,
            market,
            provider: Provider {
                id: OrganisationId::from_uuid(row.provider_id),
                name: terms.provider_name,
            },
            pool: row.pool_id.map(PoolId::from_uuid),
            next_free: None,
            trust_buys: row.trust_buys == 1,
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

/// The first free day of each pool from a day on: one statement for a page on screen, one step into
/// the index for each.
pub(super) async fn next_free_days(
    r: &Reader,
    wanted: &[(usize, (PoolId, Unit), NaiveDate)],
) -> Result<Vec<(usize, NaiveDate)>, Failure> {
    let mut found = Vec::with_capacity(wanted.len());
    // SQLite joins up to five hundred selects in one statement.
    for some in wanted.chunks(100) {
        found.extend(first_free_days(r, some).await?);
    }
    Ok(found)
}

async fn first_free_days(
    r: &Reader,
    wanted: &[(usize, (PoolId, Unit), NaiveDate)],
) -> Result<Vec<(usize, NaiveDate)>, Failure> {
    #[derive(FromQueryResult)]
    struct Next {
        place: i64,
        day: Option<NaiveDate>,
    }
    let mut parameters = Parameters::default();
    let parts: Vec<String> = wanted
        .iter()
        .map(|(place, (pool, unit), from)| {
            let by_halves = *unit == Unit::HalfDay;
            let any = if by_halves { "1 = 1".to_owned() } else { half::has("d", None) };
            let (pool, from) = (parameters.bind(pool.uuid()), parameters.bind(*from));
            format!(
                "SELECT CAST({place} AS BIGINT) AS place, (SELECT d.day FROM pool_day d \
                 WHERE d.pool_id = {pool} AND d.day >= {from} AND d.order_line_id IS NULL \
                 AND {any} ORDER BY d.day LIMIT 1) AS day"
            )
        })
        .collect();
    let rows: Vec<Next> = r.sql_all(&parts.join(" UNION ALL "), parameters.values()).await?;
    let found = |row: Next| Some((usize::try_from(row.place).ok()?, row.day?));
    Ok(rows.into_iter().filter_map(found).collect())
}
