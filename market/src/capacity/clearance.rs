//! The checks of a pool's people: which are asked for, which were seen, and until when somebody's days
//! are offered for that.
//!
//! Until when somebody is cleared is kept with them and follows from their checks: whatever changes one
//! of the two writes it anew ([`settle`]), takes the free days after it away, and plans what is to be
//! told. Days that schools have booked stand, and are given as in question.

use chrono::{NaiveDate, NaiveTime};
use domain::audit::Deed;
use domain::calendar::{SchoolYear, london_instant};
use domain::capacity::{Clearance, ClearanceKind, Cleared, Held, TypedClearance};
use domain::id::{ClearanceId, PersonId, PoolId, PractitionerId, ServiceId};
use domain::{Failure, Problem, text};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::days;
use super::pool::{self, Pool};
use super::profile::{KnownProfile, profile_of};
use super::question::{DayInQuestion, in_question};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::job::{self, ClearanceEnd, Job};

/// A check of somebody whose proof was seen.
#[derive(Debug, Clone)]
pub struct RecordClearance {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Whose.
    pub practitioner: PractitionerId,
    /// The check, as it was typed.
    pub typed: TypedClearance,
}

/// Enters a check of somebody of a pool.
///
/// # Errors
/// `Invalid` for what cannot be read.
pub async fn record_clearance(
    market: &Market,
    actor: &Actor,
    command: RecordClearance,
) -> Result<ClearanceId, Failure> {
    let read = &command.typed.read(market.today()).map_err(Failure::Invalid)?;
    let practitioner = command.practitioner;
    let contents = (practitioner, &command.typed);
    let once = &Once::new(actor.person(), "record_clearance", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let id = ClearanceId::from_uuid(market.ids.uuid());
            insert(market, &w, (id, practitioner), read, permit.person()).await?;
            settle(market, &w, pool.id, practitioner).await?;
            let told = (read.kind, read.issued_on, read.expires_on, read.seen_on);
            let record =
                Record::new(Some(pool.partnership), &permit, Deed::RecordClearance, practitioner)
                    .after(&told_of(told))?
                    .personal("seen_by", read.seen_by.clone());
            let record = match &read.number {
                Some(number) => record.personal("number", number.clone()),
                None => record,
            };
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

type Told = (ClearanceKind, Option<NaiveDate>, Option<NaiveDate>, NaiveDate);

fn told_of((kind, issued_on, expires_on, seen_on): Told) -> serde_json::Value {
    serde_json::json!({
        "check": kind, "issued_on": issued_on, "valid_until": expires_on, "seen_on": seen_on,
    })
}

async fn insert(
    market: &Market,
    w: &Writer,
    (id, practitioner): (ClearanceId, PractitionerId),
    read: &Clearance,
    by: PersonId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO clearance (id, practitioner_id, kind, number, issued_on, expires_on, \
               seen_by, seen_on, entered_by, entered_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values: [Value; 10] = [
        id.uuid().into(),
        practitioner.uuid().into(),
        read.kind.code().into(),
        read.number.clone().into(),
        read.issued_on.into(),
        read.expires_on.into(),
        read.seen_by.as_str().into(),
        read.seen_on.into(),
        by.uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

/// Takes a check back that was entered wrongly.
#[derive(Debug, Clone)]
pub struct WithdrawClearance {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Whose.
    pub practitioner: PractitionerId,
    /// Which.
    pub clearance: ClearanceId,
}

/// Takes a check of somebody of a pool back. It stays on record as withdrawn.
///
/// # Errors
/// `NotFound` where they have no such check, or it was withdrawn before.
pub async fn withdraw_clearance(
    market: &Market,
    actor: &Actor,
    command: WithdrawClearance,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        issued_on: Option<NaiveDate>,
        expires_on: Option<NaiveDate>,
        seen_on: NaiveDate,
    }
    let (practitioner, clearance) = (command.practitioner, command.clearance);
    let contents = (practitioner, clearance);
    let once = &Once::new(actor.person(), "withdraw_clearance", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (pool, permit) = pool::pool_of(&w, actor, practitioner).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let sql = "UPDATE clearance SET withdrawn_at = $3 WHERE id = $1 \
                       AND practitioner_id = $2 AND withdrawn_at IS NULL \
                       RETURNING kind, issued_on, expires_on, seen_on";
            let values = [clearance.uuid().into(), practitioner.uuid().into(), market.now().into()];
            let row: Option<Row> = w.sql_one(sql, values).await?;
            let row = row.ok_or(Failure::NotFound)?;
            settle(market, &w, pool.id, practitioner).await?;
            let told = (kind(&row.kind)?, row.issued_on, row.expires_on, row.seen_on);
            let record =
                Record::new(Some(pool.partnership), &permit, Deed::WithdrawClearance, practitioner)
                    .before(&told_of(told))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// Which checks the pool of a service asks of its people.
#[derive(Debug, Clone)]
pub struct AskForClearances {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The service.
    pub service: ServiceId,
    /// Field `kinds`: their codes. None means that nothing is asked for.
    pub kinds: Vec<String>,
}

/// Says which checks a pool asks for: whoever lacks one is not offered to schools from then on.
///
/// # Errors
/// `Invalid` on `kinds` for what is no check.
pub async fn ask_for_clearances(
    market: &Market,
    actor: &Actor,
    command: AskForClearances,
) -> Result<(), Failure> {
    let mut kinds = Vec::new();
    for code in &command.kinds {
        let kind = ClearanceKind::from_code(code);
        kinds.push(kind.ok_or_else(|| Failure::field("kinds", Problem::NotAChoice))?);
    }
    kinds.sort_unstable();
    kinds.dedup();
    let (kinds, service) = (&kinds, command.service);
    let contents = (service, kinds);
    let once = &Once::new(actor.person(), "ask_for_clearances", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            let (_, pool, permit) = pool::own_pool(&w, actor, service).await?;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            let before = asked(&w, pool.id).await?;
            let sql = "UPDATE pool SET clearances = $2, version = version + 1 WHERE id = $1";
            let list = serde_json::to_string(kinds).map_err(broken)?;
            w.execute_one(sql, [pool.id.uuid().into(), list.into()]).await?;
            for practitioner in everybody(&w, pool.id).await? {
                settle(market, &w, pool.id, practitioner).await?;
            }
            let record =
                Record::new(Some(pool.partnership), &permit, Deed::AskForClearances, pool.id)
                    .before(&before)?
                    .after(kinds)?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &()).await
        })
        .await
}

/// Which checks a pool asks for; nothing where nobody has said.
pub(super) async fn asked(r: &Reader, pool: PoolId) -> Result<Option<Vec<ClearanceKind>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        clearances: Option<String>,
    }
    let sql = "SELECT clearances FROM pool WHERE id = $1";
    let row: Option<Row> = r.sql_one(sql, [pool.uuid().into()]).await?;
    let list = row.ok_or(Failure::NotFound)?.clearances;
    list.map(|list| serde_json::from_str(&list).map_err(broken)).transpose()
}

async fn everybody(r: &Reader, pool: PoolId) -> Result<Vec<PractitionerId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = "SELECT id FROM practitioner WHERE pool_id = $1 ORDER BY id";
    let rows: Vec<Row> = r.sql_all(sql, [pool.uuid().into()]).await?;
    Ok(rows.into_iter().map(|row| PractitionerId::from_uuid(row.id)).collect())
}

fn kind(code: &str) -> Result<ClearanceKind, Failure> {
    ClearanceKind::from_code(code).ok_or_else(|| broken(format!("a check is not known: {code}")))
}

/// Writes down until when somebody is cleared: free days after it go, days before it come, and what is
/// to be told of its end is planned.
async fn settle(
    market: &Market,
    w: &Writer,
    pool: PoolId,
    practitioner: PractitionerId,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        kind: String,
        expires_on: Option<NaiveDate>,
    }
    let who: Value = practitioner.uuid().into();
    // Two who enter a check of the same person at once do so one after the other.
    let sql = "UPDATE practitioner SET version = version + 1 WHERE id = $1";
    w.execute_one(sql, [who.clone()]).await?;
    let sql = "SELECT kind, expires_on FROM clearance \
               WHERE practitioner_id = $1 AND withdrawn_at IS NULL";
    let rows: Vec<Row> = w.sql_all(sql, [who.clone()]).await?;
    let held = rows
        .into_iter()
        .map(|row| Ok(Held { kind: kind(&row.kind)?, expires_on: row.expires_on }))
        .collect::<Result<Vec<Held>, Failure>>()?;
    let cleared = Cleared::of(asked(w, pool).await?.as_deref(), &held);
    let last = cleared.last_day();
    let sql = "UPDATE practitioner SET cleared_until = $2 WHERE id = $1";
    w.execute_one(sql, [who.clone(), last.into()]).await?;
    if let Some(last) = last {
        let sql = "DELETE FROM pool_day WHERE practitioner_id = $1 AND day > $2 \
                   AND order_line_id IS NULL";
        w.execute(sql, [who, last.into()]).await?;
    }
    days::materialise(market, w, pool, Some(practitioner)).await?;
    plan(market, w, practitioner, cleared).await
}

