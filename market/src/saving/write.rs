//! Writing entries, and keeping the sums in step in the same transaction.

use domain::Failure;
use domain::id::{OrderId, PersonId, SavingId};
use domain::saving::{Cashability, Entry, Method, StoredEntry, Subject};
use sea_orm::FromQueryResult;

use crate::Market;
use crate::db::{Reader, Writer, broken};

/// Writes an entry. The sums that reports read rise with it.
pub(crate) async fn write(
    market: &Market,
    w: &Writer,
    entry: &Entry,
    by: Option<PersonId>,
) -> Result<SavingId, Failure> {
    let stored = entry.stored();
    let facts = &stored.facts;
    let (line, commitment) = match facts.subject {
        Subject::OrderLine(line) => (Some(line.uuid()), None),
        Subject::DealCommitment(commitment) => (None, Some(commitment.uuid())),
    };
    let cashability = Cashability::of(facts.baseline_kind);
    let sql = "INSERT INTO saving_entry (id, partnership_id, school_id, stage, cashability, \
               baseline_kind, method, basis, category, part, facts, fee_pence, amount_pence, \
               counted_on, year_starts_on, order_line_id, commitment_id, reverses_id, entered_at, \
               entered_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
               $15, $16, $17, $18, $19, $20)";
    let values: [sea_orm::Value; 20] = [
        stored.id.uuid().into(),
        facts.partnership.uuid().into(),
        facts.school.uuid().into(),
        stored.stage.code().into(),
        cashability.code().into(),
        facts.baseline_kind.code().into(),
        Method::of(facts.baseline_kind, stored.stage).code().into(),
        facts.basis.code().into(),
        facts.category.clone().into(),
        i64::from(facts.part).into(),
        serde_json::to_string(facts).map_err(broken)?.into(),
        stored.fee.get().into(),
        stored.amount.get().into(),
        facts.counts_on.into(),
        facts.year_starts_on.into(),
        line.into(),
        commitment.into(),
        stored.reverses.map(SavingId::uuid).into(),
        market.now().into(),
        by.map(PersonId::uuid).into(),
    ];
    w.execute(sql, values).await?;
    add_to_sum(w, stored, cashability).await?;
    Ok(stored.id)
}

async fn add_to_sum(
    w: &Writer,
    stored: &StoredEntry,
    cashability: Cashability,
) -> Result<(), Failure> {
    let facts = &stored.facts;
    let sql = "INSERT INTO saving_sum (partnership_id, school_id, category, year_starts_on, stage, \
               cashability, basis, amount_pence, entries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1) \
               ON CONFLICT (partnership_id, school_id, category, year_starts_on, stage, cashability, basis) \
               DO UPDATE SET amount_pence = saving_sum.amount_pence + excluded.amount_pence, \
               entries = saving_sum.entries + 1";
    let values: [sea_orm::Value; 8] = [
        facts.partnership.uuid().into(),
        facts.school.uuid().into(),
        facts.category.clone().into(),
        facts.year_starts_on.into(),
        stored.stage.code().into(),
        cashability.code().into(),
        facts.basis.code().into(),
        stored.amount.get().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: uuid::Uuid,
    pub stage: String,
    pub facts: String,
    pub fee_pence: i64,
    pub amount_pence: i64,
    pub reverses_id: Option<uuid::Uuid>,
}

impl Row {
    /// The entry as the domain knows it; a row that does not recompute is not loaded.
    pub fn entry(self) -> Result<Entry, Failure> {
        let stage = domain::saving::Stage::from_code(&self.stage)
            .ok_or_else(|| broken(format!("a stored stage is not known: {}", self.stage)))?;
        let stored = StoredEntry {
            id: SavingId::from_uuid(self.id),
            stage,
            facts: serde_json::from_str(&self.facts).map_err(broken)?,
            fee: domain::Pence::new(self.fee_pence),
            amount: domain::Pence::new(self.amount_pence),
            reverses: self.reverses_id.map(SavingId::from_uuid),
        };
        Entry::from_stored(stored).map_err(broken)
    }
}

/// The entry of a subject that no other has reversed, if there is one.
pub(crate) async fn live_entry(
    r: &Reader,
    subject: Subject,
    part: u16,
) -> Result<Option<Entry>, Failure> {
    let (column, id) = match subject {
        Subject::OrderLine(line) => ("order_line_id", line.uuid()),
        Subject::DealCommitment(commitment) => ("commitment_id", commitment.uuid()),
    };
    let sql = format!(
        "SELECT e.id, e.stage, e.facts, e.fee_pence, e.amount_pence, e.reverses_id \
         FROM saving_entry e WHERE e.{column} = $1 AND e.part = $2 AND e.reverses_id IS NULL \
         AND NOT EXISTS (SELECT 1 FROM saving_entry x WHERE x.reverses_id = e.id)"
    );
    let row: Option<Row> = r.sql_one(&sql, [id.into(), i64::from(part).into()]).await?;
    row.map(Row::entry).transpose()
}

/// The entries of an order's lines that no others have reversed, in the order of the lines.
pub(crate) async fn live_entries_of_order(
    r: &Reader,
    order: OrderId,
) -> Result<Vec<Entry>, Failure> {
    let sql = "SELECT e.id, e.stage, e.facts, e.fee_pence, e.amount_pence, e.reverses_id \
               FROM saving_entry e JOIN order_line l ON l.id = e.order_line_id \
               WHERE l.order_id = $1 AND e.reverses_id IS NULL \
               AND NOT EXISTS (SELECT 1 FROM saving_entry x WHERE x.reverses_id = e.id) \
               ORDER BY l.position, e.part";
    let rows: Vec<Row> = r.sql_all(sql, [order.uuid().into()]).await?;
    rows.into_iter().map(Row::entry).collect()
}

/// Every entry of a subject that no other has reversed, by its part.
pub(crate) async fn live_entries(r: &Reader, subject: Subject) -> Result<Vec<Entry>, Failure> {
    let (column, id) = match subject {
        Subject::OrderLine(line) => ("order_line_id", line.uuid()),
        Subject::DealCommitment(commitment) => ("commitment_id", commitment.uuid()),
    };
    let sql = format!(
        "SELECT e.id, e.stage, e.facts, e.fee_pence, e.amount_pence, e.reverses_id \
         FROM saving_entry e WHERE e.{column} = $1 AND e.reverses_id IS NULL \
         AND NOT EXISTS (SELECT 1 FROM saving_entry x WHERE x.reverses_id = e.id) ORDER BY e.part"
    );
    let rows: Vec<Row> = r.sql_all(&sql, [id.into()]).await?;
    rows.into_iter().map(Row::entry).collect()
}
