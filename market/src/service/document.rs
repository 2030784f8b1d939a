//! Documents of a service: its agreement, its policies. Staff add and take them back; whoever may
//! see the service may read them.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{FileId, ServiceDocumentId, ServiceId};
use domain::{Failure, FieldProblem, Problem, text};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::audience::audience;
use super::stored::{self, find_own};
use crate::Market;
use crate::access::{Actor, Viewer};
use crate::audit::{self, Record};
use crate::db::Reader;
use crate::file::{self, Download, Upload};
use crate::idempotency::{Once, RequestKey};

/// The most documents that a service shows.
const MOST: usize = 20;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 120;

/// A document as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDocument {
    /// Its id.
    pub id: ServiceDocumentId,
    /// What it is.
    pub title: String,
    /// Its kind, from the closed list of kinds that are taken.
    pub content_type: String,
    /// How large it is.
    pub bytes: u64,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    title: String,
    content_type: String,
    bytes: i64,
    added_at: DateTime<Utc>,
}

/// The documents of a service, by title. One statement.
pub(super) async fn documents(
    r: &Reader,
    service: ServiceId,
) -> Result<Vec<ServiceDocument>, Failure> {
    such(r, "d.withdrawn_at IS NULL", vec![service.uuid().into()]).await
}

/// The documents that a service had at a moment, by title: also those taken back since. One statement.
pub(crate) async fn documents_at(
    r: &Reader,
    service: ServiceId,
    at: DateTime<Utc>,
) -> Result<Vec<ServiceDocument>, Failure> {
    let stood = "d.added_at <= $2 AND (d.withdrawn_at IS NULL OR d.withdrawn_at > $2)";
    such(r, stood, vec![service.uuid().into(), at.into()]).await
}

async fn such(
    r: &Reader,
    which: &str,
    values: Vec<Value>,
) -> Result<Vec<ServiceDocument>, Failure> {
    let sql = format!(
        "SELECT d.id, d.title, f.content_type, f.bytes, d.added_at FROM service_document d \
         JOIN stored_file f ON f.id = d.file_id \
         WHERE d.service_id = $1 AND {which} ORDER BY d.title, d.id LIMIT {MOST}"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let document = |row: Row| ServiceDocument {
        id: ServiceDocumentId::from_uuid(row.id),
        title: row.title,
        content_type: row.content_type,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        added_at: row.added_at,
    };
    Ok(rows.into_iter().map(document).collect())
}

/// A document to be added to a service.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// The service.
    pub service: ServiceId,
    /// Field `title`: what it is, at most 120 characters.
    pub title: String,
    /// Field `file`: the document.
    pub upload: Option<Upload>,
}

/// Adds a document to a service of the partnership acted for.
///
/// # Errors
/// `Invalid` on `title` or `file`; on `file` with `OutOfRange` where the service has its most.
pub async fn add_document(
    market: &Market,
    actor: &Actor,
    command: AddDocument,
) -> Result<ServiceDocumentId, Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    let title = text::name(&command.title, LONGEST_TITLE);
    let kept = match command.upload {
        Some(upload) => file::keep(market, upload).await?,
        None => Err(Problem::Missing),
    };
    let (title, kept) = match (title, kept) {
        (Ok(title), Ok(kept)) => (title, kept),
        (title, kept) => {
            let wrong = |field, problem| FieldProblem { field, problem };
            let title = title.err().map(|problem| wrong("title", problem));
            let kept = kept.err().map(|problem| wrong("file", problem));
            return Err(Failure::Invalid(title.into_iter().chain(kept).collect()));
        }
    };
    let contents = (command.service, &title, kept.hash());
    let once = &Once::new(permit.person(), "add_document", &command.key, &contents)?;
    let (title, kept, service) = (&title, &kept, command.service);
    market
        .db
        .write(|w| async move {
            let own = find_own(&w, permit.scope(), service).await?.partnership;
            if let Some(earlier) = once.earlier(market, &w).await? {
                return Ok(earlier);
            }
            if documents(&w, service).await?.len() >= MOST {
                let most = i64::try_from(MOST).unwrap_or(i64::MAX);
                return Err(Failure::field("file", Problem::TooMany { most }));
            }
            let file = file::name(market, &w, kept, own, permit.person()).await?;
            let id = ServiceDocumentId::from_uuid(market.ids.uuid());
            let sql = "INSERT INTO service_document \
                       (id, service_id, partnership_id, title, file_id, added_by, added_at) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
            let values: [Value; 7] = [
                id.uuid().into(),
                service.uuid().into(),
                own.uuid().into(),
                title.clone().into(),
                file.uuid().into(),
                permit.person().uuid().into(),
                market.now().into(),
            ];
            w.execute(sql, values).await?;
            let record = Record::new(Some(own), permit, Deed::AddDocument, id).after(&json!({
                "service": service,
                "title": title,
                "content": kept.hash(),
            }))?;
            audit::record(market, &w, record).await?;
            once.keep(&w, &id).await?;
            Ok(id)
        })
        .await
}

/// A document to be taken back.
#[derive(Debug, Clone, Copy)]
pub struct WithdrawDocument {
    /// The service.
    pub service: ServiceId,
    /// Which of its documents.
    pub document: ServiceDocumentId,
}

/// Takes a document back: it is kept, and no longer shown. Doing it twice is doing it once.
///
/// # Errors
/// `NotFound` for another partnership's.
pub async fn withdraw_document(
    market: &Market,
    actor: &Actor,
    command: WithdrawDocument,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageServices)?;
    market
        .db
        .write(|w| async move {
            let own = find_own(&w, permit.scope(), command.service).await?.partnership;
            let named: [Value; 2] = [command.document.uuid().into(), command.service.uuid().into()];
            let [document, service] = named.clone();
            let sql = "UPDATE service_document SET withdrawn_at = $3 \
                       WHERE id = $1 AND service_id = $2 AND withdrawn_at IS NULL";
            let done = w.execute(sql, [document, service, market.now().into()]).await?;
            if done == 0 {
                return find(&w, named, "").await.map(|_| ());
            }
            let record = Record::new(Some(own), permit, Deed::WithdrawDocument, command.document);
            audit::record(market, &w, record).await
        })
        .await
}

async fn find(r: &Reader, named: [Value; 2], more: &str) -> Result<FileId, Failure> {
    #[derive(FromQueryResult)]
    struct Of {
        file_id: Uuid,
    }
    let sql =
        format!("SELECT file_id FROM service_document WHERE id = $1 AND service_id = $2 {more}");
    let of: Option<Of> = r.sql_one(&sql, named).await?;
    of.map(|of| FileId::from_uuid(of.file_id)).ok_or(Failure::NotFound)
}

/// A document for whoever may see its service.
///
/// # Errors
/// `NotFound` for others, and for what has been taken back.
pub async fn read_document(
    market: &Market,
    viewer: &Viewer,
    service: ServiceId,
    document: ServiceDocumentId,
) -> Result<Download, Failure> {
    let file = market
        .db
        .read(|r| async move {
            let audience = audience(market, &r, viewer).await?;
            audience.may_see(stored::find(&r, service).await?)?;
            let named = [document.uuid().into(), service.uuid().into()];
            find(&r, named, "AND withdrawn_at IS NULL").await
        })
        .await?;
    file::fetch_as_evidence(market, file).await
}
