//! A payment that never came, or is another's: what it settled is owed again.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{InvoiceId, OrganisationId, PaymentId};
use domain::ledger::{Movement, Reason};
use domain::{Failure, Gross, Pence, Refusal};
use sea_orm::Value;

use super::part::Moving;
use super::view::{find, parts};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::Writer;
use crate::idempotency::{Once, RequestKey};
use crate::invoice::{lock_sequence, unsettle_part};
use crate::ledger::Cause;

/// A payment that is taken back.
#[derive(Debug, Clone)]
pub struct UndoPayment {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which.
    pub payment: PaymentId,
}

/// Takes a payment back: nothing of it counts any more, and what it settled is owed again.
///
/// # Errors
/// `NotFound` for another's; `Refused(InvoiceState)` where it was taken back or paid back before, or a credit
/// note has given back what it settled.
pub async fn undo_payment(
    market: &Market,
    actor: &Actor,
    command: UndoPayment,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let payment = command.payment;
    let once = &Once::new(permit.person(), "undo_payment", &command.key, &payment)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, undo(market, &w, permit, payment)).await })
        .await
}

async fn undo(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    payment: PaymentId,
) -> Result<(), Failure> {
    let partnership = permit.organisation();
    lock_sequence(w, partnership).await?;
    let row = find(w, permit.scope(), payment).await?;
    if row.undone_on.is_some() || row.returned_on.is_some() {
        return Err(Refusal::InvoiceState.into());
    }
    let school = OrganisationId::from_uuid(row.school_id);
    let moving = Moving::of(market, w, permit, school).await?;
    let accounts = moving.accounts();
    for part in parts(w, payment).await? {
        let number = unsettle_part(w, permit.scope(), part.invoice, part.amount).await?;
        let (debit, credit) = (accounts.receivable, accounts.bank);
        let amount = part.amount.pence();
        let movement = Movement::new(debit, credit, amount, Reason::Correction, &number);
        moving.post(Cause::payment(payment, Some(part.invoice)), movement).await?;
    }
    let left = Gross(Pence::new(row.left_pence));
    if !left.pence().is_zero() {
        let (debit, credit) = (accounts.credit_balance, accounts.bank);
        let reference = payment.to_string();
        let movement = Movement::new(debit, credit, left.pence(), Reason::Correction, &reference);
        moving.post(Cause::payment(payment, None::<InvoiceId>), movement).await?;
    }
    let sql = "UPDATE payment_part SET undone = true WHERE payment_id = $1";
    w.execute(sql, [payment.uuid().into()]).await?;
    let sql = "UPDATE payment SET undone_on = $3, left_pence = 0, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 3] = [payment.uuid().into(), row.version.into(), market.today().into()];
    w.execute_one(sql, values).await?;
    let record = Record::new(Some(partnership), permit, Deed::UndoPayment, payment).party(school);
    audit::record(market, w, record).await
}
