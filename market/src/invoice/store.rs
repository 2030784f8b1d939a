//! Invoices as they are kept, read into the states of the domain.

use chrono::NaiveDate;
use domain::access::{Capacity, Scope};
use domain::dispute::DisputeState;
use domain::id::{InvoiceId, InvoiceLineId, OrderId, OrderLineId, OrganisationId};
use domain::invoice::{
    Creditable, Invoice, InvoiceLine, InvoiceNumber, InvoiceState, Issued, Settled,
};
use domain::price::Unit;
use domain::vat::VatBasis;
use domain::{Failure, Gross, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::paper::Paper;
use crate::db::{Reader, broken};

/// An invoice as it is kept.
pub(super) struct Stored {
    pub id: InvoiceId,
    pub partnership: OrganisationId,
    pub school: OrganisationId,
    pub purchase_order_number: Option<String>,
    pub paper: Paper,
    pub version: i64,
    pub lines: Vec<StoredLine>,
    pub invoice: Invoice,
}

/// A line as it is kept.
#[derive(Clone)]
pub(super) struct StoredLine {
    pub id: InvoiceLineId,
    pub order: OrderId,
    pub order_line: OrderLineId,
    pub reference: String,
    pub description: String,
    pub quantity: u32,
    pub unit: Unit,
    pub unit_net: Net,
    pub net: Net,
    pub vat: VatBasis,
    /// What credit notes have taken back of it.
    pub credited: Net,
    /// Where a dispute about it is, and what was settled to be credited, excluding VAT.
    pub dispute: Option<(DisputeState, Option<Net>)>,
}

impl StoredLine {
    /// What of it can be credited.
    pub fn creditable(&self) -> Creditable {
        let settled = self.dispute.and_then(|(_, credit)| credit).unwrap_or_default();
        let Self { id: line, net, vat, credited, .. } = *self;
        Creditable { line, net, vat, credited, settled }
    }
}

#[derive(FromQueryResult)]
struct Row {
    partnership_id: Uuid,
    school_id: Uuid,
    number: String,
    state: String,
    purchase_order_number: Option<String>,
    paper: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    paid_on: Option<NaiveDate>,
    gross_pence: i64,
    credited_gross_pence: i64,
    paid_pence: i64,
    version: i64,
}

#[derive(FromQueryResult)]
struct LineRow {
    id: Uuid,
    order_id: Uuid,
    order_line_id: Uuid,
    reference: String,
    description: String,
    quantity: i64,
    unit: String,
    unit_net_pence: i64,
    net_pence: i64,
    vat_basis: String,
    credited_net_pence: i64,
    dispute_state: Option<String>,
    credit_net_pence: Option<i64>,
}

/// The column of an invoice that names the party in a capacity. The one place that says so.
pub(crate) fn party(scope: &Scope) -> Result<&'static str, Failure> {
    match scope.capacity() {
        Capacity::School => Ok("school_id"),
        Capacity::Partnership => Ok("partnership_id"),
        Capacity::Provider | Capacity::Itself | Capacity::Installation => Err(Failure::NotFound),
    }
}

/// The school that an invoice of a scope's is for.
///
/// # Errors
/// `NotFound` where there is none, or it is somebody else's.
pub(crate) async fn school_of(
    r: &Reader,
    scope: &Scope,
    id: InvoiceId,
) -> Result<OrganisationId, Failure> {
    #[derive(FromQueryResult)]
    struct Found {
        school_id: Uuid,
    }
    let sql = format!("SELECT school_id FROM invoice WHERE id = $1 AND {} = $2", party(scope)?);
    let values = [id.uuid().into(), scope.organisation().uuid().into()];
    let found: Option<Found> = r.sql_one(&sql, values).await?;
    found.map(|row| OrganisationId::from_uuid(row.school_id)).ok_or(Failure::NotFound)
}

