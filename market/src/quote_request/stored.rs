//! Requests, suppliers and answers as stored.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{OrganisationId, QuoteRequestId, ServiceId, SupplierId};
use domain::quote_request::{Bid, BidVat, Offered, QuoteStage, QuoteState, QuoteTerms};
use domain::service::Category;
use domain::{Failure, Net, Pence};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::document::{QuoteDocument, documents};
use crate::Market;
use crate::db::{Reader, Writer, broken};

/// A request as stored.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub id: QuoteRequestId,
    pub school: OrganisationId,
    pub school_name: String,
    pub service: Option<ServiceId>,
    pub terms: QuoteTerms,
    pub asked_at: DateTime<Utc>,
    pub state: QuoteState,
}

impl Stored {
    pub fn stage(&self, market: &Market) -> QuoteStage {
        QuoteStage::of(self.state, self.terms.closes_at, market.now())
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    school_id: Uuid,
    school_name: String,
    service_id: Option<Uuid>,
    category: String,
    title: String,
    description: String,
    quantity: i64,
    unit: String,
    wanted: String,
    place: String,
    criteria: String,
    closes_at: DateTime<Utc>,
    asked_at: DateTime<Utc>,
    state: String,
}

/// A request, whoever asks: the caller has narrowed it by its condition on `r`, with `$1` its id.
pub(super) async fn find(
    r: &Reader,
    condition: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Stored, Failure> {
    let sql = format!(
        "SELECT r.id, r.school_id, o.name AS school_name, r.service_id, r.category, r.title, \
         r.description, r.quantity, r.unit, r.wanted, r.place, r.criteria, r.closes_at, r.asked_at, \
         r.state FROM quote_request r JOIN organisation o ON o.id = r.school_id \
         WHERE r.id = $1 {condition}"
    );
    let row: Option<Row> = r.sql_one(&sql, values).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let unknown = || broken(format!("a quote request of unknown kind: {}", row.id));
    Ok(Stored {
        id: QuoteRequestId::from_uuid(row.id),
        school: OrganisationId::from_uuid(row.school_id),
        school_name: row.school_name,
        service: row.service_id.map(ServiceId::from_uuid),
        terms: QuoteTerms {
            category: Category::from_code(&row.category).ok_or_else(unknown)?,
            title: row.title,
            description: row.description,
            quantity: u32::try_from(row.quantity).map_err(broken)?,
            unit: domain::price::Unit::from_code(&row.unit).ok_or_else(unknown)?,
            wanted: row.wanted,
            place: row.place,
            criteria: row.criteria,
            closes_at: row.closes_at,
        },
        asked_at: row.asked_at,
        state: QuoteState::from_code(&row.state).ok_or_else(unknown)?,
    })
}

/// A request of a school.
pub(super) async fn find_own(
    r: &Reader,
    request: QuoteRequestId,
    school: OrganisationId,
) -> Result<Stored, Failure> {
    let values: [Value; 2] = [request.uuid().into(), school.uuid().into()];
    find(r, "AND r.school_id = $2", values).await
}

/// Takes the turn of a request for what is done before its deadline: the row is held to the end of the
/// transaction, so that nothing comes between the deadline that was asked for and what is written. Gives the
/// instant at which that was so.
///
/// # Errors
/// `Refused(QuotesClosed)` from the deadline on, and where the request was taken back.
pub(super) async fn before_deadline(
    market: &Market,
    w: &Writer,
    request: QuoteRequestId,
) -> Result<DateTime<Utc>, Failure> {
    let now = market.now();
    let sql = "UPDATE quote_request SET turn = turn + 1 \
               WHERE id = $1 AND state = 'open' AND closes_at > $2";
    match w.execute(sql, [request.uuid().into(), now.into()]).await? {
        0 => Err(domain::Refusal::QuotesClosed.into()),
        _ => Ok(now),
    }
}

/// Takes the turn of a request, whatever its stage: whoever writes to it at this moment is waited for.
pub(super) async fn take_turn(w: &Writer, request: QuoteRequestId) -> Result<(), Failure> {
    let sql = "UPDATE quote_request SET turn = turn + 1 WHERE id = $1";
    w.execute(sql, [request.uuid().into()]).await.map(|_| ())
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidShown {
    /// Counted from 1 for each supplier.
    pub number: i64,
    /// When it came.
    pub came_at: DateTime<Utc>,
    /// What it says; nothing where it takes the one before back.
    pub terms: Option<BidTerms>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidTerms {
    /// As it was given.
    pub bid: Bid,
    /// What it comes to, with VAT at the standard rate of the day of the deadline.
    pub offered: Offered,
    /// Its document.
    pub document: Option<QuoteDocument>,
}

#[derive(FromQueryResult)]
struct BidRow {
    supplier_id: Uuid,
    number: i64,
    net_pence: Option<i64>,
    vat: Option<String>,
    included: Option<String>,
    valid_until: Option<NaiveDate>,
    document_id: Option<Uuid>,
    came_at: DateTime<Utc>,
}

const BIDS: &str = "SELECT b.supplier_id, b.number, b.net_pence, b.vat, b.included, b.valid_until, \
    b.document_id, b.came_at FROM quote_bid b JOIN quote_supplier s ON s.id = b.supplier_id \
    JOIN quote_request r ON r.id = s.request_id";

/// Every answer to a request as it came, for its school. Until the deadline there is none: the statement
/// asks the row itself, and the market's clock. Two statements.
pub(super) async fn open_bids(
    market: &Market,
    r: &Reader,
    stored: &Stored,
) -> Result<Vec<(SupplierId, BidShown)>, Failure> {
    let sql = format!(
        "{BIDS} WHERE r.id = $1 AND r.closes_at <= $2 AND r.state <> 'withdrawn' \
         ORDER BY s.position, b.number"
    );
    let now = market.now();
    let rows: Vec<BidRow> = r.sql_all(&sql, [stored.id.uuid().into(), now.into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let with = "AND d.supplier_id IS NOT NULL AND EXISTS (SELECT 1 FROM quote_request r \
                WHERE r.id = d.request_id AND r.closes_at <= $2 AND r.state <> 'withdrawn')";
    let papers = documents(r, with, [stored.id.uuid().into(), now.into()]).await?;
    rows.into_iter().map(|row| read(row, stored.terms.closes_at, &papers)).collect()
}

/// What one supplier answered itself. Two statements.
pub(super) async fn own_bids(
    r: &Reader,
    stored: &Stored,
    supplier: SupplierId,
) -> Result<Vec<BidShown>, Failure> {
    let sql = format!("{BIDS} WHERE b.supplier_id = $1 ORDER BY b.number");
    let rows: Vec<BidRow> = r.sql_all(&sql, [supplier.uuid().into()]).await?;
    let values: [Value; 2] = [stored.id.uuid().into(), supplier.uuid().into()];
    let papers = documents(r, "AND d.supplier_id = $2", values).await?;
    let read = |row| Ok(read(row, stored.terms.closes_at, &papers)?.1);
    rows.into_iter().map(read).collect()
}

fn read(
    row: BidRow,
    closes_at: DateTime<Utc>,
    papers: &[QuoteDocument],
) -> Result<(SupplierId, BidShown), Failure> {
    let terms = match (row.net_pence, row.vat, row.included, row.valid_until) {
        (Some(net), Some(vat), Some(included), Some(valid_until)) => {
            let vat = BidVat::from_code(&vat).ok_or_else(|| broken("VAT of an unknown kind"))?;
            let net = Net(Pence::new(net));
            let gross = vat.gross(net, domain::calendar::london_day(closes_at)).map_err(broken)?;
            let paper = papers.iter().find(|paper| Some(paper.id.uuid()) == row.document_id);
            Some(BidTerms {
                bid: Bid { net, vat, included, valid_until },
                offered: Offered { net, gross },
                document: paper.cloned(),
            })
        }
        _ => None,
    };
    let shown = BidShown { number: row.number, came_at: row.came_at, terms };
    Ok((SupplierId::from_uuid(row.supplier_id), shown))
}

/// The suppliers `s` whose last answer stands, as a condition in SQL that says nothing of the answer.
pub(super) const ANSWERED: &str = "EXISTS (SELECT 1 FROM quote_bid b WHERE b.supplier_id = s.id \
    AND b.net_pence IS NOT NULL AND NOT EXISTS (SELECT 1 FROM quote_bid n \
    WHERE n.supplier_id = b.supplier_id AND n.number > b.number))";
