//! Invoices: numbers without gaps, lines, due dates, and what becomes of them.
//!
//! Totals are worked out by [`vat::invoice_totals`](crate::vat::invoice_totals). Sequence numbers
//! and days come in as values.

mod credit;
mod line;
mod number;
mod state;

pub use credit::{Credit, CreditWhat, Creditable, REASON_MAX, TypedCredit, credit_totals};
pub use line::InvoiceLine;
pub use number::{CreditNoteNumber, InvoiceNumber, NotAnInvoiceNumber, SellerPrefix};
pub use state::{Invoice, InvoiceState, Issued, PAYMENT_DAYS, Paid, Settled};
