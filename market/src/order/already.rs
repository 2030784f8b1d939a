//! What a school has booked of a service already: whoever books the same day twice shall know it.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{OrderId, OrganisationId, ServiceId};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::db::Reader;

/// A day of a service that the school has booked, or asked for, before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedAlready {
    /// The day.
    pub day: NaiveDate,
    /// In which order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
}

/// Those of some days, in their order, that a school has of a service in its orders.
pub(super) async fn booked_already(
    r: &Reader,
    (school, service): (OrganisationId, ServiceId),
    days: &[NaiveDate],
) -> Result<Vec<BookedAlready>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        day: NaiveDate,
        order_id: Uuid,
        reference: String,
    }
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
        return Ok(Vec::new());
    };
    let sql = "SELECT l.day, o.id AS order_id, o.reference FROM school_order o \
               JOIN order_line l ON l.order_id = o.id \
               WHERE o.school_id = $1 AND l.service_id = $2 AND l.day >= $3 AND l.day <= $4 \
               AND l.state <> 'cancelled' ORDER BY l.day, o.id";
    let values = [school.uuid().into(), service.uuid().into(), (*first).into(), (*last).into()];
    let rows: Vec<Row> = r.sql_all(sql, values).await?;
    let asked = rows.into_iter().filter(|row| days.contains(&row.day));
    Ok(asked
        .map(|row| BookedAlready {
            day: row.day,
            order: OrderId::from_uuid(row.order_id),
            reference: row.reference,
        })
        .collect())
}
