//! Which money moves when an invoice is issued and when it is paid.

use crate::id::AccountId;
use crate::money::{BasisPoints, Gross, Net, Overflow, Pence};
use crate::vat::InvoiceTotals;

use super::transfer::{Movement, NotAMovement, Reason};

/// Why the movements of an invoice or a payment cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PostingProblem {
    /// The parts do not add up to the invoice's net.
    #[error("the parts of the sale do not add up to the invoice")]
    DoesNotAddUp,
    /// Two of the accounts are the same, or nothing was paid.
    #[error(transparent)]
    NotAMovement(#[from] NotAMovement),
    /// An amount is too large.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// The accounts that an invoice touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceAccounts {
    /// What the school owes.
    pub receivable: AccountId,
    /// VAT owed to HMRC.
    pub vat: AccountId,
    /// Who earns how much of the net: own income, or provider and fee. Adds up to the net.
    pub earned: Vec<(AccountId, Net)>,
}

/// The accounts that a payment touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentAccounts {
    /// Where the money arrives.
    pub bank: AccountId,
    /// What the school owes.
    pub receivable: AccountId,
    /// What the school has paid too much.
    pub credit_balance: AccountId,
}

/// The fee out of a sale, and what is left for the provider: together exactly the sale.
pub fn fee_and_rest(net: Net, fee: BasisPoints) -> Result<(Net, Net), Overflow> {
    let fee = net.pence().share(fee)?;
    Ok((Net(fee), Net(net.pence().minus(fee)?)))
}

/// What moves when an invoice is issued: the school owes the gross, the earners the net, HMRC
/// the VAT. The totals of a credit note are negative and move the same amounts back.
pub fn transfers_for_invoice(
    accounts: &InvoiceAccounts,
    totals: &InvoiceTotals,
    reference: &str,
) -> Result<Vec<Movement>, PostingProblem> {
    let earned = Net::total(accounts.earned.iter().map(|(_, net)| *net))?;
    if earned != totals.net {
        return Err(PostingProblem::DoesNotAddUp);
    }
    let parts = accounts.earned.iter().map(|(account, net)| (*account, net.pence(), Reason::Sale));
    let vat = (accounts.vat, totals.vat.pence(), Reason::Vat);
    let mut movements = Vec::new();
    for (account, amount, reason) in parts.chain([vat]) {
        movements.extend(owed(accounts.receivable, account, amount, reason, reference)?);
    }
    Ok(movements)
}

/// One part of what a school owes: nothing moves for nothing, and a negative part moves back.
fn owed(
    receivable: AccountId,
    account: AccountId,
    amount: Pence,
    reason: Reason,
    reference: &str,
) -> Result<Option<Movement>, PostingProblem> {
    if amount.is_zero() {
        return Ok(None);
    }
    let movement = if amount.is_negative() {
        Movement::new(account, receivable, amount.negated()?, reason, reference)?
    } else {
        Movement::new(receivable, account, amount, reason, reference)?
    };
    Ok(Some(movement))
}

/// What moves when a credit note takes back what a school has paid: it owes nothing, so the amount stays to
/// its credit until it is paid back.
pub fn transfer_to_credit(
    accounts: PaymentAccounts,
    gross: Gross,
    reference: &str,
) -> Result<Movement, NotAMovement> {
    let PaymentAccounts { receivable, credit_balance, .. } = accounts;
    Movement::new(receivable, credit_balance, gross.pence(), Reason::Credit, reference)
}

/// What moves when that is paid back.
pub fn transfer_for_refund(
    accounts: PaymentAccounts,
    gross: Gross,
    reference: &str,
) -> Result<Movement, NotAMovement> {
    let PaymentAccounts { bank, credit_balance, .. } = accounts;
    Movement::new(credit_balance, bank, gross.pence(), Reason::Refund, reference)
}

/// What moves when a school pays an invoice, or a part of it.
pub fn transfer_for_payment(
    accounts: PaymentAccounts,
    paid: Gross,
    reference: &str,
) -> Result<Movement, NotAMovement> {
    let PaymentAccounts { bank, receivable, .. } = accounts;
    Movement::new(bank, receivable, paid.pence(), Reason::Payment, reference)
}

/// What moves when a school pays more than the invoices come to: the rest stays to its credit.
pub fn transfer_for_overpayment(
    accounts: PaymentAccounts,
    rest: Gross,
    reference: &str,
) -> Result<Movement, NotAMovement> {
    let PaymentAccounts { bank, credit_balance, .. } = accounts;
    Movement::new(bank, credit_balance, rest.pence(), Reason::Overpayment, reference)
}

/// What moves when what stands to a school's credit settles an invoice, or a part of it.
pub fn transfer_for_credit_used(
    accounts: PaymentAccounts,
    used: Gross,
    reference: &str,
) -> Result<Movement, NotAMovement> {
    let PaymentAccounts { receivable, credit_balance, .. } = accounts;
    Movement::new(credit_balance, receivable, used.pence(), Reason::CreditUsed, reference)
}
