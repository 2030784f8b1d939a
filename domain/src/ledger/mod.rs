//! The books: double entry in pence, append-only.
//!
//! Every amount leaves one account and reaches another. What was posted is never changed: a
//! correction is a new transfer the other way.

mod account;
mod posting;
mod transfer;
mod trial_balance;

#[cfg(test)]
mod tests;

pub use account::{AccountKind, Side};
pub use posting::{
    InvoiceAccounts, PaymentAccounts, PostingProblem, fee_and_rest, transfer_for_credit_used,
    transfer_for_overpayment, transfer_for_payment, transfer_for_refund, transfer_to_credit,
    transfers_for_invoice,
};
pub use transfer::{
    Movement, NotAMovement, NotPending, NotPosted, Reason, Transfer, TransferState,
};
pub use trial_balance::{Balance, TrialBalance};
