//! A payment is written down: it settles what is due first, or the invoices it is said to be for.

use domain::access::Action;
use domain::audit::Deed;
use domain::id::{InvoiceId, OrganisationId, PaymentId};
use domain::ledger::transfer_for_overpayment;
use domain::payment::{NewPayment, Open, TypedPayment, settle};
use domain::{Failure, Refusal};
use sea_orm::Value;
use serde_json::json;

use super::part::{Moving, Source};
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::invoice::{lock_sequence, open_invoices};
use crate::ledger::Cause;

/// A payment that came.
#[derive(Debug, Clone)]
pub struct RecordPayment {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// From which school.
    pub school: OrganisationId,
    /// As typed.
    pub typed: TypedPayment,
    /// Field `invoices`: which it is for; none for those that are due first.
    pub invoices: Vec<InvoiceId>,
}

/// Writes down that a school has paid. The invoices it is for are settled as far as it goes, those due first
/// before the others; what is left of it stands to the school's credit.
///
/// # Errors
/// `Invalid` as typed; `NotFound` for a school that was never invoiced; `Refused(InvoiceState)` for an invoice
/// of which nothing is owed any more.
pub async fn record_payment(
    market: &Market,
    actor: &Actor,
    command: RecordPayment,
) -> Result<PaymentId, Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let RecordPayment { key, school, typed, invoices } = &command;
    let payment = &typed.read(market.today()).map_err(Failure::Invalid)?;
    let contents = (permit.organisation(), school, typed, invoices);
    let once = &Once::new(permit.person(), "record_payment", key, &contents)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, receive(market, &w, permit, (*school, payment), invoices)).await
        })
        .await
}

async fn receive(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (school, new): (OrganisationId, &NewPayment),
    invoices: &[InvoiceId],
) -> Result<PaymentId, Failure> {
    let partnership = permit.organisation();
    lock_sequence(w, partnership).await?;
    let open = open_invoices(w, partnership, Some(school)).await?;
    if open.is_empty() && !was_invoiced(w, partnership, school).await? {
        return Err(Failure::NotFound);
    }
    let is_meant = |open: &Open| invoices.is_empty() || invoices.contains(&open.invoice);
    let meant: Vec<Open> = open.into_iter().filter(is_meant).collect();
    if invoices.iter().any(|invoice| meant.iter().all(|open| open.invoice != *invoice)) {
        return Err(Refusal::InvoiceState.into());
    }
    let (allocations, rest) = settle(new.amount, &meant)?;
    let id = PaymentId::from_uuid(market.ids.uuid());
    let sql = "INSERT INTO payment (id, partnership_id, school_id, received_on, amount_pence, way, \
               reference, left_pence, made_by, made_at, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)";
    let values: [Value; 10] = [
        id.uuid().into(),
        partnership.uuid().into(),
        school.uuid().into(),
        new.received_on.into(),
        new.amount.pence().get().into(),
        new.way.code().into(),
        new.reference.clone().into(),
        rest.pence().get().into(),
        permit.person().uuid().into(),
        market.now().into(),
    ];
    w.execute_one(sql, values).await?;
    let moving = Moving::of(market, w, permit, school).await?;
    for allocation in allocations {
        moving.settle(Source::Payment(id), allocation, new.received_on).await?;
    }
    if !rest.pence().is_zero() {
        let movement = transfer_for_overpayment(moving.accounts(), rest, &id.to_string());
        moving.post(Cause::payment(id, None), movement).await?;
    }
    let after = json!({"received_on": new.received_on, "amount": new.amount.pence().get()});
    let record = Record::new(Some(partnership), permit, Deed::RecordPayment, id)
        .party(school)
        .after(&after)?;
    audit::record(market, w, record).await?;
    Ok(id)
}

/// Whether a partnership has ever invoiced a school.
pub(super) async fn was_invoiced(
    r: &Reader,
    partnership: OrganisationId,
    school: OrganisationId,
) -> Result<bool, Failure> {
    #[derive(sea_orm::FromQueryResult)]
    struct Found {
        #[allow(dead_code, reason = "a row must have a column")]
        id: uuid::Uuid,
    }
    let sql = "SELECT id FROM invoice WHERE school_id = $1 AND partnership_id = $2 LIMIT 1";
    let values = [school.uuid().into(), partnership.uuid().into()];
    Ok(r.sql_one::<Found>(sql, values).await?.is_some())
}
