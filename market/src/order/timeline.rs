//! What happened to an order, as its audit entries tell it.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::id::OrderId;
use sea_orm::FromQueryResult;

use super::list::Side;
use crate::db::Reader;

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// What: the name under which it stands in the audit trail.
    pub action: String,
    /// Who did it.
    pub by: Option<String>,
    /// What the trail notes of it.
    pub note: Option<String>,
}

#[derive(FromQueryResult)]
struct EventRow {
    at: DateTime<Utc>,
    action: String,
    name: Option<String>,
    after_change: Option<String>,
}

/// What a provider may know of an order's life.
const FOR_PROVIDERS: [&str; 12] = [
    "place_booking",
    "confirm_delivery",
    "undo_delivery",
    "cancel_order",
    "move_order",
    "give_cover",
    "not_delivered",
    "agree_delivery",
    "dispute_delivery",
    "answer_dispute",
    "decide_dispute",
    "say_no_show",
];

pub(super) async fn timeline(
    r: &Reader,
    order: OrderId,
    side: Side,
) -> Result<Vec<Event>, Failure> {
    let sql = "SELECT a.at, a.action, p.name, a.after_change FROM audit_entry a \
               LEFT JOIN person p ON p.id = a.person_id WHERE a.subject = $1 ORDER BY a.id";
    let rows: Vec<EventRow> = r.sql_all(sql, [order.to_string().into()]).await?;
    let shown = rows
        .into_iter()
        .filter(|row| side != Side::Provider || FOR_PROVIDERS.contains(&row.action.as_str()));
    Ok(shown
        .map(|row| Event {
            at: row.at,
            action: row.action,
            by: row.name,
            note: row.after_change.and_then(|note| serde_json::from_str(&note).ok()),
        })
        .collect())
}
