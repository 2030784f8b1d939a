//! Posting movements of money. What is posted is never changed.

use domain::Failure;
use domain::id::{InvoiceId, OrganisationId, PersonId, TransferId};
use domain::ledger::{Movement, TransferState};

use crate::Market;
use crate::db::Writer;

/// Posts movements in the transaction of what they follow from.
pub(crate) async fn post(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    invoice: InvoiceId,
    movements: &[Movement],
    by: PersonId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO ledger_transfer (id, partnership_id, debit_account_id, \
               credit_account_id, amount_pence, state, settles_id, reason, invoice_id, made_by, \
               made_at) VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10)";
    for movement in movements {
        let values: [sea_orm::Value; 10] = [
            TransferId::from_uuid(market.ids.uuid()).uuid().into(),
            partnership.uuid().into(),
            movement.debit().uuid().into(),
            movement.credit().uuid().into(),
            movement.amount().get().into(),
            TransferState::Posted.code().into(),
            movement.reason().code().into(),
            invoice.uuid().into(),
            by.uuid().into(),
            market.now().into(),
        ];
        w.execute(sql, values).await?;
    }
    Ok(())
}
