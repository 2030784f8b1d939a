//! What was delivered and is on no invoice yet.

use chrono::NaiveDate;
use domain::access::{Action, Scope};
use domain::id::{OrderId, OrganisationId};
use domain::vat::{InvoiceTotals, VatBasis, invoice_totals};
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use crate::Market;
use crate::access::Actor;
use crate::db::{Reader, broken};

/// What one school is still to be invoiced for.
#[derive(Debug, Clone)]
pub struct Uninvoiced {
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub name: String,
    /// What was delivered.
    pub lines: Vec<UninvoicedLine>,
    /// What that comes to, as it will on one invoice.
    pub totals: InvoiceTotals,
}

/// A line that was delivered.
#[derive(Debug, Clone)]
pub struct UninvoicedLine {
    /// The order.
    pub order: OrderId,
    /// What people quote for it.
    pub reference: String,
    /// What was bought.
    pub description: String,
    /// The day booked.
    pub day: Option<NaiveDate>,
    /// The buyer's own number.
    pub purchase_order_number: Option<String>,
    /// Excluding VAT.
    pub net: Net,
    /// How VAT applies.
    pub vat: VatBasis,
}

#[derive(FromQueryResult)]
struct Row {
    school_id: Uuid,
    school: String,
    order_id: Uuid,
    reference: String,
    description: String,
    day: Option<NaiveDate>,
    purchase_order_number: Option<String>,
    net_pence: i64,
    vat_basis: String,
}

/// What every school of the partnership acted for is still to be invoiced for, by name.
pub async fn uninvoiced(market: &Market, actor: &Actor) -> Result<Vec<Uninvoiced>, Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    let permit = &permit;
    let today = market.today();
    market.db.read(|r| async move { find(&r, permit.scope(), today, None).await }).await
}

/// What one school is still to be invoiced for.
///
/// # Errors
/// `NotFound` where there is nothing of it.
pub async fn uninvoiced_of(
    market: &Market,
    actor: &Actor,
    school: OrganisationId,
) -> Result<Uninvoiced, Failure> {
    let permit = actor.permit_own(Action::ManageInvoices)?;
    let permit = &permit;
    let today = market.today();
    let found = market
        .db
        .read(|r| async move { find(&r, permit.scope(), today, Some(school)).await })
        .await?;
    found.into_iter().next().ok_or(Failure::NotFound)
}

async fn find(
    r: &Reader,
    scope: &Scope,
    today: NaiveDate,
    school: Option<OrganisationId>,
) -> Result<Vec<Uninvoiced>, Failure> {
    let narrowed = if school.is_some() { "AND o.school_id = $3" } else { "" };
    let sql = format!(
        "SELECT o.school_id, s.name AS school, l.order_id, o.reference, l.description, l.day, \
         o.purchase_order_number, l.net_pence, l.vat_basis \
         FROM order_line l JOIN school_order o ON o.id = l.order_id \
         JOIN organisation s ON s.id = o.school_id \
         WHERE o.partnership_id = $1 AND o.state = 'placed' AND l.state = 'delivered' \
         AND l.disputed_in IS NULL \
         AND (l.first_on IS NULL OR l.first_on <= $2) {narrowed} \
         ORDER BY s.name, o.school_id, l.day, l.id"
    );
    let mut values: Vec<sea_orm::Value> = vec![scope.organisation().uuid().into(), today.into()];
    values.extend(school.map(|school| sea_orm::Value::from(school.uuid())));
    let rows: Vec<Row> = r.sql_all(&sql, values).await?;
    let mut schools: Vec<Uninvoiced> = Vec::new();
    for row in rows {
        let school = OrganisationId::from_uuid(row.school_id);
        let name = row.school.clone();
        let line = line(row)?;
        match schools.last_mut().filter(|last| last.school == school) {
            Some(last) => last.lines.push(line),
            None => schools.push(Uninvoiced {
                school,
                name,
                lines: vec![line],
                totals: invoice_totals([])?,
            }),
        }
    }
    for school in &mut schools {
        school.totals = invoice_totals(school.lines.iter().map(|line| (line.net, line.vat)))?;
    }
    Ok(schools)
}

fn line(row: Row) -> Result<UninvoicedLine, Failure> {
    Ok(UninvoicedLine {
        order: OrderId::from_uuid(row.order_id),
        reference: row.reference,
        description: row.description,
        day: row.day,
        purchase_order_number: row.purchase_order_number,
        net: Net(Pence::new(row.net_pence)),
        vat: serde_json::from_str(&row.vat_basis).map_err(broken)?,
    })
}