/// An invoice that a scope is party to.
///
/// # Errors
/// `NotFound` where there is none, or it is somebody else's.
pub(super) async fn load(r: &Reader, scope: &Scope, id: InvoiceId) -> Result<Stored, Failure> {
    let sql = format!(
        "SELECT partnership_id, school_id, number, state, purchase_order_number, paper, \
         issued_on, due_on, paid_on, gross_pence, credited_gross_pence, paid_pence, version \
         FROM invoice WHERE id = $1 AND {} = $2",
        party(scope)?
    );
    let values = [id.uuid().into(), scope.organisation().uuid().into()];
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let sql = "SELECT i.id, l.order_id, i.order_line_id, o.reference, i.description, i.quantity, \
               i.unit, i.unit_net_pence, i.net_pence, i.vat_basis, i.credited_net_pence, \
               d.state AS dispute_state, d.credit_net_pence \
               FROM invoice_line i JOIN order_line l ON l.id = i.order_line_id \
               JOIN school_order o ON o.id = l.order_id \
               LEFT JOIN dispute d ON d.id = l.dispute_id \
               WHERE i.invoice_id = $1 ORDER BY i.position";
    let lines: Vec<LineRow> = r.sql_all(sql, [id.uuid().into()]).await?;
    let lines = lines.into_iter().map(StoredLine::try_from).collect::<Result<Vec<_>, Failure>>()?;
    let invoice = in_state(&row, &lines)?;
    Ok(Stored {
        id,
        partnership: OrganisationId::from_uuid(row.partnership_id),
        school: OrganisationId::from_uuid(row.school_id),
        purchase_order_number: row.purchase_order_number,
        paper: serde_json::from_str(&row.paper).map_err(broken)?,
        version: row.version,
        lines,
        invoice,
    })
}

/// The invoice in its state. One whose lines do not come to what it says does not load.
fn in_state(row: &Row, lines: &[StoredLine]) -> Result<Invoice, Failure> {
    let number: InvoiceNumber = row.number.parse().map_err(broken)?;
    let days = (row.due_on - row.issued_on).num_days();
    let lines = lines.iter().map(StoredLine::on_paper).collect();
    let days = u16::try_from(days).map_err(broken)?;
    let issued = Issued::new(number, row.issued_on, days, lines)?;
    if issued.totals().gross.pence() != Pence::new(row.gross_pence) {
        return Err(broken(format!("the lines of {} do not come to its total", row.number)));
    }
    let state = InvoiceState::from_code(&row.state)
        .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?;
    let settled = Settled {
        state,
        credited: Gross(Pence::new(row.credited_gross_pence)),
        paid: Gross(Pence::new(row.paid_pence)),
        paid_on: row.paid_on,
    };
    let stored = Invoice::stored(issued, settled)?;
    stored.ok_or_else(|| broken(format!("{} is not where its payments say", row.number)))
}

impl StoredLine {
    fn on_paper(&self) -> InvoiceLine {
        InvoiceLine {
            order_line: self.order_line,
            description: self.description.clone(),
            quantity: self.quantity,
            unit_price: self.unit_net,
            net: self.net,
            vat: self.vat,
        }
    }
}

impl TryFrom<LineRow> for StoredLine {
    type Error = Failure;

    fn try_from(row: LineRow) -> Result<Self, Failure> {
        Ok(Self {
            id: InvoiceLineId::from_uuid(row.id),
            order: OrderId::from_uuid(row.order_id),
            order_line: OrderLineId::from_uuid(row.order_line_id),
            reference: row.reference,
            description: row.description,
            quantity: u32::try_from(row.quantity).map_err(broken)?,
            unit: Unit::from_code(&row.unit)
                .ok_or_else(|| broken(format!("a stored unit is not known: {}", row.unit)))?,
            unit_net: Net(Pence::new(row.unit_net_pence)),
            net: Net(Pence::new(row.net_pence)),
            vat: serde_json::from_str(&row.vat_basis).map_err(broken)?,
            credited: Net(Pence::new(row.credited_net_pence)),
            dispute: row
                .dispute_state
                .as_deref()
                .and_then(DisputeState::from_code)
                .map(|state| (state, row.credit_net_pence.map(|pence| Net(Pence::new(pence))))),
        })
    }
}
