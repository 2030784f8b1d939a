//! The file store: contents by their hash, so that one content is kept once and never changes.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use domain::access::{Action, Scope};
use domain::id::{FileId, OrganisationId, PersonId};
use domain::{Failure, Problem};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, Writer, broken};

/// The largest file taken, in megabytes: [`Upload::BYTES_MAX`] in words.
pub const MEGABYTES_MAX: u32 = 10;

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where contents are kept.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// A store in a folder, which is made if it is not there.
    pub fn in_folder(folder: &Path) -> Result<Self, object_store::Error> {
        std::fs::create_dir_all(folder).map_err(|source| object_store::Error::Generic {
            store: "folder",
            source: source.into(),
        })?;
        Ok(Self { store: Arc::new(LocalFileSystem::new_with_prefix(folder)?) })
    }

    /// A store in memory, for tests.
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()) }
    }

    async fn put(&self, contents: Bytes) -> Result<String, Failure> {
        let hash = hex::encode(Sha256::digest(&contents));
        self.store.put(&path(&hash), contents.into()).await.map_err(broken)?;
        Ok(hash)
    }

    async fn get(&self, hash: &str) -> Result<Bytes, Failure> {
        let got = self.store.get(&path(hash)).await.map_err(broken)?;
        let contents = got.bytes().await.map_err(broken)?;
        if hex::encode(Sha256::digest(&contents)) != hash {
            return Err(broken(format!("a stored file no longer has its hash {hash}")));
        }
        Ok(contents)
    }
}

fn path(hash: &str) -> object_store::path::Path {
    object_store::path::Path::from(format!("{}/{hash}", hash.get(..2).unwrap_or_default()))
}

/// A file as somebody sent it.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name on their machine.
    pub name: String,
    /// What is in it.
    pub contents: Bytes,
}

impl Upload {
    /// The most it may hold, in bytes.
    pub const BYTES_MAX: usize = 10 * 1_048_576;

    /// Whether its size is one that is taken.
    ///
    /// # Errors
    /// `FileEmpty`; `FileTooLarge`.
    pub fn check_size(&self) -> Result<(), Problem> {
        match self.contents.len() {
            0 => Err(Problem::FileEmpty),
            some if some > Self::BYTES_MAX => {
                Err(Problem::FileTooLarge { max_megabytes: MEGABYTES_MAX })
            }
            _ => Ok(()),
        }
    }
}

/// A file whose contents are kept, not yet named in the database.
pub(crate) struct Kept {
    hash: String,
    name: String,
    content_type: &'static str,
    bytes: i64,
}

impl Kept {
    /// The hash of its contents.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its kind, from our own closed list.
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// How large it is.
    pub const fn bytes(&self) -> i64 {
        self.bytes
    }

    /// Whether it is a table: CSV, or a workbook of Excel.
    pub fn is_spreadsheet(&self) -> bool {
        self.content_type.starts_with("text/csv") || self.content_type == WORKBOOK
    }
}

/// A file to hand out.
#[derive(Debug, Clone)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// Its kind, from our own closed list.
    pub content_type: String,
    /// What is in it.
    pub contents: Bytes,
}

/// Keeps the contents of an upload, or says what is wrong with it. Done before the transaction:
/// contents nobody names do no harm.
///
/// # Errors
/// `Broken` where the store fails, which is no fault of the upload.
pub(crate) async fn keep(
    market: &Market,
    upload: Upload,
) -> Result<Result<Kept, Problem>, Failure> {
    let (content_type, name) = match checked(&upload) {
        Ok(checked) => checked,
        Err(problem) => return Ok(Err(problem)),
    };
    let bytes = i64::try_from(upload.contents.len()).unwrap_or(i64::MAX);
    let hash = market.files.put(upload.contents).await?;
    Ok(Ok(Kept { hash, name, content_type, bytes }))
}

/// The kind and the name of an upload that can be kept.
fn checked(upload: &Upload) -> Result<(&'static str, String), Problem> {
    upload.check_size()?;
    let content_type = kind_of(upload).ok_or(Problem::FileKind)?;
    Ok((content_type, domain::text::line(&upload.name, 200)?))
}

