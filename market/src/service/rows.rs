//! The statement behind a list of services. Each partnership's part is read by an index in the order
//! of the list and cut off where the page would end, so that no part costs more than a page.
//!
//! In the order of prices a part is two: prices that are the same for every size stand in their
//! order in an index; those that depend on the school's pupils are worked out, all that the
//! partnership has. Where words are sought, all services that hold them are read, to be put into the order
//! of how well they fit.

use domain::Failure;
use domain::id::ServiceId;
use domain::price::BuyerStanding;
use domain::{Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::audience::Audience;
use super::browse::{Browse, MarketColumns, SortBy};
use super::conditions::{amount, delivered_in, of_size};
use super::list::PAGE;
use super::parts::{Part, parts};
use super::{search, trust_buys};
use crate::Market;
use crate::capacity::half;
use crate::db::{Engine, Parameters, Reader};

/// Sorts behind every price: no price comes near.
const NO_PRICE: &str = "9223372036854775807";

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub partnership_id: Uuid,
    pub provider_id: Uuid,
    pub pool_id: Option<Uuid>,
    pub state: String,
    pub title: String,
    pub partnership: String,
    /// In the order of prices the price it stands at, in that of words sought how well it fits them; among a
    /// few named services the number of this one; otherwise nought.
    pub listed: i64,
    market_points: i64,
    market_lower_net_pence: Option<i64>,
    market_median_net_pence: Option<i64>,
    market_upper_net_pence: Option<i64>,
    pub terms: String,
    /// 1 where the school's trust buys it already.
    pub trust_buys: i64,
}

/// In which order a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sorted {
    /// By title.
    Title,
    /// By how well services fit the words sought, and then by title.
    Fit,
    /// By price.
    Price,
}

impl Sorted {
    /// The order of a page; what is drawn from a few services stands by title.
    pub fn of(browse: &Browse, is_among: bool) -> Self {
        match browse.sort {
            SortBy::Price => Self::Price,
            SortBy::Title if !is_among && search::has_words(&browse.q) => Self::Fit,
            SortBy::Title => Self::Title,
        }
    }
}

impl Row {
    /// The key by which the next page begins.
    pub fn key(&self, order: Sorted) -> String {
        let id = ServiceId::from_uuid(self.id);
        match order {
            Sorted::Title => format!("{id}~{}", self.title),
            Sorted::Fit => format!("{id}~{}~{}", self.listed, self.title),
            Sorted::Price => format!("{id}~{}", self.listed),
        }
    }

    pub fn market(&self) -> MarketColumns {
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

/// The rows of a page and one more; of a few services only, in the order of titles, where something gives
/// them, whose parameters come with it.
pub(super) async fn page_rows(
    market: &Market,
    r: &Reader,
    audience: &Audience,
    browse: &Browse,
    (among, mut parameters): (Option<&str>, Parameters),
) -> Result<Vec<Row>, Failure> {
    let Some(mut parts) = parts(audience, browse, &mut parameters) else { return Ok(Vec::new()) };
    for part in &mut parts {
        part.among = among.map(str::to_owned);
    }
    let statement = Statement::new(market, r, audience, browse);
    let sorted = Sorted::of(browse, among.is_some());
    let selects: Vec<String> =
        parts.iter().flat_map(|part| statement.part(&mut parameters, part, sorted)).collect();
    if selects.is_empty() {
        return Ok(Vec::new());
    }
    let selects: Vec<String> =
        selects.into_iter().map(|select| format!("SELECT * FROM ({select}) AS part")).collect();
    let order = |of: &str| match sorted {
        Sorted::Title => format!("{of}title, {of}id"),
        Sorted::Fit => format!("{of}listed, {of}title, {of}id"),
        Sorted::Price => format!("{of}listed, {of}id"),
    };
    let trust_buys = trust_buys::condition(market, audience, "p.id", &mut parameters);
    let trust_buys = trust_buys
        .map_or_else(|| "0".to_owned(), |buys| format!("CASE WHEN {buys} THEN 1 ELSE 0 END"));
    let sql = format!(
        "SELECT p.*, v.terms, g.name AS partnership, CAST({trust_buys} AS BIGINT) AS trust_buys FROM (SELECT * FROM ({}) AS parts ORDER BY {} LIMIT {}) AS p \
         JOIN service_version v ON v.id = p.current_version_id \
         JOIN organisation g ON g.id = p.partnership_id ORDER BY {}",
        selects.join(" UNION ALL "),
        order(""),
        browse.page.size(PAGE) + 1,
        order("p."),
    );
    r.sql_all(&sql, parameters.values()).await
}

/// What every part has in common.
pub(super) struct Statement<'a> {
    market: &'a Market,
    engine: Engine,
    browse: &'a Browse,
    /// The pupils of the school that looks, where there is one and they are known.
    pupils: Option<u32>,
}

impl<'a> Statement<'a> {
    pub(super) fn new(
        market: &'a Market,
        r: &Reader,
        audience: &Audience,
        browse: &'a Browse,
    ) -> Self {
        let pupils = match audience {
            Audience::School(school) => school.facts.pupils,
            Audience::Visitor | Audience::Staff(_) | Audience::Provider(_) => None,
        };
        Self { market, engine: r.engine(), browse, pupils }
    }

