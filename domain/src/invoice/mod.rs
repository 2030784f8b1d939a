//! Invoices: numbers without gaps, lines, due dates, and what becomes of them.
//!
//! Totals are worked out by [`vat::invoice_totals`](crate::vat::invoice_totals). Sequence numbers
//! and days come in as values.

mod line;
mod number;
mod state;

pub use line::InvoiceLine;
pub use number::{InvoiceNumber, NotAnInvoiceNumber, SellerPrefix};
pub use state::{Credited, Invoice, InvoiceState, Issued, PAYMENT_DAYS, Paid};
