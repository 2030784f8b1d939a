//! Invoices: raised by staff for what was delivered, numbered without gaps, posted to the books,
//! and settled when they are paid.

mod list;
mod paper;
mod pay;
mod raise;
mod store;
mod uninvoiced;
mod view;

pub use list::{InvoiceRow, InvoicesAsked, invoices};
pub use paper::{Paper, Party};
pub use pay::{MarkPaid, mark_invoice_paid};
pub use raise::{RaiseInvoice, RaiseInvoices, Raised, raise_all_invoices, raise_invoice};
pub use uninvoiced::{Uninvoiced, UninvoicedLine, uninvoiced, uninvoiced_of};
pub use view::{InvoiceLineView, InvoiceView, view_invoice};
