//! Lists of credit notes: the school's own, a partnership's.

use chrono::NaiveDate;
use domain::id::{CreditNoteId, InvoiceId};
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::list::viewing;
use super::store::party;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked};

/// How many stand on one page.
const PAGE: usize = 30;

/// A credit note in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNoteRow {
    /// Which.
    pub id: CreditNoteId,
    /// Its number.
    pub number: String,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Its number.
    pub invoice_number: String,
    /// Who credits.
    pub seller: String,
    /// Who is credited.
    pub school: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Excluding VAT.
    pub net: Pence,
    /// The VAT.
    pub vat: Pence,
    /// Including VAT.
    pub gross: Pence,
    /// What had been paid of it, and is owed to the school or was paid back.
    pub refund: Pence,
    /// What of that was set against other invoices.
    pub used: Pence,
    /// When the rest was paid back.
    pub refunded_on: Option<NaiveDate>,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    invoice_id: Uuid,
    invoice_number: String,
    seller: String,
    school: String,
    issued_on: NaiveDate,
    reason: String,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    refund_pence: i64,
    used_pence: i64,
    refunded_on: Option<NaiveDate>,
}

/// Credit notes, the newest first.
pub async fn credit_notes(
    market: &Market,
    actor: &Actor,
    asked: &PageAsked,
) -> Result<Page<CreditNoteRow>, Failure> {
    let permit = viewing(actor)?;
    let mut sql = format!(
        "SELECT c.id, c.number, c.invoice_id, i.number AS invoice_number, se.name AS seller, \
         s.name AS school, c.issued_on, c.reason, c.net_pence, c.vat_pence, c.gross_pence, \
         c.refund_pence, c.used_pence, c.refunded_on FROM credit_note c JOIN invoice i ON i.id = c.invoice_id \
         JOIN organisation s ON s.id = c.school_id JOIN organisation se ON se.id = i.seller_id \
         WHERE c.{} = $1",
        party(permit.scope())?
    );
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(after) = asked.key() {
        let after: CreditNoteId = after.parse().map_err(|_| Failure::NotFound)?;
        values.push(after.uuid().into());
        sql.push_str(" AND c.id < $2");
    }
    let size = asked.size(PAGE);
    sql.push_str(&format!(" ORDER BY c.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(CreditNoteRow::from).collect();
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}

impl From<Row> for CreditNoteRow {
    fn from(row: Row) -> Self {
        Self {
            id: CreditNoteId::from_uuid(row.id),
            number: row.number,
            invoice: InvoiceId::from_uuid(row.invoice_id),
            invoice_number: row.invoice_number,
            seller: row.seller,
            school: row.school,
            issued_on: row.issued_on,
            reason: row.reason,
            net: Pence::new(row.net_pence),
            vat: Pence::new(row.vat_pence),
            gross: Pence::new(row.gross_pence),
            refund: Pence::new(row.refund_pence),
            used: Pence::new(row.used_pence),
            refunded_on: row.refunded_on,
        }
    }
}
