//! What schools wanted of a service's pool by term, what they will want, and what that tells whoever
//! keeps it: nothing that a school could not have known of its own asking leaves here by name.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::audit::Deed;
use domain::calendar::{Term, Terms};
use domain::capacity::{Advice, History, Outlook, Supply, TermDays, TermKey, TypedTerm, advise};
use domain::id::{PoolId, ServiceId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};

use super::{half, pool, unmet};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, broken};
use crate::idempotency::{Once, RequestKey};

/// A term of a pool, with where its figures are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownTerm {
    /// Its days.
    pub days: TermDays,
    /// Whether somebody entered them: the days were sold elsewhere then.
    pub is_entered: bool,
    /// Whether it is running: its figures are those so far, and nothing is worked out from them.
    pub is_running: bool,
}

/// What a service's pool was wanted for, and will be.
#[derive(Debug, Clone)]
pub struct DemandPage {
    /// The service.
    pub service: ServiceId,
    /// What it is called.
    pub title: String,
    /// Every term that is known, the earliest first, the running one last.
    pub terms: Vec<KnownTerm>,
    /// Terms that can be entered: from before its days were sold here, the latest first.
    pub to_enter: Vec<TermKey>,
    /// What it tells.
    pub advice: Advice,
    /// What the coming two terms look like; empty where it is too early to say.
    pub outlooks: Vec<Outlook>,
}

/// How many terms ahead a signal looks.
const AHEAD: usize = 2;
/// How many terms from before can be entered: three school years.
const ENTERED: i32 = 9;
/// A pool that began later than so many days into a term has known only a part of it.
const LATE: Days = Days::new(7);

