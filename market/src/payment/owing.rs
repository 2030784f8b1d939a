//! What schools owe a partnership now: where a payment is written down.

use chrono::NaiveDate;
use domain::access::Action;
use domain::id::{InvoiceId, OrganisationId};
use domain::{Failure, Gross, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::credit::credit_of;
use super::record::was_invoiced;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked};
use crate::invoice::open_invoices;
use crate::organisation;

/// How many schools stand on one page.
const PAGE: usize = 50;

/// A school that owes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwingSchool {
    /// Which.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many invoices are open.
    pub invoices: u64,
    /// What is owed in all, including VAT.
    pub owed: Pence,
    /// The day on which the first of them was or is due.
    pub first_due: NaiveDate,
}

#[derive(FromQueryResult)]
struct Row {
    school_id: Uuid,
    name: String,
    invoices: i64,
    owed_pence: i64,
    first_due: NaiveDate,
}

/// The schools that owe the partnership acted for something, by name.
pub async fn owing_schools(
    market: &Market,
    actor: &Actor,
    page: &PageAsked,
) -> Result<Page<OwingSchool>, Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    let mut values: Vec<Value> = vec![permit.organisation().uuid().into()];
    let mut after_name = "";
    if let Some((name, id)) = page.key().and_then(|key| key.rsplit_once('~')) {
        let id: OrganisationId = id.parse().map_err(|_| Failure::NotFound)?;
        values.extend([Value::from(name), id.uuid().into()]);
        after_name = "AND (s.name, s.id) > ($2, $3)";
    }
    let size = page.size(PAGE);
    let sql = &format!(
        "SELECT i.school_id, s.name, COUNT(*) AS invoices, \
         CAST(SUM(i.gross_pence - i.credited_gross_pence - i.paid_pence) AS BIGINT) AS owed_pence, \
         MIN(i.due_on) AS first_due FROM invoice i JOIN organisation s ON s.id = i.school_id \
         WHERE i.partnership_id = $1 AND i.state = 'issued' {after_name} \
         GROUP BY i.school_id, s.name, s.id ORDER BY s.name, s.id LIMIT {}",
        size + 1
    );
    let values = &values;
    let rows: Vec<Row> =
        market.db.read(|r| async move { r.sql_all(sql, values.iter().cloned()).await }).await?;
    let school = |row: Row| OwingSchool {
        school: OrganisationId::from_uuid(row.school_id),
        name: row.name,
        invoices: u64::try_from(row.invoices).unwrap_or(0),
        owed: Pence::new(row.owed_pence),
        first_due: row.first_due,
    };
    let rows = rows.into_iter().map(school).collect();
    Ok(Page::of(rows, size, |row| format!("{}~{}", row.name, row.school)))
}

/// What one school owes.
#[derive(Debug, Clone)]
pub struct Owing {
    /// Which.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its open invoices, those due first before the others: number, what is owed of it and when it is due.
    pub invoices: Vec<(InvoiceId, String, Gross, NaiveDate)>,
    /// What stands to its credit.
    pub credit: Gross,
}

/// What a school owes the partnership acted for.
///
/// # Errors
/// `NotFound` for a school that was never invoiced.
pub async fn owing(
    market: &Market,
    actor: &Actor,
    school: OrganisationId,
) -> Result<Owing, Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    let partnership = permit.organisation();
    market
        .db
        .read(|r| async move {
            if !was_invoiced(&r, partnership, school).await? {
                return Err(Failure::NotFound);
            }
            let open = open_invoices(&r, partnership, Some(school)).await?;
            let invoices = open.into_iter();
            let invoices = invoices
                .map(|open| (open.invoice, open.number.to_string(), open.outstanding, open.due_on));
            Ok(Owing {
                school,
                name: organisation::by_id(&r, school).await?.name,
                invoices: invoices.collect(),
                credit: credit_of(&r, partnership, school).await?,
            })
        })
        .await
}
