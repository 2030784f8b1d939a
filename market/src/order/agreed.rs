//! What was agreed with an order: the terms of its service as they were, and the documents that stood beside
//! them. Whatever becomes of the service, both sides can read it.

use chrono::{DateTime, Utc};
use domain::Failure;
use domain::id::{FileId, OrderId, ServiceDocumentId, ServiceId, ServiceVersionId};
use domain::service::ServiceTerms;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::{Side, viewings};
use super::load::Stored;
use super::view::from_a_side;
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::file::{self, Download};
use crate::organisation;
use crate::service::{ServiceDocument, documents_at};

/// What was agreed with an order.
#[derive(Debug, Clone)]
pub struct AgreedTerms {
    /// From which side it is looked at.
    pub side: Side,
    /// What people quote for the order.
    pub reference: String,
    /// Who buys.
    pub school: String,
    /// Through which partnership.
    pub partnership: String,
    /// The service.
    pub service: ServiceId,
    /// Its terms as they were.
    pub terms: ServiceTerms,
    /// Which of its versions, from 1.
    pub version: u32,
    /// Since when that version stood.
    pub since: DateTime<Utc>,
    /// Whether the service has other terms by now.
    pub is_past: bool,
    /// The documents that stood beside it when it was asked for.
    pub documents: Vec<ServiceDocument>,
}

#[derive(FromQueryResult)]
struct Row {
    terms: String,
    number: i64,
    made_at: DateTime<Utc>,
    current_version_id: Uuid,
}

/// What was agreed, for a party to the order. Five statements.
///
/// # Errors
/// `NotFound` where it is somebody else's, and for the order of a deal, whose terms are the deal's.
pub async fn agreed_terms(
    market: &Market,
    actor: &Actor,
    id: OrderId,
) -> Result<AgreedTerms, Failure> {
    let viewings = &viewings(actor);
    market
        .db
        .read(|r| async move {
            let (stored, side) = from_a_side(&r, viewings, id).await?;
            let (service, version) = bought(&stored)?;
            let sql = "SELECT v.terms, v.number, v.made_at, s.current_version_id \
                       FROM service_version v JOIN service s ON s.id = v.service_id WHERE v.id = $1";
            let row: Option<Row> = r.sql_one(sql, [version.uuid().into()]).await?;
            let row = row.ok_or_else(|| broken("a line of a version that is not there"))?;
            Ok(AgreedTerms {
                side,
                school: organisation::by_id(&r, stored.school).await?.name,
                partnership: organisation::by_id(&r, stored.partnership).await?.name,
                documents: documents_at(&r, service, stored.requested_at).await?,
                reference: stored.reference,
                service,
                terms: serde_json::from_str(&row.terms).map_err(broken)?,
                version: u32::try_from(row.number).map_err(broken)?,
                since: row.made_at,
                is_past: row.current_version_id != version.uuid(),
            })
        })
        .await
}

/// The service that an order buys, and which version of it.
fn bought(stored: &Stored) -> Result<(ServiceId, ServiceVersionId), Failure> {
    stored.lines.iter().find_map(|line| line.service).ok_or(Failure::NotFound)
}

/// A document that stood beside the service when an order was asked for, for a party to the order: also where
/// it was taken back since.
///
/// # Errors
/// `NotFound` for others.
pub async fn agreed_document(
    market: &Market,
    actor: &Actor,
    (id, document): (OrderId, ServiceDocumentId),
) -> Result<Download, Failure> {
    let viewings = &viewings(actor);
    let file = market
        .db
        .read(|r| async move {
            let (stored, _) = from_a_side(&r, viewings, id).await?;
            let (service, _) = bought(&stored)?;
            file_of(&r, service, document, stored.requested_at).await
        })
        .await?;
    file::fetch_as_evidence(market, file).await
}

async fn file_of(
    r: &Reader,
    service: ServiceId,
    document: ServiceDocumentId,
    at: DateTime<Utc>,
) -> Result<FileId, Failure> {
    #[derive(FromQueryResult)]
    struct Of {
        file_id: Uuid,
    }
    let sql = "SELECT file_id FROM service_document WHERE id = $1 AND service_id = $2 AND added_at <= $3 \
               AND (withdrawn_at IS NULL OR withdrawn_at > $3)";
    let values: [Value; 3] = [document.uuid().into(), service.uuid().into(), at.into()];
    let of: Option<Of> = r.sql_one(sql, values).await?;
    of.map(|of| FileId::from_uuid(of.file_id)).ok_or(Failure::NotFound)
}