/// What schools wanted of a pool by term, and will want, for whoever keeps it. Six statements.
pub async fn view_demand(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<DemandPage, Failure> {
    let today = market.today();
    market
        .db
        .read(|r| async move {
            let (service, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            let here = sold_here(&r, pool.id, today).await?;
            let to_enter = to_enter(&here, today);
            let entered = entered(&r, pool.id).await?;
            let mut terms: Vec<KnownTerm> = entered
                .into_iter()
                .filter(|days| to_enter.contains(&days.term))
                .map(|days| KnownTerm { days, is_entered: true, is_running: false })
                .collect();
            terms.extend(
                here.into_iter()
                    .filter(|one| one.is_whole || one.known.is_running)
                    .map(|one| one.known),
            );
            let over = terms.iter().filter(|one| !one.is_running).map(|one| one.days);
            let supply = supply(&r, pool.id, today).await?;
            let (advice, outlooks) = advise(&History::new(over), &supply);
            Ok(DemandPage {
                service: service.id,
                title: service.terms.title,
                terms,
                to_enter,
                advice,
                outlooks,
            })
        })
        .await
}

/// A term in which days were sold here.
struct Here {
    known: KnownTerm,
    /// Whether they were from its beginning on.
    is_whole: bool,
}

/// The terms before the first of which all was sold here, or will be; the latest first.
fn to_enter(here: &[Here], today: NaiveDate) -> Vec<TermKey> {
    let all = Terms::typical().all();
    let running = all.iter().find(|term| term.contains(today)).map(TermKey::of);
    let next = all.iter().find(|term| term.last_on >= today).map(TermKey::of);
    let whole = here.iter().find(|one| one.is_whole).map(|one| one.known.days.term);
    let part = || here.last().map(|one| one.known.days.term.later(1));
    let Some(first) = whole.or_else(part).or(next) else { return Vec::new() };
    let before = (1..=ENTERED).map(|back| first.before(back));
    before.filter(|term| running != Some(*term)).collect()
}

/// The halves of a day of everybody's.
#[derive(FromQueryResult)]
struct DayRow {
    day: NaiveDate,
    offered: i64,
    sold: i64,
    delivered: i64,
}

/// The terms that have begun and in which days were sold here.
async fn sold_here(r: &Reader, pool: PoolId, today: NaiveDate) -> Result<Vec<Here>, Failure> {
    let begun: Vec<&Term> =
        Terms::typical().all().iter().filter(|term| term.first_on <= today).collect();
    let (Some(first), Some(last)) = (begun.first(), begun.last()) else { return Ok(Vec::new()) };
    let between = (first.first_on, last.last_on);
    let sql = format!(
        "SELECT d.day, {} AS offered, {} AS sold, {} AS delivered \
         FROM pool_day d LEFT JOIN order_line l ON l.id = d.order_line_id \
         WHERE d.pool_id = $1 AND d.day >= $2 AND d.day <= $3 GROUP BY d.day ORDER BY d.day",
        half::halves("d", "1 = 1"),
        half::halves("d", "d.order_line_id IS NOT NULL"),
        half::halves("d", "l.state IN ('delivered', 'invoiced')"),
    );
    let values: [Value; 3] = [pool.uuid().into(), between.0.into(), between.1.into()];
    let days: Vec<DayRow> = r.sql_all(&sql, values).await?;
    let Some(began) = days.first().map(|row| row.day) else { return Ok(Vec::new()) };
    let unmet: BTreeMap<TermKey, u32> =
        unmet::by_term(r, pool, between).await?.into_iter().collect();
    let is_whole =
        |term: &Term| term.first_on.checked_add_days(LATE).is_some_and(|day| day >= began);
    let of_term = |term: &Term| {
        let key = TermKey::of(term);
        let of = days.iter().filter(|row| term.contains(row.day));
        let (offered, sold, delivered) = of.fold((0, 0, 0), |(offered, sold, delivered), row| {
            (offered + row.offered, sold + row.sold, delivered + row.delivered)
        });
        let unmet = unmet.get(&key).copied().unwrap_or(0);
        let days = TermDays {
            term: key,
            offered: half::days(offered),
            sold: half::days(sold),
            delivered: half::days(delivered),
            unmet,
        };
        let known = KnownTerm { days, is_entered: false, is_running: term.last_on >= today };
        Here { known, is_whole: is_whole(term) }
    };
    Ok(begun.into_iter().filter(|term| term.last_on >= began).map(of_term).collect())
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[derive(FromQueryResult)]
struct EnteredRow {
    term: String,
    offered: i64,
    sold: i64,
    delivered: i64,
    unmet: i64,
}

impl EnteredRow {
    fn read(self) -> Result<TermDays, Failure> {
        Ok(TermDays {
            term: self.term.parse().map_err(broken)?,
            offered: count(self.offered),
            sold: count(self.sold),
            delivered: count(self.delivered),
            unmet: count(self.unmet),
        })
    }
}

async fn entered(r: &Reader, pool: PoolId) -> Result<Vec<TermDays>, Failure> {
    let sql = "SELECT term, offered, sold, delivered, unmet FROM pool_term WHERE pool_id = $1";
    let rows: Vec<EnteredRow> = r.sql_whole(sql, [pool.uuid().into()]).await?;
    let mut terms = rows.into_iter().map(EnteredRow::read).collect::<Result<Vec<_>, _>>()?;
    terms.sort_by_key(|days| days.term);
    Ok(terms)
}

/// The days there are in each of the coming terms.
async fn supply(r: &Reader, pool: PoolId, today: NaiveDate) -> Result<Vec<Supply>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        offered: i64,
        people: i64,
    }
    let mut all = Vec::with_capacity(AHEAD);
    let coming = Terms::typical().all().iter().filter(|term| term.first_on > today).take(AHEAD);
    for term in coming {
        let sql = format!(
            "SELECT {} AS offered, COUNT(DISTINCT practitioner_id) AS people \
             FROM pool_day WHERE pool_id = $1 AND day >= $2 AND day <= $3",
            half::halves("pool_day", "1 = 1")
        );
        let values: [Value; 3] = [pool.uuid().into(), term.first_on.into(), term.last_on.into()];
        let row: Option<Row> = r.sql_one(&sql, values).await?;
        let row = row.ok_or_else(|| broken("a count gave nothing"))?;
        let (offered, people) = (half::days(row.offered), count(row.people));
        all.push(Supply { term: TermKey::of(term), offered, people });
    }
    Ok(all)
}

/// A term from before a pool's days were sold here.
#[derive(Debug, Clone)]
pub struct EnterTerm {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The service.
    pub service: ServiceId,
    /// What was typed.
    pub typed: TypedTerm,
}

/// Enters a term from before a pool's days were sold here, so that a signal need not wait for two
/// years; one that was entered already is put right.
///
/// # Errors
/// `Invalid` by field; on `term` for one of which all was sold here, or too long ago.
pub async fn enter_term(market: &Market, actor: &Actor, command: EnterTerm) -> Result<(), Failure> {
    let days = command.typed.read().map_err(Failure::Invalid)?;
    let contents = (command.service, &command.typed);
    let once = &Once::new(actor.person(), "enter_term", &command.key, &contents)?;
    let (today, service) = (market.today(), command.service);
    market
        .db
        .write(|w| async move {
            let (_, pool, permit) = pool::own_pool(&w, actor, service).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let can_be = to_enter(&sold_here(&w, pool.id, today).await?, today);
            if !can_be.contains(&days.term) {
                return Err(Failure::field("term", Problem::NotAChoice));
            }
            let before = entered(&w, pool.id).await?.into_iter().find(|one| one.term == days.term);
            let sql = "INSERT INTO pool_term (pool_id, term, offered, sold, delivered, unmet, version) \
                       VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (pool_id, term) DO UPDATE SET \
                       offered = excluded.offered, sold = excluded.sold, \
                       delivered = excluded.delivered, unmet = excluded.unmet, \
                       version = pool_term.version + 1";
            let values: [Value; 6] = [
                pool.id.uuid().into(),
                days.term.to_string().into(),
                i64::from(days.offered).into(),
                i64::from(days.sold).into(),
                i64::from(days.delivered).into(),
                i64::from(days.unmet).into(),
            ];
            w.execute_one(sql, values).await?;
            let record = Record::new(Some(pool.partnership), &permit, Deed::EnterTerm, pool.id);
            let record = match before {
                Some(before) => record.before(&before)?,
                None => record,
            };
            audit::record(market, &w, record.after(&days)?).await?;
            once.keep(&w, &()).await
        })
        .await
}
