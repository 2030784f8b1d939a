//! Reading what schools pay now, and the documents that show it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Action, Scope};
use domain::id::{BaselineId, DealId, FileId};
use domain::money::Overflow;
use domain::price::Unit;
use domain::saving::BaselineKind;
use domain::service::Category;
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader, broken};
use crate::file::{self, Download};

/// What a school pays now for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Its id.
    pub id: BaselineId,
    /// For what.
    pub category: Category,
    /// What kind of baseline it is.
    pub kind: BaselineKind,
    /// To whom.
    pub supplier: String,
    /// How much a year, excluding VAT.
    pub yearly: Net,
    /// For how many.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// The document that shows it.
    pub file: Option<EvidenceFile>,
    /// What was written instead of a document.
    pub note: Option<String>,
    /// The first day that it covers.
    pub covers_from: Option<NaiveDate>,
    /// The last day that it covers.
    pub covers_to: Option<NaiveDate>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// By whom.
    pub entered_by: String,
}

/// A document behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// The file.
    pub id: FileId,
    /// Its name.
    pub name: String,
}

impl Baseline {
    /// What so many cost a year at what is paid now, excluding VAT.
    pub fn yearly_for(&self, quantity: u32) -> Result<Net, Overflow> {
        let yearly = self.yearly.pence();
        yearly.fraction(i64::from(quantity), i64::from(self.quantity)).map(Net)
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    category: String,
    kind: String,
    supplier: String,
    yearly_net_pence: i64,
    quantity: i64,
    unit: String,
    evidence_file_id: Option<Uuid>,
    file_name: Option<String>,
    evidence_note: Option<String>,
    covers_from: Option<NaiveDate>,
    covers_to: Option<NaiveDate>,
    entered_at: DateTime<Utc>,
    entered_by: String,
}

impl TryFrom<Row> for Baseline {
    type Error = Failure;

    fn try_from(row: Row) -> Result<Self, Failure> {
        let unknown = |what: &str| broken(format!("a stored {what} is not known"));
        let file = row.evidence_file_id.zip(row.file_name);
        Ok(Self {
            id: BaselineId::from_uuid(row.id),
            category: Category::from_code(&row.category).ok_or_else(|| unknown("category"))?,
            kind: BaselineKind::from_code(&row.kind).ok_or_else(|| unknown("baseline kind"))?,
            supplier: row.supplier,
            yearly: Net(Pence::new(row.yearly_net_pence)),
            quantity: u32::try_from(row.quantity).map_err(broken)?,
            unit: Unit::from_code(&row.unit).ok_or_else(|| unknown("unit"))?,
            file: file.map(|(id, name)| EvidenceFile { id: FileId::from_uuid(id), name }),
            note: row.evidence_note,
            covers_from: row.covers_from,
            covers_to: row.covers_to,
            entered_at: row.entered_at,
            entered_by: row.entered_by,
        })
    }
}

/// Statements on one page.
const PAGE: usize = 50;
/// The newest statements on one kind of service that are looked at: many years' worth.
const OF_KIND_MAX: usize = 100;

/// What the actor's school says it pays, the newest first.
pub async fn baselines(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<Baseline>, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    let size = page.size(PAGE);
    let before: Option<BaselineId> = page.key().and_then(|key| key.parse().ok());
    let narrowed = if before.is_some() { "AND b.id < $2" } else { "" };
    let values = before.map(|before| before.uuid().into());
    let found = market
        .db
        .read(|r| async move { of_school(&r, permit.scope(), narrowed, values, size + 1).await })
        .await?;
    Ok(Page::of(found, size, |one| one.id.to_string()))
}

/// One statement of what the actor's school pays.
///
/// # Errors
/// `NotFound` where it is another school's.
pub async fn baseline(market: &Market, actor: &Actor, id: BaselineId) -> Result<Baseline, Failure> {
    let permit = &actor.permit_own(Action::ViewSchool)?;
    market.db.read(|r| async move { by_id(&r, permit.scope(), id).await }).await
}

/// One statement of a school.
pub(super) async fn by_id(r: &Reader, scope: &Scope, id: BaselineId) -> Result<Baseline, Failure> {
    let found = of_school(r, scope, "AND b.id = $2", [id.uuid().into()], 1).await?;
    found.into_iter().next().ok_or(Failure::NotFound)
}

/// What a school says it pays for one kind of service by one unit, the newest first.
pub(super) async fn of_kind(
    r: &Reader,
    scope: &Scope,
    category: Category,
    unit: Unit,
) -> Result<Vec<Baseline>, Failure> {
    let values = [category.code().into(), unit.code().into()];
    of_school(r, scope, "AND b.category = $2 AND b.unit = $3", values, OF_KIND_MAX).await
}

async fn of_school(
    r: &Reader,
    scope: &Scope,
    narrowed: &str,
    by: impl IntoIterator<Item = sea_orm::Value>,
    most: usize,
) -> Result<Vec<Baseline>, Failure> {
    let sql = format!(
        "SELECT b.id, b.category, b.kind, b.supplier, b.yearly_net_pence, b.quantity, b.unit, \
         b.evidence_file_id, f.name AS file_name, b.evidence_note, b.covers_from, b.covers_to, \
         b.entered_at, p.name AS entered_by \
         FROM baseline b JOIN person p ON p.id = b.entered_by \
         LEFT JOIN stored_file f ON f.id = b.evidence_file_id \
         WHERE b.school_id = $1 {narrowed} ORDER BY b.id DESC LIMIT {most}"
    );
    let mut values: Vec<sea_orm::Value> = vec![scope.organisation().uuid().into()];
    values.extend(by);
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    rows.into_iter().map(Baseline::try_from).collect()
}

/// The document behind a baseline that somebody signed up to a deal with: for those who run the
/// deals of the partnership, and for its auditors.
///
/// # Errors
/// `NotFound` where no school signed up to that deal with it, or where there is no document.
pub async fn evidence(
    market: &Market,
    actor: &Actor,
    deal: DealId,
    baseline: BaselineId,
) -> Result<Download, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        evidence_file_id: Option<Uuid>,
    }
    let manages = actor.permit_own(Action::ManageDeals);
    let permit = manages.or_else(|_| actor.permit_own(Action::ViewAudit))?;
    let partnership = permit.scope().organisation();
    let found = market
        .db
        .read(|r| async move {
            let sql = "SELECT b.evidence_file_id FROM baseline b \
                       JOIN commitment c ON c.baseline_id = b.id \
                       WHERE b.id = $1 AND c.deal_id = $2 AND c.partnership_id = $3 \
                       AND c.withdrawn_at IS NULL LIMIT 1";
            let values = [baseline.uuid().into(), deal.uuid().into(), partnership.uuid().into()];
            r.sql_one::<Found>(sql, values).await
        })
        .await?;
    let file = found.and_then(|found| found.evidence_file_id).ok_or(Failure::NotFound)?;
    file::fetch_as_evidence(market, FileId::from_uuid(file)).await
}
