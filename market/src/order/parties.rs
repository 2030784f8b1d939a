//! Between whom an order is, by name; and where it went or is from, where a school took the place of
//! another.

use chrono::{DateTime, Utc};
use domain::Failure;
use sea_orm::FromQueryResult;

use super::load::Stored;
use crate::db::{Reader, broken};

/// Where the rest of an order went, or where it is from: a school took the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Whether it went from this order to the other; otherwise from the other to this one.
    pub away: bool,
    /// The other order's reference.
    pub reference: String,
    /// The other school.
    pub school: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Those between whom an order is, by name.
#[derive(FromQueryResult)]
pub(super) struct Parties {
    pub school: String,
    pub partnership: String,
    pub seller: String,
    pub provider: String,
    pub requested_by: String,
    pub requested_through: Option<String>,
    to_reference: Option<String>,
    to_school: Option<String>,
    to_at: Option<DateTime<Utc>>,
    from_reference: Option<String>,
    from_school: Option<String>,
    from_at: Option<DateTime<Utc>>,
}

impl Parties {
    /// Where the rest of it went, and where it is from.
    pub fn moved(&self) -> Vec<Moved> {
        let away = (true, &self.to_reference, &self.to_school, self.to_at);
        let here = (false, &self.from_reference, &self.from_school, self.from_at);
        let moved = [away, here].into_iter().filter_map(|(away, reference, school, at)| {
            let (reference, school) = (reference.clone()?, school.clone()?);
            Some(Moved { away, reference, school, at: at? })
        });
        moved.collect()
    }
}

/// The parties of an order.
pub(super) async fn parties(r: &Reader, stored: &Stored) -> Result<Parties, Failure> {
    let sql = "SELECT s.name AS school, pa.name AS partnership, se.name AS seller, \
               pr.name AS provider, p.name AS requested_by, th.name AS requested_through, \
               too.reference AS to_reference, tos.name AS to_school, t.moved_at AS to_at, \
               fro.reference AS from_reference, frs.name AS from_school, f.moved_at AS from_at \
               FROM school_order o JOIN organisation s ON s.id = o.school_id \
               JOIN organisation pa ON pa.id = o.partnership_id \
               JOIN organisation se ON se.id = o.seller_id \
               JOIN organisation pr ON pr.id = o.provider_id \
               JOIN person p ON p.id = o.requested_by \
               LEFT JOIN organisation th ON th.id = o.requested_through \
               LEFT JOIN moved_order t ON t.order_id = o.id \
               LEFT JOIN school_order too ON too.id = t.new_order_id \
               LEFT JOIN organisation tos ON tos.id = too.school_id \
               LEFT JOIN moved_order f ON f.new_order_id = o.id \
               LEFT JOIN school_order fro ON fro.id = f.order_id \
               LEFT JOIN organisation frs ON frs.id = fro.school_id WHERE o.id = $1";
    let parties: Option<Parties> = r.sql_one(sql, [stored.id.uuid().into()]).await?;
    parties.ok_or_else(|| broken("an order without its parties"))
}
