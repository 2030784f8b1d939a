//! Who comes to a school by an order, with the checks that were seen: what the school enters in its
//! single central record.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::capacity::{Clearance, ClearanceKind, Slot};
use domain::id::OrderId;
use domain::{Failure, text};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::half;
use crate::db::{Reader, broken};

/// Somebody who comes to a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Their name.
    pub name: String,
    /// The days on which they come.
    pub days: Vec<Slot>,
    /// Their checks, the one of each kind that counts longest.
    pub clearances: Vec<Clearance>,
    /// Checks that are asked for and were never seen.
    pub missing: Vec<ClearanceKind>,
}

#[derive(FromQueryResult)]
struct Coming {
    practitioner_id: Uuid,
    display_name: String,
    day: NaiveDate,
    half: Option<String>,
    asked: Option<String>,
}

#[derive(FromQueryResult)]
struct Proof {
    practitioner_id: Uuid,
    kind: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    seen_by: String,
    seen_on: NaiveDate,
}

/// Who comes by an order, by name. Two statements.
pub(crate) async fn visitors(r: &Reader, order: OrderId) -> Result<Vec<Visitor>, Failure> {
    let sql = "SELECT l.practitioner_id, p.display_name, l.day, l.half, x.clearances AS asked \
               FROM order_line l JOIN practitioner p ON p.id = l.practitioner_id \
               JOIN pool x ON x.id = p.pool_id \
               WHERE l.order_id = $1 AND l.state <> 'cancelled' AND l.day IS NOT NULL ORDER BY l.day";
    let coming: Vec<Coming> = r.sql_all(sql, [order.uuid().into()]).await?;
    let sql = "SELECT c.practitioner_id, c.kind, c.number, c.issued_on, c.expires_on, c.seen_by, \
               c.seen_on FROM clearance c WHERE c.withdrawn_at IS NULL AND c.practitioner_id IN \
               (SELECT l.practitioner_id FROM order_line l \
               WHERE l.order_id = $1 AND l.state <> 'cancelled') ORDER BY c.id";
    let mut seen: BTreeMap<Uuid, Vec<Proof>> = BTreeMap::new();
    for row in r.sql_all::<Proof>(sql, [order.uuid().into()]).await? {
        seen.entry(row.practitioner_id).or_default().push(row);
    }
    let mut visitors: BTreeMap<Uuid, Visitor> = BTreeMap::new();
    for row in coming {
        let slot = half::slot(row.day, row.half.as_deref())?;
        if let Some(known) = visitors.get_mut(&row.practitioner_id) {
            known.days.push(slot);
            continue;
        }
        let asked: Option<Vec<ClearanceKind>> =
            row.asked.map(|list| serde_json::from_str(&list).map_err(broken)).transpose()?;
        let own = seen.remove(&row.practitioner_id).unwrap_or_default();
        let visitor = visitor(row.display_name, slot, asked, own)?;
        visitors.insert(row.practitioner_id, visitor);
    }
    let mut visitors: Vec<Visitor> = visitors.into_values().collect();
    visitors.sort_by_cached_key(|one| text::sort_key(&one.name));
    Ok(visitors)
}

fn visitor(
    name: String,
    slot: Slot,
    asked: Option<Vec<ClearanceKind>>,
    own: Vec<Proof>,
) -> Result<Visitor, Failure> {
    let mut best: BTreeMap<ClearanceKind, Clearance> = BTreeMap::new();
    for one in own {
        let kind = ClearanceKind::from_code(&one.kind);
        let kind = kind.ok_or_else(|| broken(format!("a check is not known: {}", one.kind)))?;
        let lasts = |last: Option<NaiveDate>| last.unwrap_or(NaiveDate::MAX);
        let known = best.get(&kind);
        let is_asked = asked.as_ref().is_none_or(|asked| asked.contains(&kind));
        if is_asked && known.is_none_or(|known| lasts(known.expires_on) <= lasts(one.expires_on)) {
            let clearance = Clearance {
                kind,
                number: one.number,
                issued_on: one.issued_on,
                expires_on: one.expires_on,
                seen_by: one.seen_by,
                seen_on: one.seen_on,
            };
            best.insert(kind, clearance);
        }
    }
    let missing = asked.unwrap_or_default();
    let missing = missing.into_iter().filter(|kind| !best.contains_key(kind)).collect();
    Ok(Visitor { name, days: vec![slot], clearances: best.into_values().collect(), missing })
}
