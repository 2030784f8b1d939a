//! Whether a school lets its own prices count in the market rate: asked plainly, not done until it says
//! so, and ended by one button.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::OrganisationId;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::db::Reader;

/// Whether the school acted for lets its prices count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSharing {
    /// Since when; nothing where it does not.
    pub since: Option<DateTime<Utc>>,
    /// Whether whoever looks may change it.
    pub can_change: bool,
}

/// Whether it does.
pub async fn price_sharing(market: &Market, actor: &Actor) -> Result<PriceSharing, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        begun_at: DateTime<Utc>,
    }
    let permit = actor.permit_own(Action::ViewSchool)?;
    let school = permit.organisation();
    let sql = "SELECT begun_at FROM price_sharing WHERE school_id = $1 AND ended_at IS NULL";
    let row: Option<Row> =
        market.db.read(|r| async move { r.sql_one(sql, [school.uuid().into()]).await }).await?;
    Ok(PriceSharing {
        since: row.map(|row| row.begun_at),
        can_change: actor.can(Action::RecordBaseline),
    })
}

/// Lets the school's prices count from the next night on, or takes them out of it. Saying the same
/// again changes nothing.
pub async fn share_prices(market: &Market, actor: &Actor, share: bool) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::RecordBaseline)?;
    market
        .db
        .write(|w| async move {
            let (school, by) = (permit.organisation(), permit.person());
            let changed = if share {
                let sql = "INSERT INTO price_sharing (id, school_id, begun_at, begun_by) \
                           VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
                let values: [Value; 4] = [
                    market.ids.uuid().into(),
                    school.uuid().into(),
                    market.now().into(),
                    by.uuid().into(),
                ];
                w.execute(sql, values).await?
            } else {
                let sql = "UPDATE price_sharing SET ended_at = $2, ended_by = $3 \
                           WHERE school_id = $1 AND ended_at IS NULL";
                let values: [Value; 3] =
                    [school.uuid().into(), market.now().into(), by.uuid().into()];
                w.execute(sql, values).await?
            };
            if changed == 0 {
                return Ok(());
            }
            let deed = if share { Deed::SharePrices } else { Deed::StopSharingPrices };
            audit::record(market, &w, Record::new(None, permit, deed, school)).await
        })
        .await
}

/// The schools that let their prices count now.
pub(super) async fn sharing_now(r: &Reader) -> Result<Vec<OrganisationId>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
    }
    let sql = "SELECT school_id FROM price_sharing WHERE ended_at IS NULL ORDER BY school_id";
    let rows: Vec<Row> = r.sql_all(sql, []).await?;
    Ok(rows.into_iter().map(|row| OrganisationId::from_uuid(row.school_id)).collect())
}
