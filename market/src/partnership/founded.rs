//! The partnerships of this installation, as whoever keeps it running may know them: that each
//! stands, and whether somebody answers for it. Nothing of what it sells, of its members or people.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::calendar::london_day;
use domain::id::OrganisationId;
use domain::school::Area;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::areas;
use crate::Market;
use crate::access::Actor;

/// A partnership, as the keeper of the installation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// The partnership.
    pub partnership: OrganisationId,
    /// Its name.
    pub name: String,
    /// The councils' areas it works in.
    pub areas: Vec<&'static Area>,
    /// The day it was founded here.
    pub on: NaiveDate,
    /// Whether somebody directs it. Who that is, is its own.
    pub directed: bool,
    /// Whether somebody is invited to, and has not answered yet.
    pub invited: bool,
}

/// The partnerships, the newest first. Two statements.
pub async fn founded(market: &Market, actor: &Actor) -> Result<Vec<Founded>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        created_at: DateTime<Utc>,
        invited: i64,
        directors: i64,
    }
    actor.permit_installation(Action::CreatePartnership)?;
    let (now, today) = (market.now(), market.today());
    let sql = "SELECT o.id, o.name, o.created_at, (SELECT COUNT(*) FROM invitation i \
         WHERE i.organisation_id = o.id AND i.role = 'director' AND i.used_at IS NULL \
         AND i.revoked_at IS NULL AND i.expires_at > $1) AS invited, \
         (SELECT COUNT(*) FROM role_holding h WHERE h.organisation_id = o.id \
         AND h.role = 'director' AND h.starts_on <= $2 \
         AND (h.ends_on IS NULL OR h.ends_on >= $2)) AS directors \
         FROM organisation o WHERE o.kind = 'partnership' \
         ORDER BY o.created_at DESC, o.id DESC";
    market
        .db
        .read(|r| async move {
            let rows: Vec<Row> = r.sql_whole(sql, [now.into(), today.into()]).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let mut areas = areas::of_each(&r, &ids).await?;
            let founded = rows.into_iter().map(|row| Founded {
                partnership: OrganisationId::from_uuid(row.id),
                name: row.name,
                areas: areas.remove(&row.id).unwrap_or_default(),
                on: london_day(row.created_at),
                directed: row.directors > 0,
                invited: row.invited > 0,
            });
            Ok(founded.collect())
        })
        .await
}