    /// The selects of one part: one in the order of titles or of words sought, up to two in that of prices.
    fn part(&self, parameters: &mut Parameters, part: &Part, order: Sorted) -> Vec<String> {
        match order {
            Sorted::Title => {
                let mut shared = self.narrowed(parameters, part);
                shared.extend(self.after(parameters, "s.title"));
                let listed = if part.among.is_some() { "w.listed" } else { "0" };
                vec![self.select(&part.services(), listed, &shared, "s.title, s.id")]
            }
            Sorted::Fit => {
                let mut shared = self.narrowed(parameters, part);
                let rank = search::rank(self.engine, &self.browse.q, parameters);
                let rank = rank.unwrap_or_else(|| "0".to_owned());
                shared.extend(self.after_fit(parameters, &rank));
                vec![self.select(&part.services(), &rank, &shared, "listed, s.title, s.id")]
            }
            Sorted::Price => {
                let mut shared = part.conditions();
                shared.extend(self.shared(parameters));
                let fixed = self.in_order(parameters, part, &shared);
                std::iter::once(fixed).chain(self.by_size(parameters, part, &shared)).collect()
            }
        }
    }

    /// What a service of the part must be to be listed, whatever the order.
    pub(super) fn narrowed(&self, parameters: &mut Parameters, part: &Part) -> Vec<String> {
        let mut conditions = part.conditions();
        conditions.extend(self.shared(parameters));
        if let Some(most) = self.browse.price_max {
            conditions.push(self.costs_at_most(parameters, part.standing, most));
        }
        conditions
    }

    /// Services whose price is the same for every size, as they stand in an index.
    fn in_order(&self, parameters: &mut Parameters, part: &Part, shared: &[String]) -> String {
        let mut conditions = self.priced(parameters, part);
        conditions.push("p.by_size = FALSE".to_owned());
        conditions.extend_from_slice(shared);
        if let Some(most) = self.browse.price_max {
            conditions.push(format!("p.fixed_pence <= {}", parameters.bind(most.get())));
        }
        conditions.extend(self.after(parameters, "p.fixed_pence"));
        self.select(&part.priced(), "p.fixed_pence", &conditions, "p.fixed_pence, p.service_id")
    }

    /// Services whose price depends on the size of the school. Where that is not known they come
    /// last, and none of them is known to cost at most so much.
    fn by_size(
        &self,
        parameters: &mut Parameters,
        part: &Part,
        shared: &[String],
    ) -> Option<String> {
        if self.pupils.is_none() && self.browse.price_max.is_some() {
            return None;
        }
        let mut conditions = self.priced(parameters, part);
        conditions.push("p.by_size = TRUE".to_owned());
        conditions.extend_from_slice(shared);
        let (amount, order) = if let Some(pupils) = self.pupils {
            let pupils = parameters.bind(i64::from(pupils));
            conditions.push(of_size(&pupils));
            (amount(&pupils), "listed, id")
        } else {
            // One row of each service is enough, and all of them stand behind every price.
            conditions.push("p.from_pupils = 0".to_owned());
            (NO_PRICE.to_owned(), "p.service_id")
        };
        if let Some(most) = self.browse.price_max {
            conditions.push(format!("{amount} <= {}", parameters.bind(most.get())));
        }
        conditions.extend(self.after(parameters, &amount));
        Some(self.select(&part.priced(), &amount, &conditions, order))
    }

    /// The prices of a part that hold today.
    fn priced(&self, parameters: &mut Parameters, part: &Part) -> Vec<String> {
        let mut conditions = vec![
            "s.id = p.service_id".to_owned(),
            format!("p.standing = '{}'", part.standing.code()),
        ];
        if let Some(partnership) = part.partnership {
            conditions.push(format!("p.partnership_id = {}", parameters.bind(partnership.uuid())));
        }
        conditions.push(self.holds_today(parameters));
        conditions
    }

