//! The document of a statement that had only a note: savings that rest on it can become agreed.

use domain::Failure;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::BaselineId;

use super::read::by_id;
use crate::Market;
use crate::access::Actor;
use crate::audit::{self, Record};
use crate::deal;
use crate::file::{self, Kept, Upload};
use crate::idempotency::{Once, RequestKey};
use crate::order::take_turn;

/// A document for what a school said it pays now.
#[derive(Debug, Clone)]
pub struct AddDocument {
    /// The statement.
    pub baseline: BaselineId,
    /// The last invoice, a contract, a page of the ledger.
    pub document: Upload,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Adds the document that a statement lacks. What it says is not changed by it.
///
/// The savings that rest on it are taken back and written anew with their evidence: those of a deal
/// that goes ahead as agreed, those of a year that has been invoiced as invoiced.
///
/// # Errors
/// `NotFound` where it is another school's; `Invalid` on `evidence`; `ChangedMeanwhile` where it
/// has a document already: that one stays.
pub async fn add_document(
    market: &Market,
    actor: &Actor,
    command: AddDocument,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::RecordBaseline)?;
    let id = command.baseline;
    market.db.read(|r| async move { by_id(&r, permit.scope(), id).await }).await?;
    let kept = file::keep(market, command.document).await?;
    let kept: &Kept = &kept.map_err(|problem| Failure::field("evidence", problem))?;
    let once = &Once::new(permit.person(), "add_document", &command.key, &(id, kept.hash()))?;
    market
        .db
        .write(|w| async move {
            let add = async {
                let owner = permit.organisation();
                take_turn(&w, owner).await?;
                let file = file::name(market, &w, kept, owner, permit.person()).await?;
                let sql = "UPDATE baseline SET evidence_file_id = $3, evidence_added_by = $4, \
                           evidence_added_at = $5 \
                           WHERE id = $1 AND school_id = $2 AND evidence_file_id IS NULL";
                let values: [sea_orm::Value; 5] = [
                    id.uuid().into(),
                    owner.uuid().into(),
                    file.uuid().into(),
                    permit.person().uuid().into(),
                    market.now().into(),
                ];
                w.execute_one(sql, values).await?;
                deal::documented(market, &w, id, file, permit.person()).await?;
                let entry = Record::new(None, permit, Deed::AddDocument, id).after(&file)?;
                audit::record(market, &w, entry).await
            };
            once.answer(market, &w, add).await
        })
        .await
}
