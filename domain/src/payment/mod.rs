//! Money that schools pay: how it came, which invoices it settles, and what of it is left to their credit.

mod settle;
mod typed;

pub use settle::{Allocation, Open, settle};
pub use typed::{NewPayment, PaymentWay, REFERENCE_MAX, TypedPayment};
