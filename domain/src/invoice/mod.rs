//! Invoices: numbers without gaps, lines, VAT by band, due dates, and what becomes of them.
//!
//! No sum is rounded here but VAT, and that once for each band. Sequence numbers and days come in
//! as values.

mod number;
mod state;
mod totals;

pub use number::{InvoiceNumber, NotAnInvoiceNumber, SellerPrefix};
pub use state::{Credited, Invoice, InvoiceState, Issued, PAYMENT_DAYS, Paid};
pub use totals::{BandTotal, InvoiceLine, Totals, VatBand};
