//! Posting movements of money. What is posted is never changed.

use domain::Failure;
use domain::id::{InvoiceId, OrganisationId, PaymentId, PersonId, TransferId};
use domain::ledger::{Movement, TransferState};

use crate::Market;
use crate::db::Writer;

/// What money moves for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cause {
    /// The invoice, where it is for one.
    pub invoice: Option<InvoiceId>,
    /// The payment, where one was made or taken back.
    pub payment: Option<PaymentId>,
}

impl Cause {
    /// An invoice that was raised, or what was taken back of it.
    pub fn invoice(invoice: InvoiceId) -> Self {
        Self { invoice: Some(invoice), payment: None }
    }

    /// A payment, and the invoice that it settles.
    pub fn payment(payment: PaymentId, invoice: Option<InvoiceId>) -> Self {
        Self { invoice, payment: Some(payment) }
    }
}

/// Posts movements in the transaction of what they follow from.
pub(crate) async fn post(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    cause: Cause,
    movements: &[Movement],
    by: PersonId,
) -> Result<(), Failure> {
    let sql = "INSERT INTO ledger_transfer (id, partnership_id, debit_account_id, \
               credit_account_id, amount_pence, state, settles_id, reason, invoice_id, \
               payment_id, made_by, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8, $9, $10, $11)";
    for movement in movements {
        let values: [sea_orm::Value; 11] = [
            TransferId::from_uuid(market.ids.uuid()).uuid().into(),
            partnership.uuid().into(),
            movement.debit().uuid().into(),
            movement.credit().uuid().into(),
            movement.amount().get().into(),
            TransferState::Posted.code().into(),
            movement.reason().code().into(),
            cause.invoice.map(InvoiceId::uuid).into(),
            cause.payment.map(PaymentId::uuid).into(),
            by.uuid().into(),
            market.now().into(),
        ];
        w.execute(sql, values).await?;
    }
    Ok(())
}
