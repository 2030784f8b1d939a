//! Orders as they are kept, read into the states of the domain and written back.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Capacity, Scope};
use domain::calendar::london_day;
use domain::delegation::{ApprovalLevel, Approver};
use domain::id::{
    DealId, DisputeId, InvoiceId, OrderId, OrderLineId, OrganisationId, PersonId, PractitionerId,
    PurchaseId, ServiceId, ServiceVersionId,
};
use domain::order::{
    AwaitingApproval, Cancelled, Completed, Content, Declined, LineState, LineStateCode, Order,
    OrderState, Placed, SentBack,
};
use domain::price::Unit;
use domain::service::Category;
use domain::{Failure, Net, Pence};
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::approval;
pub(crate) use super::stored_line::StoredLine;
use crate::capacity::half;
use crate::db::{Parameters, Reader, broken};

/// An order as it is kept, with its state as the domain knows it.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub id: OrderId,
    pub reference: String,
    /// With which others it was placed together, where it was.
    pub purchase: Option<PurchaseId>,
    pub school: OrganisationId,
    pub partnership: OrganisationId,
    pub seller: OrganisationId,
    pub provider: OrganisationId,
    pub purchase_order_number: Option<String>,
    pub net: Pence,
    pub vat: Pence,
    pub gross: Pence,
    pub requested_by: PersonId,
    pub requested_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Until when it can wait undecided, where it does.
    pub held_until: Option<DateTime<Utc>>,
    /// When it lapsed because nobody decided.
    pub lapsed_at: Option<DateTime<Utc>>,
    /// How often it has been asked for.
    pub round: i64,
    pub version: i64,
    pub lines: Vec<StoredLine>,
    pub order: Order,
}

impl Stored {
    /// What is bought, without its days.
    pub fn thing(&self) -> &str {
        self.lines.first().map_or("", StoredLine::thing)
    }

    /// What kind of thing is bought: the lines of one order are of one.
    pub fn category(&self) -> Option<Category> {
        self.lines.first().and_then(|line| line.category)
    }
}

#[derive(FromQueryResult)]
struct OrderRow {
    id: Uuid,
    reference: String,
    purchase_id: Option<Uuid>,
    state: String,
    school_id: Uuid,
    partnership_id: Uuid,
    seller_id: Uuid,
    provider_id: Uuid,
    purchase_order_number: Option<String>,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    requested_by: Uuid,
    requested_at: DateTime<Utc>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    held_until: Option<DateTime<Utc>>,
    lapsed_at: Option<DateTime<Utc>>,
    awaits: Option<String>,
    round: i64,
    version: i64,
}

#[derive(FromQueryResult)]
struct LineRow {
    id: Uuid,
    order_id: Uuid,
    state: String,
    service_id: Option<Uuid>,
    service_version_id: Option<Uuid>,
    deal_id: Option<Uuid>,
    deal_title: Option<String>,
    category: String,
    description: String,
    day: Option<NaiveDate>,
    practitioner_id: Option<Uuid>,
    half: Option<String>,
    first_on: Option<NaiveDate>,
    last_on: Option<NaiveDate>,
    months: Option<i64>,
    wished_on: Option<NaiveDate>,
    note: Option<String>,
    charge_for: Option<Uuid>,
    charged_no_show: Option<String>,
    package_order_id: Option<Uuid>,
    agreed_at: Option<DateTime<Utc>>,
    dispute_id: Option<Uuid>,
    disputed_in: Option<String>,
    unit: String,
    quantity: i64,
    unit_net_pence: i64,
    net_pence: i64,
    vat_basis: String,
    delivered_at: Option<DateTime<Utc>>,
    cancelled_on: Option<NaiveDate>,
    version: i64,
    invoice_id: Option<Uuid>,
}

/// The column of an order that names the party in a capacity. The one place that says so.
pub(crate) fn party(scope: &Scope) -> Result<&'static str, Failure> {
    match scope.capacity() {
        Capacity::School => Ok("school_id"),
        Capacity::Partnership => Ok("partnership_id"),
        Capacity::Provider => Ok("provider_id"),
        Capacity::Itself | Capacity::Installation => Err(Failure::NotFound),
    }
}

/// An order that a scope is party to.
///
/// # Errors
/// `NotFound` where there is none, or it is somebody else's.
pub(crate) async fn load(r: &Reader, scope: &Scope, id: OrderId) -> Result<Stored, Failure> {
    let party = format!("AND {} = $2", party(scope)?);
    find(r, id, &party, Some(scope.organisation().uuid().into())).await
}

/// An order for the job that lets it lapse.
pub(super) async fn load_any(r: &Reader, id: OrderId) -> Result<Stored, Failure> {
    find(r, id, "", None).await
}

