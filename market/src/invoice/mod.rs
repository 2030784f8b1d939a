//! Invoices: raised by staff for what was delivered, numbered without gaps, posted to the books,
//! and settled when they are paid; and the credit notes that take of them back what is not owed.

mod credit;
mod list;
mod note;
mod notes;
mod paper;
mod pay;
mod raise;
mod store;
mod uninvoiced;
mod view;

pub use credit::{CreditShown, RaiseCreditNote, quote_credit, raise_credit_note};
pub use list::{InvoiceRow, InvoicesAsked, invoices};
pub use note::{CreditNoteLine, CreditNoteView, RecordRefund, record_refund, view_credit_note};
pub use notes::{CreditNoteRow, credit_notes};
pub use paper::{Paper, Party};
pub use pay::{MarkPaid, mark_invoice_paid};
pub use raise::{RaiseInvoice, RaiseInvoices, Raised, raise_all_invoices, raise_invoice};
pub use uninvoiced::{Uninvoiced, UninvoicedLine, uninvoiced, uninvoiced_of};
pub use view::{CreditNoteOf, InvoiceLineView, InvoiceView, view_invoice};
