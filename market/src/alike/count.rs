//! The counting: each partnership for itself, each kind of school for itself, of the twelve months that
//! ended with the last one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate, NaiveTime};
use domain::Failure;
use domain::alike::{Bought, BoughtBeside, Likeness};
use domain::audit::Deed;
use domain::calendar::london_instant;
use domain::id::{OrganisationId, ServiceId};
use domain::school::RegisterEntry;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::Market;
use crate::audit::{self, Record, Who};
use crate::db::{Reader, Writer, broken, places};
use crate::school::newest_count;

/// How long an order counts.
const MONTHS: Months = Months::new(12);
/// How many rows are written in one statement.
const ROWS: usize = 500;

/// Works out what is said from now on of what schools that are alike buy beside each service.
pub(crate) async fn count_bought_beside(market: &Market) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        organisation_id: Uuid,
    }
    let sql = "SELECT organisation_id FROM partnership ORDER BY organisation_id";
    let rows: Vec<Row> = market.db.read(|r| async move { r.sql_whole(sql, []).await }).await?;
    for row in rows {
        let partnership = OrganisationId::from_uuid(row.organisation_id);
        let by_kind = &market
            .db
            .read(|r| async move { bought_by_kind(market, &r, partnership).await })
            .await?;
        market.db.write(|w| async move { say(market, &w, partnership, by_kind).await }).await?;
    }
    Ok(())
}

/// What the member schools of a partnership have bought through it, by their kind.
async fn bought_by_kind(
    market: &Market,
    r: &Reader,
    partnership: OrganisationId,
) -> Result<BTreeMap<String, Bought>, Failure> {
    let mut by_kind: BTreeMap<String, Bought> = BTreeMap::new();
    let mut bought = bought(market, r, partnership).await?;
    for (school, likeness) in members(market, r, partnership).await? {
        let services = bought.remove(&school).unwrap_or_default();
        by_kind.entry(likeness.code()).or_default().insert(school, services);
    }
    Ok(by_kind)
}

/// The members that are like others, with what they are like.
async fn members(
    market: &Market,
    r: &Reader,
    partnership: OrganisationId,
) -> Result<Vec<(OrganisationId, Likeness)>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        entry: String,
        pupils: Option<i64>,
    }
    let sql = format!(
        "SELECT o.id, s.entry, {} AS pupils FROM membership m \
         JOIN organisation o ON o.id = m.organisation_id JOIN register_school s ON s.urn = o.urn \
         WHERE m.partnership_id = $1 AND m.starts_on <= $2 \
         AND (m.ends_on IS NULL OR m.ends_on >= $2) AND o.kind = 'school'",
        newest_count("o.urn", 2)
    );
    let values: [Value; 2] = [partnership.uuid().into(), market.today().into()];
    let rows: Vec<Row> = r.sql_whole(&sql, values).await?;
    let mut members = Vec::new();
    for row in rows {
        let entry: RegisterEntry = serde_json::from_str(&row.entry).map_err(broken)?;
        let phase = entry.known_phase().map(|known| known.phase);
        let pupils = row.pupils.and_then(|pupils| u32::try_from(pupils).ok());
        let likeness = Likeness::of(phase, pupils);
        members.extend(likeness.map(|likeness| (OrganisationId::from_uuid(row.id), likeness)));
    }
    Ok(members)
}

/// The day on which the running month began, and a year before it.
fn whole_months(today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let until = today.with_day(1)?;
    Some((until.checked_sub_months(MONTHS)?, until))
}

