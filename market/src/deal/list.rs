//! Lists of deals.

use chrono::{DateTime, Duration, Utc};
use domain::deal::{DealState, NextStep, Terms, Unit, price_at};
use domain::id::DealId;
use domain::service::Category;
use domain::text::plain_words;
use domain::{Failure, Net};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::Standpoint;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, broken, like_prefix};

/// Which deals are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// Open, the first to close first.
    #[default]
    Open,
    /// Open, and closing within two weeks.
    Soon,
    /// Going ahead, the newest first.
    Met,
    /// Not going ahead: too few signed up, or taken back.
    NotGoingAhead,
    /// Those the actor's school has signed up to.
    Mine,
    /// Being written.
    Drafts,
    /// Every one that may be seen, the newest first.
    Any,
}

/// What list is asked for.
#[derive(Debug, Clone, Default)]
pub struct ListDeals {
    /// Which deals.
    pub show: Show,
    /// Words, or the beginnings of words, that title or provider hold. Empty for all.
    pub words: String,
    /// Which page of them.
    pub page: PageAsked,
}

/// A deal as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealInList {
    /// Its id.
    pub id: DealId,
    /// Its title.
    pub title: String,
    /// What kind of service it buys.
    pub category: Category,
    /// Whose deal it is.
    pub partnership: String,
    /// Who delivers.
    pub provider: String,
    /// Where it is in its life.
    pub state: DealState,
    /// When it closes or closed.
    pub closes_at: DateTime<Utc>,
    /// What is counted.
    pub unit: Unit,
    /// How many schools are in.
    pub schools_in: u32,
    /// The least number of schools, if there is one.
    pub least_schools: Option<u32>,
    /// The price as things stand.
    pub price_now: Net,
    /// The next cheaper step, if there is one.
    pub next: Option<NextStep>,
    /// Whether the actor's school is in.
    pub joined: bool,
}

/// How many a page lists.
const PAGE: usize = 20;
/// More words than these do not narrow a search any further.
const WORDS_MAX: usize = 8;
/// How many days before its closing time a deal closes soon.
const SOON_DAYS: i64 = 14;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    title: String,
    category: String,
    partnership: String,
    provider: String,
    state: String,
    closes_at: DateTime<Utc>,
    terms: String,
    schools: i64,
    pooled: i64,
    joined: i64,
}

/// Deals that exist for whoever asks, a page at a time. One statement.
pub async fn list_deals(
    market: &Market,
    actor: &Actor,
    asked: ListDeals,
) -> Result<Page<DealInList>, Failure> {
    let standpoint = Standpoint::of(actor)?;
    let (visible, values) = standpoint.condition(market.today());
    let mut query = Query { conditions: vec![format!("({visible})")], values };
    // Both standpoints have the organisation acted for at $1.
    let joined = "(SELECT COUNT(*) FROM commitment c WHERE c.deal_id = d.id \
                  AND c.school_id = $1 AND c.withdrawn_at IS NULL)";
    let newest_first = query.narrow(asked.show, market.now(), joined);
    query.holding(&asked.words);
    if let Some(after) = asked.page.key() {
        query.after(after, newest_first)?;
    }
    let size = asked.page.size(PAGE);
    let direction = if newest_first { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT d.id, d.title, d.category, a.name AS partnership, p.name AS provider, d.state, \
         d.closes_at, d.terms, {joined} AS joined, \
         (SELECT COUNT(*) FROM commitment c WHERE c.deal_id = d.id AND c.withdrawn_at IS NULL) \
         AS schools, \
         (SELECT CAST(COALESCE(SUM(c.quantity), 0) AS BIGINT) FROM commitment c \
         WHERE c.deal_id = d.id AND c.withdrawn_at IS NULL) AS pooled \
         FROM deal d JOIN organisation a ON a.id = d.partnership_id \
         JOIN organisation p ON p.id = d.provider_id WHERE {} \
         ORDER BY d.closes_at {direction}, d.id {direction} LIMIT {}",
        query.conditions.join(" AND "),
        size + 1
    );
    let values = query.values;
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_all(&sql, values).await }).await?;
    let deals = rows.into_iter().map(DealInList::try_from).collect::<Result<Vec<_>, _>>()?;
    let key = |deal: &DealInList| format!("{}.{}", deal.closes_at.timestamp_micros(), deal.id);
    Ok(Page::of(deals, size, key))
}

struct Query {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Query {
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// Adds what the list asks for, and says whether it runs from the newest.
    fn narrow(&mut self, show: Show, now: DateTime<Utc>, joined: &str) -> bool {
        let (condition, newest_first) = match show {
            Show::Open => ("d.state = 'open'".to_owned(), false),
            Show::Soon => {
                let until = self.place((now + Duration::days(SOON_DAYS)).into());
                (format!("d.state = 'open' AND d.closes_at <= {until}"), false)
            }
            Show::Met => ("d.state = 'met'".to_owned(), true),
            Show::NotGoingAhead => ("d.state IN ('lapsed', 'withdrawn')".to_owned(), true),
            Show::Mine => (format!("{joined} > 0"), true),
            Show::Drafts => ("d.state = 'draft'".to_owned(), true),
            Show::Any => ("TRUE".to_owned(), true),
        };
        self.conditions.push(condition);
        newest_first
    }

    /// Keeps those whose title and provider hold every word.
    fn holding(&mut self, words: &str) {
        let words = plain_words(words);
        for word in words.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX) {
            let place = self.place(format!("% {}", like_prefix(word)).into());
            self.conditions
                .push(format!("' ' || lower(d.title || ' ' || p.name) LIKE {place} ESCAPE '\\'"));
        }
    }

    /// Starts after a row's key: its closing time and its id.
    fn after(&mut self, key: &str, newest_first: bool) -> Result<(), Failure> {
        let (micros, id) = key.split_once('.').ok_or(Failure::NotFound)?;
        let micros = micros.parse().map_err(|_| Failure::NotFound)?;
        let at = DateTime::from_timestamp_micros(micros).ok_or(Failure::NotFound)?;
        let id: DealId = id.parse().map_err(|_| Failure::NotFound)?;
        let (at, id) = (self.place(at.into()), self.place(id.uuid().into()));
        let beyond = if newest_first { "<" } else { ">" };
        self.conditions.push(format!("(d.closes_at, d.id) {beyond} ({at}, {id})"));
        Ok(())
    }
}

impl TryFrom<Row> for DealInList {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unknown = |what: &str| broken(format!("a stored {what} is not known"));
        let terms: Terms = serde_json::from_str(&row.terms).map_err(broken)?;
        let pooled = u64::try_from(row.pooled).map_err(broken)?;
        let next = terms.steps().after(pooled).map(|step| NextStep {
            unit_price: step.unit_price,
            from: step.from,
            missing: step.from.saturating_sub(pooled),
        });
        Ok(Self {
            id: DealId::from_uuid(row.id),
            title: row.title,
            category: Category::from_code(&row.category).ok_or_else(|| unknown("category"))?,
            partnership: row.partnership,
            provider: row.provider,
            state: DealState::from_code(&row.state).ok_or_else(|| unknown("state"))?,
            closes_at: row.closes_at,
            unit: terms.unit(),
            schools_in: u32::try_from(row.schools).map_err(broken)?,
            least_schools: terms.quorum().schools,
            price_now: price_at(terms.steps(), pooled),
            next,
            joined: row.joined > 0,
        })
    }
}
