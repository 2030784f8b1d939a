//! What a school shares, is asked to share, or could; and all of a partnership: the newest first.

use chrono::NaiveDate;
use domain::id::SharingId;
use domain::sharing::{CostKind, SharedKind, SharerState, SharingStage, SharingState};
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::stored::Standpoint;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, broken};

const PAGE: usize = 30;

/// A sharing in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharingRow {
    /// Which.
    pub id: SharingId,
    /// What is shared.
    pub kind: SharedKind,
    /// The same in a line.
    pub title: String,
    /// Who proposed it.
    pub proposer: String,
    /// Who employs or owns it.
    pub owner: String,
    /// How often the cost comes.
    pub cost_kind: CostKind,
    /// What all of it costs a year, or once, excluding VAT.
    pub total: Net,
    /// Its first day.
    pub first_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// How many schools are in it.
    pub schools: u32,
    /// Where it stands.
    pub stage: SharingStage,
    /// How the school that looks stands in it; none for a partnership, or a school that could join.
    pub own: Option<SharerState>,
    /// What that school pays, excluding VAT.
    pub portion: Option<Net>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    title: String,
    proposer: String,
    owner: String,
    cost_kind: String,
    net_pence: i64,
    first_on: NaiveDate,
    last_on: NaiveDate,
    ends_early_on: Option<NaiveDate>,
    answer_by: NaiveDate,
    state: String,
    schools: i64,
    own: Option<String>,
    portion_net_pence: Option<i64>,
}

/// Sharings of the school or the partnership acted for. One statement.
///
/// # Errors
/// `NotAllowed` for whoever acts for neither.
pub async fn sharings(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<SharingRow>, Failure> {
    let looks = Standpoint::of(actor)?;
    let mut values: Vec<Value> = looks.values(market);
    let mut after = String::new();
    if let Some(key) = page.key() {
        let key: SharingId = key.parse().map_err(|_| Failure::NotFound)?;
        values.push(key.uuid().into());
        after = format!("AND x.id < ${}", values.len());
    }
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT x.id, x.kind, x.title, p.name AS proposer, o.name AS owner, x.cost_kind, x.net_pence, \
         x.first_on, x.last_on, x.ends_early_on, x.answer_by, x.state, \
         (SELECT COUNT(*) FROM sharing_school z WHERE z.sharing_id = x.id \
         AND z.state IN ('joins', 'asked', 'agreed')) AS schools, z.state AS own, \
         z.portion_net_pence FROM sharing x JOIN organisation p ON p.id = x.school_id \
         JOIN organisation o ON o.id = x.owner_id \
         LEFT JOIN sharing_school z ON z.sharing_id = x.id AND z.school_id = $1 \
         WHERE {} {after} ORDER BY x.id DESC LIMIT {}",
        looks.condition(),
        size + 1
    );
    let values = &values;
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let today = market.today();
    let rows: Result<Vec<SharingRow>, Failure> =
        rows.into_iter().map(|row| row.read(today)).collect();
    Ok(Page::of(rows?, size, |row| row.id.to_string()))
}

impl Row {
    fn read(self, today: NaiveDate) -> Result<SharingRow, Failure> {
        let unknown = || broken(format!("a sharing of unknown kind: {}", self.id));
        let state = SharingState::from_code(&self.state).ok_or_else(unknown)?;
        let ends_on = self.ends_early_on.unwrap_or(self.last_on);
        let own = self.own.as_deref().map(|code| SharerState::from_code(code).ok_or_else(unknown));
        let own = own.transpose()?;
        let counts = own.is_some_and(SharerState::counts);
        Ok(SharingRow {
            id: SharingId::from_uuid(self.id),
            kind: SharedKind::from_code(&self.kind).ok_or_else(unknown)?,
            cost_kind: CostKind::from_code(&self.cost_kind).ok_or_else(unknown)?,
            title: self.title,
            proposer: self.proposer,
            owner: self.owner,
            total: Net(Pence::new(self.net_pence)),
            first_on: self.first_on,
            ends_on,
            schools: u32::try_from(self.schools).unwrap_or(u32::MAX),
            stage: SharingStage::of(state, self.answer_by, (self.first_on, ends_on), today),
            own,
            portion: self.portion_net_pence.filter(|_| counts).map(|pence| Net(Pence::new(pence))),
        })
    }
}
