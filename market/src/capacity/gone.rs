//! Booked days that were somebody's and are another's now, as their own calendar has to say.

use chrono::NaiveDate;
use domain::Failure;
use domain::id::{OrderLineId, PractitionerId};

use crate::db::Writer;

/// Keeps that a booked day is somebody's no more: called once the line says whose it is now, so that
/// it is newer than whatever their calendar said before.
pub(crate) async fn keep_gone(
    w: &Writer,
    line: OrderLineId,
    who: PractitionerId,
    day: NaiveDate,
) -> Result<(), Failure> {
    let sql = "INSERT INTO calendar_gone (order_line_id, practitioner_id, day, sequence) \
               SELECT l.id, $2, $3, l.version + o.version - 2 FROM order_line l \
               JOIN school_order o ON o.id = l.order_id WHERE l.id = $1 \
               ON CONFLICT (order_line_id, practitioner_id) \
               DO UPDATE SET day = excluded.day, sequence = excluded.sequence";
    w.execute_one(sql, [line.uuid().into(), who.uuid().into(), day.into()]).await
}
