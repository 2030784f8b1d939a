//! The partnerships of this installation, as whoever keeps it running may know them: that each
//! stands, and who answers for it. Nothing of what it sells, or of its members.

use std::collections::HashMap;

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
use crate::db::{Parameters, Reader};

/// The most that are listed: the country has fewer.
const SHOWN_MAX: usize = 300;

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
    /// Who directs it.
    pub directors: Vec<String>,
    /// Whether somebody is invited to, and has not answered yet.
    pub invited: bool,
}

/// The partnerships, the newest first. Three statements.
pub async fn founded(market: &Market, actor: &Actor) -> Result<Vec<Founded>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        name: String,
        created_at: DateTime<Utc>,
        invited: i64,
    }
    actor.permit_installation(Action::CreatePartnership)?;
    let (now, today) = (market.now(), market.today());
    let sql = format!(
        "SELECT o.id, o.name, o.created_at, (SELECT COUNT(*) FROM invitation i \
         WHERE i.organisation_id = o.id AND i.role = 'director' AND i.used_at IS NULL \
         AND i.revoked_at IS NULL AND i.expires_at > $1) AS invited \
         FROM organisation o WHERE o.kind = 'partnership' \
         ORDER BY o.created_at DESC, o.id DESC LIMIT {SHOWN_MAX}"
    );
    market
        .db
        .read(|r| async move {
            let rows: Vec<Row> = r.sql_all(&sql, [now.into()]).await?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            let mut areas = areas::of_each(&r, &ids).await?;
            let mut directors = directors(&r, &ids, today).await?;
            let founded = rows.into_iter().map(|row| Founded {
                partnership: OrganisationId::from_uuid(row.id),
                name: row.name,
                areas: areas.remove(&row.id).unwrap_or_default(),
                on: london_day(row.created_at),
                directors: directors.remove(&row.id).unwrap_or_default(),
                invited: row.invited > 0,
            });
            Ok(founded.collect())
        })
        .await
}

async fn directors(
    r: &Reader,
    partnerships: &[Uuid],
    today: NaiveDate,
) -> Result<HashMap<Uuid, Vec<String>>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        organisation_id: Uuid,
        name: String,
    }
    let mut found: HashMap<Uuid, Vec<String>> = HashMap::new();
    if partnerships.is_empty() {
        return Ok(found);
    }
    let mut parameters = Parameters::default();
    let today = parameters.bind(today);
    let ids: Vec<String> = partnerships.iter().map(|id| parameters.bind(*id)).collect();
    let sql = format!(
        "SELECT h.organisation_id, p.name FROM role_holding h JOIN person p ON p.id = h.person_id \
         WHERE h.role = 'director' AND h.starts_on <= {today} \
         AND (h.ends_on IS NULL OR h.ends_on >= {today}) AND h.organisation_id IN ({}) \
         ORDER BY p.name, p.id",
        ids.join(", ")
    );
    let rows: Vec<Row> = r.sql_all(&sql, parameters.values()).await?;
    for row in rows {
        found.entry(row.organisation_id).or_default().push(row.name);
    }
    Ok(found)
}
