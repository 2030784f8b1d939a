//! One invoice, as it stands on paper.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::dispute::DisputeState;
use domain::id::{CreditNoteId, InvoiceId, InvoiceLineId, OrderId, OrganisationId, PaymentId};
use domain::invoice::InvoiceState;
use domain::price::Unit;
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Gross, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::list::viewing;
use super::paper::Paper;
use super::store::{Stored, StoredLine, load};
use crate::Market;
use crate::access::Actor;
use crate::db::Reader;
use crate::payment::credit_of;

/// An invoice as it is shown and printed.
#[derive(Debug, Clone)]
pub struct InvoiceView {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number: also what a bank transfer quotes, at most 18 characters.
    pub number: String,
    /// The school that pays it.
    pub school: OrganisationId,
    /// Where it is in its life.
    pub state: InvoiceState,
    /// Whether it should have been paid before today.
    pub is_overdue: bool,
    /// The parties and the way to pay, as on the day of issue.
    pub paper: Paper,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day on which it is paid in time.
    pub due_on: NaiveDate,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Its lines.
    pub lines: Vec<InvoiceLineView>,
    /// Its totals, with a reason for each VAT group.
    pub totals: InvoiceTotals,
    /// What credit notes have taken back of it, including VAT.
    pub credited: Gross,
    /// What of it is owed, including VAT.
    pub outstanding: Gross,
    /// What it comes to less what was credited: owed, or paid.
    pub left: Gross,
    /// What settles it so far, the oldest first.
    pub settled_by: Vec<SettledBy>,
    /// What stands to the school's credit, where something is owed of the invoice.
    pub credit: Gross,
    /// Those credit notes, the oldest first.
    pub credit_notes: Vec<CreditNoteOf>,
    /// Whether whoever looks may write down what was paid of it.
    pub can_record_payment: bool,
    /// Whether whoever looks may raise a credit note.
    pub can_credit: bool,
}

/// A credit note of an invoice.
#[derive(Debug, Clone)]
pub struct CreditNoteOf {
    /// Which.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Including VAT.
    pub gross: Pence,
}

/// What settles an invoice, or a part of it.
#[derive(Debug, Clone)]
pub struct SettledBy {
    /// The payment; else the credit note of another invoice.
    pub payment: Option<PaymentId>,
    /// That credit note, and its number.
    pub credit_note: Option<(CreditNoteId, String)>,
    /// Since when.
    pub on: NaiveDate,
    /// How much.
    pub amount: Pence,
}

/// A line as it is shown.
#[derive(Debug, Clone)]
pub struct InvoiceLineView {
    /// Which.
    pub id: InvoiceLineId,
    /// The order it comes from.
    pub order: OrderId,
    /// What people quote for the order.
    pub reference: String,
    /// What was bought.
    pub description: String,
    /// How many.
    pub quantity: u32,
    /// Of what.
    pub unit: Unit,
    /// What one costs, excluding VAT.
    pub unit_net: Net,
    /// What the line comes to, excluding VAT.
    pub net: Net,
    /// How VAT applies.
    pub vat: VatBasis,
    /// Whether the school says that it is not right, and that is not settled.
    pub is_disputed: bool,
    /// What was settled and is still to be credited of it, excluding VAT; nothing where nothing is.
    pub to_credit: Option<Net>,
    /// What can still be credited of it, excluding VAT.
    pub left: Net,
}

/// Shows an invoice to its school or its partnership.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn view_invoice(
    market: &Market,
    actor: &Actor,
    id: InvoiceId,
) -> Result<InvoiceView, Failure> {
    let permit = viewing(actor)?;
    let permit = &permit;
    let found = market.db.read(|r| async move { found(&r, permit.scope(), id).await }).await?;
    let Found { stored, credit_notes, settled_by, credit } = found;
    let issued = stored.invoice.issued();
    let state = stored.invoice.state();
    let is_owed = state == InvoiceState::Issued;
    let left = Gross(issued.totals().gross.pence().minus(issued.credited().pence())?);
    Ok(InvoiceView {
        id,
        number: issued.number().to_string(),
        school: stored.school,
        state,
        is_overdue: is_owed && issued.is_overdue(market.today()),
        purchase_order_number: stored.purchase_order_number,
        issued_on: issued.issued_on(),
        due_on: issued.due_on(),
        paid_on: stored.invoice.paid_on(),
        totals: invoice_totals(stored.lines.iter().map(|line| (line.net, line.vat)))?,
        credited: issued.credited(),
        outstanding: issued.outstanding()?,
        left,
        settled_by,
        credit,
        lines: stored.lines.iter().map(shown).collect::<Result<_, Failure>>()?,
        paper: stored.paper,
        credit_notes,
        can_record_payment: is_owed && actor.can(Action::ManageInvoices),
        can_credit: left.pence() > Pence::ZERO && actor.can(Action::ManageInvoices),
    })
}

