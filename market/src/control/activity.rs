//! Activity that was not invoiced here: entered by hand with its source, and taken back by a row that
//! turns it round.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::calendar::{FinancialYear, FinancialYearKind};
use domain::control::{Activity, ReadActivity, TypedActivity, YEARS};
use domain::id::{OrganisationId, OutsideActivityId};
use domain::{Failure, Pence, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::counted::read;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Page, PageAsked, Reader, Writer};
use crate::idempotency::{Once, RequestKey};

/// Entries on one page.
const PAGE: usize = 50;

/// What was entered for each of the years, the oldest first. One statement.
pub(super) async fn entered(
    r: &Reader,
    partnership: OrganisationId,
    years: &[FinancialYear; YEARS],
) -> Result<[Activity; YEARS], Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        year_starts_on: NaiveDate,
        members: i64,
        others: i64,
    }
    let sql = "SELECT year_starts_on, CAST(SUM(members_pence) AS bigint) AS members, \
               CAST(SUM(others_pence) AS bigint) AS others FROM outside_activity \
               WHERE partnership_id = $1 GROUP BY year_starts_on";
    let rows: Vec<Row> = r.sql_all(sql, [partnership.uuid().into()]).await?;
    let mut found = [Activity::NONE; YEARS];
    for (place, year) in found.iter_mut().zip(years) {
        let of_year = rows.iter().find(|row| row.year_starts_on == year.first_on());
        if let Some(row) = of_year {
            *place = read(row.members, row.others)?;
        }
    }
    Ok(found)
}

/// Activity to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterActivity {
    /// As typed.
    pub typed: TypedActivity,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Enters activity outside Commonpool.
///
/// # Errors
/// `Invalid` on what cannot be used as typed.
pub async fn enter_activity(
    market: &Market,
    actor: &Actor,
    command: EnterActivity,
) -> Result<OutsideActivityId, Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let once = &Once::new(permit.person(), "enter_activity", &command.key, &command.typed)?;
    let found = &command.typed.read(market.today()).map_err(Failure::Invalid)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, enter(market, &w, permit, found)).await })
        .await
}

async fn enter(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    found: &ReadActivity,
) -> Result<OutsideActivityId, Failure> {
    let (members, others) = (found.activity.members(), found.activity.others());
    let new = New {
        year: found.year.first_on(),
        pence: (members, others),
        source: &found.source,
        reverses: None,
    };
    let id = insert(market, w, permit, new).await?;
    let after = json!({
        "year": found.year.label(), "members_pence": members, "others_pence": others,
        "source": found.source,
    });
    let chain = Some(permit.organisation());
    let record = Record::new(chain, permit, Deed::EnterActivity, id).after(&after)?;
    audit::record(market, w, record).await?;
    Ok(id)
}

struct New<'a> {
    year: NaiveDate,
    pence: (Pence, Pence),
    source: &'a str,
    reverses: Option<OutsideActivityId>,
}

async fn insert(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    new: New<'_>,
) -> Result<OutsideActivityId, Failure> {
    let id = OutsideActivityId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO outside_activity (id, partnership_id, year_starts_on, members_pence, \
               others_pence, source, reverses_id, entered_by, entered_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values: [Value; 9] = [
        id.uuid().into(),
        permit.organisation().uuid().into(),
        new.year.into(),
        new.pence.0.get().into(),
        new.pence.1.get().into(),
        new.source.into(),
        new.reverses.map(OutsideActivityId::uuid).into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.claim(sql, values).await?;
    Ok(id)
}

/// An entry to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReverseActivity {
    /// Which.
    pub entry: OutsideActivityId,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Takes an entry back: both it and what turns it round stay.
///
/// # Errors
/// `NotFound` for another's entry; `Refused(ReversedBefore)` for one that is taken back already, or
/// that takes another back.
pub async fn reverse_activity(
    market: &Market,
    actor: &Actor,
    command: ReverseActivity,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManagePartnership)?;
    let once = &Once::new(permit.person(), "reverse_activity", &command.key, &command.entry)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, take_back(market, &w, permit, command.entry)).await
        })
        .await
}

async fn take_back(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    entry: OutsideActivityId,
) -> Result<(), Failure> {
    let sql = format!("{ENTRY} WHERE a.id = $1 AND a.partnership_id = $2");
    let values = [entry.uuid().into(), permit.organisation().uuid().into()];
    let row: Option<Row> = w.sql_one(&sql, values).await?;
    let found = row.ok_or(Failure::NotFound)?;
    if found.reverses_id.is_some() || found.reversed == 1 {
        return Err(Refusal::ReversedBefore.into());
    }
    let members = Pence::new(found.members_pence).negated()?;
    let others = Pence::new(found.others_pence).negated()?;
    let new = New {
        year: found.year_starts_on,
        pence: (members, others),
        source: &found.source,
        reverses: Some(entry),
    };
    insert(market, w, permit, new).await?;
    let after = json!({"members_pence": members, "others_pence": others});
    let chain = Some(permit.organisation());
    let record = Record::new(chain, permit, Deed::ReverseActivity, entry);
    audit::record(market, w, record.after(&after)?).await
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Its id.
    pub id: OutsideActivityId,
    /// The financial year.
    pub year: FinancialYear,
    /// For members, excluding VAT; below nothing for what takes another entry back.
    pub members: Pence,
    /// For others.
    pub others: Pence,
    /// Where the figures are from.
    pub source: String,
    /// The entry that it takes back.
    pub reverses: Option<OutsideActivityId>,
    /// Whether it was taken back.
    pub is_reversed: bool,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    year_starts_on: NaiveDate,
    members_pence: i64,
    others_pence: i64,
    source: String,
    reverses_id: Option<Uuid>,
    reversed: i64,
    by_name: String,
    entered_at: DateTime<Utc>,
}

const ENTRY: &str = "SELECT a.id, a.year_starts_on, a.members_pence, a.others_pence, a.source, \
    a.reverses_id, CAST(CASE WHEN EXISTS (SELECT 1 FROM outside_activity c \
    WHERE c.reverses_id = a.id) THEN 1 ELSE 0 END AS bigint) AS reversed, p.name AS by_name, \
    a.entered_at FROM outside_activity a JOIN person p ON p.id = a.entered_by";

/// What was entered by hand, the newest first; of one year where one is named.
pub async fn entered_activity(
    market: &Market,
    actor: &Actor,
    year: Option<FinancialYear>,
    page: &PageAsked,
) -> Result<Page<Entered>, Failure> {
    let permit = actor.permit_own(Action::ViewPartnership)?;
    let mut sql = format!("{ENTRY} WHERE a.partnership_id = $1");
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(year) = year {
        values.push(year.first_on().into());
        sql.push_str(&format!(" AND a.year_starts_on = ${}", values.len()));
    }
    if let Some(after) = page.key() {
        let after: OutsideActivityId = after.parse().map_err(|_| Failure::NotFound)?;
        values.push(after.uuid().into());
        sql.push_str(&format!(" AND a.id < ${}", values.len()));
    }
    let size = page.size(PAGE);
    sql.push_str(&format!(" ORDER BY a.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows
        .into_iter()
        .map(|row| Entered {
            id: OutsideActivityId::from_uuid(row.id),
            year: FinancialYear::of(FinancialYearKind::AprilToMarch, row.year_starts_on),
            members: Pence::new(row.members_pence),
            others: Pence::new(row.others_pence),
            source: row.source,
            reverses: row.reverses_id.map(OutsideActivityId::from_uuid),
            is_reversed: row.reversed == 1,
            by: row.by_name,
            at: row.entered_at,
        })
        .collect();
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}
