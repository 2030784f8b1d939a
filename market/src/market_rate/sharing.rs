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
    /// Whether the quotes that it chooses count as well. Schools that agreed while it was asked of orders
    /// alone have not said so.
    pub quotes: bool,
    /// Whether whoever looks may change it.
    pub can_change: bool,
}

/// Whether it does.
pub async fn price_sharing(market: &Market, actor: &Actor) -> Result<PriceSharing, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        begun_at: DateTime<Utc>,
        quotes: bool,
    }
    let permit = actor.permit_own(Action::ViewSchool)?;
    let school = permit.organisation();
    let sql =
        "SELECT begun_at, quotes FROM price_sharing WHERE school_id = $1 AND ended_at IS NULL";
    let row: Option<Row> =
        market.db.read(|r| async move { r.sql_one(sql, [school.uuid().into()]).await }).await?;
    Ok(PriceSharing {
        since: row.as_ref().map(|row| row.begun_at),
        quotes: row.is_some_and(|row| row.quotes),
        can_change: actor.can(Action::RecordBaseline),
    })
}

/// Lets the school's prices count from the next night on, those of quotes it chooses among them, or takes
/// them out of it. Saying the same again changes nothing.
pub async fn share_prices(market: &Market, actor: &Actor, share: bool) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::RecordBaseline)?;
    market
        .db
        .write(|w| async move {
            let (school, by) = (permit.organisation(), permit.person());
            let changed = if share {
                let sql = "INSERT INTO price_sharing (id, school_id, begun_at, begun_by, quotes) \
                           VALUES ($1, $2, $3, $4, TRUE) ON CONFLICT (school_id) \
                           WHERE ended_at IS NULL DO UPDATE SET quotes = TRUE \
                           WHERE NOT price_sharing.quotes";
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

/// A school that lets its prices count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sharing {
    pub school: OrganisationId,
    /// Whether the quotes that it chooses count as well.
    pub quotes: bool,
}

/// The schools that let their prices count now.
pub(super) async fn sharing_now(r: &Reader) -> Result<Vec<Sharing>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        school_id: Uuid,
        quotes: bool,
    }
    let sql =
        "SELECT school_id, quotes FROM price_sharing WHERE ended_at IS NULL ORDER BY school_id";
    let rows: Vec<Row> = r.sql_all(sql, []).await?;
    let sharing =
        |row: Row| Sharing { school: OrganisationId::from_uuid(row.school_id), quotes: row.quotes };
    Ok(rows.into_iter().map(sharing).collect())
}