/// In the morning of each day on which the end is told of.
async fn plan(
    market: &Market,
    w: &Writer,
    practitioner: PractitionerId,
    cleared: Cleared,
) -> Result<(), Failure> {
    let Cleared::Until(until) = cleared else { return Ok(()) };
    let morning = NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default();
    for (days_before, on) in cleared.warnings(market.today()) {
        let Some(at) = london_instant(on, morning) else { continue };
        let key = format!("clearance {practitioner} {until} {days_before}");
        let end = Job::TellOfClearance(ClearanceEnd { practitioner, until, days_before });
        job::enqueue_at(market, w, &end, at, Some(key)).await?;
    }
    Ok(())
}

/// A check that was seen, with its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenClearance {
    /// Its row.
    pub id: ClearanceId,
    /// What was seen.
    pub what: Clearance,
}

/// A check with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearanceOf {
    /// Whose.
    pub name: String,
    /// The check.
    pub seen: SeenClearance,
}

/// Somebody of a pool with their checks.
#[derive(Debug, Clone)]
pub struct ClearancePage {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// What they can do, and to how many schools they go in this school year.
    pub known: KnownProfile,
    /// Until when they are cleared.
    pub cleared: Cleared,
    /// Which checks the pool asks for; nothing where nobody has said.
    pub asked: Option<Vec<ClearanceKind>>,
    /// Their checks, the newest of each kind first.
    pub clearances: Vec<SeenClearance>,
    /// Days that schools have booked on which they cannot come as things stand.
    pub in_question: Vec<DayInQuestion>,
}

