//! Lists of invoices: the school's own, a partnership's.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::InvoiceId;
use domain::invoice::InvoiceState;
use domain::{Failure, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::store::party;
use crate::Market;
use crate::access::{Actor, Permit};
use crate::db::{Page, PageAsked, broken};
use crate::organisation::OrganisationKind;

/// How many invoices stand on one page.
const PAGE: usize = 30;

/// Which invoices are asked for.
#[derive(Debug, Clone, Default)]
pub struct InvoicesAsked {
    /// Only those in this state.
    pub state: Option<InvoiceState>,
    /// Only those that should have been paid before today.
    pub overdue: bool,
    /// Only those of which something was settled to be credited, and is not yet.
    pub to_credit: bool,
    /// Only the one of this number, in capitals or not. Empty for all.
    pub number: String,
    /// Which page.
    pub page: PageAsked,
}

/// An invoice in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceRow {
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// Where it is in its life.
    pub state: InvoiceState,
    /// Whether it should have been paid before today.
    pub is_overdue: bool,
    /// Who invoices.
    pub seller: String,
    /// Who pays.
    pub school: String,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day on which it is paid in time.
    pub due_on: NaiveDate,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Excluding VAT.
    pub net: Pence,
    /// The VAT.
    pub vat: Pence,
    /// Including VAT.
    pub gross: Pence,
    /// What credit notes have taken back of it, including VAT.
    pub credited: Pence,
    /// What was paid of it, including VAT.
    pub paid: Pence,
    /// What is owed of it, including VAT.
    pub owed: Pence,
    /// Whether the school says of one of its lines that it is not right.
    pub is_disputed: bool,
    /// Whether something of it is to be credited.
    pub is_to_credit: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    number: String,
    state: String,
    seller: String,
    school: String,
    purchase_order_number: Option<String>,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    paid_on: Option<NaiveDate>,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    credited_gross_pence: i64,
    paid_pence: i64,
    disputed: i64,
    to_credit: i64,
}

/// How many lines of an invoice are in dispute, and of how many something is still to be credited.
const DISPUTES: &str = "(SELECT COUNT(*) FROM invoice_line il JOIN order_line l ON l.id = il.order_line_id \
    WHERE il.invoice_id = i.id AND l.disputed_in IS NOT NULL) AS disputed, \
    (SELECT COUNT(*) FROM invoice_line il JOIN order_line l ON l.id = il.order_line_id \
    JOIN dispute d ON d.id = l.dispute_id \
    WHERE il.invoice_id = i.id AND d.credit_net_pence > il.credited_net_pence) AS to_credit";

/// The invoices of which something was settled to be credited, and is not yet.
pub(crate) const TO_CREDIT: &str = "SELECT il.invoice_id FROM dispute d \
    JOIN order_line l ON l.id = d.order_line_id AND l.dispute_id = d.id \
    JOIN invoice_line il ON il.order_line_id = l.id WHERE d.credit_net_pence > il.credited_net_pence";

/// Leave to look at invoices: decided by whom the actor acts for.
pub(crate) fn viewing(actor: &Actor) -> Result<Permit, Failure> {
    let kind = actor.acting_for().map(|acting| acting.kind);
    if kind == Some(OrganisationKind::Partnership) {
        return actor.permit_own(Action::ViewOrders);
    }
    actor.permit_own(Action::ViewInvoices).or_else(|_| actor.permit_own(Action::ViewOrders))
}

/// Invoices, the newest first.
pub async fn invoices(
    market: &Market,
    actor: &Actor,
    asked: InvoicesAsked,
) -> Result<Page<InvoiceRow>, Failure> {
    let permit = viewing(actor)?;
    let mut sql = format!(
        "SELECT i.id, i.number, i.state, se.name AS seller, s.name AS school, \
         i.purchase_order_number, i.issued_on, i.due_on, i.paid_on, i.net_pence, i.vat_pence, \
         i.gross_pence, i.credited_gross_pence, i.paid_pence, {DISPUTES} FROM invoice i JOIN organisation s ON s.id = i.school_id \
         JOIN organisation se ON se.id = i.seller_id WHERE i.{} = $1",
        party(permit.scope())?
    );
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    if let Some(state) = asked.state {
        values.push(state.code().into());
        sql.push_str(&format!(" AND i.state = ${}", values.len()));
    }
    if asked.overdue {
        values.extend([Value::from(InvoiceState::Issued.code()), market.today().into()]);
        let (issued, today) = (values.len() - 1, values.len());
        sql.push_str(&format!(" AND i.state = ${issued} AND i.due_on < ${today}"));
    }
    if asked.to_credit {
        sql.push_str(&format!(" AND i.state <> 'credited' AND i.id IN ({TO_CREDIT})"));
    }
    let number = asked.number.trim();
    if !number.is_empty() {
        values.push(number.to_uppercase().into());
        sql.push_str(&format!(" AND i.number = ${}", values.len()));
    }
    if let Some(after) = asked.page.key() {
        let after: InvoiceId = after.parse().map_err(|_| Failure::NotFound)?;
        values.push(after.uuid().into());
        sql.push_str(&format!(" AND i.id < ${}", values.len()));
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(" ORDER BY i.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &values);
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let today = market.today();
    let rows =
        rows.into_iter().map(|row| shown(row, today)).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}

fn shown(row: Row, today: NaiveDate) -> Result<InvoiceRow, Failure> {
    let state = InvoiceState::from_code(&row.state)
        .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?;
    Ok(InvoiceRow {
        id: InvoiceId::from_uuid(row.id),
        number: row.number,
        is_overdue: state == InvoiceState::Issued && today > row.due_on,
        state,
        seller: row.seller,
        school: row.school,
        purchase_order_number: row.purchase_order_number,
        issued_on: row.issued_on,
        due_on: row.due_on,
        paid_on: row.paid_on,
        net: Pence::new(row.net_pence),
        vat: Pence::new(row.vat_pence),
        gross: Pence::new(row.gross_pence),
        credited: Pence::new(row.credited_gross_pence),
        paid: Pence::new(row.paid_pence),
        owed: Pence::new(row.gross_pence)
            .minus(Pence::new(row.credited_gross_pence))?
            .minus(Pence::new(row.paid_pence))?,
        is_disputed: row.disputed > 0,
        is_to_credit: row.to_credit > 0 && state != InvoiceState::Credited,
    })
}
