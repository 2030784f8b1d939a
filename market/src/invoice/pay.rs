//! Settling an invoice: staff say that it was paid, and the books say it with them.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::Deed;
use domain::id::{InvoiceId, OrganisationId};
use domain::ledger::{AccountKind, PaymentAccounts, transfers_for_payment};
use domain::{Failure, Problem};

use super::store::load;
use crate::access::{Actor, Permit};
use crate::audit::{self, Record};
use crate::db::{Writer, broken};
use crate::idempotency::{Once, RequestKey};
use crate::{Market, ledger};

/// Says that an invoice was paid in full.
#[derive(Debug, Clone)]
pub struct MarkPaid {
    /// The invoice.
    pub invoice: InvoiceId,
    /// The day on which the money arrived.
    pub paid_on: NaiveDate,
    /// Makes a second sending the same as the first.
    pub key: RequestKey,
}

/// Marks an invoice paid in full, less what was credited of it, and settles it in the books.
///
/// # Errors
/// `Invalid` for a day before its issue or to come; `Refused(InvoiceState)` where it is paid.
pub async fn mark_invoice_paid(
    market: &Market,
    actor: &Actor,
    paid: MarkPaid,
) -> Result<(), Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    if paid.paid_on > market.today() {
        return Err(Failure::field("paid_on", Problem::InTheFuture));
    }
    let (permit, invoice, paid_on) = (&permit, paid.invoice, paid.paid_on);
    let contents = (invoice, paid_on);
    let once = &Once::new(permit.person(), "mark_invoice_paid", &paid.key, &contents)?;
    market
        .db
        .write(|w| async move {
            once.answer(market, &w, settle(market, &w, permit, invoice, paid_on)).await
        })
        .await
}

/// The accounts that money between a school and a partnership touches.
pub(super) async fn payment_accounts(
    market: &Market,
    w: &Writer,
    partnership: OrganisationId,
    school: OrganisationId,
) -> Result<PaymentAccounts, Failure> {
    let account = |kind, party| ledger::account(market, w, partnership, kind, party);
    Ok(PaymentAccounts {
        bank: account(AccountKind::Bank, partnership).await?,
        receivable: account(AccountKind::SchoolReceivable, school).await?,
        credit_balance: account(AccountKind::CreditBalance, school).await?,
    })
}

async fn settle(
    market: &Market,
    w: &Writer,
    permit: &Permit,
    invoice: InvoiceId,
    paid_on: NaiveDate,
) -> Result<(), Failure> {
    let stored = load(w, permit.scope(), invoice).await?;
    let after = stored.invoice.clone().pay(paid_on)?;
    let sql = "UPDATE invoice SET state = $3, paid_on = $4, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values = [
        stored.id.uuid().into(),
        stored.version.into(),
        after.state().code().into(),
        paid_on.into(),
    ];
    w.execute_one(sql, values).await?;
    let partnership = stored.partnership;
    let accounts = payment_accounts(market, w, partnership, stored.school).await?;
    let owed = after.issued().outstanding()?;
    let number = after.issued().number().to_string();
    // What costs nothing is settled without money moving.
    if !owed.pence().is_zero() {
        let movements = transfers_for_payment(accounts, owed, owed, &number).map_err(broken)?;
        ledger::post(market, w, partnership, stored.id, &movements, permit.person()).await?;
    }
    let record = Record::new(Some(partnership), permit, Deed::MarkInvoicePaid, stored.id)
        .party(stored.school)
        .before(&stored.invoice.state())?
        .after(&after.state())?;
    audit::record(market, w, record).await
}
