//! The waiting list of a pool as it stands: who waits for which days, and how many each school holds.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use domain::Failure;
use domain::capacity::{DayWish, Half, Share, WaitsForDay, school_year};
use domain::id::{OrganisationId, PoolId, ServiceId, WaitingId};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::half;
use crate::db::Reader;
use crate::school::newest_count;

/// The most wishes of one list that are looked at, those that have waited longest: each that is offered
/// a day leaves it.
const LOOKED_AT: usize = 1_000;

/// A wish as it is stored.
#[derive(Debug, Clone)]
pub(super) struct StoredWish {
    pub id: WaitingId,
    pub service: ServiceId,
    pub school: OrganisationId,
    /// What the school is called.
    pub name: String,
    pub wish: DayWish,
    /// Which half of the days; none for whole ones.
    pub half: Option<Half>,
    pub asked_at: DateTime<Utc>,
    pub offer: Option<StoredOffer>,
}

/// A day that is held for a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StoredOffer {
    pub day: NaiveDate,
    pub until: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    service_id: Uuid,
    school_id: Uuid,
    school: String,
    first_on: NaiveDate,
    last_on: NaiveDate,
    weekday: i64,
    half: Option<String>,
    state: String,
    asked_at: DateTime<Utc>,
    offered_on: Option<NaiveDate>,
    offered_until: Option<DateTime<Utc>>,
}

/// The number under which a day of the week is stored; 0 for none.
pub(super) fn number_of(weekday: Option<Weekday>) -> i64 {
    weekday.map_or(0, |weekday| i64::from(weekday.number_from_monday()))
}

fn weekday_of(number: i64) -> Option<Weekday> {
    let before = u8::try_from(number).ok()?.checked_sub(1)?;
    Weekday::try_from(before).ok()
}

impl TryFrom<Row> for StoredWish {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let offer = row.offered_on.zip(row.offered_until).filter(|_| row.state == "offered");
        Ok(Self {
            half: half::read(row.half.as_deref())?,
            id: WaitingId::from_uuid(row.id),
            service: ServiceId::from_uuid(row.service_id),
            school: OrganisationId::from_uuid(row.school_id),
            name: row.school,
            wish: DayWish::stored(row.first_on, row.last_on, weekday_of(row.weekday)),
            asked_at: row.asked_at,
            offer: offer.map(|(day, until)| StoredOffer { day, until }),
        })
    }
}

/// The wishes for days of a pool that are still any use, in the order of asking; of one school, or of
/// all.
pub(super) async fn wishes(
    r: &Reader,
    pool: PoolId,
    only: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<Vec<StoredWish>, Failure> {
    let mut values: Vec<Value> = vec![pool.uuid().into(), today.into()];
    values.extend(only.map(|school| Value::from(school.uuid())));
    let narrowed = if only.is_some() { "AND w.school_id = $3" } else { "" };
    let sql = format!(
        "SELECT w.id, w.service_id, w.school_id, o.name AS school, w.first_on, w.last_on, w.weekday, \
         w.half, w.state, w.asked_at, w.offered_on, w.offered_until \
         FROM pool_waiting w JOIN organisation o ON o.id = w.school_id WHERE w.pool_id = $1 \
         AND w.state IN ('waiting', 'offered') AND w.last_on >= $2 {narrowed} \
         ORDER BY w.asked_at, w.id LIMIT {LOOKED_AT}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter().map(StoredWish::try_from).collect()
}

/// How many days each school holds, by school year, and its pupils.
pub(super) struct Shares {
    days: BTreeMap<(OrganisationId, NaiveDate), u32>,
    pupils: BTreeMap<OrganisationId, u32>,
}

impl Shares {
    /// What those who wait hold of a pool, from this school year on. A day that is offered to a school
    /// counts as its own. Two statements.
    pub async fn load(
        r: &Reader,
        pool: PoolId,
        wishes: &[StoredWish],
        today: NaiveDate,
    ) -> Result<Self, Failure> {
        let mut shares =
            Self { days: held(r, pool, today).await?, pupils: pupils(r, pool, today).await? };
        for wish in wishes {
            if let Some(offer) = wish.offer {
                shares.add(wish.school, offer.day);
            }
        }
        Ok(shares)
    }

    /// Counts a day more for a school.
    pub fn add(&mut self, school: OrganisationId, day: NaiveDate) {
        let days = self.days.entry((school, school_year(day).0)).or_default();
        *days = days.saturating_add(1);
    }

    /// The share of a school in the school year of a day.
    pub fn of(&self, school: OrganisationId, day: NaiveDate) -> Share {
        let days = self.days.get(&(school, school_year(day).0)).copied().unwrap_or(0);
        Share { days, pupils: self.pupils.get(&school).copied() }
    }

    /// A wish as the rule looks at it.
    pub fn waits(&self, wish: &StoredWish) -> WaitsForDay<WaitingId> {
        let share = self.of(wish.school, wish.wish.last_on());
        WaitsForDay { id: wish.id, wish: wish.wish, share, asked_at: wish.asked_at }
    }
}

async fn held(
    r: &Reader,
    pool: PoolId,
    today: NaiveDate,
) -> Result<BTreeMap<(OrganisationId, NaiveDate), u32>, Failure> {
    #[derive(FromQueryResult)]
    struct Held {
        school_id: Uuid,
        later: i64,
        halves: i64,
    }
    let (from, to) = school_year(today);
    // School years from the one after the next on hold no days yet.
    let sql = format!(
        "SELECT o.school_id, CAST(CASE WHEN d.day > $3 THEN 1 ELSE 0 END AS BIGINT) AS later, \
         {} AS halves FROM pool_day d JOIN order_line l ON l.id = d.order_line_id \
         JOIN school_order o ON o.id = l.order_id WHERE d.pool_id = $1 AND d.day >= $2 \
         AND o.school_id IN (SELECT w.school_id FROM pool_waiting w WHERE w.pool_id = $1 \
         AND w.state IN ('waiting', 'offered')) \
         GROUP BY o.school_id, CASE WHEN d.day > $3 THEN 1 ELSE 0 END",
        half::halves("d", "1 = 1")
    );
    let values: [Value; 3] = [pool.uuid().into(), from.into(), to.into()];
    let rows: Vec<Held> = r.sql_all(&sql, values).await?;
    let next = to.succ_opt().unwrap_or(to);
    let one = |row: Held| {
        let year = if row.later > 0 { next } else { from };
        ((OrganisationId::from_uuid(row.school_id), year), half::days(row.halves))
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn pupils(
    r: &Reader,
    pool: PoolId,
    today: NaiveDate,
) -> Result<BTreeMap<OrganisationId, u32>, Failure> {
    #[derive(FromQueryResult)]
    struct Pupils {
        id: Uuid,
        pupils: Option<i64>,
    }
    let sql = format!(
        "SELECT o.id, {} AS pupils FROM organisation o WHERE o.id IN \
         (SELECT w.school_id FROM pool_waiting w WHERE w.pool_id = $1 \
         AND w.state IN ('waiting', 'offered'))",
        newest_count("o.urn", 2)
    );
    let rows: Vec<Pupils> = r.sql_all(&sql, [pool.uuid().into(), today.into()]).await?;
    let one = |row: Pupils| {
        let pupils = row.pupils.and_then(|pupils| u32::try_from(pupils).ok())?;
        Some((OrganisationId::from_uuid(row.id), pupils))
    };
    Ok(rows.into_iter().filter_map(one).collect())
}