/// Tells a file's kind by its contents, and never by what its name claims.
fn kind_of(upload: &Upload) -> Option<&'static str> {
    let contents = upload.contents.as_ref();
    let name = upload.name.to_lowercase();
    if contents.starts_with(b"%PDF-") {
        return Some("application/pdf");
    }
    if contents.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if contents.starts_with(b"\xff\xd8\xff") {
        return Some("image/jpeg");
    }
    if contents.starts_with(b"PK\x03\x04") {
        return match name.rsplit('.').next() {
            Some("xlsx") => Some(WORKBOOK),
            Some("docx") => {
                Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
            }
            _ => None,
        };
    }
    let has_no_nul = !contents.contains(&0);
    let is_text = std::str::from_utf8(contents).is_ok() && has_no_nul;
    match name.rsplit('.').next() {
        // Spreadsheets in England write either.
        Some("csv") if has_no_nul && !is_text => Some("text/csv; charset=windows-1252"),
        Some("csv") if is_text => Some("text/csv; charset=utf-8"),
        Some("txt") if is_text => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// Names kept contents as a file of an organisation.
pub(crate) async fn name(
    market: &Market,
    w: &Writer,
    kept: &Kept,
    owner: OrganisationId,
    by: PersonId,
) -> Result<FileId, Failure> {
    let id = FileId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO stored_file \
               (id, owner_id, content_hash, name, content_type, bytes, uploaded_by, uploaded_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values: [sea_orm::Value; 8] = [
        id.uuid().into(),
        owner.uuid().into(),
        kept.hash.clone().into(),
        kept.name.clone().into(),
        kept.content_type.into(),
        kept.bytes.into(),
        by.uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await?;
    Ok(id)
}

#[derive(FromQueryResult)]
struct Stored {
    owner_id: Uuid,
    content_hash: String,
    name: String,
    content_type: String,
}

/// A file for its owner. Others get to it through the record it is evidence of.
pub(crate) async fn fetch_own(
    market: &Market,
    scope: &Scope,
    id: FileId,
) -> Result<Download, Failure> {
    let stored = market.db.read(|r| async move { find(&r, id).await }).await?;
    if stored.owner_id != scope.organisation().uuid() {
        return Err(Failure::NotFound);
    }
    fetch(market, stored).await
}

/// A file for whoever acts for its owner.
///
/// # Errors
/// `NotFound` where it belongs to somebody else.
pub async fn download(market: &Market, actor: &Actor, id: FileId) -> Result<Download, Failure> {
    let permit = actor.permit_own(Action::ViewSchool);
    let permit = permit.or_else(|_| actor.permit_own(Action::ViewPartnership))?;
    fetch_own(market, permit.scope(), id).await
}

/// A file for somebody who may see the record it is evidence of: the caller has checked that.
pub(crate) async fn fetch_as_evidence(market: &Market, id: FileId) -> Result<Download, Failure> {
    let stored = market.db.read(|r| async move { find(&r, id).await }).await?;
    fetch(market, stored).await
}

/// Contents that another room keeps the name of: the caller has checked who may see them.
pub(crate) async fn fetch_by_hash(
    market: &Market,
    name: String,
    content_type: String,
    hash: &str,
) -> Result<Download, Failure> {
    Ok(Download { name, content_type, contents: market.files.get(hash).await? })
}

async fn find(r: &Reader, id: FileId) -> Result<Stored, Failure> {
    let sql = "SELECT owner_id, content_hash, name, content_type FROM stored_file WHERE id = $1";
    r.sql_one(sql, [id.uuid().into()]).await?.ok_or(Failure::NotFound)
}

async fn fetch(market: &Market, stored: Stored) -> Result<Download, Failure> {
    let contents = market.files.get(&stored.content_hash).await?;
    Ok(Download { name: stored.name, content_type: stored.content_type, contents })
}
