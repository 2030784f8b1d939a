//! What settles an invoice, and what is found not to have settled it: written on the invoice by whatever
//! records money.

use chrono::NaiveDate;
use domain::access::Scope;
use domain::id::{InvoiceId, OrganisationId};
use domain::invoice::{Invoice, InvoiceNumber};
use domain::ledger::{AccountKind, PaymentAccounts};
use domain::payment::Open;
use domain::{Failure, Gross, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::store::{Stored, load};
use crate::db::{Reader, Writer, broken};
use crate::{Market, ledger};

/// The accounts that money between a school and a partnership touches.
pub(crate) async fn payment_accounts(
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

/// The invoices of which a school owes a partnership something, those that are due first before the others;
/// of every school, where none is named.
pub(crate) async fn open_invoices(
    r: &Reader,
    partnership: OrganisationId,
    school: Option<OrganisationId>,
) -> Result<Vec<Open>, Failure> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        number: String,
        school_id: Uuid,
        owed_pence: i64,
        due_on: NaiveDate,
    }
    let mut values: Vec<Value> = vec![partnership.uuid().into()];
    let narrowed = school.map_or("", |school| {
        values.push(school.uuid().into());
        "AND school_id = $2"
    });
    let sql = format!(
        "SELECT id, number, school_id, gross_pence - credited_gross_pence - paid_pence AS owed_pence, \
         due_on FROM invoice WHERE partnership_id = $1 AND state = 'issued' {narrowed} \
         ORDER BY due_on, id"
    );
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let open = |row: Row| {
        let number: InvoiceNumber = row.number.parse().map_err(broken)?;
        Ok(Open {
            invoice: InvoiceId::from_uuid(row.id),
            number,
            school: OrganisationId::from_uuid(row.school_id),
            outstanding: Gross(Pence::new(row.owed_pence)),
            due_on: row.due_on,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Writes on an invoice that an amount of it is settled, and gives its number.
///
/// # Errors
/// `NotFound` for another's; `Refused(InvoiceState)` for more than is owed of it.
pub(crate) async fn settle_part(
    w: &Writer,
    scope: &Scope,
    invoice: InvoiceId,
    (amount, on): (Gross, NaiveDate),
) -> Result<String, Failure> {
    let stored = load(w, scope, invoice).await?;
    let after = stored.invoice.clone().pay(amount, on)?;
    keep(w, &stored, &after).await
}

/// Writes on an invoice that an amount of it is owed again, and gives its number.
///
/// # Errors
/// `NotFound` for another's; `Refused(InvoiceState)` where a credit note has given it back since.
pub(crate) async fn unsettle_part(
    w: &Writer,
    scope: &Scope,
    invoice: InvoiceId,
    amount: Gross,
) -> Result<String, Failure> {
    let stored = load(w, scope, invoice).await?;
    let after = stored.invoice.clone().unpay(amount)?;
    keep(w, &stored, &after).await
}

async fn keep(w: &Writer, stored: &Stored, after: &Invoice) -> Result<String, Failure> {
    let sql = "UPDATE invoice SET state = $3, paid_on = $4, paid_pence = $5, version = version + 1 \
               WHERE id = $1 AND version = $2";
    let values: [Value; 5] = [
        stored.id.uuid().into(),
        stored.version.into(),
        after.state().code().into(),
        after.paid_on().into(),
        after.issued().paid().pence().get().into(),
    ];
    w.execute_one(sql, values).await?;
    Ok(after.issued().number().to_string())
}
