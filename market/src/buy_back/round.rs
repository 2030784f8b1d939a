//! The rounds themselves: when a partnership's next year's prices are open, and for whom.

use chrono::{Months, NaiveDate, NaiveTime};
use domain::access::{Action, Scope};
use domain::audit::Deed;
use domain::buy_back::{LATE_MONTHS, Progress, Round, TypedRound};
use domain::calendar::london_instant;
use domain::id::{BuyBackId, OrganisationId};
use domain::{Failure, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::sheet::{PROGRESS, progress_of};
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::{Reader, broken};
use crate::job::{self, Job};

/// At what time of its day a buy-back opens, so that the message comes to a school that is open.
fn opening_time() -> NaiveTime {
    NaiveTime::from_hms_opt(7, 0, 0).unwrap_or(NaiveTime::MIN)
}

/// A round as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub id: BuyBackId,
    pub partnership: OrganisationId,
    /// What the partnership is called.
    pub name: String,
    pub round: Round,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    partnership_id: Uuid,
    name: String,
    begins_on: NaiveDate,
    opens_on: NaiveDate,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            id: BuyBackId::from_uuid(row.id),
            partnership: OrganisationId::from_uuid(row.partnership_id),
            name: row.name,
            round: Round { begins_on: row.begins_on, opens_on: row.opens_on },
        }
    }
}

const SELECT: &str = "SELECT b.id, b.partnership_id, p.name, b.begins_on, b.opens_on \
    FROM buy_back b JOIN organisation p ON p.id = b.partnership_id";

/// A round, for the job that opens it.
pub(super) async fn find_any(r: &Reader, id: BuyBackId) -> Result<Stored, Failure> {
    let row: Option<Row> =
        r.sql_one(&format!("{SELECT} WHERE b.id = $1"), [id.uuid().into()]).await?;
    row.map(Stored::from).ok_or(Failure::NotFound)
}

/// A round of the scope's partnership.
pub(super) async fn find_own(r: &Reader, scope: &Scope, id: BuyBackId) -> Result<Stored, Failure> {
    let sql = format!("{SELECT} WHERE b.id = $1 AND b.partnership_id = $2");
    let values = [id.uuid().into(), scope.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    row.map(Stored::from).ok_or(Failure::NotFound)
}

/// Whether a round concerns a school, `$1`, on a day, `$2`: as a member, or because it bought through
/// the partnership.
const CONCERNS: &str = "(EXISTS (SELECT 1 FROM membership m WHERE m.partnership_id = b.partnership_id \
    AND m.organisation_id = $1 AND m.starts_on <= $2 AND (m.ends_on IS NULL OR m.ends_on >= $2)) \
    OR EXISTS (SELECT 1 FROM school_order o WHERE o.school_id = $1 \
    AND o.partnership_id = b.partnership_id AND o.state IN ('placed', 'completed')))";

/// A round that is open to the scope's school, or was.
///
/// # Errors
/// `NotFound` where it does not concern the school; `Refused(BuyBackNotOpen)` before it opens.
pub(super) async fn find_for(
    r: &Reader,
    scope: &Scope,
    id: BuyBackId,
    today: NaiveDate,
) -> Result<Stored, Failure> {
    let sql = format!("{SELECT} WHERE {CONCERNS} AND b.id = $3");
    let values: [Value; 3] = [scope.organisation().uuid().into(), today.into(), id.uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    let found = row.map(Stored::from).ok_or(Failure::NotFound)?;
    if today < found.round.opens_on { Err(Refusal::BuyBackNotOpen.into()) } else { Ok(found) }
}

/// A round that is open to a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenBuyBack {
    /// Which.
    pub id: BuyBackId,
    /// Of which partnership.
    pub partnership: String,
    /// By its days.
    pub round: Round,
    /// How far the school has come.
    pub progress: Progress,
}

/// The rounds that are open to the school acted for, the one whose year begins first before the others.
/// One statement.
pub async fn open_buy_backs(market: &Market, actor: &Actor) -> Result<Vec<OpenBuyBack>, Failure> {
    #[derive(FromQueryResult)]
    struct Open {
        id: Uuid,
        name: String,
        begins_on: NaiveDate,
        opens_on: NaiveDate,
        progress: String,
    }
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let today = market.today();
    let sql = &format!(
        "SELECT b.id, p.name, b.begins_on, b.opens_on, {PROGRESS} AS progress \
         FROM buy_back b JOIN organisation p ON p.id = b.partnership_id \
         LEFT JOIN buy_back_sheet sh ON sh.buy_back_id = b.id AND sh.school_id = $1 \
         WHERE {CONCERNS} AND b.opens_on <= $2 AND b.begins_on > $3 ORDER BY b.begins_on, p.name"
    );
    let since = today.checked_sub_months(Months::new(LATE_MONTHS)).unwrap_or(today);
    let values: [Value; 3] = [permit.organisation().uuid().into(), today.into(), since.into()];
    let rows: Vec<Open> =
        market.db.read(|r| async move { r.sql_whole(sql, values.clone()).await }).await?;
    let open = |row: Open| {
        Ok(OpenBuyBack {
            id: BuyBackId::from_uuid(row.id),
            partnership: row.name,
            round: Round { begins_on: row.begins_on, opens_on: row.opens_on },
            progress: progress_of(&row.progress)?,
        })
    };
    rows.into_iter().map(open).collect()
}

/// A round, for the partnership whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyBackRow {
    /// Which.
    pub id: BuyBackId,
    /// By its days.
    pub round: Round,
    /// Whether schools were told that it is open.
    pub told: bool,
    /// How many members have come how far: those who sent nothing, those who wait for an approver, and
    /// those who are done.
    pub open: u64,
    /// How many wait for their approver.
    pub waiting: u64,
    /// How many have renewed, or stopped all they had.
    pub done: u64,
}