/// The orders of a purchase that a scope is party to, in the order in which they were placed. As many
/// statements for many as for one.
///
/// # Errors
/// `NotFound` where there is none, or it is somebody else's.
pub(super) async fn load_together(
    r: &Reader,
    scope: &Scope,
    purchase: PurchaseId,
) -> Result<Vec<Stored>, Failure> {
    let narrowed = format!("purchase_id = $1 AND {} = $2 ORDER BY id", party(scope)?);
    let values = [purchase.uuid().into(), scope.organisation().uuid().into()];
    let found = find_all(r, &narrowed, values).await?;
    if found.is_empty() { Err(Failure::NotFound) } else { Ok(found) }
}

/// The same for the job that lets them lapse.
pub(super) async fn load_any_together(
    r: &Reader,
    purchase: PurchaseId,
) -> Result<Vec<Stored>, Failure> {
    find_all(r, "purchase_id = $1 ORDER BY id", [purchase.uuid().into()]).await
}

async fn find(
    r: &Reader,
    id: OrderId,
    narrowed: &str,
    by: Option<sea_orm::Value>,
) -> Result<Stored, Failure> {
    let values = std::iter::once(id.uuid().into()).chain(by);
    let found = find_all(r, &format!("id = $1 {narrowed}"), values).await?;
    found.into_iter().next().ok_or(Failure::NotFound)
}

/// Orders that one buyer placed together, or one: who agreed to one of those that wait agreed to all.
async fn find_all(
    r: &Reader,
    narrowed: &str,
    values: impl IntoIterator<Item = sea_orm::Value>,
) -> Result<Vec<Stored>, Failure> {
    let sql = format!(
        "SELECT id, reference, purchase_id, state, school_id, partnership_id, seller_id, provider_id, \
         purchase_order_number, net_pence, vat_pence, gross_pence, requested_by, requested_at, \
         decided_by, decided_at, reason, held_until, lapsed_at, awaits, round, \
         version \
         FROM school_order WHERE {narrowed}"
    );
    let rows: Vec<OrderRow> = r.sql_all(&sql, values).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut parameters = Parameters::default();
    let ids: Vec<String> = rows.iter().map(|row| parameters.bind(row.id)).collect();
    let sql = format!(
        "SELECT l.id, l.order_id, l.state, l.service_id, l.service_version_id, l.deal_id, l.category, \
               l.description, l.day, l.practitioner_id, l.half, l.first_on, l.last_on, l.months, \
               l.wished_on, l.note, l.charge_for, c.no_show AS charged_no_show, l.agreed_at, \
               l.package_order_id, l.dispute_id, l.disputed_in, l.unit, l.quantity, l.unit_net_pence, l.net_pence, \
               l.vat_basis, l.delivered_at, l.cancelled_on, l.version, i.invoice_id, d.title AS deal_title \
               FROM order_line l LEFT JOIN invoice_line i ON i.order_line_id = l.id \
               LEFT JOIN deal d ON d.id = l.deal_id \
               LEFT JOIN order_line c ON c.id = l.charge_for \
               WHERE l.order_id IN ({}) ORDER BY l.position",
        ids.join(", ")
    );
    let lines: Vec<LineRow> = r.sql_all(&sql, parameters.values()).await?;
    let given = match rows.iter().find(|row| row.awaits.is_some()) {
        Some(row) => approval::given(r, OrderId::from_uuid(row.id), row.round).await?,
        None => Vec::new(),
    };
    let mut found = Vec::with_capacity(rows.len());
    let mut lines = lines;
    for row in rows {
        let (own, others): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.order_id == row.id);
        lines = others;
        let own = own.into_iter().map(StoredLine::try_from).collect::<Result<Vec<_>, _>>()?;
        let given = if row.awaits.is_some() { given.clone() } else { Vec::new() };
        found.push(stored(row, own, given)?);
    }
    Ok(found)
}

fn stored(row: OrderRow, lines: Vec<StoredLine>, given: Vec<Approver>) -> Result<Stored, Failure> {
    let order = in_state(&row, &lines, given)?;
    Ok(Stored {
        id: OrderId::from_uuid(row.id),
        reference: row.reference,
        purchase: row.purchase_id.map(PurchaseId::from_uuid),
        school: OrganisationId::from_uuid(row.school_id),
        partnership: OrganisationId::from_uuid(row.partnership_id),
        seller: OrganisationId::from_uuid(row.seller_id),
        provider: OrganisationId::from_uuid(row.provider_id),
        purchase_order_number: row.purchase_order_number,
        net: Pence::new(row.net_pence),
        vat: Pence::new(row.vat_pence),
        gross: Pence::new(row.gross_pence),
        requested_by: PersonId::from_uuid(row.requested_by),
        requested_at: row.requested_at,
        decided_at: row.decided_at,
        held_until: row.held_until,
        lapsed_at: row.lapsed_at,
        round: row.round,
        version: row.version,
        lines,
        order,
    })
}

