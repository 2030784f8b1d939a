//! Booked days on which whoever is booked cannot come as things stand: they are away, have left, or
//! their checks have run out. It follows from the rows as they are, so that nothing is forgotten.

use chrono::NaiveDate;
use domain::Failure;
use domain::capacity::Half;
use domain::id::{OrderId, OrderLineId, OrganisationId, PoolId, PractitionerId};
use domain::order::OrderState;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::half;
use crate::db::Reader;

/// A booked day on which whoever is booked cannot come as things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayInQuestion {
    /// The day.
    pub day: NaiveDate,
    /// Which half of it is booked; none for the whole day.
    pub half: Option<Half>,
    /// Who is booked.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// The line that holds the day.
    pub line: OrderLineId,
    /// Its order.
    pub order: OrderId,
    /// What people quote for the order.
    pub reference: String,
    /// Which school booked it.
    pub school: String,
    /// Its id.
    pub(super) school_id: OrganisationId,
    /// Whether the school's approver has not decided yet: the day is held.
    pub is_held: bool,
    /// Why.
    pub why: WhyInQuestion,
}

/// Why somebody cannot come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyInQuestion {
    /// They are ill.
    Ill,
    /// They are away.
    Away,
    /// They have left.
    Left,
    /// Their checks have run out, or one was never seen.
    NotCleared,
}

#[derive(FromQueryResult)]
struct Row {
    day: NaiveDate,
    half: Option<String>,
    practitioner_id: Uuid,
    display_name: String,
    line_id: Uuid,
    order_id: Uuid,
    reference: String,
    school: String,
    school_id: Uuid,
    order_state: String,
    ill: i64,
    away: i64,
    has_left: i64,
}

/// The booked days of a pool, from a day on, on which whoever is booked cannot come; of one person, or
/// of everybody.
pub(super) async fn in_question(
    r: &Reader,
    pool: PoolId,
    only: Option<PractitionerId>,
    from: NaiveDate,
) -> Result<Vec<DayInQuestion>, Failure> {
    let mut values: Vec<Value> = vec![pool.uuid().into(), from.into()];
    values.extend(only.map(|one| Value::from(one.uuid())));
    let narrowed = if only.is_some() { "AND p.id = $3" } else { "" };
    let sql = format!(
        "SELECT d.day, l.half, d.practitioner_id, p.display_name, l.id AS line_id, o.id AS order_id, \
         o.reference, s.name AS school, o.school_id, o.state AS order_state, \
         CAST(COALESCE(a.ill, 0) AS BIGINT) AS ill, CAST(COALESCE(a.away, 0) AS BIGINT) AS away, \
         CAST(CASE WHEN p.ends_on < d.day THEN 1 ELSE 0 END AS BIGINT) AS has_left \
         FROM pool_day d JOIN practitioner p ON p.id = d.practitioner_id \
         JOIN order_line l ON l.id = d.order_line_id JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id \
         LEFT JOIN (SELECT x.id, COUNT(*) AS away, SUM(CASE WHEN v.ill THEN 1 ELSE 0 END) AS ill \
           FROM pool_day x JOIN practitioner_leave v ON v.practitioner_id = x.practitioner_id \
           AND v.first_on <= x.day AND v.last_on >= x.day \
           WHERE x.pool_id = $1 AND x.day >= $2 GROUP BY x.id) a ON a.id = d.id \
         WHERE d.pool_id = $1 AND d.day >= $2 {narrowed} AND l.state = 'booked' \
         AND (a.away > 0 OR p.ends_on < d.day OR p.cleared_until < d.day) \
         ORDER BY d.day, d.id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter().map(DayInQuestion::try_from).collect()
}

impl TryFrom<Row> for DayInQuestion {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let why = if row.ill > 0 {
            WhyInQuestion::Ill
        } else if row.away > 0 {
            WhyInQuestion::Away
        } else if row.has_left > 0 {
            WhyInQuestion::Left
        } else {
            WhyInQuestion::NotCleared
        };
        Ok(Self {
            day: row.day,
            half: half::read(row.half.as_deref())?,
            practitioner: PractitionerId::from_uuid(row.practitioner_id),
            name: row.display_name,
            line: OrderLineId::from_uuid(row.line_id),
            order: OrderId::from_uuid(row.order_id),
            reference: row.reference,
            school: row.school,
            school_id: OrganisationId::from_uuid(row.school_id),
            is_held: row.order_state != OrderState::Placed.code(),
            why,
        })
    }
}