/// An invoice and what belongs to it.
struct Found {
    stored: Stored,
    credit_notes: Vec<CreditNoteOf>,
    settled_by: Vec<SettledBy>,
    credit: Gross,
}

async fn found(r: &Reader, scope: &Scope, id: InvoiceId) -> Result<Found, Failure> {
    let stored = load(r, scope, id).await?;
    let issued = stored.invoice.issued();
    let nothing = |gross: Gross| gross.pence().is_zero();
    // What was paid and given back by a credit note is shown, too.
    let untouched = nothing(issued.credited()) && nothing(issued.paid());
    Ok(Found {
        credit_notes: if nothing(issued.credited()) {
            Vec::new()
        } else {
            credit_notes(r, id).await?
        },
        settled_by: if untouched { Vec::new() } else { settled_by(r, id).await? },
        credit: if stored.invoice.state() == InvoiceState::Issued {
            credit_of(r, stored.partnership, stored.school).await?
        } else {
            Gross::default()
        },
        stored,
    })
}

async fn settled_by(r: &Reader, invoice: InvoiceId) -> Result<Vec<SettledBy>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        payment_id: Option<Uuid>,
        credit_note_id: Option<Uuid>,
        number: Option<String>,
        set_on: NaiveDate,
        amount_pence: i64,
    }
    let sql = "SELECT t.payment_id, t.credit_note_id, c.number, t.set_on, t.amount_pence \
               FROM payment_part t LEFT JOIN credit_note c ON c.id = t.credit_note_id \
               WHERE t.invoice_id = $1 AND NOT t.undone ORDER BY t.set_on, t.id";
    let rows: Vec<Row> = r.sql_all(sql, [invoice.uuid().into()]).await?;
    let settled = |row: Row| SettledBy {
        payment: row.payment_id.map(PaymentId::from_uuid),
        credit_note: row.credit_note_id.map(CreditNoteId::from_uuid).zip(row.number),
        on: row.set_on,
        amount: Pence::new(row.amount_pence),
    };
    Ok(rows.into_iter().map(settled).collect())
}

async fn credit_notes(r: &Reader, invoice: InvoiceId) -> Result<Vec<CreditNoteOf>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        issued_on: NaiveDate,
        gross_pence: i64,
    }
    let sql = "SELECT id, number, issued_on, gross_pence FROM credit_note \
               WHERE invoice_id = $1 ORDER BY id";
    let rows: Vec<Row> = r.sql_all(sql, [invoice.uuid().into()]).await?;
    let note = |row: Row| CreditNoteOf {
        id: CreditNoteId::from_uuid(row.id),
        number: row.number,
        issued_on: row.issued_on,
        gross: Pence::new(row.gross_pence),
    };
    Ok(rows.into_iter().map(note).collect())
}

fn shown(line: &StoredLine) -> Result<InvoiceLineView, Failure> {
    let creditable = line.creditable();
    let to_credit = creditable.to_credit()?;
    Ok(InvoiceLineView {
        id: line.id,
        order: line.order,
        reference: line.reference.clone(),
        description: line.description.clone(),
        quantity: line.quantity,
        unit: line.unit,
        unit_net: line.unit_net,
        net: line.net,
        vat: line.vat,
        is_disputed: line.dispute.is_some_and(|(state, _)| state != DisputeState::Settled),
        to_credit: Some(to_credit).filter(|net| !net.pence().is_zero()),
        left: creditable.left()?,
    })
}