    fn holds_today(&self, parameters: &mut Parameters) -> String {
        let today = parameters.bind(self.market.today());
        format!("p.from_on <= {today} AND (p.until_on IS NULL OR p.until_on >= {today})")
    }

    /// Whether one costs the school that looks at most so much.
    fn costs_at_most(
        &self,
        parameters: &mut Parameters,
        standing: BuyerStanding,
        most: Pence,
    ) -> String {
        let holds = self.holds_today(parameters);
        let most = parameters.bind(most.get());
        let cheap = match self.pupils {
            None => format!("p.by_size = FALSE AND p.fixed_pence <= {most}"),
            Some(pupils) => {
                let pupils = parameters.bind(i64::from(pupils));
                format!("{} AND {} <= {most}", of_size(&pupils), amount(&pupils))
            }
        };
        format!(
            "EXISTS (SELECT 1 FROM listed_price p WHERE p.service_id = s.id \
             AND p.standing = '{}' AND {holds} AND {cheap})",
            standing.code()
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
        if let Some(month) = browse.free_in {
            let today = self.market.today();
            let from = parameters.bind(month.first().max(today));
            let to = parameters.bind(month.last());
            let earliest = self.earliest(&parameters.bind(today));
            let (by_halves, whole) = (self.is_sold_by_halves(), half::has("d", None));
            conditions.push(format!(
                "EXISTS (SELECT 1 FROM pool_day d JOIN service_version n ON n.id = s.current_version_id \
                 WHERE d.pool_id = s.pool_id AND d.day >= {from} AND d.day <= {to} \
                 AND d.order_line_id IS NULL AND d.day >= {earliest} AND ({by_halves} OR ({whole})))"
            ));
        }
        conditions
    }

    /// That half days of it are sold, of a service whose version is `n`.
    fn is_sold_by_halves(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "json_extract(n.terms, '$.unit') = 'half_day'",
            Engine::Postgres => "CAST(n.terms AS json) ->> 'unit' = 'half_day'",
        }
    }

    /// The first day that can be booked of a service whose version is `n`: its notice from today on.
    fn earliest(&self, today: &str) -> String {
        match self.engine {
            Engine::Sqlite => {
                format!(
                    "date({today}, '+' || COALESCE(json_extract(n.terms, '$.notice_days'), 0) || ' days')"
                )
            }
            Engine::Postgres => {
                format!(
                    "CAST({today} AS date) + COALESCE(CAST(CAST(n.terms AS json) ->> 'notice_days' AS integer), 0)"
                )
            }
        }
    }

    /// Behind the key of the last row seen; an unreadable key is no key. `sorted` is what the part
    /// is in the order of.
    fn after(&self, parameters: &mut Parameters, sorted: &str) -> Option<String> {
        let (id, key) = self.browse.page.key()?.split_once('~')?;
        let id: ServiceId = id.parse().ok()?;
        let key = match self.browse.sort {
            SortBy::Title => parameters.bind(key),
            SortBy::Price => parameters.bind(key.parse::<i64>().ok()?),
        };
        let id = parameters.bind(id.uuid());
        Some(format!("({sorted}, s.id) > ({key}, {id})"))
    }

    /// Behind the key of the last row seen, in the order of how well services fit what is sought.
    fn after_fit(&self, parameters: &mut Parameters, rank: &str) -> Option<String> {
        let (id, key) = self.browse.page.key()?.split_once('~')?;
        let (fits, title) = key.split_once('~')?;
        let (id, fits): (ServiceId, i64) = (id.parse().ok()?, fits.parse().ok()?);
        let (fits, title) = (parameters.bind(fits), parameters.bind(title));
        let id = parameters.bind(id.uuid());
        Some(format!("({rank}, s.title, s.id) > ({fits}, {title}, {id})"))
    }

    /// A part, cut off where the page would end.
    fn select(&self, from: &str, listed: &str, conditions: &[String], order: &str) -> String {
        format!(
            "SELECT s.id, s.partnership_id, s.provider_id, s.pool_id, s.state, s.title, \
             CAST({listed} AS BIGINT) AS listed, s.market_points, s.market_lower_net_pence, \
             s.market_median_net_pence, s.market_upper_net_pence, s.current_version_id \
             FROM {from} WHERE {} ORDER BY {order} LIMIT {}",
            conditions.join(" AND "),
            self.browse.page.size(PAGE) + 1,
        )
    }
}