/// What each school has ordered through a partnership and not cancelled.
async fn bought(
    market: &Market,
    r: &Reader,
    partnership: OrganisationId,
) -> Result<BTreeMap<OrganisationId, BTreeSet<ServiceId>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        service_id: Uuid,
    }
    let months = whole_months(market.today()).and_then(|(from, until)| {
        Some((london_instant(from, NaiveTime::MIN)?, london_instant(until, NaiveTime::MIN)?))
    });
    let (from, until) = months.ok_or_else(|| broken("no year lies before this month"))?;
    let sql = "SELECT DISTINCT o.school_id, l.service_id FROM school_order o \
               JOIN order_line l ON l.order_id = o.id WHERE o.partnership_id = $1 \
               AND o.state IN ('placed', 'completed') AND o.requested_at >= $2 \
               AND o.requested_at < $3 AND l.state <> 'cancelled' AND l.service_id IS NOT NULL";
    let values: [Value; 3] = [partnership.uuid().into(), from.into(), until.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let mut bought: BTreeMap<OrganisationId, BTreeSet<ServiceId>> = BTreeMap::new();
    for row in rows {
        let services = bought.entry(OrganisationId::from_uuid(row.school_id)).or_default();
        services.insert(ServiceId::from_uuid(row.service_id));
    }
    Ok(bought)
}

/// Keeps what is said of each kind.
async fn say(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    by_kind: &BTreeMap<String, Bought>,
) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        likeness: String,
        known: String,
    }
    let sql = "SELECT likeness, known FROM bought_beside_count WHERE partnership_id = $1";
    let rows: Vec<Row> = w.sql_all(sql, [partnership.uuid().into()]).await?;
    let mut before: BTreeMap<String, BoughtBeside> = BTreeMap::new();
    for row in rows {
        before.insert(row.likeness, serde_json::from_str(&row.known).map_err(broken)?);
    }
    let kinds: BTreeSet<String> = before.keys().chain(by_kind.keys()).cloned().collect();
    let mut kept = 0;
    for kind in kinds {
        let known = before.remove(&kind).unwrap_or_default();
        let next = known.clone().next(by_kind.get(&kind).cloned().unwrap_or_default());
        if next == known {
            continue;
        }
        kept += 1;
        keep(market, w, (partnership, &kind), &next).await?;
        if next.said() != known.said() {
            tell(w, (partnership, &kind), &next).await?;
        }
    }
    if kept == 0 {
        return Ok(());
    }
    let entry = Record::new(None, Who::JOB, Deed::CountBoughtBeside, "bought_beside")
        .after(&json!({ "kinds": kept }))?;
    audit::record(market, w, entry).await
}

async fn keep(
    market: &Market,
    w: &Writer,
    (partnership, kind): (OrganisationId, &str),
    known: &BoughtBeside,
) -> Result<(), Failure> {
    let sql = "INSERT INTO bought_beside_count (partnership_id, likeness, computed_at, known) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (partnership_id, likeness) DO UPDATE \
               SET computed_at = excluded.computed_at, known = excluded.known";
    let known = serde_json::to_string(known).map_err(broken)?;
    let values: [Value; 4] =
        [partnership.uuid().into(), kind.into(), market.now().into(), known.into()];
    w.execute_one(sql, values).await
}

/// Puts what is said in the place of what was.
async fn tell(
    w: &Writer,
    (partnership, kind): (OrganisationId, &str),
    known: &BoughtBeside,
) -> Result<(), Failure> {
    let sql = "DELETE FROM bought_beside WHERE partnership_id = $1 AND likeness = $2";
    w.execute(sql, [partnership.uuid().into(), kind.into()]).await?;
    let pairs: Vec<(i64, ServiceId, ServiceId)> = known
        .said()
        .iter()
        .flat_map(|(one, others)| (1..).zip(others).map(|(place, other)| (place, *one, *other)))
        .collect();
    for some in pairs.chunks(ROWS) {
        let sql = format!(
            "INSERT INTO bought_beside (service_id, likeness, other_id, partnership_id, position) \
             VALUES {}",
            places(some.len(), 5)
        );
        let row = |(place, one, other): &(i64, ServiceId, ServiceId)| -> [Value; 5] {
            let (one, other) = (one.uuid().into(), other.uuid().into());
            [one, kind.into(), other, partnership.uuid().into(), (*place).into()]
        };
        w.execute(&sql, some.iter().flat_map(row)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_end_with_the_last_whole_one() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let months = |today: &str| whole_months(day(today)).unwrap();
        assert_eq!(months("2026-11-23"), (day("2025-11-01"), day("2026-11-01")));
        assert_eq!(months("2028-03-01"), (day("2027-03-01"), day("2028-03-01")));
    }
}
