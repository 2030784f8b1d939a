//! The events of a service to which schools can come, for whoever may see the service.

use chrono::NaiveDate;
use domain::Failure;
use domain::event::{Sitting, Venue};
use domain::id::EventId;
use domain::price::Unit;

use super::keep::{COLUMNS, Row, Stored, sittings_of};
use super::take::must_be_sold;
use crate::Market;
use crate::service::ServiceDetail;

/// An event of a service, as schools see it before they have a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventOnSale {
    /// Which.
    pub id: EventId,
    /// What it is called.
    pub title: String,
    /// In a room or online.
    pub venue: Venue,
    /// Where.
    pub address: Option<String>,
    /// Its sittings.
    pub sittings: Vec<Sitting>,
    /// How many places are free.
    pub free: u32,
    /// The last day on which places are sold.
    pub closes_on: NaiveDate,
    /// Whether they are sold now.
    pub is_sold: bool,
}

/// The most events of one service that its page shows.
const SHOWN_MAX: usize = 24;

/// The next events of a service. The service tells that the viewer may see it. Two statements, and
/// none where it is not sold by the place.
pub async fn events_on_sale(
    market: &Market,
    service: &ServiceDetail,
) -> Result<Vec<EventOnSale>, Failure> {
    if service.terms().unit != Unit::Place {
        return Ok(Vec::new());
    }
    let id = service.id();
    market
        .db
        .read(|r| async move {
            let sql = format!(
                "{COLUMNS} WHERE e.service_id = $1 AND e.state = 'planned' AND e.ends_at > $2 \
                 ORDER BY e.starts_at, e.id LIMIT {SHOWN_MAX}"
            );
            let values = [id.uuid().into(), market.now().into()];
            let rows: Vec<Row> = r.sql_all(&sql, values).await?;
            let stored = rows.into_iter().map(Stored::try_from);
            let stored = stored.collect::<Result<Vec<Stored>, Failure>>()?;
            let ids: Vec<EventId> = stored.iter().map(|one| one.id).collect();
            let all = &sittings_of(&r, &ids).await?;
            let shown = stored.into_iter().map(|stored| {
                let own = all.iter().filter(|(event, _)| *event == stored.id);
                EventOnSale {
                    id: stored.id,
                    is_sold: must_be_sold(&stored, market.now()).is_ok(),
                    free: stored.free(),
                    sittings: own.map(|(_, one)| one.sitting.clone()).collect(),
                    title: stored.title,
                    venue: stored.venue,
                    address: stored.address,
                    closes_on: stored.closes_on,
                }
            });
            Ok(shown.collect())
        })
        .await
}