/// The rounds of the partnership acted for, the newest first: a handful. One statement.
pub async fn buy_backs(market: &Market, actor: &Actor) -> Result<Vec<BuyBackRow>, Failure> {
    #[derive(FromQueryResult)]
    struct Counted {
        id: Uuid,
        begins_on: NaiveDate,
        opens_on: NaiveDate,
        told: i64,
        open: i64,
        waiting: i64,
        done: i64,
    }
    let permit = &actor.permit_own(Action::ViewOrders)?;
    let sql = &format!(
        "SELECT b.id, b.begins_on, b.opens_on, \
         CAST(CASE WHEN b.told_at IS NULL THEN 0 ELSE 1 END AS BIGINT) AS told, \
         CAST(COALESCE(SUM(CASE WHEN x.progress IN ('not_begun', 'begun') THEN 1 ELSE 0 END), 0) AS BIGINT) AS open, \
         CAST(COALESCE(SUM(CASE WHEN x.progress = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting, \
         CAST(COALESCE(SUM(CASE WHEN x.progress IN ('renewed', 'stopped') THEN 1 ELSE 0 END), 0) AS BIGINT) AS done \
         FROM buy_back b LEFT JOIN (SELECT bb.id AS round_id, {PROGRESS} AS progress FROM buy_back bb \
         JOIN membership m ON m.partnership_id = bb.partnership_id AND m.starts_on <= $2 \
         AND (m.ends_on IS NULL OR m.ends_on >= $2) \
         JOIN organisation s ON s.id = m.organisation_id AND s.kind = 'school' \
         LEFT JOIN buy_back_sheet sh ON sh.buy_back_id = bb.id AND sh.school_id = s.id \
         WHERE bb.partnership_id = $1) x ON x.round_id = b.id \
         WHERE b.partnership_id = $1 GROUP BY b.id, b.begins_on, b.opens_on, b.told_at \
         ORDER BY b.begins_on DESC"
    );
    let values: [Value; 2] = [permit.organisation().uuid().into(), market.today().into()];
    let rows: Vec<Counted> =
        market.db.read(|r| async move { r.sql_whole(sql, values.clone()).await }).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let row = |row: Counted| BuyBackRow {
        id: BuyBackId::from_uuid(row.id),
        round: Round { begins_on: row.begins_on, opens_on: row.opens_on },
        told: row.told == 1,
        open: count(row.open),
        waiting: count(row.waiting),
        done: count(row.done),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Says from when next year's prices are open to schools.
#[derive(Debug, Clone)]
pub struct SetBuyBack {
    /// The days as they were typed.
    pub typed: TypedRound,
}

/// Sets a round of the partnership acted for, or moves the day on which one opens that is not open yet.
/// Doing it twice is the same as once.
///
/// # Errors
/// `Invalid` on `begins_on` or `opens_on`; `Refused(BuyBackOpen)` once schools were told.
pub async fn set_buy_back(
    market: &Market,
    actor: &Actor,
    set: SetBuyBack,
) -> Result<BuyBackId, Failure> {
    #[derive(FromQueryResult)]
    struct Kept {
        id: Uuid,
        opens_on: NaiveDate,
    }
    let permit = &actor.permit_own(Action::ManageServices)?;
    let round = set.typed.read(market.today()).map_err(Failure::Invalid)?;
    market
        .db
        .write(|w| async move {
            let partnership = permit.organisation();
            let sql = "INSERT INTO buy_back (id, partnership_id, begins_on, opens_on, set_by, version) \
                       VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (partnership_id, begins_on) \
                       DO UPDATE SET opens_on = excluded.opens_on, set_by = excluded.set_by, \
                       version = buy_back.version + 1 WHERE buy_back.told_at IS NULL";
            let values: [Value; 5] = [
                market.ids.uuid().into(),
                partnership.uuid().into(),
                round.begins_on.into(),
                round.opens_on.into(),
                permit.person().uuid().into(),
            ];
            if w.execute(sql, values).await? == 0 {
                return Err(Refusal::BuyBackOpen.into());
            }
            let sql = "SELECT id, opens_on FROM buy_back WHERE partnership_id = $1 AND begins_on = $2";
            let values = [partnership.uuid().into(), round.begins_on.into()];
            let kept: Option<Kept> = w.sql_one(sql, values).await?;
            let kept = kept.ok_or_else(|| broken("a buy-back that was set is not there"))?;
            let id = BuyBackId::from_uuid(kept.id);
            let at = london_instant(kept.opens_on, opening_time()).ok_or_else(|| broken(id))?;
            let key = format!("open:{id}:{}", kept.opens_on);
            job::enqueue_at(market, &w, &Job::OpenBuyBack(id), at, Some(key)).await?;
            let told = serde_json::json!({"begins_on": round.begins_on, "opens_on": round.opens_on});
            let record =
                Record::new(Some(partnership), permit, Deed::SetBuyBack, id).after(&told)?;
            audit::record(market, &w, record).await?;
            Ok(id)
        })
        .await
}
