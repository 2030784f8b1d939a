//! What of a payment, or of a credit note for what was paid, settles an invoice.

use chrono::NaiveDate;
use domain::id::{CreditNoteId, OrganisationId, PaymentId};
use domain::ledger::{
    Movement, NotAMovement, PaymentAccounts, transfer_for_credit_used, transfer_for_payment,
};
use domain::payment::Allocation;
use domain::{Failure, Gross};
use sea_orm::Value;

use crate::access::Permit;
use crate::db::{Writer, broken};
use crate::invoice::{payment_accounts, settle_part};
use crate::ledger::Cause;
use crate::{Market, ledger};

/// From what an invoice is settled.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// From a payment as it comes.
    Payment(PaymentId),
    /// From what is left of an earlier payment.
    Left(PaymentId),
    /// From what a credit note gave back.
    CreditNote(CreditNoteId),
}

impl Source {
    const fn payment(self) -> Option<PaymentId> {
        match self {
            Self::Payment(id) | Self::Left(id) => Some(id),
            Self::CreditNote(_) => None,
        }
    }

    const fn credit_note(self) -> Option<CreditNoteId> {
        match self {
            Self::Payment(_) | Self::Left(_) => None,
            Self::CreditNote(id) => Some(id),
        }
    }

    fn movement(
        self,
        accounts: PaymentAccounts,
        amount: Gross,
        number: &str,
    ) -> Result<Movement, NotAMovement> {
        match self {
            Self::Payment(_) => transfer_for_payment(accounts, amount, number),
            Self::Left(_) | Self::CreditNote(_) => {
                transfer_for_credit_used(accounts, amount, number)
            }
        }
    }
}

/// Money between a school and a partnership that is being moved.
pub(super) struct Moving<'a> {
    pub market: &'a Market,
    pub w: &'a Writer,
    pub permit: &'a Permit,
    accounts: PaymentAccounts,
}

impl<'a> Moving<'a> {
    /// Money of a school's.
    pub async fn of(
        market: &'a Market,
        w: &'a Writer,
        permit: &'a Permit,
        school: OrganisationId,
    ) -> Result<Self, Failure> {
        let accounts = payment_accounts(market, w, permit.organisation(), school).await?;
        Ok(Self { market, w, permit, accounts })
    }

    /// The accounts that it touches.
    pub const fn accounts(&self) -> PaymentAccounts {
        self.accounts
    }

    /// Posts one movement.
    pub async fn post(
        &self,
        cause: Cause,
        movement: Result<Movement, NotAMovement>,
    ) -> Result<(), Failure> {
        let (movement, permit) = (movement.map_err(broken)?, self.permit);
        let partnership = permit.organisation();
        ledger::post(self.market, self.w, partnership, cause, &[movement], permit.person()).await
    }

    /// Settles an invoice, or a part of it: on the invoice, beside it, and in the books.
    pub async fn settle(
        &self,
        source: Source,
        Allocation { invoice, amount }: Allocation,
        on: NaiveDate,
    ) -> Result<(), Failure> {
        let number = settle_part(self.w, self.permit.scope(), invoice, (amount, on)).await?;
        let sql = "INSERT INTO payment_part (id, invoice_id, payment_id, credit_note_id, amount_pence, \
                   set_on) VALUES ($1, $2, $3, $4, $5, $6)";
        let values: [Value; 6] = [
            self.market.ids.uuid().into(),
            invoice.uuid().into(),
            source.payment().map(PaymentId::uuid).into(),
            source.credit_note().map(CreditNoteId::uuid).into(),
            amount.pence().get().into(),
            on.into(),
        ];
        self.w.execute_one(sql, values).await?;
        let cause = Cause { invoice: Some(invoice), payment: source.payment() };
        self.post(cause, source.movement(self.accounts, amount, &number)).await
    }
}
