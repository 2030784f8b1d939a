//! Whom an informal partnership trades through, as it is named.

use domain::Failure;
use domain::id::OrganisationId;
use domain::text::{self, Email};
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Market;
use crate::db::Writer;
use crate::organisation::{self, NewOrganisation, OrganisationKind};

/// The council that an informal partnership trades through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Its name; it is made if there is none of that name.
    pub name: String,
    /// Who can agree for it, where nobody acts for it on Commonpool yet.
    pub contact: Option<Email>,
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
    let name = text::line(&host.name, 120).map_err(|problem| Failure::field("host", problem))?;
    let sql = "SELECT id FROM organisation \
               WHERE kind = 'council' AND lower(name) = lower($1) LIMIT 1";
    let found: Option<Found> = w.sql_one(sql, [name.clone().into()]).await?;
    match found {
        Some(found) => Ok(OrganisationId::from_uuid(found.id)),
        None => {
            let kind = OrganisationKind::Council;
            organisation::create(market, w, NewOrganisation { kind, name: &name, urn: None }).await
        }
    }
}
