//! Entering what a school pays now.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{BaselineId, FileId, OrganisationId};
use domain::price::Unit;
use domain::saving::BaselineKind;
use domain::service::Category;
use domain::{Failure, FieldProblem, Net, Problem, text};
use serde_json::json;

use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::file::{self, Kept, Upload};
use crate::idempotency::{Once, RequestKey};

/// What a school says it pays now.
#[derive(Debug, Clone)]
pub struct RecordBaseline {
    /// For what.
    pub category: Category,
    /// To whom, up to 120 characters.
    pub supplier: String,
    /// How much a year, excluding VAT.
    pub yearly: Net,
    /// For how many, from 1.
    pub quantity: u32,
    /// Of what: the units in which services are sold. Only what is sold by the same unit is
    /// compared with it.
    pub unit: Unit,
    /// The first day that the invoice or contract covers, where it is known.
    pub covers_from: Option<NaiveDate>,
    /// The last day that it covers.
    pub covers_to: Option<NaiveDate>,
    /// What shows it.
    pub proof: Proof,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// What shows what a school pays now.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A document, such as the last invoice: with it a saving can become agreed.
    File(Upload),
    /// A sentence, up to 500 characters, where there is no document: the saving stays expected.
    Note(String),
}

/// A baseline that has been checked, its file kept.
struct Checked {
    supplier: String,
    note: Option<String>,
    file: Option<Kept>,
}

/// Enters what the actor's school pays now. An earlier statement stays: savings rest on it.
///
/// # Errors
/// `Invalid` on `supplier`, `yearly`, `quantity`, `covers_to`, `evidence` or `note`.
pub async fn record_baseline(
    market: &Market,
    actor: &Actor,
    command: RecordBaseline,
) -> Result<BaselineId, Failure> {
    let permit = &actor.permit_own(Action::RecordBaseline)?;
    let checked = &check(market, command.proof.clone(), &command).await?;
    let command = &command;
    let contents = (
        (permit.organisation(), command.category, &checked.supplier, command.yearly),
        (command.quantity, command.unit, command.covers_from, command.covers_to),
        (checked.file.as_ref().map(Kept::hash), &checked.note),
    );
    let once = &Once::new(permit.person(), "record_baseline", &command.key, &contents)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, keep(market, &w, permit, command, checked)).await
        })
        .await
}

async fn keep(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    command: &RecordBaseline,
    checked: &Checked,
) -> Result<BaselineId, Failure> {
    let id = BaselineId::from_uuid(market.ids.uuid());
    let owner = permit.organisation();
    let file = match &checked.file {
        Some(kept) => Some(file::name(market, w, kept, owner, permit.person()).await?),
        None => None,
    };
    insert(market, w, permit, New { id, owner, file, command, checked }).await?;
    let entry = Record::new(None, permit, Deed::RecordBaseline, id).after(&json!({
        "category": command.category.code(),
        "supplier": &checked.supplier,
        "yearly_pence": command.yearly,
        "quantity": command.quantity,
        "unit": command.unit,
        "file": file,
    }))?;
    audit::record(market, w, entry).await?;
    Ok(id)
}

async fn check(
    market: &Market,
    proof: Proof,
    command: &RecordBaseline,
) -> Result<Checked, Failure> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(FieldProblem { field, problem });
    let supplier = text::name(&command.supplier, 120);
    let supplier = supplier.map_err(|problem| wrong("supplier", problem)).ok();
    if command.yearly.pence().is_negative() {
        wrong("yearly", Problem::NotMoney);
    }
    let most = domain::deal::Commitment::MOST;
    if command.quantity == 0 || command.quantity > most {
        wrong("quantity", Problem::OutOfRange { min: 1, max: i64::from(most) });
    }
    if let (Some(from), Some(to)) = (command.covers_from, command.covers_to)
        && to < from
    {
        wrong("covers_to", Problem::BeforeStart);
    }
    let (mut note, mut file) = (None, None);
    match proof {
        Proof::File(upload) => match file::keep(market, upload).await? {
            Ok(kept) => file = Some(kept),
            Err(problem) => wrong("evidence", problem),
        },
        Proof::Note(text) => match text::paragraph(&text, 500) {
            Ok(text) => note = Some(text),
            Err(problem) => wrong("note", problem),
        },
    }
    match supplier {
        Some(supplier) if problems.is_empty() => Ok(Checked { supplier, note, file }),
        _ => Err(Failure::Invalid(problems)),
    }
}

struct New<'a> {
    id: BaselineId,
    owner: OrganisationId,
    file: Option<FileId>,
    command: &'a RecordBaseline,
    checked: &'a Checked,
}

async fn insert(market: &Market, w: &Writer, permit: &Permit, new: New<'_>) -> Result<(), Failure> {
    let New { id, owner, file, command, checked } = new;
    let sql = "INSERT INTO baseline (id, school_id, category, kind, supplier, yearly_net_pence, \
               quantity, unit, evidence_file_id, evidence_note, covers_from, covers_to, \
               entered_by, entered_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let values: [sea_orm::Value; 14] = [
        id.uuid().into(),
        owner.uuid().into(),
        command.category.code().into(),
        BaselineKind::OwnEarlierSpend.code().into(),
        checked.supplier.clone().into(),
        command.yearly.pence().get().into(),
        i64::from(command.quantity).into(),
        command.unit.code().into(),
        file.map(FileId::uuid).into(),
        checked.note.clone().into(),
        command.covers_from.into(),
        command.covers_to.into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute(sql, values).await.map(|_| ())
}
