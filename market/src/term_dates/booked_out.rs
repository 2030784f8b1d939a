//! Booked days on which pupils turn out not to be at school: whoever booked them moves or cancels them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::calendar::DaySpan;
use domain::id::{OrderId, OrganisationId};
use domain::{Failure, organisation::OrganisationKind};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::of_school::days_of_each;
use crate::db::Reader;

/// A booked day on which the school has no pupils.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookedOut {
    /// When.
    pub day: NaiveDate,
    /// Which school, by its name.
    pub school: String,
    /// What is booked, as the order says it.
    pub what: String,
    /// In which order.
    pub order: OrderId,
    /// Its reference.
    pub reference: String,
}

#[derive(FromQueryResult)]
struct Row {
    day: NaiveDate,
    description: String,
    order_id: Uuid,
    reference: String,
    school_id: Uuid,
    school: String,
    partnership_id: Uuid,
}

/// The booked days of a school, or of all schools that buy through a partnership, within a span, on which
/// pupils are not at school; by day and school. A statement, and one for each partnership bought through.
pub(super) async fn booked_out(
    r: &Reader,
    (owner, kind): (OrganisationId, OrganisationKind),
    span: DaySpan,
) -> Result<Vec<BookedOut>, Failure> {
    let whose = if kind == OrganisationKind::School { "o.school_id" } else { "o.partnership_id" };
    let sql = format!(
        "SELECT l.day, l.description, o.id AS order_id, o.reference, o.school_id, s.name AS school, \
         o.partnership_id FROM order_line l JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id WHERE {whose} = $1 AND l.day >= $2 \
         AND l.day <= $3 AND l.state = 'booked' AND o.state IN ('placed', 'awaiting_approval') \
         ORDER BY l.day, s.name, l.id"
    );
    let values: [Value; 3] = [owner.uuid().into(), span.first_on.into(), span.last_on.into()];
    let rows: Vec<Row> = r.sql_whole(&sql, values).await?;
    let mut schools: BTreeMap<Uuid, BTreeSet<OrganisationId>> = BTreeMap::new();
    for row in &rows {
        let of = schools.entry(row.partnership_id).or_default();
        of.insert(OrganisationId::from_uuid(row.school_id));
    }
    let mut days = BTreeMap::new();
    for (partnership, schools) in schools {
        let schools: Vec<OrganisationId> = schools.into_iter().collect();
        let of = OrganisationId::from_uuid(partnership);
        days.insert(partnership, days_of_each(r, &schools, of).await?);
    }
    let is_out = |row: &Row| {
        let school = OrganisationId::from_uuid(row.school_id);
        let days = days.get(&row.partnership_id).and_then(|schools| schools.get(&school));
        days.is_some_and(|days| days.closed(row.day).is_some())
    };
    Ok(rows.into_iter().filter(is_out).map(Row::told).collect())
}

impl Row {
    fn told(self) -> BookedOut {
        BookedOut {
            day: self.day,
            school: self.school,
            what: self.description,
            order: OrderId::from_uuid(self.order_id),
            reference: self.reference,
        }
    }
}
