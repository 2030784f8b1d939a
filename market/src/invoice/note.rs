//! One credit note, as it stands on paper, and paying back what had been paid.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::audit::Deed;
use domain::id::{CreditNoteId, InvoiceId, OrderId, OrganisationId};
use domain::ledger::transfer_for_refund;
use domain::vat::{InvoiceTotals, VatBasis};
use domain::{Failure, Gross, Net, Pence, Problem, Refusal};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::viewing;
use super::paper::Paper;
use super::pay::payment_accounts;
use super::raise::lock_sequence;
use super::store::party;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Reader, Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::{Market, ledger};

/// A credit note as it is shown and printed.
#[derive(Debug, Clone)]
pub struct CreditNoteView {
    /// Which.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The invoice of which it takes something back.
    pub invoice: InvoiceId,
    /// Its number.
    pub invoice_number: String,
    /// Its day of issue.
    pub invoice_issued_on: NaiveDate,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// The parties, as on the invoice.
    pub paper: Paper,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What it takes back of each line.
    pub lines: Vec<CreditNoteLine>,
    /// What it comes to, as amounts above nought, with a reason for each VAT group.
    pub totals: InvoiceTotals,
    /// What had been paid of it: owed to the school.
    pub refund: Pence,
    /// What of that was set against other invoices.
    pub used: Pence,
    /// When that was paid back.
    pub refunded_on: Option<NaiveDate>,
    /// Whether whoever looks may say that it was paid back.
    pub can_refund: bool,
}

/// What a credit note takes back of a line.
#[derive(Debug, Clone)]
pub struct CreditNoteLine {
    /// The order it comes from.
    pub order: OrderId,
    /// What people quote for the order.
    pub reference: String,
    /// What was bought.
    pub description: String,
    /// What it came to on the invoice, excluding VAT.
    pub charged: Net,
    /// What is taken back, excluding VAT.
    pub net: Net,
    /// How VAT applies.
    pub vat: VatBasis,
}

#[derive(FromQueryResult)]
struct Row {
    school_id: Uuid,
    number: String,
    invoice_id: Uuid,
    invoice_number: String,
    invoice_issued_on: NaiveDate,
    purchase_order_number: Option<String>,
    paper: String,
    issued_on: NaiveDate,
    reason: String,
    totals: String,
    refund_pence: i64,
    used_pence: i64,
    refunded_on: Option<NaiveDate>,
    version: i64,
}

#[derive(FromQueryResult)]
struct LineRow {
    order_id: Uuid,
    reference: String,
    description: String,
    charged_pence: i64,
    net_pence: i64,
    vat_basis: String,
}

async fn find(r: &Reader, scope: &Scope, id: CreditNoteId) -> Result<Row, Failure> {
    let sql = format!(
        "SELECT c.school_id, c.number, c.invoice_id, i.number AS invoice_number, \
         i.issued_on AS invoice_issued_on, i.purchase_order_number, i.paper, c.issued_on, c.reason, \
         c.totals, c.refund_pence, c.used_pence, c.refunded_on, c.version \
         FROM credit_note c JOIN invoice i ON i.id = c.invoice_id WHERE c.id = $1 AND c.{} = $2",
        party(scope)?
    );
    let values: [Value; 2] = [id.uuid().into(), scope.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    row.ok_or(Failure::NotFound)
}

/// Shows a credit note to its school or its partnership. Two statements.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn view_credit_note(
    market: &Market,
    actor: &Actor,
    id: CreditNoteId,
) -> Result<CreditNoteView, Failure> {
    let permit = &viewing(actor)?;
    let (row, lines) = market
        .db
        .read(|r| async move {
            let row = find(&r, permit.scope(), id).await?;
            let sql = "SELECT l.order_id, o.reference, i.description, i.net_pence AS charged_pence, \
                       c.net_pence, i.vat_basis FROM credit_note_line c \
                       JOIN invoice_line i ON i.id = c.invoice_line_id \
                       JOIN order_line l ON l.id = i.order_line_id \
                       JOIN school_order o ON o.id = l.order_id \
                       WHERE c.credit_note_id = $1 ORDER BY i.position";
            let lines: Vec<LineRow> = r.sql_all(sql, [id.uuid().into()]).await?;
            Ok((row, lines))
        })
        .await?;
    let is_owed = row.refund_pence > row.used_pence && row.refunded_on.is_none();
    Ok(CreditNoteView {
        id,
        number: row.number,
        invoice: InvoiceId::from_uuid(row.invoice_id),
        invoice_number: row.invoice_number,
        invoice_issued_on: row.invoice_issued_on,
        purchase_order_number: row.purchase_order_number,
        paper: serde_json::from_str(&row.paper).map_err(broken)?,
        issued_on: row.issued_on,
        reason: row.reason,
        lines: lines.into_iter().map(line).collect::<Result<_, Failure>>()?,
        totals: serde_json::from_str(&row.totals).map_err(broken)?,
        refund: Pence::new(row.refund_pence),
        used: Pence::new(row.used_pence),
        refunded_on: row.refunded_on,
        can_refund: is_owed && actor.can(Action::ManageInvoices),
    })
}

