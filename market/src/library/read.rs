//! One resource with its versions, and reading one of them, which is counted.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::Action;
use domain::id::{FileId, OrganisationId, ResourceId};
use domain::library::{EditionFacts, ResourceFacts, ResourceKind, ResourceReach};
use domain::service::Category;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::list::{may_read, reads_for};
use crate::Market;
use crate::access::Viewer;
use crate::db::{Parameters, Reader, broken};
use crate::file::{self, Download};

/// A resource, as its page shows it.
#[derive(Debug, Clone)]
pub struct ResourceDetail {
    /// The resource.
    pub id: ResourceId,
    /// The partnership that lists it.
    pub partnership: String,
    /// Its id.
    pub partnership_id: OrganisationId,
    /// What it is.
    pub facts: ResourceFacts,
    /// Its versions, the newest first: for those who keep it all of them, for others the newest.
    pub editions: Vec<Edition>,
    /// Since when it is withdrawn, where it is.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// How often it was read.
    pub reads: i64,
    /// The version of the row, for a form that changes it.
    pub version: i64,
    /// Whether the viewer keeps it.
    pub can_keep: bool,
    /// The day on which it is looked at.
    pub today: NaiveDate,
}

/// A version of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Counted from 1.
    pub number: i64,
    /// What it says of itself.
    pub facts: EditionFacts,
    /// Its kind, where it is a file, from the closed list of kinds that are taken.
    pub content_type: Option<String>,
    /// How large it is, where it is a file.
    pub bytes: u64,
    /// Who added it, for those who keep it.
    pub made_by: Option<String>,
    /// When.
    pub made_at: DateTime<Utc>,
}

/// What there is to read.
#[derive(Debug, Clone)]
pub enum EditionRead {
    /// A file.
    File(Box<Download>),
    /// A place on the web.
    Link(String),
}

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    partnership: String,
    title: String,
    summary: Option<String>,
    kind: String,
    category: String,
    reach: String,
    withdrawn_at: Option<DateTime<Utc>>,
    reads: i64,
    newest: i64,
    version: i64,
}

#[derive(FromQueryResult)]
struct EditionRow {
    number: i64,
    dated_on: NaiveDate,
    review_by: Option<NaiveDate>,
    link: Option<String>,
    content_type: Option<String>,
    bytes: Option<i64>,
    made_by: String,
    made_at: DateTime<Utc>,
}

async fn find(
    market: &Market,
    r: &Reader,
    viewer: &Viewer,
    id: ResourceId,
) -> Result<Row, Failure> {
    let mut parameters = Parameters::default();
    let place = parameters.bind(id.uuid());
    let readable = may_read(reads_for(viewer).0, market.today(), &mut parameters);
    let sql = format!(
        "SELECT r.partnership_id, o.name AS partnership, r.title, r.summary, r.kind, r.category, \
         r.reach, r.withdrawn_at, r.reads, r.newest, r.version FROM resource r \
         JOIN organisation o ON o.id = r.partnership_id WHERE r.id = {place} AND {readable}"
    );
    let row: Option<Row> = r.sql_one(&sql, parameters.values()).await?;
    row.ok_or(Failure::NotFound)
}

/// A resource for whoever may read it. Two statements.
///
/// # Errors
/// `NotFound` for others, as if there were none.
pub async fn view_resource(
    market: &Market,
    viewer: &Viewer,
    id: ResourceId,
) -> Result<ResourceDetail, Failure> {
    market
        .db
        .read(|r| async move {
            let row = find(market, &r, viewer, id).await?;
            let own = OrganisationId::from_uuid(row.partnership_id);
            let keeps = viewer.signed_in().map(|actor| actor.permit(Action::ManageServices, own));
            let can_keep = keeps.is_some_and(|permit| permit.is_ok());
            let sql = "SELECT e.number, e.dated_on, e.review_by, e.link, f.content_type, f.bytes, \
                       p.name AS made_by, e.made_at FROM resource_edition e \
                       JOIN person p ON p.id = e.made_by \
                       LEFT JOIN stored_file f ON f.id = e.file_id \
                       WHERE e.resource_id = $1 AND (e.number = $2 OR CAST($3 AS bigint) = 1) \
                       ORDER BY e.number DESC";
            let all = i64::from(can_keep);
            let values = [id.uuid().into(), row.newest.into(), all.into()];
            let editions: Vec<EditionRow> = r.sql_whole(sql, values).await?;
            let edition = |one: EditionRow| Edition {
                number: one.number,
                facts: EditionFacts {
                    dated_on: one.dated_on,
                    review_by: one.review_by,
                    link: one.link,
                },
                content_type: one.content_type,
                bytes: one.bytes.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0),
                made_by: can_keep.then_some(one.made_by),
                made_at: one.made_at,
            };
            Ok(ResourceDetail {
                id,
                partnership_id: own,
                partnership: row.partnership,
                facts: ResourceFacts {
                    title: row.title,
                    summary: row.summary,
                    kind: ResourceKind::from_code(&row.kind).ok_or_else(|| broken(&row.kind))?,
                    category: Category::from_code(&row.category)
                        .ok_or_else(|| broken(&row.category))?,
                    reach: ResourceReach::from_code(&row.reach)
                        .ok_or_else(|| broken(&row.reach))?,
                },
                editions: editions.into_iter().map(edition).collect(),
                withdrawn_at: row.withdrawn_at,
                reads: row.reads,
                version: row.version,
                can_keep,
                today: market.today(),
            })
        })
        .await
}

/// Reads a version of a resource, and counts that where it is the newest and whoever reads does not
/// keep it. Those before the newest are for those who keep it.
///
/// # Errors
/// `NotFound` for whoever may not read it.
pub async fn read_edition(
    market: &Market,
    viewer: &Viewer,
    id: ResourceId,
    number: i64,
) -> Result<EditionRead, Failure> {
    #[derive(FromQueryResult)]
    struct Of {
        file_id: Option<Uuid>,
        link: Option<String>,
    }
    let resource = view_resource(market, viewer, id).await?;
    if !resource.editions.iter().any(|one| one.number == number) {
        return Err(Failure::NotFound);
    }
    let counts = !resource.can_keep;
    let of: Of = market
        .db
        .write(|w| async move {
            if counts {
                let sql = "UPDATE resource SET reads = reads + 1 WHERE id = $1";
                w.execute_one(sql, [id.uuid().into()]).await?;
            }
            let sql = "SELECT file_id, link FROM resource_edition \
                       WHERE resource_id = $1 AND number = $2";
            let of: Option<Of> = w.sql_one(sql, [id.uuid().into(), number.into()]).await?;
            of.ok_or(Failure::NotFound)
        })
        .await?;
    match (of.file_id, of.link) {
        (Some(file), _) => {
            let read = file::fetch_as_evidence(market, FileId::from_uuid(file)).await?;
            Ok(EditionRead::File(Box::new(read)))
        }
        (None, Some(link)) => Ok(EditionRead::Link(link)),
        (None, None) => Err(broken("a version of a resource that is nothing")),
    }
}
