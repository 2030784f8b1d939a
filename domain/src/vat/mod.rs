//! VAT: which treatment a supply has and why, what it comes to, and on which basis buyers compare.
//!
//! A treatment is never guessed: where the law turns on a fact about the supplier, the answer is
//! a [`Question`] for staff. Wording belongs to the pages; only codes and sources stand here.

mod basis;
mod comparison;
mod question;
mod rate;
mod reason;
mod totals;

pub use basis::{VatBasis, VatCategory, vat_on};
pub use comparison::{ComparisonBasis, comparison_basis};
pub use question::{Question, VatTreatment};
pub use rate::{RATE_SOURCE, standard_rate};
pub use reason::VatReason;
pub use totals::{InvoiceTotals, VatGroup, invoice_totals};
