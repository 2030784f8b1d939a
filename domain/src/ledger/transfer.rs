//! A movement of money between two accounts, and its life: pending, then posted or voided.

use crate::access::closed_list;
use crate::id::{AccountId, TransferId};
use crate::money::Pence;

closed_list! {
    /// Why money moves.
    Reason {
        /// A sale, excluding VAT.
        Sale = "sale",
        /// The VAT on a sale.
        Vat = "vat",
        /// Money received.
        Payment = "payment",
        /// Money received beyond what was owed.
        Overpayment = "overpayment",
        /// What stood to a school's credit settles an invoice.
        CreditUsed = "credit_used",
        /// What was paid and then credited stays to the school's credit.
        Credit = "credit",
        /// Money paid back to a school.
        Refund = "refund",
        /// Puts an earlier transfer right.
        Correction = "correction",
    }
}

closed_list! {
    /// Where a transfer is in its life.
    TransferState {
        /// Announced; counts nowhere yet.
        Pending = "pending",
        /// Counts, for ever.
        Posted = "posted",
        /// Never counted, and never will.
        Voided = "voided",
    }
}

/// Why this cannot be a movement of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAMovement {
    /// The amount is nothing or less.
    #[error("the amount of a transfer is more than nothing")]
    NotPositive,
    /// Money does not move from an account to itself.
    #[error("a transfer is between two accounts")]
    SameAccount,
}

/// The transfer is posted or voided, so nothing can be done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the transfer is not pending")]
pub struct NotPending;

/// Only what was posted can be put right by a transfer the other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the transfer is not posted")]
pub struct NotPosted;

/// An amount that leaves one account and reaches another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    debit: AccountId,
    credit: AccountId,
    amount: Pence,
    reason: Reason,
    reference: String,
}

impl Movement {
    /// Debits one account and credits another. The reference says what for: an invoice number.
    pub fn new(
        debit: AccountId,
        credit: AccountId,
        amount: Pence,
        reason: Reason,
        reference: &str,
    ) -> Result<Self, NotAMovement> {
        if amount <= Pence::ZERO {
            return Err(NotAMovement::NotPositive);
        }
        if debit == credit {
            return Err(NotAMovement::SameAccount);
        }
        Ok(Self { debit, credit, amount, reason, reference: reference.to_owned() })
    }

    /// The account debited.
    pub const fn debit(&self) -> AccountId {
        self.debit
    }

    /// The account credited.
    pub const fn credit(&self) -> AccountId {
        self.credit
    }

    /// How much: always more than nothing.
    pub const fn amount(&self) -> Pence {
        self.amount
    }

    /// Why.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// What for: an invoice number.
    pub fn reference(&self) -> &str {
        &self.reference
    }
}

/// A movement with its id and its state. Its amount never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    id: TransferId,
    movement: Movement,
    state: TransferState,
}

impl Transfer {
    /// A movement that is announced and does not count yet.
    pub const fn pending(id: TransferId, movement: Movement) -> Self {
        Self { id, movement, state: TransferState::Pending }
    }

    /// A movement that counts at once.
    pub const fn posted(id: TransferId, movement: Movement) -> Self {
        Self { id, movement, state: TransferState::Posted }
    }

    /// A transfer as it is kept.
    pub const fn stored(id: TransferId, movement: Movement, state: TransferState) -> Self {
        Self { id, movement, state }
    }

    /// Its id.
    pub const fn id(&self) -> TransferId {
        self.id
    }

    /// What moves.
    pub const fn movement(&self) -> &Movement {
        &self.movement
    }

    /// Where it is in its life.
    pub const fn state(&self) -> TransferState {
        self.state
    }

    /// Makes a pending transfer count, with the amount it was announced with.
    pub fn post(self) -> Result<Self, NotPending> {
        self.settle(TransferState::Posted)
    }

    /// Drops a pending transfer for good.
    pub fn void(self) -> Result<Self, NotPending> {
        self.settle(TransferState::Voided)
    }

    /// The movement that puts a posted transfer right: the same amount the other way.
    pub fn correction(&self) -> Result<Movement, NotPosted> {
        match self.state {
            TransferState::Posted => Ok(Movement {
                debit: self.movement.credit,
                credit: self.movement.debit,
                amount: self.movement.amount,
                reason: Reason::Correction,
                reference: self.movement.reference.clone(),
            }),
            TransferState::Pending | TransferState::Voided => Err(NotPosted),
        }
    }

    fn settle(self, state: TransferState) -> Result<Self, NotPending> {
        match self.state {
            TransferState::Pending => Ok(Self { state, ..self }),
            TransferState::Posted | TransferState::Voided => Err(NotPending),
        }
    }
}
