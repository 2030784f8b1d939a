//! What stands to a school's credit: it settles an invoice, or is paid back.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{CreditNoteId, InvoiceId, OrganisationId, PaymentId};
use domain::ledger::transfer_for_refund;
use domain::payment::Allocation;
use domain::{Failure, Gross, Pence, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use super::part::{Moving, Source};
use super::view::find;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer};
use crate::idempotency::{Once, RequestKey};
use crate::invoice::{lock_sequence, open_invoices};
use crate::ledger::Cause;

/// What stands to a school's credit settles an invoice.
#[derive(Debug, Clone)]
pub struct UseCredit {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which invoice.
    pub invoice: InvoiceId,
}

/// Settles an invoice with what stands to the school's credit, as far as that goes: what came first is used
/// first. Gives how much that was.
///
/// # Errors
/// `NotFound` for another's; `Refused(InvoiceState)` where nothing is owed of it, or nothing stands to the
/// school's credit any more.
pub async fn use_credit(
    market: &Market,
    actor: &Actor,
    command: UseCredit,
) -> Result<Gross, Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let invoice = command.invoice;
    let once = &Once::new(permit.person(), "use_credit", &command.key, &invoice)?;
    market
        .db
        .write(|w| async move { once.answer(market, &w, set(market, &w, permit, invoice)).await })
        .await
}

async fn set(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    invoice: InvoiceId,
) -> Result<Gross, Failure> {
    let partnership = permit.organisation();
    lock_sequence(w, partnership).await?;
    let school = crate::invoice::school_of(w, permit.scope(), invoice).await?;
    let open = open_invoices(w, partnership, Some(school)).await?;
    let open = open.into_iter().find(|open| open.invoice == invoice);
    let mut owed = open.ok_or(Refusal::InvoiceState)?.outstanding.pence();
    let moving = Moving::of(market, w, permit, school).await?;
    let (today, mut used) = (market.today(), Pence::ZERO);
    for (source, left) in sources(w, partnership, school).await? {
        let part = left.pence().min(owed);
        if part.is_zero() {
            break;
        }
        take(w, source, part).await?;
        let allocation = Allocation { invoice, amount: Gross(part) };
        moving.settle(source, allocation, today).await?;
        (owed, used) = (owed.minus(part)?, used.plus(part)?);
    }
    if used.is_zero() {
        return Err(Refusal::InvoiceState.into());
    }
    let record = Record::new(Some(partnership), permit, Deed::UseCredit, invoice)
        .party(school)
        .after(&json!({"amount": used.get()}))?;
    audit::record(market, w, record).await?;
    Ok(Gross(used))
}

/// What of an amount a payment or a credit note has left is used.
async fn take(w: &Writer, source: Source, part: Pence) -> Result<(), Failure> {
    let (sql, id) = match source {
        Source::Payment(id) | Source::Left(id) => (
            "UPDATE payment SET left_pence = left_pence - $2, version = version + 1 \
             WHERE id = $1 AND left_pence >= $2",
            id.uuid(),
        ),
        Source::CreditNote(id) => (
            "UPDATE credit_note SET used_pence = used_pence + $2, version = version + 1 \
             WHERE id = $1 AND refunded_on IS NULL AND refund_pence - used_pence >= $2",
            id.uuid(),
        ),
    };
    w.execute_one(sql, [id.into(), part.get().into()]).await
}

#[derive(FromQueryResult)]
struct Left {
    id: Uuid,
    left_pence: i64,
}

/// What stands to a school's credit, what came first before the rest.
async fn sources(
    r: &Reader,
    partnership: OrganisationId,
    school: OrganisationId,
) -> Result<Vec<(Source, Gross)>, Failure> {
    let values: [Value; 2] = [partnership.uuid().into(), school.uuid().into()];
    let sql = "SELECT id, refund_pence - used_pence AS left_pence FROM credit_note \
               WHERE partnership_id = $1 AND school_id = $2 AND refund_pence > 0 \
               AND refunded_on IS NULL AND refund_pence > used_pence ORDER BY id";
    let notes: Vec<Left> = r.sql_all(sql, values.clone()).await?;
    let sql = "SELECT id, left_pence FROM payment WHERE partnership_id = $1 AND school_id = $2 \
               AND left_pence > 0 ORDER BY id";
    let payments: Vec<Left> = r.sql_all(sql, values).await?;
    let amount = |left: &Left| Gross(Pence::new(left.left_pence));
    let mut all: Vec<(Uuid, Source, Gross)> = Vec::new();
    all.extend(
        notes.iter().map(|left| {
            (left.id, Source::CreditNote(CreditNoteId::from_uuid(left.id)), amount(left))
        }),
    );
    all.extend(
        payments
            .iter()
            .map(|left| (left.id, Source::Left(PaymentId::from_uuid(left.id)), amount(left))),
    );
    // Ids follow each other in time.
    all.sort_by_key(|(id, _, _)| *id);
    Ok(all.into_iter().map(|(_, source, left)| (source, left)).collect())
}

/// How much stands to a school's credit with a partnership.
pub(crate) async fn credit_of(
    r: &Reader,
    partnership: OrganisationId,
    school: OrganisationId,
) -> Result<Gross, Failure> {
    let all = sources(r, partnership, school).await?;
    Ok(Gross::total(all.into_iter().map(|(_, left)| left))?)
}

/// What is left of a payment was paid back.
#[derive(Debug, Clone)]
pub struct ReturnPayment {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which payment.
    pub payment: PaymentId,
    /// Field `returned_on`: the day on which the money left.
    pub returned_on: NaiveDate,
}

/// Writes down that what is left of a payment was paid back.
///
/// # Errors
/// `NotFound` for another's; `Invalid` on `returned_on` for a day to come or before the money came;
/// `Refused(InvoiceState)` where nothing of it is left.
pub async fn return_payment(
    market: &Market,
    actor: &Actor,
    command: ReturnPayment,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let (payment, on) = (command.payment, command.returned_on);
    if on > market.today() {
        return Err(Failure::field("returned_on", Problem::InTheFuture));
    }
    let once = &Once::new(permit.person(), "return_payment", &command.key, &(payment, on))?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, give_back(market, &w, permit, (payment, on))).await
        })
        .await
}

async fn give_back(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (payment, on): (PaymentId, NaiveDate),
) -> Result<(), Failure> {
    let partnership = permit.organisation();
    lock_sequence(w, partnership).await?;
    let row = find(w, permit.scope(), payment).await?;
    if row.left_pence == 0 {
        return Err(Refusal::InvoiceState.into());
    }
    if on < row.received_on {
        let earliest = row.received_on;
        return Err(Failure::field("returned_on", Problem::TooEarly { earliest }));
    }
    let sql = "UPDATE payment SET left_pence = 0, returned_pence = left_pence, returned_on = $3, \
               version = version + 1 WHERE id = $1 AND version = $2 AND returned_on IS NULL";
    w.execute_one(sql, [payment.uuid().into(), row.version.into(), on.into()]).await?;
    let school = OrganisationId::from_uuid(row.school_id);
    let moving = Moving::of(market, w, permit, school).await?;
    let left = Gross(Pence::new(row.left_pence));
    let movement = transfer_for_refund(moving.accounts(), left, &payment.to_string());
    moving.post(Cause::payment(payment, None), movement).await?;
    let record = Record::new(Some(partnership), permit, Deed::ReturnPayment, payment)
        .party(school)
        .after(&on)?;
    audit::record(market, w, record).await
}