fn line(row: LineRow) -> Result<CreditNoteLine, Failure> {
    Ok(CreditNoteLine {
        order: OrderId::from_uuid(row.order_id),
        reference: row.reference,
        description: row.description,
        charged: Net(Pence::new(row.charged_pence)),
        net: Net(Pence::new(row.net_pence)),
        vat: serde_json::from_str(&row.vat_basis).map_err(broken)?,
    })
}

/// Says that what had been paid of a credit note was paid back.
#[derive(Debug, Clone)]
pub struct RecordRefund {
    /// Makes sending it twice the same as sending it once.
    pub key: RequestKey,
    /// Which.
    pub note: CreditNoteId,
    /// Field `refunded_on`: the day on which the money left.
    pub refunded_on: NaiveDate,
}

/// Writes down that what is left of a credit note was paid back, and settles it in the books.
///
/// # Errors
/// `Invalid` on `refunded_on` for a day to come or before its issue; `Refused(InvoiceState)` where nothing is
/// owed to the school any more.
pub async fn record_refund(
    market: &Market,
    actor: &Actor,
    command: RecordRefund,
) -> Result<(), Failure> {
    let permit = &actor.permit_own(Action::ManageInvoices)?;
    let (note, on) = (command.note, command.refunded_on);
    if on > market.today() {
        return Err(Failure::field("refunded_on", Problem::InTheFuture));
    }
    let once = &Once::new(permit.person(), "record_refund", &command.key, &(note, on))?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, refund(market, &w, permit, (note, on))).await
        })
        .await
}

async fn refund(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    (note, on): (CreditNoteId, NaiveDate),
) -> Result<(), Failure> {
    let partnership = permit.scope().organisation();
    lock_sequence(w, partnership).await?;
    let row = find(w, permit.scope(), note).await?;
    if row.refund_pence <= row.used_pence || row.refunded_on.is_some() {
        return Err(Refusal::InvoiceState.into());
    }
    if on < row.issued_on {
        let earliest = row.issued_on;
        return Err(Failure::field("refunded_on", Problem::TooEarly { earliest }));
    }
    let sql = "UPDATE credit_note SET refunded_on = $3, version = version + 1 \
               WHERE id = $1 AND version = $2";
    w.execute_one(sql, [note.uuid().into(), row.version.into(), on.into()]).await?;
    let school = OrganisationId::from_uuid(row.school_id);
    let accounts = payment_accounts(market, w, partnership, school).await?;
    let gross = Gross(Pence::new(row.refund_pence).minus(Pence::new(row.used_pence))?);
    let movement = transfer_for_refund(accounts, gross, &row.number).map_err(broken)?;
    let cause = ledger::Cause::invoice(InvoiceId::from_uuid(row.invoice_id));
    ledger::post(market, w, partnership, cause, &[movement], permit.person()).await?;
    let record = Record::new(Some(partnership), permit, Deed::RecordRefund, note)
        .party(school)
        .after(&on)?;
    audit::record(market, w, record).await
}
