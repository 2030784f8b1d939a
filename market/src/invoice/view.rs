//! One invoice, as it stands on paper.

use chrono::NaiveDate;
use domain::access::Action;
use domain::dispute::DisputeState;
use domain::id::{InvoiceId, OrderId};
use domain::invoice::InvoiceState;
use domain::price::Unit;
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Net};

use super::list::viewing;
use super::paper::Paper;
use super::store::{StoredLine, load};
use crate::Market;
use crate::access::Actor;

/// An invoice as it is shown and printed.
#[derive(Debug, Clone)]
pub struct InvoiceView {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number: also what a bank transfer quotes, at most 18 characters.
    pub number: String,
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
    /// Whether whoever looks may mark it paid.
    pub can_mark_paid: bool,
}

/// A line as it is shown.
#[derive(Debug, Clone)]
pub struct InvoiceLineView {
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
    /// What is to be credited of it, excluding VAT.
    pub credit: Option<Net>,
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
    let stored = market.db.read(|r| async move { load(&r, permit.scope(), id).await }).await?;
    let issued = stored.invoice.issued();
    let state = stored.invoice.state();
    let is_owed = state == InvoiceState::Issued;
    Ok(InvoiceView {
        id,
        number: issued.number().to_string(),
        state,
        is_overdue: is_owed && issued.is_overdue(market.today()),
        purchase_order_number: stored.purchase_order_number,
        issued_on: issued.issued_on(),
        due_on: issued.due_on(),
        paid_on: stored.invoice.settled_on().filter(|_| state == InvoiceState::Paid),
        totals: invoice_totals(stored.lines.iter().map(|line| (line.net, line.vat)))?,
        lines: stored.lines.iter().map(shown).collect(),
        paper: stored.paper,
        can_mark_paid: is_owed && actor.can(Action::ManageInvoices),
    })
}

fn shown(line: &StoredLine) -> InvoiceLineView {
    InvoiceLineView {
        order: line.order,
        reference: line.reference.clone(),
        description: line.description.clone(),
        quantity: line.quantity,
        unit: line.unit,
        unit_net: line.unit_net,
        net: line.net,
        vat: line.vat,
        is_disputed: line.dispute.is_some_and(|(state, _)| state != DisputeState::Settled),
        credit: line.dispute.and_then(|(_, credit)| credit),
    }
}