/// The order in its state; a row that lacks what its state needs does not load.
fn in_state(row: &OrderRow, lines: &[StoredLine], given: Vec<Approver>) -> Result<Order, Failure> {
    let content = Content {
        requester: PersonId::from_uuid(row.requested_by),
        lines: lines.iter().map(StoredLine::line).collect::<Result<Vec<_>, Failure>>()?,
    };
    let decided_by = row.decided_by.map(PersonId::from_uuid);
    let by = || decided_by.ok_or_else(|| broken("a decided order without who decided it"));
    let reason = || row.reason.clone().ok_or_else(|| broken("a refused order without a reason"));
    let placed_at = row.decided_at.filter(|_| decided_by.is_some()).unwrap_or(row.requested_at);
    let state = OrderState::from_code(&row.state)
        .ok_or_else(|| broken(format!("a stored state is not known: {}", row.state)))?;
    Ok(match state {
        OrderState::AwaitingApproval => {
            let awaits = row.awaits.as_deref().and_then(ApprovalLevel::from_code);
            let awaits = awaits.ok_or_else(|| broken("an order that waits for nobody"))?;
            Order::AwaitingApproval(AwaitingApproval {
                content,
                since: row.requested_at,
                awaits,
                given,
            })
        }
        OrderState::SentBack => Order::SentBack(SentBack { content, by: by()?, reason: reason()? }),
        OrderState::Declined => Order::Declined(Declined { content, by: by()?, reason: reason()? }),
        OrderState::Placed => Order::Placed(Placed { content, placed_at, approved_by: decided_by }),
        OrderState::Completed => {
            Order::Completed(Completed { content, placed_at, approved_by: decided_by })
        }
        OrderState::Cancelled => Order::Cancelled(Cancelled { content }),
    })
}

impl TryFrom<LineRow> for StoredLine {
    type Error = Failure;

    fn try_from(row: LineRow) -> Result<Self, Failure> {
        let state = line_state(&row)?;
        let service = row.service_id.zip(row.service_version_id);
        let service = service.map(|(service, version)| {
            (ServiceId::from_uuid(service), ServiceVersionId::from_uuid(version))
        });
        Ok(Self {
            id: OrderLineId::from_uuid(row.id),
            service,
            deal: row.deal_id.map(DealId::from_uuid),
            deal_title: row.deal_title.clone(),
            category: Category::from_code(&row.category),
            description: row.description,
            day: row.day,
            practitioner: row.practitioner_id.map(PractitionerId::from_uuid),
            half: half::read(row.half.as_deref())?,
            span: row.first_on.zip(row.last_on),
            months: row.months.map(u32::try_from).transpose().map_err(broken)?,
            wished_on: row.wished_on,
            note: row.note,
            charge_for: row.charge_for.map(OrderLineId::from_uuid),
            package: row.package_order_id.map(OrderId::from_uuid),
            is_for_no_show: row.charged_no_show.is_some(),
            is_agreed: row.agreed_at.is_some(),
            dispute: row.dispute_id.map(DisputeId::from_uuid),
            is_disputed: row.disputed_in.is_some(),
            unit: Unit::from_code(&row.unit)
                .ok_or_else(|| broken(format!("a stored unit is not known: {}", row.unit)))?,
            quantity: u32::try_from(row.quantity).map_err(broken)?,
            unit_net: Net(Pence::new(row.unit_net_pence)),
            net: Net(Pence::new(row.net_pence)),
            vat: serde_json::from_str(&row.vat_basis).map_err(broken)?,
            state,
            version: row.version,
        })
    }
}

fn line_state(row: &LineRow) -> Result<LineState, Failure> {
    let lacks = |what: &str| broken(format!("a {} line lacks {what}", row.state));
    let delivered_on = || row.delivered_at.map(london_day).ok_or_else(|| lacks("its delivery"));
    let state = LineStateCode::from_code(&row.state).ok_or_else(|| lacks("a known state"))?;
    Ok(match state {
        LineStateCode::Booked => LineState::Booked,
        LineStateCode::Delivered => LineState::Delivered { delivered_on: delivered_on()? },
        LineStateCode::Invoiced => {
            let invoice = row.invoice_id.ok_or_else(|| lacks("its invoice"))?;
            let invoice = InvoiceId::from_uuid(invoice);
            LineState::Invoiced { delivered_on: delivered_on()?, invoice }
        }
        LineStateCode::Cancelled => {
            LineState::Cancelled { cancelled_on: row.cancelled_on.ok_or_else(|| lacks("its day"))? }
        }
    })
}
