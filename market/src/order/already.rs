//! What a school has ordered of a service already: whoever orders the same twice shall know it.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{OrderId, OrganisationId, ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::{Reader, broken};

/// A day of a service, or a time of an agreement, that the school has ordered or asked for before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderedAlready {
    /// The first day.
    pub first_on: NaiveDate,
    /// The last day: of a booked day the same.
    pub last_on: NaiveDate,
    /// In which order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
}

/// What a school has of a service, in its orders, at the time of what it asks for.
pub(super) async fn ordered_already(
    r: &Reader,
    (school, service): (OrganisationId, ServiceId),
    asked: &[(NaiveDate, NaiveDate)],
) -> Result<Vec<OrderedAlready>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        first_on: Option<NaiveDate>,
        last_on: Option<NaiveDate>,
        order_id: Uuid,
        reference: String,
    }
    let first = asked.iter().map(|(first, _)| *first).min();
    let last = asked.iter().map(|(_, last)| *last).max();
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    let sql = "SELECT l.first_on, l.last_on, o.id AS order_id, o.reference FROM school_order o \
               JOIN order_line l ON l.order_id = o.id \
               WHERE o.school_id = $1 AND l.service_id = $2 AND l.last_on >= $3 \
               AND l.first_on <= $4 AND l.state <> 'cancelled' AND o.state <> 'declined' \
               ORDER BY l.first_on, o.id";
    let values = [school.uuid().into(), service.uuid().into(), first.into(), last.into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let span = row.first_on.zip(row.last_on);
        let (first_on, last_on) = span.ok_or_else(|| broken("a span without its days"))?;
        let same_time =
            |(first, last): &(NaiveDate, NaiveDate)| *first <= last_on && first_on <= *last;
        if asked.iter().any(same_time) {
            let order = OrderId::from_uuid(row.order_id);
            found.push(OrderedAlready { first_on, last_on, order, reference: row.reference });
        }
    }
    Ok(found)
}
