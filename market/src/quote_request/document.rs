//! Documents of a specification, read by everybody who was asked; and of answers, sealed with them.

use domain::access::Action;
use domain::id::{QuoteDocumentId, QuoteRequestId, SupplierId};
use domain::{Failure, Problem};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::find_own;
use super::supplier::{self, Asked};
use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, Writer};
use crate::file::{self, Download, Kept, Upload};

/// A document as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteDocument {
    /// Its id.
    pub id: QuoteDocumentId,
    /// Whose answer it belongs to; nothing for the specification's.
    pub supplier: Option<SupplierId>,
    /// Its name.
    pub name: String,
    /// Its kind, from the closed list of kinds that are taken.
    pub content_type: String,
    /// How large it is.
    pub bytes: u64,
    /// The SHA-256 of its contents, in hexadecimal digits.
    pub hash: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    supplier_id: Option<Uuid>,
    name: String,
    content_type: String,
    bytes: i64,
    content_hash: String,
}

/// Documents `d` of a request, `$1`, as far as the condition lets them be seen.
pub(super) async fn documents(
    r: &Reader,
    condition: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QuoteDocument>, Failure> {
    let sql = format!(
        "SELECT d.id, d.supplier_id, d.name, d.content_type, d.bytes, d.content_hash \
         FROM quote_document d WHERE d.request_id = $1 {condition} ORDER BY d.id"
    );
    let rows: Vec<Row> = r.sql_whole(&sql, values).await?;
    let document = |row: Row| QuoteDocument {
        id: QuoteDocumentId::from_uuid(row.id),
        supplier: row.supplier_id.map(SupplierId::from_uuid),
        name: row.name,
        content_type: row.content_type,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        hash: row.content_hash,
    };
    Ok(rows.into_iter().map(document).collect())
}

/// Those of a specification.
pub(super) async fn of_specification(
    r: &Reader,
    request: QuoteRequestId,
) -> Result<Vec<QuoteDocument>, Failure> {
    documents(r, "AND d.supplier_id IS NULL", [request.uuid().into()]).await
}

/// Keeps the contents of what was sent, each under its field.
///
/// # Errors
/// `Invalid` on the field of what cannot be kept.
pub(super) async fn keep(
    market: &Market,
    uploads: Vec<(&'static str, Upload)>,
) -> Result<Vec<Kept>, Failure> {
    let mut kept = Vec::with_capacity(uploads.len());
    for (field, upload) in uploads {
        let one = file::keep(market, upload).await?;
        kept.push(one.map_err(|problem: Problem| Failure::field(field, problem))?);
    }
    Ok(kept)
}

/// Names kept contents as a document of a request.
pub(super) async fn insert(
    market: &Market,
    w: &Writer,
    (request, supplier): (QuoteRequestId, Option<SupplierId>),
    kept: &Kept,
) -> Result<QuoteDocumentId, Failure> {
    let id = QuoteDocumentId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO quote_document (id, request_id, supplier_id, name, content_hash, \
               content_type, bytes, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [Value; 8] = [
        id.uuid().into(),
        request.uuid().into(),
        supplier.map(SupplierId::uuid).into(),
        kept.name().into(),
        kept.hash().into(),
        kept.content_type().into(),
        kept.bytes().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}

async fn fetch(
    market: &Market,
    found: Vec<QuoteDocument>,
    document: QuoteDocumentId,
) -> Result<Download, Failure> {
    let found = found.into_iter().find(|one| one.id == document).ok_or(Failure::NotFound)?;
    file::fetch_by_hash(market, found.name, found.content_type, &found.hash).await
}

/// A document for the school that asked: of its specification at any time, of answers once they are open.
///
/// # Errors
/// `NotFound` for others, and for what is sealed.
pub async fn quote_document(
    market: &Market,
    actor: &Actor,
    request: QuoteRequestId,
    document: QuoteDocumentId,
) -> Result<Download, Failure> {
    let school = actor.permit_own(Action::ViewSchool)?.organisation();
    let found = market
        .db
        .read(|r| async move {
            let stored = find_own(&r, request, school).await?;
            let open = "AND (d.supplier_id IS NULL OR EXISTS (SELECT 1 FROM quote_request r \
                        WHERE r.id = d.request_id AND r.closes_at <= $2 AND r.state <> 'withdrawn'))";
            let values: [Value; 2] = [stored.id.uuid().into(), market.now().into()];
            documents(&r, open, values).await
        })
        .await?;
    fetch(market, found, document).await
}

/// What a supplier may read: the specification's, and its own.
async fn of_supplier(
    market: &Market,
    asked: &Asked<'_>,
    document: QuoteDocumentId,
) -> Result<Download, Failure> {
    let found = market
        .db
        .read(|r| async move {
            let supplier = supplier::find(market, &r, asked).await?;
            let own = "AND (d.supplier_id IS NULL OR d.supplier_id = $2)";
            let values: [Value; 2] = [supplier.request.uuid().into(), supplier.id.uuid().into()];
            documents(&r, own, values).await
        })
        .await?;
    fetch(market, found, document).await
}

/// A document for a provider that was asked.
///
/// # Errors
/// `NotFound` for others.
pub async fn quote_document_of_supplier(
    market: &Market,
    actor: &Actor,
    supplier: SupplierId,
    document: QuoteDocumentId,
) -> Result<Download, Failure> {
    let permit = actor.permit_own(Action::AnswerSchools)?;
    of_supplier(market, &Asked::Here(&permit, supplier), document).await
}

/// A document for whoever has the link of a supplier.
///
/// # Errors
/// `Invalid` on `token` where it ran out or never was; `NotFound` for what is another's.
pub async fn quote_document_by_link(
    market: &Market,
    token: &str,
    document: QuoteDocumentId,
) -> Result<Download, Failure> {
    of_supplier(market, &Asked::ByLink(token), document).await
}