/// The checks of somebody of a service's pool.
///
/// # Errors
/// `NotFound` where the service's pool has nobody of that id.
pub async fn clearances(
    market: &Market,
    actor: &Actor,
    (service, practitioner): (ServiceId, PractitionerId),
) -> Result<ClearancePage, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        display_name: String,
        cleared_until: Option<NaiveDate>,
    }
    market
        .db
        .read(|r| async move {
            let (_, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            let sql = "SELECT display_name, cleared_until FROM practitioner \
                       WHERE id = $1 AND pool_id = $2";
            let values = [practitioner.uuid().into(), pool.id.uuid().into()];
            let row: Option<Row> = r.sql_one(sql, values).await?;
            let row = row.ok_or(Failure::NotFound)?;
            let all = seen(&r, &pool, Some(practitioner)).await?;
            Ok(ClearancePage {
                practitioner,
                name: row.display_name,
                known: profile_of(&r, practitioner, SchoolYear::of(market.today())).await?,
                cleared: Cleared::from_last_day(row.cleared_until),
                asked: asked(&r, pool.id).await?,
                clearances: all.into_iter().map(|one| one.seen).collect(),
                in_question: in_question(&r, pool.id, Some(practitioner), market.today()).await?,
            })
        })
        .await
}

/// The checks of everybody in a service's pool, by name.
pub async fn pool_clearances(
    market: &Market,
    actor: &Actor,
    service: ServiceId,
) -> Result<Vec<ClearanceOf>, Failure> {
    market
        .db
        .read(|r| async move {
            let (_, pool, _permit) = pool::own_pool(&r, actor, service).await?;
            seen(&r, &pool, None).await
        })
        .await
}

#[derive(FromQueryResult)]
struct SeenRow {
    id: Uuid,
    display_name: String,
    kind: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    seen_by: String,
    seen_on: NaiveDate,
}

async fn seen(
    r: &Reader,
    pool: &Pool,
    only: Option<PractitionerId>,
) -> Result<Vec<ClearanceOf>, Failure> {
    let mut values: Vec<Value> = vec![pool.id.uuid().into()];
    values.extend(only.map(|one| Value::from(one.uuid())));
    let narrowed = if only.is_some() { "AND p.id = $2" } else { "" };
    let sql = format!(
        "SELECT c.id, p.display_name, c.kind, c.number, c.issued_on, c.expires_on, c.seen_by, \
         c.seen_on FROM clearance c JOIN practitioner p ON p.id = c.practitioner_id \
         WHERE p.pool_id = $1 {narrowed} AND c.withdrawn_at IS NULL ORDER BY c.id DESC"
    );
    let rows: Vec<SeenRow> = r.sql_all(&sql, values).await?;
    let mut all =
        rows.into_iter().map(ClearanceOf::try_from).collect::<Result<Vec<_>, Failure>>()?;
    all.sort_by_cached_key(|one| (text::sort_key(&one.name), one.seen.what.kind));
    Ok(all)
}

impl TryFrom<SeenRow> for ClearanceOf {
    type Error = Failure;

    fn try_from(row: SeenRow) -> Result<Self, Failure> {
        let what = Clearance {
            kind: kind(&row.kind)?,
            number: row.number,
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            seen_by: row.seen_by,
            seen_on: row.seen_on,
        };
        let seen = SeenClearance { id: ClearanceId::from_uuid(row.id), what };
        Ok(Self { name: row.display_name, seen })
    }
}
