//! One payment: which invoices it settles, and what of it is left.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::id::{InvoiceId, OrganisationId, PaymentId};
use domain::payment::PaymentWay;
use domain::{Failure, Gross, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};
use crate::invoice::{party, viewing};

/// A payment as it is shown.
#[derive(Debug, Clone)]
pub struct PaymentView {
    /// Which.
    pub id: PaymentId,
    /// From which school.
    pub school: OrganisationId,
    /// Its name.
    pub school_name: String,
    /// To which partnership.
    pub partnership_name: String,
    /// The day on which the money came.
    pub received_on: NaiveDate,
    /// How much.
    pub amount: Pence,
    /// How it came.
    pub way: PaymentWay,
    /// What the payer wrote.
    pub reference: Option<String>,
    /// Which invoices it settles, and how much of each.
    pub parts: Vec<PaymentPart>,
    /// What of it stands to the school's credit.
    pub left: Pence,
    /// What of it was paid back, and when.
    pub returned: Option<(Pence, NaiveDate)>,
    /// When it was taken back, where it was: nothing of it counts.
    pub undone_on: Option<NaiveDate>,
    /// Whether whoever looks may take it back.
    pub can_undo: bool,
    /// Whether whoever looks may say that what is left was paid back.
    pub can_return: bool,
}

/// What of a payment settles an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentPart {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub number: String,
    /// How much.
    pub amount: Gross,
    /// Since when.
    pub set_on: NaiveDate,
}

/// A payment as it is kept.
#[derive(FromQueryResult)]
pub(super) struct Row {
    pub school_id: Uuid,
    pub school: String,
    pub partnership: String,
    pub received_on: NaiveDate,
    pub amount_pence: i64,
    pub way: String,
    pub reference: Option<String>,
    pub left_pence: i64,
    pub returned_pence: i64,
    pub returned_on: Option<NaiveDate>,
    pub undone_on: Option<NaiveDate>,
    pub version: i64,
}

/// A payment that a scope is party to.
///
/// # Errors
/// `NotFound` where there is none, or it is somebody else's.
pub(super) async fn find(r: &Reader, scope: &Scope, id: PaymentId) -> Result<Row, Failure> {
    let sql = format!(
        "SELECT p.school_id, s.name AS school, o.name AS partnership, p.received_on, p.amount_pence, \
         p.way, p.reference, p.left_pence, p.returned_pence, p.returned_on, p.undone_on, p.version \
         FROM payment p JOIN organisation s ON s.id = p.school_id \
         JOIN organisation o ON o.id = p.partnership_id WHERE p.id = $1 AND p.{} = $2",
        party(scope)?
    );
    let values: [Value; 2] = [id.uuid().into(), scope.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    row.ok_or(Failure::NotFound)
}

/// What of a payment settles which invoices.
pub(super) async fn parts(r: &Reader, payment: PaymentId) -> Result<Vec<PaymentPart>, Failure> {
    #[derive(FromQueryResult)]
    struct Part {
        invoice_id: Uuid,
        number: String,
        amount_pence: i64,
        set_on: NaiveDate,
    }
    let sql = "SELECT t.invoice_id, i.number, t.amount_pence, t.set_on FROM payment_part t \
               JOIN invoice i ON i.id = t.invoice_id WHERE t.payment_id = $1 AND NOT t.undone \
               ORDER BY t.set_on, i.sequence, t.id";
    let rows: Vec<Part> = r.sql_all(sql, [payment.uuid().into()]).await?;
    let part = |row: Part| PaymentPart {
        invoice: InvoiceId::from_uuid(row.invoice_id),
        number: row.number,
        amount: Gross(Pence::new(row.amount_pence)),
        set_on: row.set_on,
    };
    Ok(rows.into_iter().map(part).collect())
}

/// How money came, as it is stored.
pub(super) fn way(code: &str) -> Result<PaymentWay, Failure> {
    PaymentWay::from_code(code)
        .ok_or_else(|| broken(format!("a stored way of paying is not known: {code}")))
}

/// Shows a payment to the school it came from and to its partnership. Two statements.
///
/// # Errors
/// `NotFound` where it is somebody else's.
pub async fn view_payment(
    market: &Market,
    actor: &Actor,
    id: PaymentId,
) -> Result<PaymentView, Failure> {
    let permit = &viewing(actor)?;
    let (row, parts) = market
        .db
        .read(|r| async move { Ok((find(&r, permit.scope(), id).await?, parts(&r, id).await?)) })
        .await?;
    let manages = actor.can(Action::ManageInvoices);
    let stands = row.undone_on.is_none() && row.returned_on.is_none();
    Ok(PaymentView {
        id,
        school: OrganisationId::from_uuid(row.school_id),
        school_name: row.school,
        partnership_name: row.partnership,
        received_on: row.received_on,
        amount: Pence::new(row.amount_pence),
        way: way(&row.way)?,
        reference: row.reference,
        parts,
        left: Pence::new(row.left_pence),
        returned: row.returned_on.map(|on| (Pence::new(row.returned_pence), on)),
        undone_on: row.undone_on,
        can_undo: manages && stands,
        can_return: manages && stands && row.left_pence > 0,
    })
}
