//! The entries under a figure, with their prices, their evidence and what they were made on.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Failure;
use domain::access::{Action, Capacity, Scope};
use domain::id::{DealId, FileId, OrderId, OrganisationId, SavingId, ServiceId};
use domain::saving::{Cashability, Entry, Evidence, Stage};
use domain::vat::ComparisonBasis;
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::report::{column, permit};
use super::write::Row as EntryRow;
use crate::Market;
use crate::access::Actor;
use crate::db::{Page, PageAsked, Reader};
use crate::file::{self, Download};

/// How many entries stand on a page.
const PAGE: usize = 50;

/// Which entries: all that fit everything given.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one school.
    pub school: Option<OrganisationId>,
    /// Of one category.
    pub category: Option<String>,
    /// Of the years that begin on this day.
    pub year_starts_on: Option<NaiveDate>,
    /// Of one stage.
    pub stage: Option<Stage>,
    /// Cashable or avoided only.
    pub cashability: Option<Cashability>,
    /// With VAT in it or without only: the two are never added.
    pub basis: Option<ComparisonBasis>,
}

/// What an entry was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntrySubject {
    /// A line of an order.
    Order {
        /// The order.
        id: OrderId,
        /// Its reference.
        reference: String,
        /// What was bought.
        what: String,
        /// The service, where it is one.
        service: Option<ServiceId>,
        /// The invoice's number, once invoiced.
        invoice: Option<(domain::id::InvoiceId, String)>,
    },
    /// A commitment to a deal.
    Deal {
        /// The deal.
        id: DealId,
        /// Its title.
        title: String,
    },
}

/// An entry as a report shows it.
#[derive(Debug, Clone)]
pub struct EntryView {
    /// The entry.
    pub entry: Entry,
    /// The school's name.
    pub school_name: String,
    /// What it was made on.
    pub subject: EntrySubject,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// Whether a later entry has taken it back.
    pub is_reversed: bool,
}

#[derive(FromQueryResult)]
pub(super) struct Row {
    id: Uuid,
    stage: String,
    facts: String,
    fee_pence: i64,
    amount_pence: i64,
    reverses_id: Option<Uuid>,
    entered_at: DateTime<Utc>,
    school_name: String,
    order_id: Option<Uuid>,
    reference: Option<String>,
    description: Option<String>,
    service_id: Option<Uuid>,
    invoice_id: Option<Uuid>,
    invoice_number: Option<String>,
    deal_id: Option<Uuid>,
    deal_title: Option<String>,
    reversed: i64,
}

pub(super) const SELECT: &str = "SELECT e.id, e.stage, e.facts, e.fee_pence, e.amount_pence, e.reverses_id, \
    e.entered_at, s.name AS school_name, o.id AS order_id, o.reference, l.description, l.service_id, \
    i.id AS invoice_id, i.number AS invoice_number, d.id AS deal_id, d.title AS deal_title, \
    CAST((SELECT COUNT(*) FROM saving_entry x WHERE x.reverses_id = e.id) AS BIGINT) AS reversed \
    FROM saving_entry e JOIN organisation s ON s.id = e.school_id \
    LEFT JOIN order_line l ON l.id = e.order_line_id \
    LEFT JOIN school_order o ON o.id = l.order_id \
    LEFT JOIN invoice_line il ON il.order_line_id = l.id \
    LEFT JOIN invoice i ON i.id = il.invoice_id \
    LEFT JOIN commitment c ON c.id = e.commitment_id \
    LEFT JOIN deal d ON d.id = c.deal_id";

