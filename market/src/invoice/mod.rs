//! Invoices: raised by staff for what was delivered, numbered without gaps, posted to the books; and the
//! credit notes that take of them back what is not owed.

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
pub(crate) use list::{TO_CREDIT, viewing};
pub use note::{CreditNoteLine, CreditNoteView, RecordRefund, record_refund, view_credit_note};
pub use notes::{CreditNoteRow, credit_notes};
pub use paper::{Paper, Party};
pub(crate) use pay::{open_invoices, payment_accounts, settle_part, unsettle_part};
pub(crate) use raise::lock_sequence;
pub use raise::{RaiseInvoice, RaiseInvoices, Raised, raise_all_invoices, raise_invoice};
pub(crate) use store::{party, school_of};
pub use uninvoiced::{Uninvoiced, UninvoicedLine, uninvoiced, uninvoiced_of};
pub use view::{CreditNoteOf, InvoiceLineView, InvoiceView, SettledBy, view_invoice};
