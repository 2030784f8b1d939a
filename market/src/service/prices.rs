//! What one of each service costs, kept for lists: rows that follow from the terms.

use chrono::NaiveDate;
use domain::id::{OrganisationId, ServiceId};
use domain::price::{ListedPrice, PriceRule, listed_prices};
use domain::{Failure, Net};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored;
use crate::Market;
use crate::db::{Writer, places};
use crate::job::{self, Job};

/// Before every day on which a price could be asked for: a price without a first day holds from it.
const ALWAYS: NaiveDate = match NaiveDate::from_ymd_opt(1900, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
/// How many services one job sees to.
const BATCH: usize = 500;
/// Columns of a row.
const COLUMNS: usize = 14;

/// Keeps the prices of a rule in the place of those that were kept.
pub(super) async fn keep(
    w: &Writer,
    service: ServiceId,
    partnership: OrganisationId,
    rule: &PriceRule,
) -> Result<(), Failure> {
    w.execute("DELETE FROM listed_price WHERE service_id = $1", [service.uuid().into()]).await?;
    insert(w, service, partnership, rule).await
}

/// Keeps the prices of a rule where none are kept.
pub(super) async fn insert(
    w: &Writer,
    service: ServiceId,
    partnership: OrganisationId,
    rule: &PriceRule,
) -> Result<(), Failure> {
    let prices = listed_prices(rule);
    let sql = format!(
        "INSERT INTO listed_price (service_id, partnership_id, standing, from_on, until_on, \
         by_size, from_pupils, to_pupils, fixed_pence, pupil_pence, minimum_pence, maximum_pence, \
         subsidy_points, subsidy_most_pence) \
         VALUES {}",
        places(prices.len(), COLUMNS)
    );
    let values = prices.iter().flat_map(|price| values(service, partnership, price));
    w.execute(&sql, values).await.map(|_| ())
}

fn values(
    service: ServiceId,
    partnership: OrganisationId,
    price: &ListedPrice,
) -> [Value; COLUMNS] {
    let pence = |net: Net| net.pence().get();
    [
        service.uuid().into(),
        partnership.uuid().into(),
        price.standing.code().into(),
        price.from_on.unwrap_or(ALWAYS).into(),
        price.until_on.into(),
        price.by_size.into(),
        i64::from(price.from_pupils).into(),
        price.to_pupils.map(i64::from).into(),
        pence(price.fixed).into(),
        pence(price.per_pupil).into(),
        price.minimum.map(pence).into(),
        price.maximum.map(pence).into(),
        i64::from(price.subsidy.get()).into(),
        price.subsidy_most.map(pence).into(),
    ]
}

/// Keeps the prices of services that have none kept: those older than the table. Some at a time; as
/// long as there are more it asks for itself again.
pub(crate) async fn list_prices(market: &Market) -> Result<(), Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    market
        .db
        .write(|w| async move {
            let sql = format!(
                "SELECT s.id FROM service s WHERE NOT EXISTS \
                 (SELECT 1 FROM listed_price p WHERE p.service_id = s.id) \
                 ORDER BY s.id LIMIT {BATCH}"
            );
            let rows: Vec<Row> = w.sql_all(&sql, []).await?;
            let ids: Vec<ServiceId> = rows.iter().map(|row| ServiceId::from_uuid(row.id)).collect();
            for service in stored::find_all(&w, &ids).await? {
                insert(&w, service.id, service.partnership, &service.terms.price).await?;
            }
            if ids.len() < BATCH {
                Ok(())
            } else {
                job::enqueue(market, &w, &Job::ListPrices).await
            }
        })
        .await
}
