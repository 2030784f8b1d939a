//! The legal body that an informal partnership trades through.

use domain::id::OrganisationId;
use domain::text;
use domain::{Failure, Problem};
use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::Market;
use crate::db::Writer;
use crate::organisation::{self, NewOrganisation, OrganisationKind};

/// Whom an informal partnership trades through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Host {
    /// A council that is on Commonpool.
    Council(OrganisationId),
    /// A council by its name; it is made if there is none of that name.
    Named(String),
}

/// The host's organisation.
pub(super) async fn find_or_create(
    market: &Market,
    w: &Writer,
    host: &Host,
) -> Result<OrganisationId, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        id: Uuid,
    }
    match host {
        Host::Council(id) => {
            let sql = "SELECT id FROM organisation WHERE id = $1 AND kind = 'council'";
            let found: Option<Found> = w.sql_one(sql, [id.uuid().into()]).await?;
            let found = found.ok_or_else(|| Failure::field("host", Problem::NotAChoice))?;
            Ok(OrganisationId::from_uuid(found.id))
        }
        Host::Named(name) => {
            let name = text::line(name, 120).map_err(|problem| Failure::field("host", problem))?;
            let sql = "SELECT id FROM organisation \
                       WHERE kind = 'council' AND lower(name) = lower($1) LIMIT 1";
            let found: Option<Found> = w.sql_one(sql, [name.clone().into()]).await?;
            match found {
                Some(found) => Ok(OrganisationId::from_uuid(found.id)),
                None => {
                    let kind = OrganisationKind::Council;
                    let new = NewOrganisation { kind, name: &name, urn: None };
                    organisation::create(market, w, new).await
                }
            }
        }
    }
}
