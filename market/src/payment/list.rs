//! Lists of payments: the school's own, a partnership's.

use chrono::NaiveDate;
use domain::id::{OrganisationId, PaymentId};
use domain::payment::PaymentWay;
use domain::{Failure, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::view::way;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Parameters};
use crate::invoice::{party, viewing};

/// How many stand on one page.
const PAGE: usize = 30;

/// Which payments are asked for.
#[derive(Debug, Clone, Default)]
pub struct PaymentsAsked {
    /// Only those of which something stands to the school's credit.
    pub with_credit: bool,
    /// Which page.
    pub page: PageAsked,
}

/// A payment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRow {
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
    /// How many invoices it settles, or a part of them.
    pub invoices: u64,
    /// What of it stands to the school's credit.
    pub left: Pence,
    /// What of it was paid back.
    pub returned: Pence,
    /// Whether it was taken back: nothing of it counts.
    pub is_undone: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    school_id: Uuid,
    school: String,
    partnership: String,
    received_on: NaiveDate,
    amount_pence: i64,
    way: String,
    reference: Option<String>,
    invoices: i64,
    left_pence: i64,
    returned_pence: i64,
    undone_on: Option<NaiveDate>,
}

/// Payments, those written down last before the others.
pub async fn payments(
    market: &Market,
    actor: &Actor,
    asked: PaymentsAsked,
) -> Result<Page<PaymentRow>, Failure> {
    let permit = viewing(actor)?;
    let mut bound = Parameters::default();
    let own = bound.bind(permit.organisation().uuid());
    let mut sql = format!(
        "SELECT p.id, p.school_id, s.name AS school, o.name AS partnership, p.received_on, \
         p.amount_pence, p.way, p.reference, (SELECT COUNT(DISTINCT t.invoice_id) FROM payment_part t \
         WHERE t.payment_id = p.id AND NOT t.undone) AS invoices, p.left_pence, p.returned_pence, \
         p.undone_on FROM payment p JOIN organisation s ON s.id = p.school_id \
         JOIN organisation o ON o.id = p.partnership_id WHERE p.{} = {own}",
        party(permit.scope())?
    );
    if asked.with_credit {
        sql.push_str(" AND p.left_pence > 0");
    }
    if let Some(after) = asked.page.key() {
        let after: PaymentId = after.parse().map_err(|_| Failure::NotFound)?;
        sql.push_str(&format!(" AND p.id < {}", bound.bind(after.uuid())));
    }
    let size = asked.page.size(PAGE);
    sql.push_str(&format!(" ORDER BY p.id DESC LIMIT {}", size + 1));
    let (sql, values) = (&sql, &bound.values());
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let rows = rows.into_iter().map(shown).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Page::of(rows, size, |row| row.id.to_string()))
}

fn shown(row: Row) -> Result<PaymentRow, Failure> {
    Ok(PaymentRow {
        id: PaymentId::from_uuid(row.id),
        school: OrganisationId::from_uuid(row.school_id),
        school_name: row.school,
        partnership_name: row.partnership,
        received_on: row.received_on,
        amount: Pence::new(row.amount_pence),
        way: way(&row.way)?,
        reference: row.reference,
        invoices: u64::try_from(row.invoices).unwrap_or(0),
        left: Pence::new(row.left_pence),
        returned: Pence::new(row.returned_pence),
        is_undone: row.undone_on.is_some(),
    })
}