impl Row {
    pub fn view(self) -> Result<EntryView, Failure> {
        let subject = match (self.order_id, self.deal_id) {
            (Some(order), _) => EntrySubject::Order {
                id: OrderId::from_uuid(order),
                reference: self.reference.unwrap_or_default(),
                what: self.description.unwrap_or_default(),
                service: self.service_id.map(ServiceId::from_uuid),
                invoice: self
                    .invoice_id
                    .map(domain::id::InvoiceId::from_uuid)
                    .zip(self.invoice_number),
            },
            (None, Some(deal)) => EntrySubject::Deal {
                id: DealId::from_uuid(deal),
                title: self.deal_title.unwrap_or_default(),
            },
            (None, None) => return Err(crate::db::broken("a saving without a subject")),
        };
        let entry = EntryRow {
            id: self.id,
            stage: self.stage,
            facts: self.facts,
            fee_pence: self.fee_pence,
            amount_pence: self.amount_pence,
            reverses_id: self.reverses_id,
        }
        .entry()?;
        Ok(EntryView {
            entry,
            school_name: self.school_name,
            subject,
            entered_at: self.entered_at,
            is_reversed: self.reversed > 0,
        })
    }
}

/// The entries under a figure, newest first, of whoever the actor acts for.
pub async fn view_saving_entries(
    market: &Market,
    actor: &Actor,
    filter: Filter,
    page: PageAsked,
) -> Result<Page<EntryView>, Failure> {
    let permit = permit(actor)?;
    let scope = permit.scope();
    let before = page.key().and_then(|key| Uuid::parse_str(key).ok());
    let size = page.size(PAGE);
    let filter = &filter;
    let rows =
        market.db.read(|r| async move { read(&r, scope, filter, before, size).await }).await?;
    let page = Page::of(rows, size, |row| row.id.to_string());
    let items = page.items.into_iter().map(Row::view).collect::<Result<_, _>>()?;
    Ok(Page { items, next: page.next })
}

/// Reads one row more than a page holds: it says whether another page follows.
async fn read(
    r: &Reader,
    scope: &Scope,
    filter: &Filter,
    before: Option<Uuid>,
    size: usize,
) -> Result<Vec<Row>, Failure> {
    let mut values: Vec<Value> = vec![scope.organisation().uuid().into()];
    let mut conditions = vec![format!("e.{} = $1", column(scope)?)];
    let mut also = |condition: &str, value: Option<Value>| {
        if let Some(value) = value {
            values.push(value);
            conditions.push(format!("{condition} ${}", values.len()));
        }
    };
    also("e.school_id =", filter.school.map(|school| school.uuid().into()));
    also("e.category =", filter.category.clone().map(Into::into));
    also("e.year_starts_on =", filter.year_starts_on.map(Into::into));
    also("e.stage =", filter.stage.map(|stage| stage.code().into()));
    also("e.cashability =", filter.cashability.map(|kind| kind.code().into()));
    also("e.basis =", filter.basis.map(|basis| basis.code().into()));
    also("e.id <", before.map(Into::into));
    let sql = format!(
        "{SELECT} WHERE {} ORDER BY e.id DESC LIMIT {}",
        conditions.join(" AND "),
        size + 1
    );
    r.sql_all(&sql, values).await
}

/// A document that is evidence of an entry. Whoever may see the entry may see what it rests on.
///
/// # Errors
/// `NotFound` where the entry is not theirs, or does not rest on this file.
pub async fn evidence_file(
    market: &Market,
    actor: &Actor,
    saving: SavingId,
    file: FileId,
) -> Result<Download, Failure> {
    let permit = permit(actor)?;
    let scope = permit.scope();
    let sql = format!(
        "SELECT id, stage, facts, fee_pence, amount_pence, reverses_id FROM saving_entry \
         WHERE id = $1 AND {} = $2",
        column(scope)?
    );
    let values = [saving.uuid().into(), scope.organisation().uuid().into()];
    let row: Option<EntryRow> =
        market.db.read(|r| async move { r.sql_one(&sql, values).await }).await?;
    let entry = row.ok_or(Failure::NotFound)?.entry()?;
    if !entry.stored().facts.evidence.contains(&Evidence::File(file)) {
        return Err(Failure::NotFound);
    }
    // A school's own invoices: of a partnership's people only those who run its deals or audit it.
    if scope.capacity() == Capacity::Partnership {
        actor.permit_own(Action::ManageDeals).or_else(|_| actor.permit_own(Action::ViewAudit))?;
    }
    file::fetch_as_evidence(market, file).await
}
